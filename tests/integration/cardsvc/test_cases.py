"""A case from what opened it to its resolution by two people, with what that does to the books."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.case_opening.errors import CaseError
from cardsvc.case_opening.kind import RESOLUTIONS, CaseKind, Resolution
from cardsvc.case_opening.opening import About, open_case
from cardsvc.cases.case import Case, State, case_of_row, case_query, find_case, history
from cardsvc.cases.settling import allowed
from cardsvc.cases.watch import look_at_payments, look_at_uncollected
from cardsvc.cases.working import assign, note, propose_resolution, resolve
from cardsvc.centre import Centre
from cardsvc.ledger.doubt import Doubt
from cardsvc.reports.progress import open_cases, progress
from cardsvc.staff.errors import StaffError
from cardsvc.staff.roles import APPROVER, FINANCE, INSPECTOR
from cardsvc.staff.scope import EVERYWHERE, Scope
from firmware_config.body.asked import AskReason, ReversalAsked
from firmware_config.body.payout import Disbursed
from firmware_config.body.shift import CashIn, Explanation, ShiftClosed, ShiftOpened
from firmware_config.ids import ProvinceCode
from firmware_config.notes import Notes
from firmware_config.period import Period
from firmware_config.wire import Batch, Entry
from tests.simulators.books import books, send
from tests.simulators.centre_pages import accounts_of, new_account
from tests.simulators.centre_world import (
    HANH,
    NOVEMBER,
    NOW,
    Counter,
    Hands,
    find,
    issue_card,
    pay_paper,
    report_dead,
    row,
    take,
)

AMOUNT = 500_000
PAID, SUSPENSE = "paid/BTXH/01/100000/2026-11", "suspense/BTXH/01"
DRAWER, CASH, LOSS = "drawer/T0000001", "office-cash/100000", "loss/01"
WHY = "Đã gặp người nhận tại nhà"


@pytest.fixture
def counter(centre: Centre) -> Counter:
    take(centre, [row(centre)])
    accounts = accounts_of(centre)
    for user, role in (("tai", FINANCE), ("duyet", APPROVER), ("thanh-tra", INSPECTOR)):
        new_account(accounts, user, role)
    return Counter.enrolled(centre)


def paper(centre: Centre) -> Disbursed:
    return pay_paper(centre.issue_paper(find(centre).id).record)


def cases(centre: Centre) -> list[Case]:
    query = case_query(EVERYWHERE).order_by(tables.exception_case.c.id)
    with centre.reading.begin() as connection:
        return [case_of_row(one) for one in connection.execute(query)]


def only(centre: Centre) -> Case:
    (found,) = cases(centre)
    return found


def choices(centre: Centre, case: Case) -> tuple[Resolution, ...]:
    with centre.reading.begin() as connection:
        return allowed(connection, case)


def propose(centre: Centre, case: Case, resolution: Resolution, user: str = "tai") -> int:
    with centre.engine.begin() as connection:
        return propose_resolution(connection, case.id, resolution, WHY, user, NOW, EVERYWHERE)


def end(centre: Centre, case: Case, resolution: Resolution) -> Case:
    proposal = propose(centre, case, resolution)
    with centre.engine.begin() as connection:
        return resolve(connection, proposal, "duyet", NOW, EVERYWHERE)


def test_every_doubt_of_the_ledger_is_a_kind_of_case_and_every_kind_can_end() -> None:
    assert {doubt.value for doubt in Doubt} <= {kind.value for kind in CaseKind}
    assert set(RESOLUTIONS) == set(CaseKind)
    assert all(RESOLUTIONS.values())


@pytest.mark.parametrize(
    ("resolution", "where"), [(Resolution.REPAID, CASH), (Resolution.PROVIDER_BEARS, LOSS)]
)
def test_a_second_payment_leaves_suspense_for_where_two_people_say(
    centre: Centre, counter: Counter, resolution: Resolution, where: str
) -> None:
    paid = paper(centre)
    counter.write(paid, pay_paper(centre.issue_paper(find(centre).id).record))
    send(centre, counter)
    case = only(centre)
    assert (case.kind, case.state, case.amount_vnd) == (CaseKind.SECOND_PAYMENT, State.OPEN, AMOUNT)
    assert choices(centre, case) == (Resolution.REPAID, Resolution.PROVIDER_BEARS)

    ended = end(centre, case, resolution)
    assert (ended.state, ended.resolution, ended.closed_by) == (State.CLOSED, resolution, "duyet")
    assert books(centre) == {DRAWER: -2 * AMOUNT, PAID: AMOUNT, where: AMOUNT}
    with centre.reading.begin() as connection:
        told = [(one.user, one.action) for one in history(connection, case.id)]
        assert list(open_cases(connection)) == []
    assert told == [
        ("duyet", "case-resolved"),
        ("duyet", "case-approved"),
        ("tai", "case-proposed"),
    ]


def test_who_proposed_an_end_cannot_agree_to_it_and_nothing_has_moved(
    centre: Centre, counter: Counter
) -> None:
    counter.write(paper(centre), paper(centre))
    send(centre, counter)
    case, before = only(centre), books(centre)
    proposal = propose(centre, case, Resolution.REPAID, "duyet")
    assert only(centre).state is State.PROPOSED
    with pytest.raises(StaffError) as refused, centre.engine.begin() as connection:
        resolve(connection, proposal, "duyet", NOW, EVERYWHERE)
    assert refused.value.code == "same-person"
    assert books(centre) == before


def test_a_payment_without_its_proof_can_be_recognised_as_the_one_that_was_due(
    centre: Centre, counter: Counter
) -> None:
    unproved = issue_card(centre).pay(counter)
    counter.write(replace(unproved, receipt=b"nonsense"))
    send(centre, counter)
    case = only(centre)
    assert case.kind is CaseKind.RECEIPT_INVALID
    assert Resolution.PAID in choices(centre, case)
    end(centre, case, Resolution.PAID)
    assert books(centre) == {DRAWER: -AMOUNT, PAID: AMOUNT}
    with centre.reading.begin() as connection:
        (line,) = progress(connection)
    assert (line.paid, line.unpaid) == (1, 0)


def test_it_cannot_once_the_month_was_paid_otherwise(centre: Centre, counter: Counter) -> None:
    unproved = issue_card(centre).pay(counter)
    counter.write(replace(unproved, receipt=b"nonsense"))
    send(centre, counter)
    proposal = propose(centre, only(centre), Resolution.PAID)
    counter.write(paper(centre))
    send(centre, counter)
    before = books(centre)
    with pytest.raises(CaseError) as refused, centre.engine.begin() as connection:
        resolve(connection, proposal, "duyet", NOW, EVERYWHERE)
    assert refused.value.code == "case-changed"
    assert books(centre) == before
    assert Resolution.PAID not in choices(centre, cases(centre)[0])


def test_cash_that_lacked_at_the_end_of_a_shift_is_made_good(
    centre: Centre, counter: Counter
) -> None:
    float_, counted = Notes.of({500_000: 10}), Notes.of({500_000: 9})
    counter.write(
        ShiftOpened(float_, "lan"),
        ShiftClosed(
            *(1, counted, float_.total_vnd, Explanation.UNKNOWN, "", "lan", None, 0),
        ),
    )
    send(centre, counter)
    case = only(centre)
    assert case.kind is CaseKind.SHIFT_DIFFERENCE
    assert Resolution.RETURNED not in choices(centre, case)
    end(centre, case, Resolution.REPAID)
    assert books(centre) == {}


def test_cash_too_much_in_a_drawer_can_only_be_given_out(centre: Centre, counter: Counter) -> None:
    float_, counted = Notes.of({500_000: 9}), Notes.of({500_000: 10})
    counter.write(
        ShiftOpened(float_, "lan"),
        ShiftClosed(
            *(1, counted, float_.total_vnd, Explanation.UNKNOWN, "", "lan", None, 0),
        ),
    )
    send(centre, counter)
    case = only(centre)
    assert choices(centre, case) == (Resolution.RETURNED,)
    end(centre, case, Resolution.RETURNED)
    assert books(centre) == {}


def test_a_reversal_asked_for_after_settlement_brings_the_cash_back_and_keeps_the_payment(
    centre: Centre, counter: Counter
) -> None:
    counter.write(paper(centre), ReversalAsked(1, AskReason.CASH_BROUGHT_BACK, "lan", "hoa"))
    send(centre, counter)
    case = only(centre)
    assert case.kind is CaseKind.REVERSAL_ASKED
    end(centre, case, Resolution.REPAID)
    assert books(centre) == {
        DRAWER: -AMOUNT,
        PAID: AMOUNT,
        CASH: AMOUNT,
        "funding/BTXH/01": -AMOUNT,
    }


def test_two_cases_about_one_payment_bring_its_cash_back_once(
    centre: Centre, counter: Counter
) -> None:
    counter.write(paper(centre), ReversalAsked(1, AskReason.CASH_BROUGHT_BACK, "lan", "hoa"))
    send(centre, counter)
    report_dead(centre, date(2026, 10, 3))
    look(centre)
    asked, dead = cases(centre)
    end(centre, asked, Resolution.REPAID)
    assert choices(centre, dead) == (Resolution.EXPLAINED,)
    assert books(centre)[CASH] == AMOUNT


def test_a_terminal_with_two_histories_is_set_aside_for_good(
    centre: Centre, counter: Counter
) -> None:
    counter.write(CashIn(AMOUNT, "lan"))
    send(centre, counter)
    other = Entry.make(counter.id, 1, b"\0" * 32, NOW, CashIn(2 * AMOUNT, "lan"))
    with pytest.raises(Exception, match="quarantined"):
        centre.ledger.ingest(counter.id, Batch(counter.id, (other,)).sign(counter.key))
    case = only(centre)
    assert case.kind is CaseKind.CHAIN_FORKED
    end(centre, case, Resolution.TERMINAL_REVOKED)
    state = select(tables.terminal.c.state).where(tables.terminal.c.id == counter.id.text)
    with centre.reading.begin() as connection:
        assert connection.scalar(state) == "revoked"


def test_a_payment_of_somebody_who_was_dead_is_a_case_and_stays_decided(
    centre: Centre, counter: Counter
) -> None:
    counter.write(paper(centre))
    send(centre, counter)
    report_dead(centre, date(2026, 10, 3))
    assert look(centre) == 1
    case = only(centre)
    assert case.kind is CaseKind.PAID_AFTER_DEATH
    assert case.evidence["died_on"] == "2026-10-03"
    assert (case.accused, case.period, case.amount_vnd) == ("T0000001", NOVEMBER, AMOUNT)
    assert look(centre) == 0
    end(centre, case, Resolution.REPAID)
    assert look(centre) == 0
    assert books(centre)[CASH] == AMOUNT


def test_a_death_after_the_payment_is_no_case(centre: Centre, counter: Counter) -> None:
    counter.write(paper(centre))
    send(centre, counter)
    report_dead(centre, NOW.date())
    assert look(centre) == 0


def test_what_nobody_collects_for_three_months_is_a_case_until_it_is_collected(
    centre: Centre, counter: Counter, clock: Hands
) -> None:
    for month in (9, 10):
        take(centre, [row(centre)], Period.of_month(2026, month))
    clock.forward(timedelta(days=60))
    assert look_uncollected(centre, clock) == 1
    case = only(centre)
    assert (case.kind, case.evidence["since"]) == (CaseKind.UNCOLLECTED, "2026-09")
    assert choices(centre, case) == (Resolution.EXPLAINED,)
    assert look_uncollected(centre, clock) == 0
    counter.write(paper(centre))
    send(centre, counter)
    assert look_uncollected(centre, clock) == 0
    assert (only(centre).state, only(centre).closed_by) == (State.CLOSED, "ledger")


def test_a_case_is_opened_once_for_a_subject_until_it_is_closed(
    centre: Centre, counter: Counter
) -> None:
    def opened(kind: CaseKind = CaseKind.DEAD_LETTER) -> int:
        with centre.engine.begin() as connection:
            about = About(terminal=counter.id)
            return open_case(connection, kind, "batch:0f", {"octets": 3}, NOW, about)

    first = opened()
    assert opened() == first
    assert opened(CaseKind.CALL_BACK) != first
    end(centre, cases(centre)[0], Resolution.EXPLAINED)
    assert opened() != first


def test_a_case_outside_somebody_s_scope_is_unknown_to_them(
    centre: Centre, counter: Counter
) -> None:
    counter.write(paper(centre), paper(centre))
    send(centre, counter)
    elsewhere = Scope(provinces=frozenset({ProvinceCode("79")}))
    with centre.reading.begin() as connection:
        assert connection.execute(case_query(elsewhere)).all() == []
        with pytest.raises(CaseError) as refused:
            find_case(connection, only(centre).id, elsewhere)
    assert refused.value.code == "case-unknown"


def test_a_case_is_given_to_who_may_work_on_it_only(centre: Centre, counter: Counter) -> None:
    counter.write(paper(centre), paper(centre))
    send(centre, counter)
    case = only(centre)
    with centre.engine.begin() as connection:
        assign(connection, case.id, "tai", "duyet", NOW, EVERYWHERE)
    assert only(centre).owner == "tai"
    for nobody in ("thanh-tra", "unknown"):
        with pytest.raises(CaseError) as refused, centre.engine.begin() as connection:
            assign(connection, case.id, nobody, "duyet", NOW, EVERYWHERE)
        assert refused.value.code == "case-owner"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "case-words-missing"),
        ("x" * 501, "case-words-long"),
        (f"người có số {HANH.digits}", "case-words-number"),
        ("CMND 012 345 678", "case-words-number"),
    ],
)
def test_words_that_tell_nothing_or_too_much_are_refused(
    centre: Centre, counter: Counter, words: str, code: str
) -> None:
    counter.write(paper(centre), paper(centre))
    send(centre, counter)
    with pytest.raises(CaseError) as refused, centre.engine.begin() as connection:
        note(connection, only(centre).id, words, "tai", NOW, EVERYWHERE)
    assert refused.value.code == code


def test_a_resolution_of_another_kind_is_refused(centre: Centre, counter: Counter) -> None:
    counter.write(paper(centre), paper(centre))
    send(centre, counter)
    with pytest.raises(CaseError) as refused:
        propose(centre, only(centre), Resolution.TERMINAL_REVOKED)
    assert refused.value.code == "case-resolution"


def look(centre: Centre) -> int:
    with centre.engine.begin() as connection:
        return look_at_payments(connection, centre.figures, NOW)


def look_uncollected(centre: Centre, clock: Hands) -> int:
    with centre.engine.begin() as connection:
        return look_at_uncollected(connection, centre.figures, clock())
