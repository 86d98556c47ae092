"""The life of a card from order to replacement, and the status lists as last signed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NOT_VALID = sa.text("status <> 0")
_BLOCKED = sa.text("state = 'blocked'")
_WANTED = sa.text("state IN ('ordered', 'personalising')")
_HOLDING = sa.text("released_at IS NULL")
_RECEIVER = (
    "receiver IN ('beneficiary', 'proxy') AND (receiver = 'proxy') = (proxy_name IS NOT NULL)"
)


def upgrade() -> None:
    op.add_column("card", sa.Column("expires_at", sa.BigInteger()))
    op.create_index(
        "ix_record_not_valid",
        "record",
        ["status_uri", "status_index"],
        sqlite_where=_NOT_VALID,
        postgresql_where=_NOT_VALID,
    )
    op.create_index("ix_record_expires_at", "record", ["expires_at"])
    op.create_index(
        "ix_card_blocked", "card", ["id"], sqlite_where=_BLOCKED, postgresql_where=_BLOCKED
    )
    _create_orders()
    _create_stops()
    op.create_table(
        "status_list",
        sa.Column("uri", sa.String(64), nullable=False),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("kid", sa.LargeBinary(8), nullable=False),
        sa.Column("octets", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("uri", name="pk_status_list"),
    )


def downgrade() -> None:
    for table in ("status_list", "held_period", "card_stop", "hand_over", "card_order"):
        op.drop_table(table)
    op.drop_index("ix_card_blocked", "card")
    op.drop_index("ix_record_expires_at", "record")
    op.drop_index("ix_record_not_valid", "record")
    op.drop_column("card", "expires_at")


def _create_orders() -> None:
    op.create_table(
        "card_order",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("beneficiary", _ROW_ID, nullable=False),
        sa.Column("reason", sa.String(8), nullable=False),
        sa.Column("replaces", sa.LargeBinary(8)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("card", sa.LargeBinary(8)),
        sa.Column("fault", sa.Text()),
        sa.Column("ordered_by", sa.Text(), nullable=False),
        sa.Column("ordered_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('ordered', 'personalising', 'ready', 'card-handed', 'done', 'cancelled')",
            name=op.f("ck_card_order_state"),
        ),
        sa.CheckConstraint(
            "reason IN ('first', 'lost', 'stolen', 'damaged', 'renewal')",
            name=op.f("ck_card_order_reason"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('ready', 'card-handed', 'done') OR card IS NOT NULL",
            name=op.f("ck_card_order_card"),
        ),
        sa.ForeignKeyConstraint(
            ["beneficiary"], ["beneficiary.id"], name="fk_card_order_beneficiary"
        ),
        sa.ForeignKeyConstraint(["replaces"], ["card.id"], name="fk_card_order_replaces"),
        sa.ForeignKeyConstraint(["card"], ["card.id"], name="fk_card_order_card"),
        sa.PrimaryKeyConstraint("id", name="pk_card_order"),
    )
    op.create_index("ix_card_order_beneficiary", "card_order", ["beneficiary"])
    op.create_index("ix_card_order_state", "card_order", ["state"])
    op.create_index(
        "uq_card_order_wanted",
        "card_order",
        ["beneficiary"],
        unique=True,
        sqlite_where=_WANTED,
        postgresql_where=_WANTED,
    )
    op.create_table(
        "hand_over",
        sa.Column("order", _ROW_ID, autoincrement=False, nullable=False),
        sa.Column("part", sa.String(8), nullable=False),
        sa.Column("receiver", sa.String(16), nullable=False),
        sa.Column("proxy_name", sa.Text()),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("part IN ('card', 'letter')", name=op.f("ck_hand_over_part")),
        sa.CheckConstraint(_RECEIVER, name=op.f("ck_hand_over_receiver")),
        sa.ForeignKeyConstraint(["order"], ["card_order.id"], name="fk_hand_over_order"),
        sa.PrimaryKeyConstraint("order", "part", name="pk_hand_over"),
    )


def _create_stops() -> None:
    op.create_table(
        "card_stop",
        sa.Column("id", _ROW_ID, nullable=False),
        sa.Column("card", sa.LargeBinary(8), nullable=False),
        sa.Column("reason", sa.String(8), nullable=False),
        sa.Column("stopped_by", sa.Text(), nullable=False),
        sa.Column("stopped_at", sa.BigInteger(), nullable=False),
        sa.Column("released_at", sa.BigInteger()),
        sa.Column("lifted_at", sa.BigInteger()),
        sa.CheckConstraint(
            "reason IN ('lost', 'stolen', 'damaged', 'renewal')",
            name=op.f("ck_card_stop_reason"),
        ),
        sa.ForeignKeyConstraint(["card"], ["card.id"], name="fk_card_stop_card"),
        sa.PrimaryKeyConstraint("id", name="pk_card_stop"),
    )
    op.create_index("ix_card_stop_card", "card_stop", ["card"])
    op.create_index(
        "ix_card_stop_holding",
        "card_stop",
        ["stopped_at"],
        sqlite_where=_HOLDING,
        postgresql_where=_HOLDING,
    )
    op.create_table(
        "held_period",
        sa.Column("stop", _ROW_ID, autoincrement=False, nullable=False),
        sa.Column("entitlement", sa.LargeBinary(16), nullable=False),
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["stop"], ["card_stop.id"], name="fk_held_period_stop"),
        sa.ForeignKeyConstraint(
            ["entitlement"], ["entitlement.id"], name="fk_held_period_entitlement"
        ),
        sa.PrimaryKeyConstraint("stop", "entitlement", "period", name="pk_held_period"),
    )
    op.create_index("ix_held_period_entitlement", "held_period", ["entitlement"])
