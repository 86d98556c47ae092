"""A sheet of another office: paid under the centre's hold, and not without it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from counter.decision.refusal import Refusal, Rule
from counter.desk.state import Offered, Told
from counter.paying.payout import Paid
from firmware_config import qr
from firmware_config.body.payout import Disbursed
from firmware_config.ids import OfficeId
from tests.simulators.station import Centre, Counter
from tests.simulators.waiting import wait_until
from tests.simulators.world import CITIZEN, IssuedQr, World
from tests.unit.counter.teller import Teller


@pytest.fixture
def sheet(world: World) -> IssuedQr:
    """Of another office."""
    record = replace(world.record(), office=OfficeId("999999"))
    signed = world.sign(record)
    return IssuedQr(qr.to_digits(signed), record, signed)


def offered(counter: Counter, sheet: IssuedQr) -> Offered:
    counter.station.desk.show_text(sheet.text, "lan")
    state = counter.state
    assert isinstance(state, Offered)
    return state


def refused(counter: Counter) -> Refusal:
    told = counter.state
    assert isinstance(told, Told)
    assert isinstance(told.answer, Refusal)
    return told.answer


def test_a_held_sheet_of_another_office_is_paid(
    counter: Counter, centre: Centre, sheet: IssuedQr
) -> None:
    shown = offered(counter, sheet)
    assert shown.offer.held_until is not None
    counter.station.desk.pay_paper(shown.presentation, CITIZEN, "lan")
    told = counter.state
    assert isinstance(told, Told)
    assert isinstance(told.answer, Paid)
    assert isinstance(told.answer.entries[0].body, Disbursed)
    counter.station.desk.next_person()
    assert centre.given_back == []


def test_without_the_centre_it_is_refused_and_says_that_it_needs_it(
    counter: Counter, centre: Centre, sheet: IssuedQr, teller: Teller
) -> None:
    centre.fault = "centre-unreachable"
    counter.station.line.refresh()
    counter.station.desk.show_text(sheet.text, "lan")
    assert refused(counter).rule is Rule.PAPER_OF_ANOTHER_OFFICE
    assert "không hỏi được trung tâm" in teller.page


@pytest.mark.parametrize(
    "reason", ["hold-paid", "hold-elsewhere", "hold-not-due", "hold-record", "hold-terminal"]
)
def test_what_the_centre_does_not_hold_is_refused_with_its_reason(
    counter: Counter, centre: Centre, sheet: IssuedQr, teller: Teller, reason: str
) -> None:
    centre.hold_refusal = reason
    counter.station.desk.show_text(sheet.text, "lan")
    answer = refused(counter)
    assert (answer.rule, answer.data["reason"]) == (Rule.HOLD_REFUSED, reason)
    assert "Trung tâm không giữ khoản này" in teller.page


def test_an_offer_left_unpaid_is_given_back(
    counter: Counter, centre: Centre, sheet: IssuedQr
) -> None:
    offered(counter, sheet)
    counter.station.desk.next_person()
    wait_until(lambda: len(centre.given_back) == 1)
    assert centre.given_back[0].record_id == sheet.record.id
    assert counter.station.holdings.hold(sheet.record.id) is None


def test_an_offer_whose_hold_has_passed_pays_nothing(counter: Counter, sheet: IssuedQr) -> None:
    shown = offered(counter, sheet)
    counter.now += timedelta(minutes=15)
    counter.station.desk.pay_paper(shown.presentation, CITIZEN, "lan")
    assert refused(counter).data["reason"] == "hold-passed"
    assert counter.payouts == []


def test_a_hold_covers_what_it_names_and_no_more(
    counter: Counter, centre: Centre, world: World
) -> None:
    due = world.two_months()
    record = replace(world.record((due,)), office=OfficeId("999999"))
    signed = world.sign(record)
    sheet = IssuedQr(qr.to_digits(signed), record, signed)
    centre.held_mask = 0b10
    shown = offered(counter, sheet)
    assert shown.offer.dues[0].claim.mask == 0b10
    assert shown.offer.total_vnd == due.amount_vnd
