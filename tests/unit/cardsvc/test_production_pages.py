"""The production queue, the card desk, handing over, and a card's own page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.issuance.expiry import AHEAD
from cardsvc.issuance.personalising import CERTIFICATE_VALIDITY
from cardsvc.issuance.records import VALIDITY
from tests.simulators.centre_pages import Browser, Desk
from tests.simulators.centre_world import BA_DINH, MINH, Counter, find, row, take


@pytest.fixture
def ordered(desk: Desk, hanh: str, issuer: Browser) -> str:
    """The path of the order of Hạnh's first card."""
    return issuer.post(hanh.replace("/people", "/cards/people")).request.path


def made(issuer: Browser, order: str) -> str:
    """Make the ordered card; the page that tells of it."""
    return issuer.post(f"{order}/make").text


def action(page: str, ending: str) -> str:
    """The address of the page's one form or link of that ending."""
    found = re.findall(rf'(?:action|href)="(/cards/[^"]*{ending})"', page)
    assert len(set(found)) == 1, found
    return str(found[0])


def trail(desk: Desk) -> set[str]:
    with desk.centre.reading.begin() as connection:
        return set(connection.scalars(select(tables.audit.c.action)))


def state(desk: Desk) -> str:
    with desk.centre.reading.begin() as connection:
        return str(connection.execute(select(tables.card_order.c.state)).scalar_one())


def test_everybody_at_an_office_without_a_card_is_ordered_one_once(
    desk: Desk, issuer: Browser
) -> None:
    rows = [row(desk.centre), row(desk.centre, MINH, name="Trần Văn Minh", at=6)]
    take(desk.centre, rows)
    issuer.post(f"/people/{find(desk.centre).id}/card")
    assert "Đã đặt làm 1 thẻ" in issuer.post("/cards/missing", office=BA_DINH.id.text).text
    assert "Không có ai" in issuer.post("/cards/missing", office=BA_DINH.id.text).text
    page = issuer.get("/cards").text
    assert "Trần Văn Minh" in page
    assert "Nguyễn Thị Hồng Hạnh" in page  # hers was made without an order, and waits
    assert "Trần Văn Minh" not in issuer.get("/cards?state=ready").text


def test_the_desk_makes_one_card_after_the_other(desk: Desk, issuer: Browser) -> None:
    rows = [row(desk.centre), row(desk.centre, MINH, name="Trần Văn Minh", at=6)]
    take(desk.centre, rows)
    issuer.post("/cards/missing", office=BA_DINH.id.text)
    first = issuer.get("/cards/desk").text
    assert "Nguyễn Thị Hồng Hạnh" in first
    assert "Còn 2 thẻ chờ làm" in first
    assert "Trần Văn Minh" in issuer.get(action(first, r"desk\?after=\d+")).text
    done = issuer.post(action(first, "/make")).text
    assert "Đã ghi, đọc lại và kiểm tra xong" in done
    second = issuer.get("/cards/desk").text
    assert "Trần Văn Minh" in second
    assert "Nguyễn Thị Hồng Hạnh" not in second
    issuer.post(action(second, "/make"))
    assert "Không còn thẻ nào chờ làm" in issuer.get("/cards/desk").text
    assert desk.rows_in("card") == 2


def test_a_letter_is_printed_once_and_its_codes_are_on_no_page(
    desk: Desk, issuer: Browser, ordered: str
) -> None:
    page = made(issuer, ordered)
    letter = action(page, r"/letter/[\w-]+")
    first = issuer.post(letter)
    assert first.mimetype == "application/pdf"
    assert first.headers["Cache-Control"] == "no-store"
    (label,) = desk.tray.glob("*.toml")
    pin = re.search(r'pin = "(\d+)"', label.read_text())
    assert pin is not None
    assert pin[1] not in page
    assert "in rồi và không in lại được" in issuer.post(letter).text
    other = desk.sign_in("issuer", "khac")
    assert other.post(letter).mimetype == "text/html"
    assert {"card-ordered", "card-made", "letter-printed"} <= trail(desk)


def test_the_card_is_handed_over_first_and_the_letter_after_it(
    desk: Desk, issuer: Browser, ordered: str
) -> None:
    made(issuer, ordered)
    page = issuer.post(f"{ordered}/hand", part="letter", receiver="beneficiary").text
    assert "đã sang bước khác" in page
    page = issuer.post(f"{ordered}/hand", part="card", receiver="proxy", proxy_name=" ").text
    assert "Chưa ghi họ tên" in page
    issuer.post(f"{ordered}/hand", part="card", receiver="proxy", proxy_name="Lê Thị Lan")
    assert state(desk) == "card-handed"
    page = issuer.post(f"{ordered}/hand", part="letter", receiver="beneficiary").text
    assert state(desk) == "done"
    assert "Lê Thị Lan" in page
    assert "issuer" in page
    assert {"card-handed-over", "letter-handed-over"} <= trail(desk)


def test_an_order_is_cancelled_only_before_its_card_is_made(
    desk: Desk, issuer: Browser, ordered: str
) -> None:
    made(issuer, ordered)
    assert "đã sang bước khác" in issuer.post(f"{ordered}/cancel").text
    assert state(desk) == "ready"
    assert issuer.get(f"{ordered}/face.pdf").data[:4] == b"%PDF"
    assert issuer.get("/cards/faces.pdf?state=ready").data[:4] == b"%PDF"


def test_a_stopped_card_is_replaced_and_unblocked_by_two(
    desk: Desk, issuer: Browser, ordered: str
) -> None:
    made(issuer, ordered)
    order = issuer.get(ordered).text
    card = action(order, r"card/\w+")
    page = issuer.post(f"{card}/stop", reason="lost").text
    assert "Đã khoá thẻ." in page
    page = issuer.post(f"{card}/unblock").text
    assert "chờ duyệt" in page
    approver = desk.sign_in("approver")
    assert card in approver.get("/proposals").text
    assert "Thẻ được dùng lại" in approver.post(f"{card}/unblock/approve").text
    assert "Người khác phải duyệt" in issuer.post(f"{card}/pin").text
    assert issuer.post(f"{card}/pin/approve").status_code == 403
    assert "Duyệt mở khoá mã PIN" in approver.get(card).text
    assert "Quầy sẽ mở khoá mã PIN" in approver.post(f"{card}/pin/approve").text
    page = issuer.post(f"{card}/replace", reason="stolen").text
    assert "đặt làm thẻ mới" in page
    assert "Chọn lý do" in issuer.post(f"{card}/stop").text
    assert issuer.post(f"{card}/unblock/approve").status_code == 403
    assert {"card-stopped", "card-unblocked", "unblock-proposed", "card-pin-unblocked"} <= trail(
        desk
    )


def test_the_card_s_page_tells_what_is_held_and_who_was_not_heard(
    desk: Desk, issuer: Browser, ordered: str
) -> None:
    Counter.enrolled(desk.centre)
    made(issuer, ordered)
    card = action(issuer.get(ordered).text, r"card/\w+")
    page = issuer.post(f"{card}/stop", reason="lost").text
    assert "còn tạm giữ" in page
    assert "T0000001" in page


def test_inspectors_read_and_order_nothing(desk: Desk, hanh: str, inspector: Browser) -> None:
    assert inspector.get("/cards").status_code == 200
    assert inspector.post(hanh.replace("/people", "/cards/people")).status_code == 403
    assert inspector.get("/cards/desk").status_code == 403
    assert desk.rows_in("card_order") == 0


def test_what_does_not_exist_is_not_found(issuer: Browser) -> None:
    for path in (
        "/cards/7",
        "/cards/card/xyz",
        "/cards/card/0123456789abcdef",
        "/cards/7/face.pdf",
    ):
        assert issuer.get(path).status_code == 404


def test_what_ends_soon_is_shown_and_renewed_ahead_of_time(
    desk: Desk, issuer: Browser, ordered: str
) -> None:
    made(issuer, ordered)
    assert "Gia hạn bản ghi" not in issuer.get("/cards").text
    desk.clock.forward(VALIDITY - AHEAD + timedelta(days=1))
    issuer = desk.sign_in("issuer", "moi")
    assert "Gia hạn bản ghi" in issuer.get("/cards").text
    issuer.post("/cards/records")
    desk.centre.runs.work_off()
    with desk.centre.reading.begin() as connection:
        assert connection.scalars(select(tables.script.c.kind)).all() == ["entitlements"]
    # The card learns of it at a counter; asked again meanwhile, it is not told twice at once.
    desk.clock.forward(timedelta(minutes=1))
    assert "Không có ai" in issuer.post("/cards/records").text
    assert desk.rows_in("script") == 1
    desk.clock.forward(CERTIFICATE_VALIDITY - VALIDITY)
    issuer = desk.sign_in("issuer", "moi-nua")
    assert "Đã đặt làm 1 thẻ" in issuer.post("/cards/renewals").text
    assert "Không có ai" in issuer.post("/cards/renewals").text
