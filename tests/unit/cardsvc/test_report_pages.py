"""Finance reconciles, prepares and corrects; another person seals; the inspector reads."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cardsvc.cli import main
from cardsvc.reports.package import check_package
from cardsvc.staff.scope import Scope
from firmware_config.body.shift import CashIn
from firmware_config.ids import OfficeId, ProvinceCode
from firmware_config.signing import FileKey
from tests.simulators.centre_pages import Browser, Desk
from tests.simulators.centre_world import BA_DINH, MINH, Counter, issue_card, row, take

Seal = Callable[..., str]

TERMS: dict[str, Any] = {"programme": "BTXH", "province": "01", "month": "2026-11"}
ASKED = "?programme=BTXH&province=01&month=2026-11"
DAYS = "?programme=BTXH&province=01&first=2026-11-01&last=2026-11-30"


@pytest.fixture(autouse=True)
def month(desk: Desk) -> Desk:
    """Two people are owed, one is paid; nobody has funded anything."""
    take(desk.centre, [row(desk.centre), row(desk.centre, MINH, at=6)])
    counter = Counter.enrolled(desk.centre)
    counter.write(CashIn(2_000_000, "lan"), issue_card(desk.centre).pay(counter))
    desk.centre.ledger.ingest(counter.id, counter.batch())
    return desk


@pytest.fixture
def sealed(month: Desk, finance: Browser, approver: Browser) -> Seal:
    """Has a report go the whole way; its path."""

    def seal(**more: str) -> str:
        answer = finance.post("/reports", follow=False, **TERMS | more)
        path = answer.headers["Location"]
        month.centre.runs.work_off()
        assert "Đã trình" in finance.post(f"{path}/submit").text
        assert "Đã duyệt" in approver.post(f"{path}/approve").text
        month.centre.runs.work_off()
        return path

    return seal


def fetched(browser: Browser, path: str) -> bytes:
    answer = browser.get(path)
    assert answer.status_code == 200
    octets: bytes = answer.data
    answer.close()
    return octets


def test_differences_stand_above_everything_else(finance: Browser) -> None:
    page = finance.get(f"/reports/reconciliation{ASKED}").text
    assert page.index("Đã dùng quá số kinh phí nhận") < page.index("Theo bưu cục")
    assert "500.000" in page


def test_a_month_goes_from_the_books_to_a_sealed_file(
    month: Desk, finance: Browser, sealed: Seal
) -> None:
    path = sealed()
    assert "Đã ký số" in finance.get(path).text
    octets = fetched(finance, f"{path}/package")
    manifest = check_package(io.BytesIO(octets), month.centre.keyring.root, receipts=True)
    assert (manifest.prepared_by, manifest.sealed_by) == ("finance", "approver")


def test_every_file_of_a_report_can_be_fetched_and_no_other(
    month: Desk, finance: Browser, sealed: Seal
) -> None:
    path = sealed()
    page = finance.get(path).text
    names = set(re.findall(rf'href="{path}/files/([^"]+)"', page))
    assert {"tong-hop.pdf", "danh-sach/100000.xlsx", "chu-ky/100000.csv"} <= names
    for name in names:
        assert fetched(finance, f"{path}/files/{name}")
    for other in ("../1.zip", "%2e%2e/1.zip", "danh-sach/999999.pdf", "x"):
        assert finance.get(f"{path}/files/{other}").status_code == 404


def test_a_correction_is_begun_from_the_report_it_replaces(
    month: Desk, finance: Browser, sealed: Seal
) -> None:
    path = sealed()
    again = sealed(replaces=path.rpartition("/")[2])
    assert "thay cho báo cáo số 1" in finance.get(again).text
    assert "Đã được thay bằng báo cáo số 2" in finance.get(path).text


def test_a_month_that_is_closed_says_how_to_correct_it(
    month: Desk, finance: Browser, sealed: Seal
) -> None:
    sealed()
    answer = finance.post("/reports", **TERMS)
    assert answer.status_code == 422
    assert "lập báo cáo thay thế" in answer.text


@pytest.mark.parametrize(
    "wrong", [{"month": ""}, {"month": "once-2026-11"}, {"province": "99"}, {"programme": "?"}]
)
def test_what_is_no_month_or_place_is_refused_in_words(
    finance: Browser, wrong: dict[str, str]
) -> None:
    answer = finance.post("/reports", **TERMS | wrong)
    assert answer.status_code == 422
    assert "Hãy chọn chương trình" in answer.text


def test_a_report_is_for_those_who_see_the_whole_province(
    month: Desk, finance: Browser, sealed: Seal
) -> None:
    path = sealed()
    for user, scope in (
        ("khac", Scope(provinces=frozenset((ProvinceCode("30"),)))),
        ("motbuucuc", Scope(offices=frozenset((OfficeId("100000"),)))),
    ):
        browser = month.sign_in("inspector", user, scope)
        for address in (path, f"{path}/package", f"/reports/reconciliation{ASKED}"):
            assert browser.get(address).status_code == 404
        assert path not in browser.get("/reports").text


def test_postings_and_the_statement_are_files(month: Desk) -> None:
    inspector = month.sign_in("inspector")
    postings = fetched(inspector, f"/reports/postings.csv{DAYS}")
    assert postings.decode("utf-8-sig").count("\n") == 3
    assert b"camt.053.001.08" in fetched(inspector, f"/reports/statement.xml{DAYS}")
    refused = inspector.get("/reports/postings.csv?programme=BTXH&province=01&first=x&last=y")
    assert (refused.status_code, "không quá 400 ngày" in refused.text) == (422, True)


def test_an_offices_commune_is_in_the_next_reconciliation(month: Desk, finance: Browser) -> None:
    page = finance.post("/reports/communes", office=BA_DINH.id.text, commune="00004").text
    assert "Đã ghi xã, phường" in page
    assert "Phường Ba Đình" in finance.get(f"/reports/reconciliation{ASKED}").text
    for commune, words in (("99999", "Không có xã, phường"), ("26506", "tỉnh, thành phố khác")):
        answer = finance.post("/reports/communes", office=BA_DINH.id.text, commune=commune)
        assert words in answer.text


def test_the_command_believes_a_report_by_its_root_alone(
    month: Desk, finance: Browser, sealed: Seal, tmp_path: Path
) -> None:
    path = sealed()
    root = month.centre.keyring.root.point.hex()
    file = tmp_path / "report.zip"
    file.write_bytes(fetched(finance, f"{path}/package"))
    asked = ["--language", "en", "verify-report", str(file), "--root"]
    run = CliRunner(env={"CARDSVC_STATE": ""})
    good = run.invoke(main, [*asked, root, "--receipts"])
    assert (good.exit_code, "The seal holds" in good.output) == (0, True), good.output
    other = FileKey.new().public_key.point.hex()
    assert "DO NOT BELIEVE" in run.invoke(main, [*asked, other]).output
    assert "66 hexadecimal digits" in run.invoke(main, [*asked, "zz"]).output
    file.write_bytes(file.read_bytes()[:5000])
    bad = run.invoke(main, [*asked, root])
    assert (bad.exit_code, "no sealed report" in bad.output) == (1, True)
