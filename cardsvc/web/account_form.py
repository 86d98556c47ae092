"""What an administrator states of an account."""

from __future__ import annotations

import re
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from cardsvc.errors import CentreError
from cardsvc.staff.scope import Scope
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId, ProvinceCode
from firmware_config.places import province

_MOST_LETTERS = 2000


class FormRefused(CentreError):
    """`form-province` or `form-office`, with the `value` that is none."""


@dataclass(frozen=True, slots=True)
class AccountForm:
    """The fields as they were sent, to be shown again. Codes with commas or blanks between; left
    empty, they mean everywhere."""

    user: str = ""
    role: str = ""
    provinces: str = ""
    offices: str = ""

    @classmethod
    def sent(cls, fields: MultiDict[str, str]) -> AccountForm:
        told = (fields.get(name, "").strip()[:_MOST_LETTERS] for name in cls.__slots__)
        user, *rest = told
        return cls(user.lower(), *rest)

    def scope(self) -> Scope:
        """Raises `FormRefused`."""
        provinces, offices = set(), set()
        for code in _codes(self.provinces):
            try:
                provinces.add(province(ProvinceCode(code)).code)
            except ContractError:
                raise FormRefused("form-province", value=code) from None
        for code in _codes(self.offices):
            try:
                offices.add(OfficeId(code))
            except ContractError:
                raise FormRefused("form-office", value=code) from None
        return Scope(frozenset(provinces) or None, frozenset(offices) or None)


def _codes(text: str) -> list[str]:
    return [code for code in re.split(r"[\s,;]+", text) if code]
