"""Where published files lie: a folder, or memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from firmware_config.durable import write_durably

_PUBLIC = 0o644


class Files(Protocol):
    """Files by a name such as `metadata/timestamp.json`."""

    def read(self, name: str) -> bytes | None: ...

    def write(self, name: str, octets: bytes) -> None:
        """Whole and on disk when it returns."""
        ...

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One publisher at a time, also among processes."""
        ...


class FolderFiles:
    """Under one folder. Names come from us or were checked by the caller."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> bytes | None:
        try:
            return (self._folder / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, name: str, octets: bytes) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_durably(path, octets, _PUBLIC)

    @contextmanager
    def changing(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        if os.name != "posix":
            yield
            return
        import fcntl

        descriptor = os.open(self._folder / ".lock", os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # freed with the file, also by a crash
            yield
