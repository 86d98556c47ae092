"""PostgreSQL's own programs for copying a database, and how they are told which."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy.engine import make_url

from cardsvc.errors import CentreError

REMEDY = "apt install postgresql-client"
_DEBIAN = Path("/usr/lib/postgresql")
_MOST_OF_WORDS = 500


class ProgramFault(CentreError):
    """`program-missing` with the `remedy`, or `program-failed` with its own `words`."""


def run_program(name: str, database_url: str, *arguments: str) -> None:
    """`pg_dump` or `pg_restore`, to its end.

    The password goes by the environment: the command line is anybody's to read.

    Raises:
        ProgramFault: see there.
    """
    told = os.environ | _named(database_url)
    done = subprocess.run(  # noqa: S603 - a program of the machine's own, and our own words
        [find_program(name, _search_path()), "--no-password", *arguments],
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        words = done.stderr.strip()[-_MOST_OF_WORDS:]
        raise ProgramFault("program-failed", program=name, words=words)


def find_program(name: str, path: str) -> str:
    """Raises `ProgramFault` (`program-missing`)."""
    found = shutil.which(name, path=path)
    if found is None:
        raise ProgramFault("program-missing", program=name, remedy=REMEDY)
    return found


def _search_path() -> str:
    """The newest first: it reads what an older server holds, never the other way."""
    folders = sorted(_DEBIAN.glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    return os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])


def _named(database_url: str) -> dict[str, str]:
    """The database, as libpq takes it from the environment."""
    url = make_url(database_url)
    host = url.host or url.query.get("host")
    told = {
        "PGHOST": host if isinstance(host, str) else None,
        "PGPORT": None if url.port is None else str(url.port),
        "PGUSER": url.username,
        "PGPASSWORD": None if url.password is None else str(url.password),
        "PGDATABASE": url.database,
        "PGSSLMODE": _one(url.query.get("sslmode")),
        "PGSSLROOTCERT": _one(url.query.get("sslrootcert")),
    }
    return {name: value for name, value in told.items() if value}


def _one(value: str | tuple[str, ...] | None) -> str | None:
    return value if isinstance(value, str) else None
