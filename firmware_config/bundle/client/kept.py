"""The counter's own store of its configuration: one file, replaced whole.

A refresh that breaks off changes nothing but the trusted metadata: what TUF has verified so far is
kept, so that an attacker gains nothing by breaking a refresh off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from firmware_config import cbor
from firmware_config.bundle.client.fault import ConfigurationFault
from firmware_config.bundle.client.verified import RoleState, verify_chain
from firmware_config.bundle.layout import file_path
from firmware_config.bundle.review.configuration import POLICY, PROVINCE_FILE
from firmware_config.bundle.review.plan import ProvincePlan
from firmware_config.durable import write_durably
from firmware_config.errors import ContractError
from firmware_config.ids import ProvinceCode
from firmware_config.terminal_policy import TerminalPolicy

_FORMAT = 1
_NUMBERED = len(["prov", "30", "12", "policy.toml"])
Octets = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Taken:
    """The configuration in use. `issued_at` is the date of the data: when the publisher last said
    that this is the newest. `files` are by name, as `policy.toml`."""

    number: int
    policy: TerminalPolicy
    plan: ProvincePlan
    issued_at: datetime
    roles: Mapping[str, RoleState]
    files: Octets

    @classmethod
    def verify(
        cls,
        anchor: bytes,
        metadata: Octets,
        targets: Octets,
        province: ProvinceCode,
    ) -> Taken:
        """What `metadata` and `targets` (by path) say.

        Raises:
            ConfigurationFault: `configuration-store` when they do not verify,
                `configuration-incomplete` or `configuration-malformed` for what they hold.
        """
        chain = verify_chain(anchor, metadata, province)
        for path, octets in targets.items():
            chain.check(path, octets)
        number = number_in(targets)
        prefix = file_path(province, number, "")
        files = {
            path.removeprefix(prefix): octets
            for path, octets in targets.items()
            if path.startswith(prefix)
        }
        try:
            policy = TerminalPolicy.parse(files[POLICY].decode("utf-8"))
            plan = ProvincePlan.parse(PROVINCE_FILE, files[PROVINCE_FILE])
        except KeyError as error:
            raise ConfigurationFault("configuration-incomplete", path=str(error)) from None
        except (ContractError, UnicodeDecodeError) as error:
            cause = error.code if isinstance(error, ContractError) else "not-utf8"
            raise ConfigurationFault("configuration-malformed", cause=cause) from None
        if plan.province != province:
            raise ConfigurationFault("configuration-malformed", cause="another-province")
        return cls(number, policy, plan, chain.issued_at, chain.roles, files)


def number_in(targets: Octets) -> int:
    """The configuration's number, as the paths under `prov/30/12/` have it."""
    parts = [path.split("/") for path in targets]
    numbers = {part[2] for part in parts if len(part) == _NUMBERED}
    if len(numbers) != 1 or not (number := numbers.pop()).isdecimal():
        raise ConfigurationFault("configuration-incomplete")
    return int(number)


@dataclass(frozen=True, slots=True)
class Kept:
    """`trusted` is TUF's own memory; `metadata` and `targets` are those of the last whole refresh,
    empty before the first."""

    trusted: Octets
    metadata: Octets
    targets: Octets

    def encode(self) -> bytes:
        return cbor.encode([_FORMAT, dict(self.trusted), dict(self.metadata), dict(self.targets)])

    @classmethod
    def parse(cls, octets: bytes) -> Kept:
        """Raises `ConfigurationFault` (`configuration-store`)."""
        try:
            told = cbor.decode(octets)
        except ContractError:
            raise ConfigurationFault("configuration-store") from None
        match told:
            case [version, dict(trusted), dict(metadata), dict(targets)] if (
                version == _FORMAT
                and all(
                    type(name) is str and type(value) is bytes
                    for table in (trusted, metadata, targets)
                    for name, value in table.items()
                )
            ):
                return cls(trusted, metadata, targets)
        raise ConfigurationFault("configuration-store")


class KeptFile:
    """`Kept` in a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> Kept | None:
        """None before the first refresh. Raises `ConfigurationFault` (`configuration-store`)."""
        try:
            return Kept.parse(self._path.read_bytes())
        except FileNotFoundError:
            return None

    def save(self, kept: Kept) -> None:
        write_durably(self._path, kept.encode())
