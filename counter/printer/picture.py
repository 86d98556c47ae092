"""A receipt's PDF as the dots of a printer's head.

The printer gets a picture of the very page that the PDF shows: printers' own letters have no
Vietnamese, or another maker's idea of it.
"""

from __future__ import annotations

from threading import Lock

import pypdfium2
from PIL import Image

from counter.printer.roll import DOTS_PER_MM, Roll

_MM_PER_PT = 25.4 / 72
# From this shade on a dot stays white. Lighter than the middle: thin strokes of small letters stay.
_WHITE_FROM = 170
# PDFium may not be called by two threads at once, not even with two documents (its documentation).
_RENDERING = Lock()


def picture(pdf: bytes, roll: Roll) -> Image.Image:
    """The one page of `pdf`, a roll wide, in black and white without its margins."""
    with _RENDERING:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[0]
            bitmap = page.render(scale=DOTS_PER_MM * _MM_PER_PT, grayscale=True)
            # A copy: the bitmap's memory is PDFium's.
            grey: Image.Image = bitmap.to_pil().convert("L")
            bitmap.close()
            page.close()
        finally:
            document.close()
    left = round(roll.margin_mm * DOTS_PER_MM)
    head = grey.crop((left, 0, left + roll.dots, grey.height))
    return head.point(lambda shade: 255 if shade >= _WHITE_FROM else 0).convert(
        "1", dither=Image.Dither.NONE
    )
