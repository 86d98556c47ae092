"""A simulated counter's tray, filled: software cards and QR sheets as files, with labels.

The counter reads `<n>.card` (a card's memory), `<n>.qr` (a sheet's text) and `<n>.toml` (what the
holder would know: the PIN, or the number on the citizen card). For simulation only.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cardsvc.issuance.card_source import card_in_file
from cardsvc.issuance.paper_record import PaperRecord
from cardsvc.issuance.qr_sheet import qr_sheet_pdf
from cardsvc.registry.people import Person
from firmware_config.card.apdu import Connection
from firmware_config.card.scp03 import MasterKey


class Tray:
    """The folder is made at the first item, for its owner alone. Safe for threads."""

    def __init__(self, folder: Path, master: MasterKey) -> None:
        """`master` makes the keys that the blank cards come with."""
        self._folder = folder
        self._master = master
        self._lock = threading.Lock()

    @contextmanager
    def new_card(self, person: Person) -> Iterator[Connection]:
        """A blank card, or the half-done one of an attempt before. The counter does not see it
        until `add_card`."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with card_in_file(self._half_done(person), self._master) as connection:
            yield connection

    def add_card(self, person: Person, pin: str) -> None:
        """Lay the person's finished card into the tray. Done already, it changes nothing."""
        half_done = self._half_done(person)
        with self._lock:
            if half_done.exists():
                card = self._next(".card")
                # The counter looks at any time: a card must not be there before its label.
                write_label(card.with_suffix(".toml"), person.name, pin=pin)
                half_done.rename(card)

    def add_sheet(self, person: Person, paper: PaperRecord) -> None:
        """Lay a QR sheet into the tray, and its PDF beside it for a real scanner."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._lock:
            sheet = self._next(".qr")
            citizen = person.citizen_number.digits
            write_label(sheet.with_suffix(".toml"), person.name, citizen=citizen)
            sheet.with_suffix(".pdf").write_bytes(qr_sheet_pdf(paper.sheet))
            sheet.write_text(paper.sheet.qr_text, encoding="ascii")

    def _half_done(self, person: Person) -> Path:
        return self._folder / f"{person.id}.half-done"

    def _next(self, suffix: str) -> Path:
        taken = [int(path.stem) for path in self._folder.glob("*.toml") if path.stem.isdecimal()]
        return self._folder / f"{max(taken, default=0) + 1}{suffix}"


def write_label(path: Path, name: str, **told: str) -> None:
    """A TOML file of texts."""
    texts = {"label": name, **told}
    # A JSON string is a TOML string as well.
    lines = (f"{key} = {json.dumps(text, ensure_ascii=False)}\n" for key, text in texts.items())
    path.write_text("".join(lines), encoding="utf-8")
