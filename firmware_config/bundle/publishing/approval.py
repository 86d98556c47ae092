"""The signatures of two people who let a configuration through that the guard objects to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from firmware_config import cbor, cose, plain_toml
from firmware_config.bundle.publishing.keys import APPROVERS
from firmware_config.bundle.review.configuration import Configuration
from firmware_config.bundle.review.guard import Objection
from firmware_config.errors import ContractError
from firmware_config.signing import PublicKey, Signer

TYP = "application/chitra-approval+cbor"


class ApprovalError(ContractError):
    """`approval-malformed`, `approval-stranger`, `approval-of-another` (another configuration or
    other objections), `approvals-missing`, `approvers-malformed`."""


@dataclass(frozen=True, slots=True)
class Approval:
    """For exactly these files and exactly these objections."""

    number: int
    digest: bytes
    objections: tuple[str, ...]

    @classmethod
    def of(cls, configuration: Configuration, objections: Iterable[Objection]) -> Approval:
        return cls(
            configuration.number, configuration.digest, tuple(sorted(map(_named, objections)))
        )

    def sign(self, approver: Signer) -> bytes:
        return cose.sign1(cbor.encode(self._wire()), approver, typ=TYP)

    def _wire(self) -> list[object]:
        return [self.number, self.digest, list(self.objections)]

    def check(self, signed: Iterable[bytes], approvers: Iterable[PublicKey]) -> None:
        """Raises `ApprovalError` unless `APPROVERS` different approvers signed this."""
        known = {key.kid: key for key in approvers}
        have = set()
        for octets in signed:
            message = cose.Sign1.parse(octets)
            if message.typ != TYP:
                raise ApprovalError("approval-malformed")
            if message.kid not in known:
                raise ApprovalError("approval-stranger", kid=message.kid.hex())
            if cbor.decode(message.verify(known[message.kid])) != self._wire():
                raise ApprovalError("approval-of-another", kid=message.kid.hex())
            have.add(message.kid)
        if len(have) < APPROVERS:
            raise ApprovalError("approvals-missing", have=len(have), need=APPROVERS)


def read_approvers(octets: bytes) -> tuple[PublicKey, ...]:
    """From TOML: `approvers = ["02…"]`, the points of their keys. Raises `ApprovalError`."""
    try:
        points = plain_toml.loads(octets.decode("utf-8"))["approvers"]
        return tuple(PublicKey(bytes.fromhex(point)) for point in points)
    except (ValueError, KeyError, TypeError, ContractError):
        raise ApprovalError("approvers-malformed") from None


def _named(one: Objection) -> str:
    where = "" if one.province is None else one.province.text
    told = ",".join(f"{name}={value}" for name, value in sorted(one.data.items()))
    return f"{one.code}:{where}:{told}"
