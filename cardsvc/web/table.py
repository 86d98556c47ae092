"""Tables that the server sorts, filters and pages.

A page declares its table once: columns, filters, and a unique key that settles ties. An address
may name a column, a direction, a page and one option of each filter; all are looked up in what
was declared, and what is not found there is left aside. Free text has no place in an address: it
may be somebody's name (`cardsvc.web.searches`).

A template shows it with the macro of `cardsvc/table.html`; `cardsvc.web.download` gives the same
rows as a file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request, url_for
from sqlalchemy import ColumnElement, Connection, Row, Select, func, select

ROWS_A_PAGE = 50
_MOST_PAGES = 1_000_000
_FETCHED_AT_ONCE = 1000
_SORT, _DIRECTION, _PAGE, _DESCENDING = "sort", "order", "page", "desc"

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is its name in addresses, `heading` a message. `by` is what it sorts by, if it can."""

    key: str
    heading: str
    by: ColumnElement[Any] | None = None
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter, the words for it, and the rows that it leaves."""

    value: str
    words: str
    condition: ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """`key` is its name in addresses, `label` a message."""

    key: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`unique` settles the order of equals, `first` is the column that it is sorted by unasked.
    `endpoint` is the page its links lead to, where another view (a fragment) shows it too."""

    columns: tuple[Column, ...]
    unique: ColumnElement[Any]
    first: str
    is_descending: bool = False
    filters: tuple[Filter, ...] = ()
    endpoint: str | None = None

    def column(self, key: str) -> Column | None:
        """The one of that name that can be sorted by."""
        return next((one for one in self.columns if one.key == key and one.by is not None), None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of a table. `chosen` has an option for a filter that is set."""

    table: Table
    column: Column
    is_descending: bool
    page: int
    chosen: Mapping[str, Option]

    @classmethod
    def parse(cls, table: Table, args: Mapping[str, str]) -> Asked:
        """Whatever `args` say; the table's own order and first page where they say nothing."""
        first = table.column(table.first)
        assert first is not None
        column = table.column(args.get(_SORT, ""))
        chosen = {
            one.key: option
            for one in table.filters
            for option in one.options
            if args.get(one.key) == option.value
        }
        wanted = args.get(_PAGE, "")
        page = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 8 else 1
        return cls(
            table,
            column or first,
            args.get(_DIRECTION) == _DESCENDING if column else table.is_descending,
            max(1, min(page, _MOST_PAGES)),
            chosen,
        )

    def narrow(self, query: Select[Any]) -> Select[Any]:
        """`query` with the filters' conditions."""
        return query.where(*(option.condition for option in self.chosen.values()))

    def order(self, query: Select[Any]) -> Select[Any]:
        by, unique = self.column.by, self.table.unique
        assert by is not None
        if self.is_descending:
            return query.order_by(by.desc(), unique.desc())
        return query.order_by(by, unique)

    def address(self) -> dict[str, str]:
        """Of this order and these filters, the page left out."""
        told = {key: option.value for key, option in self.chosen.items()}
        table = self.table
        if (self.column.key, self.is_descending) != (table.first, table.is_descending):
            told[_SORT] = self.column.key
            told[_DIRECTION] = _DESCENDING if self.is_descending else "asc"
        return told


@dataclass(frozen=True, slots=True)
class TableView(Generic[Item]):
    """One page of a table. `total` counts the rows of all its pages."""

    asked: Asked
    rows: tuple[Item, ...]
    total: int
    page: int

    @property
    def last_page(self) -> int:
        return max(1, -(-self.total // ROWS_A_PAGE))

    @property
    def first_row(self) -> int:
        return (self.page - 1) * ROWS_A_PAGE + 1

    @property
    def last_row(self) -> int:
        return self.first_row + len(self.rows) - 1

    def direction(self, column: Column) -> str | None:
        """`ascending` or `descending` for the column it is sorted by, as `aria-sort` has it."""
        if column.key != self.asked.column.key:
            return None
        return "descending" if self.asked.is_descending else "ascending"

    def page_url(self, page: int) -> str:
        return self._url(self.asked.address() | {_PAGE: str(page)})

    def sort_url(self, column: Column) -> str:
        """By `column`; the other way round if it is by that already."""
        told = self.asked.address()
        is_turned = self.direction(column) == "ascending"
        told |= {_SORT: column.key, _DIRECTION: _DESCENDING if is_turned else "asc"}
        return self._url(told)

    def file_url(self, endpoint: str, kind: str) -> str:
        """Of the route that gives these rows as a file; `kind` is `xlsx` or `csv`."""
        return url_for(endpoint, **_place(self.asked.address()), kind=kind)

    def _url(self, args: Mapping[str, str]) -> str:
        endpoint = self.asked.table.endpoint or request.endpoint
        assert endpoint is not None
        return url_for(endpoint, **_place(args))


def read_table(
    connection: Connection, query: Select[Any], asked: Asked, made: Callable[[Row[Any]], Item]
) -> TableView[Item]:
    """One page: `query` narrowed, ordered and cut to it. Past the last page, the last one."""
    narrowed = asked.narrow(query)
    keys = narrowed.with_only_columns(asked.table.unique, maintain_column_froms=True)
    counted = select(func.count()).select_from(keys.order_by(None).subquery())
    total = int(connection.execute(counted).scalar_one())
    page = min(asked.page, max(1, -(-total // ROWS_A_PAGE)))
    cut = asked.order(narrowed).offset((page - 1) * ROWS_A_PAGE).limit(ROWS_A_PAGE)
    return TableView(asked, tuple(made(row) for row in connection.execute(cut)), total, page)


def every_row(connection: Connection, query: Select[Any], asked: Asked) -> Iterator[Row[Any]]:
    """All pages' rows in order, fetched few by few."""
    ordered = asked.order(asked.narrow(query))
    options = {"yield_per": _FETCHED_AT_ONCE}
    yield from connection.execute(ordered, execution_options=options)


def _place(args: Mapping[str, str]) -> dict[str, Any]:
    """With what the page's own address holds, as the id of a list."""
    return {**(request.view_args or {}), **args}
