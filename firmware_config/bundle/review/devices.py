"""The devices of counters: readers, kinds of cards by their ATR, scanners, printers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from firmware_config.bundle.review.section import Section

_ATR = re.compile(r"3[BF]([0-9A-F]{2}|\.\.){1,32}")  # ISO 7816-3 §8.2: TS, then at most 32
_BAUDS = (1200, 115_200)


class ScannerKind(StrEnum):
    KEYBOARD = "keyboard"
    SERIAL = "serial"


class Paper(StrEnum):
    A4 = "a4"
    A5 = "a5"
    ROLL_80 = "roll-80"


@dataclass(frozen=True, slots=True)
class CardKind:
    """A card that counters take. `atr` in hexadecimal, `..` for an octet that may be any."""

    name: str
    atr: str

    def matches(self, atr: bytes) -> bool:
        pattern = self.atr.replace("..", "[0-9A-F]{2}")
        return re.fullmatch(pattern, atr.hex().upper()) is not None


@dataclass(frozen=True, slots=True)
class Scanner:
    name: str
    kind: ScannerKind
    baud: int


@dataclass(frozen=True, slots=True)
class Printer:
    name: str
    paper: Paper


@dataclass(frozen=True, slots=True)
class Devices:
    """`readers` are parts of PC/SC reader names."""

    readers: tuple[str, ...]
    cards: tuple[CardKind, ...]
    scanners: tuple[Scanner, ...]
    printers: tuple[Printer, ...]

    @property
    def serial_baud(self) -> int | None:
        """The speed of serial scanners, if all that are listed have one."""
        found = {one.baud for one in self.scanners if one.kind is ScannerKind.SERIAL}
        return found.pop() if len(found) == 1 else None

    @classmethod
    def read(cls, top: Section) -> Devices:
        readers = tuple(_named(row) for row in top.rows("reader"))
        cards = tuple(_card(row) for row in top.rows("card"))
        scanners = [_scanner(row) for row in top.rows("scanner")]
        printers = [_printer(row) for row in top.rows("printer")]
        top.close()
        return cls(
            readers,
            cards,
            tuple(one for one in scanners if one is not None),
            tuple(one for one in printers if one is not None),
        )


NO_DEVICES = Devices((), (), (), ())


def _named(row: Section) -> str:
    name = row.text("name")
    row.close()
    return name


def _card(row: Section) -> CardKind:
    name = row.text("name")
    atr = row.text("atr").replace(" ", "").upper()
    if atr and not _ATR.fullmatch(atr):
        row.note("atr", "not-an-atr")
    row.close()
    return CardKind(name, atr)


def _scanner(row: Section) -> Scanner | None:
    name, kind = row.text("name"), row.choice("kind", ScannerKind)
    baud = 0
    if kind is ScannerKind.SERIAL:
        baud = row.count("baud", 9600, least=_BAUDS[0], most=_BAUDS[1])
    row.close()
    return None if kind is None else Scanner(name, kind, baud)


def _printer(row: Section) -> Printer | None:
    name, paper = row.text("name"), row.choice("paper", Paper)
    row.close()
    return None if paper is None else Printer(name, paper)
