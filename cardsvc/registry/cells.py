"""The cells of one person's row by column, and what is told about them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from cardsvc.registry.column import Column
from cardsvc.registry.finding import Datum, Findings, NoteCode, Reason
from cardsvc.registry.header import Header
from cardsvc.registry.sheet import Cell, Kind, Row

INVISIBLE = frozenset((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_DROPPED = dict.fromkeys(INVISIBLE)


@dataclass(frozen=True, slots=True)
class RowCells:
    """One row. `is_typed`: see `Sheet`."""

    row: Row
    header: Header
    is_typed: bool
    found: Findings

    def has(self, column: Column) -> bool:
        """Whether the sheet has the column at all."""
        return self.header.index(column) is not None

    def cell(self, column: Column) -> Cell:
        return self.row.cell(self.header.index(column))

    def usable(self, column: Column) -> Cell | None:
        """The cell, or `None` after telling that it is blank or holds a formula's error."""
        cell = self.cell(column)
        if cell.kind is Kind.FAULT:
            self.problem(column, Reason.FORMULA_ERROR)
            return None
        if cell.is_empty:
            self.problem(column, Reason.MISSING)
            return None
        return cell

    def text(self, column: Column) -> str | None:
        """The cell's text in NFC, with single spaces and nothing invisible in it."""
        cell = self.usable(column)
        if cell is None:
            return None
        visible = cell.text.translate(_DROPPED)
        composed = unicodedata.normalize("NFC", visible)
        tidy = " ".join(composed.split())
        if composed != visible:
            self.note(column, NoteCode.LETTERS_COMPOSED, tidy)
        if tidy != composed or visible != cell.text:
            self.note(column, NoteCode.SPACES_COLLAPSED, tidy)
        return tidy

    def problem(self, column: Column, reason: Reason, **data: Datum) -> None:
        self.found.problem(self.row.number, column, reason, self.cell(column).text, **data)

    def note(self, column: Column, code: NoteCode, taken: object = "", **data: Datum) -> None:
        self.found.note(self.row.number, column, code, self.cell(column).text, taken, **data)
