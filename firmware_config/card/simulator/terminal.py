"""The terminal at the other end: its certificate, the challenge, and whether it has answered."""

from __future__ import annotations

from firmware_config.card.apdu import SW, Command
from firmware_config.card.profile import LIMITS, P1P2_CERTIFICATE, Stage
from firmware_config.card.script import TERMINAL_CA
from firmware_config.card.simulator.randomness import Random
from firmware_config.card.simulator.refuse import Refuse, unless
from firmware_config.card.simulator.store import Store
from firmware_config.card.terminal_certificate import (
    TerminalCertificate,
    Unverified,
    proof_message,
)
from firmware_config.ids import CardId
from firmware_config.signing import BadSignature, PublicKey, raw_from_der


class Terminal:
    def __init__(self, store: Store, random: Random) -> None:
        self._store = store
        self._random = random
        self.forget()

    def forget(self) -> None:
        self._certificate: TerminalCertificate | None = None
        self._authenticated = False
        self._challenge = b""

    def check_is(self, terminal: bytes) -> None:
        """Refuse (6982) unless the terminal of this id has proved itself."""
        known = self._certificate
        unless(known is not None and known.terminal.octets == terminal, SW.SECURITY_STATUS)
        self.check_authenticated()

    def check_authenticated(self) -> None:
        unless(self._authenticated, SW.SECURITY_STATUS)

    # Commands

    def get_challenge(self, command: Command) -> bytes:
        self._challenge = self._random(LIMITS.challenge)
        return self._challenge

    def verify_certificate(self, command: Command) -> bytes:
        """PSO VERIFY CERTIFICATE. Whatever terminal was there before is forgotten first."""
        unless(command.p1 << 8 | command.p2 == P1P2_CERTIFICATE, SW.INCORRECT_P1P2)
        self._certificate, self._authenticated = None, False
        shown = Unverified.parse(command.data)
        ca, generation, point = TERMINAL_CA.unpack(self._store.terminal_ca)
        known = Stage.TERMINAL_CA in self._store.stages and shown.certificate.ca == ca
        unless(known, SW.REFERENCE_NOT_FOUND)
        unless(shown.certificate.generation >= generation, SW.CONDITIONS)
        try:
            shown.verify(PublicKey.from_uncompressed(point))
        except BadSignature:
            raise Refuse(SW.SECURITY_STATUS) from None
        self._certificate = shown.certificate
        return b""

    def authenticate(self, command: Command) -> bytes:
        """EXTERNAL AUTHENTICATE. The challenge is spent either way."""
        unless(command.p1 == command.p2 == 0, SW.INCORRECT_P1P2)
        challenge, self._challenge = self._challenge, b""
        if self._certificate is None or not challenge:
            raise Refuse(SW.CONDITIONS)
        self._authenticated = False
        card, terminal = CardId(self._store.card_id), self._certificate.terminal
        message = proof_message(card, challenge, terminal)
        try:
            self._certificate.key.verify(message, raw_from_der(command.data))
        except BadSignature:
            raise Refuse(SW.AUTHENTICATION_FAILED) from None
        self._authenticated = True
        return b""
