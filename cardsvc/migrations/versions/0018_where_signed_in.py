"""Where each session was begun, for its owner's list of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff_session", sa.Column("address", sa.String(45)))
    op.add_column("staff_session", sa.Column("browser", sa.String(40)))


def downgrade() -> None:
    op.drop_column("staff_session", "browser")
    op.drop_column("staff_session", "address")
