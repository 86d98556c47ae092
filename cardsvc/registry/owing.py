"""What people are owed by one payout list, held against what they are owed already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from cardsvc import tables
from cardsvc.db import chunks
from cardsvc.registry.calendar.month_limit import is_over, last_month
from cardsvc.registry.list_row import ListRow, ListTerms
from cardsvc.registry.rates import Rates
from cardsvc.tables import Kind
from firmware_config.ids import EntitlementId
from firmware_config.period import Period


@dataclass(slots=True)
class Owing:
    """Entitlements and dues of a list as they will be written.

    A person's open entitlement goes on if category and amount are the same. One of another amount
    ends, and so does one of a category that may not be held beside the new one (Decree 20/2021
    Art. 6(2)); what was due on it stays due. A list of n months is due on the entitlement for
    P … P+n-1; arrears or a grant are due once, on an entitlement of their own. Where a programme is
    paid for so many months in a row, the entitlement knows its last one; after a month without a
    due the row begins anew.

    `open_now` is by person and category; `owed` holds the categories by person and period code.
    """

    terms: ListTerms
    rates: Rates
    open_now: dict[int, dict[str, Row[Any]]]
    owed: dict[tuple[int, int], set[str]]
    opened: list[dict[str, Any]] = field(default_factory=list)
    ended: list[bytes] = field(default_factory=list)
    moved: list[bytes] = field(default_factory=list)
    dues: list[dict[str, Any]] = field(default_factory=list)
    rows_owed_twice: list[int] = field(default_factory=list)
    rows_past_the_end: list[int] = field(default_factory=list)

    @classmethod
    def standing(
        cls, connection: Connection, terms: ListTerms, rates: Rates, people: Sequence[int]
    ) -> Owing:
        """How `people` stand in the programme before the list."""
        standing = cls(terms, rates, {}, {})
        held, due = tables.entitlement.c, tables.due.c
        for some in chunks(people):
            mine = held.beneficiary.in_(some) & (held.programme == terms.programme.text)
            open_now = select(tables.entitlement).where(
                mine, held.kind == Kind.MONTH, held.ended_at.is_(None)
            )
            for row in connection.execute(open_now):
                standing.open_now.setdefault(row.beneficiary, {})[row.category] = row
            dues = select(held.beneficiary, held.category, due.period).join(tables.due).where(mine)
            for row in connection.execute(dues):
                standing.owed.setdefault((row.beneficiary, row.period), set()).add(row.category)
        return standing

    def add(self, person: int, rows: Sequence[ListRow]) -> None:
        """All that the list says of one person: a row, or one for each of two categories."""
        listed = frozenset(_category(row) for row in rows)
        terms = self.terms
        once = Period.once_in(terms.period.year, terms.period.month)
        is_once = self.rates.programme(terms.programme).is_once
        for row in rows:
            grant_vnd = row.total_vnd if is_once else row.arrears_vnd
            if row.monthly_amount_vnd and not is_once:
                ref = self._monthly(person, row, listed)
                for later in range(row.months):
                    period = terms.period.plus(later)
                    self._due(person, row, ref, period, row.monthly_amount_vnd)
            if grant_vnd:
                ref = self._open(person, row, grant_vnd, Kind.ONE_OFF)
                self._due(person, row, ref, once, grant_vnd)

    def write(self, connection: Connection, list_id: int, now: datetime) -> None:
        held = tables.entitlement.c
        changes: tuple[tuple[list[bytes], dict[str, Any]], ...] = (
            (self.ended, {"ended_at": now}),
            (self.moved, {"office": self.terms.office.text}),
        )
        for refs, change in changes:
            for some in chunks(refs):
                statement = update(tables.entitlement).where(held.id.in_(some))
                connection.execute(statement.values(change))
        if self.opened:
            connection.execute(insert(tables.entitlement), self.opened)
        if self.dues:
            connection.execute(insert(tables.due), [due | {"list": list_id} for due in self.dues])

    def _monthly(self, person: int, row: ListRow, listed: frozenset[str]) -> bytes:
        """The entitlement that goes on, or a new one in place of those that may not."""
        category, mine = _category(row), self.open_now.get(person, {})
        same = mine.get(category)
        now_said = (row.monthly_amount_vnd, self.terms.province.text)
        until = self._last_month(person, row, same)
        said_before = same and (same.amount_vnd, same.province, same.until)
        if same is not None and said_before == (*now_said, until):
            if same.office != self.terms.office.text:
                self.moved.append(same.id)
            return bytes(same.id)
        for other in tuple(mine):
            beside = other in listed or self._may_be_held_together(other, category)
            if other == category or not beside:
                self.ended.append(mine.pop(other).id)
        return self._open(person, row, row.monthly_amount_vnd, Kind.MONTH, until)

    def _last_month(self, person: int, row: ListRow, before: Row[Any] | None) -> int | None:
        """The code of the last month it may be paid for; none where there is no end."""
        first, most = self.terms.period, self.rates.programme(self.terms.programme).most_months
        if most is None:
            return None
        last = last_month(first, most)
        if before is not None and (person, first.plus(-1).code) in self.owed:
            if before.until is None:  # opened before it was counted
                return None
            last = Period(before.until)
        if is_over(last, first.plus(row.months - 1)):
            self.rows_past_the_end.append(row.row)
        return last.code

    def _may_be_held_together(self, one: str, other: str) -> bool:
        programme = self.terms.programme
        a, b = self.rates.category(programme, one), self.rates.category(programme, other)
        return a is not None and b is not None and a.may_be_held_with(b)

    def _open(
        self,
        person: int,
        row: ListRow,
        amount_vnd: int,
        kind: Kind,
        until: int | None = None,
    ) -> bytes:
        ref = EntitlementId.new().octets
        self.opened.append(
            {
                "id": ref,
                "beneficiary": person,
                "programme": self.terms.programme.text,
                "province": self.terms.province.text,
                "office": self.terms.office.text,
                "category": _category(row),
                "amount_vnd": amount_vnd,
                "kind": kind,
                "until": until,
            }
        )
        return ref

    def _due(self, person: int, row: ListRow, ref: bytes, period: Period, amount_vnd: int) -> None:
        category = _category(row)
        owed = self.owed.setdefault((person, period.code), set())
        if any(not self._may_be_held_together(category, other) for other in owed):
            self.rows_owed_twice.append(row.row)
        owed.add(category)
        self.dues.append({"entitlement": ref, "period": period.code, "amount_vnd": amount_vnd})


def _category(row: ListRow) -> str:
    """Its code, or nothing where the programme has no categories."""
    return row.category.code if row.category else ""
