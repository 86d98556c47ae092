"""A list on A4: as many pages as it needs, numbered, its headings on each, signed at the end.

As `document`, it is drawn from the top down and the same calls give the same bytes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import font_roboto
from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from fpdf.fonts import FontFace
from fpdf.prefs import ViewerPreferences

from firmware_config.paper.document import Align, SignatureColumn

_MM_PER_PT = 25.4 / 72
_LEADING = 1.32
_MARGIN_MM = 15.0
_FOOT_MM = 18.0
_HEAD_GREY = (232, 236, 240)


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, its share of the width, and how what stands below is set."""

    heading: str
    share: float
    align: Align = "L"


class _Pages(FPDF):
    """FPDF asks a subclass for what stands at the foot of each page."""

    footing = ""

    def footer(self) -> None:
        self.set_y(-_FOOT_MM + 6)
        self.set_font("Roboto", "", 8)
        self.cell(0, 4, self.footing, align="L")
        self.set_x(self.l_margin)
        self.cell(0, 4, f"Trang {self.page_no()}/{{nb}}", align="R")


class Listing:
    """A list being drawn, upright or `wide`. `footing` stands on every page."""

    def __init__(
        self, *, title: str, made_at: datetime, footing: str = "", wide: bool = False
    ) -> None:
        """`made_at` is an aware time: the document's date."""
        pdf = _Pages(orientation="L" if wide else "P", unit="mm", format="A4")
        pdf.footing = _nfc(footing)
        pdf.set_lang("vi-VN")
        pdf.set_title(_nfc(title))
        pdf.set_creation_date(made_at)
        pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
        pdf.set_margin(_MARGIN_MM)
        pdf.set_auto_page_break(True, margin=_FOOT_MM)
        pdf.c_margin = 1
        pdf.add_font("Roboto", "", font_roboto.Roboto)
        pdf.add_font("Roboto", "B", font_roboto.RobotoBold)
        pdf.add_page()
        self._pdf = pdf

    def text(self, text: str, size_pt: float, *, bold: bool = False, align: Align = "L") -> None:
        """A paragraph, wrapped to the page."""
        self._pdf.set_font("Roboto", "B" if bold else "", size_pt)
        line_mm = size_pt * _MM_PER_PT * _LEADING
        self._pdf.set_x(self._pdf.l_margin)
        self._pdf.multi_cell(0, line_mm, _nfc(text), align=align, new_x="LMARGIN", new_y="NEXT")

    def gap(self, height_mm: float) -> None:
        self._pdf.y += height_mm

    def banner(self, vi: str, en: str) -> None:
        """A framed line across the page that nobody overlooks."""
        self._pdf.set_font("Roboto", "B", 12)
        self._pdf.set_line_width(0.6)
        self._pdf.cell(0, 9, f"{vi} / {en}", border=1, align="C", new_x="LMARGIN", new_y="NEXT")
        self._pdf.set_line_width(0.2)
        self.gap(3)

    def table(
        self,
        columns: Sequence[Column],
        rows: Iterable[Sequence[str]],
        size_pt: float = 9,
        row_mm: float = 0,
    ) -> None:
        """A row is never broken by a page's end. `row_mm` is the least height of a row, to write
        in."""
        pdf = self._pdf
        pdf.set_font("Roboto", "", size_pt)
        pdf.set_line_width(0.2)
        with pdf.table(
            borders_layout=TableBordersLayout.ALL,
            headings_style=FontFace(emphasis="BOLD", fill_color=_HEAD_GREY),
            line_height=size_pt * _MM_PER_PT * _LEADING,
            padding=0.8,
            text_align=tuple(one.align for one in columns),
            col_widths=tuple(one.share for one in columns),
            width=pdf.epw,
            min_row_height=row_mm or None,
        ) as table:
            heading = table.row()
            for column in columns:
                heading.cell(_nfc(column.heading), align="C")
            for row in rows:
                drawn = table.row()
                for text in row:
                    drawn.cell(_nfc(text))

    def keep(self, height_mm: float) -> None:
        """Begin a new page unless so much is left on this one."""
        if self._pdf.will_page_break(height_mm):
            self._pdf.add_page()

    def signatures(self, columns: Sequence[SignatureColumn], room_mm: float) -> None:
        """Who signs above, `room_mm` to sign in, the printed name below; on one page."""
        self.keep(room_mm + 20)
        pdf = self._pdf
        top_mm, width_mm = pdf.y, pdf.epw / len(columns)
        for at, column in enumerate(columns):
            for text, size_pt, bold, room in (
                (column.vi, 10.0, True, 0.0),
                (column.en, 8.0, False, room_mm),
                (column.name or " ", 10.0, False, 0.0),
            ):
                pdf.set_xy(pdf.l_margin + at * width_mm, pdf.y if text != column.vi else top_mm)
                pdf.set_font("Roboto", "B" if bold else "", size_pt)
                line_mm = size_pt * _MM_PER_PT * _LEADING
                pdf.multi_cell(width_mm, line_mm, _nfc(text), align="C", new_x="LEFT", new_y="NEXT")
                self.gap(room)

    def to_bytes(self) -> bytes:
        """The finished PDF; the list is closed with it."""
        return bytes(self._pdf.output())


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
