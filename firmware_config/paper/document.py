"""A printed paper: Roboto embedded, Vietnamese over English, measured in millimetres.

A page is drawn from the top down: each call writes at the cursor and moves it below what it wrote.
The same calls give the same bytes, so that a copy of a receipt is the receipt.
"""

from __future__ import annotations

import io
import logging
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

import font_roboto
from fpdf import FPDF
from fpdf.enums import PathPaintRule
from fpdf.fonts import TTFFont
from fpdf.prefs import ViewerPreferences

from firmware_config.errors import ContractError

# It logs the letters it keeps of a font: those of a person's name.
logging.getLogger("fontTools").setLevel(logging.WARNING)

Align = Literal["L", "C", "R"]

_MM_PER_PT = 25.4 / 72
_LEADING = 1.32
"""Line height over type size: capital letters carry two marks (Ẫ, Ộ) and must not touch."""
_ENGLISH_SCALE = 0.76
_LABEL_SHARE = 0.36
_ROUNDING_MM = 0.01


class PaperError(ContractError):
    """Something that cannot be printed."""


@dataclass(frozen=True, slots=True)
class SignatureColumn:
    """Who signs, in Vietnamese and English, and their printed name if it is known."""

    vi: str
    en: str
    name: str = ""


class Paper:
    """A page being drawn. Text is normalised to NFC: the font has the letters, not the marks."""

    def __init__(
        self,
        *,
        title: str,
        made_at: datetime,
        width_mm: float,
        height_mm: float,
        margin_mm: float,
    ) -> None:
        """`made_at` is an aware time: the document's date."""
        pdf = FPDF(unit="mm", format=(width_mm, height_mm))
        pdf.set_lang("vi-VN")
        pdf.set_title(_nfc(title))
        pdf.set_creation_date(made_at)
        # Shrinking to fit would shrink a QR code's modules.
        pdf.viewer_preferences = ViewerPreferences(display_doc_title=True, print_scaling="None")
        pdf.set_margin(margin_mm)
        pdf.set_auto_page_break(False)
        pdf.c_margin = 0
        pdf.add_font("Roboto", "", font_roboto.Roboto)
        pdf.add_font("Roboto", "B", font_roboto.RobotoBold)
        pdf.add_page()
        self._pdf = pdf
        self._left_mm = margin_mm
        self._inner_mm = width_mm - 2 * margin_mm
        self._bottom_mm = height_mm - margin_mm

    @property
    def cursor_mm(self) -> float:
        """How far down the page the next call writes."""
        return float(self._pdf.y)

    @property
    def fits(self) -> bool:
        """Whether all that was drawn is on the page, above its bottom margin."""
        return self.cursor_mm <= self._bottom_mm + _ROUNDING_MM

    @property
    def room_mm(self) -> float:
        """How much is left of the page, above its bottom margin."""
        return self._bottom_mm - self.cursor_mm

    def gap(self, height_mm: float) -> None:
        self._pdf.y += height_mm

    def next_page(self) -> None:
        """Begin another page of the same size, once what is drawn fits this one.

        Raises:
            PaperError: `paper-overflow`.
        """
        self._check_fits()
        self._pdf.add_page()

    def place(self, left_mm: float, top_mm: float, width_mm: float) -> None:
        """From here on write in a column of its own, `width_mm` wide, down from `top_mm`."""
        self._left_mm, self._inner_mm = left_mm, width_mm
        self._pdf.y = top_mm

    def frame(self, width_mm: float, height_mm: float) -> None:
        """A thin frame with its upper left corner at the cursor, which stays."""
        self._pdf.set_line_width(0.15)
        self._pdf.rect(self._left_mm, self.cursor_mm, width_mm, height_mm)

    def picture(self, octets: bytes, width_mm: float, height_mm: float) -> None:
        """A JPEG or PNG, whole and in its own proportions within that space."""
        self._pdf.image(
            io.BytesIO(octets),
            self._left_mm,
            self.cursor_mm,
            width_mm,
            height_mm,
            keep_aspect_ratio=True,
        )
        self.gap(height_mm)

    def rule(self) -> None:
        """A thin line across, with air above and below."""
        self.gap(1.6)
        self._pdf.set_line_width(0.2)
        y_mm = self.cursor_mm
        self._pdf.line(self._left_mm, y_mm, self._left_mm + self._inner_mm, y_mm)
        self.gap(1.6)

    def text(self, text: str, size_pt: float, *, bold: bool = False, align: Align = "L") -> None:
        """A paragraph, wrapped to the page."""
        self._block(text, size_pt, self._left_mm, self._inner_mm, bold=bold, align=align)

    def bilingual(
        self, vi: str, en: str, size_pt: float, *, bold: bool = False, align: Align = "L"
    ) -> None:
        """Vietnamese, and English in smaller letters below it."""
        self.text(vi, size_pt, bold=bold, align=align)
        self.text(en, size_pt * _ENGLISH_SCALE, align=align)

    def labelled(self, vi: str, en: str, value: str, size_pt: float, value_en: str = "") -> None:
        """A bilingual label on the left and its value in bold beside it."""
        top_mm = self.cursor_mm
        label_pt = size_pt * 0.86
        label_mm = self._inner_mm * _LABEL_SHARE
        self._block(vi, label_pt, self._left_mm, label_mm - 2)
        self._block(en, label_pt * _ENGLISH_SCALE, self._left_mm, label_mm - 2)
        below_label_mm = self.cursor_mm
        self._pdf.y = top_mm
        value_at_mm, value_mm = self._left_mm + label_mm, self._inner_mm - label_mm
        self._block(value, size_pt, value_at_mm, value_mm, bold=True)
        if value_en:
            self._block(value_en, label_pt * _ENGLISH_SCALE, value_at_mm, value_mm)
        self._pdf.y = max(self.cursor_mm, below_label_mm) + 0.8

    def amount(self, label: str, amount: str, size_pt: float, *, bold: bool = False) -> None:
        """A label on the left, and an amount on the same line at the right edge."""
        top_mm = self.cursor_mm
        self._block(amount, size_pt, self._left_mm, self._inner_mm, bold=bold, align="R")
        self._pdf.y = top_mm
        self._pdf.set_font("Roboto", "B" if bold else "", size_pt)
        amount_mm = self._pdf.get_string_width(_nfc(amount)) + 2
        self._block(label, size_pt, self._left_mm, self._inner_mm - amount_mm, bold=bold)

    def banner(self, vi: str, en: str) -> None:
        """A framed line across the page that nobody overlooks: simulated, copy."""
        top_mm = self.cursor_mm
        self.gap(1.2)
        self.text(f"{vi} / {en}", 11, bold=True, align="C")
        self.gap(1.2)
        self._pdf.set_line_width(0.6)
        self._pdf.rect(self._left_mm, top_mm, self._inner_mm, self.cursor_mm - top_mm)
        self.gap(2)

    def simulated_banner(self) -> None:
        """On every paper that a simulated card or reader had a part in."""
        self.banner("MÔ PHỎNG", "SIMULATED")

    def practice_banner(self) -> None:
        """On every paper of a training session: nothing on it was paid."""
        self.banner("TẬP DƯỢT", "PRACTICE")

    def signatures(
        self, columns: Sequence[SignatureColumn], room_mm: float, scale: float = 1.0
    ) -> None:
        """Columns to sign in: who signs above, `room_mm` to sign in, the printed name below.

        `scale` is the type's, for a narrow page.
        """
        top_mm = self.cursor_mm
        column_mm = self._inner_mm / len(columns)
        for at, column in enumerate(columns):
            self._pdf.y = top_mm
            left_mm, width_mm = self._left_mm + at * column_mm, column_mm - 2
            self._block(column.vi, 8.5 * scale, left_mm, width_mm, bold=True, align="C")
            self._block(column.en, 6.5 * scale, left_mm, width_mm, align="C")
            self.gap(room_mm)
            self._block(column.name or " ", 8.5 * scale, left_mm, width_mm, align="C")

    def squares(self, rows: Sequence[Sequence[bool]], square_mm: float) -> None:
        """A square pattern, centred, each dark square exactly `square_mm` wide.

        One path for the whole, so that no seam shows between rows however it is rasterised.
        """
        left_mm = self._left_mm + (self._inner_mm - len(rows) * square_mm) / 2
        with self._pdf.new_path(paint_rule=PathPaintRule.FILL_NONZERO) as path:
            path.style.fill_color = "#000000"
            for down, row in enumerate(rows):
                for is_dark, run in groupby(range(len(row)), key=row.__getitem__):
                    columns = list(run)
                    if is_dark:
                        path.rectangle(
                            left_mm + columns[0] * square_mm,
                            self.cursor_mm + down * square_mm,
                            len(columns) * square_mm,
                            square_mm,
                        )
        self.gap(len(rows) * square_mm)

    def to_bytes(self) -> bytes:
        """The finished PDF; the page is closed with it.

        Raises:
            PaperError: `paper-overflow`: a paper that stops half-way is worse than none.
        """
        self._check_fits()
        return bytes(self._pdf.output())

    def close(self) -> None:
        """Close the font files of a page that will not be finished, one drawn to measure."""
        for font in self._pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    def _check_fits(self) -> None:
        if not self.fits:
            raise PaperError("paper-overflow", used_mm=round(self.cursor_mm, 1))

    def _block(
        self,
        text: str,
        size_pt: float,
        left_mm: float,
        width_mm: float,
        *,
        bold: bool = False,
        align: Align = "L",
    ) -> None:
        self._pdf.set_font("Roboto", "B" if bold else "", size_pt)
        self._pdf.x = left_mm
        line_mm = size_pt * _MM_PER_PT * _LEADING
        self._pdf.multi_cell(
            width_mm, line_mm, _nfc(text), align=align, new_x="LMARGIN", new_y="NEXT"
        )


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
