"""The counter's own store of its configuration: one file, replaced whole.

A refresh that breaks off changes nothing but the trusted metadata: what TUF has verified so far is
kept, so that an attacker gains nothing by breaking a refresh off.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from firmware_config import cbor
from firmware_config.bundle.client.fault import ConfigurationFault
from firmware_config.bundle.client.verified import RoleState, verify_chain
from firmware_config.bundle.layout import file_path
from firmware_config.bundle.review.configuration import (
    DEVICES,
    POLICY,
    PROVINCE_FILE,
    RATES,
    TRUST,
)
from firmware_config.bundle.review.devices import NO_DEVICES, Devices
from firmware_config.bundle.review.plan import ProvincePlan
from firmware_config.bundle.review.rates import RateTable
from firmware_config.bundle.review.section import Section, read_file
from firmware_config.bundle.review.trusted import read_keys
from firmware_config.durable import write_durably
from firmware_config.errors import ContractError
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.terminal_policy import TerminalPolicy

_FORMAT = 1
_NUMBERED = len(["prov", "30", "12", "policy.toml"])
Octets = Mapping[str, bytes]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Taken:
    """The configuration in use. `issued_at` is the date of the data: when the publisher last said
    that this is the newest. `files` are by name, as `policy.toml`.

    `revoked` are the keys that it says are, by key id; `names` are what it calls programmes, in
    Vietnamese and English. Devices and names that this program does not understand are left out:
    a newer configuration must not stop an older program.
    """

    number: int
    policy: TerminalPolicy
    plan: ProvincePlan
    issued_at: datetime
    roles: Mapping[str, RoleState]
    files: Octets
    revoked: Mapping[bytes, datetime] = field(default_factory=dict)
    devices: Devices = NO_DEVICES
    names: Mapping[ProgrammeCode, tuple[str, str]] = field(default_factory=dict)

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
            keys = read_file(TRUST, files[TRUST], read_keys)
        except KeyError as error:
            raise ConfigurationFault("configuration-incomplete", path=str(error)) from None
        except (ContractError, UnicodeDecodeError) as error:
            cause = error.code if isinstance(error, ContractError) else "not-utf8"
            raise ConfigurationFault("configuration-malformed", cause=cause) from None
        if plan.province != province:
            raise ConfigurationFault("configuration-malformed", cause="another-province")
        rates = _understood(RATES, files, RateTable.read)
        return cls(
            *(number, policy, plan, chain.issued_at, chain.roles, files),
            {one.key.kid: one.revoked_at for one in keys if one.revoked_at is not None},
            _understood(DEVICES, files, Devices.read) or NO_DEVICES,
            rates.names if rates else {},
        )


def _understood(name: str, files: Octets, read: Callable[[Section], T]) -> T | None:
    try:
        return read_file(name, files[name], read)
    except (ContractError, KeyError):
        return None


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
