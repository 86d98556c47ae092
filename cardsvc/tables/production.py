"""The life of a card from order to replacement, and the status lists as last signed."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
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


class OrderState(StrEnum):
    """`READY`: written, read back and active, still at the desk with its letter."""

    ORDERED = "ordered"
    PERSONALISING = "personalising"
    READY = "ready"
    CARD_HANDED = "card-handed"
    DONE = "done"
    CANCELLED = "cancelled"


class OrderReason(StrEnum):
    FIRST = "first"
    LOST = "lost"
    STOLEN = "stolen"
    DAMAGED = "damaged"
    RENEWAL = "renewal"


class Part(StrEnum):
    """What is handed over, each by itself: who has both can pay out."""

    CARD = "card"
    LETTER = "letter"


class Receiver(StrEnum):
    BENEFICIARY = "beneficiary"
    PROXY = "proxy"


card_order = Table(
    "card_order",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("beneficiary", ForeignKey("beneficiary.id"), nullable=False, index=True),
    Column("reason", String(8), nullable=False),
    Column("replaces", ForeignKey("card.id")),
    Column("state", String(16), nullable=False, index=True),
    Column("card", ForeignKey("card.id")),
    Column("fault", Text),  # why the last attempt at the reader stopped, a code
    Column("ordered_by", Text, nullable=False),
    Column("ordered_at", UtcSeconds, nullable=False),
    Column("changed_at", UtcSeconds, nullable=False),
    CheckConstraint(
        "state IN ('ordered', 'personalising', 'ready', 'card-handed', 'done', 'cancelled')",
        name="state",
    ),
    CheckConstraint("reason IN ('first', 'lost', 'stolen', 'damaged', 'renewal')", name="reason"),
    CheckConstraint(
        "state NOT IN ('ready', 'card-handed', 'done') OR card IS NOT NULL", name="card"
    ),
)
_IS_WANTED = text("state IN ('ordered', 'personalising')")
Index(
    "uq_card_order_wanted",  # one card is made for a person at a time
    card_order.c.beneficiary,
    unique=True,
    sqlite_where=_IS_WANTED,
    postgresql_where=_IS_WANTED,
)

hand_over = Table(
    "hand_over",
    metadata,
    Column("order", ForeignKey("card_order.id"), primary_key=True, autoincrement=False),
    Column("part", String(8), primary_key=True),
    Column("receiver", String(16), nullable=False),
    Column("proxy_name", Text),
    Column("by", Text, nullable=False),
    Column("at", UtcSeconds, nullable=False),
    CheckConstraint("part IN ('card', 'letter')", name="part"),
    CheckConstraint(
        "receiver IN ('beneficiary', 'proxy') AND (receiver = 'proxy') = (proxy_name IS NOT NULL)",
        name="receiver",
    ),
)

card_stop = Table(
    "card_stop",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("card", ForeignKey("card.id"), nullable=False, index=True),
    Column("reason", String(8), nullable=False),
    Column("stopped_by", Text, nullable=False),
    Column("stopped_at", UtcSeconds, nullable=False),
    Column("released_at", UtcSeconds),  # what it held back is held no more
    Column("lifted_at", UtcSeconds),  # the card pays again
    CheckConstraint("reason IN ('lost', 'stolen', 'damaged', 'renewal')", name="reason"),
)
Index(
    "ix_card_stop_holding",
    card_stop.c.stopped_at,
    sqlite_where=text("released_at IS NULL"),
    postgresql_where=text("released_at IS NULL"),
)

held_period = Table(
    "held_period",
    metadata,
    # A period that a stopped card may have been paid for without the ledger knowing yet.
    Column("stop", ForeignKey("card_stop.id"), primary_key=True, autoincrement=False),
    Column("entitlement", ForeignKey("entitlement.id"), primary_key=True, index=True),
    Column("period", Integer, primary_key=True, autoincrement=False),
)

status_list = Table(
    "status_list",
    metadata,
    # As last signed: its time may never go back, not even over a restart.
    Column("uri", String(64), primary_key=True),
    Column("digest", LargeBinary(32), nullable=False),  # SHA-256 of the bits
    Column("kid", LargeBinary(8), nullable=False),
    Column("octets", LargeBinary, nullable=False),
    Column("issued_at", UtcSeconds, nullable=False),
)
