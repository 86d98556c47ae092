"""What the reading of a payout list has to say: problems, and notes of every silent repair.

Both hold values of people's cells for the officer's screen, so their `repr` leaves those out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from cardsvc.registry.column import Column

Datum = int | str | Decimal
"""What a message may be told: a number, or a text that needs no translation."""


class Reason(StrEnum):
    """Why a row, or a whole list, cannot be taken. Messages are `list-problem-<reason>`.

    The comment beside each names its data.
    """

    MISSING = "missing"
    FORMULA_ERROR = "formula-error"
    NAME_NOT_A_NAME = "name-not-a-name"
    NAME_TOO_LONG = "name-too-long"  # most_bytes
    BIRTH_DATE_NOT_A_DATE = "birth-date-not-a-date"
    BIRTH_DATE_TWO_DIGIT_YEAR = "birth-date-two-digit-year"
    BIRTH_DATE_OUT_OF_RANGE = "birth-date-out-of-range"  # period
    CITIZEN_NUMBER_NOT_12_DIGITS = "citizen-number-not-12-digits"  # digits
    CITIZEN_NUMBER_OLD_9_DIGITS = "citizen-number-old-9-digits"
    CITIZEN_NUMBER_DIGITS_LOST = "citizen-number-digits-lost"
    CITIZEN_NUMBER_CONTRADICTS_BIRTH_YEAR = (
        "citizen-number-contradicts-birth-year"  # number_year, birth_year
    )
    CATEGORY_UNKNOWN = "category-unknown"
    CATEGORY_NOT_IN_FORCE = "category-not-in-force"  # category, period
    COEFFICIENT_NOT_IN_TENTHS = "coefficient-not-in-tenths"
    COEFFICIENT_NOT_THE_CATEGORYS = "coefficient-not-the-categorys"  # category, expected
    NOT_A_NUMBER = "not-a-number"
    NUMBER_NOT_WHOLE = "number-not-whole"
    AMOUNT_OUT_OF_RANGE = "amount-out-of-range"  # most_vnd
    AMOUNT_NOT_STANDARD_TIMES_COEFFICIENT = (
        "amount-not-standard-times-coefficient"  # expected_vnd, standard_vnd, coefficient
    )
    AMOUNT_BELOW_THE_LEAST = "amount-below-the-least"  # least_vnd
    MONTHS_OUT_OF_RANGE = "months-out-of-range"  # most
    MONTHS_CROSS_A_RATE_CHANGE = "months-cross-a-rate-change"
    TOTAL_NOT_THE_SUM = "total-not-the-sum"  # expected_vnd
    NOTHING_TO_PAY = "nothing-to-pay"
    SAME_PERSON_TWICE = "same-person-twice"  # other_row
    # Held against other lists and registers:
    SAME_PERSON_ELSEWHERE = "same-person-elsewhere"  # list, office, province, other_row
    OWED_ALREADY = "owed-already"  # office, period
    AGE_TOO_YOUNG = "age-too-young"  # least, source
    AGE_TOO_OLD = "age-too-old"  # most, source
    AGE_NOT_POOR = "age-not-poor"  # least, poor_from, source
    REPORTED_DEAD = "reported-dead"  # died_on
    PAYMENT_ENDED = "payment-ended"  # period
    PAYMENT_SUSPENDED = "payment-suspended"  # period
    PAST_THE_END = "past-the-end"  # most, period
    # Of the whole list, not of a row:
    STATED_TOTAL_DIFFERS = "stated-total-differs"  # stated_vnd, sum_vnd
    STATED_COUNT_DIFFERS = "stated-count-differs"  # stated, counted
    STATED_PERIOD_DIFFERS = "stated-period-differs"  # stated, period
    OFFICE_LIST_TOO_LONG = "office-list-too-long"  # office, lines, most
    UNIT_NOT_DONG = "unit-not-dong"


class NoteCode(StrEnum):
    """What was repaired, assumed or left out. Messages are `list-note-<code>`."""

    LEADING_ZERO_RESTORED = "leading-zero-restored"
    NUMBER_SPACES_REMOVED = "number-spaces-removed"
    LETTERS_COMPOSED = "letters-composed"
    SPACES_COLLAPSED = "spaces-collapsed"
    NUMBER_WAS_TEXT = "number-was-text"
    DATE_WAS_SERIAL = "date-was-serial"
    BARE_YEAR = "bare-year"
    DATE_PERHAPS_SWAPPED = "date-perhaps-swapped"
    MONTHS_ASSUMED = "months-assumed"
    ARREARS_ASSUMED = "arrears-assumed"
    ADDRESS_BLANK = "address-blank"
    TWO_ENTITLEMENTS = "two-entitlements"  # other_row
    SAME_NAME_AND_BIRTH_DATE = "same-name-and-birth-date"  # other_row
    GROUP_LINE = "group-line"
    SUBTOTAL_LINE = "subtotal-line"
    HEADER_REPEATED = "header-repeated"
    NUMBERED_BLANK_LINE = "numbered-blank-line"
    # Of the whole list:
    NO_TOTALS_ROW = "no-totals-row"
    STATED_TOTAL_NOT_CHECKED = "stated-total-not-checked"  # stated_vnd
    ENCODING_ASSUMED = "encoding-assumed"  # encoding


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` counts from 1 as Excel shows it, and is `None` for the whole list. `heading` is the
    column as the sheet heads it; `value` is the cell as it was read."""

    row: int | None
    column: Column | None
    heading: str
    value: str = field(repr=False)
    reason: Reason
    data: Mapping[str, Datum] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Note:
    """`value` is the cell as it was read, `taken` what was made of it."""

    row: int | None
    column: Column | None
    heading: str
    value: str = field(repr=False)
    taken: str = field(repr=False)
    code: NoteCode
    data: Mapping[str, Datum] = field(default_factory=dict)


@dataclass(slots=True)
class Findings:
    """Collects problems and notes while a list is read. `headings` is what the sheet calls them."""

    headings: Mapping[Column, str]
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def problem(
        self,
        row: int | None,
        column: Column | None,
        reason: Reason,
        value: str = "",
        **data: Datum,
    ) -> None:
        self.problems.append(Problem(row, column, self._heading(column), value, reason, data))

    def note(
        self,
        row: int | None,
        column: Column | None,
        code: NoteCode,
        value: str = "",
        taken: object = "",
        **data: Datum,
    ) -> None:
        self.notes.append(Note(row, column, self._heading(column), value, str(taken), code, data))

    def _heading(self, column: Column | None) -> str:
        return "" if column is None else self.headings.get(column, column.heading)
