"""Payment by the payout list: what the centre publishes for it, and how the ledger takes it."""

from __future__ import annotations

import secrets
from dataclasses import replace

import pytest

from cardsvc.centre import Centre
from cardsvc.ledger.books import balances
from cardsvc.reports.progress import open_cases
from cardsvc.status.setting import set_status
from firmware_config.body.payout import Disbursed
from firmware_config.claim import Claim, Medium
from firmware_config.payout_list import OfficePayoutList, Whose
from firmware_config.period import mask_of
from firmware_config.record import Record
from firmware_config.status import Status
from tests.simulators.centre_world import (
    BA_DINH,
    CAU_GIAY,
    HANH,
    MINH,
    NOVEMBER,
    NOW,
    Counter,
    find,
    row,
    take,
)


@pytest.fixture
def sheet(centre: Centre) -> Record:
    take(centre, [row(centre)])
    return centre.issue_paper(find(centre).id).record


def published(centre: Centre) -> OfficePayoutList:
    document = centre.publisher.payout_list(BA_DINH.id)
    return OfficePayoutList.parse(document.octets, centre.keyring.trust(NOW), BA_DINH.id)


def pay_by_list(record: Record) -> Disbursed:
    held = record.entitlements[0]
    mask = mask_of(held.base, (NOVEMBER,))
    claim = Claim(held.id, held.programme, held.base, mask, held.amount_vnd)
    nonce = secrets.token_bytes(8)
    told = (nonce, Medium.LIST, None, record.id, claim, None, "citizen-card", "lan", None, "hoa")
    return Disbursed(*told)


def doubts(centre: Centre) -> list[str]:
    with centre.reading.begin() as connection:
        return [case.kind for case in open_cases(connection)]


def paid_vnd(centre: Centre) -> int:
    with centre.reading.begin() as connection:
        return sum(vnd for name, vnd in balances(connection).items() if name.startswith("paid/"))


def test_the_list_says_by_whom_a_line_is_found(centre: Centre, sheet: Record) -> None:
    listed = published(centre)
    (line,) = listed.lines_of(HANH)
    assert line.whose == Whose(sheet.id, sheet.citizen)
    assert listed.lines_of(MINH) == ()
    assert published(centre).lines == listed.lines


def test_who_never_had_a_record_is_on_the_list_and_not_found(centre: Centre) -> None:
    take(centre, [row(centre)])
    (line,) = published(centre).lines
    assert line.whose is None


def test_a_payment_by_list_is_booked_with_any_record_of_the_person(
    centre: Centre, sheet: Record
) -> None:
    counter = Counter.enrolled(centre)
    counter.write(pay_by_list(sheet))
    centre.ledger.ingest(counter.id, counter.batch())
    assert doubts(centre) == []
    assert paid_vnd(centre) == sheet.entitlements[0].amount_vnd
    assert published(centre).lines == ()


def test_that_the_lost_card_s_record_was_revoked_says_nothing_against_the_person(
    centre: Centre, sheet: Record
) -> None:
    with centre.engine.begin() as connection:
        set_status(connection, sheet.id, Status.INVALID, NOW)
    counter = Counter.enrolled(centre)
    counter.write(pay_by_list(sheet))
    centre.ledger.ingest(counter.id, counter.batch())
    assert doubts(centre) == []


def test_another_office_s_list_pays_nobody(centre: Centre, sheet: Record) -> None:
    counter = Counter.enrolled(centre, office=CAU_GIAY)
    counter.write(pay_by_list(sheet))
    centre.ledger.ingest(counter.id, counter.batch())
    assert doubts(centre) == ["paper-of-another-office"]
    assert paid_vnd(centre) == 0


def test_another_person_s_record_pays_nobody(centre: Centre, sheet: Record) -> None:
    counter = Counter.enrolled(centre)
    counter.write(replace(pay_by_list(sheet), record_id=secrets.token_bytes(8)))
    centre.ledger.ingest(counter.id, counter.batch())
    assert doubts(centre) == ["record-unknown"]


def test_a_second_payment_by_list_goes_to_suspense(centre: Centre, sheet: Record) -> None:
    counter = Counter.enrolled(centre)
    counter.write(pay_by_list(sheet), pay_by_list(sheet))
    centre.ledger.ingest(counter.id, counter.batch())
    assert doubts(centre) == ["second-payment"]
    assert paid_vnd(centre) == sheet.entitlements[0].amount_vnd
