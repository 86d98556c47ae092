"""What is known of a case, gathered for whoever decides it. It is read anew each time: what came
since it was opened counts too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, or_, select

from cardsvc import tables
from cardsvc.case_opening.kind import CaseKind
from cardsvc.cases.case import Case
from cardsvc.ledger.line import TransferKind
from firmware_config.body.asked import ReversalAsked
from firmware_config.body.card import Reversed
from firmware_config.body.payout import Disbursed, OutcomeUnknown
from firmware_config.body.shift import ShiftClosed
from firmware_config.card.receipt import SignedReceipt
from firmware_config.claim import Claim
from firmware_config.errors import ContractError
from firmware_config.period import Period
from firmware_config.wire import Entry

_MOVES = tuple(
    kind.value
    for kind in (
        *(TransferKind.PAID, TransferKind.SUSPENSE, TransferKind.REVERSED),
        *(TransferKind.RETURNED, TransferKind.SETTLED),
    )
)
MOST_RECEIPTS = 100


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of a counter's journal. `kind` is the body's; `word` what it says besides: the
    medium of a payment, the reason of a request, the explanation of a difference."""

    terminal: str
    seq: int
    at: datetime
    kind: str
    word: str | None = None
    teller: str | None = None
    amount_vnd: int | None = None
    periods: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """A transfer for the case's entitlement and period. `terminal` is None for one that finance
    instructed."""

    kind: str
    amount_vnd: int
    terminal: str | None
    seq: int | None
    at: datetime | None
    is_standing: bool


@dataclass(frozen=True, slots=True)
class Carried:
    """A receipt that a card brought and its terminal has not told of. `paid_at` is the terminal's
    clock, as the card signed it."""

    paid_at: datetime | None
    amount_vnd: int | None
    by_terminal: str
    by_seq: int


@dataclass(frozen=True, slots=True)
class Evidence:
    told: Told | None
    conflicting: Told | None
    asked_about: Told | None
    owed_vnd: int | None
    moved: tuple[Moved, ...]
    person: int | None
    stopped_since: Period | None
    died_on: date | None
    carried: tuple[Carried, ...]
    carried_total: int
    carried_vnd: int


def evidence_of(connection: Connection, case: Case) -> Evidence:
    told, asked_about = None, None
    if case.terminal is not None and case.seq is not None:
        held = _entry(connection, case.terminal, case.seq)
        told = _told(held) if held else None
        if held is not None and isinstance(held.body, ReversalAsked):
            about = _entry(connection, case.terminal, held.body.paid_seq)
            asked_about = _told(about) if about else None
    conflict = select(tables.exception_case.c.octets).where(tables.exception_case.c.id == case.id)
    octets = connection.scalar(conflict)
    person, stopped_since, died_on = _of_person(connection, case)
    total, sum_vnd, carried = _carried(connection, case)
    return Evidence(
        told,
        _told(Entry.parse(octets)) if octets else None,
        asked_about,
        _owed(connection, case),
        _moved(connection, case),
        person,
        stopped_since,
        died_on,
        carried,
        total,
        sum_vnd,
    )


def _entry(connection: Connection, terminal: str, seq: int) -> Entry | None:
    held = tables.entry.c
    octets = connection.scalar(
        select(held.octets).where(held.terminal == terminal, held.seq == seq)
    )
    return None if octets is None else Entry.parse(octets)


def _told(entry: Entry) -> Told:
    body, said = entry.body, (entry.terminal.text, entry.seq, entry.at, entry.body.kind)
    match body:
        case Disbursed(claim=Claim() as claim, medium=medium, teller=teller):
            return Told(*said, medium.value, teller, claim.amount_vnd, claim.periods)
        case Reversed(claim=Claim() as claim, teller=teller):
            return Told(*said, None, teller, claim.amount_vnd, claim.periods)
        case OutcomeUnknown(claim=Claim() as claim, reason=reason, teller=teller):
            return Told(*said, reason, teller, claim.amount_vnd, claim.periods)
        case ReversalAsked(reason=reason, teller=teller):
            return Told(*said, reason.value, teller)
        case ShiftClosed(difference_vnd=difference_vnd, explanation=why, teller=teller):
            return Told(*said, why.value if why else None, teller, difference_vnd)
        case _:
            return Told(*said)


def _owed(connection: Connection, case: Case) -> int | None:
    if case.entitlement is None or case.period is None:
        return None
    due = tables.due.c
    return connection.scalar(
        select(due.amount_vnd).where(
            due.entitlement == case.entitlement.octets, due.period == case.period.code
        )
    )


def _moved(connection: Connection, case: Case) -> tuple[Moved, ...]:
    moved, entry = tables.transfer.c, tables.entry.c
    if case.entitlement is not None and case.period is not None:
        about = and_(moved.entitlement == case.entitlement.octets, moved.period == case.period.code)
    elif case.terminal is not None:
        about = and_(moved.terminal == case.terminal, moved.seq == case.seq)
    else:
        return ()
    its_entry = and_(entry.terminal == moved.terminal, entry.seq == moved.seq)
    rows = connection.execute(
        select(
            *(moved.kind, moved.amount_vnd, moved.terminal, moved.seq, entry.received_at),
            tables.IS_STANDING.label("is_standing"),
        )
        .select_from(tables.transfer)
        .outerjoin(tables.entry, its_entry)
        .where(about, or_(moved.kind.in_(_MOVES), moved.kind == TransferKind.DIFFERS))
        .order_by(moved.id)
    )
    return tuple(
        Moved(row.kind, row.amount_vnd, row.terminal, row.seq, row.received_at, row.is_standing)
        for row in rows
    )


def _of_person(connection: Connection, case: Case) -> tuple[int | None, Period | None, date | None]:
    """Whose it is, since when it is stopped, and when they died."""
    if case.entitlement is None:
        return None, None, None
    held, stop = tables.entitlement.c, tables.payment_stop.c
    person, died = tables.beneficiary.c, tables.death.c
    since = (
        select(func.min(stop.since))
        .where(stop.entitlement == held.id, stop.lifted_at.is_(None))
        .scalar_subquery()
    )
    row = connection.execute(
        select(held.beneficiary, since.label("since"), died.died_on)
        .join(tables.beneficiary, person.id == held.beneficiary)
        .outerjoin(tables.death, died.citizen_number == person.citizen_number)
        .where(held.id == case.entitlement.octets)
    ).one_or_none()
    if row is None:
        return None, None, None
    died_on = None if row.died_on is None else date.fromisoformat(row.died_on)
    return row.beneficiary, None if row.since is None else Period(row.since), died_on


def _carried(connection: Connection, case: Case) -> tuple[int, int, tuple[Carried, ...]]:
    """How many there are and their sum, and the first of them."""
    if case.kind is not CaseKind.SILENT_TERMINAL or case.accused is None:
        return 0, 0, ()
    every = [_carried_of(row) for row in connection.execute(_receipts(case.accused))]
    return len(every), sum(one.amount_vnd or 0 for one in every), tuple(every[:MOST_RECEIPTS])


def _receipts(terminal: str) -> Select[Any]:
    came, entry = tables.carried_receipt.c, tables.entry.c
    its_entry = and_(entry.terminal == came.by_terminal, entry.seq == came.by_seq)
    return (
        select(came.by_terminal, came.by_seq, entry.octets)
        .select_from(tables.carried_receipt)
        .join(tables.entry, its_entry)
        .where(came.terminal == terminal, came.reported_at.is_(None))
        .order_by(came.by_terminal, came.by_seq)
    )


def _carried_of(row: Row[Any]) -> Carried:
    body = Entry.parse(row.octets).body
    try:
        receipt = SignedReceipt.parse(getattr(body, "receipt", b"")).receipt
    except ContractError:
        return Carried(None, None, row.by_terminal, row.by_seq)
    return Carried(receipt.at, receipt.amount_vnd, row.by_terminal, row.by_seq)
