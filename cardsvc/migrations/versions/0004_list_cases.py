"""Lists as cases, and long runs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("state <> 'done'")


def upgrade() -> None:
    _create_run()
    _create_list_case()
    _create_list_row()
    _create_about_rows()
    op.create_table(
        "death",
        sa.Column("citizen_number", sa.String(12), nullable=False),
        sa.Column("died_on", sa.String(10), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("citizen_number", name="pk_death"),
    )


def downgrade() -> None:
    for table in (
        *("death", "list_change", "list_correction", "list_problem", "list_row"),
        *("list_case", "run"),
    ):
        op.drop_table(table)


def _create_run() -> None:
    op.create_table(
        "run",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("fault", sa.Text()),
        sa.Column("started_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("held_until", sa.BigInteger()),
        sa.CheckConstraint(
            "state IN ('running', 'paused', 'done', 'failed')", name=op.f("ck_run_state")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
    )
    op.create_index(
        "uq_run_open",
        "run",
        ["kind", "subject"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def _create_list_case() -> None:
    op.create_table(
        "list_case",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("programme", sa.String(8), nullable=False),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("office", sa.String(6), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("transfer_vnd", sa.BigInteger()),
        sa.Column("transfer_why", sa.Text()),
        sa.Column("transfer_by", sa.Text()),
        sa.Column("proposal", sa.BigInteger()),
        sa.Column("list", _ROW_ID),
        sa.Column("prepared_by", sa.Text(), nullable=False),
        sa.Column("prepared_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("returned_why", sa.Text()),
        sa.CheckConstraint(
            "state IN ('reading', 'draft', 'submitted', 'returned', 'approved', 'signing', 'done',"
            " 'withdrawn')",
            name=op.f("ck_list_case_state"),
        ),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_list_case_office"),
        sa.ForeignKeyConstraint(["list"], ["payout_list.id"], name="fk_list_case_list"),
        sa.PrimaryKeyConstraint("id", name="pk_list_case"),
    )
    op.create_index("ix_list_case_sha256", "list_case", ["sha256"])
    op.create_index("ix_list_case_list", "list_case", ["list"])
    op.create_index("ix_list_case_terms", "list_case", ["programme", "period", "office"])


def _create_list_row() -> None:
    op.create_table(
        "list_row",
        sa.Column("list_case", _ROW_ID, nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_good", sa.Boolean(), nullable=False),
        sa.Column("is_taken", sa.Boolean(), nullable=False),
        sa.Column("citizen_number", sa.String(12)),
        sa.Column("name", sa.Text()),
        sa.Column("folded_name", sa.Text()),
        sa.Column("birth", sa.String(8)),
        sa.Column("address", sa.Text()),
        sa.Column("category", sa.Text()),
        sa.Column("category_text", sa.Text()),
        sa.Column("coefficient_tenths", sa.SmallInteger()),
        sa.Column("monthly_vnd", sa.BigInteger()),
        sa.Column("months", sa.SmallInteger()),
        sa.Column("arrears_vnd", sa.BigInteger()),
        sa.Column("total_vnd", sa.BigInteger()),
        sa.Column("cells", sa.Text()),
        sa.ForeignKeyConstraint(["list_case"], ["list_case.id"], name="fk_list_row_list_case"),
        sa.PrimaryKeyConstraint("list_case", "row", name="pk_list_row"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_list_row_citizen_number_list_case", "list_row", ["citizen_number", "list_case"]
    )


def _create_about_rows() -> None:
    op.create_table(
        "list_problem",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("list_case", _ROW_ID, nullable=False),
        sa.Column("row", sa.Integer()),
        sa.Column("column", sa.String(24)),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(48), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("is_check", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["list_case"], ["list_case.id"], name="fk_list_problem_list_case"),
        sa.PrimaryKeyConstraint("id", name="pk_list_problem"),
    )
    op.create_index("ix_list_problem_row", "list_problem", ["list_case", "row"])
    op.create_table(
        "list_correction",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("list_case", _ROW_ID, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(24), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("corrected_by", sa.Text(), nullable=False),
        sa.Column("corrected_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_case", "row"],
            ["list_row.list_case", "list_row.row"],
            name="fk_list_correction_list_case_row",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_list_correction"),
    )
    op.create_index("ix_list_correction_row", "list_correction", ["list_case", "row"])
    op.create_table(
        "list_change",
        sa.Column("list_case", _ROW_ID, nullable=False),
        sa.Column("citizen_number", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer()),
        sa.Column("was_vnd", sa.BigInteger()),
        sa.Column("was_category", sa.Text()),
        sa.Column("now_vnd", sa.BigInteger()),
        sa.Column("now_category", sa.Text()),
        sa.Column("reason", sa.String(24)),
        sa.Column("given_by", sa.Text()),
        sa.Column("given_at", sa.BigInteger()),
        sa.CheckConstraint(
            "kind IN ('added', 'removed', 'changed')", name=op.f("ck_list_change_kind")
        ),
        sa.ForeignKeyConstraint(["list_case"], ["list_case.id"], name="fk_list_change_list_case"),
        sa.PrimaryKeyConstraint("list_case", "citizen_number", name="pk_list_change"),
    )
