"""A stick's whole way in a real browser: out at a counter without a network, into the centre, and
back."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, expect

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.registry.offices import Office
from cardsvc.settings import Settings
from counter.app import create_app
from counter.settings import make_counter
from counter.station import Station
from demo.configuration import publish_first
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode, TerminalId
from firmware_config.notes import Notes
from firmware_config.web.accounts import FileAccounts
from firmware_config.web.events import EventStream
from firmware_config.web.serve import Server
from tests.browser.accessible import violations
from tests.browser.keys import press, write
from tests.browser.shots import shot
from tests.simulators.centre_pages import PASSWORD, accounts_of, new_account

pytestmark = pytest.mark.browser

OFFICE = Office(OfficeId("301040"), "Bưu điện Tân Trào", ProvinceCode("08"))
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass(slots=True)
class Land:
    centre_url: str
    counter_url: str
    teller: str
    """The teller's password; the name is lan."""
    station: Station
    stick: Path


@pytest.fixture
def land(tmp_path: Path) -> Iterator[Land]:
    """A centre, and a counter whose shift is open and which has no line to it."""
    settings = replace(Settings.of(tmp_path / "centre"), totp_required=False)
    centre, news, hub = Centre.open(settings), EventStream(), EventStream()
    centre.add_office(OFFICE)
    made = make_counter(
        tmp_path / "counter",
        terminal="TQ000001",
        office=OFFICE.id.text,
        office_name=OFFICE.name,
        centre_url="http://127.0.0.1:1",
        root=centre.keyring.root.point.hex(),
        status_uris=["08/0"],
        province="08",
        reader="simulated",
        stick=str(tmp_path / "USB"),
    )
    centre.certificates.enrol(TerminalId("TQ000001"), OFFICE.id, made.public_key)
    publish_first(centre, tmp_path / "cau-hinh", OFFICE, ProgrammeCode("BTXH"), made)
    accounts = accounts_of(centre)
    new_account(accounts, "preparer", "preparer")
    tellers = FileAccounts(made.accounts_file, hasher=CHEAP)
    password = tellers.create("lan", "teller")
    station = Station(made, hub.publish, accounts=tellers)
    station.shifts.open(Notes(), "lan")
    pages = Server(app_of(centre, news, accounts=accounts, strict=True), on_stop=[news.close])
    counter = Server(create_app(station, hub, strict=True), on_stop=[hub.close])
    for server in (pages, counter):
        server.start()
    yield Land(pages.url, counter.url, password, station, tmp_path / "USB")
    for server in (counter, pages):
        server.stop()
    station.stop()
    centre.close()


def sign_in(page: Page, url: str, user: str, password: str, language: str) -> None:
    page.goto(f"{url}/sign-in")
    if language == "en":
        page.get_by_role("button", name="English").press("Enter")
    write(page, user)
    page.keyboard.press("Tab")
    write(page, password)
    page.keyboard.press("Enter")
    expect(page.locator("#user")).to_have_count(0)


WORDS = {
    "vi": {
        "absent": "Chưa thấy USB",
        "written": "Đã chép xong 1 mục chờ xác nhận",
        "sticks": "Nhận USB của các quầy",
        "folder": "Thư mục chitra-out trên USB",
        "take": "Nhận vào sổ",
        "taken": "Đã nhận",
        "download": "Tải trả lời (ZIP)",
        "brought": "Trung tâm xác nhận thêm 1 mục nhật ký",
        "empty": "không có trả lời nào của trung tâm",
    },
    "en": {
        "absent": "There is no stick",
        "written": "Written: 1 entry that waits for confirmation",
        "sticks": "Take in counters’ USB sticks",
        "folder": "The folder chitra-out on the stick",
        "take": "Take in",
        "taken": "Taken",
        "download": "Download the answers (ZIP)",
        "brought": "The centre confirmed 1 more journal entry",
        "empty": "There is no answer from the centre",
    },
}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_stick_goes_out_into_the_centre_and_comes_back(
    page: Page, browser: Browser, land: Land, language: str
) -> None:
    words = WORDS[language]
    sign_in(page, land.counter_url, "lan", land.teller, language)
    page.goto(f"{land.counter_url}/stick")
    expect(page.get_by_role("alert")).to_contain_text(words["absent"])
    shot(page, f"stick-absent-{language}")
    assert violations(page) == []
    land.stick.mkdir()
    page.reload()
    press(page, "F4")
    expect(page.get_by_role("alert")).to_contain_text(words["empty"])
    shot(page, f"stick-empty-{language}")
    press(page, "F2")
    expect(page.get_by_role("status")).to_contain_text(words["written"])
    shot(page, f"stick-written-{language}")
    assert violations(page) == []

    officer = browser.new_context(locale="vi-VN", accept_downloads=True).new_page()
    sign_in(officer, land.centre_url, "preparer", PASSWORD, language)
    officer.goto(f"{land.centre_url}/sticks")
    expect(officer.get_by_role("heading", name=words["sticks"])).to_be_visible()
    shot(officer, f"sticks-{language}")
    assert violations(officer) == []
    officer.get_by_label(words["folder"]).set_input_files(land.stick / "chitra-out")
    officer.get_by_role("button", name=words["take"]).click()
    expect(officer.get_by_role("row", name="TQ000001")).to_contain_text(words["taken"])
    shot(officer, f"sticks-taken-{language}")
    assert violations(officer) == []
    with officer.expect_download() as download:
        officer.get_by_role("link", name=words["download"]).click()
    with zipfile.ZipFile(download.value.path()) as answers:
        answers.extractall(land.stick)
    officer.context.close()

    press(page, "F4")
    expect(page.get_by_role("status")).to_contain_text(words["brought"])
    shot(page, f"stick-brought-{language}")
    assert violations(page) == []
    assert land.station.outbox.pending().confirmations == 0
    assert land.station.known().payout_list is not None
