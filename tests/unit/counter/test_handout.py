"""Payments made together are one handout and one receipt."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from counter.db import open_store
from counter.journal.handout import handout_of, handouts_in
from counter.journal.journal import Journal
from firmware_config.body.payout import Disbursed
from firmware_config.body.shift import CashIn
from firmware_config.claim import Medium
from tests.simulators.signed import claim_of
from tests.simulators.world import World


def test_payments_of_one_record_within_a_minute_are_one_handout(
    world: World, tmp_path: Path
) -> None:
    at = world.now
    journal = Journal(
        open_store(f"sqlite:///{tmp_path / 'store.sqlite'}"), world.terminal, lambda: at
    )

    def pay(record_id: bytes) -> int:
        claim = claim_of(world.entitlement())
        body = Disbursed(bytes(8), Medium.QR, None, record_id, claim, None, "citizen-card", "lan")
        return journal.append(body).seq

    first, second = pay(b"record-1"), pay(b"record-1")
    other = pay(b"record-2")
    cash = journal.append(CashIn(1_000_000, "lan")).seq
    at += timedelta(minutes=2)
    later = pay(b"record-2")

    entries = journal.entries_from(1, 10)
    grouped = [[entry.seq for entry in one.entries] for one in handouts_in(entries)]
    assert grouped == [[first, second], [other], [later]]
    found = handout_of(journal, second)
    assert found is not None
    assert (found.seq, found.total_vnd) == (first, 1_000_000)
    assert handout_of(journal, cash) is None
    assert handout_of(journal, 99) is None
