"""Who is owed what, and by which list."""

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
    Text,
    text,
)

from cardsvc.tables.base import ROW_ID, UtcSeconds, metadata


class Kind(StrEnum):
    """An entitlement paid month by month, or once."""

    MONTH = "month"
    ONE_OFF = "one-off"


office = Table(
    "office",
    metadata,
    Column("id", String(6), primary_key=True),
    Column("name", Text, nullable=False),
    Column("province", String(2), nullable=False),
)

beneficiary = Table(
    "beneficiary",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("citizen_number", String(12), nullable=False, unique=True),
    Column("name", Text, nullable=False),  # NFC
    Column("folded_name", Text, nullable=False, index=True),
    Column("birth", String(8), nullable=False),  # yyyymmdd, or yyyy where no more is known
    Column("address", Text, nullable=False),
    Column("province", String(2), nullable=False),
    Column("office", ForeignKey("office.id"), nullable=False),
)

payout_list = Table(
    "payout_list",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("file_name", Text, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False, unique=True),
    Column("office", ForeignKey("office.id"), nullable=False),
    Column("province", String(2), nullable=False),
    Column("programme", String(8), nullable=False),
    Column("period", Integer, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("total_vnd", BigInteger, nullable=False),
    Column("imported_at", UtcSeconds, nullable=False),
    Column("imported_by", Text, nullable=False),
)

entitlement = Table(
    "entitlement",
    metadata,
    Column("id", LargeBinary(16), primary_key=True),
    Column("beneficiary", ForeignKey("beneficiary.id"), nullable=False, index=True),
    Column("programme", String(8), nullable=False),
    Column("province", String(2), nullable=False),
    Column("office", ForeignKey("office.id"), nullable=False, index=True),
    Column("category", Text, nullable=False),
    Column("amount_vnd", BigInteger, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("ended_at", UtcSeconds),
    # The first month it is payable for where no list has named one yet, and the last one of all.
    *(Column("since", Integer), Column("until", Integer)),
    CheckConstraint("amount_vnd > 0", name="amount"),
    CheckConstraint("kind IN ('month', 'one-off')", name="kind"),
)
Index(
    "uq_entitlement_open",
    entitlement.c.beneficiary,
    entitlement.c.programme,
    entitlement.c.category,
    unique=True,
    sqlite_where=text("kind = 'month' AND ended_at IS NULL"),
    postgresql_where=text("kind = 'month' AND ended_at IS NULL"),
)

due = Table(
    "due",
    metadata,
    Column("entitlement", ForeignKey("entitlement.id"), primary_key=True),
    Column("period", Integer, primary_key=True, autoincrement=False),
    Column("amount_vnd", BigInteger, nullable=False),
    Column("list", ForeignKey("payout_list.id"), nullable=False, index=True),
    CheckConstraint("amount_vnd > 0", name="amount"),
)
