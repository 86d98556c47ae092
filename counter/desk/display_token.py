"""The secret in the address of the second screen: who has it may look at that screen, no more."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

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
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(token + "\n")
    return token
