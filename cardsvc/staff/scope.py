"""Where somebody's work lies: provinces, and offices within them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import ColumnElement, and_, true

from cardsvc.staff.errors import StaffError
from firmware_config.ids import OfficeId, ProvinceCode
from firmware_config.web.access import current_account


@dataclass(frozen=True, slots=True)
class Scope:
    """None is every one; an empty set is none. An office counts within the provinces only."""

    provinces: frozenset[ProvinceCode] | None = None
    offices: frozenset[OfficeId] | None = None

    @classmethod
    def parse(cls, provinces: str | None, offices: str | None) -> Scope:
        """From codes with commas between; None for every one.

        Raises:
            IdError: a code that is none.
        """
        return cls(
            None if provinces is None else frozenset(map(ProvinceCode, _codes(provinces))),
            None if offices is None else frozenset(map(OfficeId, _codes(offices))),
        )

    @property
    def province_codes(self) -> str | None:
        """As `parse` reads them."""
        return _joined(self.provinces)

    @property
    def office_codes(self) -> str | None:
        return _joined(self.offices)

    @property
    def is_everywhere(self) -> bool:
        return self.provinces is None and self.offices is None

    def allows(self, province: ProvinceCode, office: OfficeId | None = None) -> bool:
        """Whether this place is inside. Without `office`: the province as a whole, so that who
        has a few of its offices has not the province."""
        if self.provinces is not None and province not in self.provinces:
            return False
        return self.offices is None or office in self.offices

    def covers(self, other: Scope) -> bool:
        """Whether all of `other` is inside."""
        return _holds(self.provinces, other.provinces) and _holds(self.offices, other.offices)

    def offices_clause(
        self, column_province: ColumnElement[Any], column_office: ColumnElement[Any]
    ) -> ColumnElement[bool]:
        """The same for a query's WHERE, over columns that hold codes."""
        asked: list[ColumnElement[bool]] = [true()]
        if self.provinces is not None:
            asked.append(column_province.in_(sorted(one.text for one in self.provinces)))
        if self.offices is not None:
            asked.append(column_office.in_(sorted(one.text for one in self.offices)))
        return and_(*asked)


EVERYWHERE = Scope()


@runtime_checkable
class Scoped(Protocol):
    """An account that has a scope, as every one of the centre's has."""

    @property
    def scope(self) -> Scope: ...


def current_scope() -> Scope:
    """Of who asks for the page; 401 when nobody is signed in.

    Raises:
        StaffError: `account-without-scope`, a programming fault.
    """
    account = current_account()
    if not isinstance(account, Scoped):
        raise StaffError("account-without-scope")
    return account.scope


def _holds(mine: frozenset[Any] | None, others: frozenset[Any] | None) -> bool:
    return mine is None or (others is not None and others <= mine)


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.split(",") if code.strip()]


def _joined(codes: Iterable[ProvinceCode | OfficeId] | None) -> str | None:
    return None if codes is None else ",".join(sorted(code.text for code in codes))
