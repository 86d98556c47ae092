"""The newest signature of each terminal over its chain: it covers every entry before, too."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, LargeBinary, Table

from cardsvc.tables.base import metadata

signed_head = Table(
    "signed_head",
    metadata,
    Column("terminal", ForeignKey("terminal.id"), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("octets", LargeBinary, nullable=False),  # COSE_Sign1, as the batch bore it
    CheckConstraint("seq > 0", name="seq"),
)
