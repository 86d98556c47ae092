"""Holds: periods that the centre keeps for one counter, which pays them away from home."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    text,
)

from cardsvc.tables.base import ROW_ID, UtcSeconds, metadata

hold = Table(
    "hold",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("entitlement", ForeignKey("entitlement.id"), nullable=False),
    Column("period", Integer, nullable=False),
    Column("terminal", ForeignKey("terminal.id"), nullable=False),
    Column("record", LargeBinary(8), nullable=False),
    Column("granted_at", UtcSeconds, nullable=False),
    Column("expires_at", UtcSeconds, nullable=False),
    # How it ended: by the payment's entry, or because the counter gave it back or let it pass.
    Column("settled_seq", BigInteger),
    Column("released_at", UtcSeconds),
    ForeignKeyConstraint(["terminal", "settled_seq"], ["entry.terminal", "entry.seq"]),
    CheckConstraint("expires_at > granted_at", name="expiry"),
    CheckConstraint("settled_seq IS NULL OR released_at IS NULL", name="end"),
)
Index(
    "uq_hold_open",
    hold.c.entitlement,
    hold.c.period,
    unique=True,
    sqlite_where=text("released_at IS NULL AND settled_seq IS NULL"),
    postgresql_where=text("released_at IS NULL AND settled_seq IS NULL"),
)
"""A period is held for one counter at a time."""
Index("ix_hold_terminal", hold.c.terminal, hold.c.entitlement, hold.c.period)
Index("ix_hold_entitlement", hold.c.entitlement)
