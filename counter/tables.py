"""The counter's store. `journal` and `acknowledgement` only grow; triggers refuse the rest.

What stands beside the journal is written in the same transaction. But for `published` and
`open_reversal` it could be read out of the journal; it is kept so that a question takes one look
however long that is. Every row is a terminal's: an office may keep several counters in one store.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)

metadata = MetaData()

_SEQ = BigInteger().with_variant(Integer, "sqlite")


def _terminal(*, primary_key: bool = False) -> Column[str]:
    return Column("terminal", String(8), primary_key=primary_key, nullable=False)


def _seq(name: str, *, primary_key: bool = False) -> Column[int]:
    return Column(name, _SEQ, primary_key=primary_key, autoincrement=False, nullable=False)


def _beside(name: str, *parts: Any, refers: Iterable[str] = ("seq",)) -> Table:
    """A table whose columns `refers` are numbers of entries of its row's terminal."""
    to_entry = [
        ForeignKeyConstraint(["terminal", column], ["journal.terminal", "journal.seq"])
        for column in refers
    ]
    return Table(name, metadata, *parts, *to_entry, sqlite_with_rowid=False)


journal = Table(
    "journal",
    metadata,
    _terminal(primary_key=True),
    _seq("seq", primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("octets", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

outbox = _beside("outbox", _terminal(primary_key=True), _seq("seq", primary_key=True))

dead_letter = _beside(
    "dead_letter",
    _terminal(primary_key=True),
    _seq("seq", primary_key=True),
    Column("reason", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
)

acknowledgement = Table(
    "acknowledgement",
    metadata,
    _terminal(primary_key=True),
    _seq("through_seq", primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("octets", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# What was paid and what was begun is the whole office's: its key names no terminal.
paid = _beside(
    "paid",
    Column("entitlement", LargeBinary, primary_key=True),
    Column("period", Integer, primary_key=True, autoincrement=False),
    _terminal(),
    _seq("seq"),
)

open_intent = _beside(
    "open_intent",
    Column("nonce", LargeBinary, primary_key=True),
    _terminal(),
    _seq("seq"),
    Column("card", LargeBinary, nullable=True),
    Column("entitlement", LargeBinary, nullable=False),
)

# Beside the open intent of the same nonce: what it takes back, and who allowed it.
open_reversal = _beside(
    "open_reversal",
    Column("nonce", LargeBinary, primary_key=True),
    _terminal(),
    _seq("paid_seq"),
    Column("supervisor", String(64), nullable=False),
    refers=("paid_seq",),
)

reversal = _beside(
    "reversal",
    _terminal(primary_key=True),
    _seq("paid_seq", primary_key=True),
    _seq("seq"),
    refers=("paid_seq", "seq"),
)

script_told = _beside(
    "script_told",
    Column("card", LargeBinary, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    _terminal(),
    _seq("seq"),
)

# What each terminal's should hold, and the entries that opened its shift and last counted it.
drawer = _beside(
    "drawer",
    _terminal(primary_key=True),
    Column("balance_vnd", BigInteger, nullable=False),
    Column("opened_seq", _SEQ, nullable=True),
    Column("counted_seq", _SEQ, nullable=True),
    refers=("opened_seq", "counted_seq"),
)

# Those that were closed.
shift = _beside(
    "shift",
    _terminal(primary_key=True),
    _seq("closed_seq", primary_key=True),
    _seq("opened_seq"),
    UniqueConstraint("terminal", "opened_seq"),
    refers=("closed_seq", "opened_seq"),
)

# Each terminal's own: what one has verified, another does not take from it.
published = Table(
    "published",
    metadata,
    _terminal(primary_key=True),
    Column("name", String(80), primary_key=True),
    Column("octets", LargeBinary, nullable=False),
    Column("etag", String(80), nullable=False),
    Column("fetched_at", BigInteger, nullable=False),
)

# Of which of a card's receipts the journals of this store tell, however they came by them.
seen_receipt = Table(
    "seen_receipt",
    metadata,
    Column("card", LargeBinary, primary_key=True),
    Column("counter", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# What became of a dead letter. The letter itself stays.
letter_way = Table(
    "letter_way",
    metadata,
    _terminal(primary_key=True),
    _seq("seq", primary_key=True),
    Column("way", String(32), nullable=False),
    Column("by_user", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# A route of home visits.
visit = Table(
    "visit",
    metadata,
    _terminal(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("prepared_at", BigInteger, nullable=False),
    Column("prepared_by", String(64), nullable=False),
    # The entry that opened the shift it was paid in, and when its postman was back.
    Column("opened_seq", _SEQ, nullable=True),
    Column("returned_at", BigInteger, nullable=True),
    sqlite_with_rowid=False,
)

visit_stop = Table(
    "visit_stop",
    metadata,
    _terminal(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    # As the payout list had it then: the list of the day after has who is unpaid only.
    Column("due", LargeBinary, nullable=False),
    Column("name", String(200), nullable=True),
    sqlite_with_rowid=False,
)

APPEND_ONLY = ("journal", "acknowledgement")
