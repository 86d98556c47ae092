"""How the money stands: every kind of account within a scope, and funding beside what is owed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from cardsvc import tables
from cardsvc.ledger.account import Account, AccountKind
from cardsvc.money.booked_instructions import PLACED, at_office, at_province
from cardsvc.reports.dues import MONTH_BITS
from cardsvc.reports.figures import Funding
from cardsvc.staff.scope import Scope
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.period import Period

SHOWN = (
    *(AccountKind.FUNDING, AccountKind.BANK, AccountKind.OFFICE_CASH, AccountKind.DRAWER),
    *(AccountKind.PAID, AccountKind.SUSPENSE, AccountKind.FEE, AccountKind.RETURNED),
    AccountKind.LOSS,
)
"""Every kind, as money goes: from the authority to people's hands."""
_account, _balance = tables.account.c, tables.balance.c


@dataclass(frozen=True, slots=True)
class FundedPlace:
    """A programme in a province: its funding since the beginning of the books, and the lists of
    one month. `unpaid_vnd` is the part of `owed_vnd` that is not paid yet."""

    programme: ProgrammeCode
    province: ProvinceCode
    funding: Funding
    owed_vnd: int
    unpaid_vnd: int

    @property
    def missing_vnd(self) -> int:
        """What has to come yet before the month can be paid out."""
        return max(0, self.unpaid_vnd - self.funding.remaining_vnd)


@dataclass(frozen=True, slots=True)
class Standing:
    """`kinds` has every kind of account that the scope has any of: debits less credits, but
    funding as what was received."""

    month: Period
    kinds: tuple[tuple[AccountKind, int], ...]
    places: tuple[FundedPlace, ...]


def standing(connection: Connection, scope: Scope, month: Period) -> Standing:
    """Places are shown to who has the whole province: funding is of no single office."""
    query = (
        select(
            *(_account.kind, _account.programme, at_province.label("at")),
            func.sum(_balance.debited_vnd - _balance.credited_vnd).label("vnd"),
        )
        .select_from(PLACED)
        .join(tables.balance, _balance.account == _account.id)
        .where(scope.offices_clause(at_province, at_office))
        .group_by(_account.kind, _account.programme, at_province)
    )
    kinds: Counter[AccountKind] = Counter()
    kept: dict[tuple[str, str], dict[AccountKind, int]] = defaultdict(dict)
    for row in connection.execute(query):
        kind, vnd = AccountKind(row.kind), int(row.vnd)
        vnd = -vnd if kind is AccountKind.FUNDING else vnd
        kinds[kind] += vnd
        if row.programme is not None:
            kept[row.programme, row.at][kind] = vnd
    owed = _owed(connection, scope, month)
    places = tuple(
        _place(*place, kept.get(place, {}), *owed.get(place, (0, 0)))
        for place in sorted(kept.keys() | owed.keys(), key=lambda it: (it[1], it[0]))
        if scope.allows(ProvinceCode(place[1]))
    )
    return Standing(month, tuple((one, kinds[one]) for one in SHOWN if one in kinds), places)


def balance_vnd(connection: Connection, of: Account) -> int:
    """Debits less credits; nothing for an account that was never used."""
    query = (
        select(_balance.debited_vnd - _balance.credited_vnd)
        .join(tables.account, _account.id == _balance.account)
        .where(_account.key == of.key)
    )
    return int(connection.scalar(query) or 0)


def _owed(
    connection: Connection, scope: Scope, month: Period
) -> dict[tuple[str, str], tuple[int, int]]:
    """Of the lists of `month`, arrears and grants that they name included: all, and unpaid."""
    due, listed, paid = tables.due.c, tables.payout_list.c, tables.transfer.c
    unpaid = case((paid.id.is_(None), due.amount_vnd), else_=0)
    query = (
        select(listed.programme, listed.province, func.sum(due.amount_vnd), func.sum(unpaid))
        .select_from(tables.due)
        .join(tables.payout_list, listed.id == due.list)
        .outerjoin(tables.transfer, tables.DUE_IS_PAID)
        .where(
            listed.period.bitwise_and(MONTH_BITS) == month.code,
            scope.offices_clause(listed.province, listed.office),
        )
        .group_by(listed.programme, listed.province)
    )
    return {(row[0], row[1]): (int(row[2]), int(row[3])) for row in connection.execute(query)}


def _place(
    programme: str, province: str, kept: dict[AccountKind, int], owed_vnd: int, unpaid_vnd: int
) -> FundedPlace:
    funding = Funding(
        *(kept.get(AccountKind.FUNDING, 0), kept.get(AccountKind.RETURNED, 0)),
        *(kept.get(AccountKind.FEE, 0), kept.get(AccountKind.PAID, 0)),
        kept.get(AccountKind.SUSPENSE, 0),
    )
    return FundedPlace(
        ProgrammeCode(programme), ProvinceCode(province), funding, owed_vnd, unpaid_vnd
    )
