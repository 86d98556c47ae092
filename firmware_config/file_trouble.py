"""What a disk does that nobody at a page or a command can go on after: no room, no right, broken.

It stays the `OSError` that the system raised, for those who know what to do about it; what nobody
handled is told in words at the edge, by `trouble_of`.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NO_ROOM = "file-no-room"
_CODES = {
    errno.ENOSPC: NO_ROOM,
    errno.EROFS: "file-read-only",
    errno.EACCES: "file-denied",
    errno.EPERM: "file-denied",
    errno.EIO: "file-broken",
}
if hasattr(errno, "EDQUOT"):  # not on Windows
    _CODES[errno.EDQUOT] = NO_ROOM


@dataclass(frozen=True, slots=True)
class FileTrouble:
    """`code` is `file-no-room`, `file-read-only`, `file-denied` or `file-broken`. `place` is the
    path, for who may know it; empty where the system did not tell."""

    code: str
    place: str


def trouble_of(error: OSError) -> FileTrouble | None:
    """None for an error that is no disk's: of a network, or of a file that is not there."""
    code = _CODES.get(error.errno or 0)
    return None if code is None else FileTrouble(code, str(error.filename or ""))


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """An `OSError` in here names `path`: a write that failed does not say whose it was."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise
