"""What counters hold acknowledgements for, and what cash they handed out, against what the ledger
holds: by its rows alone."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, select

from cardsvc import tables
from firmware_config.body.payout import Abandoned, Disbursed, Intent, Refused
from firmware_config.wire import GENESIS, Entry


@dataclass(frozen=True, slots=True)
class Checked:
    """`lost`: acknowledged, and not in the ledger as it was sent. `twice`: posted more than once or
    not at all. `broken`: links of chains that do not hold. `unbalanced`: đồng by which debits,
    credits and balances differ."""

    acknowledged: int
    lost: int
    twice: int
    broken: int
    unbalanced: int

    @property
    def wrong(self) -> int:
        return self.twice + self.broken + self.unbalanced


def check_ledger(
    engine: Engine, sent: Mapping[str, Sequence[bytes]], through: Mapping[str, int]
) -> Checked:
    """`sent` are the hashes of a terminal's entries in order, each with at most one transfer;
    `through` is how many of them were acknowledged by signature."""
    lost = twice = broken = 0
    with engine.begin() as connection:
        for terminal, hashes in sent.items():
            held = _chain(connection, terminal)
            broken += _broken_links(held)
            kept = [octets_hash for _, octets_hash in held]
            acknowledged = hashes[: through[terminal]]
            lost += sum(at >= len(kept) or kept[at] != one for at, one in enumerate(acknowledged))
            posted = _posted(connection, terminal)
            twice += sum(posted.get(one.seq, 0) != _moves(one) for one, _ in held)
        unbalanced = _unbalanced(connection)
    return Checked(sum(through.values()), lost, twice, broken, unbalanced)


def cash_amiss(engine: Engine, handed: Mapping[bytes, int]) -> dict[bytes, tuple[int, int]]:
    """Of the payments with these nonces and amounts in đồng, and of all that the ledger has: those
    of which cash and ledger tell otherwise, as what was handed over and what is posted as paid."""
    posted: dict[bytes, int] = {}
    entry, transfer = tables.entry.c, tables.transfer.c
    is_of = (transfer.terminal == entry.terminal) & (transfer.seq == entry.seq)
    with engine.begin() as connection:
        rows = connection.execute(
            select(entry.octets, func.sum(transfer.amount_vnd).label("vnd"))
            .join_from(tables.entry, tables.transfer, is_of)
            .group_by(entry.terminal, entry.seq, entry.octets)
        )
        for row in rows:
            body = Entry.parse(row.octets).body
            if isinstance(body, Disbursed):
                posted[body.nonce] = posted.get(body.nonce, 0) + int(row.vnd)
    sides = {nonce: (handed.get(nonce, 0), posted.get(nonce, 0)) for nonce in {*handed, *posted}}
    return {nonce: both for nonce, both in sides.items() if both[0] != both[1]}


def _moves(entry: Entry) -> bool:
    return not isinstance(entry.body, Intent | Abandoned | Refused)


def _chain(connection: Connection, terminal: str) -> list[tuple[Entry, bytes]]:
    entry = tables.entry.c
    rows = connection.execute(
        select(entry.octets).where(entry.terminal == terminal).order_by(entry.seq)
    )
    return [(Entry.parse(row.octets), hashlib.sha256(row.octets).digest()) for row in rows]


def _broken_links(chain: Sequence[tuple[Entry, bytes]]) -> int:
    broken, previous = 0, GENESIS
    for at, (entry, octets_hash) in enumerate(chain, start=1):
        broken += (entry.seq, entry.previous) != (at, previous)
        previous = octets_hash
    return broken


def _posted(connection: Connection, terminal: str) -> dict[int, int]:
    transfer = tables.transfer.c
    rows = connection.execute(
        select(transfer.seq, func.count().label("posted"))
        .where(transfer.terminal == terminal)
        .group_by(transfer.seq)
    )
    return {row.seq: row.posted for row in rows}


def _unbalanced(connection: Connection) -> int:
    """Balances against the transfers they are said to be the sums of, account by account."""
    transfer = tables.transfer.c
    sums: dict[object, list[int]] = {}
    for column, side in ((transfer.debit, 0), (transfer.credit, 1)):
        rows = connection.execute(select(column, func.sum(transfer.amount_vnd)).group_by(column))
        for account, total in rows:
            sums.setdefault(account, [0, 0])[side] = int(total)
    kept = {
        row.account: [int(row.debited_vnd), int(row.credited_vnd)]
        for row in connection.execute(select(tables.balance))
    }
    differing = sum(
        abs(ours - theirs)
        for account in sums.keys() | kept.keys()
        for ours, theirs in zip(sums.get(account, [0, 0]), kept.get(account, [0, 0]), strict=True)
    )
    return differing + abs(sum(debit - credit for debit, credit in kept.values()))
