"""The page issues a card on the PC/SC reader, and says what is amiss with it."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from cardsvc.app import app_of
from cardsvc.centre import Centre
from firmware_config.card.simulator.vpcd import VpcdCard
from firmware_config.web.events import EventStream
from tests.simulators.blank_cards import blank_card
from tests.simulators.centre_pages import Browser, Desk, accounts_of
from tests.simulators.centre_world import BA_DINH, MINH, Hands, find, row, take
from tests.simulators.pcscd import Pcscd

pytestmark = [
    pytest.mark.pcsc,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
WAIT_S = 10.0


@pytest.fixture
def issuer(centre: Centre, tmp_path: Path, clock: Hands) -> Browser:
    accounts, news = accounts_of(centre), EventStream()
    by_password = replace(centre, settings=replace(centre.settings, totp_required=False))
    app = app_of(by_password, news, accounts=accounts, strict=True)
    desk = Desk(centre, clock, news, accounts, tmp_path / "no-tray", app.test_client())
    return desk.sign_in("issuer")


def test_a_card_is_issued_once_it_lies_in_the_reader(
    centre: Centre, issuer: Browser, pcscd: Pcscd
) -> None:
    take(centre, [row(centre)])
    path = f"/people/{find(centre).id}"
    assert "Đặt thẻ trắng vào đầu đọc" in issuer.get(path).text
    page = issuer.post(f"{path}/card")
    assert "Chưa có thẻ trong đầu đọc" in page.text
    assert "Đặt thẻ vào rồi làm tiếp" in page.text

    with VpcdCard(blank_card(centre.keyring.card_master), port=pcscd.vpcd_port):
        until = time.monotonic() + WAIT_S
        while "Chưa có thẻ" in page.text and time.monotonic() < until:
            page = issuer.post(f"{path}/card")
        assert "đã phát hành và dùng được ngay" in page.text
        assert 'id="pin"' in page.text
        assert "MÔ PHỎNG" not in page.text
        again = issuer.post(f"{path}/card")
        assert "không phải thẻ trắng" in again.text


def test_a_reader_that_is_not_there_is_said(centre: Centre, issuer: Browser, pcscd: Pcscd) -> None:
    take(centre, [row(centre)])
    pcscd.stop()
    page = issuer.post(f"/people/{find(centre).id}/card")
    assert "Dịch vụ đầu đọc thẻ chưa chạy" in page.text
    assert "systemctl enable --now pcscd.socket" in page.text


def test_the_desk_sees_the_reader_and_keeps_the_order_of_a_card_that_is_not_blank(
    centre: Centre, issuer: Browser, pcscd: Pcscd
) -> None:
    take(centre, [row(centre), row(centre, MINH, name="Trần Văn Minh", at=6)])
    issuer.post("/cards/missing", office=BA_DINH.id.text)
    assert "Đặt một thẻ trắng vào đầu đọc" in issuer.get("/cards/desk").text
    assert "Chưa có thẻ trong đầu đọc" in issuer.post("/cards/1/make").text
    with VpcdCard(blank_card(centre.keyring.card_master), port=pcscd.vpcd_port):
        until = time.monotonic() + WAIT_S
        while "Có thẻ" not in issuer.get("/cards/desk/reader").text:
            assert time.monotonic() < until
        assert "Đã ghi, đọc lại" in issuer.post("/cards/1/make").text
        # The same card is still there when the next one's turn comes.
        assert "không phải thẻ trắng" in issuer.post("/cards/2/make").text
    assert "Chờ làm" in issuer.get("/cards/2").text
