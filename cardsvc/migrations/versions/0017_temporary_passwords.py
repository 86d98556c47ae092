"""When a temporary password was handed out, for it ends by itself."""

from __future__ import annotations

import time

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff_account", sa.Column("password_given_at", sa.BigInteger()))
    # When was not kept: those that wait to be changed have their time from now on.
    op.execute(
        sa.text("UPDATE staff_account SET password_given_at = :now WHERE is_temporary").bindparams(
            now=int(time.time())
        )
    )


def downgrade() -> None:
    op.drop_column("staff_account", "password_given_at")
