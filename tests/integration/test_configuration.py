"""A configuration from the publisher's folder to a counter's decisions, over a real server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.registry.offices import Office
from cardsvc.settings import Settings
from counter.settings import Settings as CounterSettings
from counter.station import Station
from demo.configuration import publish_first
from firmware_config.bundle.publishing.files import FolderFiles
from firmware_config.bundle.publishing.keys import ServiceKeys
from firmware_config.bundle.publishing.publication import publish
from firmware_config.bundle.publishing.repository import Repository
from firmware_config.bundle.publishing.rings import Ring
from firmware_config.bundle.review.configuration import Configuration
from firmware_config.clock import utc_now
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from tests.simulators.answering import answering
from tests.simulators.configuration import configuration
from tests.simulators.counter_settings import enrolled_at

OFFICE = Office(OfficeId("301040"), "Bưu điện Tân Trào", ProvinceCode("08"))
BTXH = ProgrammeCode("BTXH")


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    state = tmp_path / "centre"
    with closing(Centre.open(Settings(state, f"sqlite:///{state / 'cardsvc.db'}"))) as opened:
        opened.add_office(OFFICE)
        yield opened


@pytest.fixture
def url(centre: Centre) -> Iterator[str]:
    with answering(app_of(centre, strict=True)) as address:
        yield address


@pytest.fixture
def settings(tmp_path: Path, centre: Centre, url: str) -> CounterSettings:
    return enrolled_at(
        centre, url, tmp_path / "counter", "TQ000001", OFFICE, province="08", reader="simulated"
    )


def changed(folder: Path, centre: Centre, number: int, was: str, now: str) -> None:
    """Publish the folder with one text replaced in the province's file, under a new number."""
    (folder / "configuration.toml").write_text(f'number = {number}\nreason = "Thử"\n')
    file = folder / "provinces" / "08.toml"
    file.write_text(file.read_text("utf-8").replace(was, now), encoding="utf-8")
    place = centre.settings.configuration
    repository = Repository(FolderFiles(place / "repository"))
    publish(repository, ServiceKeys.load(place / "keys"), Configuration.load(folder), Ring.PROVINCE)


def test_a_counter_takes_what_is_published_and_goes_on_with_it_alone(
    tmp_path: Path, centre: Centre, settings: CounterSettings
) -> None:
    folder = tmp_path / "cau-hinh"
    publish_first(centre, folder, OFFICE, BTXH, settings)
    station = Station(settings, lambda part: None)
    try:
        assert station.taken is None
        assert station.known().plan is None
        station.line.refresh()
        assert (station.line.centre_fault, station.line.configuration_fault) == (None, None)
        known = station.known()
        assert known.plan is not None
        assert known.plan.programme(BTXH).runs_at(OFFICE.id)
        assert known.configuration_as_of is not None
        assert abs(known.configuration_as_of - utc_now()) < timedelta(minutes=1)
        changed(folder, centre, 2, OFFICE.id.text, "301041")
        station.line.refresh()
        again = station.known().plan
        assert again is not None
        assert not again.programme(BTXH).runs_at(OFFICE.id)
    finally:
        station.stop()
    offline = replace(settings, centre_url="http://127.0.0.1:1")
    station = Station(offline, lambda part: None)
    try:
        assert station.taken is not None
        assert station.taken.number == 2
    finally:
        station.stop()


def test_a_centre_without_a_configuration_leaves_the_built_in_one(
    settings: CounterSettings,
) -> None:
    station = Station(settings, lambda part: None)
    try:
        station.line.refresh()
        assert station.line.centre_fault is None
        assert station.taken is None
    finally:
        station.stop()


@pytest.mark.parametrize(
    "name",
    [
        "metadata/timestamp.json",
        "metadata/2.root.json",
        "metadata/../keys/targets.pem",
        "..%2Fkeys%2Ftargets.pem",
        "keys/targets.pem",
        "metadata/.lock",
        "targets/prov/08/rollout.toml",
    ],
)
def test_what_is_not_published_is_not_served(centre: Centre, name: str) -> None:
    client = app_of(centre, strict=True).test_client()
    answer = client.get(f"/api/v1/configuration/{name}")
    assert answer.status_code == 404
    assert b"PRIVATE" not in answer.data


def test_an_unchanged_file_is_answered_without_its_octets(
    centre: Centre, settings: CounterSettings, tmp_path: Path
) -> None:
    publish_first(centre, tmp_path / "cau-hinh", OFFICE, BTXH, settings)
    client = app_of(centre, strict=True).test_client()
    path = "/api/v1/configuration/metadata/timestamp.json"
    first = client.get(path)
    assert first.status_code == 200
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_shipped_rates_and_policy_are_a_sound_configuration() -> None:
    rates = files("cardsvc.registry").joinpath("rates.toml").read_text("utf-8")
    assert len(configuration(rates=rates).rates.names) == 6
