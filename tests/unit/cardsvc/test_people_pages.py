"""The centre's pages about people, cards and sheets, and the progress of payouts."""

from __future__ import annotations

import re
import tomllib
from contextlib import closing

from sqlalchemy import select
from werkzeug.test import TestResponse

from cardsvc import tables
from cardsvc.registry.people import person
from demo.people import people
from firmware_config.card.profile import Life
from firmware_config.card.session import CardSession
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.period import Period
from tests.simulators.centre_pages import OFFICE, Browser, Desk
from tests.simulators.centre_world import (
    HANH,
    NOVEMBER,
    Contacts,
    Counter,
    find,
    pay_paper,
    row,
    take,
)

# People


def test_people_are_found_however_the_name_is_typed(desk: Desk, issuer: Browser) -> None:
    rows = [row(desk.centre, name="Đỗ Thị Hồng Hạnh")]
    take(desk.centre, rows)
    for words in ("do hanh", "ĐỖ THỊ", "hong  hanh"):
        assert "Đỗ Thị Hồng Hạnh" in issuer.post("/people", words=words).text
    assert "Không tìm thấy ai" in issuer.post("/people", words="minh").text
    assert "Không tìm thấy ai" in issuer.post("/people", words="%").text
    assert "Không tìm thấy ai" in issuer.post("/people", office=OFFICE.id.text).text


def test_a_whole_number_leads_to_its_person(desk: Desk, hanh: str, issuer: Browser) -> None:
    assert issuer.post("/people", words="001145 012345").request.path == hanh
    issuer.post(f"{hanh}/card")
    with desk.centre.reading.begin() as connection:
        card = connection.execute(select(tables.card.c.id)).scalar_one()
    assert issuer.post("/people", words=card.hex().upper()).request.path == hanh
    assert "Không có ai mang số này" in issuer.post("/people", words="001145999999").text


def test_many_people_are_shown_page_by_page(desk: Desk, issuer: Browser) -> None:
    everybody = enumerate(people(5, 60, NOVEMBER), start=5)
    take(desk.centre, [row(desk.centre, p.citizen, name=p.name, at=at) for at, p in everybody])
    first, second = issuer.get("/people"), issuer.get("/people?page=2")
    assert "dòng 1–50 trong tổng số 60" in first.text
    assert "dòng 51–60 trong tổng số 60" in second.text
    names = re.compile(r'/people/(\d+)"')
    everyone = names.findall(first.text) + names.findall(second.text)
    assert len(set(everyone)) == 60


def test_what_was_searched_for_is_in_no_address(hanh: str, issuer: Browser) -> None:
    answer = issuer.post("/people", follow=False, words="hanh")
    assert answer.location == "/people"
    answer = issuer.post("/people", follow=False, words=HANH.digits)
    assert answer.location == hanh


def test_what_was_searched_for_is_in_no_cookie(hanh: str, issuer: Browser) -> None:
    page = issuer.post("/people", words="hanh")
    assert 'value="hanh"' in page.text
    with issuer.client.session_transaction() as session:
        assert "hanh" not in repr(dict(session))


def test_a_person_s_page_shows_what_is_due_and_paid(desk: Desk, hanh: str, issuer: Browser) -> None:
    page = issuer.get(hanh)
    assert "Tháng 11/2026" in page.text
    assert "Chưa chi" in page.text
    counter = Counter.enrolled(desk.centre)
    counter.write(pay_paper(desk.centre.issue_paper(find(desk.centre).id).record))
    desk.centre.ledger.ingest(counter.id, counter.batch())
    part = issuer.get(f"{hanh}/dues").text
    assert "máy T0000001" in part
    assert "Chưa chi" not in part


def test_nobody_is_404(issuer: Browser) -> None:
    assert issuer.get("/people/77").status_code == 404
    assert issuer.post("/people/77/card").status_code == 404
    assert issuer.post("/people/77/sheet").status_code == 404


# Cards and sheets


def secrets_on(page: TestResponse) -> tuple[str, str] | None:
    found = re.search(r'id="pin">(\d+)<.*id="puk">(\d+)<', page.text, re.DOTALL)
    return (found[1], found[2]) if found else None


def test_pin_and_puk_are_shown_once(desk: Desk, hanh: str, issuer: Browser) -> None:
    page = issuer.post(f"{hanh}/card")
    shown = secrets_on(page)
    assert shown is not None
    assert page.headers["Cache-Control"] == "no-store"
    assert "MÔ PHỎNG: đây là thẻ bằng phần mềm" in page.text

    again = issuer.get(page.request.path)
    assert secrets_on(again) is None
    assert "không hiện lại" in again.text
    assert not any(pin in again.text for pin in shown)

    label = tomllib.loads((desk.tray / "1.toml").read_text("utf-8"))
    assert label == {"label": "Nguyễn Thị Hồng Hạnh", "pin": shown[0]}
    session = CardSession(Contacts(SoftwareCard.in_file(desk.tray / "1.card")))
    assert session.select().life is Life.ACTIVE
    session.verify_pin(shown[0])


def test_asking_for_the_head_of_the_page_opens_no_letter(
    desk: Desk, hanh: str, issuer: Browser
) -> None:
    where = issuer.post(f"{hanh}/card", follow=False).location
    assert issuer.client.head(where).status_code == 200
    assert secrets_on(issuer.get(where)) is not None


def test_nobody_else_sees_the_letter(desk: Desk, hanh: str, issuer: Browser) -> None:
    where = issuer.post(f"{hanh}/card", follow=False).location
    other = desk.sign_in("issuer", "another")
    assert other.get(where).location == hanh
    assert secrets_on(issuer.get(where)) is not None


def test_a_sheet_is_printed_again_until_a_newer_one(desk: Desk, hanh: str, issuer: Browser) -> None:
    first = issuer.post(f"{hanh}/sheet", follow=False).location
    record = first.split("=")[1]
    pdf = issuer.get(f"{hanh}/sheets/{record}.pdf")
    assert pdf.mimetype == "application/pdf"
    assert pdf.headers["Cache-Control"] == "no-store"
    assert "Mở phiếu để in" in issuer.get(first).text
    label = tomllib.loads((desk.tray / "1.toml").read_text("utf-8"))
    assert label == {"label": "Nguyễn Thị Hồng Hạnh", "citizen": HANH.digits}
    assert (desk.tray / "1.qr").read_text("ascii").isdigit()

    issuer.post(f"{hanh}/sheet")
    assert issuer.get(f"{hanh}/sheets/{record}.pdf").status_code == 404
    assert issuer.get(f"{hanh}/sheets/zz.pdf").status_code == 404
    assert (desk.tray / "2.qr").exists()


def test_a_sheet_of_another_person_is_not_shown(desk: Desk, hanh: str, issuer: Browser) -> None:
    record = issuer.post(f"{hanh}/sheet", follow=False).location.split("=")[1]
    other = people(3, 1, NOVEMBER)[0]
    take(desk.centre, [row(desk.centre, other.citizen, name=other.name, at=6)])
    with desk.centre.reading.begin() as connection:
        number = person(connection, other.citizen).id
    assert issuer.get(f"/people/{number}/sheets/{record}.pdf").status_code == 404


def test_who_is_owed_nothing_gets_no_card(desk: Desk, issuer: Browser) -> None:
    take(desk.centre, [row(desk.centre, monthly_vnd=0, arrears_vnd=900_000)])
    number = find(desk.centre).id
    counter = Counter.enrolled(desk.centre)
    counter.write(pay_paper(desk.centre.issue_paper(number).record, Period.once_in(2026, 11)))
    desk.centre.ledger.ingest(counter.id, counter.batch())
    page = issuer.get(f"/people/{number}")
    assert "không có khoản nào chưa chi" in page.text
    assert f"/people/{number}/card" not in page.text
    assert "không có khoản nào chưa chi" in issuer.post(f"/people/{number}/card").text
    assert "không có khoản nào chưa chi" in issuer.post(f"/people/{number}/sheet").text


# Progress


def test_progress_is_told_by_office_programme_and_period(
    desk: Desk, hanh: str, issuer: Browser
) -> None:
    page = issuer.get("/").text
    assert "Bưu cục Ba Đình" in page
    assert "Trợ giúp xã hội" in page
    assert "500.000\u00a0₫" in page
    assert "0 %" in page
    empty = issuer.get(f"/?office={OFFICE.id}").text
    assert "Chưa có khoản nào phải chi" in empty


def test_progress_comes_as_a_file(hanh: str, issuer: Browser) -> None:
    with closing(issuer.get("/progress/progress.csv")) as answer:
        heads, line = answer.data.decode("utf-8-sig").splitlines()
    assert heads.startswith("Mã bưu cục,Bưu cục,Chương trình,Kỳ,Số người,Số khoản phải chi,")
    assert line == "100000,Bưu cục Ba Đình,Trợ giúp xã hội,Tháng 11/2026,1,1,500000,0,0,1,500000"


def test_a_batch_is_news_to_open_pages(desk: Desk, hanh: str, issuer: Browser) -> None:
    heard = desk.news.stream()
    next(heard)
    counter = Counter.enrolled(desk.centre)
    sheet = desk.centre.issue_paper(find(desk.centre).id).record
    counter.write(pay_paper(sheet), pay_paper(sheet))
    path, batch = f"/api/v1/terminals/{counter.id}/batches", counter.batch()
    proof = counter.proof(desk.centre, path, batch, "POST")
    answer = desk.client.post(
        path, data=batch, content_type="application/cbor", headers={"Host": "127.0.0.1", **proof}
    )
    assert answer.status_code == 200
    assert next(heard).startswith("event: ledger\n")
    part = issuer.get("/progress").text
    assert "100 %" in part
    assert "Một kỳ được chi hai lần" in part
    assert "vừa xong" in part


def test_a_list_that_was_read_is_news_too(desk: Desk, preparer: Browser, good_list: bytes) -> None:
    heard = desk.news.stream()
    next(heard)
    preparer.upload(good_list)
    assert next(heard).startswith("event: lists\n")


def test_pages_are_complete_in_english(
    hanh: str, preparer: Browser, issuer: Browser, bad_list: bytes
) -> None:
    issuer.post("/language", language="en")
    preparer.post("/language", language="en")
    preview = preparer.upload(bad_list)
    assert "Submit 58 good rows, leaving out 2 bad ones" in preview.text
    page = preparer.post(f"{preview.request.path}/submit", aside=2)
    assert "Waiting for approval" in page.text
    assert "Share paid" in preparer.get("/").text
    assert "Sealed letter" in issuer.post(f"{hanh}/card").text
