"""Holds: a sheet is paid away from its office once, under the centre's hold, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.ledger.books import balances
from cardsvc.ledger.holds import LIFETIME, SILENCE, HoldRefused
from cardsvc.tables import TerminalState
from cardsvc.terminals.terminal import set_state
from firmware_config.body.shift import CashIn
from firmware_config.errors import ContractError
from firmware_config.hold import HOLDS, RELEASE, Held, Hold, HoldRequest
from firmware_config.payout_list import HeldReason, OfficePayoutList
from firmware_config.period import Period
from firmware_config.record import Record
from firmware_config.signing import FileKey
from tests.simulators.books import refused, send
from tests.simulators.centre_world import (
    CAU_GIAY,
    MINH,
    NOVEMBER,
    NOW,
    Counter,
    Hands,
    find,
    issue_card,
    pay_paper,
    row,
    take,
)

DECEMBER = Period.of_month(2026, 12)


@pytest.fixture
def sheet(centre: Centre) -> Record:
    """Two months due, at another office than `there`."""
    take(centre, [row(centre, months=2)])
    return centre.issue_paper(find(centre).id).record


@pytest.fixture
def there(centre: Centre, sheet: Record) -> Counter:
    return Counter.enrolled(centre, "T0000002", CAU_GIAY)


def request(
    counter: Counter, sheet: Record, *, mask: int = 0b11, clock: Hands | None = None
) -> bytes:
    due = sheet.entitlements[0]
    wanted = (Held(due.id, due.base, mask),)
    at = NOW if clock is None else clock()
    return HoldRequest(counter.id, at, sheet.id, wanted).sign(counter.key)


def granted(centre: Centre, counter: Counter, sheet: Record, *, mask: int = 0b11) -> Hold:
    answer = centre.holds.grant(request(counter, sheet, mask=mask, clock=clock_of(centre)))
    return Hold.parse(answer, centre.keyring.trust(centre.clock()), counter.id)


def clock_of(centre: Centre) -> Hands:
    assert isinstance(centre.clock, Hands)
    return centre.clock


def refusal(centre: Centre, octets: bytes) -> str:
    with pytest.raises(ContractError) as refused:
        centre.holds.grant(octets)
    return refused.value.code


def test_a_payment_under_a_hold_is_a_payment(centre: Centre, sheet: Record, there: Counter) -> None:
    hold = granted(centre, there, sheet)
    assert hold.expires_at - hold.granted_at == LIFETIME
    assert hold.held[0].periods == (NOVEMBER, DECEMBER)
    there.write(pay_paper(sheet))
    assert refused(centre, there) == ()
    with centre.reading.begin() as connection:
        assert balances(connection)["paid/BTXH/01/100000/2026-11"] == 500_000


def test_without_a_hold_or_after_it_the_same_payment_stands_in_suspense(
    centre: Centre, sheet: Record, there: Counter
) -> None:
    there.write(pay_paper(sheet))
    assert refused(centre, there) == ((1, "paper-of-another-office"),)
    granted(centre, there, sheet, mask=0b10)
    too_late = NOW + LIFETIME + timedelta(minutes=6)
    there.write(pay_paper(sheet, DECEMBER), at=too_late)
    assert refused(centre, there)[1:] == ((2, "paper-of-another-office"),)


def test_another_counter_is_refused_while_a_period_is_held(
    centre: Centre, sheet: Record, there: Counter
) -> None:
    granted(centre, there, sheet, mask=0b01)
    third = Counter.enrolled(centre, "T0000003", CAU_GIAY)
    assert refusal(centre, request(third, sheet, mask=0b01)) == "hold-elsewhere"
    assert granted(centre, third, sheet).held[0].periods == (DECEMBER,)


def test_the_same_counter_is_granted_the_same_again(
    centre: Centre, sheet: Record, there: Counter
) -> None:
    first = granted(centre, there, sheet)
    clock_of(centre).forward(timedelta(minutes=10))
    again = granted(centre, there, sheet)
    assert again.held == first.held
    assert again.expires_at > first.expires_at


def test_what_is_paid_or_waits_in_suspense_is_not_held(
    centre: Centre, sheet: Record, there: Counter
) -> None:
    here = Counter.enrolled(centre)
    here.write(pay_paper(sheet))
    send(centre, here)
    assert refusal(centre, request(there, sheet, mask=0b01)) == "hold-paid"
    assert granted(centre, there, sheet).held[0].periods == (DECEMBER,)


def test_a_hold_given_back_is_free_at_once(centre: Centre, sheet: Record, there: Counter) -> None:
    granted(centre, there, sheet)
    third = Counter.enrolled(centre, "T0000003", CAU_GIAY)
    centre.holds.release(request(there, sheet))
    assert granted(centre, third, sheet).held[0].periods == (NOVEMBER, DECEMBER)


def test_a_hold_that_passed_in_silence_keeps_others_off_for_a_day(
    centre: Centre, sheet: Record, there: Counter
) -> None:
    clock = clock_of(centre)
    granted(centre, there, sheet)
    third = Counter.enrolled(centre, "T0000003", CAU_GIAY)
    clock.forward(LIFETIME + timedelta(hours=1))
    assert refusal(centre, request(third, sheet, clock=clock)) == "hold-elsewhere"
    clock.forward(SILENCE)
    assert granted(centre, third, sheet).held[0].periods == (NOVEMBER, DECEMBER)


def test_a_hold_that_passed_is_free_once_its_counter_has_told_all(
    centre: Centre, sheet: Record, there: Counter
) -> None:
    clock = clock_of(centre)
    granted(centre, there, sheet)
    clock.forward(LIFETIME + timedelta(minutes=1))
    there.write(CashIn(1_000_000, "mai"), at=clock())
    send(centre, there)
    third = Counter.enrolled(centre, "T0000003", CAU_GIAY)
    assert granted(centre, third, sheet).held[0].periods == (NOVEMBER, DECEMBER)


def test_a_hold_is_refused_on_what_is_no_sheet_of_the_person(
    centre: Centre, sheet: Record, there: Counter
) -> None:
    take(centre, [row(centre, MINH, name="Trần Văn Minh")])
    of_minh = centre.issue_paper(find(centre, MINH).id).record
    mixed = replace(sheet, id=of_minh.id)
    assert refusal(centre, request(there, mixed)) == "hold-record"
    assert refusal(centre, request(there, replace(sheet, id=b"not ours"))) == "hold-record"
    of_a_card = replace(sheet, id=issue_card(centre).issued.record_id)
    assert refusal(centre, request(there, of_a_card)) == "hold-record"


def test_a_hold_is_refused_to_whom_nobody_knows_or_who_asks_too_late(
    centre: Centre, sheet: Record, there: Counter
) -> None:
    stranger = replace(there, key=FileKey.new())
    assert refusal(centre, request(stranger, sheet)) == "bad-signature"
    late = request(there, sheet)
    clock_of(centre).forward(timedelta(minutes=3))
    assert refusal(centre, late) == "hold-request-expired"
    with centre.engine.begin() as connection:
        set_state(connection, there.id, TerminalState.QUARANTINED)
    assert refusal(centre, request(there, sheet, clock=clock_of(centre))) == "hold-terminal"


def test_the_interface_answers_with_the_hold_or_the_reason(
    centre: Centre, sheet: Record, there: Counter
) -> None:
    client = app_of(centre).test_client()

    def ask(counter: Counter, path: str = HOLDS, body: bytes = b"") -> TestResponse:
        body = body or request(counter, sheet)
        headers = counter.proof(centre, path, body, "POST")
        return client.post(path, data=body, headers=headers)

    answer = ask(there)
    assert answer.status_code == 200
    assert Hold.parse(answer.data, centre.keyring.trust(NOW), there.id).record_id == sheet.id
    third = Counter.enrolled(centre, "T0000003", CAU_GIAY)
    refused = ask(third)
    assert refused.status_code == 409
    assert refused.get_json() == {"code": "hold-elsewhere", "data": {}}
    assert ask(there, RELEASE).status_code == 200
    assert ask(third).status_code == 200
    assert ask(third, body=b"x" * 4000).status_code == 413
    assert ask(third, body=b"nonsense").status_code == 400


def test_a_period_that_is_held_is_held_back_on_its_office_s_list(
    centre: Centre, sheet: Record, there: Counter
) -> None:
    granted(centre, there, sheet)
    document = centre.publisher.payout_list(sheet.office)
    trust = centre.keyring.trust(centre.clock())
    (line,) = OfficePayoutList.parse(document.octets, trust, sheet.office).lines
    assert line.held == HeldReason.PAID_ELSEWHERE


def test_a_refusal_says_which(centre: Centre, sheet: Record, there: Counter) -> None:
    due = sheet.entitlements[0]
    wanted = (Held(due.id, Period.of_month(2030, 1), 1),)
    octets = HoldRequest(there.id, NOW, sheet.id, wanted).sign(there.key)
    with pytest.raises(HoldRefused, match="hold-not-due"):
        centre.holds.grant(octets)
