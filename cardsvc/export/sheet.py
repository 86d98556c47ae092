"""What a download holds: a title, headings, and rows that are made while they are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cardsvc.errors import CentreError

MOST_ROWS = 1_048_575
"""An Excel sheet's 1,048,576 rows (Excel's own limits) without the headings."""

Cell = str | int | date | datetime | None
"""A whole number is written as a number, so money as đồng; times are aware."""


class ExportError(CentreError):
    """`export-too-many-rows` with the `limit`."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows` is gone through once; each has a cell for every heading. `most` rows are taken."""

    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    most: int = MOST_ROWS

    def counted(self) -> Iterable[tuple[int, Sequence[Cell]]]:
        """The rows from 1 on.

        Raises:
            ExportError: past the last row that it may have.
        """
        for number, row in enumerate(self.rows, start=1):
            if number > self.most:
                raise ExportError("export-too-many-rows", limit=self.most)
            yield number, row
