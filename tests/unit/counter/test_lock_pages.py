"""The lock at a counter: nothing is shown or done behind it, and nothing is lost."""

from __future__ import annotations

import html

import pytest

from counter.desk.state import Told
from counter.paying.payout import Paid
from tests.simulators.station import Counter
from tests.simulators.world import CITIZEN, PIN, IssuedCard, IssuedQr
from tests.unit.counter.teller import Teller


@pytest.fixture
def password(counter: Counter) -> str:
    return counter.accounts.create("lan", "teller")


@pytest.fixture
def teller(counter: Counter, password: str) -> Teller:
    return Teller.signed_in(counter, "lan", password)


def test_behind_the_lock_nothing_is_shown(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    counter.offer(card.card)
    assert teller.sent_to("/lock", next="/") == "/locked?next=/"
    for path in ("/", "/recent", "/shift", "/supervisor", "/receipt/1.pdf"):
        assert teller.client.get(path).headers["Location"].startswith("/locked?next=")
    page = html.unescape(teller.get("/locked"))
    assert "Màn hình đang khoá" in page
    assert "Nguyễn" not in page
    assert 'href="/recent"' not in page
    for path in ("/live", "/status", "/awake"):
        assert teller.client.get(path, headers={"X-Live": "refresh"}).status_code == 401
    assert teller.client.get("/events", headers={"Accept": "text/event-stream"}).status_code == 401


def test_behind_the_lock_nothing_is_done(
    counter: Counter, teller: Teller, card: IssuedCard, sheet: IssuedQr
) -> None:
    counter.offer(card.card)
    presentation = teller.field("presentation")
    teller.post("/lock")
    assert teller.sent_to("/pay/chip", presentation=presentation, pin=PIN) == "/locked"
    counter.slot.pull()
    counter.wait_for_empty_reader()
    counter.station.desk.scanned(sheet.text)
    counter.station.desk.scanned(f"{CITIZEN.digits}||Nguyễn|02011945|Nữ|Hà Nội|01012021")
    assert counter.payouts == []


def test_the_desk_and_the_card_in_the_reader_are_there_after_the_unlock(
    counter: Counter, teller: Teller, card: IssuedCard, password: str
) -> None:
    counter.offer(card.card)
    presentation = teller.field("presentation")
    teller.post("/lock")
    wrong = teller.post("/unlock", password="wrong", next="/")
    assert wrong.status_code == 401
    assert "Mật khẩu không đúng" in html.unescape(wrong.text)
    assert teller.sent_to("/unlock", password=password, next="/") == "/"
    assert "Nguyễn Thị Hồng Hạnh" in teller.page
    teller.post("/pay/chip", presentation=presentation, pin=PIN)
    state = counter.wait_for(Told)
    assert isinstance(state.answer, Paid)


def test_a_card_put_in_behind_the_lock_is_offered_after_it(
    counter: Counter, teller: Teller, card: IssuedCard, password: str
) -> None:
    teller.post("/lock")
    counter.offer(card.card)
    teller.post("/unlock", password=password)
    assert "Nguyễn Thị Hồng Hạnh" in teller.page


def test_passwords_are_not_guessed_at_the_lock(teller: Teller, password: str) -> None:
    teller.post("/lock")
    for _ in range(3):
        teller.post("/unlock", password="wrong")
    answer = teller.post("/unlock", password=password)
    assert answer.status_code == 429
    assert "thử lại sau" in html.unescape(answer.text)
    assert teller.client.get("/").headers["Location"].startswith("/locked")


def test_somebody_else_signs_out_and_in(counter: Counter, teller: Teller) -> None:
    teller.post("/lock")
    assert teller.sent_to("/sign-out") == "/sign-in"
    assert teller.client.get("/locked").headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil"])
def test_the_lock_leads_to_no_other_site(teller: Teller, password: str, wanted: str) -> None:
    teller.post("/lock")
    assert teller.sent_to("/unlock", password=password, next=wanted) == "/"
    assert teller.client.get(f"/locked?next={wanted}").headers["Location"] == "/"


def test_the_lock_comes_after_the_policy_s_time(counter: Counter, teller: Teller) -> None:
    page = teller.page
    assert counter.station.policy.lock_after_s == 180
    assert 'data-lock-after="180"' in page
    # Without a script the page leaves by itself, but not from under a count half typed.
    assert 'http-equiv="refresh" content="185"' in page
    assert "http-equiv" not in teller.get("/shift/count")
    assert teller.client.get("/awake").status_code == 204


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_lock_has_its_words(teller: Teller, language: str) -> None:
    teller.in_language(language)
    teller.post("/lock")
    teller.get("/locked")
    teller.post("/unlock", password="wrong")
