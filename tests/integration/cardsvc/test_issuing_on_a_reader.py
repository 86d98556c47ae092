"""The page issues a card on the PC/SC reader, and says what is amiss with it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.issuance.card_source import blank_card
from firmware_config.card.simulator.vpcd import VpcdCard
from firmware_config.web.accounts import FileAccounts
from firmware_config.web.events import EventStream
from tests.simulators.centre_pages import Browser, Desk
from tests.simulators.centre_world import Hands, find, row, take
from tests.simulators.pcscd import Pcscd
from tests.unit.web.small_side import CHEAP

pytestmark = [
    pytest.mark.pcsc,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
WAIT_S = 10.0


@pytest.fixture
def issuer(centre: Centre, tmp_path: Path, clock: Hands) -> Browser:
    accounts, news = FileAccounts(tmp_path / "staff", hasher=CHEAP), EventStream()
    app = app_of(centre, news, accounts=accounts, strict=True)
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
