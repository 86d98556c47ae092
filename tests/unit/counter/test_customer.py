"""The second screen: what it shows when, and to whom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from counter.decision.refusal import Basis, Refusal, Rule
from counter.desk.display_token import display_token
from counter.desk.state import Offered, Told, Trouble
from tests.simulators.station import Centre, Counter
from tests.simulators.world import PIN, IssuedCard, IssuedQr, World
from tests.unit.counter.teller import Teller

STEPS = (
    "welcome",
    "reading",
    "pin",
    "pin-again",
    "identity",
    "take-card",
    "take-money",
    "take-card-and-money",
    "wait-with-card",
    "ask-teller",
)


@pytest.fixture
def card(world: World, centre: Centre) -> IssuedCard:
    return centre.issue_card(world.two_months())


@pytest.fixture
def screen(counter: Counter) -> Screen:
    return Screen(counter)


class Screen:
    """A browser on this machine where nobody is signed in."""

    def __init__(self, counter: Counter) -> None:
        self._client = counter.app.test_client()
        self.path = f"/customer/{counter.station.display_token}"

    @property
    def says(self) -> str:
        answer = self._client.get(self.path)
        assert answer.status_code == 200
        return " ".join(re.sub("<[^>]*>", " ", answer.text.split("<body")[1]).split())


def test_it_leads_the_person_through_a_payout_by_card(
    counter: Counter, card: IssuedCard, screen: Screen
) -> None:
    assert "Xin mời đưa thẻ" in screen.says
    state = counter.offer(card.card)
    assert "Tháng 10, 11/2026" in screen.says
    assert "1.000.000" in screen.says
    assert "Mời nhập mã PIN" in screen.says
    desk = counter.station.desk
    desk.pay_chip(state.presentation, "999999", "lan")
    assert "Còn 2 lần thử" in screen.says
    again = counter.state
    assert isinstance(again, Offered)
    desk.choose(again.presentation, {again.offer.dues[0].claim.entitlement: 0b1})
    assert "500.000" in screen.says
    desk.pay_chip(again.presentation, PIN, "lan")
    assert "Mời nhận tiền và lấy lại thẻ" in screen.says
    desk.next_person()
    assert "Mời lấy lại thẻ" in screen.says
    counter.slot.pull()
    counter.wait_for_empty_reader()
    assert "Xin mời đưa thẻ" in screen.says


def test_a_sheet_asks_for_the_citizen_card(
    counter: Counter, sheet: IssuedQr, screen: Screen
) -> None:
    counter.station.desk.show_text(sheet.text, "lan")
    assert "Mời đưa thẻ căn cước" in screen.says


def test_no_name_no_number_and_no_reason_is_ever_on_it(
    counter: Counter, card: IssuedCard, screen: Screen
) -> None:
    state = counter.offer(card.card)
    for shown in (
        state,
        Told(Refusal(Rule.HELD, Basis.PAYOUT_LIST, None, {"reason": "reported-dead"}), state.offer),
        Told(Refusal(Rule.REVOKED, Basis.STATUS_LIST), state.offer),
        Trouble("card-mute"),
    ):
        counter.show(shown)
        said = screen.says
        assert card.record.name not in said
        assert card.record.citizen.last4 not in said
        assert "reported-dead" not in said
        if not isinstance(shown, Offered):
            assert "Mời nghe nhân viên hướng dẫn" in said


def test_who_has_not_the_address_or_is_on_another_machine_sees_nothing(counter: Counter) -> None:
    client = counter.app.test_client()
    token = counter.station.display_token
    for path in ("", "/part", "/events"):
        assert client.get(f"/customer/nonsense{path}").status_code == 404
        far = client.get(f"/customer/{token}{path}", environ_base={"REMOTE_ADDR": "10.0.0.9"})
        assert far.status_code == 404
    assert client.get("/customer").headers["Location"].startswith("/sign-in")


def test_looking_does_not_keep_a_teller_signed_in_nor_let_anything_be_done(
    counter: Counter, screen: Screen
) -> None:
    assert "csrf" not in counter.app.test_client().get(screen.path).text
    assert screen.path in Teller.at(counter).get("/customer")


def test_the_address_is_kept_and_is_nobody_else_s_to_read(tmp_path: Path) -> None:
    token = display_token(tmp_path)
    assert display_token(tmp_path) == token
    assert (tmp_path / "display").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_step_has_words(counter: Counter, language: str) -> None:
    words = counter.words(language)
    for step in STEPS:
        assert words(f"customer-{step}")
