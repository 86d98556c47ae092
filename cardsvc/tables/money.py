"""What finance moves by hand, and every account's balance as its transfers leave it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from cardsvc.tables.base import UtcSeconds, metadata

instruction = Table(
    "instruction",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),  # UUIDv7
    Column("kind", String(8), nullable=False),
    Column("about", String(64), nullable=False),  # the account's key that it is told of
    # The bank's or the decision's own number: what is told twice is booked once.
    Column("reference", Text),
    # No foreign key: cases are another room's, and these rows outlive what is done with them.
    Column("case_id", BigInteger),
    Column("user", String(32), nullable=False),
    Column("at", UtcSeconds, nullable=False),
    CheckConstraint("(reference IS NULL) <> (case_id IS NULL)", name="reason"),
    UniqueConstraint("kind", "about", "reference"),
)
Index("ix_instruction_case_id", instruction.c.case_id)

balance = Table(
    "balance",
    metadata,
    # Written by the database's own trigger with every transfer, and by nobody else.
    Column("account", ForeignKey("account.id"), primary_key=True, autoincrement=False),
    Column("debited_vnd", BigInteger, nullable=False),
    Column("credited_vnd", BigInteger, nullable=False),
)
