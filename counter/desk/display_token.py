"""The secret in the address of the second screen: who has it may look at that screen, no more."""

from __future__ import annotations

import secrets
from pathlib import Path

from firmware_config.durable import write_durably

FILE = "display"
_BYTES = 16


def display_token(state: Path) -> str:
    """The token of the counter whose folder is `state`; made at first and kept.

    Raises:
        OSError: the folder cannot be written.
    """
    file = state / FILE
    try:
        return file.read_text("ascii").strip()
    except FileNotFoundError:
        token = secrets.token_urlsafe(_BYTES)
    write_durably(file, token.encode() + b"\n")
    return token
