"""Accounts, the audit trail, proposals for four eyes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    _create_accounts()
    _create_proposals()
    _create_audit()


def downgrade() -> None:
    for table in (
        *("audit", "proposal", "staff_device", "staff_session"),
        *("staff_recovery_code", "staff_account"),
    ):
        op.drop_table(table)


def _create_accounts() -> None:
    op.create_table(
        "staff_account",
        sa.Column("user", sa.String(32), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("provinces", sa.Text()),
        sa.Column("offices", sa.Text()),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("is_temporary", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary()),
        sa.Column("totp_confirmed_at", sa.BigInteger()),
        sa.Column("totp_last_step", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(32), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'active', 'disabled')", name=op.f("ck_staff_account_state")
        ),
        sa.PrimaryKeyConstraint("user", name="pk_staff_account"),
    )
    op.create_table(
        "staff_recovery_code",
        sa.Column("user", sa.String(32), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("used_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["user"], ["staff_account.user"], name="fk_staff_recovery_code_user"
        ),
        sa.PrimaryKeyConstraint("user", "digest", name="pk_staff_recovery_code"),
    )
    op.create_table(
        "staff_session",
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("user", sa.String(32), nullable=False),
        sa.Column("stage", sa.String(8), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("active_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('code', 'enrol', 'full')", name=op.f("ck_staff_session_stage")
        ),
        sa.ForeignKeyConstraint(["user"], ["staff_account.user"], name="fk_staff_session_user"),
        sa.PrimaryKeyConstraint("digest", name="pk_staff_session"),
    )
    op.create_index("ix_staff_session_user", "staff_session", ["user"])
    op.create_table(
        "staff_device",
        sa.Column("user", sa.String(32), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["staff_account.user"], name="fk_staff_device_user"),
        sa.PrimaryKeyConstraint("user", "digest", name="pk_staff_device"),
    )


def _create_proposals() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("proposed_by", sa.String(32), nullable=False),
        sa.Column("proposed_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.String(32)),
        sa.Column("decided_at", sa.BigInteger()),
        sa.Column("reason", sa.Text()),
        sa.CheckConstraint(
            "state IN ('open', 'approved', 'withdrawn')", name=op.f("ck_proposal_state")
        ),
        sa.CheckConstraint(
            "(state = 'open') = (decided_by IS NULL)"
            " AND (decided_by IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_proposal_decided"),
        ),
        sa.CheckConstraint(
            "state <> 'approved' OR decided_by <> proposed_by", name=op.f("ck_proposal_two_people")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
    )
    op.create_index(
        "uq_proposal_open",
        "proposal",
        ["kind", "subject"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", _ROW_ID, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("user", sa.String(32), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.CheckConstraint("seq > 0", name=op.f("ck_audit_seq")),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    for column in ("at", "user", "action", "subject"):
        op.create_index(f"ix_audit_{column}", "audit", [column])
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{change.lower()} BEFORE {change} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END"
            )
        return
    # `refuse_change` is the ledger's, of the first migration.
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
