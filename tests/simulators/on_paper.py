"""What stands on a PDF."""

from __future__ import annotations

import subprocess

_PDFTOTEXT = ["pdftotext", "-layout", "-", "-"]


def words_on(pdf: bytes) -> str:
    """Its words in the order of reading, one space between them."""
    return " ".join(told_by(_PDFTOTEXT, pdf).split())


def told_by(command: list[str], pdf: bytes) -> str:
    """What a command of Poppler's says that is given `pdf`."""
    told = subprocess.run(command, input=pdf, capture_output=True, check=True)  # noqa: S603 -- fixed
    return told.stdout.decode()
