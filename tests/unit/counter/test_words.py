"""Whatever the desk can show has its words, in both languages."""

from __future__ import annotations

import html
from datetime import date
from pathlib import Path

import pytest

from counter.decision.refusal import Basis, Refusal, Rule
from counter.desk.state import Told, Trouble, Waiting
from counter.web.payout import SAID
from firmware_config.ids import EntitlementId, ProgrammeCode
from firmware_config.payout_list import HeldReason
from firmware_config.reader.errors import ReaderProblem
from firmware_config.record import Entitlement
from firmware_config.web.check_messages import problems
from tests.simulators.station import Centre, Counter
from tests.simulators.world import World
from tests.unit.counter.teller import Teller

ROOT = Path(__file__).parents[3]
TROUBLES = (
    "card-mute",
    "card-gone",
    "card-swapped",
    "apdu-status",
    "reader-timeout",
    "reader-in-use",
    "store-full",
    "store-broken",
    "internal",
    "never-heard-of",
)


REFUSED_WITH: dict[Rule, dict[str, object]] = {
    Rule.CARD_NOT_ACTIVE: {"life": "blocked"},
    Rule.PAPER_OF_ANOTHER_OFFICE: {"office": "999999"},
    Rule.HELD: {"reason": "death-check"},
    Rule.OVER_LIMIT_ELSEWHERE: {
        "limit_vnd": 5_000_000,
        "amount_vnd": 6_000_000,
        "office": "999999",
    },
    Rule.ALREADY_PAID: {"period": "2026-11"},
    Rule.PIN_WRONG: {"tries_left": 1},
    Rule.PIN_NOT_TYPED: {"fault": "keypad-timeout"},
    Rule.HOLD_REFUSED: {"reason": "hold-passed"},
    Rule.PROXY_EXPIRED: {"until": date(2026, 11, 4)},
    Rule.PROXY_TOO_LONG: {"months": 12},
    Rule.DATA_TOO_OLD: {"band": "stale", "limit_vnd": 0, "amount_vnd": 500_000},
    Rule.OVER_LIMIT_FOR_AGE: {"band": "ageing", "limit_vnd": 1, "amount_vnd": 500_000},
    Rule.PROGRAMME_NOT_HERE: {"programme": "BTXH"},
    Rule.OUTSIDE_WINDOW: {
        "programme": "BTXH",
        "first": 11,
        "last": 25,
        "hours": "07:30–17:00",
        "way": "supervisor",
    },
    Rule.RECORD_UNREADABLE: {"fault": "qr-damaged"},
    Rule.KEY_NOT_TRUSTED: {"kid": "0011223344556677"},
    Rule.CARD_REFUSED: {"evidence": "card-refused-6985"},
}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_rule_says_what_why_and_what_to_do(
    counter: Counter, teller: Teller, world: World, language: str
) -> None:
    teller.in_language(language)
    words = counter.words(language)
    dates = {"latest": world.now, "valid_from": world.now, "expired_at": world.now}
    for rule in Rule:
        data = {**dates, **REFUSED_WITH.get(rule, {})}
        counter.show(Told(Refusal(rule, Basis.STATUS_LIST, world.now, data), None))
        page = html.unescape(teller.page)  # a message without words would raise
        assert "answer--refused" in page
        assert words(f"refusal-{rule}-what") in page
        assert f"<code>{rule}" in page
        assert "05/11/2026 15:00" in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_reason_to_hold_a_payment_says_why_and_what_the_person_can_do(
    counter: Counter, teller: Teller, language: str
) -> None:
    teller.in_language(language)
    words = counter.words(language)
    general = [words(f"refusal-held-{part}", reason="new-reason") for part in ("why", "do")]
    for reason in HeldReason:
        told = {"reason": reason.value}
        counter.show(Told(Refusal(Rule.HELD, Basis.PAYOUT_LIST, None, told), None))
        page = html.unescape(teller.page)
        for part in ("why", "do"):
            said = words(f"refusal-held-{part}", reason=reason.value)
            assert said in page
            assert said not in general
    counter.show(Told(Refusal(Rule.HELD, Basis.PAYOUT_LIST, None, {"reason": "new-reason"}), None))
    page = html.unescape(teller.page)
    assert all(said in page for said in general)
    assert "held · new-reason" in page  # for support
    assert not any("new-reason" in said for said in general)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_a_rule_may_leave_unsaid_has_words_too(
    counter: Counter, teller: Teller, language: str
) -> None:
    teller.in_language(language)
    for rule in (Rule.ALREADY_PAID, Rule.PIN_WRONG, Rule.CARD_NOT_ACTIVE):
        counter.show(Told(Refusal(rule, Basis.CARD), None))
        assert "answer--refused" in teller.page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_basis_has_a_name(counter: Counter, teller: Teller, language: str) -> None:
    teller.in_language(language)
    for basis in Basis:
        counter.show(Told(Refusal(Rule.REVOKED, basis), None))
        assert counter.words(language)(f"basis-{basis}") in html.unescape(teller.page)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_trouble_has_words_and_its_code(
    counter: Counter, teller: Teller, language: str
) -> None:
    teller.in_language(language)
    other = counter.words(language)("trouble-other-what")
    for code in TROUBLES:
        counter.show(Trouble(code))
        assert "answer--attention" in teller.page
        assert f"<code>{code}</code>" in teller.page
        assert (other in html.unescape(teller.page)) == (code == "never-heard-of")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_reader_problem_has_words_and_its_remedy(
    counter: Counter, teller: Teller, language: str
) -> None:
    teller.in_language(language)
    for problem in ReaderProblem:
        counter.show(Waiting(problem.value, "apt install pcscd"))
        assert counter.words(language)(f"reader-{problem}") in html.unescape(teller.page)
        assert "<code>apt install pcscd</code>" in teller.page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_everything_that_can_be_said_has_words(teller: Teller, language: str) -> None:
    teller.in_language(language)
    for said in SAID:
        assert 'said" role="alert"' in teller.get(f"/?said={said}")
    assert 'said" role="alert"' not in teller.get("/?said=anything-else")


def test_a_programme_without_words_is_called_by_its_code(
    tmp_path: Path, world: World, centre: Centre, counter: Counter, teller: Teller
) -> None:
    strange = Entitlement(EntitlementId.new(), ProgrammeCode("XYZ"), world.base, 0b1, 100_000)
    sheet = centre.issue_sheet(strange)
    counter.station.line.refresh()
    teller.post("/scan", text=sheet.text)
    assert "<td>XYZ</td>" in teller.page


def test_the_words_are_complete_in_both_languages() -> None:
    folders = {name: ROOT / name for name in ("firmware_config", "counter")}
    assert problems(folders) == []
