"""Cases with owner, evidence and resolution, one against each silent terminal; call-backs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("closed_at IS NULL")
_CHECKS = {
    "subject": "subject IS NOT NULL OR seq IS NOT NULL",
    "entry": "(terminal IS NULL) = (seq IS NULL)",
    "resolution": "resolution IS NULL OR closed_at IS NOT NULL",
}
_NEW = {
    "subject": sa.String(64),
    "evidence": sa.Text(),
    "office": sa.String(6),
    "owner": sa.String(32),
    "resolution": sa.String(24),
}


def upgrade() -> None:
    with op.batch_alter_table("exception_case") as table:
        table.alter_column("terminal", existing_type=sa.String(8), nullable=True)
        table.alter_column("seq", existing_type=sa.BigInteger(), nullable=True)
        for name, kind in _NEW.items():
            table.add_column(sa.Column(name, kind))
        for name, condition in _CHECKS.items():
            table.create_check_constraint(op.f(f"ck_exception_case_{name}"), condition)
    # Of the receipts that cards brought, the first of a terminal's stands for all of them.
    op.execute(
        "UPDATE exception_case SET closed_at = opened_at, closed_by = 'ledger'"
        " WHERE kind = 'receipt-by-courier' AND closed_at IS NULL AND id NOT IN"
        " (SELECT MIN(id) FROM exception_case WHERE kind = 'receipt-by-courier'"
        " AND closed_at IS NULL GROUP BY about_terminal)"
    )
    op.execute(
        "UPDATE exception_case SET subject = 'terminal:' || about_terminal"
        " WHERE kind = 'receipt-by-courier'"
    )
    op.execute(
        "UPDATE exception_case SET kind = 'silent-terminal' WHERE kind = 'receipt-by-courier'"
    )
    op.create_index(
        "uq_exception_case_open",
        "exception_case",
        ["kind", "subject"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "call_draw",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("programme", sa.String(8), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("seed", sa.LargeBinary(32), nullable=False),
        sa.Column("seed_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("published_by", sa.String(32), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("drawn_by", sa.String(32)),
        sa.Column("drawn_at", sa.BigInteger()),
        sa.Column("payments", sa.Integer()),
        sa.Column("list_hash", sa.LargeBinary(32)),
        sa.CheckConstraint("size > 0", name=op.f("ck_call_draw_size")),
        sa.CheckConstraint(
            "(drawn_at IS NULL) = (drawn_by IS NULL) AND (drawn_at IS NULL) = (payments IS NULL)"
            " AND (drawn_at IS NULL) = (list_hash IS NULL)",
            name=op.f("ck_call_draw_drawn"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_call_draw"),
        sa.UniqueConstraint(
            "province", "programme", "period", name="uq_call_draw_province_programme_period"
        ),
    )
    op.create_table(
        "call_listed",
        sa.Column("draw", _ROW_ID, nullable=False),
        sa.Column("entitlement", sa.LargeBinary(16), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("terminal", sa.String(8), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.Integer()),
        sa.Column("result", sa.String(16)),
        sa.Column("told_vnd", sa.BigInteger()),
        sa.Column("called_by", sa.String(32)),
        sa.Column("called_at", sa.BigInteger()),
        sa.CheckConstraint(
            "result IN ('confirmed', 'not-received', 'not-reached', 'other-amount')",
            name=op.f("ck_call_listed_result"),
        ),
        sa.CheckConstraint(
            "(result IS NULL) = (called_at IS NULL) AND (result IS NULL) = (called_by IS NULL)"
            " AND (result IS NULL OR rank IS NOT NULL)",
            name=op.f("ck_call_listed_called"),
        ),
        sa.ForeignKeyConstraint(["draw"], ["call_draw.id"], name="fk_call_listed_draw"),
        sa.PrimaryKeyConstraint("draw", "entitlement", name="pk_call_listed"),
    )
    op.create_index("uq_call_listed_draw_rank", "call_listed", ["draw", "rank"], unique=True)


def downgrade() -> None:
    """The table before has no place for a case about anything but an entry: those are lost."""
    op.drop_table("call_listed")
    op.drop_table("call_draw")
    op.drop_index("uq_exception_case_open", "exception_case")
    op.execute("DELETE FROM exception_case WHERE seq IS NULL")
    op.execute(
        "UPDATE exception_case SET kind = 'receipt-by-courier' WHERE kind = 'silent-terminal'"
    )
    with op.batch_alter_table("exception_case") as table:
        for name in _CHECKS:
            table.drop_constraint(op.f(f"ck_exception_case_{name}"), type_="check")
        for name in _NEW:
            table.drop_column(name)
        table.alter_column("seq", existing_type=sa.BigInteger(), nullable=False)
        table.alter_column("terminal", existing_type=sa.String(8), nullable=False)
