"""strace on a process of the test's own: its system calls counted, and at one of them a fault."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

REMEDY = "apt install strace; in a container: --cap-add SYS_PTRACE"

OUTWARD = "write,writev,pwrite64,pwritev,fsync,fdatasync,ftruncate,unlink,rename,sendto,sendmsg"
"""Whatever a process does that another one, or a later one, can see. Between two of these it may be
killed at any moment with the same outcome."""

_ATTACH_S = 10.0
_END_S = 60.0


class StraceMissing(Exception):
    """strace isn't installed, or may not look at a process."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What befalls the calls that `when` names: `5` the fifth, `5+` all from the fifth on, of each
    of the `calls` and by each thread for itself.

    `what` is strace's word for it: `signal=SIGKILL` (before the call is made), `error=EIO`.
    """

    calls: str
    what: str
    when: str


class Strace:
    """Attached to process `pid`, with its threads, when made; counted from then on.

    Only calls about files at `paths` count, if any are given.
    """

    def __init__(
        self,
        pid: int,
        log: Path,
        calls: str = OUTWARD,
        fault: Fault | None = None,
        paths: Sequence[Path] = (),
    ) -> None:
        program = shutil.which("strace")
        if program is None:
            raise StraceMissing("strace is not installed")
        command = [program, "-f", "-q", "-p", str(pid), "-o", str(log), "-e", f"trace={calls}"]
        if fault is not None:
            command += ["-e", f"inject={fault.calls}:{fault.what}:when={fault.when}"]
        for path in paths:
            command += ["-P", str(path)]
        self._log = log
        self._process = subprocess.Popen(  # noqa: S603 - the test's own words
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self._wait_until_attached(pid)

    def end(self) -> list[str]:
        """The calls that were made, once the process has ended."""
        self._process.communicate(timeout=_END_S)
        lines = self._log.read_text("utf-8", "replace").splitlines()
        return [line for line in lines if "(" in line and "resumed>" not in line]

    def _wait_until_attached(self, pid: int) -> None:
        until = time.monotonic() + _ATTACH_S
        while f"TracerPid:\t{self._process.pid}\n" not in Path(f"/proc/{pid}/status").read_text():
            if self._process.poll() is not None or time.monotonic() > until:
                self._process.kill()
                raise StraceMissing(self._process.communicate()[1].strip() or "it does not attach")
            time.sleep(0.002)


def names_of(calls: Sequence[str]) -> Counter[str]:
    """How often each system call was made. A line is `1234 fsync(7) = 0`."""
    return Counter(line.split(maxsplit=1)[1].partition("(")[0] for line in calls)
