"""What processes have used of the machine: proc(5) of a process and of all under it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_PPID, _UTIME, _CSTIME = 3, 13, 16  # fields of `stat`, counted from 0


@dataclass(frozen=True, slots=True)
class Used:
    """`cpu_s` with that of children that ended; `own_bytes` is memory that no file is behind and no
    other process shares."""

    cpu_s: float
    own_bytes: int


def used_by(roots: Iterable[int]) -> Used:
    """Of `roots` and all under them. One that ends meanwhile counts with its parent."""
    stats = dict(_stats())
    cpu_ticks, own_bytes = 0, 0
    for pid in _trees(frozenset(roots), stats):
        cpu_ticks += sum(int(ticks) for ticks in stats[pid][_UTIME : _CSTIME + 1])
        own_bytes += _own_bytes(pid)
    return Used(cpu_ticks / _TICKS, own_bytes)


def _stats() -> Iterable[tuple[int, list[str]]]:
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            try:
                text = (folder / "stat").read_text("utf-8", "replace")
            except OSError:
                continue
            # The name stands in brackets and may hold anything.
            rest = text[text.rindex(")") + 2 :].split()
            yield int(folder.name), ["", "", *rest]


def _trees(roots: frozenset[int], stats: dict[int, list[str]]) -> set[int]:
    found = set(roots & stats.keys())
    while more := {pid for pid, stat in stats.items() if int(stat[_PPID]) in found} - found:
        found |= more
    return found


def _own_bytes(pid: int) -> int:
    try:
        status = (_PROC / str(pid) / "status").read_text("utf-8", "replace")
    except OSError:
        return 0
    for line in status.splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    return 0
