"""The counter's store. `journal` and `acknowledgement` only grow; triggers refuse the rest.

What stands beside the journal is written in the same transaction. But for `published` and
`open_reversal` it could be read out of the journal; it is kept so that a question takes one look
however long that is.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

metadata = MetaData()

_SEQ = BigInteger().with_variant(Integer, "sqlite")

journal = Table(
    "journal",
    metadata,
    Column("seq", _SEQ, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("octets", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", _SEQ, ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
)

dead_letter = Table(
    "dead_letter",
    metadata,
    Column("seq", _SEQ, ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
    Column("reason", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
)

acknowledgement = Table(
    "acknowledgement",
    metadata,
    Column("through_seq", _SEQ, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("octets", LargeBinary, nullable=False),
)

paid = Table(
    "paid",
    metadata,
    Column("entitlement", LargeBinary, primary_key=True),
    Column("period", Integer, primary_key=True, autoincrement=False),
    Column("seq", _SEQ, ForeignKey("journal.seq"), nullable=False),
    sqlite_with_rowid=False,
)

open_intent = Table(
    "open_intent",
    metadata,
    Column("nonce", LargeBinary, primary_key=True),
    Column("seq", _SEQ, ForeignKey("journal.seq"), nullable=False),
    Column("card", LargeBinary, nullable=True),
    sqlite_with_rowid=False,
)

open_reversal = Table(
    "open_reversal",
    metadata,
    # Beside the open intent of the same nonce: what it takes back, and who allowed it.
    Column("nonce", LargeBinary, primary_key=True),
    Column("paid_seq", _SEQ, ForeignKey("journal.seq"), nullable=False),
    Column("supervisor", String(64), nullable=False),
    sqlite_with_rowid=False,
)

reversal = Table(
    "reversal",
    metadata,
    Column("paid_seq", _SEQ, ForeignKey("journal.seq"), primary_key=True, autoincrement=False),
    Column("seq", _SEQ, ForeignKey("journal.seq"), nullable=False),
)

script_told = Table(
    "script_told",
    metadata,
    Column("card", LargeBinary, primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", _SEQ, ForeignKey("journal.seq"), nullable=False),
    sqlite_with_rowid=False,
)

published = Table(
    "published",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("octets", LargeBinary, nullable=False),
    Column("etag", String(80), nullable=False),
    Column("fetched_at", BigInteger, nullable=False),
)

APPEND_ONLY = ("journal", "acknowledgement")
