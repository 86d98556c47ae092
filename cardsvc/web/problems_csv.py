"""The problems of a payout list as a file, for those who made the list."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable
from io import StringIO

from cardsvc.registry.finding import Problem
from cardsvc.web.list_words import problem_words
from firmware_config.web.language import t

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for a formula, or skips to find one (OWASP, CSV Injection)."""


def problems_csv(problems: Iterable[Problem]) -> bytes:
    """Row, column, value, reason, in the page's language; UTF-8 with the mark that Excel needs."""
    text = StringIO()
    lines = csv.writer(text)
    heads = ("list-at-row", "list-at-column", "list-value", "list-reason")
    lines.writerow([t(head) for head in heads])
    for problem in problems:
        row = t("list-whole") if problem.row is None else str(problem.row)
        cells = (row, problem.heading, problem.value, problem_words(problem))
        lines.writerow([defused(cell) for cell in cells])
    return codecs.BOM_UTF8 + text.getvalue().encode()


def defused(cell: str) -> str:
    """`cell` as a spreadsheet shows it and never runs it."""
    return f"'{cell}" if cell.startswith(_STARTS_A_FORMULA) else cell
