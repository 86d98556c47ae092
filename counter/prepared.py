"""SQL compiled once for a store's driver.

SQLAlchemy compiles a statement once too, but looks it up and builds a context at every
execution: some 15 µs, which a payout's ten statements would feel (`tests/bench`, disburse).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, text


class Prepared:
    """A statement with `:named` parameters, to be called with a connection and their values.

    `always` are values that are the same at every call.
    """

    def __init__(self, engine: Engine, sql: str, **always: object) -> None:
        self._always = always
        compiled: Any = text(sql).compile(dialect=engine.dialect)
        self._sql = str(compiled)
        self._order: list[str] | None = compiled.positiontup

    def __call__(self, connection: Connection, **values: object) -> CursorResult[Any]:
        values.update(self._always)
        if self._order is None:
            return connection.exec_driver_sql(self._sql, values)
        return connection.exec_driver_sql(self._sql, tuple(values[name] for name in self._order))
