"""Rounds of call-backs: their seeds, the payments they were drawn from, and what people said."""

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
    UniqueConstraint,
)

from cardsvc.tables.base import ROW_ID, UtcSeconds, metadata


class CallResult(StrEnum):
    """What came of a call. Who was not reached can be called again."""

    CONFIRMED = "confirmed"
    NOT_RECEIVED = "not-received"
    NOT_REACHED = "not-reached"
    OTHER_AMOUNT = "other-amount"


call_draw = Table(
    "call_draw",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("province", String(2), nullable=False),
    Column("programme", String(8), nullable=False),
    Column("period", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    # Shown to nobody before the draw; its SHA-256 is published.
    Column("seed", LargeBinary(32), nullable=False),
    Column("seed_hash", LargeBinary(32), nullable=False),
    Column("published_by", String(32), nullable=False),
    Column("published_at", UtcSeconds, nullable=False),
    Column("drawn_by", String(32)),
    Column("drawn_at", UtcSeconds),
    Column("payments", Integer),
    Column("list_hash", LargeBinary(32)),
    CheckConstraint("size > 0", name="size"),
    CheckConstraint(
        "(drawn_at IS NULL) = (drawn_by IS NULL) AND (drawn_at IS NULL) = (payments IS NULL)"
        " AND (drawn_at IS NULL) = (list_hash IS NULL)",
        name="drawn",
    ),
    UniqueConstraint("province", "programme", "period"),
)

call_listed = Table(
    "call_listed",
    metadata,
    # Every payment that could have been drawn, so that the draw can be repeated; those with a rank
    # were drawn.
    Column("draw", ForeignKey("call_draw.id"), primary_key=True),
    Column("entitlement", LargeBinary(16), primary_key=True),
    Column("amount_vnd", BigInteger, nullable=False),
    Column("terminal", String(8), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("rank", Integer),
    Column("result", String(16)),
    Column("told_vnd", BigInteger),
    Column("called_by", String(32)),
    Column("called_at", UtcSeconds),
    CheckConstraint(
        "result IN ('confirmed', 'not-received', 'not-reached', 'other-amount')", name="result"
    ),
    CheckConstraint(
        "(result IS NULL) = (called_at IS NULL) AND (result IS NULL) = (called_by IS NULL)"
        " AND (result IS NULL OR rank IS NOT NULL)",
        name="called",
    ),
    Index("uq_call_listed_draw_rank", "draw", "rank", unique=True),
)
