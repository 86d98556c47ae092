"""Records, cards, what their slots hold, and the scripts queued for them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)

from cardsvc.tables.base import UtcSeconds, metadata


class CardState(StrEnum):
    """`PERSONALISING`: a desk has begun and may resume."""

    PERSONALISING = "personalising"
    ACTIVE = "active"
    BLOCKED = "blocked"
    TERMINATED = "terminated"


record = Table(
    "record",
    metadata,
    Column("id", LargeBinary(8), primary_key=True),
    Column("beneficiary", ForeignKey("beneficiary.id"), nullable=False, index=True),
    Column("medium", String(4), nullable=False),
    Column("octets", LargeBinary, nullable=False),
    Column("issued_at", UtcSeconds, nullable=False),
    Column("expires_at", UtcSeconds, nullable=False, index=True),
    Column("status_uri", String(64), nullable=False),
    Column("status_index", Integer, nullable=False),
    Column("status", SmallInteger, nullable=False),  # `firmware_config.status.Status`
    Column("revoked_at", UtcSeconds),  # when it became invalid, which is for ever
    # An index says nothing of its person only while it is never used twice.
    UniqueConstraint("status_uri", "status_index"),
    CheckConstraint("medium IN ('chip', 'qr')", name="medium"),
)

Index(
    "ix_record_not_valid",  # what a status list is made of: few of very many
    record.c.status_uri,
    record.c.status_index,
    sqlite_where=text("status <> 0"),
    postgresql_where=text("status <> 0"),
)

card = Table(
    "card",
    metadata,
    Column("id", LargeBinary(8), primary_key=True),
    Column("beneficiary", ForeignKey("beneficiary.id"), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("auth_point", LargeBinary(33)),
    Column("receipt_point", LargeBinary(33)),
    Column("certificate", LargeBinary),
    Column("record", ForeignKey("record.id")),
    # The authority whose scripts the card takes, for as long as it lives.
    Column("script_kid", LargeBinary(8)),
    Column("expires_at", UtcSeconds),  # its certificate's end
    CheckConstraint("state IN ('personalising', 'active', 'blocked', 'terminated')", name="state"),
)

Index(
    "ix_card_blocked",
    card.c.id,
    sqlite_where=text("state = 'blocked'"),
    postgresql_where=text("state = 'blocked'"),
)

card_voucher = Table(
    "card_voucher",
    metadata,
    # What a card's slots hold once it has applied every script queued for it.
    Column("card", ForeignKey("card.id"), primary_key=True),
    Column("slot", SmallInteger, primary_key=True, autoincrement=False),
    Column("entitlement", LargeBinary(16), nullable=False),
    Column("base", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
)

script = Table(
    "script",
    metadata,
    Column("card", ForeignKey("card.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("octets", LargeBinary, nullable=False),
    Column("record", ForeignKey("record.id")),  # what a script of new entitlements carries
    Column("queued_at", UtcSeconds, nullable=False),
    Column("applied_at", UtcSeconds),
    CheckConstraint("number > 0", name="number"),
)
