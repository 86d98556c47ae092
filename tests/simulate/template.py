"""The world before a history begins, made once a process and copied for every seed.

Two offices with three counters, and six people with cards, sheets, or both, to each of whom eight
months are owed. All of it went through the product's own doors: enrolled, listed, personalised,
fetched.
"""

from __future__ import annotations

import atexit
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from cardsvc.centre import Centre
from counter.db import open_store
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.ids import CardId, CitizenNumber, TerminalId
from firmware_config.notes import Notes
from firmware_config.signing import FileKey
from tests.simulate.disk import Disk
from tests.simulate.entropy import Entropy, seeded
from tests.simulators import centre_world
from tests.simulators.centre_world import BA_DINH, CAU_GIAY, Hands, find, issue_card, row, take
from tests.simulators.tears import memory_of

START = datetime(2026, 11, 5, 1, 0, tzinfo=UTC)
MONTHS = 8
FLOAT = Notes.of({500_000: 200})
NOTE_VND = 500_000
OFFICES = (BA_DINH, CAU_GIAY)
COUNTERS = (("T0000001", 0), ("T0000002", 0), ("T0000003", 1))
"""Terminals, and which office each stands in."""
_PEOPLE = ((0, "cq"), (0, "c"), (0, "cq"), (0, "q"), (1, "q"), (1, "cq"))
"""Each one's office, and whether there is a card (c) and a sheet (q)."""


@dataclass(frozen=True, slots=True)
class CounterTemplate:
    id: TerminalId
    office: int
    key: FileKey
    store: Path
    disk: Disk
    """Where it works; laid anew for every seed."""


@dataclass(frozen=True, slots=True)
class Person:
    """`card` is the memory of a card as it was handed over, `sheet` a record as it is scanned."""

    number: CitizenNumber
    card_id: CardId | None
    card: bytes
    pin: str
    sheet: bytes | None

    @property
    def media(self) -> tuple[str, ...]:
        return (*(("chip",) if self.card else ()), *(("qr",) if self.sheet else ()))


@dataclass(frozen=True, slots=True)
class Template:
    centre: Centre
    store: Path
    disk: Disk
    again: Disk
    """Where the batches are delivered once more, in another order."""
    counters: tuple[CounterTemplate, ...]
    people: tuple[Person, ...]


@lru_cache(maxsize=1)
def template() -> Template:
    folder = _folder()
    with seeded(Entropy("template")):
        centre = centre_world.open_centre(folder / "centre", clock=Hands(START))
        people = _people(centre)
        counters = tuple(_counter(folder, centre, *named) for named in COUNTERS)
    centre.engine.dispose()
    store = folder / "centre.template"
    copyfile(folder / "centre" / "cardsvc.db", store)
    made = Template(
        centre,
        store,
        Disk(folder / "centre.db"),
        Disk(folder / "again.db"),
        counters,
        people,
    )
    _furnish(made)
    return made


def _folder() -> Path:
    """In memory where there is such a place: what a power cut leaves is simulated anyway."""
    shared = Path("/dev/shm")  # noqa: S108
    folder = TemporaryDirectory(prefix="chitra-simulate-", dir=shared if shared.is_dir() else None)
    atexit.register(folder.cleanup)
    return Path(folder.name)


def _people(centre: Centre) -> tuple[Person, ...]:
    numbers = [CitizenNumber(f"00114501{number:04}") for number in range(len(_PEOPLE))]
    for at, office in enumerate(OFFICES):
        here = [number for number, (of, _) in zip(numbers, _PEOPLE, strict=True) if of == at]
        rows = [row(centre, number, months=MONTHS, at=5 + n) for n, number in enumerate(here)]
        take(centre, rows, office=office)
    return tuple(
        _person(centre, number, media) for number, (_, media) in zip(numbers, _PEOPLE, strict=True)
    )


def _person(centre: Centre, number: CitizenNumber, media: str) -> Person:
    sheet = centre.issue_paper(find(centre, number).id).octets if "q" in media else None
    if "c" not in media:
        return Person(number, None, b"", "", sheet)
    issued = issue_card(centre, number)
    return Person(number, issued.issued.card, memory_of(issued.card), issued.issued.pin, sheet)


def _counter(folder: Path, centre: Centre, name: str, office: int) -> CounterTemplate:
    terminal, key = TerminalId(name), FileKey.new()
    centre.certificates.enrol(terminal, OFFICES[office].id, key.public_key)
    store = folder / f"{name}.template"
    open_store(f"sqlite:///{store}").dispose()
    return CounterTemplate(terminal, office, key, store, Disk(folder / f"{name}.db"))


def _furnish(made: Template) -> None:
    """Have every counter fetch its lists and open its shift, and keep its store like that."""
    from tests.simulate.world import World  # it is made of templates itself

    world = World.begin(made, 0)
    with seeded(world.entropy):
        for counter in world.counters:
            counter.start()
            counter.published.refresh(counter.line)
            counter.shifts.open(FLOAT, counter.teller)
            counter.stop()
            copyfile(counter.disk.path, counter.template.store)
    world.centre.disk.rest()
    copyfile(world.centre.disk.path, made.store)


def software_card(made: type[SoftwareCard], octets: bytes, entropy: Entropy) -> SoftwareCard:
    return made(bytearray(octets), random=entropy.octets)
