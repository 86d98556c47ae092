"""The simulated reader's tray: software cards and QR sheets in a folder, to be put in and shown.

It stands where a reader and a scanner would, and every page says so.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.errors import ContractError
from firmware_config.reader.simulated import SimulatedSlot


class TrayError(ContractError):
    """`tray-no-such-item`."""


@dataclass(frozen=True, slots=True)
class Item:
    """A card or a sheet in the tray, with what its holder would know: the PIN, or the number on
    the citizen card."""

    name: str
    label: str
    pin: str
    citizen: str
    is_card: bool


class Tray:
    """Items are files: `x.card` is a card's memory, `x.qr` a sheet's text, `x.toml` its label."""

    def __init__(self, folder: Path, slot: SimulatedSlot) -> None:
        self._folder = folder
        self._slot = slot
        self._cards: dict[str, SoftwareCard] = {}
        self.inserted: str | None = None

    def items(self) -> list[Item]:
        paths = sorted(self._folder.glob("*.card")) + sorted(self._folder.glob("*.qr"))
        return [self._item(path) for path in paths]

    def insert(self, name: str) -> None:
        """Put the card `name` into the reader, in place of any other."""
        path = self._path(name, ".card")
        if name not in self._cards:
            self._cards[name] = SoftwareCard.in_file(path)
        self._slot.insert(self._cards[name])
        self.inserted = name

    def pull(self) -> None:
        self._slot.pull()
        self.inserted = None

    def qr_text(self, name: str) -> str:
        return self._path(name, ".qr").read_text(encoding="ascii").strip()

    def _path(self, name: str, suffix: str) -> Path:
        # Only a name that the folder lists: nothing a browser sends becomes a path.
        for path in self._folder.glob(f"*{suffix}"):
            if path.stem == name:
                return path
        raise TrayError("tray-no-such-item", name=name)

    def _item(self, path: Path) -> Item:
        about = path.with_suffix(".toml")
        told = tomllib.loads(about.read_text(encoding="utf-8")) if about.exists() else {}
        return Item(
            path.stem,
            str(told.get("label", path.stem)),
            str(told.get("pin", "")),
            str(told.get("citizen", "")),
            path.suffix == ".card",
        )
