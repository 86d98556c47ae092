"""Terminals' certificates: what a counter shows to a card before it may pay.

Each is made at enrolment and again when it grows old, at the latest when its terminal asks. Cards
have no clock: what makes a certificate worthless to them is a new generation, and they are told
of it by script.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, select, update

from cardsvc import tables
from cardsvc.db import insert
from cardsvc.signing.keys import Keyring
from cardsvc.terminals.terminal import Terminal, enrol, find_terminal
from firmware_config.card.terminal_certificate import TerminalCertificate
from firmware_config.clock import Clock
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId, TerminalId
from firmware_config.signing import PublicKey
from firmware_config.sqlite import for_reading
from firmware_config.trust import Role

VALIDITY = timedelta(days=365)
RENEWED_AHEAD = timedelta(days=60)
"""As long as a counter may be without fresh data (`terminal_policy.toml`, trust age)."""
_FIRST_GENERATION = 1


@dataclass(frozen=True, slots=True)
class TerminalCa:
    """The CA whose terminals cards believe, from `generation` on."""

    key: PublicKey
    generation: int

    @classmethod
    def now(cls, connection: Connection, keyring: Keyring, now: datetime) -> TerminalCa:
        key = keyring.signer(Role.TERMINAL_CA, now).public_key
        return cls(key, _generation(connection, key))

    @classmethod
    def next(cls, connection: Connection, keyring: Keyring, now: datetime) -> TerminalCa:
        """Raise the generation: certificates made before it stop counting, card by card."""
        before = cls.now(connection, keyring, now)
        row = {"kid": before.key.kid, "generation": before.generation + 1}
        raised = insert(connection, tables.terminal_ca).values(row)
        connection.execute(raised.on_conflict_do_update(index_elements=["kid"], set_=row))
        return cls(before.key, before.generation + 1)


@dataclass(frozen=True, slots=True)
class TerminalCertificates:
    """Issues them and has them ready."""

    engine: Engine
    keyring: Keyring
    clock: Clock

    def enrol(self, terminal: TerminalId, office: OfficeId, key: PublicKey) -> bytes:
        """Take a terminal in, as `terminal.enrol` does, and certify its key.

        Raises:
            TerminalError, RegistryError.
        """
        with self.engine.begin() as connection:
            enrol(connection, terminal, office, key)
        return self.current(terminal)

    def current(self, terminal: TerminalId) -> bytes:
        """A certificate that is good for a while yet.

        Raises:
            TerminalError: `terminal-unknown`.
        """
        now = self.clock()
        with for_reading(self.engine).begin() as connection:
            kept = self._kept(connection, find_terminal(connection, terminal), now)
        if kept is not None:
            return kept
        with self.engine.begin() as connection:
            return self._issue(connection, find_terminal(connection, terminal), now)

    def _kept(self, connection: Connection, terminal: Terminal, now: datetime) -> bytes | None:
        octets = connection.scalar(
            select(tables.terminal.c.certificate).where(tables.terminal.c.id == terminal.id.text)
        )
        if octets is None:
            return None
        try:
            told = TerminalCertificate.parse(octets, self.keyring.trust(now))
        except ContractError:  # by a CA that has been revoked
            return None
        ca = TerminalCa.now(connection, self.keyring, now)
        is_good = (
            (told.ca, told.generation) == (ca.key.kid, ca.generation)
            and (told.office, told.key) == (terminal.office, terminal.public_key)
            and told.expires_at - now > RENEWED_AHEAD
        )
        return bytes(octets) if is_good else None

    def _issue(self, connection: Connection, terminal: Terminal, now: datetime) -> bytes:
        signer = self.keyring.signer(Role.TERMINAL_CA, now)
        certificate = TerminalCertificate(
            signer.public_key.kid,
            terminal.id,
            terminal.office,
            _generation(connection, signer.public_key),
            now.replace(microsecond=0) + VALIDITY,
            terminal.public_key,
        )
        octets = certificate.sign(signer)
        found = update(tables.terminal).where(tables.terminal.c.id == terminal.id.text)
        connection.execute(found.values(certificate=octets))
        row = {
            "terminal": terminal.id.text,
            "issued_at": now,
            "expires_at": certificate.expires_at,
        }
        # Two in one second, of two generations, are one term.
        term = insert(connection, tables.terminal_term).values(row)
        term = term.on_conflict_do_update(index_elements=["terminal", "issued_at"], set_=row)
        connection.execute(term)
        return octets


def _generation(connection: Connection, ca: PublicKey) -> int:
    column = tables.terminal_ca.c
    known = connection.scalar(select(column.generation).where(column.kid == ca.kid))
    return known or _FIRST_GENERATION
