"""A payout by sheet on the teller's pages, and what else is scanned there."""

from __future__ import annotations

import io

import pytest
import qrcode

from counter.desk.state import Offered
from tests.simulators.station import Counter
from tests.simulators.world import CITIZEN, IssuedQr
from tests.unit.counter.teller import Teller


def test_a_sheet_is_paid_to_the_person_whose_citizen_card_is_scanned(
    counter: Counter, teller: Teller, sheet: IssuedQr
) -> None:
    assert teller.sent_to("/scan", text=sheet.text) == "/"
    assert "Quét mã QR trên thẻ căn cước" in teller.page
    scanned = f"{CITIZEN.digits}||Nguyễn Thị Hồng Hạnh|02011945|Nữ|Hà Nội|01012022|||"
    form = {"presentation": teller.field("presentation"), "identity": scanned}
    assert teller.sent_to("/pay/paper", **form) == "/"
    assert "Trả 500.000\u00a0₫" in teller.page
    assert teller.sent_to("/pay/paper", **form) == "/?said=moved"
    assert len(counter.payouts) == 1
    teller.post("/next", shown=teller.field("shown"))
    teller.post("/scan", text=sheet.text)
    assert "Đã chi rồi" in teller.page


def test_another_person_s_number_does_not_pay_and_may_be_tried_again(
    counter: Counter, teller: Teller, sheet: IssuedQr
) -> None:
    teller.post("/scan", text=sheet.text)
    stranger = "001145999999"
    presentation = teller.field("presentation")
    teller.post("/pay/paper", presentation=presentation, identity=stranger)
    assert "Số căn cước không khớp" in teller.page
    assert stranger not in teller.page
    teller.pay_by_sheet()
    assert "answer--paid" in teller.page


@pytest.mark.parametrize(
    ("identity", "said"),
    [
        ("", "citizen-card-empty"),
        ("012345678", "citizen-card-old-number"),
        ("1234", "citizen-card-no-number"),
    ],
)
def test_a_number_that_is_none_is_asked_for_again(
    teller: Teller, sheet: IssuedQr, identity: str, said: str
) -> None:
    teller.post("/scan", text=sheet.text)
    form = {"presentation": teller.field("presentation"), "identity": identity}
    assert teller.sent_to("/pay/paper", **form) == f"/?said={said}"
    assert 'role="alert"' in teller.get(f"/?said={said}")


@pytest.mark.parametrize(
    ("text", "said"),
    [("  ", "scan-empty"), (f"{CITIZEN.digits}||Nguyễn|02011945", "scan-citizen-card")],
)
def test_a_scan_of_something_else_is_told_and_not_journalled(
    counter: Counter, teller: Teller, text: str, said: str
) -> None:
    assert teller.sent_to("/scan", text=text) == f"/?said={said}"
    assert counter.station.journal.head().seq == 1


def test_a_scan_of_nonsense_is_refused_in_words(teller: Teller) -> None:
    assert teller.sent_to("/scan", text="hello") == "/"
    assert "Không đọc được nội dung" in teller.page
    assert "record-unreadable · qr-not-a-record" in teller.page


def test_a_sheet_is_read_from_a_picture(counter: Counter, teller: Teller, sheet: IssuedQr) -> None:
    picture = io.BytesIO()
    qrcode.make(sheet.text, box_size=4).save(picture, "PNG")
    picture.seek(0)
    assert teller.sent_to("/scan/image", file=(picture, "sheet.png")) == "/"
    assert isinstance(counter.state, Offered)


def test_a_picture_without_a_qr_is_said_and_a_camera_tries_again(teller: Teller) -> None:
    assert teller.sent_to("/scan/image", file=(io.BytesIO(b"text"), "a.txt")) == (
        "/?said=image-unreadable"
    )
    data = {"csrf_token": teller.token, "file": (io.BytesIO(b""), "frame.jpg")}
    frame = teller.client.post("/scan/image", data=data, headers={"X-Live": "submit"})
    assert frame.status_code == 204
