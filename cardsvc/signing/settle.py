"""Putting a key file in its place."""

from __future__ import annotations

import os
from pathlib import Path


def settle(aside: Path, path: Path) -> None:
    """Whole or not at all, since another process may list the folder meanwhile; and on disk before
    anything is signed that only this file can ever explain."""
    with aside.open("rb+") as file:
        os.fsync(file.fileno())
    aside.rename(path)
    if os.name == "posix":  # Windows has no handle on a folder to flush
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
