"""Payments suspended, ended and resumed: two people decide, and every medium learns of it."""

from __future__ import annotations

import secrets
from datetime import date

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.issuance.renewal import Renewed
from cardsvc.issuance.scripts import pending_of_card
from cardsvc.issuance.stopping import Resumed, approve_resumption, approve_stop
from cardsvc.issuance.vouchers import payable_entitlements
from cardsvc.registry.intake import Intake, IntakeRefused, ListSource
from cardsvc.registry.list_row import ListTerms
from cardsvc.registry.preview import AcceptedList
from cardsvc.registry.programme_modes import Setting, approve_mode, propose_mode
from cardsvc.registry.rates import Mode, Source, Standard
from cardsvc.registry.stops import (
    StopRefused,
    WantedResumption,
    WantedStop,
    propose_resumption,
    propose_stop,
    stops_of,
)
from cardsvc.staff.errors import StaffError
from cardsvc.tables import StopReason
from firmware_config.ids import EntitlementId, ProgrammeCode
from firmware_config.payout_list import HeldReason, OfficePayoutList
from firmware_config.period import Period, periods_of
from firmware_config.status import Status, StatusList
from tests.simulators.centre_world import (
    BA_DINH,
    HA_NOI,
    MINH,
    NOVEMBER,
    NOW,
    find,
    issue_card,
    row,
    take,
    take_accepted,
)

SEPTEMBER, OCTOBER, DECEMBER = NOVEMBER.plus(-2), NOVEMBER.plus(-1), NOVEMBER.plus(1)
BHTN = ProgrammeCode("BHTN")


@pytest.fixture
def held(centre: Centre) -> EntitlementId:
    """Owed for September and October."""
    take(centre, [row(centre, months=2)], SEPTEMBER)
    return entitlement(centre)


def entitlement(centre: Centre) -> EntitlementId:
    with centre.reading.begin() as connection:
        query = select(tables.entitlement.c.id).where(tables.entitlement.c.ended_at.is_(None))
        return EntitlementId(connection.execute(query).scalar_one())


def stop(
    centre: Centre,
    *refs: EntitlementId,
    reason: StopReason = StopReason.UNCOLLECTED,
    since: Period = SEPTEMBER,
    approver: str = "binh",
) -> Renewed:
    wanted = WantedStop(find(centre).id, refs, reason, since, date(2026, 10, 2))
    with centre.engine.begin() as connection:
        proposal = propose_stop(connection, wanted, "an", NOW)
    with centre.engine.begin() as connection:
        return approve_stop(connection, centre.scripts, proposal, approver, NOW)


def resume(
    centre: Centre,
    *refs: EntitlementId,
    through: Period = NOVEMBER,
    with_arrears: bool = True,
    more: Standard | None = None,
) -> Resumed:
    wanted = WantedResumption(find(centre).id, refs, through, with_arrears)
    rates = centre.rates.with_standards((more,) if more else ())
    with centre.engine.begin() as connection:
        proposal = propose_resumption(connection, wanted, "an", NOW)
    with centre.engine.begin() as connection:
        return approve_resumption(connection, centre.scripts, rates, proposal, "binh", NOW)


def payable(centre: Centre) -> list[str]:
    with centre.reading.begin() as connection:
        found = payable_entitlements(connection, find(centre))
    return [str(month) for one in found for month in periods_of(one.base, one.payable)]


def listed(centre: Centre) -> dict[int, str | None]:
    """By amount, why the line of the office's list is held."""
    octets = centre.publisher.payout_list(BA_DINH.id).octets
    lines = OfficePayoutList.parse(octets, centre.keyring.trust(NOW), BA_DINH.id).lines
    return {one.entitlement.amount_vnd: one.held for one in lines}


def status_of(centre: Centre, record: bytes) -> Status:
    with centre.reading.begin() as connection:
        column = tables.record.c
        index = connection.scalar(select(column.status_index).where(column.id == record))
    octets = centre.publisher.status_list(HA_NOI, 0).octets
    return StatusList.parse(octets, centre.keyring.trust(NOW)).status(index or 0)


def test_a_suspended_payment_is_held_on_the_list_and_by_the_status(
    centre: Centre, held: EntitlementId
) -> None:
    card = issue_card(centre)
    assert listed(centre) == {500_000: None}
    assert stop(centre, held) == Renewed(0, None)
    assert listed(centre) == {500_000: HeldReason.STOPPED}
    assert status_of(centre, card.issued.record_id) is Status.SUSPENDED


def test_what_was_due_before_the_stop_can_still_be_collected(
    centre: Centre, held: EntitlementId
) -> None:
    stop(centre, held, reason=StopReason.DEATH, since=OCTOBER)
    assert payable(centre) == ["2026-09"]
    assert listed(centre) == {500_000: None}


def test_somebody_with_another_benefit_keeps_the_card_and_that_benefit(centre: Centre) -> None:
    take(
        centre,
        [row(centre, category="K4"), row(centre, category="K6.4", monthly_vnd=750_000, at=6)],
    )
    card = issue_card(centre)
    with centre.reading.begin() as connection:
        column = tables.entitlement.c
        parent = connection.scalar(select(column.id).where(column.category == "K4"))
    assert stop(centre, EntitlementId(parent or b""), since=NOVEMBER) == Renewed(1, None)
    assert listed(centre) == {500_000: HeldReason.STOPPED, 750_000: None}
    assert status_of(centre, card.issued.record_id) is Status.VALID
    with centre.reading.begin() as connection:
        (octets,) = pending_of_card(connection, card.issued.card)
    card.apply(octets)


def test_resumption_owes_the_months_no_list_has_named(centre: Centre, held: EntitlementId) -> None:
    card = issue_card(centre)
    stop(centre, held)
    resumed = resume(centre, held)
    assert (resumed.months, resumed.amount_vnd, resumed.made_up_vnd) == (1, 500_000, 0)
    assert resumed.renewed.scripts == 1
    assert payable(centre)[:3] == ["2026-09", "2026-10", "2026-11"]
    assert listed(centre) == {500_000: None}
    assert status_of(centre, card.issued.record_id) is Status.VALID
    with centre.reading.begin() as connection:
        assert stops_of(connection, find(centre).id) == ()


def test_resumption_without_arrears_adds_nothing(centre: Centre, held: EntitlementId) -> None:
    stop(centre, held)
    assert resume(centre, held, with_arrears=False).months == 0
    with centre.reading.begin() as connection:
        due = tables.due.c.period
        assert connection.scalars(select(due).order_by(due)).all() == [
            SEPTEMBER.code,
            OCTOBER.code,
        ]


def test_a_standard_that_rose_meanwhile_is_made_up(centre: Centre, held: EntitlementId) -> None:
    stop(centre, held)
    raised = Standard(ProgrammeCode("BTXH"), None, OCTOBER, None, 600_000, Source("a decree"))
    resumed = resume(centre, held, more=raised)
    assert resumed.made_up_vnd == 2 * 100_000
    assert payable(centre)[-1] == "once-2026-11"


def test_the_next_list_takes_no_one_back_whose_payment_has_ended(
    centre: Centre, held: EntitlementId
) -> None:
    stop(centre, held, reason=StopReason.DEATH, since=NOVEMBER)
    other = row(centre, MINH, name="Trần Văn Minh", at=10)
    with pytest.raises(IntakeRefused) as refused:
        take(centre, [other, row(centre, at=11)])
    assert refused.value.code == "list-person-stopped"
    assert refused.value.data["rows"] == (11,)
    assert take(centre, [other]).people == 1


def test_a_list_may_name_somebody_suspended_but_it_is_held(
    centre: Centre, held: EntitlementId
) -> None:
    stop(centre, held)
    take(centre, [row(centre)])
    assert listed(centre) == {500_000: HeldReason.STOPPED}


@pytest.mark.parametrize("reason", [one for one in StopReason if one.is_final])
def test_what_has_ended_for_good_is_not_resumed(
    centre: Centre, held: EntitlementId, reason: StopReason
) -> None:
    stop(centre, held, reason=reason)
    with pytest.raises(StopRefused, match="resume-is-final"):
        resume(centre, held)


def test_nothing_is_stopped_twice_or_resumed_before_its_month(
    centre: Centre, held: EntitlementId
) -> None:
    with pytest.raises(StopRefused, match="resume-not-stopped"):
        resume(centre, held)
    stop(centre, held)
    with pytest.raises(StopRefused, match="stop-already"):
        stop(centre, held)
    with pytest.raises(StopRefused, match="resume-month"):
        resume(centre, held, through=SEPTEMBER.plus(-1))


def test_a_stop_is_of_somebody_s_own_open_entitlement(centre: Centre, held: EntitlementId) -> None:
    for refs in ((), (EntitlementId.new(),), (held, EntitlementId.new())):
        with pytest.raises(StopRefused, match="stop-nothing-open"):
            stop(centre, *refs)


def test_who_proposed_cannot_approve(centre: Centre, held: EntitlementId) -> None:
    with pytest.raises(StaffError, match="same-person"):
        stop(centre, held, approver="an")
    assert listed(centre) == {500_000: None}


# Benefits for so many months and no more


def unemployed(centre: Centre, month: Period, months: int = 1, vnd: int = 3_000_000) -> Intake:
    terms = ListTerms(BHTN, HA_NOI, BA_DINH.id, month)
    accepted = AcceptedList(terms, (row(centre, monthly_vnd=vnd, months=months),), ())
    return take_accepted(centre, accepted, ListSource("bhtn.xlsx", secrets.token_bytes(8), "an"))


@pytest.fixture
def insurance(centre: Centre) -> None:
    wanted = Setting(HA_NOI, BHTN, Period.of_month(2026, 1), Mode.FULL)
    with centre.engine.begin() as connection:
        proposal = propose_mode(connection, centre.rates, wanted, "an", NOW)
    with centre.engine.begin() as connection:
        approve_mode(connection, proposal, "binh", NOW)


@pytest.mark.usefixtures("insurance")
def test_unemployment_insurance_ends_after_twelve_months(centre: Centre) -> None:
    unemployed(centre, NOVEMBER, months=12)
    with pytest.raises(IntakeRefused) as refused:
        unemployed(centre, NOVEMBER.plus(12))
    assert (refused.value.code, refused.value.data["most"]) == ("list-past-the-end", 12)


@pytest.mark.usefixtures("insurance")
def test_another_amount_in_between_begins_no_new_row(centre: Centre) -> None:
    unemployed(centre, NOVEMBER, months=11)
    unemployed(centre, NOVEMBER.plus(11), vnd=2_900_000)
    with pytest.raises(IntakeRefused, match="list-past-the-end"):
        unemployed(centre, NOVEMBER.plus(12), vnd=2_900_000)


@pytest.mark.usefixtures("insurance")
def test_after_a_month_without_it_a_new_row_begins(centre: Centre) -> None:
    unemployed(centre, NOVEMBER, months=12)
    assert unemployed(centre, NOVEMBER.plus(13)).new_entitlements == 1


@pytest.mark.usefixtures("insurance")
def test_a_card_names_no_month_past_the_last(centre: Centre) -> None:
    unemployed(centre, NOVEMBER, months=3)
    unemployed(centre, NOVEMBER.plus(3))
    assert payable(centre)[-1] == str(NOVEMBER.plus(11))
