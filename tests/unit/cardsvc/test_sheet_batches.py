"""QR sheets for a whole office: one each, the old ones revoked, and files to print them from."""

from __future__ import annotations

import multiprocessing

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.issuance.sheet_batch import Batch, SheetRun
from cardsvc.runs.run import Step
from cardsvc.signing.workers import NUMBERS_AT_ONCE, SigningWorkers
from firmware_config.claim import Medium
from firmware_config.cose import Sign1
from firmware_config.ids import CitizenNumber
from firmware_config.record import Record
from firmware_config.status import Status
from firmware_config.trust import Role
from tests.simulators.centre_pages import Browser, Desk
from tests.simulators.centre_world import BA_DINH, HANH, MINH, NOW, find, row, take


@pytest.fixture
def people(desk: Desk) -> None:
    rows = [row(desk.centre), row(desk.centre, MINH, name="Trần Văn Minh", at=6)]
    take(desk.centre, rows)


def good_sheets(desk: Desk) -> int:
    record = tables.record.c
    query = select(record.id).where(record.medium == Medium.QR, record.status == Status.VALID)
    with desk.centre.reading.begin() as connection:
        return len(connection.execute(query).all())


def test_everybody_without_a_card_gets_a_sheet_and_the_old_ones_end(
    desk: Desk, people: None, issuer: Browser
) -> None:
    minh = find(desk.centre, MINH)
    issuer.post(f"/people/{find(desk.centre, HANH).id}/card")
    desk.clock.at = NOW.replace(hour=1)
    old = desk.centre.issue_paper(minh.id).record
    desk.clock.at = NOW
    issuer.post("/cards/sheets", office=BA_DINH.id.text)
    desk.centre.runs.work_off()
    assert good_sheets(desk) == 1
    with desk.centre.reading.begin() as connection:
        status = select(tables.record.c.status).where(tables.record.c.id == old.id)
        assert connection.execute(status).scalar_one() == Status.INVALID
    page = issuer.get("/cards/sheets").text
    assert "Tệp 1" in page
    assert "Tệp 2" not in page
    assert issuer.get("/cards/sheets/1/1.pdf").data[:4] == b"%PDF"
    for path in ("/cards/sheets/1/2.pdf", "/cards/sheets/1/0.pdf", "/cards/sheets/9/1.pdf"):
        assert issuer.get(path).status_code == 404


def test_a_batch_that_was_cut_off_goes_on_and_gives_nobody_two(desk: Desk, people: None) -> None:
    centre = desk.centre
    run = SheetRun(centre.engine, centre.workers, centre.clock, a_step=1)
    subject = str(Batch(BA_DINH.id, NOW))
    assert run.step(subject).is_finished is False
    # The process dies here; another one takes the run up.
    again = SheetRun(centre.engine, centre.workers, centre.clock)
    assert again.step(subject).is_finished is True
    assert again.step(subject).done_more == 0
    assert good_sheets(desk) == 2


def test_an_office_s_sheets_are_hashed_and_signed_by_every_core(desk: Desk) -> None:
    centre, count = desk.centre, NUMBERS_AT_ONCE + 2
    numbers = [CitizenNumber(f"001150{at:06}") for at in range(count)]
    people = [row(centre, one, name=f"Người {at}", at=at) for at, one in enumerate(numbers)]
    take(centre, people)
    before = set(multiprocessing.active_children())
    with SigningWorkers(centre.keyring, 2) as workers:
        run = SheetRun(centre.engine, workers, centre.clock, a_step=count - 1)
        assert run.step(str(Batch(BA_DINH.id, NOW))) == Step(count - 1, is_finished=False)
        assert len(set(multiprocessing.active_children()) - before) == 2
        # They are let go when the batch is over.
        assert run.step(str(Batch(BA_DINH.id, NOW))) == Step(1, is_finished=True)
        assert set(multiprocessing.active_children()) <= before
    assert good_sheets(desk) == count
    trust = centre.keyring.trust(NOW)
    with centre.reading.begin() as connection:
        sheets = connection.scalars(select(tables.record.c.octets)).all()
    records = []
    for octets in sheets:
        message = Sign1.parse(octets)
        key = trust.key_for(message.kid, Role.ENTITLEMENT, NOW, province=BA_DINH.province)
        records.append(Record.parse(message.verify(key)))
    assert len({record.status for record in records}) == count
    assert {int(record.citizen.last4) for record in records} == set(range(count))


def test_a_citizen_number_is_hashed_once_a_person(desk: Desk, people: None) -> None:
    hanh = find(desk.centre, HANH).id
    first = desk.centre.issue_paper(hanh).record.citizen
    assert first.matches(HANH)
    assert desk.centre.issue_paper(hanh).record.citizen == first
    assert desk.centre.issue_paper(find(desk.centre, MINH).id).record.citizen.matches(MINH)


def test_an_office_without_anybody_to_serve_starts_no_run(desk: Desk, issuer: Browser) -> None:
    assert "Không có ai cần phiếu" in issuer.post("/cards/sheets", office=BA_DINH.id.text).text
    assert issuer.post("/cards/sheets", office="999999").status_code == 404
    assert desk.rows_in("run") == 0
