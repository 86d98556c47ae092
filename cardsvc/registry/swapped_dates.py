"""Dates of birth whose day and month a spreadsheet may have swapped.

A spreadsheet set to American dates takes `03/12/1950` for March 12 and leaves `25/12/1950` as a
text. So a list where every date cell has a day up to 12, and dates with later days are all texts,
was probably typed day first and read month first. One date alone never shows it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cardsvc.registry.cells import RowCells
from cardsvc.registry.column import Column
from cardsvc.registry.finding import NoteCode
from cardsvc.registry.sheet import Kind

_EXAMPLES = 20
_FEWEST = 3  # of each kind, before chance is left out
_LATE_DAY = re.compile(r"\s*(1[3-9]|2\d|3[01])\s*[/.-]")


@dataclass(slots=True)
class SwappedDates:
    """What was seen of a list's dates, row by row; of those that may be swapped a few."""

    dated: int = 0
    late: int = 0
    has_late_day: bool = False
    _first: list[RowCells] = field(default_factory=list)

    def look(self, cells: RowCells) -> None:
        cell = cells.cell(Column.BIRTH_DATE)
        if cell.kind is Kind.DATE and cell.day:
            self.dated += 1
            self.has_late_day |= cell.day.day > 12
            if len(self._first) < _EXAMPLES:
                self._first.append(cells)
        elif cell.kind is Kind.TEXT and _LATE_DAY.match(cell.text):
            self.late += 1

    @property
    def are_likely(self) -> bool:
        return self.dated >= _FEWEST and self.late >= _FEWEST and not self.has_late_day

    def tell(self) -> int:
        """Notes on the first date cells of such a list; how many more there are."""
        if not self.are_likely:
            return 0
        for cells in self._first:
            cells.note(Column.BIRTH_DATE, NoteCode.DATE_PERHAPS_SWAPPED)
        return self.dated - len(self._first)


def tell_swapped_dates(people: Sequence[RowCells]) -> None:
    """Notes on every date cell of such a list that it may be swapped."""
    seen = SwappedDates()
    for cells in people:
        seen.look(cells)
    for cells in people if seen.are_likely else ():
        if cells.cell(Column.BIRTH_DATE).kind is Kind.DATE:
            cells.note(Column.BIRTH_DATE, NoteCode.DATE_PERHAPS_SWAPPED)
