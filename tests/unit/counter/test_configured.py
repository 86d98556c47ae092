"""What a counter takes from its configuration besides limits and windows: revoked keys, the names
of programmes, the speed of scanners."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from counter.decision.refusal import Refusal, Rule
from counter.desk.state import Offered, Told
from firmware_config.bundle.client.configurations import Configurations
from firmware_config.bundle.client.kept import Taken
from firmware_config.bundle.publishing.repository import Release
from firmware_config.bundle.review.devices import NO_DEVICES
from firmware_config.bundle.rollout import Rollout
from firmware_config.ids import ProgrammeCode
from firmware_config.signing import FileKey
from firmware_config.trust import Role
from tests.simulators.configuration import numbered, text_of
from tests.simulators.repository import PROVINCE, Network, Publisher
from tests.simulators.station import Counter
from tests.unit.counter.teller import Teller

_REVOKED = """\
[[key]]
point = "{point}"
role = "{role}"
not_before = 2026-01-01
not_after = 2027-12-31
revoked = 2026-11-04
"""


def revoking(key: FileKey, role: str) -> str:
    return _REVOKED.format(point=key.public_key.point.hex(), role=role)


class Configured:
    """A counter's configuration, published here and taken in."""

    def __init__(self, counter: Counter, folder: Path) -> None:
        self._counter = counter
        self._publisher = Publisher(now=counter.world.now)
        self._number = 0
        self.held = Configurations(
            folder / "configuration",
            self._publisher.anchor,
            counter.world.province,
            counter.world.office,
            lambda: counter.now,
        )
        counter.station.line.configuration = self.held

    def take(self, **changed: str) -> Taken:
        self._number += 1
        self._publisher.publish(numbered(self._number, **changed))
        return self._taken()

    def take_as_it_is(self, release: Release) -> Taken:
        """Published without being read here."""
        self._publisher.repository.publish({PROVINCE: release}, self._publisher.service)
        return self._taken()

    def _taken(self) -> Taken:
        self.held.refresh(Network(self._publisher.files))
        self._counter.station.line.heed_configuration()
        assert self.held.taken is not None
        return self.held.taken


@pytest.fixture
def configured(counter: Counter, tmp_path: Path) -> Configured:
    return Configured(counter, tmp_path)


def shown(counter: Counter, text: str) -> object:
    counter.station.desk.next_person()
    counter.station.desk.show_text(text, "lan")
    return counter.state


def test_a_key_revoked_by_the_configuration_signs_nothing_more(
    counter: Counter, configured: Configured
) -> None:
    world = counter.world
    sheet = counter.centre.issue_sheet()
    counter.station.line.refresh()
    province = text_of("provinces/01.toml").replace("first_day = 11", "first_day = 1")
    configured.take(province=province)
    assert isinstance(shown(counter, sheet.text), Offered)
    taken = configured.take(
        province=province, trust=revoking(world.key(Role.ENTITLEMENT), "entitlement")
    )
    kid = world.key(Role.ENTITLEMENT).public_key.kid
    assert taken.revoked == {kid: datetime(2026, 11, 4, tzinfo=UTC)}
    told = shown(counter, sheet.text)
    assert isinstance(told, Told)
    assert isinstance(told.answer, Refusal)
    assert told.answer.rule is Rule.KEY_NOT_TRUSTED
    # The trust list that does not say so yet changes nothing of it.
    counter.centre.world = replace(world, trust=replace(world.trust, version=2))
    counter.station.line.refresh()
    trust = counter.station.published.snapshot.trust
    assert trust is not None
    assert (trust.version, trust.is_revoked(kid)) == (2, True)


def test_a_payout_list_by_a_key_revoked_so_is_put_away(
    counter: Counter, configured: Configured
) -> None:
    assert counter.station.published.snapshot.payout_list is not None
    configured.take(trust=revoking(counter.world.key(Role.PAYOUT_LIST), "payout-list"))
    assert counter.station.published.snapshot.payout_list is None


def test_a_programme_newer_than_the_program_is_called_as_the_configuration_calls_it(
    counter: Counter, configured: Configured
) -> None:
    rates = text_of("rates.toml").replace('"BTXH"', '"XANH"').replace("Trợ giúp xã hội", "Quà Tết")
    province = text_of("provinces/01.toml").replace('"BTXH"', '"XANH"')
    taken = configured.take(rates=rates, province=province)
    new = ProgrammeCode("XANH")
    assert taken.names == {new: ("Quà Tết", "Social assistance")}
    due = replace(counter.world.entitlement(), programme=new)
    sheet = counter.centre.issue_sheet(due)
    counter.station.line.refresh()
    counter.station.desk.show_text(sheet.text, "lan")
    assert "Quà Tết" in Teller.at(counter).page


def test_the_scanners_speed_is_the_configurations(configured: Configured) -> None:
    assert configured.take().devices.serial_baud == 9600
    faster = text_of("devices.toml").replace("9600", "115200")
    assert configured.take(devices=faster).devices.serial_baud == 115_200
    two = faster + '\n[[scanner]]\nname = "Zebex"\nkind = "serial"\nbaud = 9600\n'
    assert configured.take(devices=two).devices.serial_baud is None


def test_devices_of_a_newer_form_do_not_stop_a_counter(configured: Configured) -> None:
    """Checked by a newer program before it was published; this one does not know the key."""
    assert configured.take().devices.scanners
    files = numbered(5).files_of(PROVINCE)
    files["devices.toml"] += b'\n[[drone]]\nname = "new"\n'
    taken = configured.take_as_it_is(Release(Rollout(5), {5: files}))
    assert (taken.number, taken.devices) == (5, NO_DEVICES)
