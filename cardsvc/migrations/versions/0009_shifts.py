"""Cash taken out of drawers, and what drawers held more or less at the end of a shift."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_AGAINST = (
    "(against_terminal IS NULL) = (against_seq IS NULL)"
    " AND (against_seq IS NULL) = (against_line IS NULL)"
    " AND (kind NOT IN ('reversed', 'returned') OR against_seq IS NOT NULL)"
    " AND (kind NOT IN ({}) OR against_seq IS NULL)"
)
_BEFORE = {
    "kind": "kind IN ('cash-in', 'paid', 'suspense', 'reversed', 'returned')",
    "claim": "kind = 'cash-in' OR (entitlement IS NOT NULL AND period IS NOT NULL)",
    "against": _AGAINST.format("'cash-in', 'suspense'"),
}
_AFTER = {
    "kind": (
        "kind IN ('cash-in', 'cash-out', 'differs', 'paid', 'suspense', 'reversed', 'returned')"
    ),
    "claim": (
        "kind IN ('cash-in', 'cash-out', 'differs')"
        " OR (entitlement IS NOT NULL AND period IS NOT NULL)"
    ),
    "against": _AGAINST.format("'cash-in', 'cash-out', 'differs', 'suspense'"),
}


def upgrade() -> None:
    _change(_BEFORE, _AFTER)


def downgrade() -> None:
    """The tables before have no words for these transfers: they are lost."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE transfer DISABLE TRIGGER append_only")
        op.execute("DELETE FROM transfer WHERE kind IN ('cash-out', 'differs')")
        op.execute("ALTER TABLE transfer ENABLE TRIGGER append_only")
    _change(_AFTER, _BEFORE)


def _change(before: dict[str, str], after: dict[str, str]) -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rebuild_on_sqlite(before, after)
        return
    for name, condition in after.items():
        constraint = op.f(f"ck_transfer_{name}")
        op.drop_constraint(constraint, "transfer")
        op.create_check_constraint(constraint, "transfer", condition)


def _rebuild_on_sqlite(before: dict[str, str], after: dict[str, str]) -> None:
    """SQLite changes no constraint in place: the table is made anew from its own statement.

    Dropping the old one fires none of its triggers; they and the indexes come back as they were.
    """
    connection = op.get_bind()
    told = connection.execute(
        sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = 'transfer' AND sql <> ''")
    ).all()
    (table,) = (row.sql for row in told if row.type == "table")
    for name, condition in before.items():
        assert condition in table, name
        table = table.replace(condition, after[name])
    own_name = re.compile(r'(CREATE TABLE|REFERENCES) "?transfer"?(?=\W)')
    op.execute(sa.text(own_name.sub(r"\1 new_transfer", table).replace(":", r"\:")))
    kinds = re.search(r"kind IN \(([^)]*)\)", after["kind"])
    assert kinds is not None
    op.execute(
        f"INSERT INTO new_transfer SELECT * FROM transfer WHERE kind IN ({kinds[1]}) "  # noqa: S608 - words of our own
        "ORDER BY id"
    )
    op.drop_table("transfer")
    op.rename_table("new_transfer", "transfer")
    for row in told:
        if row.type != "table":
            op.execute(sa.text(row.sql.replace(":", r"\:")))
