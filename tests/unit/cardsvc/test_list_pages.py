"""A monthly list on the pages: read, mended, compared, handed on, approved by somebody else."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from werkzeug.test import TestResponse

from cardsvc.lists.bad_rows import REASON_HEADING, ROW_HEADING
from cardsvc.registry.file_kind import MAX_FILE_BYTES
from cardsvc.staff.scope import Scope
from cardsvc.web.uploads import KEPT_FOR
from firmware_config.ids import ProvinceCode
from tests.simulators.centre_pages import PASSWORD, STATED, Browser, Desk
from tests.simulators.centre_world import BA_DINH
from tests.simulators.list_files import saved


def announced(page: TestResponse, browser: Browser) -> TestResponse:
    """The good rows' own total, as what will be transferred."""
    total = re.search(r"Cộng các dòng đúng</dt>\s*<dd>([\d.]+)", page.text)
    assert total
    return browser.post(f"{page.request.path}/transfer", transfer=total[1])


def button(page: TestResponse, name: str) -> bool:
    return f'action="{page.request.path}/{name}"' in page.text


def test_a_good_list_is_read_submitted_approved_and_published(
    desk: Desk, preparer: Browser, approver: Browser, good_list: bytes
) -> None:
    page = preparer.upload(good_list, name="C:/Lists/danh-sach.xlsx")
    assert re.fullmatch(r"/lists/\d+", page.request.path)
    assert "không có lỗi" in page.text
    assert "tiêu đề ở dòng 7 đến 8" in page.text
    assert "danh sách ghi 60 người" in page.text
    assert ">danh-sach.xlsx<" in page.text
    assert "chưa ghi" in page.text
    page = announced(page, preparer)
    assert "khớp" in page.text
    page = preparer.post(f"{page.request.path}/submit", aside=0)
    assert "Chờ duyệt" in page.text
    assert desk.rows_in("payout_list") == desk.rows_in("beneficiary") == 0

    page = approver.get(page.request.path)
    assert button(page, "approve")
    page = approver.post(f"{page.request.path}/approve")
    assert "Đã duyệt" in page.text
    desk.centre.runs.work_off()
    assert "Đã công bố" in approver.get(page.request.path).text
    assert "Đã công bố" in approver.get(f"{page.request.path}/part").text
    assert desk.rows_in("beneficiary") == 60


def test_who_prepared_a_list_cannot_approve_it_in_another_session(
    desk: Desk, good_list: bytes
) -> None:
    both = desk.sign_in("preparer", "lan")
    page = announced(both.upload(good_list), both)
    both.post(f"{page.request.path}/submit", aside=0)
    # The same person with the other role, as after a change of roles.
    with desk.centre.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE staff_account SET role = 'approver' WHERE user = 'lan'")
    again = desk.browser()
    again.sign_in("lan", PASSWORD)
    page = again.get(page.request.path)
    assert not button(page, "approve")
    assert "không được tự duyệt" in page.text
    refused = again.post(f"{page.request.path}/approve")
    assert refused.status_code == 409
    assert "không được tự duyệt" in refused.text
    assert desk.rows_in("payout_list") == 0


def test_a_bad_cell_is_mended_on_the_page(desk: Desk, preparer: Browser, bad_list: bytes) -> None:
    page = preparer.upload(bad_list)
    assert "Có 2 dòng lỗi" in page.text
    assert "31/02/1950" in page.text
    row = preparer.get(f"{page.request.path}/rows/12")
    assert 'aria-invalid="true"' in row.text
    said: dict[str, Any] = {"birth-date": "không rõ"}
    still = preparer.post(row.request.path, **said)
    assert still.request.path == row.request.path
    assert "Không phải ngày sinh" in still.text
    number = re.search(r'name="citizen-number" value="(\d+)"', row.text)
    assert number
    year = 1900 + int(number[1].zfill(12)[3]) // 2 * 100 + int(number[1].zfill(12)[4:6])
    said["birth-date"] = str(year)
    mended = preparer.post(row.request.path, **said)
    assert mended.request.path == page.request.path
    assert "Dòng 12 đã đúng" in mended.text
    assert "đã sửa 2 ô" in mended.text
    history = preparer.get(row.request.path).text
    assert "31/02/1950" in history
    assert "không rõ" in history


def test_bad_rows_are_mended_in_excel_and_brought_in_again(
    desk: Desk, preparer: Browser, bad_list: bytes
) -> None:
    page = preparer.upload(bad_list)
    answer = preparer.get(f"{page.request.path}/bad-rows.xlsx")
    book = openpyxl.load_workbook(BytesIO(answer.data))
    answer.close()
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert (heads[0], heads[-1]) == (ROW_HEADING, REASON_HEADING)
    assert [sheet.cell(line, 1).value for line in (2, 3)] == [10, 12]
    name, birth, number = (heads.index(it) + 1 for it in ("Họ và tên", "Ngày sinh", "Số CCCD"))
    assert sheet.cell(2, name).data_type == "s"
    assert "Không phải là họ tên" in str(sheet.cell(2, len(heads)).value)
    sheet.cell(2, name).value = "Nguyễn Thị Sửa"
    digits = str(sheet.cell(3, number).value).zfill(12)
    sheet.cell(3, birth).value = 1900 + int(digits[3]) // 2 * 100 + int(digits[4:6])
    page = preparer.post(f"{page.request.path}/bad-rows", file=(BytesIO(saved(book)), "sua.xlsx"))
    assert "Đã đọc lại 2 dòng; còn 0 dòng lỗi" in page.text
    assert "không có lỗi" in page.text


def test_a_file_that_does_not_say_which_row_is_which_mends_nothing(
    preparer: Browser, bad_list: bytes
) -> None:
    page = preparer.upload(bad_list)
    answer = preparer.post(f"{page.request.path}/bad-rows", file=(BytesIO(b"a,b\n1,2\n"), "x.csv"))
    assert answer.status_code == 422
    assert "không có cột “Dòng gốc”" in answer.text


def test_bad_rows_are_left_out_only_when_the_button_says_how_many(
    desk: Desk, preparer: Browser, approver: Browser, bad_list: bytes
) -> None:
    page = announced(preparer.upload(bad_list), preparer)
    assert "Trình duyệt 58 dòng đúng, để riêng 2 dòng lỗi" in page.text
    refused = preparer.post(f"{page.request.path}/submit", aside=1)
    assert refused.status_code == 409
    assert "bây giờ là 2" in refused.text
    preparer.post(f"{page.request.path}/submit", aside=2)
    approver.post(f"{page.request.path}/approve")
    desk.centre.runs.work_off()
    assert desk.rows_in("beneficiary") == 58


def test_differences_from_last_month_are_given_their_reasons(
    desk: Desk, preparer: Browser, approver: Browser, good_list: bytes
) -> None:
    first = announced(preparer.upload(good_list), preparer)
    preparer.post(f"{first.request.path}/submit", aside=0)
    approver.post(f"{first.request.path}/approve")
    desk.centre.runs.work_off()
    book = openpyxl.load_workbook(BytesIO(good_list))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(max_row=6):
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace("THÁNG 11", "THÁNG 12")
    dropped = [at for at in range(9, 19) if sheet.cell(at, 2).value][:2]
    for gone in dropped:
        for column in range(1, 13):
            sheet.cell(gone, column).value = None
    last = next(cell for cell in sheet["A"] if str(cell.value).startswith("Tổng cộng"))
    for cell in sheet[last.row]:
        if cell.coordinate not in sheet.merged_cells or cell is last:
            cell.value = "Tổng cộng" if cell is last else None
    page = preparer.upload(saved(book), period="2026-12")
    assert "Giảm: 2" in page.text
    refused = preparer.post(f"{page.request.path}/submit", aside=0)
    assert "Còn 2 người" in refused.text
    changes = preparer.get(f"{page.request.path}/changes")
    assert "Chọn lý do" in changes.text
    wrong = preparer.post(changes.request.path, kind="removed", reason="new-decision")
    assert wrong.status_code == 409
    preparer.post(changes.request.path, kind="removed", reason="refused")
    assert "Từ chối nhận" in preparer.get(changes.request.path).text
    assert "Chờ duyệt" in preparer.post(f"{page.request.path}/submit", aside=0).text


def test_a_list_is_returned_with_a_reason_and_mended(
    preparer: Browser, approver: Browser, good_list: bytes
) -> None:
    page = preparer.upload(good_list)
    preparer.post(f"{page.request.path}/submit", aside=0)
    assert "chưa ghi số tiền" in approver.post(f"{page.request.path}/approve").text
    assert approver.post(f"{page.request.path}/return", why=" ").status_code == 422
    approver.post(f"{page.request.path}/return", why="Thiếu số tiền chuyển")
    page = preparer.get(page.request.path)
    assert "Thiếu số tiền chuyển" in page.text
    assert button(page, "submit")


def test_the_trail_tells_who_did_what_to_a_list(
    desk: Desk, preparer: Browser, approver: Browser, good_list: bytes
) -> None:
    page = announced(preparer.upload(good_list), preparer)
    preparer.post(f"{page.request.path}/submit", aside=0)
    approver.post(f"{page.request.path}/approve")
    with desk.centre.reading.begin() as connection:
        trail = connection.exec_driver_sql(
            "SELECT action, \"user\" FROM audit WHERE subject = 'list:1' ORDER BY seq"
        ).all()
    assert [tuple(it) for it in trail] == [
        ("list-read", "preparer"),
        ("list-transfer", "preparer"),
        ("list-proposed", "preparer"),
        ("list-approved", "approver"),
    ]


def test_a_list_of_another_place_is_not_there(
    desk: Desk, preparer: Browser, good_list: bytes
) -> None:
    page = preparer.upload(good_list)
    elsewhere = Scope(frozenset({ProvinceCode("79")}), None)
    stranger = desk.sign_in("approver", "stranger", elsewhere)
    assert stranger.get(page.request.path).status_code == 404
    assert stranger.post(f"{page.request.path}/approve").status_code == 404
    assert "danh-sach" not in stranger.get("/lists").text


def test_the_same_file_is_read_once_and_again_when_withdrawn(
    preparer: Browser, good_list: bytes
) -> None:
    page = preparer.upload(good_list)
    again = preparer.upload(good_list)
    assert again.status_code == 422
    assert "Tệp này đã được tải lên (danh sách số 1)" in again.text
    assert "Đã rút" in preparer.post(f"{page.request.path}/withdraw").text
    assert preparer.upload(good_list).request.path == "/lists/2"


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ({"period": "11/2026"}, "Kỳ chi trả phải là một tháng"),
        ({"period": "once-2026-11"}, "Kỳ chi trả phải là một tháng"),
        ({"period": "2003-01"}, "Chưa có mức chuẩn của chương trình BTXH cho kỳ 2003-01"),
        ({"office": BA_DINH.id.text}, "không thuộc tỉnh"),
        ({"office": "999999"}, "Không có bưu cục 999999"),
        ({"office": "../.."}, "Chưa chọn bưu cục"),
        ({"programme": "HTXH"}, "Trợ cấp hưu trí xã hội"),
        ({"province": ""}, "Chưa chọn tỉnh"),
    ],
)
def test_what_is_stated_wrongly_is_said(
    preparer: Browser, good_list: bytes, stated: dict[str, str], words: str
) -> None:
    answer = preparer.upload(good_list, **stated)
    assert answer.status_code == 422
    assert words in answer.text


def test_no_file_is_said(preparer: Browser) -> None:
    assert "Chưa chọn tệp" in preparer.post("/lists", **STATED).text


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (b"<html><table></table></html>", "Đây là trang web mang tên tệp Excel"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512), "Excel kiểu cũ"),
        (bytes(1000), "Tệp trống"),
        (b"PK\x03\x04 and nothing more", "bị hỏng"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_not_kept(
    desk: Desk, preparer: Browser, octets: bytes, words: str
) -> None:
    answer = preparer.upload(octets, name="ds.xlsx", period="2026-10")
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="2026-10"' in answer.text
    assert list(desk.centre.settings.uploads.iterdir()) == []
    assert desk.rows_in("list_case") == 0


def test_more_than_a_list_can_be_is_refused_before_it_is_read(
    desk: Desk, preparer: Browser
) -> None:
    told = {"CONTENT_LENGTH": str(MAX_FILE_BYTES + 2**20)}
    kind = "multipart/form-data; boundary=x"
    answer = preparer.client.post("/lists", content_type=kind, environ_overrides=told)
    assert answer.status_code == 413
    assert desk.rows_in("list_case") == 0


def test_of_several_lists_one_is_chosen(desk: Desk, preparer: Browser, good_list: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(good_list))
    book.copy_worksheet(book.worksheets[0]).title = "Bản sao"
    choice = preparer.upload(saved(book))
    assert "Có nhiều trang tính chứa danh sách" in choice.text
    wrong = preparer.post(choice.request.path, sheet="none")
    assert wrong.status_code == 422
    page = preparer.post(choice.request.path, sheet="Bản sao")
    assert "không có lỗi" in page.text
    assert "Bản sao" in page.text
    assert list(desk.centre.settings.uploads.iterdir()) == []


def test_a_file_that_waits_for_its_sheet_is_dropped_or_goes_in_time(
    desk: Desk, preparer: Browser, good_list: bytes
) -> None:
    book = openpyxl.load_workbook(BytesIO(good_list))
    book.copy_worksheet(book.worksheets[0])
    choice = preparer.upload(saved(book))
    desk.clock.forward(KEPT_FOR)
    assert preparer.get(choice.request.path).status_code == 303


def test_deaths_are_entered_by_hand_and_by_file(desk: Desk, preparer: Browser) -> None:
    stated: dict[str, Any] = {"source": "Giấy báo tử 12/2026"}
    one = preparer.post("/deaths", number="001145012345", died_on="2026-10-02", **stated)
    assert "Đã ghi 1 người" in one.text
    file = "Số CCCD,Ngày mất\n001145012345,03/10/2026\n1052067890,2026-10-04\n".encode()
    many = preparer.post("/deaths", file=(BytesIO(file), "tu.csv"), **stated)
    assert "Đã ghi 1 người; 1 người đã có" in many.text
    assert desk.rows_in("death") == 2


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("Họ tên,Ngày\nA,1\n", "Không thấy hai cột"),
        ("CCCD,Ngày mất\n12345678901234,01/10/2026\n", "Dòng 2: số CCCD"),
        ("CCCD,Ngày mất\n001145012345,31/02/2026\n", "Dòng 2: ngày mất không đọc được"),
        ("CCCD,Ngày mất\n001145012345,01/10/2027\n", "Dòng 2: ngày mất ở tương lai"),
        ("CCCD,Ngày mất\n", "Không có ai"),
    ],
)
def test_a_file_of_deaths_that_cannot_be_taken_says_where(
    desk: Desk, preparer: Browser, file: str, words: str
) -> None:
    answer = preparer.post("/deaths", file=(BytesIO(file.encode()), "tu.csv"), source="xã")
    assert answer.status_code == 422
    assert words in answer.text
    assert desk.rows_in("death") == 0


def test_runs_are_shown_paused_and_gone_on_with(
    desk: Desk, preparer: Browser, approver: Browser, good_list: bytes
) -> None:
    page = announced(preparer.upload(good_list), preparer)
    preparer.post(f"{page.request.path}/submit", aside=0)
    approver.post(f"{page.request.path}/approve")
    assert preparer.post("/runs/1/pause").status_code == 403
    assert "Tạm dừng" in approver.post("/runs/1/pause").text
    desk.centre.runs.work_off()
    assert desk.rows_in("beneficiary") == 0
    assert "không đang chạy" in approver.post("/runs/1/pause").text
    approver.post("/runs/1/resume")
    desk.centre.runs.work_off()
    assert desk.rows_in("beneficiary") == 60
    assert "60/60" in approver.get("/runs/part").text
