"""How a new counter is taken in: it asks with its own key, a person compares a short code.

The counter signs its request with the key that it asks to have certified. The centre answers with
a nonce of its own, signed, and both show `code_of(key, nonce)`: nobody can look for a second key
that has the same code before the centre has answered, nor put another nonce in its place. Once an
officer who was read the code has approved, the answer says which terminal the counter is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from firmware_config import cbor, cose
from firmware_config.clock import from_unix, to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId, ProvinceCode, TerminalId
from firmware_config.request_proof import CLOCK_SKEW_S, ProofError
from firmware_config.signing import PublicKey, Signer
from firmware_config.trust import Role, TrustList

ENROLMENTS = "/api/v1/enrolments"
REQUEST_TYP = "application/chitra-enrolment-request+cbor"
ANSWER_TYP = "application/chitra-enrolment-answer+cbor"
MAX_REQUEST_BYTES = 1024
MAX_ANSWER_BYTES = 4096
MAX_PLACE = 60
MAX_STATUS_URIS = 64
NONCE_BYTES = 16
CODE_LETTERS = 8
CODE_ALPHABET = "ACEFHJKMNPRTWXY34679"
"""None looks like another on a screen or in handwriting: no 0/O/Q/D, 1/I/L, 2/Z, 5/S, 6/G, 8/B,
U/V. With 8 of 20, one try in 25 thousand million hits a code."""
_GROUP = 4


class EnrolmentError(ContractError):
    """`enrolment-malformed`, `enrolment-audience` (meant for another centre), or
    `enrolment-of-another-key`."""


class EnrolmentState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


def code_of(key: PublicKey, nonce: bytes) -> str:
    """The short code of a request, as `K4MR-7TWA`."""
    number = int.from_bytes(hashlib.sha256(key.point + nonce).digest())
    letters = ""
    for _ in range(CODE_LETTERS):
        number, at = divmod(number, len(CODE_ALPHABET))
        letters += CODE_ALPHABET[at]
    return f"{letters[:_GROUP]}-{letters[_GROUP:]}"


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """`place` is what whoever sets it up calls it (`Quầy 2`), `software` its version."""

    key: PublicKey
    audience: str
    office: OfficeId
    place: str
    software: str
    at: datetime

    def sign(self, signer: Signer) -> bytes:
        wire = [
            self.key.point,
            self.audience,
            self.office.text,
            self.place,
            self.software,
            to_unix(self.at),
        ]
        return cose.sign1(cbor.encode(wire), signer, typ=REQUEST_TYP)

    @classmethod
    def parse(cls, octets: bytes, audience: str, now: datetime) -> Self:
        """Signed by the very key it names, for the centre of that `audience`, just now.

        Raises:
            BadSignature, CoseError, CborError, KeyFault, IdError: from the layers below.
            EnrolmentError
            ProofError: `proof-clock` with `ahead_s`.
        """
        message = cose.Sign1.parse(octets, max_bytes=MAX_REQUEST_BYTES)
        row = cbor.decode(message.payload)
        if message.typ != REQUEST_TYP or not cbor.is_row(row, bytes, str, str, str, str, int):
            raise EnrolmentError("enrolment-malformed")
        point, meant_for, office, place, software, at = row
        if len(place) > MAX_PLACE or not place.isprintable() or not 0 < len(software) <= 32:
            raise EnrolmentError("enrolment-malformed")
        key = PublicKey(point)
        message.verify(key)
        if meant_for != audience:
            raise EnrolmentError("enrolment-audience")
        asked_at = from_unix(at)
        ahead_s = round((asked_at - now).total_seconds())
        if abs(ahead_s) > CLOCK_SKEW_S:
            raise ProofError("proof-clock", ahead_s=ahead_s)
        return cls(key, meant_for, OfficeId(office), place, software, asked_at)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Which terminal the counter is, where it stands, and what it has to fetch."""

    terminal: TerminalId
    office: OfficeId
    office_name: str
    province: ProvinceCode
    status_uris: tuple[str, ...]

    def to_wire(self) -> list[object]:
        return [
            self.terminal.octets,
            self.office.text,
            self.office_name,
            self.province.text,
            list(self.status_uris),
        ]

    @classmethod
    def of_wire(cls, wire: Any) -> Self:
        match wire:
            case [bytes(terminal), str(office), str(name), str(province), [*uris]] if 0 < len(
                uris
            ) <= MAX_STATUS_URIS and all(type(one) is str for one in uris):
                return cls(
                    TerminalId.from_octets(terminal),
                    OfficeId(office),
                    name,
                    ProvinceCode(province),
                    tuple(uris),
                )
        raise EnrolmentError("enrolment-malformed")


@dataclass(frozen=True, slots=True)
class EnrolmentAnswer:
    """How a request stands. `assignment` of an approved one."""

    key: PublicKey
    nonce: bytes
    state: EnrolmentState
    expires_at: datetime
    assignment: Assignment | None = None

    @property
    def code(self) -> str:
        return code_of(self.key, self.nonce)

    def sign(self, signer: Signer) -> bytes:
        wire = [
            self.key.point,
            self.nonce,
            self.state.value,
            to_unix(self.expires_at),
            None if self.assignment is None else self.assignment.to_wire(),
        ]
        return cose.sign1(cbor.encode(wire), signer, typ=ANSWER_TYP)

    @classmethod
    def parse(cls, octets: bytes, trust: TrustList, key: PublicKey, now: datetime) -> Self:
        """To the request of `key`, signed by a ledger key of `trust`, which signs whatever the
        centre says to one terminal. `now` is the time that the key must count at.

        Raises:
            Untrusted, BadSignature, CoseError, CborError: from the layers below.
            EnrolmentError: `enrolment-malformed`, `enrolment-of-another-key`.
        """
        message = cose.Sign1.parse(octets, max_bytes=MAX_ANSWER_BYTES)
        payload = message.verify(trust.key_for(message.kid, Role.LEDGER_ACK, now))
        match cbor.decode(payload):
            case [bytes(point), bytes(nonce), str(state), expires_at, assigned] if (
                message.typ == ANSWER_TYP and len(nonce) == NONCE_BYTES
            ):
                pass
            case _:
                raise EnrolmentError("enrolment-malformed")
        if point != key.point:
            raise EnrolmentError("enrolment-of-another-key")
        if state not in list(EnrolmentState) or (assigned is None) == (state == "approved"):
            raise EnrolmentError("enrolment-malformed")
        return cls(
            key,
            nonce,
            EnrolmentState(state),
            from_unix(expires_at),
            None if assigned is None else Assignment.of_wire(assigned),
        )
