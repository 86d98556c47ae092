"""An office that never has a network: everything goes by a stick, between a real counter and a
real centre, and both keep what a network would have brought."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from cardsvc.centre import Centre
from cardsvc.cli import main as centre_command
from cardsvc.registry.offices import Office
from cardsvc.settings import Settings
from cardsvc.tables import TerminalState
from cardsvc.terminals.tellings import Tellings
from cardsvc.terminals.terminal import set_state
from counter.settings import Settings as CounterSettings
from counter.station import Station
from demo.configuration import publish_first
from firmware_config.body.shift import CashIn
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.notes import Notes
from firmware_config.stick.going import MAX_MANIFEST_BYTES, Kind, Manifest, Named, write
from firmware_config.stick.layout import MANIFEST, StickError, going_folder
from firmware_config.stick.sealing import OpeningKey
from tests.simulators.counter_settings import enrolled_at

OFFICE = Office(OfficeId("301040"), "Bưu điện Tân Trào", ProvinceCode("08"))
BTXH = ProgrammeCode("BTXH")


@dataclass
class Land:
    """A centre, two counters that cannot reach it, and the stick between them."""

    centre: Centre
    one: Station
    other: Station
    stick: Path

    def carry(self) -> None:
        """Both write, the centre takes in, and the stick comes back."""
        for station in (self.one, self.other):
            station.sticks.write(self.stick)
        visits = self.centre.sticks.take_stick(self.stick, self.stick)
        assert [visit.code for visit in visits] == ["", ""]


def make(tmp_path: Path, centre: Centre, name: str) -> CounterSettings:
    nowhere, state = "http://127.0.0.1:1", tmp_path / name
    return enrolled_at(centre, nowhere, state, name, OFFICE, province="08", reader="simulated")


@pytest.fixture
def land(tmp_path: Path) -> Iterator[Land]:
    with ExitStack() as stack:
        centre = stack.enter_context(closing(Centre.open(Settings.of(tmp_path / "centre"))))
        centre.add_office(OFFICE)
        first, second = (make(tmp_path, centre, name) for name in ("TQ000001", "TQ000002"))
        publish_first(centre, tmp_path / "cau-hinh", OFFICE, BTXH, first)
        shutil.copy(first.configuration_root, second.configuration_root)
        stations = [Station(one, lambda part: None) for one in (first, second)]
        for station in stations:
            stack.callback(station.stop)
            station.shifts.open(Notes(), "lan")
        (tmp_path / "stick").mkdir()
        one, other = stations
        yield Land(centre, one, other, tmp_path / "stick")


def test_two_counters_of_one_stick_get_all_that_a_network_brings(land: Land) -> None:
    land.carry()
    for station in (land.one, land.other):
        brought = station.take_stick(land.stick)
        assert (brought.acknowledged, brought.faults, brought.number) == (1, (), 1)
        known = station.known()
        assert known.trust is not None
        assert known.payout_list is not None
        assert known.plan is not None
        assert known.plan.programme(BTXH).runs_at(OFFICE.id)
        assert station.published.snapshot.certificate is not None
        assert station.outbox.pending().confirmations == 0


def test_the_same_stick_is_taken_any_number_of_times(land: Land) -> None:
    land.carry()
    visits = land.centre.sticks.take_stick(land.stick, land.stick)
    assert [(visit.batches, visit.code) for visit in visits] == [(1, ""), (1, "")]
    for _ in range(2):
        assert land.one.take_stick(land.stick).is_whole


def test_the_counters_telling_comes_with_it(land: Land) -> None:
    land.carry()
    told = Tellings(land.centre.engine, land.centre.clock).last(land.one.settings.terminal)
    assert told is not None
    assert told.pending == 1  # the open shift, which came with the same stick


def test_one_counters_answer_is_nothing_to_the_other(land: Land) -> None:
    land.carry()
    names = [f"{one.settings.terminal}.answer" for one in (land.one, land.other)]
    folder = land.stick / "chitra-in"
    (folder / names[1]).unlink()
    with pytest.raises(StickError, match=r"stick-of-another.*TQ000001"):
        land.other.take_stick(land.stick)
    (folder / names[0]).rename(folder / names[1])
    with pytest.raises(StickError, match=r"stick-of-another.*TQ000001"):
        land.other.take_stick(land.stick)


def test_a_folder_pulled_out_too_soon_does_not_keep_the_others(land: Land) -> None:
    for station in (land.one, land.other):
        station.sticks.write(land.stick)
    (going_folder(land.stick, land.one.settings.terminal) / MANIFEST).unlink()
    torn, whole = land.centre.sticks.take_stick(land.stick, land.stick)
    assert (torn.name, torn.code, torn.answer) == ("TQ000001", "stick-half-written", None)
    assert (whole.name, whole.code) == ("TQ000002", "")
    assert land.other.take_stick(land.stick).is_whole
    with pytest.raises(StickError, match="stick-of-another"):
        land.one.take_stick(land.stick)


def test_a_torn_batch_books_nothing_of_its_folder(land: Land) -> None:
    land.one.sticks.write(land.stick)
    folder = going_folder(land.stick, land.one.settings.terminal)
    batch = max(folder.glob("*.cbor"), key=lambda path: path.stat().st_size)
    batch.write_bytes(batch.read_bytes()[:-1])
    (torn,) = land.centre.sticks.take_stick(land.stick, land.stick)
    assert (torn.code, torn.batches) == ("stick-half-written", 0)


def test_a_folder_under_another_counters_name_is_refused(land: Land) -> None:
    land.one.sticks.write(land.stick)
    folder = going_folder(land.stick, land.one.settings.terminal)
    folder.rename(folder.with_name("TQ000002"))
    (refused,) = land.centre.sticks.take_stick(land.stick, land.stick)
    assert (refused.code, refused.answer) == ("stick-of-another", None)


def test_a_stranger_with_his_own_sealing_key_gets_no_list(land: Land) -> None:
    """He has the stick, not the terminal's key: names would be his if anyone could ask for them."""
    land.one.sticks.write(land.stick)
    terminal, stranger = land.one.settings.terminal, land.other.settings.signer()

    def sign(files: tuple[Named, ...]) -> bytes:
        at, key = land.centre.clock(), OpeningKey.new().public
        return Manifest(terminal, at, key, (), files).sign(stranger)

    write(going_folder(land.stick, terminal), [(Kind.TELLING, b"nothing")], sign)
    (refused,) = land.centre.sticks.take_stick(land.stick, land.stick)
    assert (refused.code, refused.answer) == ("bad-signature", None)


@pytest.mark.parametrize("state", [TerminalState.REVOKED, TerminalState.QUARANTINED])
def test_a_terminal_that_is_not_believed_gets_no_names(land: Land, state: TerminalState) -> None:
    land.carry()
    land.one.take_stick(land.stick)
    before = land.one.published.snapshot
    land.one.journal.append(CashIn(1_000_000, "lan"))
    with land.centre.engine.begin() as connection:
        set_state(connection, land.one.settings.terminal, state)
    land.one.sticks.write(land.stick)
    visits = land.centre.sticks.take_stick(land.stick, land.stick)
    ours = next(visit for visit in visits if visit.name == "TQ000001")
    assert ours.answer is not None
    land.one.take_stick(land.stick)
    assert land.one.published.snapshot == before


def test_the_centres_command_tells_each_counter(land: Land, tmp_path: Path) -> None:
    for station in (land.one, land.other):
        station.sticks.write(land.stick)
    (going_folder(land.stick, land.other.settings.terminal) / MANIFEST).write_bytes(b"spoilt")
    words = ["--state", str(tmp_path / "centre"), "--language", "en", "stick", "in"]
    run = CliRunner().invoke(centre_command, [*words, str(land.stick), "--out", str(land.stick)])
    assert run.exit_code == 1
    assert "TQ000001: 1 batches taken" in run.output
    assert "TQ000002: 0 batches taken\n  The data has not the right form." in run.output
    assert land.one.take_stick(land.stick).is_whole
    empty = CliRunner().invoke(centre_command, [*words, str(tmp_path), "--out", str(land.stick)])
    assert empty.exit_code != 0


def test_the_answers_fit_into_a_zip_unpacked_at_the_top(land: Land) -> None:
    land.one.sticks.write(land.stick)
    (visit,) = land.centre.sticks.take_stick(land.stick, land.stick)
    assert visit.answer is not None
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w") as packed:
        packed.writestr("chitra-in/TQ000001.answer", visit.answer)
    shutil.rmtree(land.stick / "chitra-in")
    with zipfile.ZipFile(octets) as packed:
        packed.extractall(land.stick)
    assert land.one.take_stick(land.stick).is_whole
    assert len(visit.answer) > MAX_MANIFEST_BYTES // 64
