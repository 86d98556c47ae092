"""What is held against a list's rows once they are in the database.

1. The same person twice on the list, or on another one of the programme and month elsewhere.
2. Somebody who is owed already for a month of the list.
3. Ages that do not fit the programme or the category.
4. People reported dead, people whose payment is stopped, and those past their last month.
5. The total that the list states, and its length: an office's counters take so many lines.

All is found by queries; what they find is few, or the list is no good.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from cardsvc import tables
from cardsvc.bulk_rows import write_rows
from cardsvc.lists.ages import AgeRule, age_rules, born_before, born_by
from cardsvc.lists.endings import Endings
from cardsvc.lists.errors import ListCaseError
from cardsvc.lists.reading_notes import PROBLEM_COLUMNS, Told, problem_row
from cardsvc.lists.staging import MOST_BAD_ROWS
from cardsvc.registry.birth_date import birth_as_written
from cardsvc.registry.column import Column
from cardsvc.registry.finding import Datum, Problem, Reason
from cardsvc.registry.list_row import ListTerms
from cardsvc.registry.rates import Rates
from cardsvc.tables import CaseState
from firmware_config.payout_list import MAX_LINES
from firmware_config.period import Period

UNDECIDED = (CaseState.DRAFT, CaseState.RETURNED, CaseState.SUBMITTED)
ON_THE_WAY = (*UNDECIDED, CaseState.APPROVED, CaseState.SIGNING)
"""Lists that are not yet taken in, or not all of them; of the others people are owed already."""
_WHOLE = (Reason.STATED_TOTAL_DIFFERS.value, Reason.STATED_COUNT_DIFFERS.value)

_row, _other, _case = tables.list_row, tables.list_row.alias("other"), tables.list_case
_mine, _their = _row.c, _other.c


@dataclass(frozen=True, slots=True)
class Checks:
    """Of one list."""

    case: int
    terms: ListTerms
    rates: Rates
    told: Told

    def run(self, connection: Connection) -> int:
        """Find all of it anew, and settle which rows are good. How many problems there are.

        Raises:
            ListCaseError: `list-too-many-bad-rows`.
        """
        column = tables.list_problem.c
        of_case = column.list_case == self.case
        connection.execute(
            delete(tables.list_problem).where(
                of_case, or_(column.is_check, column.row.is_(None) & column.reason.in_(_WHOLE))
            )
        )
        found: list[Problem] = []
        for problem in chain(
            self._same_person(connection),
            self._owed_already(connection),
            self._ages(connection),
            self._endings(connection),
            self._totals(connection),
            self._length(connection),
        ):
            found.append(problem)
            if len(found) > MOST_BAD_ROWS:
                raise ListCaseError("list-too-many-bad-rows", most=MOST_BAD_ROWS)
        told = [problem_row(self.case, problem, is_check=True) for problem in found]
        write_rows(connection, tables.list_problem, PROBLEM_COLUMNS, told)
        self._settle(connection)
        return len(found)

    def _same_person(self, connection: Connection) -> Iterator[Problem]:
        programme = self.terms.programme
        for row in connection.execute(self._twice(connection)):
            one = self.rates.category(programme, row.category or "")
            other = self.rates.category(programme, row.other_category or "")
            if one is not None and other is not None and one.may_be_held_with(other):
                continue
            if row.list_case == self.case:
                data: dict[str, Datum] = {"other_row": row.other_row}
                yield self._problem(row, Column.CITIZEN_NUMBER, Reason.SAME_PERSON_TWICE, data)
            else:
                data = {
                    "list": row.list_case,
                    "office": row.office,
                    "province": row.province,
                    "other_row": row.other_row,
                }
                yield self._problem(row, Column.CITIZEN_NUMBER, Reason.SAME_PERSON_ELSEWHERE, data)

    def _twice(self, connection: Connection) -> Select[Any]:
        """Each row of somebody who stands on the list, or on another on its way, once more."""
        case = _case.c
        others = connection.scalars(
            select(case.id).where(
                case.programme == self.terms.programme.text,
                case.period == self.terms.period.code,
                case.state.in_(ON_THE_WAY),
                case.id != self.case,
            )
        ).all()
        return (
            select(
                _mine.row,
                _mine.citizen_number.label("value"),
                _mine.category,
                _their.list_case,
                func.min(_their.row).label("other_row"),
                func.min(_their.category).label("other_category"),
                case.office,
                case.province,
            )
            .join(_other, _their.citizen_number == _mine.citizen_number)
            .join(_case, case.id == _their.list_case)
            .where(
                _mine.list_case == self.case,
                # As an expression, so that SQLite goes by citizen number and not by list.
                (_their.list_case + 0).in_((self.case, *others)),
                or_(_their.list_case != self.case, _their.row != _mine.row),
            )
            .group_by(
                _mine.row,
                _mine.citizen_number,
                _mine.category,
                _their.list_case,
                case.office,
                case.province,
            )
            .order_by(_mine.row)
        )

    def _owed_already(self, connection: Connection) -> Iterator[Problem]:
        """By a list that was taken in; also by one of several months (two at Tết)."""
        person, held, due = tables.beneficiary, tables.entitlement.c, tables.due.c
        first = self.terms.period
        once = Period.once_in(first.year, first.month).code
        is_once = self.rates.programme(self.terms.programme).is_once
        monthly = and_(
            due.period >= first.code, due.period < first.code + _mine.months, _mine.monthly_vnd > 0
        )
        grant = and_(due.period == once, _mine.total_vnd > 0 if is_once else _mine.arrears_vnd > 0)
        query = (
            select(
                _mine.row,
                _mine.citizen_number.label("value"),
                _mine.category,
                held.category.label("other_category"),
                held.office,
                due.period,
            )
            .join(person, person.c.citizen_number == _mine.citizen_number)
            .join(tables.entitlement, held.beneficiary == person.c.id)
            .join(tables.due, due.entitlement == held.id)
            .where(
                _mine.list_case == self.case,
                held.programme == self.terms.programme.text,
                grant if is_once else or_(monthly, grant),
            )
        )
        seen = set()
        for row in connection.execute(query):
            one = self.rates.category(self.terms.programme, row.category or "")
            other = self.rates.category(self.terms.programme, row.other_category)
            if one is not None and other is not None and one.may_be_held_with(other):
                continue
            if row.row not in seen:
                seen.add(row.row)
                period = Period(row.period)
                data = {"office": row.office, "period": f"{period.month:02}/{period.year}"}
                yield self._problem(row, Column.CITIZEN_NUMBER, Reason.OWED_ALREADY, data)

    def _ages(self, connection: Connection) -> Iterator[Problem]:
        for rule in age_rules():
            if rule.programme != self.terms.programme:
                continue
            if rule.youngest is not None:
                too_young = _born_after(*born_by(self.terms.period, rule.youngest))
                yield from self._of_age(
                    connection, rule, too_young, Reason.AGE_TOO_YOUNG, least=rule.youngest
                )
            if rule.least is not None and rule.poor_from is not None:
                yield from self._not_poor(connection, rule, rule.least, rule.poor_from)
            if rule.most is not None:
                too_old = _born_before(*born_before(self.terms.period, rule.most))
                yield from self._of_age(
                    connection, rule, too_old, Reason.AGE_TOO_OLD, most=rule.most
                )

    def _not_poor(
        self, connection: Connection, rule: AgeRule, least: int, poor_from: int
    ) -> Iterator[Problem]:
        """The household must be said to be poor: `hộ nghèo`, `hộ cận nghèo`."""
        too_young = _born_after(*born_by(self.terms.period, least))
        old_enough = ~_born_after(*born_by(self.terms.period, poor_from))
        # SQLite's own folding knows ASCII alone.
        poor = or_(*(_mine.category_text.contains(word) for word in ("nghèo", "Nghèo", "NGHÈO")))
        is_it = and_(too_young, old_enough, or_(_mine.category_text.is_(None), ~poor))
        yield from self._of_age(
            connection, rule, is_it, Reason.AGE_NOT_POOR, least=least, poor_from=poor_from
        )

    def _of_age(
        self,
        connection: Connection,
        rule: AgeRule,
        is_it: ColumnElement[bool],
        reason: Reason,
        **data: Datum,
    ) -> Iterator[Problem]:
        query = select(_mine.row, _mine.birth).where(_mine.list_case == self.case, is_it)
        if rule.categories:
            query = query.where(_mine.category.in_(rule.categories))
        column, data = Column.BIRTH_DATE, {**data, "source": rule.source}
        for row in connection.execute(query.limit(MOST_BAD_ROWS + 1)):
            value = birth_as_written(row.birth)
            yield Problem(row.row, column, self._heading(column), value, reason, data)

    def _endings(self, connection: Connection) -> Iterator[Problem]:
        column = Column.CITIZEN_NUMBER
        for one in Endings(self.case, self.terms, self.rates).found(connection):
            yield Problem(one.row, column, self._heading(column), one.value, one.reason, one.data)

    def _length(self, connection: Connection) -> Iterator[Problem]:
        """Counters take an office's list whole: a line for the months of a row, one for arrears."""
        query = select(
            func.count().filter(_mine.monthly_vnd > 0) + func.count().filter(_mine.arrears_vnd > 0)
        )
        lines = connection.execute(query.where(_mine.list_case == self.case)).scalar_one()
        if lines > MAX_LINES:
            data: dict[str, Datum] = {"office": self.terms.office.text, "lines": lines}
            data["most"] = MAX_LINES
            yield self._of_list(None, Reason.OFFICE_LIST_TOO_LONG, data)

    def _totals(self, connection: Connection) -> Iterator[Problem]:
        stated = self.told.totals
        row = connection.execute(
            select(
                func.count().label("counted"),
                func.sum(_mine.total_vnd).label("sum_vnd"),
                func.count(_mine.total_vnd).label("read"),
            ).where(_mine.list_case == self.case)
        ).one()
        if stated.stated_vnd is not None and row.read == row.counted:
            sum_vnd = int(row.sum_vnd or 0)
            if sum_vnd != stated.stated_vnd:
                data = {"stated_vnd": stated.stated_vnd, "sum_vnd": sum_vnd}
                yield self._of_list(Column.TOTAL, Reason.STATED_TOTAL_DIFFERS, data)
        if stated.stated_count is not None and stated.stated_count != row.counted:
            data = {"stated": stated.stated_count, "counted": row.counted}
            yield self._of_list(None, Reason.STATED_COUNT_DIFFERS, data)

    def _settle(self, connection: Connection) -> None:
        problem = tables.list_problem.c
        bad = select(problem.row).where(problem.list_case == self.case, problem.row.is_not(None))
        mine = _mine.list_case == self.case
        connection.execute(
            update(_row).where(mine, _mine.is_good, _mine.row.in_(bad)).values(is_good=False)
        )
        still = exists().where(problem.list_case == self.case, problem.row == _mine.row)
        connection.execute(update(_row).where(mine, ~_mine.is_good, ~still).values(is_good=True))

    def _problem(
        self, row: Any, column: Column, reason: Reason, data: Mapping[str, Datum]
    ) -> Problem:
        return Problem(row.row, column, self._heading(column), row.value or "", reason, data)

    def _of_list(self, column: Column | None, reason: Reason, data: Mapping[str, Datum]) -> Problem:
        return Problem(None, column, self._heading(column), "", reason, data)

    def _heading(self, column: Column | None) -> str:
        if column is None:
            return ""
        known = (it.text for it in self.told.columns if it.column is column)
        return next(known, column.heading)


def _born_after(full: str, bare: str) -> ColumnElement[bool]:
    return or_(
        and_(func.length(_mine.birth) == 8, _mine.birth > full),
        and_(func.length(_mine.birth) == 4, _mine.birth > bare),
    )


def _born_before(full: str, bare: str) -> ColumnElement[bool]:
    return or_(
        and_(func.length(_mine.birth) == 8, _mine.birth < full),
        and_(func.length(_mine.birth) == 4, _mine.birth < bare),
    )
