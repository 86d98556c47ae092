"""Home visits, receipts that cards brought, and what became of dead letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None
touches = ()

_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """What earlier entries say of cards' receipts is not looked up: the ledger takes one once,
    however often it comes."""
    op.create_table(
        "seen_receipt",
        sa.Column("card", sa.LargeBinary, primary_key=True),
        sa.Column("counter", sa.BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "letter_way",
        sa.Column("terminal", sa.String(8), primary_key=True),
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=False),
        sa.Column("way", sa.String(32), nullable=False),
        sa.Column("by_user", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "visit",
        sa.Column("terminal", sa.String(8), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("prepared_at", sa.BigInteger, nullable=False),
        sa.Column("prepared_by", sa.String(64), nullable=False),
        sa.Column("opened_seq", _SEQ, nullable=True),
        sa.Column("returned_at", sa.BigInteger, nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "visit_stop",
        sa.Column("terminal", sa.String(8), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("due", sa.LargeBinary, nullable=False),
        sa.Column("name", sa.String(200), nullable=True),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("visit_stop", "visit", "letter_way", "seen_receipt"):
        op.drop_table(table)
