"""Fetching what the centre knows of the payments in a batch, in one go, and locked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, case, func, select, tuple_

from cardsvc import tables
from cardsvc.ledger import earlier
from cardsvc.ledger.known import Known, KnownEntitlement, KnownRecord, KnownTerminal, Term, Turns
from cardsvc.ledger.line import TransferKind
from cardsvc.ledger.receipts import receipts_in
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


def known_of(connection: Connection, terminal: KnownTerminal, bodies: Iterable[Body]) -> Known:
    """All that bears on the payments, reversals, scripts and receipts among `bodies`, in a few
    queries.

    Locks the entitlements in the order of their ids until the transaction ends, so that what is
    paid stays true and no two writers wait for each other.
    """
    bodies = tuple(bodies)
    claimed = [body for body in bodies if isinstance(body, Disbursed | Reversed | OutcomeUnknown)]
    moved = [body for body in claimed if not isinstance(body, OutcomeUnknown)]
    payments = [body for body in moved if isinstance(body, Disbursed)]
    applied = [body for body in bodies if isinstance(body, ScriptApplied)]
    brought = receipts_in(bodies)
    refs = sorted(
        {body.claim.entitlement.octets for body in claimed}
        | {receipt.entitlement.octets for receipt in brought}
    )
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
    cards = {b.card.octets for b in (*moved, *applied) if b.card}
    cards |= {receipt.card.octets for receipt in brought}
    terminals = {terminal.id.text} | {receipt.terminal.text for receipt in brought}
    known = Known(
        terminal,
        _receipt_keys(connection, cards),
        _records(connection, {payment.record_id for payment in payments}),
        entitlements,
        _due(connection, refs),
        _turns(connection, refs),
        scripts=_scripts(connection, [(body.card.octets, body.number) for body in applied]),
        certified=_certified(connection, terminals),
    )
    earlier.fill(connection, known, terminals, claimed, brought)
    told_again = {
        body.claim.entitlement.octets
        for body in claimed
        if isinstance(body, Reversed)
        or (terminal.id.text, body.nonce) in known.carried
        or (terminal.id.text, body.nonce) in known.by_hand
    }
    looked_at = sorted(told_again | {receipt.entitlement.octets for receipt in brought})
    if looked_at:
        earlier.fill_payments(connection, known, terminals, looked_at)
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


def _certified(connection: Connection, terminals: set[str]) -> dict[str, tuple[Term, ...]]:
    term, found = tables.terminal_term.c, defaultdict[str, list[Term]](list)
    rows = connection.execute(
        select(term.terminal, term.issued_at, term.expires_at).where(term.terminal.in_(terminals))
    )
    for row in rows:
        found[row.terminal].append(Term(row.issued_at, row.expires_at))
    return {terminal: tuple(terms) for terminal, terms in found.items()}


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
