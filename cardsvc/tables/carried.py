"""Receipts that cards brought home from terminals, each once."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Table,
    text,
)

from cardsvc.tables.base import UtcSeconds, metadata

carried_receipt = Table(
    "carried_receipt",
    metadata,
    # A card signs one receipt a count, so this is what makes a receipt count once.
    Column("card", LargeBinary(8), primary_key=True),
    Column("counter", BigInteger, primary_key=True, autoincrement=False),
    # Who made the payout or reversal, and how it named it.
    Column("terminal", String(8), nullable=False),
    Column("nonce", LargeBinary(8), nullable=False),
    # The entry that brought it.
    Column("by_terminal", String(8), nullable=False),
    Column("by_seq", BigInteger, nullable=False),
    # When the terminal's own word was here; null while there is none.
    Column("reported_at", UtcSeconds),
    ForeignKeyConstraint(["by_terminal", "by_seq"], ["entry.terminal", "entry.seq"]),
    Index("ix_carried_receipt_terminal_nonce", "terminal", "nonce"),
)
Index(
    "ix_carried_receipt_untold",
    carried_receipt.c.terminal,
    sqlite_where=text("reported_at IS NULL"),
    postgresql_where=text("reported_at IS NULL"),
)
