"""Terminals' signatures over their chains, kept so that the chains can be checked years later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signed_head",
        sa.Column("terminal", sa.String(8), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("seq > 0", name=op.f("ck_signed_head_seq")),
        sa.ForeignKeyConstraint(["terminal"], ["terminal.id"], name="fk_signed_head_terminal"),
        sa.PrimaryKeyConstraint("terminal", name="pk_signed_head"),
    )


def downgrade() -> None:
    op.drop_table("signed_head")
