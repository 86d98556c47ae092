"""Fetching what the registry holds of what a run of entries names: a few queries a run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select, tuple_

from cardsvc import tables
from cardsvc.operation.ledger_check.explained import Facts
from cardsvc.operation.ledger_check.said import Said, payment_said
from firmware_config.body.card import ScriptApplied
from firmware_config.body.payout import OutcomeUnknown
from firmware_config.errors import ContractError
from firmware_config.signing import PublicKey
from firmware_config.wire import Entry

ByHand = dict[bytes, list[int]]
"""The numbers of a terminal's entries by which a supervisor closed an intent, by its nonce."""


def facts_of(
    connection: Connection,
    terminal: str,
    offices: dict[str, str],
    entries: Sequence[Entry],
    by_hand: ByHand,
) -> Facts:
    """Of entries of one terminal in order. `by_hand` grows by theirs."""
    for entry in entries:
        if isinstance(entry.body, OutcomeUnknown):
            by_hand.setdefault(entry.body.nonce, []).append(entry.seq)
    facts = Facts(offices)
    if not entries:
        return facts
    told = [said for entry in entries if (said := payment_said(entry)) is not None]
    applied = [entry.body for entry in entries if isinstance(entry.body, ScriptApplied)]
    cards = {said.card for said in told if said.card} | {one.card.octets for one in applied}
    _fill_keys(connection, facts, cards)
    _fill_owed(connection, facts, {said.entitlement for said in told})
    _fill_elsewhere(connection, facts, terminal, told, by_hand)
    _fill_watched(connection, facts, terminal, entries[0].seq, entries[-1].seq)
    return facts


def _fill_keys(connection: Connection, facts: Facts, cards: set[bytes]) -> None:
    card = tables.card.c
    query = select(card.id, card.receipt_point).where(
        card.id.in_(cards), card.receipt_point.is_not(None)
    )
    for row in connection.execute(query):
        try:
            facts.keys[row.id] = PublicKey(row.receipt_point)
        except ContractError:
            continue  # no receipt verifies with it: that is what is found


def _fill_owed(connection: Connection, facts: Facts, refs: set[bytes]) -> None:
    held, due = tables.entitlement.c, tables.due.c
    query = select(held.id, held.programme, held.province).where(held.id.in_(refs))
    for row in connection.execute(query):
        facts.entitlements[row.id] = row.programme, row.province
    owed = select(due.entitlement, due.period, due.amount_vnd).where(due.entitlement.in_(refs))
    for row in connection.execute(owed):
        facts.owed_vnd[row.entitlement, row.period] = row.amount_vnd


def _fill_elsewhere(
    connection: Connection, facts: Facts, terminal: str, told: Iterable[Said], by_hand: ByHand
) -> None:
    nonces = {said.nonce for said in told if said.must}
    places = {(terminal, seq): nonce for nonce in nonces & by_hand.keys() for seq in by_hand[nonce]}
    came = tables.carried_receipt.c
    query = select(came.nonce, came.by_terminal, came.by_seq).where(
        came.terminal == terminal, came.nonce.in_(nonces)
    )
    for row in connection.execute(query):
        places[row.by_terminal, row.by_seq] = row.nonce
    if not places:
        return
    moved = tables.transfer.c
    transfers = select(moved.terminal, moved.seq, moved.entitlement, moved.period).where(
        tuple_(moved.terminal, moved.seq).in_(sorted(places)), moved.entitlement.is_not(None)
    )
    for at, seq, entitlement, period in connection.execute(transfers):
        facts.told_elsewhere.add((terminal, places[at, seq], entitlement, period))


def _fill_watched(
    connection: Connection, facts: Facts, terminal: str, first: int, last: int
) -> None:
    opened, came = tables.exception_case.c, tables.carried_receipt.c
    cases = select(opened.seq).where(opened.terminal == terminal, opened.seq.between(first, last))
    facts.with_case.update((terminal, seq) for seq in connection.execute(cases).scalars())
    untold = select(came.by_seq).where(
        came.by_terminal == terminal,
        came.by_seq.between(first, last),
        came.reported_at.is_(None),
    )
    facts.untold.update((terminal, seq) for seq in connection.execute(untold).scalars())
