"""A sheet: the cells of a file with what is known of their types, whatever the file's format.

Values are kept as the file holds them; nothing is tidied here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cardsvc.registry.errors import ListFormatError

MAX_COLUMNS = 64  # a payout list has some 12; what lies further right is not read
MAX_ROWS = 250_000  # filled rows; the largest list we know of has some 100,000
MAX_CELL_LETTERS = 4_000  # a name, an address, a title; below where `int` refuses digits (4,300)


class Kind(StrEnum):
    EMPTY = "empty"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    FAULT = "fault"  # an error value, as #REF!


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is the value as a person would read it. `number` stands for a NUMBER. `day` stands
    for a DATE, and for a whole NUMBER that Excel would show as a date if it were formatted so."""

    kind: Kind
    text: str = ""
    number: Decimal | None = None
    day: date | None = None

    @classmethod
    def of_text(cls, text: str) -> Cell:
        return cls(Kind.TEXT, text) if text.strip() else EMPTY

    @property
    def is_empty(self) -> bool:
        return self.kind is Kind.EMPTY

    @property
    def has_figure(self) -> bool:
        """Whether it is a figure, or an error where one should be; a text that begins with a digit
        counts, as `1.500.000 đ` and `03/12/1950`, and `Ngày 20 tháng 10` does not."""
        if self.kind is Kind.TEXT:
            return self.text.strip()[:1].isdigit()
        return not self.is_empty


EMPTY = Cell(Kind.EMPTY)


@dataclass(frozen=True, slots=True)
class Row:
    """`number` counts from 1 as Excel shows it."""

    number: int
    cells: tuple[Cell, ...]

    @classmethod
    def of(cls, number: int, cells: Iterable[Cell]) -> Row:
        """Without the empty cells at its end.

        Raises:
            ListFormatError: `cell-too-long`.
        """
        kept = list(cells)
        if any(len(cell.text) > MAX_CELL_LETTERS for cell in kept):
            raise ListFormatError("cell-too-long", row=number, most=MAX_CELL_LETTERS)
        while kept and kept[-1].is_empty:
            kept.pop()
        return cls(number, tuple(kept))

    def cell(self, index: int | None) -> Cell:
        """The cell at `index` (0 for column A), `EMPTY` where there is none."""
        return EMPTY if index is None or index >= len(self.cells) else self.cells[index]

    @property
    def filled(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if not cell.is_empty)

    @property
    def text(self) -> str:
        return " ".join(cell.text for cell in self.filled)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows that hold anything, read anew each time they are gone through, one going at once.

    `is_typed` says that cells know a number from a text, as in a workbook; in a CSV file everything
    is text. `encoding_assumed` names an encoding that was tried because the text is no UTF-8.
    """

    name: str
    rows: Iterable[Row]
    is_typed: bool
    encoding_assumed: str | None = None
