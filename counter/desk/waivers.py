"""The way out of a closed payout window: a supervisor's word in the journal, for the rest of the
day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from counter.decision.windows import closed_window
from counter.journal.journal import Journal
from firmware_config.body.window import WindowWaived
from firmware_config.bundle.review.plan import ProvincePlan, Window
from firmware_config.clock import Clock
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId, ProgrammeCode
from firmware_config.vietnamese.dates import VIET_NAM


class WindowFault(ContractError):
    """`window-open`: the programme is paid now anyway. `window-not-by-supervisor`: the
    configuration leaves no supervisor's way."""


class Waivers:
    """Kept in memory, today's read from the journal at the start. Every method may be called by
    any thread."""

    def __init__(
        self,
        journal: Journal,
        plan: Callable[[], ProvincePlan | None],
        office: OfficeId,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._plan = plan
        self._office = office
        self._clock = clock
        self._until: Mapping[ProgrammeCode, datetime] = {}
        today = journal.first_since(_midnight(clock()))
        for entry in journal.entries_of(WindowWaived.kind, today):
            if isinstance(entry.body, WindowWaived):
                self._note(entry.body)

    @property
    def until(self) -> Mapping[ProgrammeCode, datetime]:
        """Up to when each programme may be paid outside its windows: the end of this day. What a
        supervisor allowed under a clock that was put right since is not for today."""
        tonight = _midnight(self._clock()) + timedelta(days=1)
        return {programme: until for programme, until in self._until.items() if until == tonight}

    def closed_now(self) -> tuple[Window, ...]:
        """The windows, one a programme, that are closed now and may be waived."""
        plan, now = self._plan(), self._clock()
        if plan is None:
            return ()
        found = (self._closed(plan, one.code, now) for one in plan.programmes)
        return tuple(one for one in found if one is not None and one.by_supervisor)

    def waive(self, programme: ProgrammeCode, supervisor: str) -> datetime:
        """Let `programme` be paid for the rest of the day; until when.

        Raises:
            WindowFault
        """
        plan, now = self._plan(), self._clock()
        closed = None if plan is None else self._closed(plan, programme, now)
        if closed is None:
            raise WindowFault("window-open", programme=programme.text)
        if not closed.by_supervisor:
            raise WindowFault("window-not-by-supervisor", programme=programme.text)
        waived = WindowWaived(programme, _midnight(now) + timedelta(days=1), supervisor)
        self._journal.append(waived)
        self._note(waived)
        return waived.until

    def _closed(self, plan: ProvincePlan, programme: ProgrammeCode, now: datetime) -> Window | None:
        if programme in self.until:
            return None
        return closed_window(plan, programme, self._office, False, now.astimezone(VIET_NAM))

    def _note(self, waived: WindowWaived) -> None:
        self._until = {**self._until, waived.programme: waived.until}


def _midnight(now: datetime) -> datetime:
    """When the day of `now` began in Viet Nam, which has no summer time."""
    local = now.astimezone(VIET_NAM).replace(hour=0, minute=0, second=0, microsecond=0)
    return local.astimezone(UTC)
