"""disburse: the durable writes of one payout against bare durable commits.

A payout is two: the intent, then the payment with its outbox row. The yardstick is two one-row
commits on a bare connection of the same SQLite build, in the same durability mode, with its
write-ahead log as warm as ours.
"""

from __future__ import annotations

import secrets
from pathlib import Path
from tempfile import TemporaryDirectory

from counter.db import open_store
from counter.journal.journal import Journal
from firmware_config.body.payout import Disbursed, Intent
from firmware_config.claim import Claim, Medium
from firmware_config.ids import CardId, EntitlementId, ProgrammeCode, TerminalId
from firmware_config.period import Period
from tests.bench.bare import BareCommits
from tests.bench.figure import Figure, microseconds, paired_ratio
from tests.bench.long_journal import RECEIPT, long_journal

_ROUNDS = 1500
_FEW, _MANY = 10_000, 1_000_000
_TERMINAL = TerminalId("BENCH001")
_CARD = CardId.new()


def run() -> list[Figure]:
    with TemporaryDirectory() as folder:
        fresh = Journal(open_store(f"sqlite:///{folder}/fresh.sqlite"), _TERMINAL)
        bare = BareCommits(Path(folder) / "bare.sqlite")
        _warm(fresh, bare)
        ratio, _, bare_s = paired_ratio(lambda: _pay(fresh), bare.two, _ROUNDS)
        few = _filled(f"{folder}/few.sqlite", _FEW)
        many = _filled(f"{folder}/many.sqlite", _MANY)
        growth, _, few_s = paired_ratio(lambda: _pay(many), lambda: _pay(few), _ROUNDS)
    return [
        Figure("disburse.ratio", ratio, "x", 2.0, "lower", microseconds(bare_s), "µs"),
        Figure("disburse.growth", growth, "x", 1.2, "lower", microseconds(few_s), "µs"),
    ]


def _warm(journal: Journal, bare: BareCommits) -> None:
    """Let both write-ahead logs reach their length: a growing file costs more to sync."""
    for _ in range(700):
        _pay(journal)
        bare.two()


def _pay(journal: Journal) -> None:
    claim = Claim(EntitlementId.new(), ProgrammeCode("BTXH"), Period(322), 1, 500_000)
    nonce = secrets.token_bytes(8)
    journal.append(Intent(nonce, Medium.CHIP, _CARD, claim, "teller"))
    journal.append(Disbursed(nonce, Medium.CHIP, _CARD, bytes(8), claim, RECEIPT, "pin", "teller"))


def _filled(path: str, rows: int) -> Journal:
    journal = Journal(long_journal(f"sqlite:///{path}", _TERMINAL, rows), _TERMINAL)
    for _ in range(700):
        _pay(journal)
    return journal
