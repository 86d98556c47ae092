"""First tables, and the triggers that keep the ledger append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("kind = 'month' AND ended_at IS NULL")
PAID = sa.text("kind = 'paid'")
APPEND_ONLY = ("entry", "account", "transfer")
IN_ORDER = (
    "account",
    "office",
    "beneficiary",
    "payout_list",
    "terminal",
    "entitlement",
    "entry",
    "exception_case",
    "record",
    "card",
    "due",
    "transfer",
)

_POSTGRESQL_REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END $$
"""


def upgrade() -> None:
    _create_tables()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_POSTGRESQL_REFUSE)
        for table in APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        return
    for table in APPEND_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def downgrade() -> None:
    for table in reversed(IN_ORDER):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _create_tables() -> None:
    op.create_table(
        "account",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("programme", sa.String(8)),
        sa.Column("province", sa.String(2)),
        sa.Column("office", sa.String(6)),
        sa.Column("terminal", sa.String(8)),
        sa.Column("period", sa.Integer()),
        sa.CheckConstraint(
            "kind IN ('funding', 'office-cash', 'drawer', 'paid', 'suspense')",
            name=op.f("ck_account_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("key", name="uq_account_key"),
    )
    op.create_table(
        "office",
        sa.Column("id", sa.String(6), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("province", sa.String(2), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_office"),
    )
    op.create_table(
        "beneficiary",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("citizen_number", sa.String(12), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded_name", sa.Text(), nullable=False),
        sa.Column("birth", sa.String(8), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("office", sa.String(6), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_beneficiary_office"),
        sa.PrimaryKeyConstraint("id", name="pk_beneficiary"),
        sa.UniqueConstraint("citizen_number", name="uq_beneficiary_citizen_number"),
    )
    op.create_index("ix_beneficiary_folded_name", "beneficiary", ["folded_name"])
    op.create_table(
        "payout_list",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("office", sa.String(6), nullable=False),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("programme", sa.String(8), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("total_vnd", sa.BigInteger(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_payout_list_office"),
        sa.PrimaryKeyConstraint("id", name="pk_payout_list"),
        sa.UniqueConstraint("sha256", name="uq_payout_list_sha256"),
    )
    op.create_table(
        "terminal",
        sa.Column("id", sa.String(8), nullable=False),
        sa.Column("office", sa.String(6), nullable=False),
        sa.Column("public_key", sa.LargeBinary(33), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.CheckConstraint(
            "state IN ('active', 'quarantined', 'revoked')", name=op.f("ck_terminal_state")
        ),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_terminal_office"),
        sa.PrimaryKeyConstraint("id", name="pk_terminal"),
    )
    op.create_table(
        "entitlement",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("beneficiary", ROW_ID, nullable=False),
        sa.Column("programme", sa.String(8), nullable=False),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("office", sa.String(6), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("ended_at", sa.BigInteger()),
        sa.CheckConstraint("kind IN ('month', 'one-off')", name=op.f("ck_entitlement_kind")),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("ck_entitlement_amount")),
        sa.ForeignKeyConstraint(
            ["beneficiary"], ["beneficiary.id"], name="fk_entitlement_beneficiary"
        ),
        sa.ForeignKeyConstraint(["office"], ["office.id"], name="fk_entitlement_office"),
        sa.PrimaryKeyConstraint("id", name="pk_entitlement"),
    )
    op.create_index("ix_entitlement_beneficiary", "entitlement", ["beneficiary"])
    op.create_index("ix_entitlement_office", "entitlement", ["office"])
    op.create_index(
        "uq_entitlement_open",
        "entitlement",
        ["beneficiary", "programme", "category"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "entry",
        sa.Column("terminal", sa.String(8), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("refused", sa.Text()),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("seq > 0", name=op.f("ck_entry_seq")),
        sa.ForeignKeyConstraint(["terminal"], ["terminal.id"], name="fk_entry_terminal"),
        sa.PrimaryKeyConstraint("terminal", "seq", name="pk_entry"),
    )
    op.create_table(
        "exception_case",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("terminal", sa.String(8), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("entitlement", sa.LargeBinary(16)),
        sa.Column("period", sa.Integer()),
        sa.Column("amount_vnd", sa.BigInteger()),
        sa.Column("octets", sa.LargeBinary()),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("closed_by", sa.Text()),
        sa.ForeignKeyConstraint(["terminal"], ["terminal.id"], name="fk_exception_case_terminal"),
        sa.PrimaryKeyConstraint("id", name="pk_exception_case"),
    )
    op.create_index("ix_exception_case_entry", "exception_case", ["terminal", "seq"])
    op.create_table(
        "record",
        sa.Column("id", sa.LargeBinary(8), nullable=False),
        sa.Column("beneficiary", ROW_ID, nullable=False),
        sa.Column("medium", sa.String(4), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("status_uri", sa.String(64), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("medium IN ('chip', 'qr')", name=op.f("ck_record_medium")),
        sa.ForeignKeyConstraint(["beneficiary"], ["beneficiary.id"], name="fk_record_beneficiary"),
        sa.PrimaryKeyConstraint("id", name="pk_record"),
        sa.UniqueConstraint("status_uri", "status_index", name="uq_record_status_uri_status_index"),
    )
    op.create_index("ix_record_beneficiary", "record", ["beneficiary"])
    op.create_table(
        "card",
        sa.Column("id", sa.LargeBinary(8), nullable=False),
        sa.Column("beneficiary", ROW_ID, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("auth_point", sa.LargeBinary(33)),
        sa.Column("receipt_point", sa.LargeBinary(33)),
        sa.Column("certificate", sa.LargeBinary()),
        sa.Column("record", sa.LargeBinary(8)),
        sa.CheckConstraint(
            "state IN ('personalising', 'active', 'blocked', 'terminated')",
            name=op.f("ck_card_state"),
        ),
        sa.ForeignKeyConstraint(["beneficiary"], ["beneficiary.id"], name="fk_card_beneficiary"),
        sa.ForeignKeyConstraint(["record"], ["record.id"], name="fk_card_record"),
        sa.PrimaryKeyConstraint("id", name="pk_card"),
    )
    op.create_index("ix_card_beneficiary", "card", ["beneficiary"])
    op.create_table(
        "due",
        sa.Column("entitlement", sa.LargeBinary(16), nullable=False),
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("list", ROW_ID, nullable=False),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("ck_due_amount")),
        sa.ForeignKeyConstraint(["entitlement"], ["entitlement.id"], name="fk_due_entitlement"),
        sa.ForeignKeyConstraint(["list"], ["payout_list.id"], name="fk_due_list"),
        sa.PrimaryKeyConstraint("entitlement", "period", name="pk_due"),
    )
    op.create_index("ix_due_list", "due", ["list"])
    op.create_table(
        "transfer",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("debit", ROW_ID, nullable=False),
        sa.Column("credit", ROW_ID, nullable=False),
        sa.Column("amount_vnd", sa.BigInteger(), nullable=False),
        sa.Column("terminal", sa.String(8), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.SmallInteger(), nullable=False),
        sa.Column("entitlement", sa.LargeBinary(16)),
        sa.Column("period", sa.Integer()),
        sa.CheckConstraint(
            "kind = 'cash-in' OR (entitlement IS NOT NULL AND period IS NOT NULL)",
            name=op.f("ck_transfer_claim"),
        ),
        sa.CheckConstraint(
            "kind IN ('cash-in', 'paid', 'suspense')", name=op.f("ck_transfer_kind")
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
    op.create_index("ix_transfer_credit", "transfer", ["credit"])
    op.create_index("ix_transfer_debit", "transfer", ["debit"])
    op.create_index(
        "uq_transfer_paid_once",
        "transfer",
        ["entitlement", "period"],
        unique=True,
        sqlite_where=PAID,
        postgresql_where=PAID,
    )
