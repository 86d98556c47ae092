"""What a payout list's reading and intake have to say, in words."""

from __future__ import annotations

from cardsvc.lists.reading_notes import NoteGroup
from cardsvc.registry.errors import ListFormatError
from cardsvc.registry.finding import Problem
from cardsvc.web.words import known_in
from firmware_config.errors import ContractError
from firmware_config.web.language import t

_ROWS_NAMED = 20


def problem_words(problem: Problem) -> str:
    return t(f"list-problem-{problem.reason}", **problem.data)


def note_words(group: NoteGroup) -> str:
    return t(f"list-note-{group.code}", **group.data)


def refusal_words(fault: ContractError) -> str:
    """Why a file, a form or an accepted list is not taken."""
    told = {name: _said(value) for name, value in fault.data.items()}
    if isinstance(fault, ListFormatError):
        return t(f"list-format-{fault.code}", **told)
    code = known_in(fault.code, "list-refusal")
    if code != fault.code:
        told = {"code": fault.code}
    return t(f"list-refusal-{code}", **told)


def _said(value: object) -> object:
    if isinstance(value, tuple):  # numbers of rows
        named = ", ".join(str(row) for row in value[:_ROWS_NAMED])
        return named if len(value) <= _ROWS_NAMED else f"{named}, …"
    return value
