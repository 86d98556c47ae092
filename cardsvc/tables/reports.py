"""Monthly reports: what each holds, its files, the dues it settled, and where offices lie."""

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


class ReportState(StrEnum):
    """A report's way. `MAKING` writes its files, `SEALING` binds them into the sealed package.
    `SEALED` and `WITHDRAWN` are final: the database refuses any change of them."""

    MAKING = "making"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    SEALING = "sealing"
    SEALED = "sealed"
    WITHDRAWN = "withdrawn"


class DueState(StrEnum):
    """How a due stands in a report. `RETURNED` is not paid any more (death, prison …): its money
    goes back to the authority. In `SUSPENSE` cash left a drawer and nobody has explained it."""

    PAID = "paid"
    CARRIED = "carried"
    RETURNED = "returned"
    SUSPENSE = "suspense"


report = Table(
    "report",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("state", String(16), nullable=False),
    Column("programme", String(8), nullable=False),
    Column("province", String(2), nullable=False),
    Column("month", Integer, nullable=False),
    # The sealed one it goes on from, and the sealed one it takes the place of.
    Column("previous", ForeignKey("report.id")),
    Column("replaces", ForeignKey("report.id")),
    Column("through", UtcSeconds, nullable=False),  # the books as they stood then
    Column("rows", Integer, nullable=False),
    Column("figures", Text, nullable=False),  # JSON
    Column("digest", LargeBinary(32)),  # of its files, once they are written
    Column("prepared_by", String(32), nullable=False),
    Column("prepared_at", UtcSeconds, nullable=False),
    Column("sealed_by", String(32)),
    Column("sealed_at", UtcSeconds),
    Column("manifest", LargeBinary),  # COSE_Sign1
    Column("changed_at", UtcSeconds, nullable=False),
    CheckConstraint(
        "state IN ('making', 'draft', 'submitted', 'sealing', 'sealed', 'withdrawn')", name="state"
    ),
    CheckConstraint("(state = 'sealed') = (manifest IS NOT NULL)", name="manifest"),
    CheckConstraint("(sealed_by IS NULL) = (sealed_at IS NULL)", name="sealed"),
)
Index(
    "uq_report_open",
    report.c.programme,
    report.c.province,
    unique=True,
    sqlite_where=text("state NOT IN ('sealed', 'withdrawn')"),
    postgresql_where=text("state NOT IN ('sealed', 'withdrawn')"),
)
"""One at a time for a programme in a province: each goes on from the one before."""
Index(
    "uq_report_replaces",
    report.c.replaces,
    unique=True,
    sqlite_where=text("state <> 'withdrawn'"),
    postgresql_where=text("state <> 'withdrawn'"),
)

report_file = Table(
    "report_file",
    metadata,
    Column("report", ForeignKey("report.id"), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False),
)

report_row = Table(
    "report_row",
    metadata,
    # A due as the report has it, in the order of its lists. What is paid or returned here is in
    # no later report.
    Column("report", ForeignKey("report.id"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("office", String(6), nullable=False),
    Column("entitlement", ForeignKey("entitlement.id"), nullable=False),
    Column("period", Integer, nullable=False),
    Column("amount_vnd", BigInteger, nullable=False),
    Column("state", String(8), nullable=False),
    Column("paid_vnd", BigInteger, nullable=False),
    # The entry that paid it, and the one whose payment that entry made good.
    Column("terminal", String(8)),
    Column("seq", BigInteger),
    Column("against_terminal", String(8)),
    Column("against_seq", BigInteger),
    CheckConstraint("state IN ('paid', 'carried', 'returned', 'suspense')", name="state"),
    Index("ix_report_row_due", "entitlement", "period"),
    Index("ix_report_row_office", "report", "office", "n"),
    sqlite_with_rowid=False,
)

office_commune = Table(
    "office_commune",
    metadata,
    # In which commune a pay point lies; one that is not here is shown as not assigned.
    Column("office", ForeignKey("office.id"), primary_key=True),
    Column("commune", String(5), nullable=False),
)
