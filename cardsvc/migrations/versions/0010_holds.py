"""Holds for payouts away from home, and receipts that cards brought."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("released_at IS NULL AND settled_seq IS NULL")


def upgrade() -> None:
    op.create_table(
        "hold",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("entitlement", sa.LargeBinary(16), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("terminal", sa.String(8), nullable=False),
        sa.Column("record", sa.LargeBinary(8), nullable=False),
        sa.Column("granted_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("settled_seq", sa.BigInteger()),
        sa.Column("released_at", sa.BigInteger()),
        sa.CheckConstraint("expires_at > granted_at", name=op.f("ck_hold_expiry")),
        sa.CheckConstraint("settled_seq IS NULL OR released_at IS NULL", name=op.f("ck_hold_end")),
        sa.ForeignKeyConstraint(["entitlement"], ["entitlement.id"], name="fk_hold_entitlement"),
        sa.ForeignKeyConstraint(["terminal"], ["terminal.id"], name="fk_hold_terminal"),
        sa.ForeignKeyConstraint(
            ["terminal", "settled_seq"],
            ["entry.terminal", "entry.seq"],
            name="fk_hold_terminal_settled_seq",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_hold"),
    )
    op.create_index(
        "uq_hold_open",
        "hold",
        ["entitlement", "period"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index("ix_hold_terminal", "hold", ["terminal", "entitlement", "period"])
    op.create_table(
        "carried_receipt",
        sa.Column("card", sa.LargeBinary(8), nullable=False),
        sa.Column("counter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("terminal", sa.String(8), nullable=False),
        sa.Column("nonce", sa.LargeBinary(8), nullable=False),
        sa.Column("by_terminal", sa.String(8), nullable=False),
        sa.Column("by_seq", sa.BigInteger(), nullable=False),
        sa.Column("reported_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["by_terminal", "by_seq"],
            ["entry.terminal", "entry.seq"],
            name="fk_carried_receipt_by_terminal_by_seq",
        ),
        sa.PrimaryKeyConstraint("card", "counter", name="pk_carried_receipt"),
    )
    op.create_index("ix_carried_receipt_terminal_nonce", "carried_receipt", ["terminal", "nonce"])
    op.add_column("exception_case", sa.Column("about_terminal", sa.String(8)))


def downgrade() -> None:
    op.drop_column("exception_case", "about_terminal")
    op.drop_table("carried_receipt")
    op.drop_table("hold")
