"""Monthly reports: their rows and files, and in which commune an office lies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("state NOT IN ('sealed', 'withdrawn')")
_STANDING = sa.text("state <> 'withdrawn'")
_FINAL = "('sealed', 'withdrawn')"


def upgrade() -> None:
    _create_report()
    _create_files_and_rows()
    op.create_table(
        "office_commune",
        sa.Column("office", sa.String(6), nullable=False),
        sa.Column("commune", sa.String(5), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_office_commune_office"),
        sa.PrimaryKeyConstraint("office", name="pk_office_commune"),
    )
    if op.get_bind().dialect.name == "postgresql":
        _keep_final_ones_on_postgresql()
    else:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER report_final_{verb.lower()} BEFORE {verb} ON report"
                f" WHEN OLD.state IN {_FINAL} BEGIN SELECT RAISE(ABORT, 'report is final'); END"
            )


def downgrade() -> None:
    op.drop_table("office_commune")
    op.drop_table("report_row")
    op.drop_table("report_file")
    op.drop_table("report")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION report_is_final()")


def _create_report() -> None:
    op.create_table(
        "report",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("programme", sa.String(8), nullable=False),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("previous", _ROW_ID),
        sa.Column("replaces", _ROW_ID),
        sa.Column("through", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32)),
        sa.Column("prepared_by", sa.String(32), nullable=False),
        sa.Column("prepared_at", sa.BigInteger(), nullable=False),
        sa.Column("sealed_by", sa.String(32)),
        sa.Column("sealed_at", sa.BigInteger()),
        sa.Column("manifest", sa.LargeBinary()),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('making', 'draft', 'submitted', 'sealing', 'sealed', 'withdrawn')",
            name=op.f("ck_report_state"),
        ),
        sa.CheckConstraint(
            "(state = 'sealed') = (manifest IS NOT NULL)", name=op.f("ck_report_manifest")
        ),
        sa.CheckConstraint(
            "(sealed_by IS NULL) = (sealed_at IS NULL)", name=op.f("ck_report_sealed")
        ),
        sa.ForeignKeyConstraint(["previous"], ["report.id"], name="fk_report_previous"),
        sa.ForeignKeyConstraint(["replaces"], ["report.id"], name="fk_report_replaces"),
        sa.PrimaryKeyConstraint("id", name="pk_report"),
    )
    for name, columns, where in (
        ("uq_report_open", ["programme", "province"], _OPEN),
        ("uq_report_replaces", ["replaces"], _STANDING),
    ):
        op.create_index(
            name, "report", columns, unique=True, sqlite_where=where, postgresql_where=where
        )


def _create_files_and_rows() -> None:
    op.create_table(
        "report_file",
        sa.Column("report", _ROW_ID, nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name="fk_report_file_report"),
        sa.PrimaryKeyConstraint("report", "name", name="pk_report_file"),
    )
    op.create_table(
        "report_row",
        sa.Column("report", _ROW_ID, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("office", sa.String(6), nullable=False),
        sa.Column("entitlement", sa.LargeBinary(16), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("paid_vnd", sa.BigInteger(), nullable=False),
        sa.Column("terminal", sa.String(8)),
        sa.Column("seq", sa.BigInteger()),
        sa.Column("against_terminal", sa.String(8)),
        sa.Column("against_seq", sa.BigInteger()),
        sa.CheckConstraint(
            "state IN ('paid', 'carried', 'returned', 'suspense')", name=op.f("ck_report_row_state")
        ),
        sa.ForeignKeyConstraint(
            ["entitlement"], ["entitlement.id"], name="fk_report_row_entitlement"
        ),
        sa.ForeignKeyConstraint(["report"], ["report.id"], name="fk_report_row_report"),
        sa.PrimaryKeyConstraint("report", "n", name="pk_report_row"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_report_row_due", "report_row", ["entitlement", "period"])
    op.create_index("ix_report_row_office", "report_row", ["report", "office", "n"])


def _keep_final_ones_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION report_is_final() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'report is final'; END $$"
    )
    op.execute(
        "CREATE TRIGGER report_final BEFORE UPDATE OR DELETE ON report FOR EACH ROW"
        f" WHEN (OLD.state IN {_FINAL}) EXECUTE FUNCTION report_is_final()"
    )
