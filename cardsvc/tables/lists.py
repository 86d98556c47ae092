"""Monthly lists as cases, the register of deaths, and long runs."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
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
    text,
)

from cardsvc.tables.base import ROW_ID, UtcSeconds, metadata


class RunState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"


class CaseState(StrEnum):
    """A list's way. `READING` is not there yet; `RETURNED` goes back to who prepared it."""

    READING = "reading"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    SIGNING = "signing"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


run = Table(
    "run",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("fault", Text),  # a code
    Column("started_by", Text, nullable=False),
    Column("started_at", UtcSeconds, nullable=False),
    Column("changed_at", UtcSeconds, nullable=False),
    Column("held_until", UtcSeconds),  # a process is doing a step of it
    CheckConstraint("state IN ('running', 'paused', 'done', 'failed')", name="state"),
)
Index(
    "uq_run_open",
    run.c.kind,
    run.c.subject,
    unique=True,
    sqlite_where=text("state <> 'done'"),
    postgresql_where=text("state <> 'done'"),
)

list_case = Table(
    "list_case",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("state", String(16), nullable=False),
    Column("file_name", Text, nullable=False),
    Column("sha256", LargeBinary(32), nullable=False, index=True),
    Column("sheet", Text, nullable=False),
    Column("programme", String(8), nullable=False),
    Column("province", String(2), nullable=False),
    Column("office", ForeignKey("office.id"), nullable=False),
    Column("period", Integer, nullable=False),
    Column("reading", Text, nullable=False),  # JSON: header, totals and notes, for the page
    Column("transfer_vnd", BigInteger),  # as announced
    Column("transfer_why", Text),  # why the list differs from it
    Column("transfer_by", Text),
    Column("proposal", BigInteger),
    Column("list", ForeignKey("payout_list.id"), index=True),  # once approved
    Column("prepared_by", Text, nullable=False),
    Column("prepared_at", UtcSeconds, nullable=False),
    Column("changed_at", UtcSeconds, nullable=False),
    Column("returned_why", Text),
    CheckConstraint(
        "state IN ('reading', 'draft', 'submitted', 'returned', 'approved', 'signing', 'done',"
        " 'withdrawn')",
        name="state",
    ),
    Index("ix_list_case_terms", "programme", "period", "office"),
)

list_row = Table(
    "list_row",
    metadata,
    # Of a bad row what could be read stands here too, and its cells as JSON.
    Column("list_case", ForeignKey("list_case.id"), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("is_good", Boolean, nullable=False),
    Column("is_taken", Boolean, nullable=False),
    Column("citizen_number", String(12)),
    Column("name", Text),
    Column("folded_name", Text),
    Column("birth", String(8)),
    Column("address", Text),
    Column("category", Text),  # its code, or nothing where the programme has none
    Column("category_text", Text),
    Column("coefficient_tenths", SmallInteger),
    Column("monthly_vnd", BigInteger),
    Column("months", SmallInteger),
    Column("arrears_vnd", BigInteger),
    Column("total_vnd", BigInteger),
    Column("cells", Text),
    Index("ix_list_row_citizen_number_list_case", "citizen_number", "list_case"),
    sqlite_with_rowid=False,
)

list_problem = Table(
    "list_problem",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("list_case", ForeignKey("list_case.id"), nullable=False),
    Column("row", Integer),  # NULL: of the whole list
    Column("column", String(24)),
    Column("heading", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("reason", String(48), nullable=False),
    Column("data", Text, nullable=False),  # JSON
    Column("is_check", Boolean, nullable=False),  # found among rows, not in the row itself
    Index("ix_list_problem_row", "list_case", "row"),
)

list_correction = Table(
    "list_correction",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("list_case", BigInteger().with_variant(Integer, "sqlite"), nullable=False),
    Column("row", Integer, nullable=False),
    Column("column", String(24), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("corrected_by", Text, nullable=False),
    Column("corrected_at", UtcSeconds, nullable=False),
    ForeignKeyConstraint(["list_case", "row"], ["list_row.list_case", "list_row.row"]),
    Index("ix_list_correction_row", "list_case", "row"),
)

list_change = Table(
    "list_change",
    metadata,
    # Against last month. A person with two categories has the sum, and both categories.
    Column("list_case", ForeignKey("list_case.id"), primary_key=True),
    Column("citizen_number", String(12), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("name", Text, nullable=False),
    Column("row", Integer),
    Column("was_vnd", BigInteger),
    Column("was_category", Text),
    Column("now_vnd", BigInteger),
    Column("now_category", Text),
    Column("reason", String(24)),
    Column("given_by", Text),  # NULL where the reason is evident
    Column("given_at", UtcSeconds),
    CheckConstraint("kind IN ('added', 'removed', 'changed')", name="kind"),
)

death = Table(
    "death",
    metadata,
    Column("citizen_number", String(12), primary_key=True),
    Column("died_on", String(10), nullable=False),  # as 2026-11-23
    Column("source", Text, nullable=False),
    Column("entered_by", Text, nullable=False),
    Column("entered_at", UtcSeconds, nullable=False),
)
