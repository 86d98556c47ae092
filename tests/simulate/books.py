"""The checker's own reading of the stores: SQLite rows, CBOR and COSE, and nothing of the product.

What a journal entry or a receipt looks like is written down here a second time, from the
contract's documents; that is what makes it a check.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

PAYOUT, REVERSAL = 1, 2


@dataclass(frozen=True, slots=True)
class Row:
    """A journal entry."""

    terminal: str
    seq: int
    previous: bytes
    kind: str
    body: list[Any]
    hash: bytes


@dataclass(frozen=True, slots=True)
class Slip:
    """A card's receipt."""

    kind: int
    card: bytes
    entitlement: bytes
    base: int
    mask: int
    amount_vnd: int
    counter: int
    terminal: str
    nonce: bytes
    is_signed: bool

    @property
    def dues(self) -> list[tuple[bytes, int]]:
        return dues_of(self.entitlement, self.base, self.mask)


@dataclass(frozen=True, slots=True)
class Move:
    """A transfer of the ledger, its accounts by their keys."""

    id: int
    kind: str
    debit: str
    credit: str
    amount_vnd: int
    at: tuple[str, int, int]
    due: tuple[bytes, int] | None
    against: tuple[str, int, int] | None


def dues_of(entitlement: bytes, base: int, mask: int) -> list[tuple[bytes, int]]:
    return [(entitlement, base + bit) for bit in range(32) if mask >> bit & 1]


def row_of(octets: bytes) -> Row:
    terminal, seq, previous, _, kind, body = cbor2.loads(octets)
    digest = hashlib.sha256(octets).digest()
    return Row(terminal.decode(), seq, previous, kind, body, digest)


def slip_of(octets: bytes, points: dict[bytes, bytes]) -> Slip:
    """A COSE_Sign1 by a card; `points` are the cards' keys."""
    protected, _, payload, signature = cbor2.loads(octets).value
    kind, card, _, ref, *numbers, terminal, nonce, _ = cbor2.loads(payload)
    base, mask, amount_vnd, counter = map(int.from_bytes, numbers)
    is_signed = card in points and _verifies(points[card], protected, payload, signature)
    return Slip(
        *(kind[0], card, ref, base, mask, amount_vnd, counter),
        *(terminal.decode(), nonce, is_signed),
    )


def _verifies(point: bytes, protected: bytes, payload: bytes, signature: bytes) -> bool:
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    der = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
    try:
        key.verify(
            der,
            cbor2.dumps(["Signature1", protected, b"", payload]),
            ec.ECDSA(hashes.SHA256()),
        )
    except InvalidSignature:
        return False
    return True


class Store:
    """A SQLite file, read only."""

    def __init__(self, path: Path) -> None:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self._tables = {
            name: _rows(connection, name)
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name in _READ
        }
        connection.close()

    def table(self, name: str) -> list[dict[str, Any]]:
        return self._tables[name]


_AT_THE_COUNTER = ("journal", "outbox", "acknowledgement", "open_intent", "drawer")
_AT_THE_CENTRE = ("entry", "account", "transfer", "exception_case", "card")
_READ = frozenset((*_AT_THE_COUNTER, *_AT_THE_CENTRE))


def _rows(connection: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    cursor = connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - ours
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The centre's books."""

    chains: dict[str, list[Row]]
    moves: list[Move]
    accounts: dict[int, str]
    cases: list[dict[str, Any]]
    points: dict[bytes, bytes]
    orphans: int
    """Transfers of an account or an entry that is not there."""

    @classmethod
    def read(cls, path: Path) -> Ledger:
        store = Store(path)
        chains: dict[str, list[Row]] = {}
        for row in sorted(store.table("entry"), key=lambda row: (row["terminal"], row["seq"])):
            chains.setdefault(row["terminal"], []).append(row_of(row["octets"]))
        accounts = {row["id"]: row["key"] for row in store.table("account")}
        held = {(row["terminal"], row["seq"]) for row in store.table("entry")}
        moves, orphans = list[Move](), 0
        for row in store.table("transfer"):
            has_accounts = {row["debit"], row["credit"]} <= accounts.keys()
            if has_accounts and (row["terminal"], row["seq"]) in held:
                moves.append(_move(row, accounts))
            else:
                orphans += 1
        points = {
            row["id"]: row["receipt_point"]
            for row in store.table("card")
            if row["receipt_point"] is not None
        }
        return cls(chains, moves, accounts, store.table("exception_case"), points, orphans)

    def balance_vnd(self, account: str) -> int:
        return sum(
            (move.debit == account) * move.amount_vnd - (move.credit == account) * move.amount_vnd
            for move in self.moves
        )

    @property
    def undone(self) -> set[tuple[str, int, int]]:
        """Places of transfers that another takes back or moves on."""
        return {move.against for move in self.moves if move.against is not None}

    @property
    def settled(self) -> list[Move]:
        """Payments that stand."""
        undone = self.undone
        return [move for move in self.moves if move.kind == "paid" and move.at not in undone]

    @property
    def waiting(self) -> Counter[tuple[bytes, int]]:
        """What stands in suspense for each entitlement and month: money that left a drawer
        unexplained, less what came into one so."""
        standing: Counter[tuple[bytes, int]] = Counter()
        for move in self.moves:
            if move.due is not None:
                into, out_of = (side.startswith("suspense/") for side in (move.debit, move.credit))
                standing[move.due] += (into - out_of) * move.amount_vnd
        return standing


def _move(row: dict[str, Any], accounts: dict[int, str]) -> Move:
    due = None if row["entitlement"] is None else (row["entitlement"], row["period"])
    against = None
    if row["against_terminal"] is not None:
        against = (row["against_terminal"], row["against_seq"], row["against_line"])
    return Move(
        row["id"],
        row["kind"],
        accounts[row["debit"]],
        accounts[row["credit"]],
        row["amount_vnd"],
        (row["terminal"], row["seq"], row["line"]),
        due,
        against,
    )
