"""Practice: the whole counter over people who are not, with no way to anything real."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from counter.cli import main
from counter.decision.refusal import Refusal, Rule
from counter.desk.state import Offered, Told
from counter.practice.exercises import Exercise, Outcome, results
from counter.practice.people import PEOPLE
from counter.practice.place import SUPERVISOR, TELLER, Practice, PracticeFault, open_practice
from counter.practice.serving import Serving, serving
from counter.settings import Settings, SettingsError
from counter.shift.shift import Closing
from counter.station import Station
from firmware_config.body.payout import Disbursed, Refused
from firmware_config.body.shift import Explanation
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.clock import utc_now
from firmware_config.ids import CitizenNumber
from firmware_config.notes import Notes
from tests.simulators.on_paper import words_on
from tests.simulators.station import Centre, Counter
from tests.simulators.world import World

FLOAT = Notes.of({500_000: 20, 10_000: 2})
PERSON = {person.key: person for person in PEOPLE}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "practice"
    open_practice(folder, 0)
    return folder


@pytest.fixture
def practice(made: Path, tmp_path: Path) -> Practice:
    shutil.copytree(made, tmp_path / "practice")
    return open_practice(tmp_path / "practice", 0)


@pytest.fixture
def served(practice: Practice) -> Iterator[Serving]:
    made = serving(practice, strict=True)
    made.station.start()
    made.station.line.refresh()
    made.station.shifts.open(FLOAT, TELLER)
    yield made
    made.hub.close()
    made.station.stop()


class Trainee:
    """Does with the practice counter what a teller does."""

    def __init__(self, practice: Practice, served: Serving) -> None:
        self._records = practice.records
        self.station = served.station

    def outcome(self, exercise: Exercise) -> Outcome:
        entries = self.station.journal.entries_from(1, 500)
        found = {one.exercise: one.outcome for one in results(entries, self._records)}
        return found[exercise]

    def insert(self, key: str) -> None:
        tray = self.station.tray
        assert tray is not None
        tray.insert(key)
        self._settle(lambda: isinstance(self.station.desk.state, Offered | Told))

    def next(self) -> None:
        tray = self.station.tray
        assert tray is not None
        tray.pull()
        self._settle(lambda: self.station.worker.status().card is None)
        self.station.desk.next_person()

    def pay_chip(self, pin: str, months: int | None = None) -> None:
        state = self.station.desk.state
        assert isinstance(state, Offered)
        due = state.offer.dues[0].claim
        chosen = None if months is None else {due.entitlement: (1 << months) - 1}
        self.station.desk.pay_chip(state.presentation, pin, TELLER, chosen)

    def pay_sheet(self, citizen: CitizenNumber) -> None:
        tray, desk = self.station.tray, self.station.desk
        assert tray is not None
        desk.show_text(tray.qr_text("sheet"), TELLER)
        assert isinstance(desk.state, Offered)
        desk.pay_paper(desk.state.presentation, citizen, TELLER)

    def _settle(self, seen: Callable[[], bool]) -> None:
        until = time.monotonic() + 10
        while not seen():
            assert time.monotonic() < until
            self.station.desk.wait_past(self.station.desk.shown[0], 0.05)


@pytest.fixture
def trainee(practice: Practice, served: Serving) -> Trainee:
    return Trainee(practice, served)


def test_nothing_is_done_at_the_beginning(trainee: Trainee) -> None:
    assert {trainee.outcome(one) for one in Exercise} == {Outcome.OPEN}


def test_a_card_is_paid_and_its_receipt_acknowledged_by_the_practice_centre(
    trainee: Trainee,
) -> None:
    trainee.insert("chip")
    trainee.pay_chip(PERSON["chip"].pin)
    assert trainee.outcome(Exercise.CHIP) is Outcome.DONE
    trainee.station.line.drainer.round()
    assert trainee.station.outbox.pending().confirmations == 0


def test_a_sheet_is_paid_to_whoever_shows_the_right_citizen_card(trainee: Trainee) -> None:
    trainee.pay_sheet(PERSON["sheet"].citizen)
    assert trainee.outcome(Exercise.SHEET) is Outcome.DONE


def test_the_stolen_card_is_refused_by_the_status_list(trainee: Trainee) -> None:
    trainee.insert("stolen")
    told = trainee.station.desk.state
    assert isinstance(told, Told)
    assert isinstance(told.answer, Refusal)
    assert told.answer.rule is Rule.REVOKED
    assert trainee.outcome(Exercise.STOLEN) is Outcome.DONE


@pytest.mark.parametrize(("wrong", "outcome"), [(2, Outcome.DONE), (0, Outcome.WRONG)])
def test_the_pin_exercise_wants_two_wrong_ones_first(
    trainee: Trainee, wrong: int, outcome: Outcome
) -> None:
    trainee.insert("pin")
    for _ in range(wrong):
        trainee.pay_chip("000000")
    assert trainee.outcome(Exercise.PIN) is Outcome.OPEN
    trainee.pay_chip(PERSON["pin"].pin)
    assert trainee.outcome(Exercise.PIN) is outcome


def test_a_blocked_card_is_not_what_was_asked_for(trainee: Trainee) -> None:
    trainee.insert("pin")
    for _ in range(3):
        trainee.pay_chip("000000")
    assert trainee.outcome(Exercise.PIN) is Outcome.WRONG


@pytest.mark.parametrize(("months", "outcome"), [(1, Outcome.DONE), (3, Outcome.WRONG)])
def test_a_partial_payment_is_one_month_of_three(
    trainee: Trainee, months: int, outcome: Outcome
) -> None:
    trainee.insert("part")
    trainee.pay_chip(PERSON["part"].pin, months)
    assert trainee.outcome(Exercise.PART) is outcome


def test_a_payment_is_taken_back_while_the_card_is_in(trainee: Trainee) -> None:
    trainee.insert("reversal")
    trainee.pay_chip(PERSON["reversal"].pin)
    assert trainee.outcome(Exercise.REVERSAL) is Outcome.OPEN
    desk = trainee.station.desk
    desk.reverse(desk.shown[0], PERSON["reversal"].pin, TELLER, SUPERVISOR)
    assert trainee.outcome(Exercise.REVERSAL) is Outcome.DONE


def test_who_forgot_the_card_is_paid_by_the_list_with_a_supervisor(trainee: Trainee) -> None:
    desk = trainee.station.desk
    desk.show_person(PERSON["forgotten"].citizen, TELLER)
    assert isinstance(desk.state, Offered)
    desk.pay_list(desk.state.presentation, TELLER, SUPERVISOR)
    assert trainee.outcome(Exercise.FORGOTTEN) is Outcome.DONE


@pytest.mark.parametrize(
    ("tens", "outcome"), [(1, Outcome.DONE), (2, Outcome.WRONG)], ids=["short", "even"]
)
def test_the_shift_is_closed_with_the_difference_that_was_counted(
    trainee: Trainee, tens: int, outcome: Outcome
) -> None:
    shifts = trainee.station.shifts
    count = shifts.count(Notes.of({500_000: 20, 10_000: tens}), TELLER)
    shifts.close(Closing(count.seq, next(iter(Explanation)), "", TELLER, SUPERVISOR), 0)
    assert trainee.outcome(Exercise.CLOSE) is outcome


def signed_in(practice: Practice, served: Serving, user: str = TELLER) -> FlaskClient:
    client = served.app.test_client()
    token = client.get("/sign-in").text.split('name="csrf-token" content="')[1].split('"')[0]
    (password,) = (one.password for one in practice.sign_ins if one.user == user)
    form = {"user": user, "password": password, "csrf_token": token}
    assert client.post("/sign-in", data=form).status_code == 303
    return client


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_says_that_it_is_practice(
    practice: Practice, served: Serving, language: str
) -> None:
    mark = {"vi": "TẬP DƯỢT –", "en": "PRACTICE –"}[language]
    client = served.app.test_client()
    client.set_cookie("language", language)
    assert mark in client.get("/sign-in").text
    assert mark in client.get("/no-such-page").text
    client = signed_in(practice, served, SUPERVISOR)
    client.set_cookie("language", language)
    pages = [
        rule.rule
        for rule in served.app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and not rule.arguments
    ]
    whole = 0
    for path in pages:
        if path in ("/events", "/api/v1/openapi.json"):
            continue
        answer = client.get(path)
        is_page = answer.mimetype == "text/html" and "<!doctype html>" in answer.text
        if answer.status_code == 200 and is_page:
            whole += 1
            assert mark in answer.text, path
    assert whole >= 6


def test_the_exercises_show_how_far_one_has_come(
    practice: Practice, served: Serving, trainee: Trainee
) -> None:
    client = signed_in(practice, served)
    assert "Đúng 0 trên 8 bài" in client.get("/practice").text
    trainee.pay_sheet(PERSON["sheet"].citizen)
    page = client.get("/practice").text
    assert "Đúng 1 trên 8 bài" in page
    assert "theo mục 2 của nhật ký" in page


def test_every_paper_says_that_it_is_practice(
    practice: Practice, served: Serving, trainee: Trainee
) -> None:
    trainee.insert("chip")
    trainee.pay_chip(PERSON["chip"].pin)
    (payment,) = trainee.station.journal.latest_payouts(1)
    shifts = trainee.station.shifts
    count = shifts.count(Notes.of({500_000: 19, 10_000: 2}), TELLER)
    shifts.close(Closing(count.seq, None, "", TELLER, None), 0)
    client = signed_in(practice, served, SUPERVISOR)
    for path in (
        f"/receipt/{payment.seq}.pdf",
        "/lists/payouts.pdf?first=1&last=9",
        "/lists/signatures.pdf?first=1&last=9",
        "/shifts/1/report.pdf",
    ):
        answer = client.get(path)
        assert answer.mimetype == "application/pdf", path
        assert "TẬP DƯỢT" in words_on(answer.data), path


def test_no_connection_is_opened_to_anywhere(practice: Practice) -> None:
    opened: list[Any] = []

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
            opened.append(arguments)

    sys.addaudithook(audit)
    made = serving(practice, strict=True)
    made.station.start()
    made.station.line.refresh()
    made.station.shifts.open(FLOAT, TELLER)
    trainee = Trainee(practice, made)
    trainee.insert("chip")
    trainee.pay_chip(PERSON["chip"].pin)
    made.station.line.drainer.round()
    made.hub.close()
    made.station.stop()
    assert isinstance(trainee.station.journal.latest_payouts(1)[0].body, Disbursed)
    assert opened == []


def test_a_real_card_and_a_real_sheet_are_refused_in_practice(trainee: Trainee) -> None:
    real = World.make(utc_now())
    slot = trainee.station._slot
    slot.insert(real.issue_card().card)  # type: ignore[attr-defined]
    trainee._settle(lambda: isinstance(trainee.station.desk.state, Told))
    trainee.station.desk.show_text(real.issue_qr().text, TELLER)
    card, sheet = (entry.body for entry in trainee.station.journal.entries_from(2, 9))
    assert isinstance(card, Refused)
    assert isinstance(sheet, Refused)
    assert (card.rule, sheet.rule) == (Rule.KEY_NOT_TRUSTED.value,) * 2


def test_practice_cards_and_sheets_are_refused_at_a_real_counter(
    practice: Practice, tmp_path: Path
) -> None:
    world = World.make(utc_now() + timedelta(seconds=1))
    counter = Counter(tmp_path / "real", world, Centre(world))
    try:
        counter.slot.insert(SoftwareCard.in_file(practice.settings.tray / "chip.card"))
        told = counter.wait_for(Told)
        assert isinstance(told.answer, Refusal)
        sheet = (practice.settings.tray / "sheet.qr").read_text()
        counter.station.desk.show_text(sheet, "lan")
        assert counter.payouts == []
        assert isinstance(counter.state, Told)
        assert isinstance(counter.state.answer, Refusal)
    finally:
        counter.stop()


def test_a_practice_is_not_run_as_a_real_counter(
    practice: Practice, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SettingsError) as refused:
        Station(practice.settings, lambda part: None)
    assert refused.value.code == "settings-practice"
    with pytest.raises(SystemExit):
        main(["run", "--state", str(practice.settings.state)])
    assert "counter practice" in capsys.readouterr().err


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "counter.toml").write_text("terminal = 'T0000001'", encoding="utf-8")
    for fresh in (False, True):
        with pytest.raises(PracticeFault) as refused:
            open_practice(tmp_path, 0, fresh=fresh)
        assert refused.value.code == "practice-place-taken"
    assert [path.name for path in tmp_path.iterdir()] == ["counter.toml"]


def test_a_practice_goes_on_where_it_was_left_until_it_is_begun_anew(
    practice: Practice, tmp_path: Path
) -> None:
    folder = practice.settings.state.parent
    again = open_practice(folder, 0)
    assert again.sign_ins == practice.sign_ins
    assert again.records == practice.records
    anew = open_practice(folder, 0, fresh=True)
    assert anew.sign_ins != practice.sign_ins
    assert Settings.load(folder / "counter").practice
