"""What people write about a case, kept in the trail: no citizen number may stand there. Pure."""

from __future__ import annotations

import re
import unicodedata

from cardsvc.case_opening.errors import CaseError

MAX_LETTERS = 500
MIN_LETTERS = 5
"""A dot explains nothing to whoever reads it in ten years."""
_NUMBER = re.compile(r"(?:\d[ .-]?){9,}")
"""Citizen numbers have 12 digits, the older identity cards 9."""


def parse_words(text: str) -> str:
    """One line of words.

    Raises:
        CaseError: `case-words-missing`, `case-words-long` with the `limit`, or `case-words-number`:
            a number that may be somebody's.
    """
    words = " ".join(unicodedata.normalize("NFC", text).split())
    if len(words) < MIN_LETTERS:
        raise CaseError("case-words-missing", least=MIN_LETTERS)
    if len(words) > MAX_LETTERS:
        raise CaseError("case-words-long", limit=MAX_LETTERS)
    if _NUMBER.search(words):
        raise CaseError("case-words-number")
    return words
