"""A QR code as one path of an SVG, drawn in the page: nothing that holds a secret is fetched."""

from __future__ import annotations

from dataclasses import dataclass

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

_QUIET_MODULES = 4  # ISO/IEC 18004 §6.3.8


@dataclass(frozen=True, slots=True)
class Picture:
    """`path` for an SVG whose view box has `side` modules each way."""

    side: int
    path: str


def picture_of(text: str) -> Picture:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=_QUIET_MODULES)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark
    )
    return Picture(len(matrix), path)
