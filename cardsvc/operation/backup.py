"""A copy of the centre's database while it runs, and a centre made from one.

The signing keys are in no copy: whoever finds one must not be able to pay with it. They are kept by
themselves (`docs/key-ceremony.md`).
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from cardsvc.db import migrate, newest_schema, schema_of
from cardsvc.errors import CentreError
from cardsvc.operation.postgresql_programs import run_program
from cardsvc.settings import Settings
from firmware_config.sqlite import make_engine
from firmware_config.sqlite_copy import (
    CopyFault,
    check_pages,
    copy_store,
    new_file,
    opened,
    unreadable_told,
)

_SQLITE_MAGIC = b"SQLite format 3\x00"  # sqlite.org/fileformat.html §1.3
_DUMP_MAGIC = b"PGDMP"  # pg_dump's custom format


class BackupFault(CentreError):
    """`backup-file-absent`, `backup-of-another-database` (a file of the other kind),
    `backup-no-copy`, `restore-not-empty` with the `place`, `restore-too-new` with the schema."""


def back_up(settings: Settings, file: Path) -> None:
    """One consistent moment of the database in `file`, which must not exist yet.

    Raises:
        CopyFault, ProgramFault.
    """
    store = _store_of(settings)
    if store is not None:
        copy_store(store, file, check_pages)
        return
    with new_file(file) as part:
        # Written over the empty file that is its owner's alone.
        run_program("pg_dump", settings.database_url, "--format=custom", f"--file={part}")
        if part.read_bytes()[: len(_DUMP_MAGIC)] != _DUMP_MAGIC:
            raise BackupFault("backup-no-copy", file=str(file))


def restore(settings: Settings, file: Path) -> None:
    """The database of `file`, in a place where there is none, brought to this program's schema.

    1. The file is a copy of the kind of database that the settings name.
    2. Nothing is there yet: a copy never goes over what may be newer.
    3. It is not of a newer program than this one.

    Raises:
        BackupFault, CopyFault, ProgramFault.
    """
    # 1
    is_sqlite = _is_sqlite(file)
    store = _store_of(settings)
    if is_sqlite != (store is not None):
        raise BackupFault("backup-of-another-database", file=str(file))
    # 2
    _check_empty(settings, store)
    settings.make_folder()
    if store is not None:
        copy_store(file, store, _check_schema_of_file, in_use=False)
    else:
        run_program(
            "pg_restore",
            settings.database_url,
            *("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"),
            f"--dbname={make_url(settings.database_url).database}",
            str(file),
        )
    # 3
    engine = make_engine(settings.database_url)
    try:
        _check_schema(schema_of(engine))
        migrate(engine)
    finally:
        engine.dispose()


def _store_of(settings: Settings) -> Path | None:
    """The file, where the database is one."""
    url = make_url(settings.database_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _is_sqlite(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            head = opened.read(len(_SQLITE_MAGIC))
    except OSError:
        raise BackupFault("backup-file-absent", file=str(file)) from None
    if head != _SQLITE_MAGIC and not head.startswith(_DUMP_MAGIC):
        raise BackupFault("backup-no-copy", file=str(file))
    return head == _SQLITE_MAGIC


def _check_empty(settings: Settings, store: Path | None) -> None:
    if store is not None:
        if store.exists():
            raise BackupFault("restore-not-empty", place=str(store))
        return
    engine = make_engine(settings.database_url)
    try:
        if inspect(engine).get_table_names():
            place = make_url(settings.database_url).render_as_string()
            raise BackupFault("restore-not-empty", place=place)
    finally:
        engine.dispose()


def _check_schema_of_file(part: Path) -> None:
    check_pages(part)
    try:
        with unreadable_told(part), closing(opened(part, writable=False)) as copy:
            row = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except CopyFault:
        raise BackupFault("backup-no-copy") from None
    _check_schema(None if row is None else row[0])


def _check_schema(held: str | None) -> None:
    if held is None:
        raise BackupFault("backup-no-copy")
    if held > newest_schema():
        raise BackupFault("restore-too-new", held=held, newest=newest_schema())
