"""Fetching what the centre knows of the payments in a batch, in one go, and locked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, case, func, select, tuple_

from cardsvc import tables
from cardsvc.ledger.account import Account, AccountKind
from cardsvc.ledger.doubt import Doubt
from cardsvc.ledger.known import (
    Known,
    KnownEntitlement,
    KnownRecord,
    KnownTerminal,
    Place,
    Standing,
    Term,
    Turns,
)
from cardsvc.ledger.line import TransferKind
from firmware_config.card.script import nonce_of
from firmware_config.cose import Sign1
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.journal_body import (
    Body,
    Disbursed,
    Medium,
    OutcomeUnknown,
    Reversed,
    ScriptApplied,
)
from firmware_config.signing import PublicKey
from firmware_config.wire import Entry


def known_of(connection: Connection, terminal: KnownTerminal, bodies: Iterable[Body]) -> Known:
    """All that bears on the payments, reversals and scripts among `bodies`, in a few queries.

    Locks the entitlements in the order of their ids until the transaction ends, so that what is
    paid stays true and no two writers wait for each other.
    """
    bodies = tuple(bodies)
    claimed = [body for body in bodies if isinstance(body, Disbursed | Reversed | OutcomeUnknown)]
    moved = [body for body in claimed if not isinstance(body, OutcomeUnknown)]
    payments = [body for body in moved if isinstance(body, Disbursed)]
    applied = [body for body in bodies if isinstance(body, ScriptApplied)]
    refs = sorted({body.claim.entitlement.octets for body in claimed})
    held = tables.entitlement.c
    entitlements = {
        row.id: KnownEntitlement(
            row.beneficiary,
            ProgrammeCode(row.programme),
            ProvinceCode(row.province),
            OfficeId(row.office),
        )
        for row in connection.execute(
            select(tables.entitlement).where(held.id.in_(refs)).order_by(held.id).with_for_update()
        )
    }
    known = Known(
        terminal,
        _receipt_keys(connection, {b.card.octets for b in (*moved, *applied) if b.card}),
        _records(connection, {payment.record_id for payment in payments}),
        entitlements,
        _due(connection, refs),
        _turns(connection, refs),
        scripts=_scripts(connection, [(body.card.octets, body.number) for body in applied]),
        certified=_certified(connection, terminal),
    )
    if len(moved) > len(payments):
        taken_back = sorted({b.claim.entitlement.octets for b in moved if isinstance(b, Reversed)})
        known.payments.update(_payments(connection, terminal, taken_back))
        known.second.update(_second(connection, taken_back))
    return known


def _receipt_keys(connection: Connection, cards: set[bytes]) -> dict[bytes, PublicKey]:
    card = tables.card.c
    rows = connection.execute(
        select(card.id, card.receipt_point).where(
            card.id.in_(cards), card.receipt_point.is_not(None)
        )
    )
    return {row.id: PublicKey(row.receipt_point) for row in rows}


def _records(connection: Connection, ids: set[bytes]) -> dict[bytes, KnownRecord]:
    record = tables.record.c
    rows = connection.execute(
        select(record.id, record.beneficiary, record.medium, record.revoked_at).where(
            record.id.in_(ids)
        )
    )
    return {
        row.id: KnownRecord(row.beneficiary, Medium(row.medium), row.revoked_at) for row in rows
    }


def _certified(connection: Connection, terminal: KnownTerminal) -> tuple[Term, ...]:
    term = tables.terminal_term.c
    rows = connection.execute(
        select(term.issued_at, term.expires_at).where(term.terminal == terminal.id.text)
    )
    return tuple(Term(row.issued_at, row.expires_at) for row in rows)


def _due(connection: Connection, refs: list[bytes]) -> dict[tuple[bytes, int], int]:
    due = tables.due.c
    rows = connection.execute(select(tables.due).where(due.entitlement.in_(refs)))
    return {(row.entitlement, row.period): row.amount_vnd for row in rows}


def _turns(connection: Connection, refs: list[bytes]) -> dict[tuple[bytes, int], Turns]:
    transfer = tables.transfer.c
    taken_back = func.sum(case((transfer.kind == TransferKind.REVERSED, 1), else_=0))
    paid = func.sum(case((transfer.kind == TransferKind.PAID, 1), else_=0))
    rows = connection.execute(
        select(
            transfer.entitlement,
            transfer.period,
            taken_back.label("taken_back"),
            (paid - taken_back).label("is_paid"),
        )
        .where(transfer.entitlement.in_(refs))
        .group_by(transfer.entitlement, transfer.period)
    )
    return {
        (row.entitlement, row.period): Turns(int(row.taken_back), bool(row.is_paid)) for row in rows
    }


_ACCOUNT = tuple(column for column in tables.account.c if column.name not in ("id", "key"))


def _payments(
    connection: Connection, terminal: KnownTerminal, refs: list[bytes]
) -> dict[tuple[bytes, int], Standing | None]:
    """The terminal's own payments of `refs`, None for those that were taken back.

    One that was moved out of suspense stands where it was moved to.
    """
    transfer, entry = tables.transfer, tables.entry
    moved = transfer.alias("moved")
    was_moved = and_(
        moved.c.kind == TransferKind.PAID,
        moved.c.against_terminal == transfer.c.terminal,
        moved.c.against_seq == transfer.c.seq,
        moved.c.against_line == transfer.c.line,
    )
    query = (
        select(transfer, entry.c.octets, moved.c.id.label("moved"))
        .join(entry, and_(entry.c.terminal == transfer.c.terminal, entry.c.seq == transfer.c.seq))
        .outerjoin(moved, was_moved)
        .where(
            transfer.c.terminal == terminal.id.text,
            transfer.c.entitlement.in_(refs),
            transfer.c.kind.in_((TransferKind.PAID, TransferKind.SUSPENSE)),
        )
        .order_by(transfer.c.seq, transfer.c.line)
    )
    first: dict[tuple[bytes, int], int] = {}
    for row in connection.execute(query):
        body = Entry.parse(row.octets).body
        if isinstance(body, Disbursed):
            first.setdefault((body.nonce, row.period), row.moved or row.id)
    standing = _standing(connection, tuple(first.values()))
    return {key: standing.get(row_id) for key, row_id in first.items()}


def _second(connection: Connection, refs: list[bytes]) -> dict[tuple[bytes, int], list[Standing]]:
    transfer, opened = tables.transfer.c, tables.exception_case.c
    rows = connection.execute(
        select(transfer.id, transfer.entitlement, transfer.period)
        .join(
            tables.exception_case,
            and_(
                opened.kind == Doubt.SECOND_PAYMENT,
                opened.terminal == transfer.terminal,
                opened.seq == transfer.seq,
                opened.entitlement == transfer.entitlement,
                opened.period == transfer.period,
            ),
        )
        .where(transfer.entitlement.in_(refs), transfer.kind == TransferKind.SUSPENSE)
        .order_by(transfer.id)
    ).all()
    standing = _standing(connection, [row.id for row in rows])
    found: dict[tuple[bytes, int], list[Standing]] = {}
    for row in rows:
        if row.id in standing:
            found.setdefault((row.entitlement, row.period), []).append(standing[row.id])
    return found


def _standing(connection: Connection, ids: Sequence[int]) -> dict[int, Standing]:
    """Those of the transfers `ids` that stand, by id."""
    transfer = tables.transfer.c
    rows = connection.execute(
        select(
            *(transfer.id, transfer.terminal.label("at"), transfer.seq, transfer.line),
            *(transfer.kind.label("moved_as"), transfer.amount_vnd, *_ACCOUNT),
        )
        .join(tables.account, tables.account.c.id == transfer.debit)
        .where(transfer.id.in_(ids), tables.IS_STANDING)
    )
    return {row.id: _standing_of(row) for row in rows}


def _standing_of(row: Row[Any]) -> Standing:
    debit = Account(
        AccountKind(row.kind), row.programme, row.province, row.office, row.terminal, row.period
    )
    is_paid = row.moved_as == TransferKind.PAID
    return Standing(Place(row.at, row.seq, row.line), debit, row.amount_vnd, is_paid)


def _scripts(
    connection: Connection, named: list[tuple[bytes, int]]
) -> dict[tuple[bytes, int], bytes]:
    """The nonces that the cards' answers must bear."""
    script = tables.script.c
    rows = connection.execute(
        select(script.card, script.number, script.octets).where(
            tuple_(script.card, script.number).in_(named)
        )
    )
    return {(row.card, row.number): nonce_of(Sign1.parse(row.octets).payload) for row in rows}
