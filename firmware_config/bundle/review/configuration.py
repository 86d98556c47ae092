"""A whole configuration, as read from the folder that people review.

configuration.toml   its number and why it was made
policy.toml          limits and ages (`TerminalPolicy`)
devices.toml         readers, cards, scanners, printers
rates.toml           programmes, standard amounts, categories
trust.toml           which key may sign what
provinces/30.toml    what runs in that province, where and on which days
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

from firmware_config import places
from firmware_config.bundle.review.devices import Devices
from firmware_config.bundle.review.finding import ConfigurationFaulty, Finding
from firmware_config.bundle.review.plan import ProvincePlan
from firmware_config.bundle.review.rates import RateTable
from firmware_config.bundle.review.section import Section
from firmware_config.bundle.review.source import Source, SourceError
from firmware_config.bundle.review.trusted import read_keys
from firmware_config.errors import ContractError
from firmware_config.ids import ProvinceCode
from firmware_config.terminal_policy import PolicyError, TerminalPolicy, most_of
from firmware_config.trust import TrustedKey

HEAD, POLICY, DEVICES, RATES, TRUST = (
    "configuration.toml",
    "policy.toml",
    "devices.toml",
    "rates.toml",
    "trust.toml",
)
COMMON = (HEAD, POLICY, DEVICES, RATES, TRUST)
PROVINCES = "provinces"
PROVINCE_FILE = "province.toml"
"""A province's own file, as a counter knows it."""
COUNTER_FILES = (*COMMON, PROVINCE_FILE)
MOST_NUMBER = 1 << 31

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Configuration:
    """`number` rises with every publication. `files` are the octets as reviewed, by name."""

    number: int
    reason: str
    policy: TerminalPolicy
    devices: Devices
    rates: RateTable
    keys: tuple[TrustedKey, ...]
    provinces: Mapping[ProvinceCode, ProvincePlan]
    files: Mapping[str, bytes]

    @classmethod
    def load(cls, folder: Path) -> Configuration:
        """From a folder. Raises as `parse` does."""
        names = [*COMMON, *(f"{PROVINCES}/{one.name}" for one in folder.glob(f"{PROVINCES}/*"))]
        present = {name: folder / name for name in names if (folder / name).is_file()}
        return cls.parse({name: path.read_bytes() for name, path in present.items()})

    @classmethod
    def parse(cls, files: Mapping[str, bytes]) -> Configuration:
        """From the files' octets by name.

        Raises:
            ConfigurationFaulty: with everything that is wrong, each with file, line and code.
        """
        findings: list[Finding] = []
        number, reason = _read(files, HEAD, _head, findings) or (0, "")
        policy = _read(files, POLICY, _policy, findings)
        devices = _read(files, DEVICES, Devices.read, findings)
        rates = _read(files, RATES, RateTable.read, findings)
        keys = _read(files, TRUST, read_keys, findings)
        provinces: dict[ProvinceCode, ProvincePlan] = {}
        for name in sorted(files.keys() - set(COMMON)):
            plan = _read(files, name, ProvincePlan.read, findings)
            if plan is not None:
                findings += _misplaced(name, plan, rates)
                provinces[plan.province] = plan
        if not provinces and not findings:
            findings.append(Finding(f"{PROVINCES}/", 1, "no-province"))
        if findings or policy is None or devices is None or rates is None or keys is None:
            raise ConfigurationFaulty(tuple(sorted(findings)))
        return cls(number, reason, policy, devices, rates, keys, provinces, dict(files))

    def files_of(self, province: ProvinceCode) -> dict[str, bytes]:
        """What a counter of `province` is given, by the name under `prov/<code>/<number>/`."""
        own = {PROVINCE_FILE: self.files[f"{PROVINCES}/{province}.toml"]}
        return {name: self.files[name] for name in COMMON} | own

    @property
    def digest(self) -> bytes:
        """SHA-256 over every file, so that an approval is for exactly this."""
        told = hashlib.sha256()
        for name, octets in sorted(self.files.items()):
            told.update(hashlib.sha256(name.encode()).digest() + hashlib.sha256(octets).digest())
        return told.digest()


def _read(
    files: Mapping[str, bytes], name: str, read: Callable[[Section], T], findings: list[Finding]
) -> T | None:
    octets = files.get(name)
    if octets is None:
        findings.append(Finding(name, 1, "file-missing", {"key": name}))
        return None
    try:
        source = Source.parse(name, octets)
    except SourceError as error:
        line = error.data.pop("line")
        assert isinstance(line, int)
        findings.append(Finding(name, line, error.code, {"cause": "-", **error.data}))
        return None
    before = len(findings)
    value = read(Section.of(source, findings))
    return value if len(findings) == before else None


def _head(top: Section) -> tuple[int, str]:
    number = top.count("number", 1, least=1, most=MOST_NUMBER)
    reason = top.text("reason")
    top.close()
    return number, reason


def _policy(top: Section) -> TerminalPolicy | None:
    names = [one.name for one in fields(TerminalPolicy) if one.init]
    values = {name: top.count(name, 0, most=most_of(name)) for name in names}
    top.close()
    try:
        return TerminalPolicy(**values)
    except PolicyError as error:
        top.note(str(error.data["key"]), error.code, other=error.data["other"])
        return None


def _misplaced(name: str, plan: ProvincePlan, rates: RateTable | None) -> list[Finding]:
    found = []
    if name != f"{PROVINCES}/{plan.province}.toml":
        data = {"key": "province", "expected": f"{PROVINCES}/{plan.province}.toml"}
        found.append(Finding(name, 1, "file-of-another-province", data))
    try:
        places.province(plan.province)
    except ContractError:
        found.append(Finding(name, 1, "province-unknown", {"key": "province"}))
    for one in plan.programmes:
        if rates is not None and one.code not in rates.names:
            data = {"key": "code", "programme": one.code.text}
            found.append(Finding(name, 1, "programme-without-name", data))
    return found
