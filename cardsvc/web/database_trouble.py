"""A database that takes nothing ends any page and any command alike: by name, and never a 500."""

from __future__ import annotations

import logging
import sqlite3

from flask import Flask, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException

from firmware_config.sqlite import sqlite_module
from firmware_config.sqlite_words import (
    SQLITE_BROKEN,
    SQLITE_BUSY,
    SQLITE_FULL,
    SQLITE_READ_ONLY,
)
from firmware_config.web.error_pages import show_error

# BEGIN goes to the driver itself, whose errors SQLAlchemy then does not wrap.
DRIVER = (DBAPIError, sqlite3.Error, sqlite_module().Error)
_FULL = "database-full"
_WORDS = {
    SQLITE_FULL: _FULL,
    SQLITE_BUSY: "database-busy",
    SQLITE_READ_ONLY: "database-read-only",
    **{one: "database-broken" for one in SQLITE_BROKEN if one != SQLITE_READ_ONLY},
}
# PostgreSQL's SQLSTATE, the first that fits (appendix A: disk_full, read_only_sql_transaction,
# insufficient resources, connection exceptions, operator intervention, system and internal errors).
_STATES = {
    "53100": _FULL,
    "25006": "database-read-only",
    "53": "database-busy",
    "08": "database-away",
    "57P": "database-away",
    "58": "database-broken",
    "XX": "database-broken",
}
_log = logging.getLogger(__name__)


class DatabaseUnwilling(HTTPException):
    """507 (RFC 4918 §11.5) where there is no room, else 503."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.code = 507 if words == _FULL else 503
        self.words = words


def add_to(app: Flask) -> None:
    for kind in DRIVER:
        app.register_error_handler(kind, _told)


def trouble_in(error: Exception) -> str | None:
    """Its code; None for a fault of the program's own."""
    original = getattr(error, "orig", None) or error
    if not hasattr(original, "sqlstate"):  # SQLite has words only
        told = str(original)
        return next((code for words, code in _WORDS.items() if words in told), None)
    state = original.sqlstate
    if state is None:  # the driver's own: it has no line to a server
        return "database-away" if isinstance(error, OperationalError | InterfaceError) else None
    return next((code for begins, code in _STATES.items() if state.startswith(begins)), None)


def _told(error: Exception) -> ResponseReturnValue:
    code = trouble_in(error)
    if code is None:
        raise error  # the program's own fault: a 500 with its number in the log
    _log.error("database-unwilling", extra={"fault": code, "endpoint": request.endpoint})
    return show_error(DatabaseUnwilling(code))
