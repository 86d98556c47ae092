"""Payments taken back, scripts for cards, certificates of terminals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_PAID = sa.text("kind = 'paid'")
_FIRST_KINDS = "kind IN ('cash-in', 'paid', 'suspense')"
_KINDS = "kind IN ('cash-in', 'paid', 'suspense', 'reversed', 'returned')"
_AGAINST = (
    "(against_terminal IS NULL) = (against_seq IS NULL)"
    " AND (against_seq IS NULL) = (against_line IS NULL)"
    " AND (kind NOT IN ('reversed', 'returned') OR against_seq IS NOT NULL)"
    " AND (kind NOT IN ('cash-in', 'suspense') OR against_seq IS NULL)"
)
_FIRST_COLUMNS = (
    *("id", "kind", "debit", "credit", "amount_vnd"),
    *("terminal", "seq", "line", "entitlement", "period"),
)
_AGAINST_COLUMNS = ("against_terminal", "against_seq", "against_line")
_NATURAL_KEY = ("terminal", "seq", "line")

# A period is paid again only after the payment before was taken back.
_NOT_TAKEN_BACK = """
NEW.kind = 'paid' AND NEW.turn > 0 AND NOT EXISTS (
    SELECT 1 FROM transfer AS p JOIN transfer AS r ON r.against_terminal = p.terminal
        AND r.against_seq = p.seq AND r.against_line = p.line
    WHERE p.kind = 'paid' AND r.kind = 'reversed' AND p.entitlement = NEW.entitlement
        AND p.period = NEW.period AND p.turn = NEW.turn - 1)
"""


def upgrade() -> None:
    _create_tables()
    op.add_column("card", sa.Column("script_kid", sa.LargeBinary(8)))
    op.add_column("terminal", sa.Column("certificate", sa.LargeBinary()))
    if op.get_bind().dialect.name == "postgresql":
        _change_on_postgresql()
    else:
        _rebuild_on_sqlite(_new_columns(), _new_constraints())
    _index_paid("entitlement", "period", "turn")
    _refuse_paid_twice()


def downgrade() -> None:
    """Reversals cannot be told to the first schema: what stands in these tables is lost."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER paid_again ON transfer")
        op.execute("DROP FUNCTION refuse_paid_twice()")
        op.drop_index("uq_transfer_paid_once", "transfer")
        op.drop_constraint("ck_transfer_kind", "transfer")
        op.execute("ALTER TABLE transfer DISABLE TRIGGER append_only")
        op.execute("DELETE FROM transfer WHERE turn > 0 OR against_seq IS NOT NULL")
        op.execute("ALTER TABLE transfer ENABLE TRIGGER append_only")
        op.create_check_constraint(op.f("ck_transfer_kind"), "transfer", _FIRST_KINDS)
        op.drop_constraint("ck_transfer_against", "transfer")
        for column in ("turn", *_AGAINST_COLUMNS):
            op.drop_column("transfer", column)
    else:
        _rebuild_on_sqlite((), (sa.CheckConstraint(_FIRST_KINDS, name=op.f("ck_transfer_kind")),))
    _index_paid("entitlement", "period")
    op.drop_column("terminal", "certificate")
    op.drop_column("card", "script_kid")
    for table in ("script", "card_voucher", "terminal_ca"):
        op.drop_table(table)


def _create_tables() -> None:
    op.create_table(
        "terminal_ca",
        sa.Column("kid", sa.LargeBinary(8), nullable=False),
        sa.Column("generation", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("generation > 0", name=op.f("ck_terminal_ca_generation")),
        sa.PrimaryKeyConstraint("kid", name="pk_terminal_ca"),
    )
    op.create_table(
        "card_voucher",
        sa.Column("card", sa.LargeBinary(8), nullable=False),
        sa.Column("slot", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("entitlement", sa.LargeBinary(16), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["card"], ["card.id"], name="fk_card_voucher_card"),
        sa.PrimaryKeyConstraint("card", "slot", name="pk_card_voucher"),
    )
    op.create_table(
        "script",
        sa.Column("card", sa.LargeBinary(8), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.Column("record", sa.LargeBinary(8)),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("applied_at", sa.BigInteger()),
        sa.CheckConstraint("number > 0", name=op.f("ck_script_number")),
        sa.ForeignKeyConstraint(["card"], ["card.id"], name="fk_script_card"),
        sa.ForeignKeyConstraint(["record"], ["record.id"], name="fk_script_record"),
        sa.PrimaryKeyConstraint("card", "number", name="pk_script"),
    )


def _new_columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("turn", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("against_terminal", sa.String(8)),
        sa.Column("against_seq", sa.BigInteger()),
        sa.Column("against_line", sa.SmallInteger()),
    )


def _new_constraints() -> tuple[sa.Constraint, ...]:
    """On SQLite, where the table is still called otherwise while it is made."""
    return (
        sa.ForeignKeyConstraint(
            _AGAINST_COLUMNS,
            [f"new_transfer.{column}" for column in _NATURAL_KEY],
            name="fk_transfer_against_terminal_against_seq_against_line",
        ),
        sa.UniqueConstraint(
            *_AGAINST_COLUMNS, name="uq_transfer_against_terminal_against_seq_against_line"
        ),
        sa.CheckConstraint(_KINDS, name=op.f("ck_transfer_kind")),
        sa.CheckConstraint(_AGAINST, name=op.f("ck_transfer_against")),
    )


def _change_on_postgresql() -> None:
    for column in _new_columns():
        op.add_column("transfer", column)
    op.create_foreign_key(
        "fk_transfer_against_terminal_against_seq_against_line",
        *("transfer", "transfer"),
        list(_AGAINST_COLUMNS),
        list(_NATURAL_KEY),
    )
    op.create_unique_constraint(
        "uq_transfer_against_terminal_against_seq_against_line", "transfer", _AGAINST_COLUMNS
    )
    op.drop_constraint("ck_transfer_kind", "transfer")
    op.create_check_constraint(op.f("ck_transfer_kind"), "transfer", _KINDS)
    op.create_check_constraint(op.f("ck_transfer_against"), "transfer", _AGAINST)
    op.drop_index("uq_transfer_paid_once", "transfer")


def _rebuild_on_sqlite(
    columns: tuple[sa.Column[object], ...], constraints: tuple[sa.Constraint, ...]
) -> None:
    """SQLite changes no constraint in place. Dropping the old table fires none of its triggers."""
    op.create_table(
        "new_transfer",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("debit", _ROW_ID, nullable=False),
        sa.Column("credit", _ROW_ID, nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("terminal", sa.String(8), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("entitlement", sa.LargeBinary(16)),
        sa.Column("period", sa.Integer()),
        *columns,
        *constraints,
        sa.CheckConstraint(
            "kind = 'cash-in' OR (entitlement IS NOT NULL AND period IS NOT NULL)",
            name=op.f("ck_transfer_claim"),
        ),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("ck_transfer_amount")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_transfer_accounts")),
        sa.ForeignKeyConstraint(["credit"], ["account.id"], name="fk_transfer_credit"),
        sa.ForeignKeyConstraint(["debit"], ["account.id"], name="fk_transfer_debit"),
        sa.ForeignKeyConstraint(
            ["terminal", "seq"], ["entry.terminal", "entry.seq"], name="fk_transfer_terminal_seq"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_transfer"),
        sa.UniqueConstraint("terminal", "seq", "line", name="uq_transfer_terminal_seq_line"),
    )
    kept = ", ".join(_FIRST_COLUMNS)
    known = "kind IN ('cash-in', 'paid', 'suspense')"
    first = "" if columns else " AND turn = 0 AND against_seq IS NULL"
    op.execute(
        f"INSERT INTO new_transfer ({kept}) "  # noqa: S608 - names of our own
        f"SELECT {kept} FROM transfer WHERE {known}{first}"
    )
    op.drop_table("transfer")
    op.rename_table("new_transfer", "transfer")
    op.create_index("ix_transfer_credit", "transfer", ["credit"])
    op.create_index("ix_transfer_debit", "transfer", ["debit"])
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER transfer_no_{change.lower()} BEFORE {change} ON transfer "
            "BEGIN SELECT RAISE(ABORT, 'transfer is append-only'); END"
        )


def _index_paid(*columns: str) -> None:
    op.create_index(
        "uq_transfer_paid_once",
        "transfer",
        list(columns),
        unique=True,
        sqlite_where=_PAID,
        postgresql_where=_PAID,
    )


def _refuse_paid_twice() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER transfer_paid_again BEFORE INSERT ON transfer WHEN {_NOT_TAKEN_BACK} "
            "BEGIN SELECT RAISE(ABORT, 'a period is paid once'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION refuse_paid_twice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {_NOT_TAKEN_BACK} THEN RAISE EXCEPTION 'a period is paid once'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER paid_again BEFORE INSERT ON transfer "
        "FOR EACH ROW EXECUTE FUNCTION refuse_paid_twice()"
    )
