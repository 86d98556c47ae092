"""Several counters on one store: every row of a journal, and of what stands beside it, bears its
terminal.

The tables are made anew, because a primary key cannot be changed in place on SQLite. What the
whole office shares is what was paid and what was begun: `paid` and `open_intent` keep their keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

import sqlalchemy as sa
from alembic import op

from firmware_config.body.payout import Intent
from firmware_config.ids import TerminalId
from firmware_config.wire import Entry

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None
# It makes them all anew.
touches = ("journal", "outbox", "open_intent", "open_reversal", "paid", "drawer", "shift")

_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_APPEND_ONLY = ("journal", "acknowledgement")
_MADE_BEFORE = ("0001_first", "0002_reversals_and_scripts", "0003_shift")
# A table after those it refers to.
_KEPT = {
    "journal": "seq, at, kind, octets, hash",
    "outbox": "seq",
    "dead_letter": "seq, reason, at",
    "acknowledgement": "through_seq, at, octets",
    "paid": "entitlement, period, seq",
    "open_intent": "nonce, seq, card",
    "open_reversal": "nonce, paid_seq, supervisor",
    "reversal": "paid_seq, seq",
    "script_told": "card, number, seq",
    "published": "name, octets, etag, fetched_at",
    "drawer": "terminal, balance_vnd, opened_seq, counted_seq",
    "shift": "closed_seq, terminal, opened_seq",
}
_HAD_TERMINAL = ("drawer", "shift")


def upgrade() -> None:
    terminal = _only_terminal()
    _set_aside()
    _make()
    for table, columns in _KEPT.items():
        if table == "open_intent":
            _bring_back_intents(terminal)
        elif table in _HAD_TERMINAL:
            _bring_back(table, columns, columns)
        else:
            _bring_back(table, f"terminal, {columns}", f"'{terminal}', {columns}")
    _forget_aside()


def downgrade() -> None:
    """Raises `RuntimeError` for a store that several counters have written to."""
    _only_terminal()
    _set_aside()
    for name in _MADE_BEFORE:
        import_module(f"counter.migrations.versions.{name}").upgrade()
    for table, columns in _KEPT.items():
        _bring_back(table, columns, columns)
    _forget_aside()


def _only_terminal() -> str:
    """Whose journal the store holds; empty without one."""
    connection = op.get_bind()
    ends = connection.execute(
        sa.text(
            "SELECT octets FROM journal WHERE seq IN "
            "((SELECT min(seq) FROM journal), (SELECT max(seq) FROM journal))"
        )
    ).scalars()
    found = {Entry.parse(bytes(octets)).terminal.text for octets in ends}
    if len(found) > 1:
        raise RuntimeError("one journal cannot be made of several terminals'")
    return TerminalId(found.pop()).text if found else ""


def _set_aside() -> None:
    for table in _KEPT:
        op.execute(f"CREATE TEMPORARY TABLE kept_{table} AS SELECT * FROM {table}")  # noqa: S608
    for table in reversed(_KEPT):
        op.drop_table(table)


def _bring_back(table: str, columns: str, values: str) -> None:
    op.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM kept_{table}")  # noqa: S608


def _bring_back_intents(terminal: str) -> None:
    """Each with the entitlement that it is about, which its entry names."""
    connection = op.get_bind()
    rows = connection.execute(
        sa.text(
            "SELECT o.nonce, o.seq, o.card, j.octets FROM kept_open_intent o "
            "JOIN journal j ON j.seq = o.seq"
        )
    ).all()
    for nonce, seq, card, octets in rows:
        body = Entry.parse(bytes(octets)).body
        assert isinstance(body, Intent)
        row = {"nonce": nonce, "terminal": terminal, "seq": seq, "card": card}
        entitlement = body.claim.entitlement.octets
        connection.execute(
            sa.text(
                "INSERT INTO open_intent (nonce, terminal, seq, card, entitlement) "
                "VALUES (:nonce, :terminal, :seq, :card, :entitlement)"
            ),
            {**row, "entitlement": entitlement},
        )


def _forget_aside() -> None:
    for table in _KEPT:
        op.execute(f"DROP TABLE kept_{table}")


def _make() -> None:
    op.create_table(
        "journal",
        _terminal(primary_key=True),
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("octets", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    _beside("outbox", _terminal(primary_key=True), _seq("seq", primary_key=True))
    _beside(
        "dead_letter",
        _terminal(primary_key=True),
        _seq("seq", primary_key=True),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "acknowledgement",
        _terminal(primary_key=True),
        sa.Column("through_seq", _SEQ, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("octets", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    _beside(
        "paid",
        sa.Column("entitlement", sa.LargeBinary, primary_key=True),
        sa.Column("period", sa.Integer, primary_key=True, autoincrement=False),
        _terminal(),
        _seq("seq"),
    )
    _beside(
        "open_intent",
        sa.Column("nonce", sa.LargeBinary, primary_key=True),
        _terminal(),
        _seq("seq"),
        sa.Column("card", sa.LargeBinary, nullable=True),
        sa.Column("entitlement", sa.LargeBinary, nullable=False),
    )
    _beside(
        "open_reversal",
        sa.Column("nonce", sa.LargeBinary, primary_key=True),
        _terminal(),
        _seq("paid_seq"),
        sa.Column("supervisor", sa.String(64), nullable=False),
        refers=("paid_seq",),
    )
    _beside(
        "reversal",
        _terminal(primary_key=True),
        _seq("paid_seq", primary_key=True),
        _seq("seq"),
        refers=("paid_seq", "seq"),
    )
    _beside(
        "script_told",
        sa.Column("card", sa.LargeBinary, primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        _terminal(),
        _seq("seq"),
    )
    _beside(
        "drawer",
        _terminal(primary_key=True),
        sa.Column("balance_vnd", sa.BigInteger, nullable=False),
        sa.Column("opened_seq", _SEQ, nullable=True),
        sa.Column("counted_seq", _SEQ, nullable=True),
        refers=("opened_seq", "counted_seq"),
    )
    _beside(
        "shift",
        _terminal(primary_key=True),
        _seq("closed_seq", primary_key=True),
        _seq("opened_seq"),
        sa.UniqueConstraint("terminal", "opened_seq"),
        refers=("closed_seq", "opened_seq"),
    )
    op.create_table(
        "published",
        _terminal(primary_key=True),
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("octets", sa.LargeBinary, nullable=False),
        sa.Column("etag", sa.String(80), nullable=False),
        sa.Column("fetched_at", sa.BigInteger, nullable=False),
    )
    first = import_module("counter.migrations.versions.0001_first")
    for table in _APPEND_ONLY:
        first._refuse_changes(table)


def _terminal(*, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column("terminal", sa.String(8), primary_key=primary_key, nullable=False)


def _seq(name: str, *, primary_key: bool = False) -> sa.Column[int]:
    return sa.Column(name, _SEQ, primary_key=primary_key, autoincrement=False, nullable=False)


def _beside(table: str, *parts: Any, refers: Iterable[str] = ("seq",)) -> None:
    """A table whose columns `refers` are numbers of entries of its row's terminal."""
    to_entry = [
        sa.ForeignKeyConstraint(["terminal", column], ["journal.terminal", "journal.seq"])
        for column in refers
    ]
    op.create_table(table, *parts, *to_entry, sqlite_with_rowid=False)
