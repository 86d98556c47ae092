"""A form of banknotes: so many of each denomination."""

from __future__ import annotations

from flask import request

from firmware_config.notes import DENOMINATIONS_VND, Notes, NotesError

_MAX_DIGITS = 6


def field(denomination_vnd: int) -> str:
    """The name of the field for one denomination."""
    return f"n{denomination_vnd}"


def notes_in_form() -> Notes:
    """What the form says; a field left empty is none.

    Raises:
        NotesError: `notes-count` with the `denomination_vnd` at fault.
    """
    return Notes.of({one: _count(one) for one in DENOMINATIONS_VND})


def _count(denomination_vnd: int) -> int:
    text = request.form.get(field(denomination_vnd), "").strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS):
        raise NotesError("notes-count", denomination_vnd=denomination_vnd)
    return int(text)
