"""The province of a case that lies at no office, for who sees that province alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_CASE = sa.table(
    "exception_case",
    sa.column("id", sa.BigInteger()),
    sa.column("kind", sa.String()),
    sa.column("subject", sa.String()),
    sa.column("province", sa.String()),
)


def upgrade() -> None:
    op.add_column("exception_case", sa.Column("province", sa.String(2)))
    connection = op.get_bind()
    of_reports = sa.select(_CASE.c.id, _CASE.c.subject).where(_CASE.c.kind == "report-difference")
    for case_id, subject in connection.execute(of_reports).all():
        connection.execute(
            _CASE.update().where(_CASE.c.id == case_id).values(province=_province_in(subject))
        )


def _province_in(subject: str) -> str:
    """Of `difference:drawer/01/T0000001` or `difference:funding/BTXH/01/BTXH`."""
    _, first, second, *_ = subject.split("/", 3)
    return first if first.isdigit() else second


def downgrade() -> None:
    op.drop_column("exception_case", "province")
