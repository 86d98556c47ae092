"""The first store: journal, outbox, what was paid, intents, acknowledgements, published lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
touches = ()

_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_APPEND_ONLY = ("journal", "acknowledgement")


def upgrade() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("octets", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("seq", _SEQ, sa.ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
    )
    op.create_table(
        "dead_letter",
        sa.Column("seq", _SEQ, sa.ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "acknowledgement",
        sa.Column("through_seq", _SEQ, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("octets", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "paid",
        sa.Column("entitlement", sa.LargeBinary, primary_key=True),
        sa.Column("period", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", _SEQ, sa.ForeignKey("journal.seq"), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "open_intent",
        sa.Column("nonce", sa.LargeBinary, primary_key=True),
        sa.Column("seq", _SEQ, sa.ForeignKey("journal.seq"), nullable=False),
        sa.Column("card", sa.LargeBinary, nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "published",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("octets", sa.LargeBinary, nullable=False),
        sa.Column("etag", sa.String(80), nullable=False),
        sa.Column("fetched_at", sa.BigInteger, nullable=False),
    )
    for table in _APPEND_ONLY:
        _refuse_changes(table)


def downgrade() -> None:
    names = ("published", "open_intent", "paid", "dead_letter", "outbox")
    for table in (*names, *_APPEND_ONLY):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END$$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
