"""Enrolled terminals and the authorities that certify them."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, ForeignKey, LargeBinary, SmallInteger, String, Table

from cardsvc.tables.base import UtcSeconds, metadata


class TerminalState(StrEnum):
    """`QUARANTINED`: it showed two different histories, and a person must look into it."""

    ACTIVE = "active"
    QUARANTINED = "quarantined"
    REVOKED = "revoked"


class TerminalRole(StrEnum):
    """What a terminal is for. `MOBILE`: it is carried on routes of home visits, and may be silent
    for days."""

    COUNTER = "counter"
    MOBILE = "mobile"


terminal = Table(
    "terminal",
    metadata,
    Column("id", String(8), primary_key=True),
    Column("office", ForeignKey("office.id"), nullable=False),
    Column("public_key", LargeBinary(33), nullable=False),
    Column("state", String(16), nullable=False),
    Column("certificate", LargeBinary),
    Column("role", String(8), nullable=False, server_default="counter"),
    # Of a revoked one: what it wrote from then on does not count.
    Column("revoked_from", UtcSeconds),
    CheckConstraint("state IN ('active', 'quarantined', 'revoked')", name="state"),
)

terminal_term = Table(
    "terminal_term",
    metadata,
    # Each certificate a terminal was given, for as long as it counts: what the terminal did is
    # judged by the certificate of then.
    Column("terminal", ForeignKey("terminal.id"), primary_key=True),
    Column("issued_at", UtcSeconds, primary_key=True, autoincrement=False),
    Column("expires_at", UtcSeconds, nullable=False),
)

terminal_ca = Table(
    "terminal_ca",
    metadata,
    Column("kid", LargeBinary(8), primary_key=True),
    Column("generation", SmallInteger, nullable=False),
    CheckConstraint("generation > 0", name="generation"),
)
