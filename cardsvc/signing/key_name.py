"""What a key may sign and when, as the name of its file in the key folder.

`<role>_<province|any>_<programmes|any>_<not before>_<not after>`, times in seconds since 1970.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from cardsvc.errors import CentreError
from firmware_config.clock import from_unix, to_unix
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.trust import Role
from firmware_config.vietnamese.dates import VIET_NAM

KEY_LIFE = timedelta(days=366)
"""One key per role, programme, province and year, never one for the country and for ever."""
LONG_LIFE = timedelta(days=10 * 366)
"""Of the two keys that a card holds for its own five years: the terminal CA's and the script
authority's."""
HELD_BY_CARDS = (Role.TERMINAL_CA, Role.CARD_SCRIPT)
OF_A_PROVINCE = (
    Role.ENTITLEMENT,
    Role.CARD_CA,
    Role.STATUS_LIST,
    Role.PAYOUT_LIST,
    Role.REPORT,
)
"""The others are the country's: cards are paid in any province, and there is one ledger."""

_ANY = "any"
_NAME = re.compile(r"(?P<role>[a-z-]+)_(?P<where>any|\d\d)_(?P<what>any|[A-Z+]+)_(\d+)_(\d+)")


class KeyringError(CentreError):
    """A key folder that cannot be used, a key that is not in it, or a change it does not take.

    `key-file-name`, `key-file-note`, `key-unknown`, `key-revoked`, `key-exists`, `key-expired`,
    `key-life`, `key-lead`, `key-retired`, `key-change-malformed`.
    """


@dataclass(frozen=True, slots=True)
class KeyName:
    """No province or programme means any."""

    role: Role
    province: ProvinceCode | None
    programmes: frozenset[ProgrammeCode]
    not_before: datetime
    not_after: datetime

    @classmethod
    def parse(cls, stem: str) -> Self:
        """Raises `KeyringError` (`key-file-name`)."""
        found = _NAME.fullmatch(stem)
        if found is None or found["role"] not in ROLES:
            raise KeyringError("key-file-name", name=stem)
        where, what = found["where"], found["what"]
        return cls(
            ROLES[found["role"]],
            None if where == _ANY else ProvinceCode(where),
            frozenset() if what == _ANY else frozenset(map(ProgrammeCode, what.split("+"))),
            from_unix(int(found[4])),
            from_unix(int(found[5])),
        )

    @classmethod
    def from_now(
        cls,
        role: Role,
        now: datetime,
        province: ProvinceCode | None = None,
        programmes: frozenset[ProgrammeCode] = frozenset(),
    ) -> Self:
        """For a whole life from `now` on."""
        since = now.replace(microsecond=0)
        life = LONG_LIFE if role in HELD_BY_CARDS else KEY_LIFE
        return cls(role, province, programmes, since, since + life)

    @classmethod
    def of_year(
        cls,
        role: Role,
        year: int,
        now: datetime,
        province: ProvinceCode | None = None,
        programmes: frozenset[ProgrammeCode] = frozenset(),
    ) -> Self:
        """For what is left of the calendar year in Viet Nam, or all of one to come.

        Raises:
            KeyringError: `key-expired`, for a year that is over; `key-life`, for one too far off.
        """
        since = max(_new_year(year), now.replace(microsecond=0))
        until = _new_year(year + 1)
        if until <= since:
            raise KeyringError("key-expired", year=year)
        if since - now > KEY_LIFE:
            raise KeyringError("key-life", year=year)
        return cls(role, province, programmes, since, until)

    @property
    def year(self) -> int:
        """In which it begins, in Viet Nam."""
        return self.not_before.astimezone(VIET_NAM).year

    def __str__(self) -> str:
        where = self.province.text if self.province else _ANY
        what = "+".join(sorted(code.text for code in self.programmes)) or _ANY
        times = f"{to_unix(self.not_before)}_{to_unix(self.not_after)}"
        return f"{role_word(self.role)}_{where}_{what}_{times}"


def role_word(role: Role) -> str:
    return role.name.lower().replace("_", "-")


ROLES = {role_word(role): role for role in Role}


def _new_year(year: int) -> datetime:
    # 2106 ends the time that signed things hold.
    if not 2020 <= year < 2106:
        raise KeyringError("key-life", year=year)
    return from_unix(int(datetime(year, 1, 1, tzinfo=VIET_NAM).timestamp()))
