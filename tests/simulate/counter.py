"""A counter of a run: the station's parts joined as there, but without its threads and pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from counter.card.terminal_proof import TerminalProof
from counter.centre.letters import Letters
from counter.centre.published import Published
from counter.centre.seen_times import ClockFault, SeenTimes
from counter.decision.decide import Known
from counter.desk.holdings import Holdings
from counter.paying.arrival import Arrivals
from counter.paying.courier import Courier
from counter.paying.payout import Payouts
from counter.paying.reversal import Reversals
from counter.paying.scripts import CardScripts
from counter.shift.shift import Shifts
from counter.transport import TransportError
from firmware_config.card.apdu import Connection
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId
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
        self.times = SeenTimes(
            lambda: self.published.snapshot, lambda: None, lambda: _POLICY, clock
        )
        self.journal = self._parts.journal(engine, terminal, clock, self.times.believed)
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
        return Known(
            *(self.office, lists.trust, lists.status, lists.payout_list, _POLICY),
            self.journal.paid_periods,
            self.journal.is_unsettled,
            self.times.latest(self.journal),
            hold=self.holdings.hold,
        )

    def vouch(self) -> bool:
        """As `Station.confirm_clock`; whether the clock may be vouched for."""
        try:
            self.times.confirm_clock(self.journal, self.supervisor)
        except ClockFault:
            return False
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
