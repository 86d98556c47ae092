"""What is known of a person beyond the lists: care, photo, proxies, and every change of it."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from cardsvc.tables.base import ROW_ID, UtcSeconds, metadata
from cardsvc.tables.registry import beneficiary


class PersonField(StrEnum):
    """What of a person may change."""

    NAME = "name"
    BIRTH = "birth"
    ADDRESS = "address"
    OFFICE = "office"
    HOME = "home"
    NOTE = "note"
    PHOTO = "photo"
    PROXY = "proxy"
    DEATH = "death"


class ChangeSource(StrEnum):
    """A payout list that was taken, or somebody at the desk."""

    LIST = "list"
    DESK = "desk"


# A page of one office's people, in the order of names.
Index(
    "ix_beneficiary_office_folded_name",
    beneficiary.c.office,
    beneficiary.c.folded_name,
    beneficiary.c.id,
)

person_change = Table(
    "person_change",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("beneficiary", ForeignKey("beneficiary.id"), nullable=False, index=True),
    Column("field", String(8), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("source", String(4), nullable=False),
    Column("list", ForeignKey("payout_list.id")),
    Column("reason", Text, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", UtcSeconds, nullable=False),
    CheckConstraint(
        "field IN ('name', 'birth', 'address', 'office', 'home', 'note', 'photo', 'proxy',"
        " 'death')",
        name="field",
    ),
    CheckConstraint("(source = 'list') = (list IS NOT NULL)", name="source"),
)

care = Table(
    "care",
    metadata,
    Column("beneficiary", ForeignKey("beneficiary.id"), primary_key=True),
    Column("home", String(8)),  # why the money is brought home; NULL: it is not
    Column("note", Text, nullable=False),  # what the counter shows
    CheckConstraint("home IN ('age', 'illness')", name="home"),
)

photo = Table(
    "photo",
    metadata,
    Column("beneficiary", ForeignKey("beneficiary.id"), primary_key=True),
    Column("sha256", LargeBinary(32), nullable=False),
    Column("jpeg", LargeBinary, nullable=False),
    Column("kept_by", Text, nullable=False),
    Column("kept_at", UtcSeconds, nullable=False),
)

proxy = Table(
    "proxy",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("beneficiary", ForeignKey("beneficiary.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),  # NFC
    Column("citizen_number", String(12), nullable=False, index=True),
    # What counters get of the number: last four digits and a salted hash.
    Column("citizen", LargeBinary(28), nullable=False),
    Column("document", Text, nullable=False),  # the authorisation's own number
    Column("certifier", Text, nullable=False),
    Column("certified_on", Date, nullable=False),
    Column("until", Date, nullable=False),  # its last day
    Column("set_by", Text, nullable=False),
    Column("set_at", UtcSeconds, nullable=False),
    Column("ended_by", Text),
    Column("ended_at", UtcSeconds),
    CheckConstraint("until >= certified_on", name="until"),
    CheckConstraint("(ended_by IS NULL) = (ended_at IS NULL)", name="ended"),
)
Index(
    "uq_proxy_open",
    proxy.c.beneficiary,
    unique=True,
    sqlite_where=text("ended_at IS NULL"),
    postgresql_where=text("ended_at IS NULL"),
)
