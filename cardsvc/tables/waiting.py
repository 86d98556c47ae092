"""Batches that came before those they follow: kept until the gap is filled."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, LargeBinary, Table

from cardsvc.tables.base import UtcSeconds, metadata

waiting_batch = Table(
    "waiting_batch",
    metadata,
    Column("terminal", ForeignKey("terminal.id"), primary_key=True),
    Column("first_seq", BigInteger, primary_key=True, autoincrement=False),
    Column("head", LargeBinary(32), primary_key=True),
    Column("last_seq", BigInteger, nullable=False),
    Column("octets", LargeBinary, nullable=False),
    Column("received_at", UtcSeconds, nullable=False),
    CheckConstraint("first_seq > 1 AND last_seq >= first_seq", name="seq"),
)
