"""Entries as terminals sent them, the transfers they made, and the cases a person works on."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    literal_column,
    select,
    text,
)

from cardsvc.tables.base import ROW_ID, UtcSeconds, metadata
from cardsvc.tables.registry import due

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

Index(
    "ix_entry_refused",
    entry.c.terminal,
    entry.c.seq,
    sqlite_where=text("refused IS NOT NULL"),
    postgresql_where=text("refused IS NOT NULL"),
)

account = Table(
    "account",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("programme", String(8)),
    Column("province", String(2)),
    Column("office", String(6)),
    Column("terminal", String(8)),
    Column("period", Integer),
    CheckConstraint(
        "kind IN ('funding', 'office-cash', 'drawer', 'paid', 'suspense',"
        " 'bank', 'returned', 'fee', 'loss')",
        name="kind",
    ),
)

transfer = Table(
    "transfer",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("debit", ForeignKey("account.id"), nullable=False, index=True),
    Column("credit", ForeignKey("account.id"), nullable=False, index=True),
    Column("amount_vnd", BigInteger, nullable=False),
    # The entry that tells of it, or what finance instructed.
    Column("terminal", String(8)),
    Column("seq", BigInteger),
    Column("line", SmallInteger, nullable=False),
    Column("instruction", ForeignKey("instruction.id")),
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
    CheckConstraint(
        "kind IN ('cash-in', 'cash-out', 'differs', 'paid', 'suspense', 'reversed', 'returned',"
        " 'funded', 'refunded', 'fee', 'supplied', 'banked', 'settled')",
        name="kind",
    ),
    CheckConstraint(
        "kind NOT IN ('paid', 'suspense', 'reversed', 'returned')"
        " OR (entitlement IS NOT NULL AND period IS NOT NULL)",
        name="claim",
    ),
    CheckConstraint(
        "(terminal IS NULL) = (seq IS NULL) AND (terminal IS NULL) = (instruction IS NOT NULL)"
        " AND (instruction IS NOT NULL)"
        " = (kind IN ('funded', 'refunded', 'fee', 'supplied', 'banked', 'settled'))",
        name="told_by",
    ),
    CheckConstraint(
        "(against_terminal IS NULL) = (against_seq IS NULL)"
        " AND (against_seq IS NULL) = (against_line IS NULL)"
        " AND (kind NOT IN ('reversed', 'returned') OR against_seq IS NOT NULL)"
        " AND (kind IN ('paid', 'reversed', 'returned', 'settled') OR against_seq IS NULL)",
        name="against",
    ),
)
Index(
    "ix_transfer_unpaid",
    transfer.c.entitlement,
    transfer.c.period,
    sqlite_where=text("kind <> 'paid'"),
    postgresql_where=text("kind <> 'paid'"),
)
"""What else is told of an entitlement: seldom anything, so that it costs a payment nothing."""
Index(
    "uq_transfer_instruction",
    transfer.c.instruction,
    unique=True,
    sqlite_where=text("instruction IS NOT NULL"),
    postgresql_where=text("instruction IS NOT NULL"),
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

IS_PAID = transfer.c.kind == literal_column("'paid'")
"""Of a transfer, in the words of the index above, which a parameter would not be."""

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
    Column("id", ROW_ID, primary_key=True),
    Column("kind", String(32), nullable=False),
    # The entry that shows it, where it is one of the ledger's.
    Column("terminal", ForeignKey("terminal.id")),
    Column("seq", BigInteger),
    # What it is about where it is not an entry, and what is known of it (JSON).
    Column("subject", String(64)),
    Column("evidence", Text),
    Column("office", String(6)),
    # Of one that lies at no office.
    Column("province", String(2)),
    # Who has to explain it, where another terminal's entry shows it.
    Column("about_terminal", String(8)),
    Column("entitlement", LargeBinary(16)),
    Column("period", Integer),
    Column("amount_vnd", BigInteger),
    Column("octets", LargeBinary),  # a conflicting entry, which the entry table cannot hold
    Column("opened_at", UtcSeconds, nullable=False),
    Column("closed_at", UtcSeconds),
    Column("closed_by", Text),
    # Who works on it, and how two people ended it; the ledger's own closing has no resolution.
    Column("owner", String(32)),
    Column("resolution", String(24)),
    Index("ix_exception_case_entry", "terminal", "seq"),
    CheckConstraint("subject IS NOT NULL OR seq IS NOT NULL", name="subject"),
    CheckConstraint("(terminal IS NULL) = (seq IS NULL)", name="entry"),
    CheckConstraint("resolution IS NULL OR closed_at IS NOT NULL", name="resolution"),
)
Index(
    "uq_exception_case_open",
    exception_case.c.kind,
    exception_case.c.subject,
    unique=True,
    sqlite_where=text("closed_at IS NULL"),
    postgresql_where=text("closed_at IS NULL"),
)
