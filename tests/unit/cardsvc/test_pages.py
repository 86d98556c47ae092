"""Who may use the centre's pages, and bringing in a payout list on them."""

from __future__ import annotations

import re
from io import BytesIO

import openpyxl
import pytest

from cardsvc.web.problems_csv import defused
from cardsvc.web.uploads import KEPT_FOR
from tests.simulators.centre_pages import STATED, Browser, Desk, saved
from tests.simulators.centre_world import BA_DINH

# Who may do what


@pytest.mark.parametrize("path", ["/", "/progress", "/lists", "/people", "/people/1"])
def test_issuer_and_inspector_read_the_same_pages(
    desk: Desk, hanh: str, path: str, issuer: Browser, inspector: Browser
) -> None:
    assert desk.client.get(path, headers={"Host": "127.0.0.1"}).status_code == 303
    assert issuer.get(path).status_code == 200
    assert inspector.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/lists",
        f"/lists/preview/{'0' * 64}/accept",
        f"/lists/preview/{'0' * 64}/drop",
        f"/lists/preview/{'0' * 64}/sheet",
        "/people/1/sheet",
        "/people/1/card",
    ],
)
def test_an_inspector_changes_nothing(hanh: str, inspector: Browser, path: str) -> None:
    assert inspector.post(path).status_code == 403


def test_an_inspector_sees_no_sheet_and_no_form(
    desk: Desk, hanh: str, issuer: Browser, inspector: Browser
) -> None:
    page = issuer.post(f"{hanh}/sheet")
    (sheet,) = set(re.findall(rf'"({hanh}/sheets/\w+\.pdf)"', page.text))
    assert issuer.get(sheet).data.startswith(b"%PDF")
    assert inspector.get(sheet).status_code == 403
    assert f"{hanh}/card" not in inspector.get(hanh).text
    assert 'type="file"' not in inspector.get("/lists").text


def test_a_counter_s_role_gets_no_page(desk: Desk) -> None:
    assert desk.sign_in("teller").get("/").status_code == 403


@pytest.mark.parametrize("path", ["/lists", "/people/1/card", "/people/1/sheet", "/people"])
def test_a_form_without_the_session_s_token_does_nothing(
    desk: Desk, hanh: str, issuer: Browser, path: str
) -> None:
    issuer.get("/")
    assert issuer.client.post(path, data={"csrf_token": "guess"}).status_code == 400
    assert desk.rows_in("card") == desk.rows_in("record") == 0


def test_every_page_says_that_it_is_simulated(hanh: str, issuer: Browser, desk: Desk) -> None:
    signed_out = desk.client.get("/sign-in", headers={"Host": "127.0.0.1"})
    pages = [issuer.get(path) for path in ("/", "/lists", "/people", hanh, "/nowhere")]
    assert all("HỆ THỐNG MÔ PHỎNG" in page.text for page in (signed_out, *pages))


# Lists


def test_a_good_list_is_previewed_and_taken(desk: Desk, issuer: Browser, good_list: bytes) -> None:
    preview = issuer.upload(good_list, name="C:/Lists/danh-sach.xlsx")
    assert "không có lỗi" in preview.text
    assert "tiêu đề ở dòng 7 đến 8" in preview.text
    assert "Số tiền (đồng) Mức trợ cấp" in preview.text
    assert "danh sách ghi 60 người" in preview.text
    assert "khớp" in preview.text
    assert desk.rows_in("payout_list") == 0

    page = issuer.accept(preview)
    assert page.request.path == "/lists"
    assert "Đã nhận 60 người (60 người mới)" in page.text
    assert ">danh-sach.xlsx<" in page.text
    assert '<span class="hint">issuer<' in page.text
    assert desk.rows_in("beneficiary") == 60
    assert list(desk.centre.settings.uploads.iterdir()) == []


def test_a_bad_list_is_shown_by_row_and_nothing_is_stored(
    desk: Desk, issuer: Browser, bad_list: bytes
) -> None:
    preview = issuer.upload(bad_list)
    assert "Lỗi: 2" in preview.text
    assert "31/02/1950" in preview.text
    assert "Không phải là họ tên" in preview.text
    assert "Nhận tất cả" not in preview.text
    assert "Lỗi: 2" in issuer.accept(preview).text
    assert desk.rows_in("payout_list") == desk.rows_in("beneficiary") == 0


def test_bad_rows_are_set_aside_only_when_the_button_says_how_many(
    desk: Desk, issuer: Browser, bad_list: bytes
) -> None:
    preview = issuer.upload(bad_list)
    assert "Nhận 58 dòng đúng, để riêng 2 dòng lỗi" in preview.text
    issuer.accept(preview, aside=1)
    assert desk.rows_in("beneficiary") == 0
    assert "Để riêng 2 dòng lỗi" in issuer.accept(preview, aside=2).text
    assert desk.rows_in("beneficiary") == 58


def test_problems_come_as_a_file_that_runs_no_formula(issuer: Browser, bad_list: bytes) -> None:
    preview = issuer.upload(bad_list)
    answer = issuer.get(f"{preview.request.path}/problems.csv")
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0] == "Dòng,Cột,Giá trị trong tệp,Lý do"
    assert lines[1] == "10,Họ và tên,'@SUM(1),Không phải là họ tên"
    assert len(lines) == 3


@pytest.mark.parametrize("cell", ["=1+1", "+84", "-1", "@SUM(1)", "\t=1", "\r=1"])
def test_a_cell_that_may_be_a_formula_is_defused(cell: str) -> None:
    assert defused(cell) == f"'{cell}"
    assert defused(f"a{cell}") == f"a{cell}"


def test_a_web_page_named_as_a_workbook_is_refused_and_not_kept(
    desk: Desk, issuer: Browser
) -> None:
    answer = issuer.upload(b"<html><table></table></html>", name="ds.xlsx", period="2026-10")
    assert answer.status_code == 422
    assert "Đây là trang web mang tên tệp Excel" in answer.text
    assert 'value="2026-10"' in answer.text
    assert not desk.centre.settings.uploads.exists()


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"period": "11/2026"}, "Kỳ chi trả phải là một tháng"),
        ({"period": "once-2026-11"}, "Kỳ chi trả phải là một tháng"),
        ({"period": "1999-12"}, "Kỳ chi trả phải là một tháng"),
        ({"period": "2003-01"}, "Chưa có mức chuẩn của chương trình BTXH cho kỳ 2003-01"),
        ({"office": BA_DINH.id.text}, "không thuộc tỉnh"),
        ({"office": "999999"}, "Không có bưu cục 999999"),
        ({"office": "../.."}, "Chưa chọn bưu cục"),
        ({"programme": "XYZ"}, "Không có chương trình XYZ"),
        ({"province": ""}, "Chưa chọn tỉnh"),
    ],
)
def test_what_is_stated_wrongly_is_said(
    issuer: Browser, good_list: bytes, stated: dict[str, str], words: str
) -> None:
    answer = issuer.upload(good_list, **stated)
    assert answer.status_code == 422
    assert words in answer.text


def test_no_file_is_said(issuer: Browser) -> None:
    assert "Chưa chọn tệp" in issuer.post("/lists", **STATED).text


def test_the_same_file_is_not_taken_twice(desk: Desk, issuer: Browser, good_list: bytes) -> None:
    issuer.accept(issuer.upload(good_list))
    answer = issuer.accept(issuer.upload(good_list))
    assert answer.status_code == 409
    assert "Tệp này đã được nhận trước đây (danh sách số 1)" in answer.text
    assert desk.rows_in("payout_list") == 1


def test_people_owed_already_are_told_by_row(desk: Desk, issuer: Browser, good_list: bytes) -> None:
    issuer.accept(issuer.upload(good_list))
    book = openpyxl.load_workbook(BytesIO(good_list))
    book.worksheets[0]["A1"] = "another octet"
    answer = issuer.accept(issuer.upload(saved(book)))
    assert "những người ở dòng 9, 10, 11" in answer.text
    assert desk.rows_in("payout_list") == 1


def test_a_preview_that_lay_too_long_accepts_nothing(
    desk: Desk, issuer: Browser, good_list: bytes
) -> None:
    preview = issuer.upload(good_list)
    desk.clock.forward(KEPT_FOR)
    page = issuer.accept(preview)
    assert page.request.path == "/lists"
    assert "Bản xem trước không còn nữa" in page.text
    assert desk.rows_in("payout_list") == 0
    assert list(desk.centre.settings.uploads.iterdir()) == []


def test_a_page_about_another_upload_of_the_file_accepts_nothing(
    desk: Desk, issuer: Browser, good_list: bytes
) -> None:
    first = issuer.upload(good_list)
    issuer.upload(good_list)
    answer = issuer.accept(first)
    assert "Tệp này vừa được tải lên lại" in answer.text
    assert desk.rows_in("payout_list") == 0


def test_of_several_lists_one_is_chosen(desk: Desk, issuer: Browser, good_list: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(good_list))
    book.copy_worksheet(book.worksheets[0]).title = "Bản sao"
    choice = issuer.upload(saved(book))
    assert "Có nhiều trang tính chứa danh sách" in choice.text
    assert issuer.post(f"{choice.request.path}/sheet", sheet="none").status_code == 400
    preview = issuer.post(f"{choice.request.path}/sheet", sheet="Bản sao")
    assert "không có lỗi" in preview.text
    issuer.accept(preview)
    assert desk.rows_in("beneficiary") == 60


def test_a_dropped_list_is_gone(desk: Desk, issuer: Browser, good_list: bytes) -> None:
    preview = issuer.upload(good_list)
    issuer.post(f"{preview.request.path}/drop")
    assert list(desk.centre.settings.uploads.iterdir()) == []
    assert issuer.get(preview.request.path).status_code == 303


@pytest.mark.parametrize("name", ["..", "0" * 63, "g" * 64, "0" * 64])
def test_a_name_that_is_no_upload_opens_nothing(issuer: Browser, name: str) -> None:
    assert issuer.get(f"/lists/preview/{name}").status_code in (303, 404)
