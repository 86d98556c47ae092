"""disburse: the durable writes of one payout against bare durable commits.

A payout is two: the intent, then the payment with its outbox row. The yardstick is two one-row
commits on a bare connection of the same SQLite build, in the same durability mode, with its
write-ahead log as warm as ours.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine

from counter.db import open_store
from counter.journal import Journal
from firmware_config.clock import utc_now
from firmware_config.ids import CardId, EntitlementId, ProgrammeCode, TerminalId
from firmware_config.journal_body import Claim, Disbursed, Intent, Medium
from firmware_config.period import Period
from firmware_config.sqlite import sqlite_module, wal_is_safe
from firmware_config.wire import GENESIS, Entry
from tests.bench.figure import Figure, paired_ratio

_ROUNDS = 1500
_FEW, _MANY = 10_000, 1_000_000
_TERMINAL = TerminalId("BENCH001")
_CARD = CardId.new()
_RECEIPT = bytes(157)  # a receipt's COSE form has this length


def run() -> list[Figure]:
    with TemporaryDirectory() as folder:
        fresh = Journal(open_store(f"sqlite:///{folder}/fresh.sqlite"), _TERMINAL)
        bare = _Bare(Path(folder) / "bare.sqlite")
        _warm(fresh, bare)
        ratio, _, _ = paired_ratio(lambda: _pay(fresh), bare.two_commits, _ROUNDS)
        few = _filled(f"{folder}/few.sqlite", _FEW)
        many = _filled(f"{folder}/many.sqlite", _MANY)
        growth, _, _ = paired_ratio(lambda: _pay(many), lambda: _pay(few), _ROUNDS)
    return [
        Figure("disburse.ratio", ratio, "x", 2.0, "lower"),
        Figure("disburse.growth", growth, "x", 1.2, "lower"),
    ]


class _Bare:
    """One-row durable commits, nothing else."""

    def __init__(self, path: Path) -> None:
        module = sqlite_module()
        self._connection: Any = module.connect(str(path), isolation_level=None)
        safe = wal_is_safe(module.sqlite_version_info)
        for pragma in (
            ("journal_mode=WAL", "synchronous=FULL")
            if safe
            else ("journal_mode=DELETE", "synchronous=EXTRA")
        ):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("CREATE TABLE row (seq INTEGER PRIMARY KEY, octets BLOB)")

    def two_commits(self) -> None:
        for _ in range(2):
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("INSERT INTO row (octets) VALUES (?)", (bytes(200),))
            self._connection.execute("COMMIT")


def _warm(journal: Journal, bare: _Bare) -> None:
    """Let both write-ahead logs reach their length: a growing file costs more to sync."""
    for _ in range(700):
        _pay(journal)
        bare.two_commits()


def _pay(journal: Journal) -> None:
    claim = Claim(EntitlementId.new(), ProgrammeCode("BTXH"), Period(322), 1, 500_000)
    nonce = secrets.token_bytes(8)
    journal.append(Intent(nonce, Medium.CHIP, _CARD, claim, "teller"))
    journal.append(Disbursed(nonce, Medium.CHIP, _CARD, bytes(8), claim, _RECEIPT, "pin", "teller"))


def _filled(path: str, rows: int) -> Journal:
    """A store with `rows` journal rows, half of them payments of as many entitlements."""
    engine = open_store(f"sqlite:///{path}")
    claim = Claim(EntitlementId.new(), ProgrammeCode("BTXH"), Period(322), 1, 500_000)
    body = Disbursed(bytes(8), Medium.CHIP, _CARD, bytes(8), claim, _RECEIPT, "pin", "teller")
    octets = Entry.make(_TERMINAL, 1, GENESIS, utc_now(), body).octets
    _fill(engine, rows, octets)
    journal = Journal(engine, _TERMINAL)
    for _ in range(700):
        _pay(journal)
    return journal


def _fill(engine: Engine, rows: int, octets: bytes) -> None:
    with engine.begin() as connection:
        driver: Any = connection.connection.driver_connection
        driver.executemany(
            "INSERT INTO journal (seq, at, kind, octets, hash) VALUES (?, 1, 'disbursed', ?, ?)",
            ((seq, octets, secrets.token_bytes(32)) for seq in range(1, rows + 1)),
        )
        driver.executemany(
            "INSERT INTO paid (entitlement, period, seq) VALUES (?, 322, ?)",
            ((seq.to_bytes(16, "little"), seq) for seq in range(1, rows // 2)),
        )
