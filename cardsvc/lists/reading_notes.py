"""What the reading of a list has to say, as the case keeps it: JSON, and rows of problems."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from cardsvc.registry.column import Column
from cardsvc.registry.finding import Datum, Note, NoteCode, Problem, Reason
from cardsvc.registry.header import Header, Heading
from cardsvc.registry.sheet import Cell, Kind, Row
from cardsvc.registry.totals import Totals

EXAMPLES = 20
"""Of each kind of note; the others are counted."""
_MOST_SIGNATURES = 40
_MOST_VALUE_LETTERS = 200

PROBLEM_COLUMNS = (
    *("list_case", "row", "column", "heading", "value", "reason", "data", "is_check"),
)


@dataclass(slots=True)
class NoteGroup:
    """Notes of one kind about one column: how many, and the first of them."""

    code: NoteCode
    heading: str
    count: int = 0
    examples: list[tuple[int | None, str, str]] = field(default_factory=list)
    """Row, value, what was taken."""
    data: dict[str, int | str] = field(default_factory=dict)
    """The first one's."""


@dataclass(slots=True)
class NoteTally:
    groups: dict[tuple[str, str], NoteGroup] = field(default_factory=dict)

    def add(self, notes: Iterable[Note], row: int | None = None) -> None:
        """`row` stands in place of the notes' own, for those that were learnt of another row."""
        for note in notes:
            key = note.code.value, note.heading
            group = self.groups.get(key)
            if group is None:
                group = self.groups[key] = NoteGroup(note.code, note.heading)
                group.data = _plain_data(note.data)
            group.count += 1
            if len(group.examples) < EXAMPLES:
                at = note.row if row is None else row
                value = note.value[:_MOST_VALUE_LETTERS]
                group.examples.append((at, value, note.taken[:_MOST_VALUE_LETTERS]))

    def count_more(self, code: NoteCode, more: int) -> None:
        """Of that kind, which has examples enough."""
        for group in self.groups.values():
            if group.code is code:
                group.count += more


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says of a list as a whole."""

    header_rows: tuple[int, int]
    columns: tuple[Heading, ...]
    ignored: tuple[str, ...]
    totals: Totals
    notes: tuple[NoteGroup, ...]
    signatures: tuple[str, ...] = field(repr=False)

    @classmethod
    def of(
        cls, header: Header, totals: Totals, notes: NoteTally, signatures: Iterable[str]
    ) -> Told:
        return cls(
            (header.first_row, header.last_row),
            header.headings,
            header.ignored,
            totals,
            tuple(sorted(notes.groups.values(), key=lambda group: -group.count)),
            tuple(signatures)[:_MOST_SIGNATURES],
        )

    @property
    def header(self) -> Header:
        return Header(*self.header_rows, self.columns, self.ignored)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def parse(cls, text: str) -> Told:
        told = json.loads(text)
        return cls(
            tuple(told["header_rows"]),
            tuple(Heading(Column(it["column"]), it["text"], it["index"]) for it in told["columns"]),
            tuple(told["ignored"]),
            Totals(**told["totals"]),
            tuple(
                NoteGroup(
                    NoteCode(it["code"]),
                    it["heading"],
                    it["count"],
                    [tuple(example) for example in it["examples"]],
                    it["data"],
                )
                for it in told["notes"]
            ),
            tuple(told["signatures"]),
        )


def problem_row(case: int, problem: Problem, *, is_check: bool = False) -> tuple[Any, ...]:
    """As `PROBLEM_COLUMNS` has it."""
    return (
        case,
        problem.row,
        problem.column.value if problem.column else None,
        problem.heading,
        problem.value[:_MOST_VALUE_LETTERS],
        problem.reason.value,
        json.dumps(_plain_data(problem.data), ensure_ascii=False),
        is_check,
    )


def problem_of(row: Any) -> Problem:
    """From a row of `list_problem`."""
    data: Mapping[str, Datum] = json.loads(row.data)
    column = Column(row.column) if row.column else None
    return Problem(row.row, column, row.heading, row.value, Reason(row.reason), data)


def cells_json(row: Row) -> str:
    cells = [
        (
            cell.kind.value,
            cell.text,
            None if cell.number is None else str(cell.number),
            None if cell.day is None else cell.day.isoformat(),
        )
        for cell in row.cells
    ]
    return json.dumps(cells, ensure_ascii=False)


def row_of_json(number: int, text: str) -> Row:
    return Row(
        number,
        tuple(
            Cell(
                Kind(kind),
                said,
                Decimal(figure) if figure is not None else None,
                date.fromisoformat(day) if day else None,
            )
            for kind, said, figure, day in json.loads(text)
        ),
    )


def _plain_data(data: Mapping[str, Datum]) -> dict[str, int | str]:
    return {
        name: str(datum) if isinstance(datum, Decimal) else datum for name, datum in data.items()
    }
