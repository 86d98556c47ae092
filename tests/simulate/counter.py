"""A counter of a run: the station's parts joined as there, but without its threads and pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from counter.arrival import Arrivals
from counter.card_scripts import CardScripts
from counter.courier import Courier
from counter.decide import Known
from counter.holdings import Holdings
from counter.letters import Letters
from counter.payout import Payouts
from counter.published import Published
from counter.reversal import Reversals
from counter.shift import Shifts
from counter.terminal_proof import TerminalProof
from counter.transport import TransportError
from firmware_config.card.apdu import Connection
from firmware_config.clock import to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId
from firmware_config.journal_body import ClockConfirmed
from firmware_config.signing import PublicKey
from firmware_config.terminal_policy import TerminalPolicy
from tests.simulate.centre import Line, SimulatedCentre
from tests.simulate.log import Log
from tests.simulate.parts import Parts
from tests.simulate.template import OFFICES, CounterTemplate

_STATUS = ("01/0",)
_POLICY = TerminalPolicy.default()

Result = TypeVar("Result")


class InHand:
    """In place of the reader's worker: what it is given to do it does at once, with the card that
    is in. `contacts` is None when there is none."""

    def __init__(self) -> None:
        self.contacts: Connection | None = None

    def run(
        self, work: Callable[[Connection], Result], timeout_s: float, *, insertion: int
    ) -> Result:
        assert self.contacts is not None
        return work(self.contacts)


class SimulatedCounter:
    """`teller` and `supervisor` are who works there. After a power cut it is off until `start`."""

    teller, supervisor = "lan", "hoa"

    def __init__(
        self,
        template: CounterTemplate,
        centre: SimulatedCentre,
        root: PublicKey,
        now: Callable[[], datetime],
        parts: Parts,
        log: Log,
    ) -> None:
        self.template, self.log = template, log
        self.id, self.disk = template.id, template.disk
        self.line = Line(centre, template.id, template.disk.power)
        self._root, self._now, self._parts = root, now, parts
        self.shifted = timedelta()
        self.office = self._own_office
        self.fault: str | None = None
        self.is_on = False

    @property
    def _own_office(self) -> OfficeId:
        return OFFICES[self.template.office].id

    def clock(self) -> datetime:
        return self._now() + self.shifted

    def start(self) -> None:
        """From what is on the disk."""
        engine, terminal, key = self.disk.engine, self.id, self.template.key
        clock, step = self.clock, self.disk.power.point
        self.journal = self._parts.journal(engine, terminal, clock, self._believed)
        self.journal.claim()
        self.published = Published(
            engine, self._root, terminal, key.public_key, self.office, _STATUS, clock
        )
        self.outbox = self._parts.outbox(engine, self.journal, key, clock)
        self.letters = Letters(engine, terminal, self.outbox, clock)
        self.shifts = Shifts(self.journal, lambda: _POLICY.drawer_difference_limit_vnd)
        lists = self.published
        proof = TerminalProof(terminal, key, lambda: lists.snapshot.certificate, clock)
        self.payouts = Payouts(self.journal, proof, clock, step)
        self.reversals = Reversals(self.journal, proof, lambda: lists.snapshot.trust, clock, step)
        scripts = CardScripts(self.journal, lambda: lists.snapshot, self.line, self._is_online)
        self.arrivals = Arrivals(self.journal, self.payouts, self.reversals, scripts, self.known)
        self.holdings = Holdings(
            *(terminal, key, self.line, lambda: lists.snapshot.trust, self._is_online, clock)
        )
        self.in_hand = InHand()
        self.courier = Courier(self.journal, self.in_hand, lambda: None)  # type: ignore[arg-type]
        self.fault = None
        self.is_on = True

    def stop(self) -> None:
        self.journal.close()
        self.disk.rest()
        self.is_on = False

    def cut(self) -> None:
        """The power is off: what was not synced is gone."""
        self.log.tally["power cuts: counter"] += 1
        self.journal.close()
        if self.disk.lose_power():
            self.log.tally["outcome: unsynced writes lost"] += 1
        self.is_on = False

    def misconfigure(self) -> None:
        """Another office's settings from the next start on, or the right ones again."""
        here = self.office == self._own_office
        self.office = OFFICES[1 - self.template.office].id if here else self._own_office

    def put_right(self) -> None:
        self.office, self.shifted = self._own_office, timedelta()
        self.line.is_cut, self.line.fates = False, []

    def known(self) -> Known:
        """As `Station.known`."""
        lists = self.published.snapshot
        times = [*self._signed_times(), self.journal.latest_time()]
        return Known(
            *(self.office, lists.trust, lists.status, lists.payout_list, _POLICY),
            self.journal.paid_periods,
            self.journal.is_unsettled,
            max((at for at in times if at is not None), default=self.clock()),
            hold=self.holdings.hold,
        )

    def vouch(self) -> bool:
        """As `Station.confirm_clock`; whether the clock may be vouched for."""
        now = self.clock()
        if max(self._signed_times(), default=now) - now > _POLICY.clock_back_limit:
            return False
        self.journal.append(ClockConfirmed(self.known().latest_time_seen, self.supervisor))
        return True

    def refresh(self) -> None:
        """Fetch the lists; a fault is kept."""
        self._asked(lambda: self.published.refresh(self.line))

    def drain(self) -> None:
        """Send what is not confirmed; a fault is kept."""
        trust = self.published.snapshot.trust
        if trust is not None:
            self._asked(lambda: self.outbox.drain(self.line, trust))

    def _asked(self, ask: Callable[[], object]) -> None:
        try:
            ask()
            self.fault = None
        except TransportError as error:
            self.fault = error.code
        except ContractError as error:
            self.fault = f"centre-nonsense:{error.code}"

    def _is_online(self) -> bool:
        return self.fault is None

    def _signed_times(self) -> list[datetime]:
        lists = self.published.snapshot
        times = [
            lists.trust.issued_at if lists.trust else None,
            lists.payout_list.issued_at if lists.payout_list else None,
            *(shard.issued_at for shard in lists.status.values()),
        ]
        return [at for at in times if at is not None]

    def _believed(self, last: datetime, now: datetime) -> datetime:
        """As `Station._believed`."""
        seen = self._signed_times()
        if to_unix(last):
            seen.append(last)
        latest = max(seen, default=now)
        return latest if now - latest > _POLICY.clock_ahead_limit else max(last, now)
