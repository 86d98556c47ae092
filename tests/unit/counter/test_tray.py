"""The tray of the simulated reader."""

from __future__ import annotations

from pathlib import Path

from counter.desk.state import Offered, Told
from firmware_config.card.simulator.card import SoftwareCard
from tests.simulators.station import Centre, Counter, RealSlot
from tests.simulators.world import CHANNEL_KEYS, PIN, SERIAL, IssuedQr, World
from tests.unit.counter.teller import Teller


def test_the_tray_puts_in_takes_out_and_shows(
    counter: Counter, teller: Teller, world: World, sheet: IssuedQr
) -> None:
    folder = counter.station.settings.tray
    world.issue_card(card=SoftwareCard.blank_in_file(folder / "one.card", SERIAL, CHANNEL_KEYS))
    (folder / "one.toml").write_text(f'label = "Thẻ <một>"\npin = "{PIN}"\n', "utf-8")
    (folder / "two.qr").write_text(sheet.text, "ascii")
    page = teller.page
    assert "Thẻ &lt;một&gt;" in page
    assert f"PIN {PIN}" in page
    assert teller.sent_to("/tray/insert", name="one") == "/"
    counter.wait_for(Told)  # not on the list: refused, but read
    assert teller.sent_to("/tray/pull") == "/"
    counter.wait_for_empty_reader()
    assert teller.sent_to("/tray/show", name="two") == "/"
    assert isinstance(counter.state, Offered)
    assert teller.post("/tray/insert", name="../one").status_code == 404
    assert teller.post("/tray/show", name="none").status_code == 404


def test_a_real_reader_has_no_tray_and_no_banner(tmp_path: Path, world: World) -> None:
    counter = Counter(tmp_path, world, Centre(world), RealSlot())
    teller = Teller.at(counter)
    assert "MÔ PHỎNG" not in teller.page
    assert "tray" not in teller.page
    assert teller.post("/tray/pull").status_code == 404
    counter.stop()
