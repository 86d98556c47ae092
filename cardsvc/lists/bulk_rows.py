"""Many rows into a table at once, by the quickest way that the database has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table


def put_rows(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """`rows` as tuples in the order of `columns`, in the caller's transaction. Values are as the
    driver takes them: no type of ours is asked, so times are whole seconds."""
    if not rows:
        return
    named = ", ".join(f'"{column}"' for column in columns)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({named}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return
    places = ", ".join("?" * len(columns))
    statement = f'INSERT INTO "{table}" ({named}) VALUES ({places})'  # noqa: S608 - names of ours
    connection.exec_driver_sql(statement, list(rows))
