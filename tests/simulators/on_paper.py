"""What stands on a PDF."""

from __future__ import annotations

import subprocess

_PDFTOTEXT = ["pdftotext", "-layout", "-", "-"]


def words_on(pdf: bytes) -> str:
    """Its words in the order of reading, one space between them."""
    told = subprocess.run(_PDFTOTEXT, input=pdf, capture_output=True, check=True)  # noqa: S603 -- fixed
    return " ".join(told.stdout.decode().split())
