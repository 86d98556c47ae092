"""Dates of birth whose day and month a spreadsheet may have swapped.

A spreadsheet set to American dates takes `03/12/1950` for March 12 and leaves `25/12/1950` as a
text. So a list where every date cell has a day up to 12, and dates with later days are all texts,
was probably typed day first and read month first. One date alone never shows it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cardsvc.registry.cells import RowCells
from cardsvc.registry.column import Column
from cardsvc.registry.finding import NoteCode
from cardsvc.registry.sheet import Kind

_FEWEST = 3  # of each kind, before chance is left out
_LATE_DAY = re.compile(r"\s*(1[3-9]|2\d|3[01])\s*[/.-]")


def tell_swapped_dates(people: Sequence[RowCells]) -> None:
    """Notes on every date cell of such a list that it may be swapped."""
    dated = [(cells, cells.cell(Column.BIRTH_DATE)) for cells in people]
    days = [(cells, cell.day.day) for cells, cell in dated if cell.kind is Kind.DATE and cell.day]
    late = sum(cell.kind is Kind.TEXT and bool(_LATE_DAY.match(cell.text)) for _, cell in dated)
    if len(days) >= _FEWEST and late >= _FEWEST and all(day <= 12 for _, day in days):
        for cells, _ in days:
            cells.note(Column.BIRTH_DATE, NoteCode.DATE_PERHAPS_SWAPPED)
