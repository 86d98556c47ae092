"""The terminal certificate: the terminal CA's word that a key belongs to a terminal.

Card-verifiable: fixed data objects in a fixed order, so that the card compares octets and needs
no parser; it fits one APDU. The card has no clock and passes over the expiry; hosts and the
ledger look at it. `generation` rises when older certificates of the same CA must no longer count.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import datetime

from firmware_config.card.profile import (
    CERTIFICATE_OBJECTS,
    CERTIFICATE_SIGNATURE,
    TERMINAL_DOMAIN,
)
from firmware_config.card.receipt import MAX_DER_SIGNATURE
from firmware_config.clock import from_unix, to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, OfficeId, TerminalId
from firmware_config.signing import PublicKey, Signer, der_from_raw, raw_from_der
from firmware_config.trust import Role, TrustList

_BODY = struct.Struct(">" + "".join(f"2s{length}s" for _, length in CERTIFICATE_OBJECTS.values()))
_HEADS = tuple(bytes(rule) for rule in CERTIFICATE_OBJECTS.values())


class TerminalCertificateError(ContractError):
    """`terminal-certificate-malformed`, or `terminal-certificate-other-ca` at signing."""


@dataclass(frozen=True, slots=True)
class TerminalCertificate:
    """Which terminal of which office holds `key`. `ca` is the kid of the CA that says so."""

    ca: bytes
    terminal: TerminalId
    office: OfficeId
    generation: int
    expires_at: datetime
    key: PublicKey

    def body(self) -> bytes:
        """What the CA signs, 105 octets."""
        values = (
            self.ca,
            self.terminal.octets,
            self.office.text.encode("ascii"),
            self.generation.to_bytes(2),
            to_unix(self.expires_at).to_bytes(4),
            self.key.uncompressed,
        )
        pairs = zip(_HEADS, values, strict=True)
        return _BODY.pack(*(part for pair in pairs for part in pair))

    def sign(self, ca_key: Signer) -> bytes:
        """The octets for PSO VERIFY CERTIFICATE.

        Raises:
            TerminalCertificateError: `ca` is not the kid of `ca_key`.
        """
        if self.ca != ca_key.public_key.kid:
            raise TerminalCertificateError("terminal-certificate-other-ca", ca=self.ca.hex())
        body = self.body()
        der = der_from_raw(ca_key.sign(body))
        return body + bytes((CERTIFICATE_SIGNATURE, len(der))) + der

    @classmethod
    def parse(cls, octets: bytes, trust: TrustList) -> TerminalCertificate:
        """Signed by a terminal CA in `trust`; whether it has expired is the caller's rule.

        Raises:
            TerminalCertificateError, Untrusted, BadSignature.
        """
        unverified = Unverified.parse(octets)
        unverified.verify(trust.key_for(unverified.certificate.ca, Role.TERMINAL_CA, None))
        return unverified.certificate


@dataclass(frozen=True, slots=True)
class Unverified:
    """A well-formed certificate whose signature nobody has checked yet."""

    certificate: TerminalCertificate
    signature: bytes

    @classmethod
    def parse(cls, octets: bytes) -> Unverified:
        """Raises `TerminalCertificateError`."""
        malformed = TerminalCertificateError("terminal-certificate-malformed", length=len(octets))
        body, head, der = octets[: _BODY.size], octets[_BODY.size :][:2], octets[_BODY.size + 2 :]
        if not 0 < len(der) <= MAX_DER_SIGNATURE or head != bytes(
            (CERTIFICATE_SIGNATURE, len(der))
        ):
            raise malformed
        parts = _BODY.unpack(body)
        if parts[::2] != _HEADS:
            raise malformed
        ca, terminal, office, generation, expires_at, point = parts[1::2]
        try:
            certificate = TerminalCertificate(
                ca,
                TerminalId.from_octets(terminal),
                OfficeId(office.decode("ascii")),
                int.from_bytes(generation),
                from_unix(int.from_bytes(expires_at)),
                PublicKey.from_uncompressed(point),
            )
        except (ContractError, UnicodeDecodeError):
            raise malformed from None
        return cls(certificate, der)

    def verify(self, ca_key: PublicKey) -> None:
        """Raise `BadSignature` unless `ca_key` signed it."""
        ca_key.verify(self.certificate.body(), raw_from_der(self.signature))


def proof_message(card: CardId, challenge: bytes, terminal: TerminalId) -> bytes:
    """What a terminal's key signs for EXTERNAL AUTHENTICATE."""
    return TERMINAL_DOMAIN + card.octets + challenge + terminal.octets
