"""What runs in a province: each programme off, piloted at named offices or in full, and when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from firmware_config.bundle.review.finding import ConfigurationFaulty, Finding
from firmware_config.bundle.review.section import Section
from firmware_config.bundle.review.source import Source
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode

LAST_DAY = 31


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


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """The days of the month on which a programme is paid out at such a place."""

    programme: ProgrammeCode
    place: Place
    first_day: int
    last_day: int


@dataclass(frozen=True, slots=True)
class ProvincePlan:
    """One province's own file."""

    province: ProvinceCode
    programmes: tuple[Programme, ...]
    windows: tuple[Window, ...]

    @property
    def pilot_offices(self) -> frozenset[OfficeId]:
        return frozenset(office for one in self.programmes for office in one.offices)

    def programme(self, code: ProgrammeCode) -> Programme:
        """A programme that the file does not name is off."""
        for one in self.programmes:
            if one.code == code:
                return one
        return Programme(code, Stage.OFF)

    @classmethod
    def parse(cls, file: str, octets: bytes) -> ProvincePlan:
        """Raises `SourceError`, or `ConfigurationFaulty` with everything that is wrong."""
        findings: list[Finding] = []
        plan = cls.read(Section.of(Source.parse(file, octets), findings))
        if findings or plan is None:
            raise ConfigurationFaulty(tuple(sorted(findings)))
        return plan

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
        top.close()
        if province is None:
            return None
        return cls(province, tuple(programmes), tuple(one for one in windows if one is not None))


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
    row.close()
    if last < first:
        row.note("last_day", "window-backwards", first=first, last=last)
    if code is not None and all(one.code != code for one in programmes):
        row.note("programme", "programme-not-here", programme=code.text)
    if code is None or place is None:
        return None
    return Window(code, place, first, last)
