"""Many rows written at once: COPY on PostgreSQL, one prepared statement on SQLite.

On PostgreSQL the rows go straight into their table as one statement, so that a statement's trigger
sees them together (docs/adr/0012).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert
from sqlalchemy.exc import DBAPIError


def write_rows(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """`rows` hold the values of `columns` as the database keeps them."""
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, rows)
        return
    statement = insert(table).values(dict.fromkeys(columns)).compile(dialect=connection.dialect)
    driver: Any = connection.connection.driver_connection
    assert tuple(statement.positiontup or ()) == columns
    driver.executemany(str(statement), rows)


def _copy(
    connection: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    driver: Any = connection.connection.driver_connection
    fault: Any = connection.dialect.loaded_dbapi.Error
    named = ", ".join(f'"{column}"' for column in columns)  # `row` and `column` are words of SQL
    statement = f'COPY "{table.name}" ({named}) FROM STDIN (FORMAT BINARY)'
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(_types(table, columns, connection.dialect))
            for row in rows:
                copy.write_row(row)
    except fault as error:
        # As SQLAlchemy tells of it where a statement goes by its own way.
        raise DBAPIError.instance(
            *(statement, None, error, fault),
            hide_parameters=True,
            connection_invalidated=bool(driver.closed),
            dialect=connection.dialect,
        ) from error


@cache
def _types(table: Table, columns: tuple[str, ...], dialect: Dialect) -> list[str]:
    """The server's names for them, as binary rows must be of exactly these: `bigint`, `bytea`."""
    told = (table.c[name].type.compile(dialect) for name in columns)
    return [one.partition("(")[0].lower() for one in told]
