"""Writing a file so that it is there whole, or is what it was before."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from firmware_config.file_trouble import writing


def write_durably(path: Path, octets: bytes, mode: int = 0o600) -> None:
    """On return `octets` are on disk under `path`, also after a power cut; never a part of them.

    Raises:
        OSError: with its `filename`; `path` is what it was before and nothing lies beside it.
    """
    aside = path.with_name(path.name + ".new")
    try:
        with writing(path):
            descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
            with os.fdopen(descriptor, "wb") as file:
                file.write(octets)
        settle(aside, path)
    except OSError:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise


def settle(aside: Path, path: Path) -> None:
    """Put the file that was written `aside` in its place: whole or not at all, since another
    process may look meanwhile, and on disk on return. Raises `OSError`, with its `filename`."""
    with writing(path):
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        aside.replace(path)
        if os.name == "posix":  # Windows has no handle on a folder to flush
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
