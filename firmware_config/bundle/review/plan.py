"""What runs in a province: each programme off, piloted at named offices or in full, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from firmware_config.bundle.review.section import Section, read_file
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode

LAST_DAY = 31
DAY_MIN = 24 * 60
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")


class Stage(StrEnum):
    OFF = "off"
    PILOT = "pilot"
    FULL = "full"


class Place(StrEnum):
    """Where money is paid out: a commune's point, a post office, the person's home."""

    COMMUNE = "commune"
    OFFICE = "office"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme in one province. `offices` are the pilot's."""

    code: ProgrammeCode
    stage: Stage
    offices: frozenset[OfficeId] = frozenset()

    def runs_at(self, office: OfficeId) -> bool:
        return self.stage is Stage.FULL or (self.stage is Stage.PILOT and office in self.offices)


class Outside(StrEnum):
    """What happens to who comes at another time."""

    REFUSED = "refused"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """The days of the month on which a programme is paid out at such a place, and from which
    minute of the day up to which. `by_supervisor`: a supervisor may let it be paid at another
    time."""

    programme: ProgrammeCode
    place: Place
    first_day: int
    last_day: int
    opens_min: int = 0
    closes_min: int = DAY_MIN
    by_supervisor: bool = False

    @property
    def hours(self) -> str:
        """As `07:30–17:00`; empty for the whole day."""
        if (self.opens_min, self.closes_min) == (0, DAY_MIN):
            return ""
        return f"{_clock(self.opens_min)}–{_clock(self.closes_min)}"


@dataclass(frozen=True, slots=True)
class ProvincePlan:
    """One province's own file. Of its `communes` the counters stand at commune points, all others
    in post offices."""

    province: ProvinceCode
    programmes: tuple[Programme, ...]
    windows: tuple[Window, ...]
    communes: frozenset[OfficeId] = frozenset()

    @property
    def pilot_offices(self) -> frozenset[OfficeId]:
        return frozenset(office for one in self.programmes for office in one.offices)

    def windows_of(self, programme: ProgrammeCode, place: Place) -> tuple[Window, ...]:
        """In the order of their days."""
        found = (one for one in self.windows if (one.programme, one.place) == (programme, place))
        return tuple(sorted(found))

    def programme(self, code: ProgrammeCode) -> Programme:
        """A programme that the file does not name is off."""
        for one in self.programmes:
            if one.code == code:
                return one
        return Programme(code, Stage.OFF)

    @classmethod
    def parse(cls, file: str, octets: bytes) -> ProvincePlan:
        """Raises `SourceError`, or `ConfigurationFaulty` with everything that is wrong."""
        return read_file(file, octets, cls.read)

    @classmethod
    def read(cls, top: Section) -> ProvincePlan | None:
        province = top.parsed("province", ProvinceCode, "30")
        programmes: list[Programme] = []
        for row in top.rows("programme"):
            one = _programme(row)
            if one is not None and any(known.code == one.code for known in programmes):
                row.note("code", "twice", value=one.code.text)
            elif one is not None:
                programmes.append(one)
        windows = [_window(row, programmes) for row in top.rows("window")]
        communes = frozenset(top.parsed_each("communes", OfficeId, "301041"))
        top.close()
        if province is None:
            return None
        known = tuple(one for one in windows if one is not None)
        return cls(province, tuple(programmes), known, communes)


def _programme(row: Section) -> Programme | None:
    code = row.parsed("code", ProgrammeCode, "BTXH")
    stage = row.choice("stage", Stage)
    offices = row.parsed_each("offices", OfficeId, "301040")
    row.close()
    if code is None or stage is None:
        return None
    if stage is Stage.PILOT and not offices:
        row.note(
            "offices" if row.has("offices") else "", "pilot-without-offices", programme=code.text
        )
    if stage is not Stage.PILOT and offices:
        row.note("offices", "offices-without-pilot", stage=stage.value)
    return Programme(code, stage, frozenset(offices))


def _window(row: Section, programmes: list[Programme]) -> Window | None:
    code = row.parsed("programme", ProgrammeCode, "BTXH")
    place = row.choice("place", Place)
    first = row.count("first_day", 1, least=1, most=LAST_DAY)
    last = row.count("last_day", LAST_DAY, least=1, most=LAST_DAY)
    opens, closes = _minute(row, "opens", 0), _minute(row, "closes", DAY_MIN)
    outside = row.choice("outside", Outside) if row.has("outside") else Outside.REFUSED
    row.close()
    if closes <= opens:
        row.note("closes", "hours-backwards", opens=_clock(opens), closes=_clock(closes))
    if last < first:
        row.note("last_day", "window-backwards", first=first, last=last)
    if code is not None and all(one.code != code for one in programmes):
        row.note("programme", "programme-not-here", programme=code.text)
    if code is None or place is None:
        return None
    return Window(code, place, first, last, opens, closes, outside is Outside.SUPERVISOR)


def _minute(row: Section, key: str, default: int) -> int:
    """A time of the day as minutes from midnight."""
    if not row.has(key):
        return default
    found = row.parsed(key, _minute_of, "07:30")
    return default if found is None else found


def _minute_of(text: str) -> int:
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    return int(text[:2]) * 60 + int(text[3:])


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
