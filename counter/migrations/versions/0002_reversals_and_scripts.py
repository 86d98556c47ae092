"""Payouts taken back, and what was told of card scripts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
touches = ()

_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "open_reversal",
        sa.Column("nonce", sa.LargeBinary, primary_key=True),
        sa.Column("paid_seq", _SEQ, sa.ForeignKey("journal.seq"), nullable=False),
        sa.Column("supervisor", sa.String(64), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "reversal",
        sa.Column(
            "paid_seq", _SEQ, sa.ForeignKey("journal.seq"), primary_key=True, autoincrement=False
        ),
        sa.Column("seq", _SEQ, sa.ForeignKey("journal.seq"), nullable=False),
    )
    op.create_table(
        "script_told",
        sa.Column("card", sa.LargeBinary, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("seq", _SEQ, sa.ForeignKey("journal.seq"), nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("script_told", "reversal", "open_reversal"):
        op.drop_table(table)
