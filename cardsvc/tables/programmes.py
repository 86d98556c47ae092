"""Where programmes are paid, standards approved here, what a new one changed, payments stopped."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from cardsvc.tables.base import ROW_ID, UtcSeconds, metadata


class StopReason(StrEnum):
    """Circular 02/2021 Art. 2: the first three suspend (tạm dừng), the others end (thôi hưởng)."""

    UNCOLLECTED = "uncollected"
    DETAINED = "detained"
    REVIEW_REFUSED = "review-refused"
    DEATH = "death"
    MISSING = "missing"
    PRISON = "prison"
    REFUSED = "refused"

    @property
    def is_final(self) -> bool:
        return self in _FINAL


_FINAL = frozenset({StopReason.DEATH, StopReason.MISSING, StopReason.PRISON, StopReason.REFUSED})

programme_mode = Table(
    "programme_mode",
    metadata,
    # Rows are added only; of those that hold for a month the newest counts.
    Column("id", ROW_ID, primary_key=True),
    Column("province", String(2), nullable=False),
    Column("programme", String(8), nullable=False),
    Column("since", Integer, nullable=False),
    Column("mode", String(8), nullable=False),
    Column("proposal", BigInteger, nullable=False, unique=True),
    Column("proposed_by", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("approved_at", UtcSeconds, nullable=False),
    CheckConstraint("mode IN ('off', 'pilot', 'full')", name="mode"),
    Index("ix_programme_mode_place", "province", "programme"),
)

programme_mode_office = Table(
    "programme_mode_office",
    metadata,
    Column("programme_mode", ForeignKey("programme_mode.id"), primary_key=True),
    Column("office", ForeignKey("office.id"), primary_key=True),
)

standard = Table(
    "standard",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("programme", String(8), nullable=False),
    Column("province", String(2)),  # the whole country, if none
    Column("since", Integer, nullable=False),
    Column("amount_vnd", BigInteger, nullable=False),
    Column("decree", Text, nullable=False),
    Column("clause", Text, nullable=False),
    Column("proposal", BigInteger, nullable=False, unique=True),
    Column("proposed_by", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("approved_at", UtcSeconds, nullable=False),
    CheckConstraint("amount_vnd > 0", name="amount"),
)

rate_run_item = Table(
    "rate_run_item",
    metadata,
    # One entitlement that a standard concerned: its replacement, or why it was left as it was.
    Column("standard", ForeignKey("standard.id"), primary_key=True),
    Column("entitlement", ForeignKey("entitlement.id"), primary_key=True),
    Column("replacement", ForeignKey("entitlement.id")),
    Column("arrears_vnd", BigInteger, nullable=False),
    Column("left_out", String(32)),
    Column("record", ForeignKey("record.id")),  # a sheet to be printed
    CheckConstraint("(replacement IS NULL) = (left_out IS NOT NULL)", name="outcome"),
)

payment_stop = Table(
    "payment_stop",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("entitlement", ForeignKey("entitlement.id"), nullable=False, index=True),
    Column("reason", String(16), nullable=False),
    Column("since", Integer, nullable=False),  # the first month that is not paid
    Column("happened_on", Date),
    Column("proposal", BigInteger, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("approved_at", UtcSeconds, nullable=False),
    Column("lifted_by", Text),
    Column("lifted_at", UtcSeconds),
    CheckConstraint(
        "reason IN ('uncollected', 'detained', 'review-refused', 'death', 'missing', 'prison',"
        " 'refused')",
        name="reason",
    ),
    CheckConstraint("(lifted_by IS NULL) = (lifted_at IS NULL)", name="lifted"),
)
Index(
    "uq_payment_stop_open",
    payment_stop.c.entitlement,
    unique=True,
    sqlite_where=text("lifted_at IS NULL"),
    postgresql_where=text("lifted_at IS NULL"),
)
