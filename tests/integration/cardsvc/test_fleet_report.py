"""The report that a configuration is tried on, from the centre's own books to the guard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from cardsvc.centre import Centre
from cardsvc.cli import main
from cardsvc.tables import TerminalState
from cardsvc.terminals.fleet_report import fleet_report
from cardsvc.terminals.terminal import set_state
from firmware_config.bundle.review.fleet import Fleet
from firmware_config.bundle.review.guard import objections
from firmware_config.ids import CitizenNumber
from tests.simulators.centre_world import (
    BTXH,
    CAU_GIAY,
    HANH,
    MINH,
    NOW,
    Counter,
    issue_card,
    open_centre,
    row,
    take,
)
from tests.simulators.configuration import PROVINCE, configuration, text_of


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    with closing(open_centre(tmp_path / "state")) as opened:
        take(opened, [row(opened, HANH), row(opened, MINH, name="Trần Văn Minh", at=6)])
        yield opened


def report(centre: Centre) -> Fleet:
    with centre.reading.begin() as connection:
        return fleet_report(connection, centre.keyring.trust(NOW), NOW)


def open_at(fleet: Fleet) -> dict[str, int]:
    return {one.terminal.text: one.open_vouchers.get(BTXH, 0) for one in fleet.counters}


def test_what_is_open_stands_with_one_counter_of_its_office(centre: Centre) -> None:
    Counter.enrolled(centre, "T0000001")
    Counter.enrolled(centre, "T0000002")
    Counter.enrolled(centre, "T0000003", CAU_GIAY)
    assert open_at(report(centre)) == {"T0000001": 2, "T0000002": 0, "T0000003": 0}


def test_what_was_paid_is_open_no_more(centre: Centre) -> None:
    counter = Counter.enrolled(centre)
    card = issue_card(centre)
    counter.write(card.pay(counter))
    centre.ledger.ingest(counter.id, counter.batch())
    assert open_at(report(centre)) == {"T0000001": 1}


def test_a_terminal_that_is_set_aside_is_left_out(centre: Centre) -> None:
    counter = Counter.enrolled(centre)
    with centre.engine.begin() as connection:
        set_state(connection, counter.id, TerminalState.REVOKED)
    assert report(centre).counters == ()


def test_the_guard_reads_the_report_as_it_is_written(centre: Centre) -> None:
    Counter.enrolled(centre)
    told = Fleet.parse(report(centre).encode())
    assert told == report(centre)
    pilot = text_of(PROVINCE)
    off = pilot.replace('"pilot"', '"off"').replace(
        'offices = ["100000", "100001", "100002"]\n', ""
    )
    found = objections(configuration(province=off), None, told, NOW)
    assert [one.code for one in found] == ["payouts-stop", "off-with-open-vouchers"]
    assert objections(configuration(province=pilot), None, told, NOW) == ()


def test_the_command_writes_it_without_names(centre: Centre, tmp_path: Path) -> None:
    Counter.enrolled(centre)
    file = tmp_path / "fleet.json"
    words = ["--state", str(tmp_path / "state"), "fleet-report", str(file)]
    run = CliRunner().invoke(main, words)
    assert run.exit_code == 0, run.output
    (one,) = Fleet.parse(file.read_bytes()).counters
    assert one.open_vouchers == {BTXH: 2}
    assert one.keys
    for secret in ("Hạnh", CitizenNumber(HANH.digits).digits):
        assert secret not in file.read_text("utf-8")
