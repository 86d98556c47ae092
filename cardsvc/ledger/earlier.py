"""Fetching what earlier batches told: payments of an entitlement, their receipts, and what was
closed by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select, tuple_

from cardsvc import tables
from cardsvc.db import among
from cardsvc.ledger.account import Account, AccountKind
from cardsvc.ledger.doubt import Doubt
from cardsvc.ledger.doubting import receipt_of
from cardsvc.ledger.known import ByHand, HeldTerm, Known, Part, Payout, Place, Standing
from cardsvc.ledger.line import TransferKind
from cardsvc.ledger.receipts import receipt_in
from firmware_config.body.card import Reversed
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.kinds import Body
from firmware_config.body.payout import Disbursed, OutcomeUnknown
from firmware_config.card.receipt import Kind, Receipt
from firmware_config.claim import Medium
from firmware_config.ids import CardId
from firmware_config.wire import Entry

_ACCOUNT = tuple(column for column in tables.account.c if column.name not in ("id", "key"))
_CLOSED_BY_HAND = (Doubt.OUTCOME_UNKNOWN, Doubt.OUTCOME_UNKNOWN_CASH, Doubt.CASH_NOT_BACK)


def fill(
    connection: Connection,
    known: Known,
    own: set[str],
    about: set[str],
    claimed: Sequence[tuple[str, Disbursed | Reversed | OutcomeUnknown]],
    brought: tuple[Receipt, ...],
) -> None:
    """What cards have brought and supervisors have closed, as far as batches of the terminals
    `own` touch it, which tell of the terminals `about`."""
    known.by_hand.update(_closed_by_hand(connection, about))
    came = tables.carried_receipt.c
    on_paper = {
        body.claim.entitlement.octets
        for _, body in claimed
        if isinstance(body, Disbursed) and body.medium is Medium.QR
    }
    if on_paper:
        known.holds.update(_holds(connection, own, on_paper))
    rows = connection.execute(
        select(came.terminal, came.nonce).where(
            among(connection, came.terminal, own), came.reported_at.is_(None)
        )
    )
    known.carried.update((row.terminal, row.nonce) for row in rows)
    if not brought:
        return
    numbers = {(receipt.card.octets, receipt.counter) for receipt in brought}
    before = {(card, counter - 1) for card, counter in numbers}  # what a reversal takes back
    rows = connection.execute(
        select(came.card, came.counter, came.terminal, came.nonce).where(
            tuple_(came.card, came.counter).in_(sorted(numbers | before))
        )
    )
    for row in rows:
        known.taken.add((row.card, row.counter))
        known.counters[row.card, row.counter] = (row.terminal, row.nonce)
    card, record = tables.card.c, tables.record.c
    revoked = connection.execute(
        select(card.id, record.revoked_at)
        .join(tables.record, record.id == card.record)
        .where(card.id.in_({of for of, _ in numbers}), record.revoked_at.is_not(None))
    )
    known.revoked.update((row.id, row.revoked_at) for row in revoked)


def _holds(
    connection: Connection, own: set[str], refs: set[bytes]
) -> dict[tuple[str, bytes, int], tuple[HeldTerm, ...]]:
    held, found = tables.hold.c, defaultdict[tuple[str, bytes, int], list[HeldTerm]](list)
    rows = connection.execute(
        select(
            *(held.terminal, held.entitlement, held.period),
            *(held.granted_at, held.expires_at, held.released_at),
        ).where(among(connection, held.entitlement, refs), held.terminal.in_(own))
    )
    for row in rows:
        until = min(row.expires_at, row.released_at or row.expires_at)
        due = row.terminal, row.entitlement, row.period
        found[due].append(HeldTerm(row.granted_at, until))
    return {due: tuple(terms) for due, terms in found.items()}


def fill_payments(
    connection: Connection, known: Known, terminals: set[str], refs: Sequence[bytes]
) -> None:
    """The payments of the entitlements `refs` that were made at `terminals`, and what was told of
    taking them back. A payment that was moved out of suspense stands where it was moved to."""
    first: dict[Part, int] = {}
    cases = _open_cases(connection, refs)
    for row in connection.execute(_transfers_of(connection, refs)):
        body = Entry.parse_kept(row.octets).body
        payout, is_reversal = _named(row.terminal, body)
        if payout is None or payout[0] not in terminals:
            continue
        part = (*payout, row.period)
        if not is_reversal:
            if row.kind in (TransferKind.PAID, TransferKind.SUSPENSE) and row.against_seq is None:
                first.setdefault(part, row.moved or row.id)
                _name_counter(payout, body, known)
        elif row.kind in (TransferKind.REVERSED, TransferKind.RETURNED):
            known.reversals[part] = None
        elif row.kind == TransferKind.SUSPENSE:
            known.reversals.setdefault(part, Place(row.terminal, row.seq, row.line))
    standing = _standing(connection, tuple(first.values()), cases)
    known.payments.update((part, standing.get(row_id)) for part, row_id in first.items())
    known.second.update(_second(connection, refs, cases))


def _transfers_of(connection: Connection, refs: Sequence[bytes]) -> Any:
    transfer, entry = tables.transfer, tables.entry
    moved = transfer.alias("moved")
    was_moved = and_(
        moved.c.kind == TransferKind.PAID,
        moved.c.against_terminal == transfer.c.terminal,
        moved.c.against_seq == transfer.c.seq,
        moved.c.against_line == transfer.c.line,
    )
    return (
        select(transfer, entry.c.octets, moved.c.id.label("moved"))
        .join(entry, and_(entry.c.terminal == transfer.c.terminal, entry.c.seq == transfer.c.seq))
        .outerjoin(moved, was_moved)
        .where(_of_entitlements(connection, refs))
        .order_by(transfer.c.terminal, transfer.c.seq, transfer.c.line)
    )


def _of_entitlements(connection: Connection, refs: Sequence[bytes]) -> ColumnElement[bool]:
    """Transfers that tell of `refs`; each half has an index of its own."""
    told = among(connection, tables.transfer.c.entitlement, refs)
    return or_(and_(told, tables.IS_PAID), and_(told, ~tables.IS_PAID))


def _named(terminal: str, body: Body) -> tuple[Payout | None, bool]:
    """The payout or reversal that an entry's transfers are of, and which of the two."""
    match body:
        case Disbursed(nonce=nonce):
            return (terminal, nonce), False
        case Reversed(nonce=nonce):
            return (terminal, nonce), True
        case OutcomeUnknown(nonce=nonce, is_reversal=is_reversal, cash_moved=True):
            return (terminal, nonce), is_reversal
        case CarriedReceipt(receipt=octets) if (receipt := receipt_in(octets)) is not None:
            return (receipt.terminal.text, receipt.nonce), receipt.kind is Kind.REVERSAL
    return None, False


def _name_counter(payout: Payout, body: Body, known: Known) -> None:
    if not isinstance(body, Disbursed | CarriedReceipt) or not body.receipt or body.card is None:
        return
    receipt = receipt_of(body.receipt, CardId(body.card.octets), known)
    if isinstance(receipt, Receipt):
        known.counters[receipt.card.octets, receipt.counter] = payout


def _closed_by_hand(connection: Connection, terminals: set[str]) -> dict[Payout, ByHand]:
    case, entry = tables.exception_case, tables.entry
    rows = connection.execute(
        select(entry.c.terminal, entry.c.seq, entry.c.octets)
        .where(
            tuple_(entry.c.terminal, entry.c.seq).in_(
                select(case.c.terminal, case.c.seq).where(
                    case.c.terminal.in_(terminals), case.c.kind.in_(_CLOSED_BY_HAND)
                )
            )
        )
        .order_by(entry.c.terminal, entry.c.seq)
    )
    found: dict[Payout, ByHand] = {}
    for row in rows:
        told = Entry.parse_kept(row.octets).body
        if isinstance(told, OutcomeUnknown):
            closed = ByHand(row.terminal, row.seq, told.is_reversal, told.cash_moved)
            found[row.terminal, told.nonce] = closed
    return found


_Cases = dict[tuple[str, int, bytes, int], str]


def _open_cases(connection: Connection, refs: Sequence[bytes]) -> _Cases:
    case = tables.exception_case.c
    rows = connection.execute(
        select(case.terminal, case.seq, case.entitlement, case.period, case.kind).where(
            case.entitlement.in_(refs), case.period.is_not(None), case.closed_at.is_(None)
        )
    )
    return {(row.terminal, row.seq, row.entitlement, row.period): row.kind for row in rows}


def _second(
    connection: Connection, refs: Sequence[bytes], cases: _Cases
) -> dict[tuple[bytes, int], list[Standing]]:
    transfer, opened = tables.transfer.c, tables.exception_case.c
    its_case: ColumnElement[bool] = and_(
        opened.kind == Doubt.SECOND_PAYMENT,
        opened.terminal == transfer.terminal,
        opened.seq == transfer.seq,
        opened.entitlement == transfer.entitlement,
        opened.period == transfer.period,
    )
    rows = connection.execute(
        select(transfer.id, transfer.entitlement, transfer.period)
        .join(tables.exception_case, its_case)
        .where(transfer.entitlement.in_(refs), transfer.kind == TransferKind.SUSPENSE)
        .order_by(transfer.id)
    ).all()
    standing = _standing(connection, [row.id for row in rows], cases)
    found: dict[tuple[bytes, int], list[Standing]] = {}
    for row in rows:
        if row.id in standing:
            found.setdefault((row.entitlement, row.period), []).append(standing[row.id])
    return found


def _standing(connection: Connection, ids: Sequence[int], cases: _Cases) -> dict[int, Standing]:
    """Those of the transfers `ids` that stand, by id."""
    transfer = tables.transfer.c
    rows = connection.execute(
        select(
            *(transfer.id, transfer.terminal.label("at"), transfer.seq, transfer.line),
            *(transfer.entitlement, transfer.period.label("month")),
            *(transfer.kind.label("moved_as"), transfer.amount_vnd, *_ACCOUNT),
        )
        .join(tables.account, tables.account.c.id == transfer.debit)
        .where(transfer.id.in_(ids), tables.IS_STANDING)
    )
    return {row.id: _standing_of(row, cases) for row in rows}


def _standing_of(row: Row[Any], cases: _Cases) -> Standing:
    debit = Account(
        AccountKind(row.kind), row.programme, row.province, row.office, row.terminal, row.period
    )
    is_paid = row.moved_as == TransferKind.PAID
    doubt = None if is_paid else cases.get((row.at, row.seq, row.entitlement, row.month))
    return Standing(Place(row.at, row.seq, row.line), debit, row.amount_vnd, is_paid, doubt)
