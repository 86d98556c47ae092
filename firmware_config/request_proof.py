"""A terminal's proof that a request to the centre is its own: short-lived, for this request, once.

A CWT (RFC 8392) in a COSE_Sign1, in the header `Authorization: COSE <base64url>`:

    1 iss   the terminal's id            6 iat   seconds
    3 aud   the centre, by its root key  7 cti   16 octets, random
    4 exp   seconds                      -65538  SHA-256 of [method, target, SHA-256 of the body]

The target is path and query as they stand in the request line.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from firmware_config import cbor, cose
from firmware_config.clock import Clock, from_unix, to_unix, utc_now
from firmware_config.errors import ContractError
from firmware_config.ids import IdError, TerminalId
from firmware_config.signing import PublicKey, Signer

HEADER = "Authorization"
SCHEME = "COSE "
PROOF_TYP = "application/chitra-request+cwt"
LIFETIME_S = 60
CLOCK_SKEW_S = 60
"""How far a terminal's clock may be off the centre's: drift of a counter that syncs daily."""
CTI_BYTES = 16
MAX_PROOF_BYTES = 512
_ISS, _AUD, _EXP, _IAT, _CTI, _REQUEST = 1, 3, 4, 6, 7, -65538
_CLAIMS = frozenset((_ISS, _AUD, _EXP, _IAT, _CTI, _REQUEST))


class ProofError(ContractError):
    """Why a proof is none: `proof-missing`, `proof-malformed`, `proof-audience` (meant for another
    centre), `proof-request` (made for another request), `proof-clock` with `ahead_s` (how far the
    terminal's clock is past the centre's; behind: negative), or `proof-replayed`."""


def audience_of(root: PublicKey) -> str:
    """The name of the centre whose root key that is: no two centres share one."""
    return f"chitra:{root.kid.hex()}"


def request_hash(method: str, target: str, body: bytes) -> bytes:
    """What a proof is bound to."""
    return hashlib.sha256(
        cbor.encode([method.upper(), target, hashlib.sha256(body).digest()])
    ).digest()


@dataclass(frozen=True, slots=True)
class Prover:
    """Proves requests of `terminal` to the centre named `audience`."""

    terminal: TerminalId
    audience: str
    signer: Signer
    clock: Clock = utc_now

    def header(self, method: str, target: str, body: bytes = b"") -> str:
        """The `Authorization` header's value for one request.

        Raises:
            TokenFault: the key's token cannot be used.
        """
        issued_at = to_unix(self.clock())
        claims = {
            _ISS: self.terminal.text,
            _AUD: self.audience,
            _EXP: issued_at + LIFETIME_S,
            _IAT: issued_at,
            _CTI: secrets.token_bytes(CTI_BYTES),
            _REQUEST: request_hash(method, target, body),
        }
        octets = cose.sign1(cbor.encode(claims), self.signer, typ=PROOF_TYP)
        return SCHEME + base64.urlsafe_b64encode(octets).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class RequestProof:
    """A well-formed proof. Nothing is proved until `check` has seen the terminal's key."""

    terminal: TerminalId
    audience: str
    issued_at: datetime
    expires_at: datetime
    cti: bytes
    request: bytes
    message: cose.Sign1

    @classmethod
    def parse(cls, header: str | None) -> Self:
        """Raises `ProofError` (`proof-missing`, `proof-malformed`), `CoseError`, `CborError`."""
        if header is None or not header.startswith(SCHEME):
            raise ProofError("proof-missing")
        text = header.removeprefix(SCHEME)
        try:
            octets = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise ProofError("proof-malformed") from None
        message = cose.Sign1.parse(octets, max_bytes=MAX_PROOF_BYTES)
        claims = cbor.decode(message.payload)
        if message.typ != PROOF_TYP or type(claims) is not dict or claims.keys() != _CLAIMS:
            raise ProofError("proof-malformed")
        row = [claims[one] for one in (_ISS, _AUD, _IAT, _EXP, _CTI, _REQUEST)]
        if not cbor.is_row(row, str, str, int, int, bytes, bytes):
            raise ProofError("proof-malformed")
        terminal, audience, issued_at, expires_at, cti, request = row
        if len(cti) != CTI_BYTES or not 0 < expires_at - issued_at <= LIFETIME_S:
            raise ProofError("proof-malformed")
        try:
            named = TerminalId(terminal)
        except IdError:
            raise ProofError("proof-malformed") from None
        times = from_unix(issued_at), from_unix(expires_at)
        return cls(named, audience, *times, cti, request, message)

    def check(
        self, key: PublicKey, audience: str, method: str, target: str, body: bytes, now: datetime
    ) -> None:
        """That the terminal's `key` made it, for this centre and this request, just now.

        Raises:
            BadSignature
            ProofError: `proof-audience`, `proof-request`, `proof-clock`.
        """
        self.message.verify(key)
        if self.audience != audience:
            raise ProofError("proof-audience")
        if self.request != request_hash(method, target, body):
            raise ProofError("proof-request", target=target)
        skew = timedelta(seconds=CLOCK_SKEW_S)
        if not self.issued_at - skew <= now < self.expires_at + skew:
            ahead_s = round((self.issued_at - now).total_seconds())
            raise ProofError("proof-clock", ahead_s=ahead_s)
