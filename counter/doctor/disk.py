"""Does the disk keep what it says it keeps? A self-test of some tenths of a second.

A payout is told once fsync has returned, so a disk that answers before it has written loses
payouts in a power cut. That cannot be proved without cutting the power; what can be seen is a
file system that is memory, an fsync that takes no time, and a file that reads back otherwise.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from counter.doctor.finding import Finding, fault, ok, warn
from counter.store.watch import DiskFault

ROUNDS = 12
BLOCK_BYTES = 4096
# A write that only reaches the system's memory takes about a microsecond, one that reaches a disk
# from twenty (a drive with its own power reserve) to some thousands.
LEAST_TIMES_SLOWER = 5.0
SPACE_LOW_BYTES = 1 << 30
SPACE_NONE_BYTES = 100 << 20
# proc(5), mounts: what forgets all when the power goes, and what is somebody else's disk.
_MEMORY = frozenset({"tmpfs", "ramfs"})
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p"})
_DISK, _SPACE = "disk", "space"


@dataclass(frozen=True, slots=True)
class Trial:
    """Medians of one block's plain write and of one with its fsync, in microseconds.

    `reads_back`: the file, opened anew, holds what was written.
    """

    plain_us: float
    synced_us: float
    reads_back: bool


def try_disk(folder: Path, sync: Callable[[int], None] = os.fsync) -> Trial:
    """Write a file in `folder` block by block, each synced, and read it back; it is removed.

    Raises:
        OSError: the disk is full, read-only or broken.
    """
    path = folder / f"disk-trial-{secrets.token_hex(4)}"
    blocks = [secrets.token_bytes(BLOCK_BYTES) for _ in range(2 * ROUNDS)]
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        try:
            plain = [_timed(handle, block, lambda _: None) for block in blocks[:ROUNDS]]
            sync(handle)
            synced = [_timed(handle, block, sync) for block in blocks[ROUNDS:]]
            _forget(handle)
        finally:
            os.close(handle)
        reads_back = path.read_bytes() == b"".join(blocks)
    finally:
        path.unlink(missing_ok=True)
    return Trial(median(plain), median(synced), reads_back)


def check_disk(folder: Path, *, sync: Callable[[int], None] = os.fsync) -> Finding:
    """The self-test of the disk under `folder`, as a finding."""
    kind = file_system_of(folder)
    if kind in _MEMORY:
        return fault(_DISK, "disk-memory", kind=kind)
    try:
        trial = try_disk(folder, sync)
    except OSError as error:
        return fault(_DISK, "disk-broken", cause=error.strerror or type(error).__name__)
    if not trial.reads_back:
        return fault(_DISK, "disk-forgets")
    micros = round(trial.synced_us)
    if trial.synced_us < LEAST_TIMES_SLOWER * trial.plain_us:
        return warn(_DISK, "disk-too-quick", micros=micros)
    if kind in _NETWORK:
        return warn(_DISK, "disk-network", kind=kind)
    return ok(_DISK, "disk-true", micros=micros)


def disk_of(failed: DiskFault) -> Finding:
    """A disk that has not taken a write of the store."""
    return fault(_DISK, failed.code, **{name: str(told) for name, told in failed.data.items()})


def check_space(folder: Path, free_bytes: Callable[[Path], int] | None = None) -> Finding:
    free = (free_bytes or _free_bytes)(folder)
    megabytes = free >> 20
    if free < SPACE_NONE_BYTES:
        return fault(_SPACE, "space-none", megabytes=megabytes)
    if free < SPACE_LOW_BYTES:
        return warn(_SPACE, "space-low", megabytes=megabytes)
    return ok(_SPACE, "space-enough", megabytes=megabytes)


def file_system_of(folder: Path) -> str:
    """Its kind, as `ext4`, where the system tells (Linux); else empty."""
    if not sys.platform.startswith("linux"):
        return ""
    try:
        device = folder.stat().st_dev
        lines = Path("/proc/self/mountinfo").read_text("utf-8").splitlines()
    except OSError:
        return ""
    wanted = f"{os.major(device)}:{os.minor(device)}"
    for line in lines:
        # proc(5): … 3 major:minor … a separator " - ", then the kind.
        before, _, after = line.partition(" - ")
        if before.split()[2] == wanted:
            return after.split()[0]
    return ""


def _timed(handle: int, block: bytes, then: Callable[[int], None]) -> float:
    began = time.perf_counter()
    if os.write(handle, block) != len(block):
        raise OSError(0, "short write")
    then(handle)
    return (time.perf_counter() - began) * 1e6


def _forget(handle: int) -> None:
    """Drop the file from the system's memory, where that can be asked for, so that reading it
    asks the disk."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free
