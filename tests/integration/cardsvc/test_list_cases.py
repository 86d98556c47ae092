"""A monthly list is prepared by one person, approved by another, and only then owed to anybody."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from sqlalchemy import func, insert, select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.issuance.stopping import approve_stop
from cardsvc.lists.case import Case, Sums, find_case, sums_of
from cardsvc.lists.changes import Change, change_of
from cardsvc.lists.errors import ListCaseError
from cardsvc.lists.mending import corrections_of
from cardsvc.lists.reasons import ChangeReason
from cardsvc.lists.staging import MOST_BAD_ROWS
from cardsvc.lists.taking import Taking
from cardsvc.lists.told import problem_of
from cardsvc.registry.column import Column
from cardsvc.registry.finding import Problem, Reason
from cardsvc.registry.intake import IntakeRefused
from cardsvc.registry.modes import ModeRefused, Setting, approve_mode, propose_mode
from cardsvc.registry.rates import Mode
from cardsvc.registry.stops import WantedStop, propose_stop
from cardsvc.runs.errors import RunError
from cardsvc.runs.run import newest_run
from cardsvc.staff.errors import StaffError
from cardsvc.tables import CaseState, ChangeKind, RunState, StopReason
from firmware_config.errors import ContractError
from firmware_config.ids import CitizenNumber, EntitlementId, ProgrammeCode
from firmware_config.payout_list import MAX_LINES
from firmware_config.period import Period
from tests.simulators.centre_world import (
    BA_DINH,
    CAU_GIAY,
    HA_NOI,
    HANH,
    MINH,
    NOVEMBER,
    NOW,
    find,
    issue_card,
)
from tests.simulators.list_files import (
    APPROVER,
    HANH_LINE,
    LONG_LINE,
    MINH_LINE,
    PREPARER,
    Line,
    announce_its_total,
    open_case,
    take_in,
    terms,
)

DECEMBER = NOVEMBER.plus(1)
HTXH, BHTN = ProgrammeCode("HTXH"), ProgrammeCode("BHTN")


def case_of(centre: Centre, case: int) -> Case:
    with centre.reading.begin() as connection:
        return find_case(connection, case)


def sums(centre: Centre, case: int) -> Sums:
    with centre.reading.begin() as connection:
        return sums_of(connection, case)


def problems(centre: Centre, case: int) -> list[Problem]:
    column = tables.list_problem.c
    with centre.reading.begin() as connection:
        query = select(tables.list_problem).where(column.list_case == case)
        return [problem_of(row) for row in connection.execute(query.order_by(column.row))]


def changes(centre: Centre, case: int) -> dict[str, Change]:
    column = tables.list_change.c
    with centre.reading.begin() as connection:
        rows = connection.execute(select(tables.list_change).where(column.list_case == case))
        return {row.citizen_number: change_of(row) for row in rows}


def rows_in(centre: Centre, table: str) -> int:
    with centre.reading.begin() as connection:
        query = select(func.count()).select_from(tables.metadata.tables[table])
        return connection.execute(query).scalar_one()


def report_dead(centre: Centre, number: CitizenNumber, died_on: str) -> None:
    with centre.engine.begin() as connection:
        connection.execute(
            insert(tables.death).values(
                citizen_number=number.digits,
                died_on=died_on,
                source="xã",
                entered_by="lan",
                entered_at=centre.clock(),
            )
        )


def pay_everywhere(centre: Centre, programme: ProgrammeCode) -> None:
    wanted = Setting(HA_NOI, programme, NOVEMBER, Mode.FULL)
    with centre.engine.begin() as connection:
        proposed = propose_mode(connection, centre.rates, wanted, "one", centre.clock())
        approve_mode(connection, proposed, "two", centre.clock())


def test_nothing_is_owed_until_another_person_has_approved(centre: Centre) -> None:
    case = open_case(centre, [HANH_LINE, MINH_LINE])
    assert sums(centre, case) == Sums(2, 2, 1_500_000)
    announce_its_total(centre, case)
    centre.lists.submit(case, PREPARER)
    assert rows_in(centre, "due") == rows_in(centre, "payout_list") == 0
    centre.lists.approve(case, APPROVER)
    centre.runs.work_off()
    assert case_of(centre, case).state is CaseState.DONE
    assert rows_in(centre, "due") == rows_in(centre, "beneficiary") == 2


@pytest.mark.parametrize("by", ["preparer", "corrector", "submitter"])
def test_whoever_had_a_hand_in_a_list_cannot_approve_it(centre: Centre, by: str) -> None:
    case = open_case(centre, [HANH_LINE, replace(MINH_LINE, name="123")], user="preparer")
    centre.lists.mend(case, {3: {Column.NAME: "Trần Văn Minh"}}, "corrector")
    announce_its_total(centre, case)
    centre.lists.submit(case, "submitter")
    with pytest.raises(StaffError) as refused:
        centre.lists.approve(case, by)
    assert refused.value.code == "same-person"
    assert rows_in(centre, "payout_list") == 0
    centre.lists.approve(case, APPROVER)


def test_a_list_for_a_programme_that_is_off_in_the_province_is_not_read(centre: Centre) -> None:
    with pytest.raises(ModeRefused) as refused:
        open_case(centre, [HANH_LINE], terms(programme=HTXH))
    assert refused.value.code == "list-programme-off"
    assert rows_in(centre, "list_case") == 0


def test_a_list_is_approved_once(centre: Centre) -> None:
    case = open_case(centre, [HANH_LINE])
    take_in(centre, case)
    with pytest.raises(ListCaseError, match="list-not-submitted"):
        centre.lists.approve(case, "another")


def test_a_bad_cell_is_mended_and_who_did_it_is_kept(centre: Centre) -> None:
    case = open_case(centre, [HANH_LINE, replace(MINH_LINE, birth="31/02/1952")])
    (problem,) = problems(centre, case)
    assert (problem.row, problem.reason) == (3, Reason.BIRTH_DATE_NOT_A_DATE)
    assert centre.lists.mend(case, {3: {Column.BIRTH_DATE: "1953"}}, "mai") == (3,)
    (problem,) = problems(centre, case)
    assert problem.reason is Reason.CITIZEN_NUMBER_CONTRADICTS_BIRTH_YEAR
    assert centre.lists.mend(case, {3: {Column.BIRTH_DATE: "02/11/1952"}}, "mai") == ()
    assert problems(centre, case) == []
    with centre.reading.begin() as connection:
        made = corrections_of(connection, case, 3)
    assert [(one.before, one.after, one.corrected_by) for one in made] == [
        ("31/02/1952", "1953", "mai"),
        ("1953", "02/11/1952", "mai"),
    ]
    take_in(centre, case)
    assert rows_in(centre, "due") == 2


def test_bad_rows_are_left_out_only_when_told_how_many(centre: Centre) -> None:
    case = open_case(centre, [HANH_LINE, replace(MINH_LINE, birth="?")])
    announce_its_total(centre, case)
    with pytest.raises(ListCaseError) as refused:
        centre.lists.submit(case, PREPARER)
    assert (refused.value.code, refused.value.data) == ("list-bad-rows", {"bad": 1})
    centre.lists.submit(case, PREPARER, aside=1)
    centre.lists.approve(case, APPROVER)
    centre.runs.work_off()
    assert rows_in(centre, "beneficiary") == 1


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
    report_dead(centre, HANH, died_on)
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
    report_dead(centre, HANH, "2026-09-01")
    arrears = replace(HANH_LINE, monthly_vnd=0, months=1, arrears_vnd=750_000)
    case = open_case(centre, [arrears])
    assert Reason.REPORTED_DEAD not in {one.reason for one in problems(centre, case)}


def test_against_last_month_each_difference_needs_its_reason(centre: Centre) -> None:
    take_in(centre, open_case(centre, [HANH_LINE, MINH_LINE]))
    raised = replace(HANH_LINE, category="K6.1", coefficient="2.0", monthly_vnd=1_000_000)
    case = open_case(centre, [raised, LONG_LINE], terms(DECEMBER))
    found = changes(centre, case)
    assert {number: one.kind for number, one in found.items()} == {
        HANH.digits: ChangeKind.CHANGED,
        MINH.digits: ChangeKind.REMOVED,
        LONG_LINE.number.digits: ChangeKind.ADDED,
    }
    assert found[HANH.digits].reason is ChangeReason.CATEGORY_CHANGED
    assert (found[HANH.digits].was_vnd, found[HANH.digits].now_vnd) == (750_000, 1_000_000)
    announce_its_total(centre, case)
    with pytest.raises(ListCaseError) as refused:
        centre.lists.submit(case, PREPARER)
    assert (refused.value.code, refused.value.data) == ("list-reasons-missing", {"count": 2})
    with pytest.raises(ListCaseError, match="list-reason-not-allowed"):
        centre.lists.give_reason(case, ChangeKind.REMOVED, ChangeReason.NEW_DECISION, PREPARER)
    removed, added = ChangeReason.REFUSED, ChangeReason.NEW_DECISION
    centre.lists.give_reason(case, ChangeKind.REMOVED, removed, PREPARER, MINH.digits)
    assert centre.lists.give_reason(case, ChangeKind.ADDED, added, PREPARER) == 1
    centre.lists.submit(case, PREPARER)
    assert changes(centre, case)[MINH.digits].given_by == PREPARER


def test_who_died_or_moved_needs_no_asking(centre: Centre) -> None:
    take_in(centre, open_case(centre, [HANH_LINE, MINH_LINE]))
    report_dead(centre, MINH, "2026-11-20")
    open_case(centre, [HANH_LINE], terms(DECEMBER, CAU_GIAY))
    case = open_case(centre, [LONG_LINE], terms(DECEMBER))
    found = changes(centre, case)
    assert found[MINH.digits].reason is ChangeReason.DIED
    assert found[HANH.digits].reason is ChangeReason.MOVED_OUT
    assert found[MINH.digits].is_evident


def test_without_a_list_last_month_nothing_is_compared(centre: Centre) -> None:
    assert changes(centre, open_case(centre, [HANH_LINE])) == {}


def test_the_transfer_is_asked_for_and_a_difference_explained(centre: Centre) -> None:
    case = open_case(centre, [HANH_LINE])
    centre.lists.submit(case, PREPARER)
    with pytest.raises(ListCaseError, match="list-transfer-missing"):
        centre.lists.approve(case, APPROVER)
    centre.lists.announce(case, 700_000, " ", "finance")
    with pytest.raises(ListCaseError, match="list-difference-unexplained"):
        centre.lists.approve(case, APPROVER)
    centre.lists.announce(case, 700_000, "Trừ 50.000 đ kỳ trước còn dư", "finance")
    centre.lists.approve(case, APPROVER)


def test_a_death_reported_after_submission_stops_the_approval(centre: Centre) -> None:
    case = open_case(centre, [HANH_LINE, MINH_LINE])
    announce_its_total(centre, case)
    centre.lists.submit(case, PREPARER)
    report_dead(centre, MINH, "2026-10-01")
    with pytest.raises(ListCaseError, match="list-changed-since"):
        centre.lists.approve(case, APPROVER)
    assert case_of(centre, case).state is CaseState.SUBMITTED
    centre.lists.give_back(case, APPROVER, "Một người đã mất")
    returned = case_of(centre, case)
    assert (returned.state, returned.returned_why) == (CaseState.RETURNED, "Một người đã mất")


def test_the_same_file_is_one_case_unless_withdrawn(centre: Centre) -> None:
    case = open_case(centre, [HANH_LINE])
    with pytest.raises(ListCaseError) as refused:
        open_case(centre, [HANH_LINE])
    assert (refused.value.code, refused.value.data) == ("list-already-a-case", {"list": case})
    centre.lists.withdraw(case, PREPARER)
    take_in(centre, open_case(centre, [HANH_LINE]))


def test_what_cannot_be_read_leaves_no_case(centre: Centre) -> None:
    broken = replace(HANH_LINE, name="x" * 5_000)
    with pytest.raises(ContractError, match="cell-too-long"):
        open_case(centre, [MINH_LINE, broken])
    assert rows_in(centre, "list_case") == rows_in(centre, "list_row") == 0


def test_a_run_is_paused_and_goes_on_where_it_was(centre: Centre) -> None:
    case = open_case(centre, [HANH_LINE, MINH_LINE, LONG_LINE])
    announce_its_total(centre, case)
    centre.lists.submit(case, PREPARER)
    run = centre.lists.approve(case, APPROVER)
    Taking(centre.engine, centre.scripts, centre.rates, centre.clock, 2).step(f"list:{case}")
    assert rows_in(centre, "due") == 2
    assert case_of(centre, case).state is CaseState.SIGNING
    assert centre.publisher.payout_list(BA_DINH.id).octets
    centre.runs.pause(run)
    centre.runs.work_off()
    assert rows_in(centre, "due") == 2
    with pytest.raises(RunError, match="run-not-running"):
        centre.runs.pause(run)
    centre.runs.resume(run)
    centre.runs.work_off()
    assert rows_in(centre, "due") == 3
    with centre.reading.begin() as connection:
        done = newest_run(connection, "list", f"list:{case}")
    assert done is not None
    assert (done.state, done.done, done.total) == (RunState.DONE, 3, 3)


def test_a_new_amount_is_queued_for_the_card_of_who_holds_one(centre: Centre) -> None:
    take_in(centre, open_case(centre, [HANH_LINE, MINH_LINE]))
    issue_card(centre, HANH)
    raised = replace(HANH_LINE, category="K6.1", coefficient="2.0", monthly_vnd=1_000_000)
    take_in(centre, open_case(centre, [raised, MINH_LINE], terms(DECEMBER)))
    assert rows_in(centre, "script") == 1


def test_a_file_of_another_time_s_list_is_refused_as_imported(centre: Centre) -> None:
    take_in(centre, open_case(centre, [HANH_LINE], note="x"))
    with pytest.raises((ListCaseError, IntakeRefused)):
        open_case(centre, [HANH_LINE], note="x")


def test_who_was_paid_this_month_ahead_is_not_gone(centre: Centre) -> None:
    take_in(centre, open_case(centre, [replace(HANH_LINE, months=2), MINH_LINE]))
    case = open_case(centre, [MINH_LINE], terms(DECEMBER))
    assert changes(centre, case) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_of_100_000_rows_the_one_bad_cell_is_found_soon(centre: Centre) -> None:
    def line(at: int) -> Line:
        return Line(CitizenNumber(f"001060{at:06}"), "Trần Văn An", "05/06/1960")

    lines = [line(at) for at in range(100_000)]
    lines[70_000] = replace(lines[70_000], birth="05/13/1960")
    began = time.monotonic()
    case = open_case(centre, lines)
    assert time.monotonic() - began < 30
    of_list, problem = problems(centre, case)
    if of_list.row is not None:  # PostgreSQL has nothing last
        of_list, problem = problem, of_list
    assert of_list.reason is Reason.OFFICE_LIST_TOO_LONG  # and no run finds it out instead
    assert of_list.data == {"office": BA_DINH.id.text, "lines": 99_999, "most": MAX_LINES}
    announce_its_total(centre, case)
    with pytest.raises(ListCaseError, match="list-whole-faulty"):
        centre.lists.submit(case, PREPARER, aside=1)
    assert (problem.row, problem.column, problem.value) == (
        70_002,
        Column.BIRTH_DATE,
        "05/13/1960",
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_of_bad_rows_alone_is_given_up(centre: Centre) -> None:
    strange = replace(HANH_LINE, birth="?")
    with pytest.raises(ListCaseError, match="list-too-many-bad-rows"):
        open_case(centre, [strange] * (MOST_BAD_ROWS + 1))
    assert rows_in(centre, "list_case") == rows_in(centre, "list_row") == 0
