"""What is known of a person beyond the lists: care, photo, proxies, and every change of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("ended_at IS NULL")
_FIELDS = (
    "field IN ('name', 'birth', 'address', 'office', 'home', 'note', 'photo', 'proxy', 'death')"
)


def upgrade() -> None:
    op.create_index(
        "ix_beneficiary_office_folded_name", "beneficiary", ["office", "folded_name", "id"]
    )
    _create_change()
    op.create_table(
        "care",
        sa.Column("beneficiary", _ROW_ID, autoincrement=False, nullable=False),
        sa.Column("home", sa.String(8)),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("home IN ('age', 'illness')", name=op.f("ck_care_home")),
        sa.ForeignKeyConstraint(["beneficiary"], ["beneficiary.id"], name="fk_care_beneficiary"),
        sa.PrimaryKeyConstraint("beneficiary", name="pk_care"),
    )
    op.create_table(
        "photo",
        sa.Column("beneficiary", _ROW_ID, autoincrement=False, nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("kept_by", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["beneficiary"], ["beneficiary.id"], name="fk_photo_beneficiary"),
        sa.PrimaryKeyConstraint("beneficiary", name="pk_photo"),
    )
    _create_proxy()


def downgrade() -> None:
    for table in ("proxy", "photo", "care", "person_change"):
        op.drop_table(table)
    op.drop_index("ix_beneficiary_office_folded_name", "beneficiary")


def _create_change() -> None:
    op.create_table(
        "person_change",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("beneficiary", _ROW_ID, nullable=False),
        sa.Column("field", sa.String(8), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("source", sa.String(4), nullable=False),
        sa.Column("list", _ROW_ID),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(_FIELDS, name=op.f("ck_person_change_field")),
        sa.CheckConstraint(
            "(source = 'list') = (list IS NOT NULL)", name=op.f("ck_person_change_source")
        ),
        sa.ForeignKeyConstraint(
            ["beneficiary"], ["beneficiary.id"], name="fk_person_change_beneficiary"
        ),
        sa.ForeignKeyConstraint(["list"], ["payout_list.id"], name="fk_person_change_list"),
        sa.PrimaryKeyConstraint("id", name="pk_person_change"),
    )
    op.create_index("ix_person_change_beneficiary", "person_change", ["beneficiary"])
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER person_change_no_{change.lower()} BEFORE {change} ON person_change"
                " BEGIN SELECT RAISE(ABORT, 'person_change is append-only'); END"
            )
        return
    # `refuse_change` is the ledger's, of the first migration.
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON person_change "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _create_proxy() -> None:
    op.create_table(
        "proxy",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("beneficiary", _ROW_ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("citizen_number", sa.String(12), nullable=False),
        sa.Column("citizen", sa.LargeBinary(28), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("certifier", sa.Text(), nullable=False),
        sa.Column("certified_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_by", sa.Text()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.CheckConstraint("until >= certified_on", name=op.f("ck_proxy_until")),
        sa.CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name=op.f("ck_proxy_ended")),
        sa.ForeignKeyConstraint(["beneficiary"], ["beneficiary.id"], name="fk_proxy_beneficiary"),
        sa.PrimaryKeyConstraint("id", name="pk_proxy"),
    )
    op.create_index("ix_proxy_beneficiary", "proxy", ["beneficiary"])
    op.create_index("ix_proxy_citizen_number", "proxy", ["citizen_number"])
    op.create_index(
        "uq_proxy_open",
        "proxy",
        ["beneficiary"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
