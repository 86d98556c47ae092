"""A store whose journal is long, written past the counter so that it takes seconds."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Engine

from counter.db import open_store
from firmware_config.body.payout import Disbursed
from firmware_config.claim import Claim, Medium
from firmware_config.clock import to_unix, utc_now
from firmware_config.ids import CardId, EntitlementId, ProgrammeCode, TerminalId
from firmware_config.period import Period
from firmware_config.wire import GENESIS, Entry

RECEIPT = bytes(157)  # a receipt's COSE form has this length


def long_journal(url: str, terminal: TerminalId, rows: int) -> Engine:
    """The store at `url` with `rows` confirmed entries, half of them payments of as many
    entitlements. The chain is whole at its end alone, where a counter looks."""
    engine = open_store(url)
    own = terminal.text
    claim = Claim(EntitlementId.new(), ProgrammeCode("BTXH"), Period(322), 1, 500_000)
    body = Disbursed(
        *(bytes(8), Medium.CHIP, CardId.new(), bytes(8), claim, RECEIPT, "pin", "teller")
    )
    last = Entry.make(terminal, rows, GENESIS, utc_now(), body)
    with engine.begin() as connection:
        driver: Any = connection.connection.driver_connection
        driver.executemany(
            "INSERT INTO journal (terminal, seq, at, kind, octets, hash) "
            "VALUES (?, ?, 1, 'disbursed', ?, ?)",
            ((own, seq, last.octets, secrets.token_bytes(32)) for seq in range(1, rows)),
        )
        driver.execute(
            "INSERT INTO journal (terminal, seq, at, kind, octets, hash) "
            "VALUES (?, ?, ?, 'disbursed', ?, ?)",
            (own, rows, to_unix(last.at), last.octets, last.hash),
        )
        driver.execute(
            "INSERT INTO acknowledgement (terminal, through_seq, at, octets) VALUES (?, ?, 1, x'')",
            (own, rows),
        )
        driver.executemany(
            "INSERT INTO paid (entitlement, period, terminal, seq) VALUES (?, 322, ?, ?)",
            ((seq.to_bytes(16, "little"), own, seq) for seq in range(1, rows // 2)),
        )
    return engine
