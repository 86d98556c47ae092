"""What opens the broker to one of its users: a signed claim, and the key that the claim is for."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from firmware_config.broker.nkey import Nkey, NkeyKind
from firmware_config.clock import from_unix
from firmware_config.errors import ContractError

PROVINCE_TAG = "province"


class CredentialError(ContractError):
    """`credential-malformed`, or `credential-of-another-key`."""


@dataclass(frozen=True, slots=True)
class Credential:
    """`claim` is a JWT that only the broker checks: who bends it is not let in."""

    claim: str
    key: Nkey
    name: str
    province: str
    issued_at: datetime
    expires_at: datetime

    @classmethod
    def parse(cls, claim: str, key: Nkey) -> Self:
        """Raises `CredentialError`."""
        try:
            _, body, _ = claim.split(".")
            told = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
            subject, name, tags = told["sub"], str(told["name"]), told["nats"].get("tags", [])
            issued, expires = from_unix(told["iat"]), from_unix(told["exp"])
            tag = next((tag for tag in tags if tag.startswith(f"{PROVINCE_TAG}:")), ":")
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, ContractError):
            raise CredentialError("credential-malformed") from None
        if subject != key.public:
            raise CredentialError("credential-of-another-key")
        return cls(claim, key, name, tag.partition(":")[2], issued, expires)

    @classmethod
    def from_file(cls, octets: bytes) -> Self:
        """What `to_file` wrote. Raises `CredentialError`, `NkeyError`."""
        try:
            claim, seed = octets.decode("ascii").split()
        except ValueError:
            raise CredentialError("credential-malformed") from None
        return cls.parse(claim, Nkey.parse(seed, NkeyKind.USER))

    def to_file(self) -> bytes:
        """To be kept from everybody else."""
        return f"{self.claim}\n{self.key.seed}\n".encode("ascii")

    def is_old(self, now: datetime) -> bool:
        """It is half over: time for the next one."""
        return now > self.issued_at + (self.expires_at - self.issued_at) / 2

    def is_over(self, now: datetime) -> bool:
        return now >= self.expires_at

    def sign_nonce(self, nonce: str) -> bytes:
        return base64.b64encode(self.key.sign(nonce.encode()))
