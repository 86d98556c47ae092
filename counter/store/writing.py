"""The one connection that a journal is written over, and what keeps a second writer away.

On PostgreSQL several counters of an office share a store, each with its own terminal. The
connection holds a lock that bears the terminal's name: a counter that is started twice is refused,
and one whose connection is lost takes the lock again before it writes another entry.
"""

from __future__ import annotations

import time
from contextlib import suppress

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

from counter.store.prepared import Prepared
from counter.store.trouble import StoreTrouble
from firmware_config.ids import EntitlementId, TerminalId

_ENDING_S = 3.0
"""How long a server takes at most to end a session of its own."""


class StoreFault(StoreTrouble):
    """`terminal-in-use`: another counter writes as this `terminal` now. `store-unreachable`: the
    store's server does not answer. `store-busy`: somebody else holds the file for too long."""


class Writing:
    """Not for two threads at once: a journal appends under its own lock."""

    def __init__(self, engine: Engine, terminal: TerminalId) -> None:
        self._engine = engine
        self._terminal = terminal
        self._held: Connection | None = None
        self.is_shared = engine.dialect.name == "postgresql"
        """Whether other terminals may write to this store; a SQLite file is one terminal's."""
        if self.is_shared:
            # The two forms of advisory locks never meet: one number here, two below.
            key = int.from_bytes(terminal.octets, signed=True)
            self._lock = Prepared(engine, "SELECT pg_try_advisory_lock(:key)", key=key)
            self._unlock = Prepared(engine, "SELECT pg_advisory_unlock(:key)", key=key)
            self._reserve = Prepared(engine, "SELECT pg_advisory_xact_lock(:high, :low)")
            own = "FROM pg_stat_activity WHERE pid = "
            self._own = Prepared(engine, f"SELECT pid, backend_start {own}pg_backend_pid()")
            self._end = Prepared(
                engine,
                f"SELECT pg_terminate_backend(pid) {own}:pid AND backend_start = :backend_start",
            )
            self._session: dict[str, object] | None = None

    def connection(self) -> Connection:
        """Held open: taking one from the pool costs a tenth of a payout's writes.

        Raises:
            StoreFault
        """
        if self._held is None:
            self._held = self._opened()
        return self._held

    def reserve(self, connection: Connection, entitlement: EntitlementId) -> None:
        """Until the transaction ends, no other counter begins or pays `entitlement`."""
        last = entitlement.octets[-8:]  # at random; the first ones are a time
        high, low = (int.from_bytes(part, signed=True) for part in (last[:4], last[4:]))
        self._reserve(connection, high=high, low=low)

    def close(self) -> None:
        """Give the connection back, and the lock with it."""
        held, self._held = self._held, None
        if held is None:
            return
        if self.is_shared and not held.invalidated:
            with suppress(DBAPIError):
                self._unlock(held)
                held.commit()
                self._session = None
        held.close()

    def _opened(self) -> Connection:
        if not self.is_shared:
            return self._engine.connect()
        try:
            connection = self._engine.connect()
            connection.detach()  # its session is ours alone, and ends when it is closed
            if not self._is_locked(connection):
                connection.close()
                raise StoreFault("terminal-in-use", terminal=self._terminal.text)
        except OperationalError:
            raise StoreFault("store-unreachable") from None
        return connection

    def _is_locked(self, connection: Connection) -> bool:
        """Take the lock. What would hold it still is our own session whose line was lost: the
        server may not know that for hours, so it is ended."""
        if self._session is not None:
            self._end(connection, **self._session)
        until = time.monotonic() + _ENDING_S
        while not self._lock(connection).scalar_one():
            if self._session is None or time.monotonic() > until:
                return False
            time.sleep(0.02)
        self._session = dict(self._own(connection).mappings().one())
        connection.commit()
        return True
