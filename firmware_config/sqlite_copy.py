"""A copy of a SQLite store that is in use: one moment of it, whole, and on disk before it has its
name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from firmware_config.errors import ContractError
from firmware_config.sqlite import BUSY_TIMEOUT_S, sqlite_module

_SUFFIX = ".part"
Checked = TypeVar("Checked")


class CopyFault(ContractError):
    """`copy-exists`, `copy-source-absent`, `copy-unreadable` (its pages are not in order) or
    `copy-incomplete` (a reference leads nowhere), with the `file`."""


def copy_store(
    store: Path, file: Path, check: Callable[[Path], Checked], *, in_use: bool = True
) -> Checked:
    """Copy `store` to `file`, which must not exist yet; what `check` says of the copy before it
    bears its name.

    By SQLite's online backup: under the rollback journal writers wait for it to end. A store that
    is not `in_use` is only read, and may lie where nothing can be written.

    Raises:
        CopyFault: `copy-exists`, `copy-source-absent`, and as `check_pages`.
    """
    if not store.exists():
        raise CopyFault("copy-source-absent", file=str(store))
    with new_file(file) as part:
        with unreadable_told(store), closing(opened(store, writable=in_use)) as source:
            copy: Any = sqlite_module().connect(str(part))
            with closing(copy):
                source.backup(copy)
                # One file that any SQLite opens, without a log beside it.
                copy.execute("PRAGMA journal_mode=DELETE")
        return check(part)


def check_pages(file: Path) -> None:
    """Raises `CopyFault`: `copy-unreadable`, `copy-incomplete`."""
    with unreadable_told(file), closing(opened(file, writable=False)) as store:
        if store.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise CopyFault("copy-unreadable", file=str(file))
        if store.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise CopyFault("copy-incomplete", file=str(file))


@contextmanager
def new_file(file: Path) -> Iterator[Path]:
    """A file beside `file`, for its owner alone, that takes its name once the block has ended well:
    on disk, and in place of nothing.

    Raises:
        CopyFault: `copy-exists`.
    """
    if file.exists():
        raise CopyFault("copy-exists", file=str(file))
    part = file.with_name(file.name + _SUFFIX)
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    try:
        yield part
        _sync(part)
        try:
            os.link(part, file) if hasattr(os, "link") else part.rename(file)
        except FileExistsError:
            raise CopyFault("copy-exists", file=str(file)) from None
        _sync_folder(file.parent)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def unreadable_told(file: Path) -> Iterator[None]:
    """SQLite's own errors as `copy-unreadable`."""
    try:
        yield
    except sqlite_module().Error:
        raise CopyFault("copy-unreadable", file=str(file)) from None


def opened(file: Path, *, writable: bool) -> Any:
    """A connection. The file is never made when it is not there, and reading one leaves no log
    beside it."""
    how = "rw" if writable else "ro"
    connection: Any = sqlite_module().connect(
        f"{file.resolve().as_uri()}?mode={how}", uri=True, timeout=BUSY_TIMEOUT_S
    )
    return connection


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # Windows has no handle on a folder to flush
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
