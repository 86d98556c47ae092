"""What the bodies of all journal entries have in common: their error, and a text's length."""

from __future__ import annotations

from firmware_config.errors import ContractError

MAX_TEXT = 64


class BodyError(ContractError):
    """A body that is not of its kind (`body-malformed`) or of no kind (`body-unknown-kind`)."""


def is_short(text: str) -> bool:
    return 0 < len(text) <= MAX_TEXT
