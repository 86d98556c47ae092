"""A teller's shift on its pages, without a script: opened, and cash put in and taken out."""

from __future__ import annotations

import html

import pytest

from counter.desk.state import Told
from counter.station import Station
from tests.simulators.station import FLOAT, Centre, Counter
from tests.simulators.world import CITIZEN, PIN, IssuedCard, IssuedQr
from tests.unit.counter.shift_forms import LESS, field_of, fields, open_shift, pay_card, text_of
from tests.unit.counter.teller import Teller


@pytest.fixture
def shift_of() -> str | None:
    return None


def test_a_teller_without_a_shift_is_sent_to_open_one(counter: Counter, teller: Teller) -> None:
    assert teller.client.get("/").headers["Location"] == "/shift"
    page = text_of(teller, "/shift")
    assert "Mở ca" in page
    assert 'name="n500000"' in page
    open_shift(counter, teller)
    assert "Đưa thẻ vào đầu đọc" in teller.page


def test_nothing_is_paid_without_a_shift(
    counter: Counter, boss: Teller, card: IssuedCard, sheet: IssuedQr
) -> None:
    """A supervisor sees the desk, and pays out of no drawer either."""
    counter.offer(card.card)
    form = {"presentation": boss.field("presentation")}
    assert boss.sent_to("/pay/chip", **form, pin=PIN) == "/shift?said=no-shift"
    assert boss.sent_to("/pay/paper", **form, identity=CITIZEN.digits) == "/shift?said=no-shift"
    assert counter.payouts == []
    assert "chưa có ca" in text_of(boss, "/shift?said=no-shift")


def test_a_payout_is_not_taken_back_without_a_shift(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    open_shift(counter, teller)
    counter.offer(card.card)
    teller.pay_by_chip()
    assert isinstance(counter.state, Told)
    password = counter.accounts.create("mai", "supervisor")
    mai = Teller.signed_in(counter, "mai", password)
    form = {"shown": mai.field("shown"), "pin": PIN, "supervisor": "mai", "password": password}
    assert mai.sent_to("/reverse", **form) == "/shift?said=no-shift"


@pytest.mark.parametrize("typed", ["-1", "1,5", "một", "1234567", "²"])
def test_a_count_that_is_no_number_is_told_by_its_note(
    counter: Counter, teller: Teller, typed: str
) -> None:
    answer = teller.post("/shift/open", n500000="3", n20000=typed)
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    assert "Số tờ 20.000\u00a0₫ phải là số từ 0 trở lên" in page
    assert 'name="n500000" value="3"' in page
    assert counter.station.shifts.current is None


def test_a_drawer_too_full_is_told(counter: Counter, teller: Teller) -> None:
    answer = teller.post("/shift/open", n500000="100001")
    assert answer.status_code == 422
    assert "Số tờ 500.000" in html.unescape(answer.text)
    assert counter.station.shifts.current is None


def test_a_second_click_opens_no_second_shift(counter: Counter, teller: Teller) -> None:
    first = open_shift(counter, teller)
    assert teller.sent_to("/shift/open", **fields(LESS)) == "/shift?said=shift-open"
    assert counter.station.shifts.current == first


def test_another_teller_sees_whose_shift_it_is(counter: Counter, teller: Teller) -> None:
    open_shift(counter, teller)
    minh = Teller.at(counter, "minh")
    assert minh.client.get("/").headers["Location"] == "/shift"
    assert "Ngăn kéo đang trong ca của lan" in text_of(minh, "/shift")
    assert minh.sent_to("/shift/count", **fields(FLOAT)) == "/shift?said=no-shift"
    assert minh.sent_to("/shift/close") == "/shift?said=no-shift"
    assert minh.client.get("/shift/count").headers["Location"] == "/shift?said=no-shift"


def test_a_power_cut_in_an_open_shift_changes_nothing(
    counter: Counter, teller: Teller, card: IssuedCard, centre: Centre
) -> None:
    open_shift(counter, teller)
    pay_card(counter, teller, card)
    before = counter.station.shifts.current
    counter.stop()
    again = Station(
        counter.station.settings,
        lambda part: None,
        transport=centre,
        clock=lambda: counter.world.now,
        accounts=counter.accounts,
    )
    assert again.shifts.current == before
    assert again.shifts.is_open_for("lan")
    again.stop()


def test_cash_goes_in_and_out_with_a_reason(counter: Counter, teller: Teller) -> None:
    open_shift(counter, teller)
    for direction, amount, reason in (("in", "1.500.000", "safe"), ("out", "200000 đ", "exchange")):
        form = {"direction": direction, "amount": amount, "reason": reason}
        after = field_of(teller.get("/shift"), "after")
        assert teller.sent_to("/shift/cash", **form, after=after) == "/shift?said=cash-done"
    shift = counter.station.shifts.current
    assert shift is not None
    assert shift.expected_vnd == 21_300_000
    page = text_of(teller, "/shift")
    assert "Nhận từ quỹ bưu cục" in page
    assert "1.500.000" in page
    # The count is blind: what should be there is nowhere.
    assert "21.300.000" not in page


def test_a_second_click_moves_no_cash(counter: Counter, teller: Teller) -> None:
    open_shift(counter, teller)
    after = field_of(teller.get("/shift"), "after")
    form = {"direction": "in", "amount": "5000", "reason": "safe", "after": after}
    assert teller.sent_to("/shift/cash", **form) == "/shift?said=cash-done"
    assert teller.sent_to("/shift/cash", **form) == "/shift?said=shift-stale"
    assert "đã cũ" in text_of(teller, "/shift?said=shift-stale")
    assert len(counter.station.shifts.movements(1)) == 1


@pytest.mark.parametrize(
    ("amount", "reason", "told"),
    [
        ("0", "safe", "Số tiền phải là số đồng chẵn lớn hơn 0"),
        ("1500,5", "safe", "Số tiền phải là số đồng chẵn lớn hơn 0"),
        ("-5000", "safe", "Số tiền phải là số đồng chẵn lớn hơn 0"),
        ("9" * 12, "safe", "Số tiền phải là số đồng chẵn lớn hơn 0"),
        ("5000", "", "Hãy chọn lý do"),
        ("5000", "gift", "Hãy chọn lý do"),
    ],
)
def test_cash_with_something_wrong_is_told_and_not_moved(
    counter: Counter, teller: Teller, amount: str, reason: str, told: str
) -> None:
    open_shift(counter, teller)
    form = {"direction": "out", "amount": amount, "reason": reason, "after": "1"}
    answer = teller.post("/shift/cash", **form)
    assert answer.status_code == 422
    page = html.unescape(answer.text)
    assert told in page
    assert f'value="{amount}"' in page
    assert counter.station.shifts.movements(1) == []
