"""A monthly list is prepared by one person, approved by another, and only then owed to anybody."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest

from cardsvc.centre import Centre
from cardsvc.lists.case import Sums
from cardsvc.lists.errors import ListCaseError
from cardsvc.lists.intake_run import Taking
from cardsvc.lists.mending import corrections_of
from cardsvc.lists.reasons import ChangeReason
from cardsvc.lists.staging import MOST_BAD_ROWS
from cardsvc.registry.column import Column
from cardsvc.registry.finding import Reason
from cardsvc.registry.intake import IntakeRefused
from cardsvc.registry.programme_modes import ModeRefused
from cardsvc.runs.errors import RunError
from cardsvc.runs.run import newest_run
from cardsvc.staff.errors import StaffError
from cardsvc.tables import CaseState, ChangeKind, RunState
from firmware_config.errors import ContractError
from firmware_config.ids import CitizenNumber, ProgrammeCode
from firmware_config.payout_list import MAX_LINES
from tests.simulators.centre_world import (
    BA_DINH,
    CAU_GIAY,
    HANH,
    MINH,
    NOVEMBER,
    issue_card,
    report_dead,
    rows_in,
)
from tests.simulators.list_case_told import case_of, changes, problems, sums
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
HTXH = ProgrammeCode("HTXH")


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
    report_dead(centre, date(2026, 11, 20), MINH)
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
    report_dead(centre, date(2026, 10, 1), MINH)
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
