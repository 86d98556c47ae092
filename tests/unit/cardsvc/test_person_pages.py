"""The pages of people: tables that sort, filter and page; changes; who looked; files."""

from __future__ import annotations

import csv
import io
import re
from contextlib import closing
from typing import Any

import openpyxl
import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from cardsvc import tables
from cardsvc.staff.scope import Scope
from firmware_config.ids import CitizenNumber
from tests.simulators.centre_pages import OFFICE, Browser, Desk
from tests.simulators.centre_world import BA_DINH, HANH, NOVEMBER, find, row, take

PAPER: dict[str, Any] = {
    "name": "Nguyễn Văn Nam",
    "number": "001070001234",
    "document": "15/UQ",
    "certifier": "UBND phường Ba Đình",
    "certified_on": "20/11/2026",
    "until": "20/11/2027",
}


def picture(kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (600, 800), "teal").save(file, kind)
    return file.getvalue()


def trail(desk: Desk) -> list[tuple[str, str, str]]:
    """Action, subject and data of what was recorded about people."""
    column = tables.audit.c
    query = select(column.action, column.subject, column.data).where(
        column.subject.like("beneficiary:%") | (column.subject == "people")
    )
    with desk.centre.reading.begin() as connection:
        return [tuple(row) for row in connection.execute(query.order_by(column.seq))]


@pytest.fixture
def three(desk: Desk) -> Desk:
    names = ("Đỗ Văn An", "An Thị Ước", "Nguyễn Văn Đức")
    numbers = ("001045000003", "001050000001", "001040000002")
    rows = [
        row(desk.centre, CitizenNumber(number), name=name, at=5 + at)
        for at, (name, number) in enumerate(zip(names, numbers, strict=True))
    ]
    take(desk.centre, rows)
    return desk


def names_on(page: TestResponse) -> list[str]:
    return re.findall(r'<td><a href="/people/\d+">([^<]+)</a>', page.text)


# The table


def test_the_table_is_sorted_by_folded_name_unless_asked_otherwise(
    three: Desk, issuer: Browser
) -> None:
    assert names_on(issuer.get("/people")) == ["An Thị Ước", "Đỗ Văn An", "Nguyễn Văn Đức"]
    down = issuer.get("/people?sort=name&order=desc")
    assert names_on(down) == ["Nguyễn Văn Đức", "Đỗ Văn An", "An Thị Ước"]
    by_birth = issuer.get("/people?sort=birth")
    assert names_on(by_birth) == ["Nguyễn Văn Đức", "Đỗ Văn An", "An Thị Ước"]
    assert 'aria-sort="ascending"' in by_birth.text


def test_an_address_that_names_nothing_known_shows_the_table_as_it_is(
    three: Desk, issuer: Browser
) -> None:
    for query in (
        "sort=address",
        "sort=citizen_number;--",
        "care=x",
        "page=x",
        "page=-1",
        "page=0",
    ):
        assert len(names_on(issuer.get(f"/people?{query}"))) == 3, query


def test_past_the_last_page_is_the_last_page(three: Desk, issuer: Browser) -> None:
    assert len(names_on(issuer.get("/people?page=9999999"))) == 3


def test_a_heading_leads_to_its_order_and_then_to_the_other(three: Desk, issuer: Browser) -> None:
    page = issuer.get("/people?care=photo").text
    assert 'href="/people?care=photo&amp;sort=birth&amp;order=asc"' in page
    assert 'href="/people?care=photo&amp;sort=name&amp;order=desc"' in page


def test_filters_leave_those_who_are_meant(three: Desk, issuer: Browser) -> None:
    found = find(three.centre, number_of(three, "Đỗ Văn An"))
    where = f"/people/{found.id}"
    assert names_on(issuer.get("/people?care=proxy")) == []
    issuer.post(f"{where}/edit/proxy", **PAPER)
    issuer.post(f"{where}/edit/care", home="illness", note="Nghe kém")
    issuer.post(f"{where}/photo", file=(io.BytesIO(picture()), "anh.png"))
    for care in ("proxy", "home"):
        assert names_on(issuer.get(f"/people?care={care}")) == ["Đỗ Văn An"], care
    for care in ("ending", "over", "busy", "dead"):
        assert names_on(issuer.get(f"/people?care={care}")) == [], care
    assert "Đỗ Văn An" not in names_on(issuer.get("/people?care=photo"))


def number_of(desk: Desk, name: str) -> CitizenNumber:
    column = tables.beneficiary.c
    with desk.centre.reading.begin() as connection:
        found = connection.execute(select(column.citizen_number).where(column.name == name))
        return CitizenNumber(found.scalar_one())


# Files


def test_the_table_comes_as_a_workbook_and_that_is_recorded(three: Desk, issuer: Browser) -> None:
    issuer.post("/people", words="nguyen van duc")
    with closing(issuer.get("/people/people.xlsx")) as answer:
        assert "filename=nguoi-huong.xlsx" in answer.headers["Content-Disposition"]
        page = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert [cell.value for cell in page[1]][:3] == ["Họ và tên", "Ngày sinh", "Số CCCD"]
    assert [cell.value for cell in page[2]][:3] == ["Nguyễn Văn Đức", "1940", "001040000002"]
    assert page.max_row == 2
    action, subject, data = trail(three)[-1]
    assert (action, subject, data) == ("people-downloaded", "people", '{"kind":"xlsx","rows":1}')


def test_a_csv_file_keeps_filters_and_order(three: Desk, issuer: Browser) -> None:
    with closing(issuer.get("/people/people.csv?sort=birth&order=desc")) as answer:
        lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [line[0] for line in lines[1:]] == ["An Thị Ước", "Đỗ Văn An", "Nguyễn Văn Đức"]
    assert issuer.get("/people/people.exe").status_code == 404


# Whose people


def test_who_works_for_one_office_sees_its_people_and_no_others(three: Desk) -> None:
    take(three.centre, [row(three.centre)], office=OFFICE, period=NOVEMBER.plus(1))
    hanh = find(three.centre).id
    somebody = three.sign_in("issuer", "nguoi-khac", Scope(offices=frozenset({BA_DINH.id})))
    assert len(names_on(somebody.get("/people"))) == 3
    assert somebody.get(f"/people/{hanh}").status_code == 404
    assert somebody.get(f"/people/{hanh}/dues").status_code == 404
    assert somebody.get(f"/people/{hanh}/edit/care").status_code == 404
    assert somebody.post(f"/people/{hanh}/edit/care", note="x").status_code == 404
    assert "Không có ai mang số này" in somebody.post("/people", words=HANH.digits).text
    with closing(somebody.get("/people/people.csv")) as answer:
        assert HANH.digits not in answer.text
    assert "Bưu điện Tân Trào" not in somebody.get("/people").text


# One person


def test_every_view_is_recorded_and_an_inspector_sees_who_looked(
    desk: Desk, hanh: str, issuer: Browser, inspector: Browser
) -> None:
    subject = f"beneficiary:{hanh.rsplit('/', 1)[1]}"
    issuer.get(hanh)
    assert trail(desk)[-1] == ("person-viewed", subject, "{}")
    assert "Ai đã xem" not in issuer.get(hanh).text
    page = inspector.get(hanh).text
    assert "Ai đã xem" in page
    assert "Xem hồ sơ" in page
    assert [action for action, _, _ in trail(desk)] == ["person-viewed"] * 3


def test_who_was_shown_on_a_list_is_recorded_by_number_not_by_name(
    three: Desk, issuer: Browser
) -> None:
    issuer.post("/people", words="duc")
    action, _, data = trail(three)[-1]
    assert action == "people-listed"
    shown = find(three.centre, number_of(three, "Nguyễn Văn Đức")).id
    assert data == f'{{"rows":1,"shown":"{shown}"}}'


def test_a_correction_is_on_the_page_with_its_reason(
    desk: Desk, hanh: str, issuer: Browser
) -> None:
    form = issuer.get(f"{hanh}/edit/details").text
    assert 'value="Nguyễn Thị Hồng Hạnh"' in form
    told: dict[str, Any] = {"name": "Nguyễn Thị Hạnh", "birth": "1945", "address": "Số 7"}
    page = issuer.post(f"{hanh}/edit/details", reason="theo giấy khai sinh", **told)
    assert page.request.path == hanh
    assert "<h1>Nguyễn Thị Hạnh</h1>" in page.text
    assert "theo giấy khai sinh" in page.text
    assert "Nguyễn Thị Hồng Hạnh" in page.text  # in the history
    assert trail(desk)[-2][2] == '{"fields":"name,address"}'


def test_a_correction_without_a_reason_is_refused_and_what_was_typed_stays(
    desk: Desk, hanh: str, issuer: Browser
) -> None:
    told: dict[str, Any] = {"name": "Nguyễn Thị Hạnh", "birth": "1945", "address": "Số 7"}
    answer = issuer.post(f"{hanh}/edit/details", **told)
    assert answer.status_code == 422
    assert "Chưa nhập: Lý do." in answer.text
    assert 'value="Nguyễn Thị Hạnh"' in answer.text
    assert desk.rows_in("person_change") == 0


def test_a_proxy_is_shown_with_paper_and_expiry(hanh: str, issuer: Browser) -> None:
    page = issuer.post(f"{hanh}/edit/proxy", **PAPER).text
    assert "Nguyễn Văn Nam" in page
    assert "Có hiệu lực đến hết ngày 20/11/2027" in page
    assert "Giấy số 15/UQ, UBND phường Ba Đình chứng thực ngày 20/11/2026" in page
    page = issuer.post(f"{hanh}/edit/proxy-end", reason="người hưởng tự nhận").text
    assert "Có hiệu lực đến hết ngày" not in page


def test_a_paper_too_long_is_refused_with_the_field_s_words(hanh: str, issuer: Browser) -> None:
    answer = issuer.post(f"{hanh}/edit/proxy", **(PAPER | {"until": "21/11/2027"}))
    assert answer.status_code == 422
    assert "không được quá 12 tháng" in answer.text
    answer = issuer.post(f"{hanh}/edit/proxy", **(PAPER | {"until": "mai"}))
    assert "Có hiệu lực đến hết ngày: không phải là ngày" in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_a_proxy_of_many_is_a_warning(three: Desk, issuer: Browser) -> None:
    for name in ("Đỗ Văn An", "An Thị Ước", "Nguyễn Văn Đức"):
        found = find(three.centre, number_of(three, name))
        page = issuer.post(f"/people/{found.id}/edit/proxy", **PAPER).text
    assert "đang nhận cho 3 người" in page
    assert len(names_on(issuer.get("/people?care=busy"))) == 3


def test_a_note_with_markup_is_text(hanh: str, issuer: Browser) -> None:
    page = issuer.post(f"{hanh}/edit/care", home="age", note="<b>Nghe kém</b>").text
    assert "&lt;b&gt;Nghe kém&lt;/b&gt;" in page
    assert "Có: từ đủ 80 tuổi" in page


def test_a_photo_is_shown_to_who_is_signed_in_and_only_by_its_hash(
    desk: Desk, hanh: str, issuer: Browser
) -> None:
    page = issuer.post(f"{hanh}/photo", file=(io.BytesIO(picture()), "anh.png"))
    where = re.search(rf"{hanh}/photo/[0-9a-f]{{64}}\.jpg", page.text)
    assert where is not None
    photo = issuer.get(where[0])
    assert (photo.mimetype, photo.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert Image.open(io.BytesIO(photo.data)).size == (480, 640)
    assert issuer.get(f"{hanh}/photo/{'0' * 64}.jpg").status_code == 404
    stranger = desk.client.application.test_client()
    stranger.environ_base["HTTP_HOST"] = "127.0.0.1"
    assert stranger.get(where[0]).status_code == 303


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (b"", "Chưa chọn ảnh"),
        (b"%PDF-1.7", "không phải ảnh JPEG hay PNG"),
        (picture("GIF"), "không phải ảnh JPEG hay PNG"),
    ],
)
def test_a_file_that_is_no_photo_is_refused(
    desk: Desk, hanh: str, issuer: Browser, octets: bytes, words: str
) -> None:
    assert words in issuer.post(f"{hanh}/photo", file=(io.BytesIO(octets), "anh.jpg")).text
    assert desk.rows_in("photo") == 0


def test_a_death_is_reported_and_taken_back(hanh: str, issuer: Browser) -> None:
    page = issuer.post(f"{hanh}/edit/death", died_on="20/11/2026", source="con trai báo").text
    assert "Đã báo tử: mất ngày 20/11/2026 (theo con trai báo)." in page
    again = issuer.post(f"{hanh}/edit/death", died_on="20/11/2026", source="con trai báo")
    assert "đã được báo tử rồi" in again.text
    page = issuer.post(f"{hanh}/edit/death-back", reason="nhầm người").text
    assert "Đã báo tử:" not in page


def test_who_may_not_change_a_thing_is_told_so(desk: Desk, hanh: str, inspector: Browser) -> None:
    preparer = desk.sign_in("preparer")
    assert inspector.get(f"{hanh}/edit/details").status_code == 403
    assert inspector.post(f"{hanh}/photo").status_code == 403
    assert preparer.get(f"{hanh}/edit/details").status_code == 200
    assert preparer.get(f"{hanh}/edit/proxy").status_code == 403
    assert preparer.get(f"{hanh}/edit/nothing").status_code == 404
    assert "/edit/" not in inspector.get(hanh).text
    assert "/edit/proxy" not in preparer.get(hanh).text


def test_pages_of_a_person_are_complete_in_english(hanh: str, issuer: Browser) -> None:
    issuer.post("/language", language="en")
    issuer.post(f"{hanh}/edit/care", home="age", note="Hard of hearing")
    issuer.post(f"{hanh}/edit/proxy", **PAPER)
    assert "Good up to and including 20/11/2027" in issuer.get(hanh).text
    for key in ("details", "proxy", "proxy-end", "care", "death", "death-back"):
        assert issuer.get(f"{hanh}/edit/{key}").status_code == 200
    assert "longer than 120 letters" in issuer.post(f"{hanh}/edit/care", note="x" * 121).text
