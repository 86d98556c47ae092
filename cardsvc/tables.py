"""The centre's tables. Rows are read and written with SQLAlchemy Core.

Ids are kept as the contract has them: octets, or their short texts. A period is its code; a time
is whole seconds since 1970, aware UTC in the program; money is whole đồng.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    and_,
    select,
    text,
)

from firmware_config.clock import from_unix, to_unix

APPEND_ONLY = ("entry", "account", "transfer")
"""Tables whose rows the database itself refuses to change or delete (the migration's triggers)."""


class Kind(StrEnum):
    """An entitlement paid month by month, or once."""

    MONTH = "month"
    ONE_OFF = "one-off"


class CardState(StrEnum):
    """`PERSONALISING`: a desk has begun and may resume."""

    PERSONALISING = "personalising"
    ACTIVE = "active"
    BLOCKED = "blocked"
    TERMINATED = "terminated"


class TerminalState(StrEnum):
    """`QUARANTINED`: it showed two different histories, and a person must look into it."""

    ACTIVE = "active"
    QUARANTINED = "quarantined"
    REVOKED = "revoked"


class UtcSeconds(TypeDecorator[datetime]):
    """An aware time as whole seconds since 1970, the same on every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_unix(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else from_unix(value)


# SQLite numbers rows by itself only in a column that is INTEGER to the letter.
_ROW_ID = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# The registry

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
    Column("id", _ROW_ID, primary_key=True),
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
    Column("id", _ROW_ID, primary_key=True),
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

# Issuance

record = Table(
    "record",
    metadata,
    Column("id", LargeBinary(8), primary_key=True),
    Column("beneficiary", ForeignKey("beneficiary.id"), nullable=False, index=True),
    Column("medium", String(4), nullable=False),
    Column("octets", LargeBinary, nullable=False),
    Column("issued_at", UtcSeconds, nullable=False),
    Column("expires_at", UtcSeconds, nullable=False),
    Column("status_uri", String(64), nullable=False),
    Column("status_index", Integer, nullable=False),
    Column("status", SmallInteger, nullable=False),  # `firmware_config.status.Status`
    # An index says nothing of its person only while it is never used twice.
    UniqueConstraint("status_uri", "status_index"),
    CheckConstraint("medium IN ('chip', 'qr')", name="medium"),
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
    CheckConstraint("state IN ('personalising', 'active', 'blocked', 'terminated')", name="state"),
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

# Terminals and the ledger

terminal = Table(
    "terminal",
    metadata,
    Column("id", String(8), primary_key=True),
    Column("office", ForeignKey("office.id"), nullable=False),
    Column("public_key", LargeBinary(33), nullable=False),
    Column("state", String(16), nullable=False),
    Column("certificate", LargeBinary),
    CheckConstraint("state IN ('active', 'quarantined', 'revoked')", name="state"),
)

terminal_ca = Table(
    "terminal_ca",
    metadata,
    Column("kid", LargeBinary(8), primary_key=True),
    Column("generation", SmallInteger, nullable=False),
    CheckConstraint("generation > 0", name="generation"),
)

entry = Table(
    "entry",
    metadata,
    Column("terminal", ForeignKey("terminal.id"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("octets", LargeBinary, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("refused", Text),  # the reason's code, as acknowledged
    Column("received_at", UtcSeconds, nullable=False),
    CheckConstraint("seq > 0", name="seq"),
)

account = Table(
    "account",
    metadata,
    Column("id", _ROW_ID, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("programme", String(8)),
    Column("province", String(2)),
    Column("office", String(6)),
    Column("terminal", String(8)),
    Column("period", Integer),
    CheckConstraint(
        "kind IN ('funding', 'office-cash', 'drawer', 'paid', 'suspense')", name="kind"
    ),
)

transfer = Table(
    "transfer",
    metadata,
    Column("id", _ROW_ID, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("debit", ForeignKey("account.id"), nullable=False, index=True),
    Column("credit", ForeignKey("account.id"), nullable=False, index=True),
    Column("amount_vnd", BigInteger, nullable=False),
    Column("terminal", String(8), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("line", SmallInteger, nullable=False),  # 0…31: an entry pays up to 32 periods
    Column("entitlement", LargeBinary(16)),  # no foreign key: suspense holds unknown ones too
    Column("period", Integer),
    # How often the period had been paid and taken back before this.
    Column("turn", SmallInteger, nullable=False, server_default="0"),
    # The transfer that this one takes back, or moves out of suspense.
    *(
        Column("against_terminal", String(8)),
        Column("against_seq", BigInteger),
        Column("against_line", SmallInteger),
    ),
    ForeignKeyConstraint(["terminal", "seq"], ["entry.terminal", "entry.seq"]),
    UniqueConstraint("terminal", "seq", "line"),
    ForeignKeyConstraint(
        ["against_terminal", "against_seq", "against_line"],
        ["transfer.terminal", "transfer.seq", "transfer.line"],
    ),
    UniqueConstraint("against_terminal", "against_seq", "against_line"),
    CheckConstraint("amount_vnd > 0", name="amount"),
    CheckConstraint("debit <> credit", name="accounts"),
    CheckConstraint("kind IN ('cash-in', 'paid', 'suspense', 'reversed', 'returned')", name="kind"),
    CheckConstraint(
        "kind = 'cash-in' OR (entitlement IS NOT NULL AND period IS NOT NULL)", name="claim"
    ),
    CheckConstraint(
        "(against_terminal IS NULL) = (against_seq IS NULL)"
        " AND (against_seq IS NULL) = (against_line IS NULL)"
        " AND (kind NOT IN ('reversed', 'returned') OR against_seq IS NOT NULL)"
        " AND (kind NOT IN ('cash-in', 'suspense') OR against_seq IS NULL)",
        name="against",
    ),
)
PAID_ONCE = Index(
    "uq_transfer_paid_once",
    transfer.c.entitlement,
    transfer.c.period,
    transfer.c.turn,
    unique=True,
    sqlite_where=text("kind = 'paid'"),
    postgresql_where=text("kind = 'paid'"),
)
"""The law of the whole system: an entitlement's period is paid once.

A trigger has the rest of it (migration 0002): turn n is paid only after turn n-1 was taken back.
"""

_later = transfer.alias("later")
IS_STANDING = ~(
    select(_later.c.id)
    .where(
        _later.c.against_terminal == transfer.c.terminal,
        _later.c.against_seq == transfer.c.seq,
        _later.c.against_line == transfer.c.line,
    )
    .correlate(transfer)
    .exists()
)
"""Of a transfer: nothing has taken it back or moved it out of suspense."""

DUE_IS_PAID = and_(
    transfer.c.kind == "paid",
    transfer.c.entitlement == due.c.entitlement,
    transfer.c.period == due.c.period,
    IS_STANDING,
)
"""Joins a due to the one transfer that paid it."""

exception_case = Table(
    "exception_case",
    metadata,
    Column("id", _ROW_ID, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("terminal", ForeignKey("terminal.id"), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("entitlement", LargeBinary(16)),
    Column("period", Integer),
    Column("amount_vnd", BigInteger),
    Column("octets", LargeBinary),  # a conflicting entry, which the entry table cannot hold
    Column("opened_at", UtcSeconds, nullable=False),
    Column("closed_at", UtcSeconds),
    Column("closed_by", Text),
    Index("ix_exception_case_entry", "terminal", "seq"),
)
