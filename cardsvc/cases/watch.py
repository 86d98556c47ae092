"""What no single entry shows: payments after death, a stop or the loss of a terminal, and money
that nobody collects.

Everything is looked for again each time; what was once a case is not opened anew, so that what two
people have decided stays decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Integer, Row, and_, cast, func, or_, select

from cardsvc import tables
from cardsvc.case_opening.kind import CaseKind
from cardsvc.case_opening.opening import About, close_explained, open_case
from cardsvc.db import chunks
from cardsvc.ledger.receipts import receipt_in
from cardsvc.registry.calendar.after_death import first_unpaid_month
from cardsvc.registry.calendar.figures import Figures
from cardsvc.registry.duties import every_uncollected
from cardsvc.staff.scope import EVERYWHERE
from firmware_config.body.carried import CarriedReceipt
from firmware_config.clock import Clock
from firmware_config.ids import EntitlementId, OfficeId, TerminalId
from firmware_config.period import Period
from firmware_config.vietnamese.dates import day_time_vi, today
from firmware_config.wire import Entry

_FIRST_YEAR = 2000  # of period codes
_ONE_OFF = 0x8000
_paid, _held, _case = tables.transfer.c, tables.entitlement.c, tables.exception_case.c


@dataclass(frozen=True, slots=True)
class _Found:
    """A case to be, unless it was one before."""

    kind: CaseKind
    subject: str
    evidence: dict[str, str | int]
    about: About


_EVERY = timedelta(minutes=10)


@dataclass(slots=True)
class Watch:
    """`look` is for upkeep, which may call it as often as it likes: payments are looked at every
    ten minutes, what is uncollected once a day."""

    engine: Engine
    figures: Figures
    clock: Clock
    _again_at: datetime | None = None
    _looked_on: date | None = None

    def look(self) -> None:
        now = self.clock()
        if self._again_at is not None and now < self._again_at:
            return
        self._again_at = now + _EVERY
        with self.engine.begin() as connection:
            look_at_payments(connection, self.figures, now)
        if self._looked_on != today(now):
            with self.engine.begin() as connection:
                look_at_uncollected(connection, self.figures, now)
            self._looked_on = today(now)


def look_at_payments(connection: Connection, figures: Figures, now: datetime) -> int:
    """Cases for payments that stand though the person was dead or the payment stopped; how many
    are new. Grants paid once, as for a funeral, are owed after a death."""
    return _open_new(
        connection, (*_after_death(connection, figures), *_after_stop(connection)), now
    )


def look_at_uncollected(connection: Connection, figures: Figures, now: datetime) -> int:
    """Cases for entitlements that nobody collected for as long as the law suspends for (Circular
    02/2021 Art. 2); how many are new. What was collected or suspended since closes its own."""
    kind, found = CaseKind.UNCOLLECTED, list[_Found]()
    for duty in every_uncollected(connection, EVERYWHERE, today(now), figures):
        subject = f"{kind}:{duty.entitlement}/{duty.since}"
        evidence: dict[str, str | int] = {"since": str(duty.since), "person": duty.beneficiary}
        about = About(
            entitlement=duty.entitlement, amount_vnd=duty.amount_vnd, office=OfficeId(duty.office)
        )
        found.append(_Found(kind, subject, evidence, about))
    still = {one.subject for one in found}
    opened = select(_case.subject).where(_case.kind == kind.value, _case.closed_at.is_(None))
    for subject in connection.scalars(opened).all():
        if subject is not None and subject not in still:
            close_explained(connection, kind, subject, now)
    return _open_new(connection, found, now)


def look_at_lost(
    connection: Connection, terminal: TerminalId, since: datetime, now: datetime
) -> int:
    """Cases for the payments that stand and came from `terminal` after it was lost; how many are
    new. It is for the revocation: what came before that is booked.

    Nothing is taken out of the books, for who was paid may well have had the money. It goes by when
    a payment came: a thief can date back, and what the teller paid before and the terminal sent
    only then is soon explained.
    """
    came = _payments().where(_paid.terminal == terminal.text, tables.entry.c.received_at >= since)
    found = []
    for row in connection.execute(came):
        evidence = {
            "lost_at": day_time_vi(since),
            "paid_at": day_time_vi(_paid_at(row)),
            "came_at": day_time_vi(row.received_at),
        }
        found.append(_found(CaseKind.PAID_AFTER_LOSS, row, evidence))
    return _open_new(connection, found, now)


def _after_death(connection: Connection, figures: Figures) -> Iterator[_Found]:
    """Paid for a month that is not owed any more, or by a card in use after its holder died."""
    died, person = tables.death.c, tables.beneficiary.c
    year, month = func.substr(died.died_on, 1, 4), func.substr(died.died_on, 6, 2)
    month_of_death = (cast(year, Integer) - _FIRST_YEAR) * 12 + cast(month, Integer) - 1
    rows = connection.execute(
        _payments()
        .add_columns(died.died_on, died.entered_at)
        .join(tables.beneficiary, person.id == _held.beneficiary)
        .join(tables.death, died.citizen_number == person.citizen_number)
        .where(or_(_paid.period >= month_of_death, tables.entry.c.received_at >= died.entered_at))
        .where(_paid.period < _ONE_OFF)
    )
    for row in rows:
        died_on, paid_at = date.fromisoformat(row.died_on), _paid_at(row)
        first = first_unpaid_month(died_on, figures)
        is_later = today(paid_at) > died_on
        if Period(row.period) >= first or is_later:
            evidence = {"died_on": row.died_on, "paid_on": _day(paid_at), "first": str(first)}
            yield _found(CaseKind.PAID_AFTER_DEATH, row, evidence)


def _after_stop(connection: Connection) -> Iterator[_Found]:
    stop = tables.payment_stop.c
    rows = connection.execute(
        _payments()
        .add_columns(stop.since, stop.reason)
        .join(
            tables.payment_stop,
            and_(stop.entitlement == _paid.entitlement, stop.lifted_at.is_(None)),
        )
        .where(_paid.period >= stop.since, _paid.period < _ONE_OFF)
    )
    for row in rows:
        evidence = {
            "since": str(Period(row.since)),
            "reason": row.reason,
            "paid_on": _day(_paid_at(row)),
        }
        yield _found(CaseKind.PAID_AFTER_STOP, row, evidence)


def _payments() -> Any:
    """Payments that stand, with the entries that tell of them."""
    entry = tables.entry.c
    its_entry = and_(entry.terminal == _paid.terminal, entry.seq == _paid.seq)
    return (
        select(
            *(_paid.entitlement, _paid.period, _paid.amount_vnd, _paid.terminal, _paid.seq),
            *(_paid.turn, _held.beneficiary, entry.octets, entry.received_at),
        )
        .select_from(tables.transfer)
        .join(tables.entitlement, _held.id == _paid.entitlement)
        .join(tables.entry, its_entry)
        .where(_paid.kind == "paid", tables.IS_STANDING)
    )


def _found(kind: CaseKind, row: Row[Any], told: dict[str, str]) -> _Found:
    entitlement = EntitlementId(row.entitlement)
    evidence: dict[str, str | int] = {
        **told,
        "person": row.beneficiary,
        "terminal": row.terminal,
        "seq": row.seq,
    }
    about = About(TerminalId(row.terminal), entitlement, Period(row.period), row.amount_vnd)
    return _Found(kind, f"paid:{entitlement}/{row.period}/{row.turn}", evidence, about)


def _paid_at(row: Row[Any]) -> datetime:
    """As the counter told it; of a receipt that a card brought, as the card signed it."""
    entry = Entry.parse(row.octets)
    receipt = receipt_in(entry.body.receipt) if isinstance(entry.body, CarriedReceipt) else None
    return entry.at if receipt is None else receipt.at


def _day(at: datetime) -> str:
    return today(at).isoformat()


def _open_new(connection: Connection, found: Iterable[_Found], now: datetime) -> int:
    every = tuple(found)
    known: set[tuple[str, str | None]] = set()
    for some in chunks(tuple({one.subject for one in every})):
        told = select(_case.kind, _case.subject).where(_case.subject.in_(some))
        known |= {(row.kind, row.subject) for row in connection.execute(told)}
    new = [one for one in every if (one.kind.value, one.subject) not in known]
    for one in new:
        open_case(connection, one.kind, one.subject, one.evidence, now, one.about)
    return len(new)
