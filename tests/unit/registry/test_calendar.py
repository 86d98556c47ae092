"""The legal calendar, rule by rule."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsvc.registry.calendar import figures as figures_module
from cardsvc.registry.calendar.after_death import first_unpaid_month
from cardsvc.registry.calendar.carry_forward import carried_to
from cardsvc.registry.calendar.figures import CalendarError, Figures
from cardsvc.registry.calendar.highest_benefit import highest_allowed
from cardsvc.registry.calendar.list_deadline import list_due_by
from cardsvc.registry.calendar.month_limit import is_over, last_month
from cardsvc.registry.calendar.report_deadline import last_reported, report_due_by
from cardsvc.registry.calendar.resumption import months_to_add
from cardsvc.registry.calendar.tet import first_day_of_tet, paid_together
from cardsvc.registry.calendar.uncollected import uncollected_since
from firmware_config.period import Period
from firmware_config.vietnamese.dates import month_of, today

FIGURES = Figures.load()
NOVEMBER = Period.of_month(2026, 11)
MONTHS = st.integers(0, 2000).map(Period)
SOME_MONTHS = st.frozensets(st.integers(300, 330).map(Period))
DAYS = st.dates(date(2001, 1, 1), date(2100, 12, 31))


def months(*texts: str) -> frozenset[Period]:
    return frozenset(map(Period.parse, texts))


def test_a_day_is_viet_nam_s_and_not_utc_s() -> None:
    assert today(datetime(2026, 11, 30, 18, tzinfo=UTC)) == date(2026, 12, 1)


# Lists and reports


def test_december_s_list_comes_before_the_25th_of_november() -> None:
    assert list_due_by(Period.of_month(2026, 12), FIGURES) == date(2026, 11, 24)
    assert list_due_by(Period.of_month(2027, 1), FIGURES) == date(2026, 12, 24)


def test_november_is_reported_before_the_20th_of_november() -> None:
    assert report_due_by(NOVEMBER, FIGURES) == date(2026, 11, 19)


@pytest.mark.parametrize(("day", "month"), [(19, "2026-10"), (20, "2026-11"), (30, "2026-11")])
def test_a_month_is_over_once_its_report_was_due(day: int, month: str) -> None:
    assert last_reported(date(2026, 11, day), FIGURES) == Period.parse(month)


@given(DAYS)
def test_the_month_reported_last_is_this_one_or_the_one_before(day: date) -> None:
    assert last_reported(day, FIGURES) in (month_of(day), month_of(day).plus(-1))


# Carrying forward


def test_what_was_not_collected_is_carried_and_what_was_is_not() -> None:
    due = months("2026-08", "2026-09", "2026-10", "2026-11")
    assert carried_to(NOVEMBER, due, months("2026-09")) == tuple(
        sorted(months("2026-08", "2026-10"))
    )


@given(SOME_MONTHS, SOME_MONTHS, st.integers(300, 331).map(Period))
def test_every_month_before_is_paid_or_carried_never_both(
    due: frozenset[Period], paid: frozenset[Period], month: Period
) -> None:
    carried = carried_to(month, due, paid)
    assert not set(carried) & paid
    assert set(carried) | {one for one in due & paid if one < month} == {
        one for one in due if one < month
    }


@given(SOME_MONTHS, SOME_MONTHS, st.integers(300, 330).map(Period))
def test_what_is_carried_once_is_carried_on_until_it_is_paid(
    due: frozenset[Period], paid: frozenset[Period], month: Period
) -> None:
    assert set(carried_to(month, due, paid)) <= set(carried_to(month.plus(1), due, paid))


# Three months uncollected


@pytest.mark.parametrize(
    ("due", "paid", "since"),
    [
        (("2026-09", "2026-10", "2026-11"), (), "2026-09"),
        (("2026-08", "2026-09", "2026-10", "2026-11"), (), "2026-08"),
        (("2026-08", "2026-09", "2026-10", "2026-11"), ("2026-08",), "2026-09"),
        (("2026-10", "2026-11"), (), None),
        (("2026-08", "2026-09", "2026-10", "2026-11"), ("2026-10",), None),
        (("2026-08", "2026-09", "2026-11"), (), None),
        (("2026-08", "2026-09", "2026-10", "2026-12"), (), "2026-08"),
        (("once-2026-09", "2026-10", "2026-11"), (), None),
        ((), (), None),
    ],
)
def test_three_months_in_a_row_uncollected_and_only_such(
    due: tuple[str, ...], paid: tuple[str, ...], since: str | None
) -> None:
    found = uncollected_since(months(*due), months(*paid), NOVEMBER, FIGURES)
    assert found == (since and Period.parse(since))


@given(SOME_MONTHS, SOME_MONTHS, st.integers(300, 330).map(Period))
def test_a_suspension_rests_on_months_that_were_due_over_and_uncollected(
    due: frozenset[Period], paid: frozenset[Period], reported: Period
) -> None:
    since = uncollected_since(due, paid, reported, FIGURES)
    if since is not None:
        newest = max(month for month in due if month <= reported)
        row = {since.plus(later) for later in range(newest.code - since.code + 1)}
        assert len(row) >= FIGURES.uncollected_months
        assert row <= due - paid


@given(SOME_MONTHS.filter(bool), st.integers(300, 330).map(Period))
def test_collecting_the_newest_month_takes_any_suspension_away(
    due: frozenset[Period], reported: Period
) -> None:
    over = {month for month in due if month <= reported}
    paid = {max(over)} if over else set[Period]()
    assert uncollected_since(due, paid, reported, FIGURES) is None


# Death, resumption


@pytest.mark.parametrize(
    ("died_on", "first"),
    [
        (date(2026, 11, 1), "2026-12"),
        (date(2026, 11, 30), "2026-12"),
        (date(2026, 12, 31), "2027-01"),
    ],
)
def test_payment_stops_from_the_month_after_death(died_on: date, first: str) -> None:
    assert first_unpaid_month(died_on, FIGURES) == Period.parse(first)


def test_resumption_adds_the_months_that_no_list_has_named() -> None:
    due = months("2026-08", "2026-09", "2026-10")
    assert months_to_add(Period.parse("2026-08"), Period.parse("2026-12"), due) == tuple(
        sorted(months("2026-11", "2026-12"))
    )


def test_resumption_adds_no_month_past_the_last() -> None:
    added = months_to_add(NOVEMBER, NOVEMBER.plus(5), set(), until=NOVEMBER.plus(1))
    assert added == (NOVEMBER, NOVEMBER.plus(1))


@given(st.integers(300, 330).map(Period), st.integers(0, 40), SOME_MONTHS)
def test_after_resumption_no_month_is_missing_and_none_is_owed_twice(
    stopped: Period, later: int, due: frozenset[Period]
) -> None:
    resumed = stopped.plus(later)
    added = months_to_add(stopped, resumed, due)
    assert not set(added) & due
    assert {stopped.plus(at) for at in range(later + 1)} <= set(added) | due


# Tết


def new_moon(k: int) -> datetime:
    """The k-th new moon after 6 January 2000, within minutes (Meeus, Astronomical Algorithms,
    ch. 49: the mean phase with its largest corrections; ΔT as about 70 s)."""
    t = k / 1236.85
    jde = 2451550.09766 + 29.530588861 * k + 0.00015437 * t * t
    e = 1 - 0.002516 * t
    sun = math.radians(2.5534 + 29.10535670 * k)
    moon = math.radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    node = math.radians(160.7108 + 390.67050284 * k)
    jde += (
        -0.40720 * math.sin(moon)
        + 0.17241 * e * math.sin(sun)
        + 0.01608 * math.sin(2 * moon)
        + 0.01039 * math.sin(2 * node)
        + 0.00739 * e * math.sin(moon - sun)
        - 0.00514 * e * math.sin(moon + sun)
        + 0.00208 * e * e * math.sin(2 * sun)
        - 0.00111 * math.sin(moon - 2 * node)
        - 0.00057 * math.sin(moon + 2 * node)
    )
    return datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(days=jde - 2451545.0, seconds=-70)


@pytest.mark.parametrize("year", range(2024, 2036))
def test_tet_is_the_new_moon_between_21_january_and_20_february(year: int) -> None:
    """The lunar year's first month is the one with the sun's entry into Pisces (about 19 February)
    in it, or begins no later: in these years, the only new moon from 21 January to 20 February.
    """
    first = round((year - 2000) * 12.3685) - 2
    days = {today(new_moon(k)) for k in range(first, first + 6)}
    (only,) = {day for day in days if date(year, 1, 21) <= day <= date(year, 2, 20)}
    assert first_day_of_tet(year, FIGURES) == only


def test_january_and_february_are_paid_together() -> None:
    assert paid_together(2030, FIGURES) == (Period.of_month(2030, 1), Period.of_month(2030, 2))


def test_a_year_past_the_table_is_named() -> None:
    with pytest.raises(CalendarError) as missing:
        paid_together(2036, FIGURES)
    assert missing.value.data == {"year": 2036}


# The highest benefit only


def test_of_several_benefits_the_highest_stays() -> None:
    assert highest_allowed((500, 1250, 750), int, lambda a, b: False) == (1250,)
    assert highest_allowed((), int, lambda a, b: True) == ()


def test_two_that_may_stand_together_both_stay() -> None:
    claims = (("K4", 500), ("K6.4", 750), ("K5.2", 1000))
    beside = {frozenset({"K4", "K6.4"})}
    kept = highest_allowed(
        claims, lambda one: one[1], lambda a, b: frozenset({a[0], b[0]}) in beside
    )
    assert kept == (("K4", 500), ("K6.4", 750))


@given(st.lists(st.integers(1, 10**7), min_size=1), st.booleans())
def test_nothing_allowed_comes_to_more_than_what_stays(
    amounts: list[int], may_be_two: bool
) -> None:
    kept = highest_allowed(amounts, int, lambda a, b: may_be_two)
    most = sum(sorted(amounts)[-2:]) if may_be_two else max(amounts)
    assert sum(kept) == most


# Limited months


@given(MONTHS, st.integers(1, 24))
def test_a_limited_benefit_has_as_many_months_as_were_granted(first: Period, most: int) -> None:
    last = last_month(first, most)
    open_months = [first.plus(at) for at in range(30) if not is_over(last, first.plus(at))]
    assert len(open_months) == most


# The figures


def test_every_rule_has_its_clause() -> None:
    assert all(source.decree and source.clause for source in FIGURES.sources.values())


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("before_day = 25", "before_day = 0"),
        ("before_day = 25", "before_day = 31"),
        ("months = 3 ", 'months = "3" '),
        ("with_arrears = true", "with_arrears = 1"),
        ('programmes = ["BTXH", "HTXH"]', 'programmes = ["btxh"]'),
        ("2025-01-29", "2024-01-29"),
        ("[resume]", "[restart]"),
        ('clause = "Điều 6"', 'certainty = "perhaps"'),
    ],
)
def test_figures_that_cannot_be_used_are_refused(
    tmp_path: Path, written: str, instead: str
) -> None:
    own = Path(str(figures_module.__file__)).with_name("figures.toml").read_text("utf-8")
    assert written in own
    path = tmp_path / "figures.toml"
    path.write_text(own.replace(written, instead), "utf-8")
    with pytest.raises(CalendarError, match="calendar-file"):
        Figures.load(path)
