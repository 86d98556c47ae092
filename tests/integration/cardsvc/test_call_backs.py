"""A round of call-backs: its seed is fixed before the payments, its draw can be repeated, and what
people say otherwise than the books is a case."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.case_opening.kind import CaseKind
from cardsvc.cases.case import case_of_row, case_query
from cardsvc.centre import Centre
from cardsvc.inspection.call_backs import (
    calls,
    draw,
    find_draw,
    listed,
    publish_seed,
    record_call,
)
from cardsvc.inspection.errors import InspectionError
from cardsvc.inspection.lot import Payment, drawn, list_hash, seed_hash
from cardsvc.inspection.month_progress import paid_by_place
from cardsvc.staff.audit import Wanted, entries
from cardsvc.staff.scope import EVERYWHERE, Scope
from cardsvc.tables import CallResult
from firmware_config.ids import CitizenNumber, EntitlementId, ProvinceCode
from tests.simulators.centre_world import (
    BTXH,
    CAU_GIAY,
    HA_NOI,
    NOVEMBER,
    NOW,
    Counter,
    find,
    pay_paper,
    row,
    take,
)

PEOPLE = tuple(CitizenNumber(f"00114501{number:04}") for number in range(6))
SEED = bytes(range(32))


@pytest.fixture
def counter(centre: Centre) -> Counter:
    take(centre, [row(centre, number) for number in PEOPLE])
    take(centre, [row(centre)], office=CAU_GIAY)
    return Counter.enrolled(centre)


def publish(centre: Centre, size: int = 3) -> int:
    with centre.engine.begin() as connection:
        return publish_seed(
            *(connection, HA_NOI, BTXH, NOVEMBER, size, "thanh-tra", NOW),
            lambda count: SEED[:count],
        )


def pay(centre: Centre, counter: Counter) -> None:
    for number in PEOPLE:
        counter.write(pay_paper(centre.issue_paper(find(centre, number).id).record))
    centre.ledger.ingest(counter.id, counter.batch())


def draw_lots(centre: Centre, draw_id: int) -> None:
    with centre.engine.begin() as connection:
        draw(connection, draw_id, "thanh-tra", NOW, EVERYWHERE)


def say(
    centre: Centre, draw_id: int, rank: int, result: CallResult, told: int | None = None
) -> int | None:
    with centre.engine.begin() as connection:
        return record_call(connection, draw_id, rank, result, told, "lan", NOW, EVERYWHERE)


def test_the_seed_is_published_by_its_hash_alone_and_revealed_with_the_draw(
    centre: Centre, counter: Counter
) -> None:
    made = publish(centre)
    with centre.reading.begin() as connection:
        assert find_draw(connection, made, EVERYWHERE).seed is None
        (told,) = entries(connection, Wanted(subject=f"call-back:{made}"), 0, 9)
    assert told.told["seed_sha256"] == seed_hash(SEED).hex()
    assert SEED.hex() not in told.data
    pay(centre, counter)
    draw_lots(centre, made)

    with centre.reading.begin() as connection:
        found = find_draw(connection, made, EVERYWHERE)
        every = [
            Payment(EntitlementId(one.entitlement), NOVEMBER) for one in listed(connection, made)
        ]
        called = calls(connection, made)
    assert found.seed == SEED
    assert seed_hash(found.seed) == found.seed_hash
    assert (found.payments, found.list_hash) == (len(PEOPLE), list_hash(every))
    again = drawn(found.seed, every, found.size)
    assert [one.entitlement for one in called] == [one.entitlement for one in again]


def test_a_seed_is_too_late_once_the_month_s_first_payment_is_known(
    centre: Centre, counter: Counter
) -> None:
    pay(centre, counter)
    with pytest.raises(InspectionError) as refused:
        publish(centre)
    assert refused.value.code == "draw-too-late"


def test_a_round_is_drawn_once_and_not_before_anybody_is_paid(
    centre: Centre, counter: Counter
) -> None:
    made = publish(centre)
    for code in ("draw-nothing-paid", "draw-done"):
        with pytest.raises(InspectionError) as refused:
            draw_lots(centre, made)
        assert refused.value.code == code
        if code == "draw-nothing-paid":
            pay(centre, counter)
            draw_lots(centre, made)
    with pytest.raises(InspectionError) as refused:
        publish(centre)
    assert refused.value.code == "draw-known"


@pytest.mark.parametrize("result", [CallResult.NOT_RECEIVED, CallResult.OTHER_AMOUNT])
def test_who_says_otherwise_than_the_books_opens_a_case(
    centre: Centre, counter: Counter, result: CallResult
) -> None:
    made = publish(centre)
    pay(centre, counter)
    draw_lots(centre, made)
    told = 300_000 if result is CallResult.OTHER_AMOUNT else None
    opened = say(centre, made, 1, result, told)
    with centre.reading.begin() as connection:
        (case,) = map(case_of_row, connection.execute(case_query(EVERYWHERE)))
        first = calls(connection, made)[0]
    assert (case.id, case.kind, case.entitlement) == (opened, CaseKind.CALL_BACK, first.entitlement)
    assert (case.accused, case.amount_vnd) == ("T0000001", 500_000 - (told or 0))
    assert case.evidence["call"] == result.value
    with pytest.raises(InspectionError) as refused:
        say(centre, made, 1, CallResult.CONFIRMED)
    assert refused.value.code == "call-recorded"


def test_who_confirms_or_is_not_reached_opens_none_and_can_be_called_again(
    centre: Centre, counter: Counter
) -> None:
    made = publish(centre)
    pay(centre, counter)
    draw_lots(centre, made)
    assert say(centre, made, 2, CallResult.NOT_REACHED) is None
    assert say(centre, made, 2, CallResult.CONFIRMED) is None
    with centre.reading.begin() as connection:
        assert connection.execute(select(tables.exception_case)).all() == []
        assert calls(connection, made)[1].result is CallResult.CONFIRMED


@pytest.mark.parametrize("told", [None, 500_000, -1])
def test_another_amount_must_be_another_amount(
    centre: Centre, counter: Counter, told: int | None
) -> None:
    made = publish(centre)
    pay(centre, counter)
    draw_lots(centre, made)
    with pytest.raises(InspectionError) as refused:
        say(centre, made, 1, CallResult.OTHER_AMOUNT, told)
    assert refused.value.code == "call-amount"


def test_a_round_of_another_province_is_unknown(centre: Centre, counter: Counter) -> None:
    made = publish(centre)
    elsewhere = Scope(provinces=frozenset({ProvinceCode("79")}))
    with pytest.raises(InspectionError) as refused, centre.reading.begin() as connection:
        find_draw(connection, made, elsewhere)
    assert refused.value.code == "draw-unknown"


def test_progress_tells_each_office_of_a_province(centre: Centre, counter: Counter) -> None:
    pay(centre, counter)
    with centre.reading.begin() as connection:
        (province,) = paid_by_place(connection, NOVEMBER, EVERYWHERE)
        offices = paid_by_place(connection, NOVEMBER, EVERYWHERE, HA_NOI)
    assert (province.code, province.owed, province.paid, province.percent) == ("01", 7, 6, 85)
    assert [(one.code, one.paid, one.owed) for one in offices] == [
        ("100000", 6, 6),
        ("113000", 0, 1),
    ]
