"""The header of a payout list: one line, or two where a cell is merged over several columns.

A workbook read as a stream does not tell which cells are merged, and does not need to: a merged
cell keeps its text in its first column and leaves the others empty. So an empty upper cell over a
filled lower one stands under the text to its left:

    STT | Họ và tên | Số tiền     |           |            | Ký nhận
        |           | Mức trợ cấp | Truy lĩnh | Tổng tiền  |
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cardsvc.registry.column import Column, column_of
from cardsvc.registry.errors import ListFormatError
from cardsvc.registry.sheet import Row
from firmware_config.vietnamese.fold import fold

SEARCHED_ROWS = 40
_FEWEST_COLUMNS = 4  # a title or a signature block names fewer
_ASIDE = re.compile(r"\([^)]*\)")  # `Mức trợ cấp (đồng)`
_UNITS = frozenset(("", "dong", "vnd", "d"))
_ORDINAL = re.compile(r"[\d\s()=+*x.-]+|[a-z]", re.IGNORECASE)  # `(9)=(7)x(8)`, or a single letter


@dataclass(frozen=True, slots=True)
class Heading:
    """`text` as the sheet has it, without line breaks; `index` counts from 0 for column A."""

    column: Column
    text: str
    index: int


@dataclass(frozen=True, slots=True)
class Header:
    """`first_row` and `last_row` count from 1. `ignored` are headings that mean nothing here."""

    first_row: int
    last_row: int
    headings: tuple[Heading, ...]
    ignored: tuple[str, ...]

    def index(self, column: Column) -> int | None:
        return next((it.index for it in self.headings if it.column is column), None)


def find_header(rows: Sequence[Row], needed: Iterable[Column]) -> Header:
    """The header among the first 40 rows: where most columns are understood.

    Raises:
        ListFormatError: `header-not-found` (`looked_for`, `rows`), `columns-missing` (`missing`,
            `found`, `row`), `heading-twice` (`heading`, `other`, `row`). The lists are texts.
    """
    searched = [row for row in rows if row.number <= SEARCHED_ROWS]
    readings = [reading for at in range(len(searched)) for reading in _readings(rows, at)]
    best = max(readings, key=_weight, default=None)
    if best is None or len(best.columns) < _FEWEST_COLUMNS:
        looked_for = ", ".join(column.heading for column in needed)
        raise ListFormatError("header-not-found", looked_for=looked_for, rows=SEARCHED_ROWS)
    header = best.header()
    missing = [column.heading for column in needed if column not in best.columns]
    if missing:
        raise ListFormatError(
            "columns-missing",
            missing=", ".join(missing),
            found=", ".join(heading.text for heading in header.headings),
            row=header.first_row,
        )
    return header


def is_ordinal_line(row: Row) -> bool:
    """Whether `row` only numbers the columns: `(1)`, `2`, `B`, `(9)=(7)x(8)`."""
    return all(_ORDINAL.fullmatch(cell.text) for cell in row.filled)


def is_header_again(row: Row) -> bool:
    """Whether `row`, below the header, says a line of headings again, as on a new page."""
    return sum(_named(cell.text) is not None for cell in row.filled) >= 2


@dataclass(frozen=True, slots=True)
class _Label:
    """A heading as one reading has it. `grouped` when another stands above it."""

    text: str
    lower: str
    index: int
    grouped: bool

    def column(self) -> tuple[Column, int] | None:
        return _named(self.text) or (_named(self.lower) if self.grouped else None)


@dataclass(frozen=True, slots=True)
class _Reading:
    first_row: int
    last_row: int
    labels: tuple[_Label, ...]

    @property
    def columns(self) -> frozenset[Column]:
        return frozenset(named[0] for label in self.labels if (named := label.column()))

    def header(self) -> Header:
        """Each column once: the best rank, and one that stands alone before a grouped one, so
        that the name under `Người nhận thay` is not taken for the beneficiary's."""
        best: dict[Column, tuple[tuple[int, bool], _Label]] = {}
        ties: dict[Column, _Label] = {}
        for label in self.labels:
            named = label.column()
            if named is None:
                continue
            column, rank = named
            order = (rank, label.grouped)
            if column not in best or order < best[column][0]:
                best[column] = (order, label)
                ties.pop(column, None)
            elif order == best[column][0]:
                ties[column] = label
        if ties:
            column, other = next(iter(ties.items()))
            heading = best[column][1].text
            raise ListFormatError(
                "heading-twice", heading=heading, other=other.text, row=self.first_row
            )
        chosen = {label.index for _, label in best.values()}
        headings = (Heading(column, label.text, label.index) for column, (_, label) in best.items())
        return Header(
            self.first_row,
            self.last_row,
            tuple(sorted(headings, key=lambda heading: heading.index)),
            tuple(label.text for label in self.labels if label.index not in chosen),
        )


def _weight(reading: _Reading) -> tuple[int, int]:
    """Most columns; then most that stand under nothing, for the upper line may be a title."""
    alone = sum(label.column() is not None and not label.grouped for label in reading.labels)
    return len(reading.columns), alone


def _readings(rows: Sequence[Row], at: int) -> Iterator[_Reading]:
    """Row `at` as a header of one line, and with the line below as one of two.

    The two-line reading comes first where the lower line holds no figure (a line of units, say),
    and so wins a tie; a line of people always holds some.
    """
    upper = rows[at]
    one = _Reading(upper.number, upper.number, tuple(_labels(upper, None)))
    lower = rows[at + 1] if at + 1 < len(rows) else None
    if lower is None or lower.number != upper.number + 1:
        yield one
        return
    two = _Reading(upper.number, lower.number, tuple(_labels(upper, lower)))
    is_wordy = not any(cell.has_figure for cell in lower.filled)
    yield from (two, one) if is_wordy else (one, two)


def _labels(upper: Row, lower: Row | None) -> Iterator[_Label]:
    above = ""  # the upper text that a merged cell carries to the right
    for index in range(max(len(upper.cells), len(lower.cells) if lower else 0)):
        over = _one_line(upper.cell(index).text)
        under = _one_line(lower.cell(index).text) if lower else ""
        if fold(_ASIDE.sub("", under)) in _UNITS:
            above = ""
            if over:
                yield _Label(over, "", index, grouped=False)
            continue
        above = over or above
        yield _Label(f"{above} {under}".strip(), under, index, grouped=bool(above))


def _named(text: str) -> tuple[Column, int] | None:
    """What a heading names, whole or as one of its alternatives: `Số CCCD/CMND`."""
    plain = _plain(text)
    alternatives = [plain, *plain.split("/")]
    return next((named for it in alternatives if (named := column_of(it))), None)


def _plain(text: str) -> str:
    return fold(_ASIDE.sub("", text)).strip(" :*.,")


def _one_line(text: str) -> str:
    return " ".join(text.split())
