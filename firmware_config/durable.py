"""Writing a file so that it is there whole, or is what it was before."""

from __future__ import annotations

import os
from pathlib import Path


def write_durably(path: Path, octets: bytes, mode: int = 0o600) -> None:
    """On return `octets` are on disk under `path`, also after a power cut; never a part of them."""
    aside = path.with_name(path.name + ".new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(octets)
    settle(aside, path)


def settle(aside: Path, path: Path) -> None:
    """Put the file that was written `aside` in its place: whole or not at all, since another
    process may look meanwhile, and on disk on return."""
    with aside.open("rb+") as file:
        os.fsync(file.fileno())
    aside.replace(path)
    if os.name == "posix":  # Windows has no handle on a folder to flush
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
