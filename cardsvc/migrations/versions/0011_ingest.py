"""Money moved by instruction, balances kept with every transfer, and batches that wait."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_FIRST_ACCOUNTS = "'funding', 'office-cash', 'drawer', 'paid', 'suspense'"
_FIRST_KINDS = "'cash-in', 'cash-out', 'differs', 'paid', 'suspense', 'reversed', 'returned'"
_INSTRUCTED = "'funded', 'refunded', 'fee', 'supplied', 'banked', 'settled'"
_ALIKE = (
    "(against_terminal IS NULL) = (against_seq IS NULL)"
    " AND (against_seq IS NULL) = (against_line IS NULL)"
    " AND (kind NOT IN ('reversed', 'returned') OR against_seq IS NOT NULL)"
)
_BEFORE = {
    "account": {"kind": f"kind IN ({_FIRST_ACCOUNTS})"},
    "transfer": {
        "kind": f"kind IN ({_FIRST_KINDS})",
        "claim": (
            "kind IN ('cash-in', 'cash-out', 'differs')"
            " OR (entitlement IS NOT NULL AND period IS NOT NULL)"
        ),
        "against": (
            f"{_ALIKE} AND (kind NOT IN ('cash-in', 'cash-out', 'differs', 'suspense')"
            " OR against_seq IS NULL)"
        ),
    },
}
_AFTER = {
    "account": {"kind": f"kind IN ({_FIRST_ACCOUNTS}, 'bank', 'returned', 'fee', 'loss')"},
    "transfer": {
        "kind": f"kind IN ({_FIRST_KINDS}, {_INSTRUCTED})",
        "claim": (
            "kind NOT IN ('paid', 'suspense', 'reversed', 'returned')"
            " OR (entitlement IS NOT NULL AND period IS NOT NULL)"
        ),
        "against": (
            f"{_ALIKE} AND (kind IN ('paid', 'reversed', 'returned', 'settled')"
            " OR against_seq IS NULL)"
        ),
    },
}
_TOLD_BY = (
    "(terminal IS NULL) = (seq IS NULL) AND (terminal IS NULL) = (instruction IS NOT NULL)"
    f" AND (instruction IS NOT NULL) = (kind IN ({_INSTRUCTED}))"
)
# SQLite takes ON CONFLICT after a SELECT only where that has a WHERE.
_TOTALS = (
    "INSERT INTO balance (account, debited_vnd, credited_vnd)"
    " SELECT account, sum(debited), sum(credited) FROM ("
    "SELECT debit AS account, amount_vnd AS debited, 0 AS credited FROM {0}"
    " UNION ALL SELECT credit, 0, amount_vnd FROM {0}"
    ") AS sides WHERE true GROUP BY account ORDER BY account"
)
_ADDED = (
    " ON CONFLICT (account) DO UPDATE SET debited_vnd = balance.debited_vnd + excluded.debited_vnd,"
    " credited_vnd = balance.credited_vnd + excluded.credited_vnd"
)
_KEEP_BALANCES = f"""
CREATE FUNCTION keep_balances() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    {_TOTALS.format("added")}{_ADDED};
    RETURN NULL;
END $$
"""
# A trigger's own statement runs one deeper than anybody else's.
_REFUSE_BALANCE = """
CREATE FUNCTION refuse_balance() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF pg_trigger_depth() < 2 THEN RAISE EXCEPTION 'a balance follows its transfers'; END IF;
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    _create_tables()
    if op.get_bind().dialect.name == "postgresql":
        _change_on_postgresql(_AFTER)
        op.alter_column("transfer", "terminal", nullable=True)
        op.alter_column("transfer", "seq", nullable=True)
        op.add_column("transfer", sa.Column("instruction", sa.LargeBinary(16)))
        op.create_foreign_key(
            "fk_transfer_instruction", "transfer", "instruction", ["instruction"], ["id"]
        )
        op.create_check_constraint(op.f("ck_transfer_told_by"), "transfer", _TOLD_BY)
        _keep_on_postgresql()
    else:
        _rebuild_on_sqlite(is_up=True)
        _keep_on_sqlite()
    op.execute(_TOTALS.format("transfer"))
    _refuse_by_hand()
    _create_indexes()


def downgrade() -> None:
    """The tables before have no words for what was instructed: it is lost."""
    op.drop_index("ix_hold_entitlement", "hold")
    op.drop_index("ix_carried_receipt_untold", "carried_receipt")
    op.drop_index("ix_entry_refused", "entry")
    op.drop_index("ix_transfer_unpaid", "transfer")
    op.drop_index("uq_transfer_instruction", "transfer")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER balances ON transfer")
        op.execute("DROP TABLE balance")
        op.execute("DROP FUNCTION keep_balances()")
        op.execute("DROP FUNCTION refuse_balance()")
        for table in ("transfer", "account"):
            op.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        op.execute("DELETE FROM transfer WHERE instruction IS NOT NULL")
        op.execute(
            f"DELETE FROM account WHERE kind NOT IN ({_FIRST_ACCOUNTS})"  # noqa: S608 - our words
        )
        for table in ("transfer", "account"):
            op.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")
        op.drop_constraint("ck_transfer_told_by", "transfer")
        op.drop_column("transfer", "instruction")
        op.alter_column("transfer", "terminal", nullable=False)
        op.alter_column("transfer", "seq", nullable=False)
        _change_on_postgresql(_BEFORE)
    else:
        op.execute("DROP TRIGGER transfer_balances")
        op.drop_table("balance")
        _rebuild_on_sqlite(is_up=False)
    op.drop_table("instruction")
    op.drop_table("waiting_batch")


def _create_tables() -> None:
    op.create_table(
        "instruction",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("about", sa.String(64), nullable=False),
        sa.Column("reference", sa.Text()),
        sa.Column("case_id", sa.BigInteger()),
        sa.Column("user", sa.String(32), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(reference IS NULL) <> (case_id IS NULL)", name=op.f("ck_instruction_reason")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_instruction"),
        sa.UniqueConstraint(
            *("kind", "about", "reference"), name="uq_instruction_kind_about_reference"
        ),
    )
    op.create_index("ix_instruction_case_id", "instruction", ["case_id"])
    row_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "balance",
        sa.Column("account", row_id, autoincrement=False, nullable=False),
        sa.Column("debited_vnd", sa.BigInteger(), nullable=False),
        sa.Column("credited_vnd", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name="fk_balance_account"),
        sa.PrimaryKeyConstraint("account", name="pk_balance"),
    )
    op.create_table(
        "waiting_batch",
        sa.Column("terminal", sa.String(8), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("head", sa.LargeBinary(32), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "first_seq > 1 AND last_seq >= first_seq", name=op.f("ck_waiting_batch_seq")
        ),
        sa.ForeignKeyConstraint(["terminal"], ["terminal.id"], name="fk_waiting_batch_terminal"),
        sa.PrimaryKeyConstraint("terminal", "first_seq", "head", name="pk_waiting_batch"),
    )


def _create_indexes() -> None:
    """Where a query would else grow with the years: what is seldom there has a small index."""
    for table, name, columns, where in (
        ("transfer", "ix_transfer_unpaid", ["entitlement", "period"], "kind <> 'paid'"),
        ("transfer", "uq_transfer_instruction", ["instruction"], "instruction IS NOT NULL"),
        ("entry", "ix_entry_refused", ["terminal", "seq"], "refused IS NOT NULL"),
        ("carried_receipt", "ix_carried_receipt_untold", ["terminal"], "reported_at IS NULL"),
    ):
        op.create_index(
            *(name, table, columns),
            unique=name.startswith("uq"),
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    op.create_index("ix_hold_entitlement", "hold", ["entitlement"])


def _keep_on_postgresql() -> None:
    op.execute(_KEEP_BALANCES)
    op.execute(
        "CREATE TRIGGER balances AFTER INSERT ON transfer REFERENCING NEW TABLE AS added "
        "FOR EACH STATEMENT EXECUTE FUNCTION keep_balances()"
    )


def _keep_on_sqlite() -> None:
    one_row = "INSERT INTO balance (account, debited_vnd, credited_vnd) VALUES"
    op.execute(
        "CREATE TRIGGER transfer_balances AFTER INSERT ON transfer BEGIN"
        f" {one_row} (NEW.debit, NEW.amount_vnd, 0){_ADDED};"
        f" {one_row} (NEW.credit, 0, NEW.amount_vnd){_ADDED}; END"
    )


def _refuse_by_hand() -> None:
    """An instruction stays; on PostgreSQL a balance is written by its trigger alone."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON instruction "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        op.execute(_REFUSE_BALANCE)
        op.execute(
            "CREATE TRIGGER by_transfer BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON balance "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_balance()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER instruction_no_{change.lower()} BEFORE {change} ON instruction "
            "BEGIN SELECT RAISE(ABORT, 'instruction is append-only'); END"
        )
    op.execute(
        "CREATE TRIGGER balance_no_delete BEFORE DELETE ON balance "
        "BEGIN SELECT RAISE(ABORT, 'a balance follows its transfers'); END"
    )


def _change_on_postgresql(after: dict[str, dict[str, str]]) -> None:
    for table, conditions in after.items():
        for name, condition in conditions.items():
            constraint = op.f(f"ck_{table}_{name}")
            op.drop_constraint(constraint, table)
            op.create_check_constraint(constraint, table, condition)


def _rebuild_on_sqlite(*, is_up: bool) -> None:
    """SQLite changes no constraint in place: both tables are made anew from their own statements.

    The transfers go first, so that nothing refers to an account when its table is dropped.
    Dropping fires no triggers; they and the indexes come back as they were.
    """
    connection = op.get_bind()
    kept = {}
    for table in ("transfer", "account"):
        op.execute(f"CREATE TEMP TABLE kept_{table} AS SELECT * FROM {table}")  # noqa: S608 - names of our own
        kept[table] = connection.execute(
            sa.text(
                "SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql <> ''"
            ).bindparams(table=table)
        ).all()
        op.drop_table(table)
    before, after = (_BEFORE, _AFTER) if is_up else (_AFTER, _BEFORE)
    for table in ("account", "transfer"):
        (made,) = (row.sql for row in kept[table] if row.type == "table")
        for name, condition in before[table].items():
            assert condition in made, name
            made = made.replace(condition, after[table][name])
        if table == "transfer":
            made = _with_instruction(made) if is_up else _without_instruction(made)
        op.execute(_as_is(made))
        columns = ", ".join(
            row.name
            for row in connection.execute(sa.text(f"PRAGMA table_info({table})"))
            if row.name != "instruction"
        )
        lost = (
            f"kind NOT IN ({_FIRST_ACCOUNTS})" if table == "account" else f"kind IN ({_INSTRUCTED})"
        )
        op.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM kept_{table} "  # noqa: S608 - our words
            f"WHERE NOT ({lost}) ORDER BY id"
        )
        op.execute(f"DROP TABLE kept_{table}")
        for row in kept[table]:
            if row.type != "table":
                op.execute(_as_is(row.sql))


_NAMED = (("terminal", "VARCHAR(8)"), ("seq", "BIGINT"))
_NEW_PARTS = (
    "CONSTRAINT fk_transfer_instruction FOREIGN KEY(instruction) REFERENCES instruction (id), "
    f"CONSTRAINT ck_transfer_told_by CHECK ({_TOLD_BY})"
)


def _with_instruction(made: str) -> str:
    for name, kind in _NAMED:
        assert f"\t{name} {kind} NOT NULL" in made, made
        made = made.replace(f"\t{name} {kind} NOT NULL", f"\t{name} {kind}")
    made = made.replace("\tperiod INTEGER", "\tinstruction BLOB, \n\tperiod INTEGER", 1)
    body, end = made.rstrip().rsplit(")", 1)
    return f"{body.rstrip()}, \n\t{_NEW_PARTS}\n){end}"


def _without_instruction(made: str) -> str:
    assert _NEW_PARTS in made
    made = made.replace(f", \n\t{_NEW_PARTS}", "").replace("\tinstruction BLOB, \n", "", 1)
    for name, kind in _NAMED:
        made = re.sub(rf"\t{name} {re.escape(kind)}(?=,)", f"\t{name} {kind} NOT NULL", made)
    return made


def _as_is(statement: str) -> sa.TextClause:
    return sa.text(statement.replace(":", r"\:"))
