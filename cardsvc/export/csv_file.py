"""A CSV file that Excel opens with its letters right and runs nothing of (RFC 4180)."""

from __future__ import annotations

import codecs
import csv
import io
from datetime import date, datetime
from typing import IO

from cardsvc.export.formula import defused
from cardsvc.export.sheet import Cell, Sheet
from firmware_config.vietnamese.dates import day_time_vi


def write_csv(file: IO[bytes], sheet: Sheet) -> int:
    """Writes UTF-8 with the mark that Excel needs; returns how many rows.

    Raises:
        ExportError: `export-too-many-rows`.
    """
    file.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    lines, number = csv.writer(text), 0
    lines.writerow([defused(heading) for heading in sheet.headings])
    for number, row in sheet.counted():  # noqa: B007 - the last is how many
        lines.writerow([_text(cell) for cell in row])
    text.flush()
    text.detach()  # the file is the caller's to close
    return number


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return day_time_vi(cell)
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, str):
        return defused(cell)
    return "" if cell is None else str(cell)
