"""Doing a transaction again when it came to nothing through no fault of its own."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from cardsvc.errors import CentreError
from firmware_config.sqlite import begins

TRIES = 5
_PAUSE_S = 0.05
"""After the first time, and twice as long after each: long enough for the others of a deadlock."""
# SQLSTATE, PostgreSQL appendix A.
_CLASHED = ("40P01", "40001", "55P03")  # deadlock, serialization, lock not available
_AWAY = ("08", "57P")  # connection exceptions, shut down
_FULL = "53"  # disk full, out of memory, too many connections
_BEGIN = text(
    "SELECT pg_backend_pid() AS pid, now() AS began,"
    " set_config('lock_timeout', '4s', true),"
    " set_config('idle_in_transaction_session_timeout', '10s', true),"
    " set_config('enable_seqscan', 'off', true)"
)
"""A lock is waited for so long, and one is not held for ever by a session whose line is lost: a
server may not notice that for hours. All that ingest asks for has an index; while a young table's
statistics lag behind, a planner left to itself reads the table whole for each batch."""
_END_LOST = text(
    "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity"
    " WHERE pid = :pid AND backend_start <= :began AND usename = current_user"
)

Done = TypeVar("Done")
_log = logging.getLogger(__name__)


class LedgerAway(CentreError):
    """`ledger-away`: the database does not take it now, and nothing of it is lost. Send it again.

    `cause` is its SQLSTATE, or `busy` or `full`.
    """


@dataclass(frozen=True, slots=True)
class _Session:
    """A server's end of a line. A later session of the same number began later."""

    pid: int
    began: datetime


def in_transaction(engine: Engine, work: Callable[[Connection], Done]) -> Done:
    """What `work` gives, committed. It is done again after a deadlock and over a new connection
    after a lost one: a commit whose answer was lost must then change nothing the second time.

    What is left of our own lost session is ended first: it may hold locks, also in the middle of a
    COPY, which no time limit ends.

    Raises:
        LedgerAway: it clashed or the line was lost every time, or there is no room.
    """
    lost: _Session | None = None
    for tried in range(1, TRIES + 1):
        session = None
        try:
            with engine.begin() as connection:
                if connection.dialect.name == "postgresql" and begins(connection):
                    if lost is not None:
                        connection.execute(_END_LOST, {"pid": lost.pid, "began": lost.began})
                    begun = connection.execute(_BEGIN).one()
                    session = _Session(begun.pid, begun.began)
                return work(connection)
        except DBAPIError as error:
            cause = _passing(error)
            if cause is None:
                raise
            _log.warning("ledger-transaction-lost", extra={"cause": cause, "tried": tried})
            if tried == TRIES or cause.startswith((_FULL, "full", "busy")):
                raise LedgerAway("ledger-away", cause=cause) from None
            if cause.startswith(_AWAY):
                lost = session or lost
        time.sleep(_PAUSE_S * 2**tried)
    raise AssertionError("unreachable")


def _passing(error: DBAPIError) -> str | None:
    """Why, if it may well be otherwise later; None for a fault of ours."""
    words = getattr(error.orig, "sqlstate", str(error.orig))
    if not hasattr(error.orig, "sqlstate"):  # SQLite has words only
        return "busy" if "is locked" in words else "full" if "disk is full" in words else None
    state: str | None = words
    if state is None:  # the driver's own: it has no line to a server
        return "08006" if isinstance(error, OperationalError) else None
    if state in _CLASHED or state.startswith((*_AWAY, _FULL)):
        return str(state)
    return None
