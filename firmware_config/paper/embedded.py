"""A font as a long list embeds it: the letters that Vietnamese texts need, made once a process."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import font_roboto
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

_LETTERS = (
    *(range(0x20, 0x7F), range(0xA0, 0x180), range(0x1A0, 0x1B1), range(0x300, 0x370)),
    *(
        range(0x1EA0, 0x1EFA),
        range(0x2010, 0x2027),
        range(0x20AB, 0x20AC),
        range(0x2192, 0x2193),
        range(0x2212, 0x2213),
    ),
)
"""Latin with every mark of Vietnamese and of the highland languages, dashes and quotes, ₫, →, −."""
_UNITS = 1000  # PDF measures glyphs in thousandths (ISO 32000-1 §9.2.4)
_MAPPED_AT_ONCE = 100  # Adobe Technical Note 5014: entries in one block of a CMap
_FILES = {
    "": (font_roboto.Roboto, "AAAAAA+Roboto"),
    "B": (font_roboto.RobotoBold, "AAAAAB+Roboto-Bold"),
}


@dataclass(frozen=True, slots=True)
class Face:
    """A weight of the font. `octets` is its TrueType file; a letter it lacks is drawn as a box."""

    name: str
    octets: bytes
    glyph_of: Mapping[str, int]
    width_of: Mapping[str, float]
    widths: tuple[int, ...]
    box: tuple[int, int, int, int]
    ascent: int
    descent: int

    def width(self, text: str) -> float:
        """Of one line, in letters' size."""
        known = self.width_of
        return sum(known.get(letter, 0.5) for letter in text)

    def glyphs(self, text: str) -> str:
        """Hexadecimal, as `Identity-H` has it."""
        known = self.glyph_of
        return "".join(f"{known.get(letter, 0):04x}" for letter in text)

    def descriptor(self, file: int) -> str:
        """ISO 32000-1 §9.8; `file` is the number of its TrueType stream."""
        box = " ".join(map(str, self.box))
        return (
            f"<< /Type /FontDescriptor /FontName /{self.name} /Flags 4 /FontBBox [{box}]"
            f" /ItalicAngle 0 /Ascent {self.ascent} /Descent {self.descent} /CapHeight 711"
            f" /StemV 80 /FontFile2 {file} 0 R >>"
        )

    def descendant(self, descriptor: int) -> str:
        widths = " ".join(map(str, self.widths))
        return (
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{self.name}"
            " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
            f" /FontDescriptor {descriptor} 0 R /CIDToGIDMap /Identity /W [0 [{widths}]] >>"
        )

    def to_unicode(self) -> bytes:
        """So that the text can be copied and searched (ISO 32000-1 §9.10.3)."""
        pairs = sorted((glyph, ord(letter)) for letter, glyph in self.glyph_of.items())
        lines = [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <ffff> endcodespacerange",
        ]
        for at in range(0, len(pairs), _MAPPED_AT_ONCE):
            some = pairs[at : at + _MAPPED_AT_ONCE]
            mapped = " ".join(f"<{glyph:04x}> <{code:04x}>" for glyph, code in some)
            lines.append(f"{len(some)} beginbfchar {mapped} endbfchar")
        lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
        return "\n".join(lines).encode("ascii")


@lru_cache
def face(style: str) -> Face:
    """The regular weight, or `B`, the bold one."""
    path, name = _FILES[style]
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.name_IDs = []
    options.drop_tables += ["GSUB", "GPOS", "GDEF"]
    with TTFont(path, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes=[code for some in _LETTERS for code in some])
        subsetter.subset(font)
        file = io.BytesIO()
        font.save(file)
    with TTFont(io.BytesIO(file.getvalue())) as cut:
        order = cut.getGlyphOrder()
        number = {glyph: at for at, glyph in enumerate(order)}
        scale = _UNITS / cut["head"].unitsPerEm
        advance = {glyph: cut["hmtx"][glyph][0] * scale for glyph in order}
        letters = {chr(code): glyph for code, glyph in cut.getBestCmap().items()}
        head, line = cut["head"], cut["hhea"]
        return Face(
            name,
            file.getvalue(),
            {letter: number[glyph] for letter, glyph in letters.items()},
            {letter: advance[glyph] / _UNITS for letter, glyph in letters.items()},
            tuple(round(advance[glyph]) for glyph in order),
            tuple(round(getattr(head, side) * scale) for side in ("xMin", "yMin", "xMax", "yMax")),
            round(line.ascent * scale),
            round(line.descent * scale),
        )
