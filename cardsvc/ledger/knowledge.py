"""Fetching what the centre knows of the payments in some batches, in one go, and locked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import lru_cache

from sqlalchemy import Connection, and_, func, select, tuple_

from cardsvc import tables
from cardsvc.db import among
from cardsvc.ledger import earlier
from cardsvc.ledger.doubting import Judged
from cardsvc.ledger.known import Known, KnownEntitlement, KnownRecord, KnownTerminal, Term, Turns
from cardsvc.ledger.receipts import codes_of, receipts_in, shown_in
from firmware_config.body.card import Reversed, ScriptApplied
from firmware_config.body.payout import Disbursed, OutcomeUnknown
from firmware_config.card.script import nonce_of
from firmware_config.claim import Medium
from firmware_config.cose import Sign1
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.wire import Entry


def known_of(
    connection: Connection,
    entries: Sequence[Entry],
    terminals: Collection[KnownTerminal],
    judged: Judged,
) -> Known:
    """All that bears on the payments, reversals, scripts and receipts that `entries` of `terminals`
    tell of, in a few queries. It is seen from one of the terminals: `Known.of` gives the others.

    Locks the entitlements in the order of their ids until the transaction ends, so that what is
    paid stays true and no two writers wait for each other. `judged` receipts are not looked at
    again.
    """
    bodies = [entry.body for entry in entries]
    claimed = [
        (entry.terminal.text, entry.body)
        for entry in entries
        if isinstance(entry.body, Disbursed | Reversed | OutcomeUnknown)
    ]
    payments = [body for body in bodies if isinstance(body, Disbursed)]
    applied = [body for body in bodies if isinstance(body, ScriptApplied)]
    brought = receipts_in(bodies)
    refs = sorted(
        {body.claim.entitlement.octets for _, body in claimed}
        | {receipt.entitlement.octets for receipt in brought}
    )
    periods = {period.code for _, body in claimed for period in body.claim.periods}
    periods |= {code for receipt in brought for code in codes_of(receipt)}
    own = {terminal.id.text for terminal in terminals}
    about = own | {receipt.terminal.text for receipt in brought}
    known = Known(
        next(iter(terminals)),
        receipt_points={},
        records=_records(connection, {payment.record_id for payment in payments}),
        entitlements=_locked_entitlements(connection, refs),
        due=_due(connection, refs, periods),
        turns=_turns(connection, refs, periods),
        certified=_certified(connection, about),
        judged=judged,
    )
    if applied:
        named = [(body.card.octets, body.number) for body in applied]
        known.scripts.update(_scripts(connection, named))
    earlier.fill(connection, known, own, about, claimed, brought)
    told_again = {
        body.claim.entitlement.octets
        for terminal, body in claimed
        if isinstance(body, Reversed)
        or (terminal, body.nonce) in known.carried
        or (terminal, body.nonce) in known.by_hand
    }
    looked_at = sorted(told_again | {receipt.entitlement.octets for receipt in brought})
    shown = [one for one in shown_in(bodies) if looked_at or one not in judged]
    known.receipt_points.update(receipt_points(connection, {card for _, card in shown}))
    if looked_at:
        earlier.fill_payments(connection, known, about, looked_at)
    return known


def receipt_points(connection: Connection, cards: set[bytes]) -> dict[bytes, bytes]:
    """The public points by which cards sign, by the octets of their ids. They never change."""
    if not cards:
        return {}
    card = tables.card.c
    rows = connection.execute(
        select(card.id, card.receipt_point).where(
            among(connection, card.id, cards), card.receipt_point.is_not(None)
        )
    )
    return {row.id: row.receipt_point for row in rows}


def _locked_entitlements(
    connection: Connection, refs: list[bytes]
) -> dict[bytes, KnownEntitlement]:
    held = tables.entitlement.c
    rows = connection.execute(
        select(held.id, held.beneficiary, held.programme, held.province, held.office)
        .where(among(connection, held.id, refs))
        .order_by(held.id)
        .with_for_update()
    )
    return {
        row.id: KnownEntitlement(
            row.beneficiary,
            _programme(row.programme),
            _province(row.province),
            _office(row.office),
        )
        for row in rows
    }


# A batch has many people of few offices.
_programme = lru_cache(maxsize=64)(ProgrammeCode)
_province = lru_cache(maxsize=64)(ProvinceCode)
_office = lru_cache(maxsize=4096)(OfficeId)


def _records(connection: Connection, ids: set[bytes]) -> dict[bytes, KnownRecord]:
    record = tables.record.c
    rows = connection.execute(
        select(record.id, record.beneficiary, record.medium, record.revoked_at).where(
            among(connection, record.id, ids)
        )
    )
    return {
        row.id: KnownRecord(row.beneficiary, Medium(row.medium), row.revoked_at) for row in rows
    }


def _certified(connection: Connection, terminals: set[str]) -> dict[str, tuple[Term, ...]]:
    term, found = tables.terminal_term.c, defaultdict[str, list[Term]](list)
    rows = connection.execute(
        select(term.terminal, term.issued_at, term.expires_at).where(
            among(connection, term.terminal, terminals)
        )
    )
    for row in rows:
        found[row.terminal].append(Term(row.issued_at, row.expires_at))
    return {terminal: tuple(terms) for terminal, terms in found.items()}


def _due(
    connection: Connection, refs: list[bytes], periods: set[int]
) -> dict[tuple[bytes, int], int]:
    due = tables.due.c
    rows = connection.execute(
        select(due.entitlement, due.period, due.amount_vnd).where(
            among(connection, due.entitlement, refs), due.period.in_(periods)
        )
    )
    return {(row.entitlement, row.period): row.amount_vnd for row in rows}


def _turns(
    connection: Connection, refs: list[bytes], periods: set[int]
) -> dict[tuple[bytes, int], Turns]:
    """By way of the index that pays a period once: what else is in the ledger costs nothing."""
    paid, back = tables.transfer, tables.transfer.alias("back")
    taken_back = and_(
        back.c.against_terminal == paid.c.terminal,
        back.c.against_seq == paid.c.seq,
        back.c.against_line == paid.c.line,
    )
    rows = connection.execute(
        select(
            paid.c.entitlement,
            paid.c.period,
            func.count().label("paid"),
            func.count(back.c.id).label("taken_back"),
        )
        .select_from(paid.outerjoin(back, taken_back))
        .where(
            among(connection, paid.c.entitlement, refs),
            paid.c.period.in_(periods),
            tables.IS_PAID,
        )
        .group_by(paid.c.entitlement, paid.c.period)
    )
    return {
        (row.entitlement, row.period): Turns(row.taken_back, row.paid > row.taken_back)
        for row in rows
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
