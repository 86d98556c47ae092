"""A list of any length on A4, written page by page: what is drawn leaves memory with its page.

As `listing`, it is drawn from the top down, its headings stand on each page, and the same calls
give the same bytes. The file is complete once `close` was called.
"""

from __future__ import annotations

import codecs
import hashlib
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import IO

from firmware_config.paper.document import Align, SignatureColumn
from firmware_config.paper.embedded import Face, face
from firmware_config.paper.listing import Column
from firmware_config.vietnamese.dates import VIET_NAM

_PT_PER_MM = 72 / 25.4
_A4_PT = (595.28, 841.89)  # ISO 216
_MARGIN_PT = 15 * _PT_PER_MM
_FOOT_PT = 18 * _PT_PER_MM
_LEADING = 1.32
_PADDING_PT = 2.4
_RISE = 0.78
"""Of a line's height what lies above the base line, so that a capital's two marks stay inside."""
_ENGLISH_SCALE = 0.78
_HEAD_GREY = "0.91 0.925 0.94 rg"
_CATALOGUE, _PAGES, _TOTAL, _INFO, _FIRST_FREE = 1, 2, 3, 4, 5
_FACES = ("", "B")
_OBJECTS_A_FACE = 5


class LongListing:
    """A list being written to `file`, upright or `wide`. `footing` stands on every page."""

    def __init__(
        self,
        file: IO[bytes],
        *,
        title: str,
        made_at: datetime,
        footing: str = "",
        wide: bool = False,
    ) -> None:
        """`made_at` is an aware time: the document's date."""
        self._file = file
        self._title, self._made_at, self._footing = _nfc(title), made_at, _nfc(footing)
        self._width, self._height = _A4_PT[::-1] if wide else _A4_PT
        self._offsets: dict[int, int] = {}
        self._at = 0
        self._pages: list[int] = []
        self._next = _FIRST_FREE + _OBJECTS_A_FACE * len(_FACES)
        self._faces = {style: face(style) for style in _FACES}
        self._drawn: list[str] = []
        self._y = 0.0
        # The octets after the version keep transfer programs from taking it for text.
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self._begin_page()

    @property
    def _inner(self) -> float:
        return self._width - 2 * _MARGIN_PT

    @property
    def _room(self) -> float:
        return self._y - _FOOT_PT

    def text(self, text: str, size_pt: float, *, bold: bool = False, align: Align = "L") -> None:
        """A paragraph, wrapped to the page."""
        style = "B" if bold else ""
        for line in self._wrapped(text, self._inner, size_pt, style):
            self.keep(size_pt * _LEADING / _PT_PER_MM)
            self._line(line, _MARGIN_PT, self._inner, size_pt, style, align)

    def bilingual(
        self, vi: str, en: str, size_pt: float, *, bold: bool = False, align: Align = "L"
    ) -> None:
        """Vietnamese, and English in smaller letters below it."""
        self.text(vi, size_pt, bold=bold, align=align)
        self.text(en, size_pt * _ENGLISH_SCALE, align=align)

    def amount(self, label: str, amount: str, size_pt: float, *, bold: bool = False) -> None:
        """A label on the left, and an amount on the same line at the right edge."""
        self.keep(size_pt * _LEADING / _PT_PER_MM)
        style, top = "B" if bold else "", self._y
        self._line(label, _MARGIN_PT, self._inner, size_pt, style, "L")
        self._y = top
        self._line(amount, _MARGIN_PT, self._inner, size_pt, style, "R")

    def gap(self, height_mm: float) -> None:
        self._y -= height_mm * _PT_PER_MM

    def banner(self, vi: str, en: str) -> None:
        """A framed line across the page that nobody overlooks."""
        height = 9 * _PT_PER_MM
        top = self._y
        self._y -= (height - 12 * _LEADING) / 2
        self._line(f"{vi} / {en}", _MARGIN_PT, self._inner, 12, "B", "C")
        self._drawn.append(
            f"1.7 w {_MARGIN_PT:.2f} {top - height:.2f} {self._inner:.2f} {height:.2f} re S"
        )
        self._y = top - height
        self.gap(3)

    def keep(self, height_mm: float) -> None:
        """Begin a new page unless so much is left on this one."""
        if self._room < height_mm * _PT_PER_MM:
            self._end_page()
            self._begin_page()

    def table(
        self, columns: Sequence[Column], rows: Iterable[Sequence[str]], size_pt: float = 9
    ) -> None:
        """A row is never broken by a page's end. `rows` is gone through once."""
        draw = self.rows(columns, size_pt)
        for row in rows:
            draw(row)

    def rows(
        self, columns: Sequence[Column], size_pt: float = 9
    ) -> Callable[[Sequence[str]], None]:
        """The headings, and what draws a row below them. A row that begins with an empty text is
        set in bold: a total."""
        whole = sum(column.share for column in columns)
        widths = [column.share / whole * self._inner for column in columns]
        aligns = [column.align for column in columns]
        headings = [column.heading for column in columns]
        centred: list[Align] = ["C"] * len(columns)

        def head() -> None:
            self._row(headings, widths, centred, size_pt, "B", is_heading=True)

        def draw(row: Sequence[str]) -> None:
            style = "" if row[0] else "B"
            if not self._row(row, widths, aligns, size_pt, style):
                self._end_page()
                self._begin_page()
                head()
                self._row(row, widths, aligns, size_pt, style, is_first=True)

        head()
        return draw

    def signatures(self, columns: Sequence[SignatureColumn], room_mm: float) -> None:
        """Who signs above, `room_mm` to sign in, the printed name below; on one page."""
        self.keep(room_mm + 20)
        top, width = self._y, self._inner / len(columns)
        for at, column in enumerate(columns):
            self._y = top
            left = _MARGIN_PT + at * width
            self._line(column.vi, left, width, 10, "B", "C")
            self._line(column.en, left, width, 8, "", "C")
            self.gap(room_mm)
            self._line(column.name or " ", left, width, 10, "", "C")

    def close(self) -> int:
        """Writes what belongs to all pages; how many there are. The file is the caller's."""
        self._end_page()
        for at, style in enumerate(_FACES):
            self._write_face(_FIRST_FREE + at * _OBJECTS_A_FACE, self._faces[style])
        self._write_total()
        kids = " ".join(f"{number} 0 R" for number in self._pages)
        self._object(_PAGES, f"<< /Type /Pages /Kids [{kids}] /Count {len(self._pages)} >>")
        self._object(
            _CATALOGUE,
            f"<< /Type /Catalog /Pages {_PAGES} 0 R /Lang (vi-VN)"
            " /ViewerPreferences << /DisplayDocTitle true >> >>",
        )
        made = self._made_at.astimezone(VIET_NAM)
        self._object(
            _INFO,
            f"<< /Title {_utf16(self._title)} /CreationDate (D:{made:%Y%m%d%H%M%S}+07'00') >>",
        )
        start, last = self._at, self._next
        lines = [f"xref\n0 {last}\n0000000000 65535 f \n"]
        lines += [f"{self._offsets[number]:010} 00000 n \n" for number in range(1, last)]
        mark = hashlib.sha256(f"{self._title}|{made}|{start}".encode()).hexdigest()[:32]
        lines.append(
            f"trailer\n<< /Size {last} /Root {_CATALOGUE} 0 R /Info {_INFO} 0 R"
            f" /ID [<{mark}> <{mark}>] >>\nstartxref\n{start}\n%%EOF\n"
        )
        self._write("".join(lines).encode("ascii"))
        return len(self._pages)

    def _row(
        self,
        cells: Sequence[str],
        widths: Sequence[float],
        aligns: Sequence[Align],
        size_pt: float,
        style: str,
        *,
        is_heading: bool = False,
        is_first: bool = False,
    ) -> bool:
        """False, and nothing drawn, where the page has no room for it. The first of a page is
        drawn in any case."""
        wrapped = [
            self._wrapped(cell, width - 2 * _PADDING_PT, size_pt, style)
            for cell, width in zip(cells, widths, strict=True)
        ]
        height = max(map(len, wrapped)) * size_pt * _LEADING + 2 * _PADDING_PT
        if is_heading and self._room < 3 * height:
            self._end_page()
            self._begin_page()
        if self._room < height and not (is_first or is_heading):
            return False
        top, left = self._y, _MARGIN_PT
        edge = f"{left:.2f} {top - height:.2f} {self._inner:.2f} {height:.2f} re"
        if is_heading:
            self._drawn.append(f"{_HEAD_GREY} {edge} f 0 g")
        strokes = [f"0.5 w {edge}"]
        for lines, width, align in zip(wrapped, widths, aligns, strict=True):
            self._y = top - _PADDING_PT
            for line in lines:
                self._line(
                    *(line, left + _PADDING_PT, width - 2 * _PADDING_PT, size_pt, style, align)
                )
            left += width
            strokes.append(f"{left:.2f} {top:.2f} m {left:.2f} {top - height:.2f} l")
        self._drawn.append(" ".join(strokes[:-1]) + " S")
        self._y = top - height
        return True

    def _line(
        self, text: str, left: float, width: float, size_pt: float, style: str, align: Align
    ) -> None:
        """One line at the cursor, which moves below it."""
        of, text = self._faces[style], _nfc(text)
        if align != "L":
            spare = width - of.width(text) * size_pt
            left += spare / 2 if align == "C" else spare
        base = self._y - size_pt * _LEADING * _RISE
        if text.strip():
            name = "F1" if style else "F0"
            self._drawn.append(
                f"BT /{name} {size_pt:g} Tf {left:.2f} {base:.2f} Td <{of.glyphs(text)}> Tj ET"
            )
        self._y -= size_pt * _LEADING

    def _wrapped(self, text: str, width: float, size_pt: float, style: str) -> list[str]:
        of, text = self._faces[style], _nfc(text)
        most = width / size_pt
        if "\n" not in text and of.width(text) <= most:
            return [text]
        lines = []
        for paragraph in text.split("\n"):
            line = ""
            for word in paragraph.split(" "):
                longer = f"{line} {word}" if line else word
                if of.width(longer) <= most:
                    line = longer
                    continue
                if line:
                    lines.append(line)
                line = word
                while of.width(line) > most and len(line) > 1:
                    fits = len(line) - 1
                    while fits > 1 and of.width(line[:fits]) > most:
                        fits -= 1
                    lines.append(line[:fits])
                    line = line[fits:]
            lines.append(line)
        return lines

    def _begin_page(self) -> None:
        self._drawn = []
        self._y = self._height - _MARGIN_PT

    def _end_page(self) -> None:
        number = len(self._pages) + 1
        self._y = _FOOT_PT - 6 * _PT_PER_MM
        top = self._y
        self._line(self._footing, _MARGIN_PT, self._inner, 8, "", "L")
        self._y = top
        # How many there are is known when the last is written.
        total_width = 8 * self._faces[""].width("00000")
        self._line(f"Trang {number}/", _MARGIN_PT, self._inner - total_width, 8, "", "R")
        base = top - 8 * _LEADING * _RISE
        self._drawn.append(
            f"q 1 0 0 1 {self._width - _MARGIN_PT - total_width:.2f} {base:.2f} cm /Total Do Q"
        )
        content = self._take()
        self._stream(content, "\n".join(self._drawn).encode("ascii"), "")
        page = self._take()
        fonts = " ".join(
            f"/F{at} {_FIRST_FREE + at * _OBJECTS_A_FACE} 0 R" for at in range(len(_FACES))
        )
        self._object(
            page,
            f"<< /Type /Page /Parent {_PAGES} 0 R"
            f" /MediaBox [0 0 {self._width:.2f} {self._height:.2f}] /Contents {content} 0 R"
            f" /Resources << /Font << {fonts} >> /XObject << /Total {_TOTAL} 0 R >> >> >>",
        )
        self._pages.append(page)

    def _write_total(self) -> None:
        glyphs = self._faces[""].glyphs(str(len(self._pages)))
        drawn = f"BT /F0 8 Tf 0 0 Td <{glyphs}> Tj ET".encode("ascii")
        fonts = f"/Resources << /Font << /F0 {_FIRST_FREE} 0 R >> >>"
        self._stream(_TOTAL, drawn, f"/Type /XObject /Subtype /Form /BBox [0 -4 60 12] {fonts}")

    def _write_face(self, first: int, of: Face) -> None:
        """ISO 32000-1 §9.7: a Type 0 font over one TrueType subset, by glyph numbers."""
        described, file, descendant, letters = range(first + 1, first + _OBJECTS_A_FACE)
        self._object(
            first,
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{of.name} /Encoding /Identity-H"
            f" /DescendantFonts [{descendant} 0 R] /ToUnicode {letters} 0 R >>",
        )
        self._object(described, of.descriptor(file))
        self._stream(file, of.octets, f"/Length1 {len(of.octets)}")
        self._object(descendant, of.descendant(described))
        self._stream(letters, of.to_unicode(), "")

    def _take(self) -> int:
        self._next += 1
        return self._next - 1

    def _stream(self, number: int, octets: bytes, told: str) -> None:
        packed = zlib.compress(octets)
        head = f"<< /Length {len(packed)} /Filter /FlateDecode {told} >>\nstream\n"
        self._begin(number)
        self._write(head.encode("ascii") + packed + b"\nendstream\nendobj\n")

    def _object(self, number: int, text: str) -> None:
        self._begin(number)
        self._write(text.encode("ascii") + b"\nendobj\n")

    def _begin(self, number: int) -> None:
        self._offsets[number] = self._at
        self._write(f"{number} 0 obj\n".encode("ascii"))

    def _write(self, octets: bytes) -> None:
        self._file.write(octets)
        self._at += len(octets)


def _utf16(text: str) -> str:
    """ISO 32000-1 §7.9.2.2: a text string."""
    octets = codecs.BOM_UTF16_BE + text.encode("utf-16-be")
    return f"<{octets.hex()}>"


def _nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)
