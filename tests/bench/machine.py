"""What a run was made on: enough for a reader to compare with his own machine."""

from __future__ import annotations

import os
import platform
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from firmware_config.sqlite import sqlite_module
from tests.bench.figure import percentile, timed
from tests.simulators import nats, postgres

_SYNCS = 100
_ABSENT = "none"


@dataclass(frozen=True, slots=True)
class Machine:
    """`disk` is where databases and journals lay; `sync_ms` is what it takes to have 4 KiB on it
    for good (fdatasync, median)."""

    cpu: str
    cores: int
    memory_gib: int
    disk: str
    sync_ms: float
    kernel: str
    python: str
    sqlite: str
    postgresql: str
    nats: str

    @classmethod
    def here(cls) -> Self:
        folder = Path(tempfile.gettempdir())
        return cls(
            _field("/proc/cpuinfo", "model name") or platform.machine(),
            len(os.sched_getaffinity(0)),
            round(int((_field("/proc/meminfo", "MemTotal") or "0").split()[0]) / 1024**2),
            _disk_of(folder),
            _sync_ms(folder),
            f"{platform.system()} {platform.release()}",
            f"{platform.python_implementation()} {platform.python_version()}",
            sqlite_module().sqlite_version,
            _postgresql(),
            _nats(),
        )

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        return cls(**told)

    def to_json(self) -> dict[str, object]:
        return asdict(self)

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """What stays as it is from one run to the next."""
        return (
            ("CPU", f"{self.cpu}, {self.cores} cores"),
            ("Memory", f"{self.memory_gib} GiB"),
            ("Disk", self.disk),
            ("Kernel", self.kernel),
            ("Python", self.python),
            ("SQLite", self.sqlite),
            ("PostgreSQL", self.postgresql),
            ("NATS", self.nats),
        )


def _field(path: str, name: str) -> str:
    """The first line `name : …` of a file of proc(5); empty where there is none."""
    for line in Path(path).read_text("utf-8").splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""


def _disk_of(folder: Path) -> str:
    """The file system that `folder` is on: `ext4 on /dev/sda1`."""
    found = [line.split()[:3] for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
    above = [one for one in found if folder.resolve().is_relative_to(one[1])]
    device, _, kind = max(above, key=lambda one: len(one[1]))
    return f"{kind} on {device}"


def _sync_ms(folder: Path) -> float:
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:

        def sync() -> None:
            file.write(bytes(4096))
            os.fdatasync(file.fileno())

        return percentile([timed(sync) for _ in range(_SYNCS)], 0.5) * 1000


def _postgresql() -> str:
    try:
        return postgres.version()
    except postgres.PostgresMissing:
        return _ABSENT


def _nats() -> str:
    try:
        return nats.version()
    except nats.NatsMissing:
        return _ABSENT
