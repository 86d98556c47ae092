"""When a record was revoked, and when each certificate of a terminal counts."""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op

from firmware_config.card.terminal_certificate import Unverified
from firmware_config.clock import to_unix

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_INVALID = 1  # `firmware_config.status.Status`
_VALIDITY_S = 365 * 24 * 3600  # of every certificate issued so far


def upgrade() -> None:
    op.add_column("record", sa.Column("revoked_at", sa.BigInteger()))
    # When was not kept. From now on is certain; what was paid before stays believed.
    now = int(time.time())
    op.execute(
        sa.text("UPDATE record SET revoked_at = :now WHERE status = :invalid").bindparams(
            now=now, invalid=_INVALID
        )
    )
    term = op.create_table(
        "terminal_term",
        sa.Column("terminal", sa.String(8), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["terminal"], ["terminal.id"], name="fk_terminal_term_terminal"),
        sa.PrimaryKeyConstraint("terminal", "issued_at", name="pk_terminal_term"),
    )
    held = op.get_bind().execute(
        sa.text("SELECT id, certificate FROM terminal WHERE certificate IS NOT NULL")
    )
    rows = [_term(row.id, row.certificate) for row in held]
    if rows:
        op.bulk_insert(term, rows)


def downgrade() -> None:
    op.drop_table("terminal_term")
    op.drop_column("record", "revoked_at")


def _term(terminal: str, certificate: bytes) -> dict[str, object]:
    expires_at = to_unix(Unverified.parse(bytes(certificate)).certificate.expires_at)
    return {
        "terminal": terminal,
        "issued_at": expires_at - _VALIDITY_S,
        "expires_at": expires_at,
    }
