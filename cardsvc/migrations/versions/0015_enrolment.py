"""Enrolment of terminals, what each last told, and what was set aside from it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "terminal", sa.Column("role", sa.String(8), nullable=False, server_default="counter")
    )
    op.add_column("terminal", sa.Column("revoked_from", sa.BigInteger()))
    op.create_table(
        "enrolment",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("public_key", sa.LargeBinary(33), nullable=False),
        sa.Column("nonce", sa.LargeBinary(16), nullable=False),
        sa.Column("office", sa.String(6), nullable=False),
        sa.Column("place", sa.String(60), nullable=False),
        sa.Column("software", sa.String(32), nullable=False),
        sa.Column("source", sa.String(45), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("terminal", sa.String(8)),
        sa.Column("decided_by", sa.String(32)),
        sa.Column("decided_at", sa.BigInteger()),
        sa.CheckConstraint(
            "state IN ('waiting', 'approved', 'refused')", name=op.f("ck_enrolment_state")
        ),
        sa.CheckConstraint(
            "(state = 'approved') = (terminal IS NOT NULL)", name=op.f("ck_enrolment_terminal")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_by IS NULL)", name=op.f("ck_enrolment_decided")
        ),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_enrolment_office"),
        sa.ForeignKeyConstraint(["terminal"], ["terminal.id"], name="fk_enrolment_terminal"),
        sa.PrimaryKeyConstraint("id", name="pk_enrolment"),
        sa.UniqueConstraint("public_key", name="uq_enrolment_public_key"),
    )
    op.create_index("ix_enrolment_state", "enrolment", ["state", "expires_at"])
    op.create_table(
        "terminal_telling",
        sa.Column("terminal", sa.String(8), nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("software", sa.String(32), nullable=False),
        sa.Column("configuration", sa.BigInteger(), nullable=False),
        sa.Column("pending", sa.BigInteger(), nullable=False),
        sa.Column("dead_letters", sa.BigInteger(), nullable=False),
        sa.Column("oldest_at", sa.BigInteger()),
        sa.Column("clock_ahead_s", sa.BigInteger()),
        sa.Column("troubles", sa.String(200), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["terminal"], ["terminal.id"], name="fk_terminal_telling_terminal"),
        sa.PrimaryKeyConstraint("terminal", name="pk_terminal_telling"),
    )
    op.create_index("ix_terminal_telling_heard_at", "terminal_telling", ["heard_at"])
    op.create_table(
        "set_aside_entry",
        sa.Column("terminal", sa.String(8), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("history", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("paid_vnd", sa.BigInteger()),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.String(8), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('forked', 'revoked')", name=op.f("ck_set_aside_entry_reason")
        ),
        sa.ForeignKeyConstraint(["terminal"], ["terminal.id"], name="fk_set_aside_entry_terminal"),
        sa.PrimaryKeyConstraint("terminal", "hash", name="pk_set_aside_entry"),
    )


def downgrade() -> None:
    op.drop_table("set_aside_entry")
    op.drop_table("terminal_telling")
    op.drop_table("enrolment")
    op.drop_column("terminal", "revoked_from")
    op.drop_column("terminal", "role")
