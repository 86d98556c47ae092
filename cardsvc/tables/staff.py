"""Who works at the centre, what waits for a second person, and the trail of what was done."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from cardsvc.tables.base import ROW_ID, UtcSeconds, metadata


class AccountState(StrEnum):
    """`PROPOSED`: nobody has yet approved its role. A disabled one is kept, for the trail names
    it."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    DISABLED = "disabled"


class SessionStage(StrEnum):
    """`FULL` may use pages. The others know the password only: they are asked for a code, or must
    first set up what their account lacks."""

    CODE = "code"
    ENROL = "enrol"
    FULL = "full"


class ProposalState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"


staff_account = Table(
    "staff_account",
    metadata,
    Column("user", String(32), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("state", String(8), nullable=False),
    # Codes with commas between; NULL is everywhere, an empty text nowhere.
    Column("provinces", Text),
    Column("offices", Text),
    Column("password_hash", Text, nullable=False),  # Argon2id
    # Somebody else knows the password, or finds it early: it opens the page that changes it alone.
    Column("is_temporary", Boolean, nullable=False),
    # Since when a temporary one may be used; NULL for one that its owner chose.
    Column("password_given_at", UtcSeconds),
    # RFC 6238; sealed with the centre's staff key. Set while it is being set up, too.
    Column("totp_secret", LargeBinary),
    Column("totp_confirmed_at", UtcSeconds),
    Column("totp_last_step", BigInteger),  # RFC 6238 §5.2: a code counts once
    Column("created_at", UtcSeconds, nullable=False),
    Column("created_by", String(32), nullable=False),
    CheckConstraint("state IN ('proposed', 'active', 'disabled')", name="state"),
)

staff_recovery_code = Table(
    "staff_recovery_code",
    metadata,
    Column("user", ForeignKey("staff_account.user"), primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True),  # SHA-256 of 80 random bits
    Column("used_at", UtcSeconds),
)

staff_passkey = Table(
    "staff_passkey",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("user", ForeignKey("staff_account.user"), nullable=False, index=True),
    Column(
        "digest", LargeBinary(32), nullable=False, unique=True
    ),  # SHA-256 of the credential's id
    # WebAuthn level 2, §6.5.1: attested credential data, with the id and the public key.
    Column("credential", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),  # the key's own, 0 where it does not count
    Column("name", String(40), nullable=False),
    Column("added_at", UtcSeconds, nullable=False),
    Column("used_at", UtcSeconds),
)

staff_session = Table(
    "staff_session",
    metadata,
    # SHA-256 of what the browser holds: whoever reads the table can sign in as nobody.
    Column("digest", LargeBinary(32), primary_key=True),
    Column("user", ForeignKey("staff_account.user"), nullable=False, index=True),
    Column("stage", String(8), nullable=False),
    Column("began_at", UtcSeconds, nullable=False),
    Column("active_at", UtcSeconds, nullable=False),
    # `cardsvc.staff.place.Place`; NULL where it is not known.
    Column("address", String(45)),  # the longest form of an IPv6 address
    Column("browser", String(40)),
    CheckConstraint("stage IN ('code', 'enrol', 'full')", name="stage"),
)

staff_device = Table(
    "staff_device",
    metadata,
    Column("user", ForeignKey("staff_account.user"), primary_key=True),
    Column("digest", LargeBinary(32), primary_key=True),
    Column("seen_at", UtcSeconds, nullable=False),
)

proposal = Table(
    "proposal",
    metadata,
    Column("id", ROW_ID, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("subject", Text, nullable=False),
    Column("data", Text, nullable=False),  # JSON; no names or citizen numbers
    Column("state", String(16), nullable=False),
    Column("proposed_by", String(32), nullable=False),
    Column("proposed_at", UtcSeconds, nullable=False),
    Column("decided_by", String(32)),
    Column("decided_at", UtcSeconds),
    Column("reason", Text),
    CheckConstraint("state IN ('open', 'approved', 'withdrawn')", name="state"),
    CheckConstraint(
        "(state = 'open') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)",
        name="decided",
    ),
    # Four eyes, kept by the database itself too.
    CheckConstraint("state <> 'approved' OR decided_by <> proposed_by", name="two_people"),
)
Index(
    "uq_proposal_open",
    proposal.c.kind,
    proposal.c.subject,
    unique=True,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)

audit = Table(
    "audit",
    metadata,
    Column(
        "seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    ),
    Column("at", UtcSeconds, nullable=False, index=True),
    Column("user", String(32), nullable=False, index=True),
    Column("action", String(64), nullable=False, index=True),
    Column("subject", String(64), nullable=False, index=True),
    Column("data", Text, nullable=False),  # JSON, keys in order
    Column("hash", LargeBinary(32), nullable=False),
    CheckConstraint("seq > 0", name="seq"),
)
