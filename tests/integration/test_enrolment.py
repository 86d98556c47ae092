"""A counter that nobody knows, from its making to its first contact as a terminal, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.settings import Settings as CentreSettings
from cardsvc.staff.scope import EVERYWHERE
from cardsvc.tables import TerminalRole
from counter.centre.enrolling import Enrolling
from counter.centre.newcomer import NEW_FILE, Newcomer, NewcomerError
from counter.cli import cli
from counter.settings import FILE, Settings, SettingsError
from counter.station import Station
from counter.transport.http import HttpTransport
from counter.web.enrolling import enrolling_page
from firmware_config.enrolment import EnrolmentState
from firmware_config.ids import TerminalId
from firmware_config.signing import FileKey
from tests.simulators.answering import answering
from tests.simulators.centre_world import BA_DINH

TERMINAL = TerminalId("01000001")


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    opened = Centre.open(CentreSettings.of(tmp_path / "centre"))
    opened.add_office(BA_DINH)
    yield opened
    opened.close()


@pytest.fixture
def url(centre: Centre) -> Iterator[str]:
    with answering(app_of(centre, strict=True)) as address:
        yield address


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "counter"


def init(state: Path, url: str, centre: Centre, **more: str) -> Result:
    told = {
        "--state": str(state),
        "--centre": url,
        "--root": centre.keyring.root.point.hex(),
        "--office": BA_DINH.id.text,
        "--place": "Quầy 2",
        "--reader": "simulated",
    }
    options = [part for pair in (told | more).items() for part in pair]
    return CliRunner().invoke(cli, ["init", *options], catch_exceptions=False)


def enrolling_of(state: Path, url: str) -> Enrolling:
    return Enrolling(Newcomer.load(state), HttpTransport(url, None))


def approve(centre: Centre) -> str:
    (asking,) = centre.enrolments.waiting(EVERYWHERE)
    role = TerminalRole.COUNTER
    centre.enrolments.approve(
        asking.id, asking.code, TERMINAL, BA_DINH.id, role, "quantri", EVERYWHERE
    )
    return asking.code


def test_a_new_counter_becomes_a_terminal_that_the_centre_hears(
    centre: Centre, url: str, state: Path
) -> None:
    assert init(state, url, centre).exit_code == 0
    enrolling = enrolling_of(state, url)
    enrolling.round()
    assert enrolling.fault is None
    assert enrolling.answer is not None
    code = enrolling.answer.code
    pages = enrolling_page(enrolling).test_client()
    page = pages.get("/whatever").text
    assert code in page
    assert "Chờ trung tâm tiếp nhận" in page
    assert "Waiting to be taken in" in page
    assert approve(centre) == code
    enrolling.round()
    assert enrolling.is_over
    assert "Đã được tiếp nhận" in pages.get("/").text
    enrolling.stop()
    assert not (state / NEW_FILE).exists()
    settings = Settings.load(state)
    assert (settings.terminal, settings.office) == (TERMINAL, BA_DINH.id)
    assert (settings.office_name, settings.province) == (BA_DINH.name, BA_DINH.province)
    station = Station(settings, lambda part: None)
    try:
        station.line.refresh()
        assert station.line.centre_fault is None
        own = station.published.snapshot.certificate
        assert own is not None
        assert own.certificate.terminal == TERMINAL
        told = centre.tellings.last(TERMINAL)
        assert told is not None
        assert told.clock_ahead_s in (-1, 0, 1)
    finally:
        station.stop()


def test_the_command_prints_the_code_and_ends_when_asked_once(
    centre: Centre, url: str, state: Path
) -> None:
    init(state, url, centre)
    asked = CliRunner().invoke(cli, ["enrol", "--state", str(state), "--once"])
    (asking,) = centre.enrolments.waiting(EVERYWHERE)
    assert asking.code in asked.output
    approve(centre)
    done = CliRunner().invoke(cli, ["enrol", "--state", str(state)])
    assert TERMINAL.text in done.output
    assert (state / FILE).exists()


def test_a_refused_counter_says_so(centre: Centre, url: str, state: Path) -> None:
    init(state, url, centre)
    with closing(HttpTransport(url, None)):
        enrolling = enrolling_of(state, url)
        enrolling.round()
        (asking,) = centre.enrolments.waiting(EVERYWHERE)
        centre.enrolments.refuse(asking.id, asking.code, "quantri", EVERYWHERE)
        enrolling.round()
    assert enrolling.answer is not None
    assert enrolling.answer.state is EnrolmentState.REFUSED
    assert "Trung tâm không tiếp nhận" in enrolling_page(enrolling).test_client().get("/").text
    enrolling.stop()
    refused = CliRunner().invoke(cli, ["enrol", "--state", str(state)])
    assert isinstance(refused.exception, NewcomerError)


def test_another_centres_root_and_an_unknown_office_are_told_by_name(
    centre: Centre, url: str, state: Path
) -> None:
    init(state, url, centre, **{"--root": FileKey.new().public_key.point.hex()})
    enrolling = enrolling_of(state, url)
    enrolling.round()
    assert enrolling.fault is not None
    assert enrolling.fault.code == "enrolment-audience"
    assert "không phải của trung tâm này" in enrolling_page(enrolling).test_client().get("/").text
    enrolling.stop()
    init(state, url, centre, **{"--office": "999999"})
    enrolling = enrolling_of(state, url)
    enrolling.round()
    assert enrolling.fault is not None
    assert enrolling.fault.code == "office-unknown"
    enrolling.stop()


def test_a_silent_centre_is_asked_again(centre: Centre, state: Path) -> None:
    init(state, "http://127.0.0.1:1", centre)
    enrolling = enrolling_of(state, "http://127.0.0.1:1")
    enrolling.round()
    assert not enrolling.is_over
    assert "Chưa nối được với trung tâm" in enrolling_page(enrolling).test_client().get("/").text
    enrolling.stop()


def test_a_taken_in_counter_is_not_made_new_again(centre: Centre, url: str, state: Path) -> None:
    init(state, url, centre, **{"--terminal": "T0000001", "--office-name": "X", "--status": "01/0"})
    assert Settings.load(state).terminal == TerminalId("T0000001")
    with pytest.raises(NewcomerError, match="newcomer-is-counter"):
        init(state, url, centre)


def test_a_place_that_cannot_be_shown_and_a_broken_file_are_refused(
    centre: Centre, url: str, state: Path
) -> None:
    with pytest.raises(NewcomerError, match="newcomer-place"):
        init(state, url, centre, **{"--place": "x" * 61})
    (state / NEW_FILE).write_text("centre_url = ", encoding="utf-8")
    with pytest.raises(SettingsError, match="settings-malformed"):
        Newcomer.load(state)
    (state / NEW_FILE).write_text('root = "02"', encoding="utf-8")
    with pytest.raises(SettingsError, match="settings-key"):
        Newcomer.load(state)
