"""The keys of a publication: three offline ones for the root, and those in service.

In files for development and the demonstration; tokens take their place behind `Signer`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

from firmware_config.bundle.layout import role_of
from firmware_config.ids import ProvinceCode
from firmware_config.signing import FileKey, Signer

ROOT_KEYS = 3
ROOT_THRESHOLD = 2
APPROVERS = 2
"""How many must sign what the guard objects to."""


@dataclass(frozen=True, slots=True)
class ServiceKeys:
    """Held by the publishing service. What is delegated to a province is signed by the key that
    `of_province` gives: its own, made when it is first asked for."""

    targets: Signer
    snapshot: Signer
    timestamp: Signer
    of_province: Callable[[ProvinceCode], Signer]

    @classmethod
    def new(cls) -> Self:
        made: dict[ProvinceCode, Signer] = defaultdict(FileKey.new)
        return cls(FileKey.new(), FileKey.new(), FileKey.new(), made.__getitem__)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Raises `KeyFault`."""

        def of_province(province: ProvinceCode) -> Signer:
            name = role_of(province)
            _make(folder, [name])
            return FileKey.load(folder / f"{name}.pem")

        targets, snapshot, timestamp = (
            FileKey.load(folder / f"{name}.pem") for name in SERVICE_ROLES
        )
        return cls(targets, snapshot, timestamp, cache(of_province))


SERVICE_ROLES = ("targets", "snapshot", "timestamp")


def make_service_keys(folder: Path) -> ServiceKeys:
    _make(folder, SERVICE_ROLES)
    return ServiceKeys.load(folder)


def make_root_keys(folder: Path) -> tuple[FileKey, ...]:
    """Three keys; each belongs to another person and another safe."""
    names = [f"root-{number}" for number in range(1, ROOT_KEYS + 1)]
    _make(folder, names)
    return tuple(FileKey.load(folder / f"{name}.pem") for name in names)


def _make(folder: Path, names: Iterable[str]) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in names:
        if not (folder / f"{name}.pem").exists():
            FileKey.new().save(folder / f"{name}.pem")
