"""A process of ours that a test may end, or hurt, at any of its system calls.

It is forked from a server that has everything imported, so that hundreds of them cost little.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.simulators.strace import OUTWARD, Fault, Strace

KILLED = -9
_WAIT_S = 60.0
_FORKING = multiprocessing.get_context("forkserver")
_FORKING.set_forkserver_preload(
    ["tests.simulators.counter_process", "tests.simulators.ledger_process"]
)

Work = Callable[..., Iterator[None]]
"""`work(told, …)`: what it sends by `told` has happened, as far as the world outside knows. It
yields once, when all is ready: what it does from there on is what may be hurt."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process came to its end. `told` is what it said before, `calls` what strace saw."""

    code: int
    told: tuple[Any, ...]
    calls: tuple[str, ...] = ()

    @property
    def was_killed(self) -> bool:
        return self.code == KILLED


class Doomed:
    """A process that is ready to do `work(told, *given)`, and does it once it is let `go`."""

    def __init__(self, work: Work, *given: object) -> None:
        ours, theirs = _FORKING.Pipe()
        self._told = ours
        self._process = _FORKING.Process(target=_begin, args=(work, theirs, *given), daemon=True)
        self._process.start()
        theirs.close()
        assert ours.poll(_WAIT_S), "the process does not get ready"
        ours.recv()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def go(self) -> None:
        self._told.send(None)

    def end(self) -> Ended:
        """Wait for the end of it."""
        told = []
        try:
            while self._told.poll(_WAIT_S):
                told.append(self._told.recv())
        except (EOFError, ConnectionResetError):
            pass
        self._process.join(_WAIT_S)
        code = self._process.exitcode
        if code is None:
            self._process.kill()
        assert code is not None, "the process does not end"
        self._told.close()
        return Ended(code, tuple(told))


def run_with(
    fault: Fault | None,
    log: Path,
    work: Work,
    *given: object,
    calls: str = OUTWARD,
    paths: Sequence[Path] = (),
) -> Ended:
    """Do `work` in a process of its own, with `fault`, counted from when it is ready.

    Raises:
        StraceMissing
    """
    process = Doomed(work, *given)
    watched = Strace(process.pid, log, calls, fault, paths)
    process.go()
    ended = process.end()
    return Ended(ended.code, ended.told, tuple(watched.end()))


def _begin(work: Work, told: Connection, *given: object) -> None:
    steps = work(told, *given)
    next(steps)
    told.send(None)
    told.recv()
    for _ in steps:
        raise AssertionError("it was ready before")
