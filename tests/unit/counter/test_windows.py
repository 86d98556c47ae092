"""Payout windows: days and hours of the signed configuration, and the supervisor's way out."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from counter.api.tills import Tills
from counter.decision.decide import Known, Offer, decide
from counter.decision.refusal import Basis, Refusal, Rule
from counter.decision.windows import closed_window
from counter.desk.state import Offered, Told
from counter.desk.waivers import Waivers, WindowFault
from firmware_config.body.window import WindowWaived
from firmware_config.bundle.client.configurations import Configurations
from firmware_config.bundle.review.finding import ConfigurationFaulty
from firmware_config.bundle.review.plan import (
    Place,
    Programme,
    ProvincePlan,
    Stage,
    Window,
)
from firmware_config.ids import OfficeId, ProgrammeCode
from firmware_config.payout_list import Line, OfficePayoutList
from firmware_config.web.serve import Server
from tests.simulators.configuration import configuration, text_of
from tests.simulators.knowing import knowing, scanned, tapped
from tests.simulators.repository import Network, Publisher
from tests.simulators.station import Counter
from tests.simulators.world import OFFICE, PROGRAMME, PROVINCE, World
from tests.unit.counter.teller import Teller
from tests.unit.counter.test_commands import Shell
from tests.unit.counter.till import Till

DAYS_11_TO_25 = Window(PROGRAMME, Place.OFFICE, 11, 25, 7 * 60 + 30, 17 * 60)
COMMUNE_2_TO_10 = Window(PROGRAMME, Place.COMMUNE, 2, 10)
HOME_1_TO_31 = Window(PROGRAMME, Place.HOME, 1, 31)


def plan(*windows: Window, communes: frozenset[OfficeId] = frozenset()) -> ProvincePlan:
    return ProvincePlan(PROVINCE, (Programme(PROGRAMME, Stage.FULL),), windows, communes)


def known(world: World, *windows: Window, **more: object) -> Known:
    return knowing(world, plan=plan(*windows), configuration_as_of=world.now, **more)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In Viet Nam."""
    return datetime(2026, 11, day, hour, minute)


@pytest.mark.parametrize(
    ("local", "is_open"),
    [
        (at(10, 16), False),
        (at(11, 7, 29), False),
        (at(11, 7, 30), True),
        (at(25, 16, 59), True),
        (at(25, 17), False),
        (at(26, 8), False),
    ],
)
def test_a_window_is_open_on_its_days_and_in_its_hours(local: datetime, is_open: bool) -> None:
    closed = closed_window(plan(DAYS_11_TO_25), PROGRAMME, OFFICE, False, local)
    assert closed == (None if is_open else DAYS_11_TO_25)


def test_an_office_keeps_to_its_own_kind_of_place() -> None:
    both = plan(COMMUNE_2_TO_10, DAYS_11_TO_25)
    commune = replace(both, communes=frozenset({OFFICE}))
    assert closed_window(both, PROGRAMME, OFFICE, False, at(5, 9)) == DAYS_11_TO_25
    assert closed_window(commune, PROGRAMME, OFFICE, False, at(5, 9)) is None
    assert closed_window(commune, PROGRAMME, OFFICE, False, at(12, 9)) == COMMUNE_2_TO_10


def test_who_is_paid_at_home_has_the_windows_for_homes_too() -> None:
    both = plan(DAYS_11_TO_25, HOME_1_TO_31)
    assert closed_window(both, PROGRAMME, OFFICE, False, at(5, 9)) == DAYS_11_TO_25
    assert closed_window(both, PROGRAMME, OFFICE, True, at(5, 9)) is None


def test_without_a_window_a_programme_is_paid_at_any_time() -> None:
    other = replace(DAYS_11_TO_25, programme=ProgrammeCode("NCC"))
    assert closed_window(plan(), PROGRAMME, OFFICE, False, at(5, 9)) is None
    assert closed_window(plan(other), PROGRAMME, OFFICE, False, at(5, 9)) is None
    assert closed_window(plan(HOME_1_TO_31), PROGRAMME, OFFICE, False, at(5, 9)) is None


# The decision: it is the 5th, 15:00 in Viet Nam.


def test_outside_its_window_nothing_is_paid_and_the_window_is_named(world: World) -> None:
    for presented in (scanned(world.issue_qr()), tapped(world.issue_card())):
        refusal = decide(presented, known(world, DAYS_11_TO_25), world.now)
        assert isinstance(refusal, Refusal)
        assert refusal.rule is Rule.OUTSIDE_WINDOW
        assert (refusal.basis, refusal.as_of) == (Basis.CONFIGURATION, world.now)
        assert refusal.data == {
            "programme": "BTXH",
            "first": 11,
            "last": 25,
            "hours": "07:30–17:00",
            "way": "none",
        }


def test_within_its_window_it_is_paid(world: World) -> None:
    later = world.now + timedelta(days=6)  # the 11th, 15:00
    sheet = scanned(world.issue_qr())
    told = replace(known(world, DAYS_11_TO_25), latest_time_seen=later)
    assert isinstance(decide(sheet, told, later), Offer)


def test_who_was_paid_is_told_that_and_not_to_come_again(world: World) -> None:
    sheet = world.issue_qr()
    paid = frozenset({world.base})
    told = known(world, DAYS_11_TO_25, history=lambda entitlement: paid)
    refusal = decide(scanned(sheet), told, world.now)
    assert isinstance(refusal, Refusal)
    assert refusal.rule is Rule.ALREADY_PAID


def test_of_two_programmes_the_one_in_its_window_is_paid(world: World) -> None:
    other = replace(world.entitlement(), programme=ProgrammeCode("NCC"))
    card = world.issue_card(world.entitlement(), other)
    programmes = (Programme(PROGRAMME, Stage.FULL), Programme(ProgrammeCode("NCC"), Stage.FULL))
    both = ProvincePlan(PROVINCE, programmes, (DAYS_11_TO_25,))
    decision = decide(tapped(card), knowing(world, plan=both), world.now)
    assert isinstance(decision, Offer)
    assert [due.claim.programme.text for due in decision.dues] == ["NCC"]


def test_a_waiver_counts_for_its_programme_up_to_its_end(world: World) -> None:
    sheet = scanned(world.issue_qr())
    hour = timedelta(hours=1)
    for until, rule in ((world.now + hour, None), (world.now, Rule.OUTSIDE_WINDOW)):
        told = known(world, DAYS_11_TO_25, waived={PROGRAMME: until})
        decision = decide(sheet, told, world.now)
        assert rule is (decision.rule if isinstance(decision, Refusal) else None)
    other = known(world, DAYS_11_TO_25, waived={ProgrammeCode("NCC"): world.now + hour})
    assert isinstance(decide(sheet, other, world.now), Refusal)


def test_a_line_for_a_home_visit_opens_the_windows_for_homes(world: World) -> None:
    sheet = world.issue_qr()
    (due,) = sheet.record.entitlements
    lines = (Line(due, sheet.record.name, home=True),)
    listed = OfficePayoutList(world.office, world.province, world.base, world.now, lines)
    told = known(world, DAYS_11_TO_25, HOME_1_TO_31, payout_list=listed)
    assert isinstance(decide(scanned(sheet), told, world.now), Offer)


# The supervisor's way, at a counter that has taken a configuration.

_BY_SUPERVISOR = text_of("provinces/01.toml").replace(
    "last_day = 25", 'last_day = 25\nopens = "07:30"\ncloses = "17:00"\noutside = "supervisor"'
)


def configured(counter: Counter, folder: Path, province: str) -> Publisher:
    publisher = Publisher(now=counter.world.now)
    publisher.publish(configuration(province=province))
    held = Configurations(
        folder / "configuration",
        publisher.anchor,
        counter.world.province,
        counter.world.office,
        lambda: counter.now,
    )
    held.refresh(Network(publisher.files))
    counter.station.line.configuration = held
    return publisher


def test_a_supervisor_lets_it_be_paid_today_and_the_journal_says_who(
    counter: Counter, tmp_path: Path
) -> None:
    configured(counter, tmp_path, _BY_SUPERVISOR)
    boss = Teller.at(counter, "boss", "supervisor")
    sheet = counter.centre.issue_sheet()
    counter.station.line.refresh()
    counter.station.desk.show_text(sheet.text, "lan")
    told = counter.state
    assert isinstance(told, Told)
    assert isinstance(told.answer, Refusal)
    assert told.answer.rule is Rule.OUTSIDE_WINDOW
    assert "kiểm soát viên có thể cho chi hôm nay" in boss.page
    page = boss.get("/supervisor")
    assert "Chi ngoài kỳ" in page
    assert "ngày 11 đến ngày 25, 07:30–17:00" in page
    assert boss.sent_to("/supervisor/window", programme="BTXH").endswith("said=window-waived")
    assert "Chi ngoài kỳ" not in boss.get("/supervisor")
    counter.station.desk.next_person()
    counter.station.desk.show_text(sheet.text, "lan")
    assert isinstance(counter.state, Offered)
    waived = counter.station.journal.entries_of(WindowWaived.kind, 1)[-1].body
    assert isinstance(waived, WindowWaived)
    assert (waived.programme, waived.supervisor) == (PROGRAMME, "boss")
    # Midnight in Viet Nam.
    assert waived.until == datetime(2026, 11, 5, 17, 0, tzinfo=UTC)


def test_a_waiver_outlives_a_restart_and_not_the_day(counter: Counter, tmp_path: Path) -> None:
    configured(counter, tmp_path, _BY_SUPERVISOR)
    station = counter.station
    station.waive_window(PROGRAMME, "boss")
    taken = station.taken
    assert taken is not None
    again = Waivers(station.journal, lambda: taken.plan, counter.world.office, station.clock)
    assert again.until == station.waivers.until
    assert again.closed_now() == ()
    counter.now += timedelta(days=1)
    assert [one.programme for one in again.closed_now()] == [PROGRAMME]


def test_where_the_configuration_leaves_no_way_there_is_none(
    counter: Counter, tmp_path: Path
) -> None:
    configured(counter, tmp_path, text_of("provinces/01.toml"))
    boss = Teller.at(counter, "boss", "supervisor")
    assert "Chi ngoài kỳ" not in boss.get("/supervisor")
    sent = boss.sent_to("/supervisor/window", programme="BTXH")
    assert sent.endswith("said=window-not-waived")
    with pytest.raises(WindowFault, match="window-not-by-supervisor"):
        counter.station.waive_window(PROGRAMME, "boss")
    assert counter.station.journal.entries_of(WindowWaived.kind, 1) == []


def test_what_is_open_needs_no_waiver(counter: Counter, teller: Teller, tmp_path: Path) -> None:
    with pytest.raises(WindowFault, match="window-open"):
        counter.station.waive_window(PROGRAMME, "boss")
    assert teller.post("/supervisor/window", programme="BTXH").status_code == 403
    boss = Teller.at(counter, "boss", "supervisor")
    for code in ("BTXH", "", "no programme"):
        sent = boss.sent_to("/supervisor/window", programme=code)
        assert sent.endswith("said=window-not-waived")


# By the post's own till, and by a command.


@pytest.fixture
def till(counter: Counter) -> Till:
    counter.accounts.create("lan", "teller")
    tills = Tills(counter.station.settings.tills_file, counter.accounts)
    return Till(counter, tills.add("quay-1", "lan"))


def boss_of(counter: Counter) -> dict[str, str]:
    return {"supervisor": "boss", "password": counter.accounts.create("boss", "supervisor")}


def test_a_till_is_told_the_closed_windows_and_a_supervisor_opens_one(
    counter: Counter, till: Till, tmp_path: Path
) -> None:
    assert till.get("/windows").get_json() == {"windows": []}
    configured(counter, tmp_path, _BY_SUPERVISOR)
    window = {"programme": "BTXH", "first_day": 11, "last_day": 25, "hours": "07:30–17:00"}
    assert till.get("/windows").get_json() == {"windows": [window]}
    boss = boss_of(counter)
    wrong = till.post("/windows/BTXH/waive", supervisor="boss", password="wrong")
    assert (wrong.status_code, wrong.get_json()["code"]) == (403, "not-supervisor")
    teller = {"supervisor": "lan", "password": boss["password"]}
    assert till.post("/windows/BTXH/waive", **teller).status_code == 403
    assert counter.station.journal.entries_of(WindowWaived.kind, 1) == []
    told = till.post("/windows/BTXH/waive", **boss).get_json()
    assert told == {"programme": "BTXH", "until": "2026-11-05T17:00:00+00:00"}
    (entry,) = counter.station.journal.entries_of(WindowWaived.kind, 1)
    assert isinstance(entry.body, WindowWaived)
    assert entry.body.supervisor == "boss"
    assert till.get("/windows").get_json() == {"windows": []}


@pytest.mark.parametrize("programme", ["BTXH", "NONE", "no programme"])
def test_a_till_cannot_have_opened_what_is_open_or_is_no_programme(
    counter: Counter, till: Till, programme: str
) -> None:
    answer = till.post(f"/windows/{programme}/waive", **boss_of(counter))
    assert (answer.status_code, answer.get_json()["code"]) == (409, "window-open")


def test_a_till_is_told_where_the_configuration_leaves_no_way(
    counter: Counter, till: Till, tmp_path: Path
) -> None:
    configured(counter, tmp_path, text_of("provinces/01.toml"))
    answer = till.post("/windows/BTXH/waive", **boss_of(counter))
    assert (answer.status_code, answer.get_json()["code"]) == (409, "window-not-by-supervisor")


def test_a_window_is_opened_by_command(counter: Counter, till: Till, tmp_path: Path) -> None:
    configured(counter, tmp_path, _BY_SUPERVISOR)
    boss = boss_of(counter)
    server = Server(counter.app)
    server.start()
    shell = Shell(server.url, till.token)
    assert [one["programme"] for one in shell.told("windows")["windows"]] == ["BTXH"]
    words = ("waive-window", "BTXH", "--supervisor", "boss")
    refused = shell.run(*words, typed="wrong\n")
    assert (refused.exit_code, json.loads(refused.stderr)["code"]) == (1, "not-supervisor")
    assert shell.told(*words, typed=f"{boss['password']}\n")["programme"] == "BTXH"
    assert shell.told("windows") == {"windows": []}
    server.stop()


# As it is reviewed.


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('opens = "7:30"', "not-readable"),
        ('opens = "24:30"', "not-readable"),
        ('closes = "07:60"', "not-readable"),
        ('opens = "17:00"\ncloses = "07:30"', "hours-backwards"),
        ('opens = "07:30"\ncloses = "07:30"', "hours-backwards"),
        ('outside = "teller"', "not-a-choice"),
        ('opened = "07:30"', "unknown-key"),
    ],
)
def test_a_window_that_cannot_be_is_refused_with_its_line(line: str, code: str) -> None:
    province = text_of("provinces/01.toml").replace("last_day = 25", f"last_day = 25\n{line}")
    with pytest.raises(ConfigurationFaulty) as told:
        configuration(province=province)
    (finding,) = told.value.findings
    assert (finding.file, finding.code) == ("provinces/01.toml", code)
    assert finding.line > 9


def test_hours_and_the_way_out_are_read() -> None:
    province = 'communes = ["100001"]\n' + _BY_SUPERVISOR
    found = configuration(province=province).provinces[PROVINCE]
    assert found.communes == {OfficeId("100001")}
    (window,) = found.windows
    assert window == replace(DAYS_11_TO_25, by_supervisor=True)
    assert window.hours == "07:30–17:00"
