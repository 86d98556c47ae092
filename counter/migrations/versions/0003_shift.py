"""The open shift and what its drawer should hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None
touches = ()

_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Drawers start empty: no shift was kept before, so none is open."""
    op.create_table(
        "drawer",
        sa.Column("terminal", sa.String(8), primary_key=True),
        sa.Column("balance_vnd", sa.BigInteger, nullable=False),
        sa.Column("opened_seq", _SEQ, sa.ForeignKey("journal.seq"), nullable=True),
        sa.Column("counted_seq", _SEQ, sa.ForeignKey("journal.seq"), nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "shift",
        sa.Column(
            "closed_seq", _SEQ, sa.ForeignKey("journal.seq"), primary_key=True, autoincrement=False
        ),
        sa.Column("terminal", sa.String(8), nullable=False),
        sa.Column("opened_seq", _SEQ, sa.ForeignKey("journal.seq"), nullable=False, unique=True),
    )


def downgrade() -> None:
    op.drop_table("shift")
    op.drop_table("drawer")
