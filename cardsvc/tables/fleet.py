"""Counters that ask to be taken in, what each last told, and what was set aside from them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
)

from cardsvc.tables.base import ROW_ID, UtcSeconds, metadata


class SetAside(StrEnum):
    """Why an entry is kept but does not count."""

    FORKED = "forked"
    REVOKED = "revoked"


enrolment = Table(
    "enrolment",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("public_key", LargeBinary(33), nullable=False, unique=True),
    Column("nonce", LargeBinary(16), nullable=False),
    Column("office", ForeignKey("office.id"), nullable=False),
    Column("place", String(60), nullable=False),
    Column("software", String(32), nullable=False),
    Column("source", String(45), nullable=False),  # an address, as long as IPv6 gets
    Column("state", String(8), nullable=False),
    Column("asked_at", UtcSeconds, nullable=False),
    Column("expires_at", UtcSeconds, nullable=False),
    Column("terminal", ForeignKey("terminal.id")),
    Column("decided_by", String(32)),
    Column("decided_at", UtcSeconds),
    CheckConstraint("state IN ('waiting', 'approved', 'refused')", name="state"),
    CheckConstraint("(state = 'approved') = (terminal IS NOT NULL)", name="terminal"),
    CheckConstraint("(state = 'waiting') = (decided_by IS NULL)", name="decided"),
)
Index("ix_enrolment_state", enrolment.c.state, enrolment.c.expires_at)

terminal_telling = Table(
    "terminal_telling",
    metadata,
    # The last of each. What is sorted and filtered by stands beside the signed form.
    Column("terminal", ForeignKey("terminal.id"), primary_key=True),
    Column("heard_at", UtcSeconds, nullable=False, index=True),
    Column("told_at", UtcSeconds, nullable=False),
    Column("software", String(32), nullable=False),
    Column("configuration", BigInteger, nullable=False),
    Column("pending", BigInteger, nullable=False),
    Column("dead_letters", BigInteger, nullable=False),
    Column("oldest_at", UtcSeconds),
    Column("clock_ahead_s", BigInteger),
    Column("troubles", String(200), nullable=False),  # codes with commas between
    Column("octets", LargeBinary, nullable=False),
)

set_aside_entry = Table(
    "set_aside_entry",
    metadata,
    # An entry that does not count: not in the ledger, and kept as it came.
    Column("terminal", ForeignKey("terminal.id"), primary_key=True),
    Column("hash", LargeBinary(32), primary_key=True),
    # 0 goes on from the history that the ledger holds; each other one is a history of its own.
    Column("history", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", UtcSeconds, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("paid_vnd", BigInteger),  # of a payout
    Column("octets", LargeBinary, nullable=False),
    Column("reason", String(8), nullable=False),
    Column("received_at", UtcSeconds, nullable=False),
    CheckConstraint("reason IN ('forked', 'revoked')", name="reason"),
)
