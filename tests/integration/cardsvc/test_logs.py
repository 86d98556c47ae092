"""A whole day of a centre at the loudest level: no name, number, PIN or key is in the log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from cardsvc.centre import Centre
from cardsvc.registry.list_row import ListTerms
from cardsvc.registry.payout_list import read_payout_list
from cardsvc.staff.errors import StaffError
from demo.payout_list import write_payout_list
from demo.people import people
from firmware_config.errors import ContractError
from firmware_config.logs import json_lines
from tests.simulators.centre_world import (
    BA_DINH,
    BTXH,
    HANH,
    NOVEMBER,
    Counter,
    find,
    issue_card,
    pay_paper,
    row,
    take,
)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    told = io.StringIO()
    with json_lines("debug", told):
        yield told


def lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_a_days_work_leaves_no_person_and_no_secret_in_the_log(
    centre: Centre, log: io.StringIO, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("list") / "danh-sach.xlsx"
    listed = people(2026, 20, NOVEMBER)
    write_payout_list(file, listed, NOVEMBER, is_messy=True)
    terms = ListTerms(BTXH, BA_DINH.province, BA_DINH.id, NOVEMBER)
    read_payout_list(file.read_bytes(), terms, centre.rates_now())
    with file.open("rb") as opened:
        case = centre.lists.open_case(opened, file.name, terms, "lan")
    assert case
    take(centre, [row(centre)])
    card, counter = issue_card(centre), Counter.enrolled(centre)
    sheet = centre.issue_paper(find(centre).id)
    counter.write(card.pay(counter), pay_paper(sheet.record))
    centre.ledger.ingest(counter.id, counter.batch())
    person = find(centre)
    secrets = [
        *(HANH.digits, person.name, person.address),
        *(card.issued.pin, card.issued.puk),
        sheet.record.name,
        *(one.citizen.digits for one in listed),
        *(one.name for one in listed),
    ]
    for path in centre.settings.keys.iterdir():
        if path.suffix in (".pem", ".key"):
            secrets += [text for text in path.read_text("latin-1").splitlines() if len(text) > 20]
    told = log.getvalue()
    assert "case-opened" in told
    assert [secret for secret in secrets if secret in told] == []
    for one in lines(log):
        assert set(one) >= {"time", "level", "logger", "event"}


@pytest.mark.parametrize("room", ["cardsvc", "counter", "firmware_config"])
def test_an_event_of_ours_is_a_word_and_fields(log: io.StringIO, room: str) -> None:
    logging.getLogger(f"{room}.somewhere").info("run-failed", extra={"run": 7, "code": "a-code"})
    (one,) = lines(log)
    at = datetime.fromisoformat(str(one.pop("time")))
    assert at.tzinfo == UTC
    assert one == {
        "level": "info",
        "logger": f"{room}.somewhere",
        "event": "run-failed",
        "run": 7,
        "code": "a-code",
    }


def test_what_others_put_into_their_sentences_is_left_out(log: io.StringIO) -> None:
    logging.getLogger("somebody.else").debug(
        "row %s", "Nguyễn Thị Hồng Hạnh", extra={"who": "Hạnh"}
    )
    (one,) = lines(log)
    assert one["event"] == "row %s"
    assert "Hạnh" not in log.getvalue()


def test_a_citizen_number_is_taken_out_wherever_it_slipped_in(log: io.StringIO) -> None:
    logging.getLogger("cardsvc").info(f"seen {HANH.digits}", extra={"number": HANH.digits})
    assert HANH.digits not in log.getvalue()


def test_of_an_exception_the_kind_and_the_place_are_told_and_no_word(log: io.StringIO) -> None:
    try:
        try:
            raise IntegrityError("INSERT", {}, Exception(f"Key ({HANH.digits}) exists"))
        except IntegrityError:
            raise StaffError("account-unknown", user="Hạnh") from None
    except ContractError:
        logging.getLogger("cardsvc").exception("page-failed")
    (one,) = lines(log)
    assert isinstance(one["fault"], list)
    (fault,) = one["fault"]
    assert (fault["kind"], fault["code"]) == ("StaffError", "account-unknown")
    assert fault["at"][-1].startswith("test_logs.py:")
    assert HANH.digits not in log.getvalue()
    assert "Hạnh" not in log.getvalue()


def test_what_an_exception_was_raised_over_is_told_too(log: io.StringIO) -> None:
    try:
        try:
            int(HANH.digits + "x")
        except ValueError as fault:
            raise RuntimeError(HANH.digits) from fault
    except RuntimeError:
        logging.getLogger("cardsvc").exception("page-failed")
    (one,) = lines(log)
    assert isinstance(one["fault"], list)
    assert [fault["kind"] for fault in one["fault"]] == ["RuntimeError", "ValueError"]
    assert HANH.digits not in log.getvalue()
