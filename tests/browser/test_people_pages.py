"""An issuer's work with people, by keyboard, in a real browser."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from demo.people import people
from firmware_config.ids import CitizenNumber
from tests.browser.centre_site import site_in
from tests.browser.keys import press, write
from tests.browser.shots import shot
from tests.browser.signing_in import sign_in
from tests.simulators.centre_pages import PASSWORD
from tests.simulators.centre_world import BA_DINH, NOVEMBER, row, take

pytestmark = pytest.mark.browser

DUC = CitizenNumber("001045000003")


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A centre with sixty people, of whom one is called Nguyễn Văn Đức."""
    with site_in(tmp_path / "state", {"phathanh": "issuer"}) as site:
        centre = site.centre
        centre.add_office(BA_DINH)
        others = [
            row(centre, one.citizen, name=one.name, at=6 + at)
            for at, one in enumerate(people(7, 60, NOVEMBER))
        ]
        take(centre, [row(centre, DUC, name="Nguyễn Văn Đức"), *others])
        yield site.url


def open_people(page: Page, url: str) -> None:
    sign_in(page, f"{url}/people", "phathanh", PASSWORD)
    expect(page.get_by_label(re.compile("Họ tên"))).to_be_focused()


def picture(shot: Path) -> Path:
    image = Image.new("RGB", (900, 1200), "lightsteelblue")
    draw = ImageDraw.Draw(image)
    draw.ellipse((250, 220, 650, 720), fill="peachpuff")
    draw.rectangle((120, 800, 780, 1200), fill="slategrey")
    image.save(shot)
    return shot


def test_a_person_is_found_without_marks_given_a_proxy_and_listed_in_a_file(
    page: Page, url: str, tmp_path: Path
) -> None:
    open_people(page, url)
    shot(page, "people")
    press(page, "PageDown")
    expect(page.get_by_text("dòng 51–61 trong tổng số 61")).to_be_visible()

    page.get_by_label(re.compile("Họ tên")).focus()
    write(page, "nguyen van duc")
    page.keyboard.press("Enter")
    expect(page.get_by_text("dòng 1–1 trong tổng số 1")).to_be_visible()
    page.get_by_role("link", name="Nguyễn Văn Đức").press("Enter")
    expect(page.get_by_role("heading", name="Nguyễn Văn Đức")).to_be_visible()

    press(page, "F3")
    expect(page.get_by_label("Họ và tên người nhận thay")).to_be_focused()
    shot(page, "proxy-form")
    for text in ("Nguyễn Văn Nam", "001070001234", "15/UQ", "UBND phường Ba Đình", "20/11/2026"):
        write(page, text)
        page.keyboard.press("Tab")
    write(page, "21/11/2027")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("không được quá 12 tháng")
    expect(page.get_by_label("Số giấy uỷ quyền")).to_have_value("15/UQ")
    shot(page, "proxy-refused")
    page.get_by_label(re.compile("Có hiệu lực đến hết ngày")).fill("20/11/2027")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Có hiệu lực đến hết ngày 20/11/2027")).to_be_visible()

    press(page, "F4")
    expect(page.get_by_label("Chi trả tại nhà")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    write(page, "Nghe kém, nói to và chậm.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Có: khuyết tật hoặc ốm đau").first).to_be_visible()

    page.get_by_label("Ảnh (JPEG hoặc PNG)").set_input_files(picture(tmp_path / "anh.png"))
    page.get_by_role("button", name="Tải ảnh lên").press("Enter")
    photo = page.get_by_role("img", name="Ảnh của Nguyễn Văn Đức")
    expect(photo).to_be_visible()
    assert photo.evaluate("image => image.naturalWidth") == 480
    shot(page, "person")

    page.get_by_role("link", name="Người hưởng").press("Enter")
    expect(page.get_by_text("Có người nhận thay", exact=True).last).to_be_visible()
    page.wait_for_selector("html[data-live]", state="attached")
    with page.expect_download() as told:
        page.keyboard.press("F9")
    book = openpyxl.load_workbook(io.BytesIO(Path(told.value.path()).read_bytes()))
    name, born, number, *_ = (cell.value for cell in book.worksheets[0][2])
    assert (name, born, number) == ("Nguyễn Văn Đức", "1945", DUC.digits)
    assert told.value.suggested_filename == "nguoi-huong.xlsx"
