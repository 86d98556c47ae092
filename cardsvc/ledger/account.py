"""Accounts: where money is, or where it went. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode, TerminalId
from firmware_config.period import Period


class AccountKind(StrEnum):
    FUNDING = "funding"  # what an authority transferred for a programme
    OFFICE_CASH = "office-cash"
    DRAWER = "drawer"
    PAID = "paid"  # in people's hands, as owed
    SUSPENSE = "suspense"  # left a drawer, but nothing owed explains it
    BANK = "bank"  # the provider's settlement account of a province
    RETURNED = "returned"  # funding given back to its authority
    FEE = "fee"  # what the provider keeps for paying out
    LOSS = "loss"  # what the provider bears itself


@dataclass(frozen=True, slots=True)
class Account:
    """One account by what it is for; the fields its kind has no use for are `None`."""

    kind: AccountKind
    programme: str | None = None
    province: str | None = None
    office: str | None = None
    terminal: str | None = None
    period: int | None = None

    @property
    def key(self) -> str:
        named = (self.programme, self.province, self.office, self.terminal)
        period = None if self.period is None else str(Period(self.period))
        return "/".join((self.kind, *(part for part in (*named, period) if part is not None)))


def office_cash(office: OfficeId) -> Account:
    return Account(AccountKind.OFFICE_CASH, office=office.text)


def drawer(terminal: TerminalId) -> Account:
    return Account(AccountKind.DRAWER, terminal=terminal.text)


def funding(programme: ProgrammeCode, province: ProvinceCode) -> Account:
    return Account(AccountKind.FUNDING, programme.text, province.text)


def suspense(programme: ProgrammeCode, province: ProvinceCode) -> Account:
    return Account(AccountKind.SUSPENSE, programme.text, province.text)


def drawer_difference(terminal: TerminalId, office: OfficeId, province: ProvinceCode) -> Account:
    """Suspense for what a drawer held more or less than it should have."""
    return Account(
        AccountKind.SUSPENSE,
        province=province.text,
        office=office.text,
        terminal=terminal.text,
    )


def paid(
    programme: ProgrammeCode, province: ProvinceCode, office: OfficeId, period: Period
) -> Account:
    """`office` is the one that owes, whichever counter paid: the drawer tells that."""
    return Account(AccountKind.PAID, programme.text, province.text, office.text, period=period.code)


def bank(province: ProvinceCode) -> Account:
    return Account(AccountKind.BANK, province=province.text)


def returned(programme: ProgrammeCode, province: ProvinceCode) -> Account:
    return Account(AccountKind.RETURNED, programme.text, province.text)


def fee(programme: ProgrammeCode, province: ProvinceCode) -> Account:
    return Account(AccountKind.FEE, programme.text, province.text)


def loss(province: ProvinceCode) -> Account:
    return Account(AccountKind.LOSS, province=province.text)
