"""A date of birth as civil registers hold it: a full date or, for many old people, a bare year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from cardsvc.registry.errors import RegistryError

EARLIEST_YEAR = 1900  # digit 4 of a citizen number cannot say an earlier one (Decree 137/2015)
_TEXT = re.compile(r"(\d{4})(?:-(\d{2})-(\d{2}))?")


@dataclass(frozen=True, slots=True)
class BirthDate:
    """`month` and `day` are both there or both `None`."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        try:
            if (self.month is None) != (self.day is None) or self.year < EARLIEST_YEAR:
                raise ValueError
            date(self.year, self.month or 1, self.day or 1)
        except ValueError:
            raise RegistryError("birth-date-not-a-date") from None

    @classmethod
    def of(cls, day: date) -> BirthDate:
        return cls(day.year, day.month, day.day)

    @classmethod
    def parse(cls, text: str) -> BirthDate:
        """From `1950-03-12` or `1950`, as `str` writes it. Raises `RegistryError`."""
        found = _TEXT.fullmatch(text)
        if found is None:
            raise RegistryError("birth-date-not-a-date")
        return cls(*(int(part) for part in found.groups() if part is not None))

    @property
    def is_bare_year(self) -> bool:
        return self.month is None

    @property
    def compact(self) -> str:
        """`19500312` or `1950`, as a signed record holds it."""
        return str(self).replace("-", "")

    def is_before_end_of(self, year: int, month: int) -> bool:
        """Whether the person was born by the end of that month, as far as the date tells."""
        return (self.year, self.month or 1) <= (year, month)

    def __str__(self) -> str:
        if self.month is None:
            return f"{self.year:04}"
        return f"{self.year:04}-{self.month:02}-{self.day:02}"


def birth_as_written(compact: str) -> str:
    """`19500312` as `12/03/1950`; `1950`, or nothing, as it is."""
    if len(compact) < 8:
        return compact
    return f"{compact[6:]}/{compact[4:6]}/{compact[:4]}"
