"""Home visits: a route prepared while there is a network, paid all day without one, and settled.

A route is a part of a teller's shift: its float is the shift's, and it is settled when the drawer
is counted. People are chosen from the office payout list; what the list said of them is kept, so
that the route can be read and printed on the road and after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Row, func, insert, select, update

from counter import tables
from firmware_config.clock import Clock, from_unix, to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import EntitlementId, TerminalId
from firmware_config.payout_list import Line, OfficePayoutList
from firmware_config.period import Period
from firmware_config.record import Entitlement
from firmware_config.sqlite import for_reading
from firmware_config.vietnamese.fold import fold

MAX_STOPS = 100  # more than a postman can visit in a week
SHOWN = 20  # of the people a search finds, and of the routes there are
NAMES_KEPT = timedelta(days=35)
"""After it is settled, a route's names are wiped: longer than the month that is reported."""
_LONGEST_NAME = 200


class VisitFault(ContractError):
    """`visit-empty`, `visit-too-long` (with `limit`), `visit-no-list`, `visit-not-listed`,
    `visit-unknown`, `visit-no-shift`, `visit-under-way`, or `visit-settled`."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Somebody's entitlement, as the payout list had it; the name may have been wiped."""

    due: Entitlement
    name: str | None

    @property
    def amount_vnd(self) -> int:
        return self.due.amount_vnd * len(self.due.periods)

    def unpaid(self, paid: Callable[[EntitlementId], frozenset[Period]]) -> tuple[Period, ...]:
        """The months of it that this counter's journal has not paid."""
        done = paid(self.due.id)
        return tuple(period for period in self.due.periods if period not in done)


@dataclass(frozen=True, slots=True)
class Visit:
    """A route. `opened_seq` is the entry that opened the shift it is paid in, once it has begun."""

    number: int
    prepared_at: datetime
    prepared_by: str
    stops: tuple[Stop, ...]
    opened_seq: int | None
    returned_at: datetime | None

    @property
    def total_vnd(self) -> int:
        return sum(stop.amount_vnd for stop in self.stops)

    @property
    def is_under_way(self) -> bool:
        return self.opened_seq is not None and self.returned_at is None


def found_in(payout_list: OfficePayoutList | None, text: str) -> tuple[Line, ...]:
    """The lines that may be paid whose name holds the words of `text`, marks and case aside."""
    wanted = fold(text).split()
    if payout_list is None or not wanted:
        return ()
    found = []
    for line in payout_list.lines:
        name = fold(line.name)
        if line.held is None and all(word in name for word in wanted):
            found.append(line)
            if len(found) == SHOWN:
                break
    return tuple(found)


class Visits:
    """The routes of one terminal. Every method may be called by any thread."""

    def __init__(self, engine: Engine, terminal: TerminalId, clock: Clock) -> None:
        self._engine = engine
        self._reading = for_reading(engine)
        self._terminal = terminal.text
        self._clock = clock

    def latest(self) -> list[Visit]:
        """The last routes, newest first."""
        visit = tables.visit.c
        with self._reading.connect() as connection:
            rows = connection.execute(
                select(tables.visit)
                .where(visit.terminal == self._terminal)
                .order_by(visit.number.desc())
                .limit(SHOWN)
            ).all()
            return [self._visit(connection, row) for row in rows]

    def visit(self, number: int) -> Visit:
        """Raises `VisitFault` (`visit-unknown`)."""
        with self._reading.connect() as connection:
            return self._found(connection, number)

    def prepare(
        self,
        chosen: Sequence[EntitlementId],
        payout_list: OfficePayoutList | None,
        user: str,
    ) -> Visit:
        """Keep a route of the `chosen`, in their order.

        Raises:
            VisitFault: `visit-empty`, `visit-too-long`, `visit-no-list`, or `visit-not-listed`
                for somebody who is not on the list, or held there.
        """
        if payout_list is None:
            raise VisitFault("visit-no-list")
        lines = [payout_list.line(one) for one in dict.fromkeys(chosen)]
        listed = [line for line in lines if line is not None and line.held is None]
        if not lines:
            raise VisitFault("visit-empty")
        if len(lines) > MAX_STOPS:
            raise VisitFault("visit-too-long", limit=MAX_STOPS)
        if len(listed) != len(lines):
            raise VisitFault("visit-not-listed")
        visit, stop = tables.visit, tables.visit_stop
        with self._engine.begin() as connection:
            self._wipe_old_names(connection)
            last = connection.scalar(
                select(func.max(visit.c.number)).where(visit.c.terminal == self._terminal)
            )
            number = (last or 0) + 1
            key = {"terminal": self._terminal, "number": number}
            prepared = {"prepared_at": to_unix(self._clock()), "prepared_by": user}
            connection.execute(insert(visit), {**key, **prepared})
            connection.execute(
                insert(stop),
                [
                    {
                        **key,
                        "position": position,
                        "due": line.entitlement.encode(),
                        "name": line.name[:_LONGEST_NAME],
                    }
                    for position, line in enumerate(listed, start=1)
                ],
            )
            return self._found(connection, number)

    def set_out(self, number: int, opened_seq: int | None) -> None:
        """The route is paid from here on in the shift opened by entry `opened_seq`.

        Raises:
            VisitFault: `visit-no-shift`, `visit-unknown`, `visit-under-way`, `visit-settled`.
        """
        if opened_seq is None:
            raise VisitFault("visit-no-shift")
        with self._engine.begin() as connection:
            visit = self._found(connection, number)
            if visit.returned_at is not None:
                raise VisitFault("visit-settled")
            if visit.is_under_way:
                raise VisitFault("visit-under-way")
            self._change(connection, number, opened_seq=opened_seq)

    def returned(self, number: int) -> None:
        """Back from the road: the drawer is counted next.

        Raises:
            VisitFault: `visit-unknown`, `visit-settled`, or `visit-no-shift` before it began.
        """
        with self._engine.begin() as connection:
            visit = self._found(connection, number)
            if visit.returned_at is not None:
                raise VisitFault("visit-settled")
            if visit.opened_seq is None:
                raise VisitFault("visit-no-shift")
            self._change(connection, number, returned_at=to_unix(self._clock()))

    def _change(self, connection: Connection, number: int, **values: int) -> None:
        visit = tables.visit
        connection.execute(
            update(visit)
            .where(visit.c.terminal == self._terminal, visit.c.number == number)
            .values(**values)
        )

    def _wipe_old_names(self, connection: Connection) -> None:
        visit, stop = tables.visit, tables.visit_stop
        old = select(visit.c.number).where(
            visit.c.terminal == self._terminal,
            visit.c.returned_at < to_unix(self._clock() - NAMES_KEPT),
        )
        connection.execute(
            update(stop)
            .where(stop.c.terminal == self._terminal, stop.c.number.in_(old))
            .values(name=None)
        )

    def _found(self, connection: Connection, number: int) -> Visit:
        visit = tables.visit
        row = connection.execute(
            select(visit).where(visit.c.terminal == self._terminal, visit.c.number == number)
        ).first()
        if row is None:
            raise VisitFault("visit-unknown", number=number)
        return self._visit(connection, row)

    def _visit(
        self,
        connection: Connection,
        row: Row[tuple[str, int, int, str, int | None, int | None]],
    ) -> Visit:
        stop = tables.visit_stop.c
        stops = connection.execute(
            select(stop.due, stop.name)
            .where(stop.terminal == self._terminal, stop.number == row.number)
            .order_by(stop.position)
        )
        return Visit(
            row.number,
            from_unix(row.prepared_at),
            row.prepared_by,
            tuple(Stop(Entitlement.parse(bytes(one.due)), one.name) for one in stops),
            row.opened_seq,
            None if row.returned_at is None else from_unix(row.returned_at),
        )
