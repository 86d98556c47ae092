"""What is found in the rows of a list before anybody is owed: cells, ages, stops, months."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.issuance.stopping import approve_stop
from cardsvc.registry.finding import Reason
from cardsvc.registry.programme_modes import Setting, approve_mode, propose_mode
from cardsvc.registry.rates import Mode
from cardsvc.registry.stops import WantedStop, propose_stop
from cardsvc.tables import StopReason
from firmware_config.ids import CitizenNumber, EntitlementId, ProgrammeCode
from firmware_config.period import Period
from tests.simulators.centre_world import (
    CAU_GIAY,
    HA_NOI,
    HANH,
    NOVEMBER,
    NOW,
    find,
    report_dead,
    rows_in,
)
from tests.simulators.list_case_told import problems
from tests.simulators.list_files import (
    HANH_LINE,
    LONG_LINE,
    MINH_LINE,
    Line,
    open_case,
    take_in,
    terms,
)

DECEMBER = NOVEMBER.plus(1)
HTXH = ProgrammeCode("HTXH")
BHTN = ProgrammeCode("BHTN")


def pay_everywhere(centre: Centre, programme: ProgrammeCode) -> None:
    wanted = Setting(HA_NOI, programme, NOVEMBER, Mode.FULL)
    with centre.engine.begin() as connection:
        proposed = propose_mode(connection, centre.rates, wanted, "one", centre.clock())
        approve_mode(connection, proposed, "two", centre.clock())


def test_a_person_of_another_list_on_its_way_is_found_on_both(centre: Centre) -> None:
    open_case(centre, [HANH_LINE, MINH_LINE], terms(office=CAU_GIAY))
    case = open_case(centre, [HANH_LINE, LONG_LINE])
    (problem,) = problems(centre, case)
    assert (problem.row, problem.reason) == (2, Reason.SAME_PERSON_ELSEWHERE)
    assert problem.data["office"] == CAU_GIAY.id.text


def test_a_person_twice_on_a_list_is_told_by_the_other_row(centre: Centre) -> None:
    case = open_case(centre, [HANH_LINE, MINH_LINE, HANH_LINE])
    told = [(one.row, one.reason, one.data["other_row"]) for one in problems(centre, case)]
    assert told == [
        (2, Reason.SAME_PERSON_TWICE, 4),
        (4, Reason.SAME_PERSON_TWICE, 2),
    ]


def test_two_entitlements_that_may_be_held_together_are_no_duplicate(centre: Centre) -> None:
    other = replace(HANH_LINE, category="K4", coefficient="1.0", monthly_vnd=500_000)
    case = open_case(centre, [HANH_LINE, other])
    assert problems(centre, case) == []
    take_in(centre, case)
    assert rows_in(centre, "due") == 2


def test_who_is_owed_already_by_a_list_of_two_months_is_found(centre: Centre) -> None:
    take_in(centre, open_case(centre, [replace(HANH_LINE, months=2)]))
    case = open_case(centre, [HANH_LINE, MINH_LINE], terms(DECEMBER))
    (problem,) = problems(centre, case)
    assert (problem.row, problem.reason, problem.data["period"]) == (
        2,
        Reason.OWED_ALREADY,
        "12/2026",
    )


@pytest.mark.parametrize(
    ("born", "category", "reason"),
    [
        ("30/11/1951", "", None),
        ("01/12/1951", "", Reason.AGE_NOT_POOR),
        ("01/12/1951", "Hộ cận nghèo", None),
        ("1951", "", None),
        ("1952", "Hộ nghèo", None),
        ("01/12/1956", "Hộ nghèo", Reason.AGE_TOO_YOUNG),
        ("1957", "", Reason.AGE_TOO_YOUNG),
    ],
)
def test_a_social_pension_has_its_ages(
    centre: Centre, born: str, category: str, reason: Reason | None
) -> None:
    pay_everywhere(centre, HTXH)
    number = CitizenNumber(f"0010{born[-2:]}000001")
    line = Line(number, "Lê Văn Cao", born, category, "", 500_000)
    case = open_case(centre, [line], terms(programme=HTXH))
    assert [one.reason for one in problems(centre, case)] == ([reason] if reason else [])


def test_a_child_s_category_is_not_for_an_adult(centre: Centre) -> None:
    adult = replace(MINH_LINE, category="K1.2")
    case = open_case(centre, [adult, HANH_LINE])
    (problem,) = problems(centre, case)
    assert (problem.row, problem.reason, problem.data["most"]) == (2, Reason.AGE_TOO_OLD, 15)


@pytest.mark.parametrize(
    ("died_on", "months", "is_refused"),
    [("2026-10-31", 1, True), ("2026-11-01", 1, False), ("2026-11-01", 2, True)],
)
def test_the_month_of_death_is_the_last_one_owed(
    centre: Centre, died_on: str, months: int, is_refused: bool
) -> None:
    report_dead(centre, date.fromisoformat(died_on), HANH)
    case = open_case(centre, [replace(HANH_LINE, months=months)])
    found = [one.reason for one in problems(centre, case)]
    assert found == ([Reason.REPORTED_DEAD] if is_refused else [])


def suspend(centre: Centre, number: CitizenNumber, since: Period, reason: StopReason) -> None:
    person = find(centre, number).id
    with centre.engine.begin() as connection:
        held = tables.entitlement.c
        mine = connection.scalars(select(held.id).where(held.beneficiary == person)).all()
        refs = tuple(map(EntitlementId, mine))
        asked = propose_stop(connection, WantedStop(person, refs, reason, since), "an", NOW)
    with centre.engine.begin() as connection:
        approve_stop(connection, centre.scripts, asked, "binh", NOW)


@pytest.mark.parametrize(
    ("since", "reason", "found"),
    [
        (DECEMBER, StopReason.UNCOLLECTED, Reason.PAYMENT_SUSPENDED),
        (DECEMBER, StopReason.REFUSED, Reason.PAYMENT_ENDED),
        (DECEMBER.plus(1), StopReason.DETAINED, None),
    ],
)
def test_who_is_stopped_is_found_on_the_list(
    centre: Centre, since: Period, reason: StopReason, found: Reason | None
) -> None:
    take_in(centre, open_case(centre, [HANH_LINE, MINH_LINE]))
    suspend(centre, HANH, since, reason)
    case = open_case(centre, [HANH_LINE, MINH_LINE], terms(DECEMBER))
    assert [(one.row, one.reason) for one in problems(centre, case)] == (
        [(2, found)] if found else []
    )


def test_arrears_from_before_a_suspension_are_owed(centre: Centre) -> None:
    take_in(centre, open_case(centre, [HANH_LINE]))
    suspend(centre, HANH, DECEMBER, StopReason.UNCOLLECTED)
    arrears = replace(HANH_LINE, monthly_vnd=0, months=1, arrears_vnd=750_000)
    case = open_case(centre, [arrears], terms(DECEMBER))
    assert Reason.PAYMENT_SUSPENDED not in {one.reason for one in problems(centre, case)}


def unemployed(number: CitizenNumber, months: int) -> Line:
    return Line(number, "Lê Văn Việc", "05/06/1980", "", "", 2_800_000, months)


def test_unemployment_insurance_past_its_months_is_found_before_approval(centre: Centre) -> None:
    pay_everywhere(centre, BHTN)
    one, other = CitizenNumber("001080000001"), CitizenNumber("001080000002")
    first = [unemployed(one, 11), unemployed(other, 12)]
    take_in(centre, open_case(centre, first, terms(programme=BHTN)))
    of = terms(NOVEMBER.plus(11), programme=BHTN)
    assert problems(centre, open_case(centre, [unemployed(one, 1)], of, note="a")) == []
    case = open_case(centre, [unemployed(one, 2)], of, note="b")
    (problem,) = [it for it in problems(centre, case) if it.reason is Reason.PAST_THE_END]
    assert (problem.row, problem.data) == (2, {"most": 12, "period": "10/2027"})
    # After a month without it a new row of months begins; the next month none does.
    for later, found in ((12, [Reason.PAST_THE_END]), (13, [])):
        again = terms(NOVEMBER.plus(later), programme=BHTN)
        case = open_case(centre, [unemployed(other, 1)], again)
        assert [it.reason for it in problems(centre, case)] == found


def test_more_months_than_the_programme_pays_are_found_in_one_row(centre: Centre) -> None:
    pay_everywhere(centre, BHTN)
    shorter = replace(centre.rates.programmes[BHTN], most_months=3)
    programmes = {**centre.rates.programmes, BHTN: shorter}
    centre = replace(centre, rates=replace(centre.rates, programmes=programmes))
    people = [unemployed(CitizenNumber(f"00108000000{at}"), at) for at in (3, 4)]
    (problem,) = problems(centre, open_case(centre, people, terms(programme=BHTN)))
    assert (problem.row, problem.reason) == (3, Reason.PAST_THE_END)
    assert problem.data == {"most": 3, "period": "01/2027"}


def test_arrears_of_the_dead_are_owed(centre: Centre) -> None:
    report_dead(centre, date(2026, 9, 1), HANH)
    arrears = replace(HANH_LINE, monthly_vnd=0, months=1, arrears_vnd=750_000)
    case = open_case(centre, [arrears])
    assert Reason.REPORTED_DEAD not in {one.reason for one in problems(centre, case)}
