"""A new standard: proposed, seen before, approved by another, brought to everybody concerned."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.issuance.rate_run import RUN_KIND, RateRun, done_so_far, people_concerned
from cardsvc.issuance.scripts import pending_of_card
from cardsvc.issuance.vouchers import payable_entitlements
from cardsvc.registry.errors import RatesError
from cardsvc.registry.rate_change import LeftOut, effect, entitlements
from cardsvc.registry.rates import Source, Standard
from cardsvc.registry.standards import (
    Approved,
    StandardRefused,
    approve_standard,
    approved_standards,
    check_standard,
    parse_standard,
    propose_standard,
    rates_now,
)
from cardsvc.runs.run import find_run
from cardsvc.signing.keys import KeyringError
from cardsvc.staff.errors import StaffError
from cardsvc.tables import RunState
from firmware_config.card.script import Script
from firmware_config.ids import CitizenNumber, ProgrammeCode, ProvinceCode
from firmware_config.period import Period, periods_of
from firmware_config.record import Entitlement
from tests.simulators.centre_world import (
    BTXH,
    CAU_GIAY,
    HA_NOI,
    HANH,
    MINH,
    NOVEMBER,
    NOW,
    Counter,
    Hands,
    find,
    issue_card,
    pay_paper,
    row,
    rows_in,
    take,
)

OCTOBER, DECEMBER = NOVEMBER.plus(-1), NOVEMBER.plus(1)
RAISED = Standard(BTXH, None, NOVEMBER, None, 550_000, Source("Nghị định 1/2026/NĐ-CP", "Điều 4"))
FORM = {
    "programme": "BTXH",
    "province": "",
    "since": "2026-11",
    "amount_vnd": "550.000",
    "decree": "Nghị định 1/2026/NĐ-CP",
    "clause": "Điều 4",
}


def bring_in(centre: Centre, standard: Standard = RAISED) -> Approved:
    with centre.engine.begin() as connection:
        rates = rates_now(connection, centre.rates)
        proposal = propose_standard(connection, rates, standard, "an", centre.clock())
    with centre.engine.begin() as connection:
        return approve_standard(connection, rates, proposal, "binh", centre.clock())


def run(centre: Centre, approved: Approved, *, at_a_time: int = 50) -> RateRun:
    made = RateRun(centre.engine, centre.scripts, centre.rates, centre.clock, at_a_time)
    while not made.step(str(approved.id)).is_finished:
        pass
    return made


def payable(centre: Centre, number: CitizenNumber = HANH) -> list[tuple[int, str, int]]:
    """(đồng, first month, months) of everything the person may be paid."""

    def told(one: Entitlement) -> tuple[int, str, int]:
        months = periods_of(one.base, one.payable)
        return one.amount_vnd, str(months[0]), len(months)

    with centre.reading.begin() as connection:
        return sorted(map(told, payable_entitlements(connection, find(centre, number))))


def test_months_listed_at_the_old_amount_are_made_up_once(centre: Centre) -> None:
    take(centre, [row(centre)], OCTOBER)
    take(centre, [row(centre, months=2)])
    run(centre, bring_in(centre))
    assert payable(centre) == [
        (100_000, "once-2026-11", 1),
        (500_000, "2026-10", 3),
        (550_000, "2027-01", 12),
    ]


def test_what_is_seen_before_is_what_is_done(centre: Centre) -> None:
    take(
        centre,
        [
            row(centre, months=2),
            row(centre, MINH, name="Trần Văn Minh", category="K6.3", monthly_vnd=1_250_000, at=6),
        ],
    )
    with centre.reading.begin() as connection:
        rates = check_standard(centre.rates, RAISED, NOW)
        seen = effect(rates, RAISED, entitlements(connection, RAISED))
    assert (seen.people, seen.changed, seen.left_out) == (2, 2, {})
    assert (seen.old_vnd, seen.new_vnd) == (1_750_000, 1_925_000)
    assert seen.arrears_vnd == 100_000 + 125_000

    approved = bring_in(centre)
    run(centre, approved)
    with centre.reading.begin() as connection:
        done = done_so_far(connection, approved.id)
    assert (done.changed, done.arrears_vnd, done.left_out) == (2, seen.arrears_vnd, ())


def test_a_paid_month_is_made_up_too(centre: Centre) -> None:
    take(centre, [row(centre)])
    counter = Counter.enrolled(centre)
    counter.write(pay_paper(centre.issue_paper(find(centre).id).record))
    centre.ledger.ingest(counter.id, counter.batch())
    run(centre, bring_in(centre))
    assert payable(centre) == [(50_000, "once-2026-11", 1), (550_000, "2026-12", 12)]


def test_the_next_list_goes_on_with_the_new_entitlement(centre: Centre) -> None:
    take(centre, [row(centre)])
    run(centre, bring_in(centre))
    taken = take(centre, [row(centre, monthly_vnd=550_000)], DECEMBER)
    assert (taken.new_entitlements, taken.replaced) == (0, 0)


def test_arrears_are_owed_by_a_list_of_each_office(centre: Centre) -> None:
    take(centre, [row(centre, months=2)])
    take(centre, [row(centre, MINH, name="Trần Văn Minh")], office=CAU_GIAY)
    approved = bring_in(centre)
    run(centre, approved)
    column = tables.payout_list.c
    with centre.reading.begin() as connection:
        lists = connection.execute(
            select(column.office, column.rows, column.total_vnd)
            .where(column.file_name == f"truy-linh-muc-chuan-{approved.id}")
            .order_by(column.office)
        ).all()
    assert [tuple(one) for one in lists] == [("100000", 1, 100_000), ("113000", 1, 50_000)]


def test_a_card_gets_a_script_and_a_sheet_a_successor(centre: Centre) -> None:
    take(centre, [row(centre), row(centre, MINH, name="Trần Văn Minh", at=6)])
    card = issue_card(centre)
    sheet = centre.issue_paper(find(centre, MINH).id)
    approved = bring_in(centre)
    run(centre, approved)
    with centre.reading.begin() as connection:
        (octets,) = pending_of_card(connection, card.issued.card)
        sheets = connection.scalars(
            select(tables.rate_run_item.c.record).where(tables.rate_run_item.c.record.is_not(None))
        ).all()
        assert done_so_far(connection, approved.id).sheets == 1
    Script.parse(octets, centre.keyring.trust(NOW))
    card.apply(octets)
    amounts = {one.amount_vnd for one in card.session().state().vouchers if one is not None}
    assert amounts == {50_000, 500_000, 550_000}
    (made,) = sheets
    again = centre.paper_again(find(centre, MINH).id, made)
    assert {one.amount_vnd for one in again.record.entitlements} == {50_000, 500_000, 550_000}
    assert centre.paper_again(find(centre, MINH).id, sheet.record.id).record.id == sheet.record.id


def test_a_run_stopped_half_way_goes_on_and_does_nothing_twice(centre: Centre) -> None:
    numbers = [CitizenNumber(f"0011450123{at:02}") for at in range(7)]
    take(centre, [row(centre, one, at=5 + at) for at, one in enumerate(numbers)])
    approved = bring_in(centre)
    first = RateRun(centre.engine, centre.scripts, centre.rates, centre.clock, 3)
    assert first.step(str(approved.id)).done_more == 3
    assert rows_in(centre, "rate_run_item") == 3
    run(centre, approved, at_a_time=2)
    run(centre, approved)
    assert rows_in(centre, "rate_run_item") == 7
    assert rows_in(centre, "entitlement") == 7 * 3
    assert all(payable(centre, one)[-1] == (550_000, "2026-12", 12) for one in numbers)


def test_a_chunk_that_fails_leaves_nothing_of_itself(centre: Centre) -> None:
    take(centre, [row(centre), row(centre, MINH, name="Trần Văn Minh", at=6)])
    issue_card(centre, MINH)
    approved = bring_in(centre)
    card = tables.card
    with centre.engine.begin() as connection:
        known = connection.execute(select(card.c.script_kid)).scalar_one()
        connection.execute(update(card).values(script_kid=bytes(8)))
    made = RateRun(centre.engine, centre.scripts, centre.rates, centre.clock)
    with pytest.raises(KeyringError):
        made.step(str(approved.id))
    assert rows_in(centre, "rate_run_item") == 0
    with centre.engine.begin() as connection:
        connection.execute(update(card).values(script_kid=known))
    run(centre, approved)
    assert rows_in(centre, "rate_run_item") == 2


def test_the_worker_of_runs_does_it(centre: Centre) -> None:
    take(centre, [row(centre)])
    approved = bring_in(centre)
    with centre.engine.begin() as connection:
        total = people_concerned(connection, approved.standard)
        started = centre.runs.start(RUN_KIND, str(approved.id), total, "binh", connection)
    centre.runs.work_off()
    with centre.reading.begin() as connection:
        found = find_run(connection, started)
    assert (found.state, found.total, found.done) == (RunState.DONE, 1, 1)


def test_a_coefficient_is_kept_also_one_for_each_child(centre: Centre) -> None:
    take(centre, [row(centre, category="K4", monthly_vnd=1_500_000)])
    run(centre, bring_in(centre))
    assert payable(centre)[-1] == (1_650_000, "2026-12", 12)


def test_a_province_that_pays_more_anyway_is_left_as_it_is(centre: Centre) -> None:
    own = Standard(BTXH, HA_NOI, NOVEMBER, None, 600_000, Source("Nghị quyết 1"))
    take(centre, [row(centre)], OCTOBER)
    run(centre, bring_in(centre, own))
    approved = bring_in(centre)
    run(centre, approved)
    with centre.reading.begin() as connection:
        assert done_so_far(connection, approved.id).left_out == ((LeftOut.ALREADY, 1),)
    assert payable(centre) == [(500_000, "2026-10", 1), (600_000, "2026-11", 12)]


def test_another_province_is_not_concerned(centre: Centre) -> None:
    take(centre, [row(centre)])
    elsewhere = replace(RAISED, province=ProvinceCode("46"))
    run(centre, bring_in(centre, elsewhere))
    assert payable(centre) == [(500_000, "2026-11", 12)]


@pytest.mark.parametrize(
    ("category", "monthly_vnd", "why"),
    [
        ("K5.4", 510_000, LeftOut.AMOUNT_DIFFERS),
        ("K5.4", 550_000, LeftOut.ALREADY),
    ],
)
def test_what_does_not_follow_from_the_standard_is_left_to_a_person(
    centre: Centre, category: str, monthly_vnd: int, why: LeftOut
) -> None:
    take(centre, [row(centre, category=category, monthly_vnd=monthly_vnd)])
    approved = bring_in(centre)
    run(centre, approved)
    with centre.reading.begin() as connection:
        assert done_so_far(connection, approved.id).left_out == ((why, 1),)
    assert payable(centre) == [(monthly_vnd, "2026-11", 12)]


def test_lists_are_checked_against_an_approved_standard(centre: Centre) -> None:
    approved = bring_in(centre)
    with centre.reading.begin() as connection:
        rates = rates_now(connection, centre.rates)
        assert approved_standards(connection)[0].id == approved.id
    assert rates.standard_vnd(BTXH, HA_NOI, OCTOBER) == 500_000
    assert rates.standard_vnd(BTXH, HA_NOI, NOVEMBER) == 550_000


def test_who_proposed_cannot_approve(centre: Centre) -> None:
    with centre.engine.begin() as connection:
        proposal = propose_standard(connection, centre.rates, RAISED, "an", NOW)
    with pytest.raises(StaffError, match="same-person"), centre.engine.begin() as connection:
        approve_standard(connection, centre.rates, proposal, "an", NOW)
    assert rows_in(centre, "standard") == 0


def test_one_standard_of_a_place_is_proposed_at_a_time(centre: Centre) -> None:
    with centre.engine.begin() as connection:
        propose_standard(connection, centre.rates, RAISED, "an", NOW)
    with pytest.raises(StaffError, match="already-proposed"), centre.engine.begin() as connection:
        propose_standard(connection, centre.rates, RAISED, "chi", NOW)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("programme", "btxh", "standard-programme"),
        ("province", "99", "standard-province"),
        ("since", "11/2026", "standard-month"),
        ("since", "once-2026-11", "standard-month"),
        ("amount_vnd", "550,5", "standard-amount"),
        ("decree", "  ", "standard-decree"),
        ("clause", "x" * 201, "standard-decree"),
    ],
)
def test_a_field_that_cannot_be_taken_is_named(field: str, value: str, code: str) -> None:
    assert parse_standard(FORM) == RAISED
    with pytest.raises(StandardRefused, match=code):
        parse_standard(FORM | {field: value})


@pytest.mark.parametrize(
    ("standard", "code"),
    [
        (replace(RAISED, amount_vnd=500_000), "standard-not-higher"),
        (replace(RAISED, since=NOVEMBER.plus(2)), "standard-too-early"),
        (replace(RAISED, since=Period.parse("2024-01")), "rates-standard-twice"),
        (replace(RAISED, since=Period.parse("2024-07")), "rates-standard-twice"),
        (replace(RAISED, programme=ProgrammeCode("NCC")), "standard-of-individual-amounts"),
        (replace(RAISED, programme=ProgrammeCode("XX")), "rates-programme-unknown"),
    ],
)
def test_a_standard_that_cannot_be_is_refused(
    centre: Centre, standard: Standard, code: str
) -> None:
    with pytest.raises(RatesError, match=code):
        check_standard(centre.rates, standard, NOW)


def test_next_month_s_standard_can_be_brought_in(centre: Centre, clock: Hands) -> None:
    take(centre, [row(centre)])
    run(centre, bring_in(centre, replace(RAISED, since=DECEMBER)))
    assert payable(centre) == [(500_000, "2026-11", 1), (550_000, "2026-12", 12)]
    clock.forward(timedelta(days=30))
