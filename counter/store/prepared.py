"""SQL compiled once for a store's driver.

SQLAlchemy compiles a statement once too, but looks it up and builds a context at every
execution: some 15 µs, which a payout's ten statements would feel (`tests/bench`, disburse).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, CursorResult, Engine, text


class _Compiled:
    def __init__(self, engine: Engine, sql: str, **always: object) -> None:
        self._always = always
        compiled: Any = text(sql).compile(dialect=engine.dialect)
        self._sql = str(compiled)
        self._order: list[str] | None = compiled.positiontup

    def _given(self, values: dict[str, object]) -> Any:
        values.update(self._always)
        return values if self._order is None else tuple(values[name] for name in self._order)


class Prepared(_Compiled):
    """A statement with `:named` parameters, to be called with a connection and their values.

    `always` are values that are the same at every call.
    """

    def __call__(self, connection: Connection, **values: object) -> CursorResult[Any]:
        return connection.exec_driver_sql(self._sql, self._given(values))


class PreparedChange(_Compiled):
    """As `Prepared`, for a statement that gives no rows: it tells how many it changed.

    On SQLite it goes to the driver itself, past what SQLAlchemy does for a result that nobody
    reads; what the driver raises it raises as it is.
    """

    def __init__(self, engine: Engine, sql: str, **always: object) -> None:
        super().__init__(engine, sql, **always)
        self._is_sqlite = engine.dialect.name == "sqlite"

    def __call__(self, connection: Connection, **values: object) -> int:
        if not self._is_sqlite:
            return connection.exec_driver_sql(self._sql, self._given(values)).rowcount
        driver: Any = connection.connection.driver_connection
        changed: int = driver.execute(self._sql, self._given(values)).rowcount
        return changed
