"""Where programmes are paid, standards approved here, what a new one changed, payments stopped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_STILL_STOPPED = sa.text("lifted_at IS NULL")


def upgrade() -> None:
    op.add_column("entitlement", sa.Column("since", sa.Integer()))
    op.add_column("entitlement", sa.Column("until", sa.Integer()))
    _create_modes()
    _create_standards()
    op.create_table(
        "payment_stop",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("entitlement", sa.LargeBinary(16), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("happened_on", sa.Date()),
        sa.Column("proposal", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_by", sa.Text()),
        sa.Column("lifted_at", sa.BigInteger()),
        sa.CheckConstraint(
            "reason IN ('uncollected', 'detained', 'review-refused', 'death', 'missing', 'prison',"
            " 'refused')",
            name=op.f("ck_payment_stop_reason"),
        ),
        sa.CheckConstraint(
            "(lifted_by IS NULL) = (lifted_at IS NULL)", name=op.f("ck_payment_stop_lifted")
        ),
        sa.ForeignKeyConstraint(
            ["entitlement"], ["entitlement.id"], name="fk_payment_stop_entitlement"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_payment_stop"),
    )
    op.create_index("ix_payment_stop_entitlement", "payment_stop", ["entitlement"])
    op.create_index(
        "uq_payment_stop_open",
        "payment_stop",
        ["entitlement"],
        unique=True,
        sqlite_where=_STILL_STOPPED,
        postgresql_where=_STILL_STOPPED,
    )


def downgrade() -> None:
    for table in (
        *("payment_stop", "rate_run_item", "standard"),
        *("programme_mode_office", "programme_mode"),
    ):
        op.drop_table(table)
    op.drop_column("entitlement", "until")
    op.drop_column("entitlement", "since")


def _create_modes() -> None:
    op.create_table(
        "programme_mode",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("programme", sa.String(8), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(8), nullable=False),
        *_approved(),
        sa.CheckConstraint("mode IN ('off', 'pilot', 'full')", name=op.f("ck_programme_mode_mode")),
        sa.PrimaryKeyConstraint("id", name="pk_programme_mode"),
        sa.UniqueConstraint("proposal", name="uq_programme_mode_proposal"),
    )
    op.create_index("ix_programme_mode_place", "programme_mode", ["province", "programme"])
    op.create_table(
        "programme_mode_office",
        sa.Column("programme_mode", _ROW_ID, nullable=False),
        sa.Column("office", sa.String(6), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_mode"],
            ["programme_mode.id"],
            name="fk_programme_mode_office_programme_mode",
        ),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_programme_mode_office_office"),
        sa.PrimaryKeyConstraint("programme_mode", "office", name="pk_programme_mode_office"),
    )


def _create_standards() -> None:
    op.create_table(
        "standard",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("programme", sa.String(8), nullable=False),
        sa.Column("province", sa.String(2)),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("decree", sa.Text(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        *_approved(),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("ck_standard_amount")),
        sa.PrimaryKeyConstraint("id", name="pk_standard"),
        sa.UniqueConstraint("proposal", name="uq_standard_proposal"),
    )
    op.create_table(
        "rate_run_item",
        sa.Column("standard", _ROW_ID, nullable=False),
        sa.Column("entitlement", sa.LargeBinary(16), nullable=False),
        sa.Column("replacement", sa.LargeBinary(16)),
        sa.Column("arrears_vnd", sa.BigInteger(), nullable=False),
        sa.Column("left_out", sa.String(32)),
        sa.Column("record", sa.LargeBinary(8)),
        sa.CheckConstraint(
            "(replacement IS NULL) = (left_out IS NOT NULL)",
            name=op.f("ck_rate_run_item_outcome"),
        ),
        sa.ForeignKeyConstraint(["standard"], ["standard.id"], name="fk_rate_run_item_standard"),
        sa.ForeignKeyConstraint(
            ["entitlement"], ["entitlement.id"], name="fk_rate_run_item_entitlement"
        ),
        sa.ForeignKeyConstraint(
            ["replacement"], ["entitlement.id"], name="fk_rate_run_item_replacement"
        ),
        sa.ForeignKeyConstraint(["record"], ["record.id"], name="fk_rate_run_item_record"),
        sa.PrimaryKeyConstraint("standard", "entitlement", name="pk_rate_run_item"),
    )


def _approved() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("proposal", sa.BigInteger(), nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("approved_at", sa.BigInteger(), nullable=False),
    )
