"""One person's row of a payout list: read, then held against the rates and against itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from cardsvc.registry.amounts import (
    read_amount_vnd,
    read_arrears_vnd,
    read_coefficient_tenths,
    read_months,
)
from cardsvc.registry.birth_date import BirthDate
from cardsvc.registry.cells import RowCells
from cardsvc.registry.column import Column
from cardsvc.registry.finding import Reason
from cardsvc.registry.identity import (
    read_address,
    read_birth_date,
    read_citizen_number,
    read_name,
)
from cardsvc.registry.rates import AmountRule, Category, Rates
from firmware_config.ids import CitizenNumber, OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period

MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class ListTerms:
    """What the officer states of a list. `period` is a month."""

    programme: ProgrammeCode
    province: ProvinceCode
    office: OfficeId
    period: Period

    def __post_init__(self) -> None:
        self.period.plus(MOST_MONTHS)  # raises `PeriodError` for a one-off


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row that holds together. `row` counts from 1 as Excel shows it; `name` and `address` are
    NFC with single spaces.

    What the amounts mean: `monthly_amount_vnd` is due for the list's period and for each of the
    `months` - 1 months after it (two months together at Tết). `arrears_vnd` is one grant of
    exactly that amount, `Period.once_in` the list's month: arrears may be of many months and at
    older rates, and the list does not say which. `total_vnd` = monthly x months + arrears. For a
    programme paid once (funeral costs) the monthly amount is itself that one grant.

    `category` and `coefficient_tenths` (15 for 1.5) are `None` where the programme has none.
    """

    row: int
    name: str = field(repr=False)
    birth_date: BirthDate = field(repr=False)
    citizen_number: CitizenNumber
    address: str = field(repr=False)
    category: Category | None
    category_text: str
    coefficient_tenths: int | None
    monthly_amount_vnd: int
    months: int
    arrears_vnd: int
    total_vnd: int


def needed_columns(rule: AmountRule) -> tuple[Column, ...]:
    """The columns without which a list cannot be read."""
    weighed = (Column.CATEGORY, Column.COEFFICIENT) if rule is AmountRule.COEFFICIENT else ()
    who = (Column.NAME, Column.BIRTH_DATE, Column.CITIZEN_NUMBER)
    return (*who, *weighed, Column.MONTHLY, Column.TOTAL)


@dataclass(frozen=True, slots=True)
class RowReading:
    """What could be read of a row, whole or not. `row` is `None` if anything was told of it."""

    row: ListRow | None
    name: str | None = field(repr=False)
    citizen_number: CitizenNumber | None
    category: Category | None
    total_vnd: int | None


def read_row(cells: RowCells, terms: ListTerms, rates: Rates) -> RowReading:
    """Every problem of the row is told, not only the first.

    1. Who: name, date of birth, citizen number, address.
    2. Category, and the coefficient that is its own.
    3. Amounts; the monthly one is standard x coefficient at the rate of the period, a grant at
       least what the decree says.
    4. The total is monthly x months + arrears.
    """
    told = len(cells.found.problems)
    programme = rates.programme(terms.programme)

    # 1
    name = read_name(cells)
    birth = read_birth_date(cells, terms.period)
    citizen = read_citizen_number(cells, birth)
    address = read_address(cells)

    # 2
    category, tenths, category_text = None, None, ""
    if programme.amount is AmountRule.COEFFICIENT:
        category_text = cells.text(Column.CATEGORY) or ""
        category = _category(cells, terms, rates, category_text)
        tenths = read_coefficient_tenths(cells)
        _check_coefficient(cells, category, tenths)
    else:
        if not cells.cell(Column.CATEGORY).is_empty:
            category_text = cells.text(Column.CATEGORY) or ""
        if programme.amount is AmountRule.FLAT:
            tenths = 10

    # 3
    monthly = read_amount_vnd(cells, Column.MONTHLY)
    months = read_months(cells, 1 if programme.is_once else MOST_MONTHS)
    arrears = read_arrears_vnd(cells)
    if programme.is_once and arrears:  # two grants of one month could not be told apart
        cells.problem(Column.ARREARS, Reason.AMOUNT_OUT_OF_RANGE, most_vnd=0)
    total = read_amount_vnd(cells, Column.TOTAL)
    if monthly is not None and tenths is not None:
        _check_monthly(cells, terms, rates, monthly, tenths, months or 1)
    least_vnd = rates.least_vnd(terms.programme, terms.province, terms.period)
    if monthly is not None and least_vnd is not None and monthly < least_vnd:
        cells.problem(Column.MONTHLY, Reason.AMOUNT_BELOW_THE_LEAST, least_vnd=least_vnd)

    # 4
    if monthly is not None and months is not None and arrears is not None and total is not None:
        _check_total(cells, monthly * months + arrears, total)

    row = None
    if (
        len(cells.found.problems) == told
        and name is not None
        and birth is not None
        and citizen is not None
        and monthly is not None
        and months is not None
        and arrears is not None
        and total is not None
    ):
        row = ListRow(
            row=cells.row.number,
            name=name,
            birth_date=birth,
            citizen_number=citizen,
            address=address,
            category=category,
            category_text=category_text,
            coefficient_tenths=tenths,
            monthly_amount_vnd=monthly,
            months=months,
            arrears_vnd=arrears,
            total_vnd=total,
        )
    return RowReading(row, name, citizen, category, total)


def _category(cells: RowCells, terms: ListTerms, rates: Rates, text: str) -> Category | None:
    category = rates.category(terms.programme, text)
    if text and category is None:
        cells.problem(Column.CATEGORY, Reason.CATEGORY_UNKNOWN)
    if category is not None and not category.is_in_force(terms.period):
        cells.problem(
            Column.CATEGORY,
            Reason.CATEGORY_NOT_IN_FORCE,
            category=category.vi,
            period=f"{terms.period.month:02}/{terms.period.year}",
        )
    return category


def _check_coefficient(cells: RowCells, category: Category | None, tenths: int | None) -> None:
    if category is not None and tenths is not None and not category.allows(tenths):
        cells.problem(
            Column.COEFFICIENT,
            Reason.COEFFICIENT_NOT_THE_CATEGORYS,
            category=category.vi,
            expected=_coefficient(category.coefficient_tenths),
        )


def _check_monthly(
    cells: RowCells, terms: ListTerms, rates: Rates, monthly: int, tenths: int, months: int
) -> None:
    standards = [
        rates.standard_vnd(terms.programme, terms.province, terms.period.plus(later))
        for later in range(months)
    ]
    standard = standards[0]
    if standard is None:
        return
    if any(later != standard for later in standards):
        cells.problem(Column.MONTHS, Reason.MONTHS_CROSS_A_RATE_CHANGE)
    if monthly * 10 != standard * tenths:
        cells.problem(
            Column.MONTHLY,
            Reason.AMOUNT_NOT_STANDARD_TIMES_COEFFICIENT,
            expected_vnd=standard * tenths // 10,
            standard_vnd=standard,
            coefficient=_coefficient(tenths),
        )


def _check_total(cells: RowCells, expected: int, total: int) -> None:
    if total != expected:
        cells.problem(Column.TOTAL, Reason.TOTAL_NOT_THE_SUM, expected_vnd=expected)
    elif total == 0:
        cells.problem(Column.TOTAL, Reason.NOTHING_TO_PAY)


def _coefficient(tenths: int) -> Decimal:
    return Decimal(tenths) / 10
