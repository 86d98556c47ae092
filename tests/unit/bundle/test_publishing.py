"""Rings, halts and keys of a publication, as counters notice them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tuf.api.metadata import Metadata, Targets

from firmware_config.bundle.client.fault import ConfigurationFault
from firmware_config.bundle.publishing.files import FolderFiles
from firmware_config.bundle.publishing.keys import ServiceKeys, make_root_keys, make_service_keys
from firmware_config.bundle.publishing.publication import publish
from firmware_config.bundle.publishing.repository import Repository, RepositoryError
from firmware_config.bundle.publishing.rings import Ring, advance, halt
from firmware_config.bundle.publishing.tuf_signer import tuf_key
from firmware_config.bundle.review.configuration import Configuration
from firmware_config.bundle.rollout import Rollout, RolloutError
from firmware_config.ids import OfficeId, ProvinceCode
from firmware_config.signing import FileKey
from tests.simulators.configuration import numbered, reviewed, text_of
from tests.simulators.repository import OFFICE, PROVINCE, Client, Network, Publisher

PILOT = OfficeId("100001")
OTHER = OfficeId("100099")


@pytest.fixture
def publisher() -> Publisher:
    return Publisher()


def numbers(publisher: Publisher, *clients: Client) -> list[int]:
    for client in clients:
        client.store.refresh(Network(publisher.files))
    return [client.number for client in clients]


def test_a_roll_out_goes_ring_by_ring(publisher: Publisher, tmp_path: Path) -> None:
    publisher.publish(11)
    three = [Client(publisher, tmp_path, office) for office in (OFFICE, PILOT, OTHER)]
    assert numbers(publisher, *three) == [11, 11, 11]
    publisher.publish(12, Ring.OFFICE, OFFICE)
    assert numbers(publisher, *three) == [12, 11, 11]
    publisher.publish(12, Ring.PILOT)
    assert numbers(publisher, *three) == [12, 12, 11]
    publisher.publish(12, Ring.PROVINCE)
    assert numbers(publisher, *three) == [12, 12, 12]


def test_a_halted_roll_out_is_mended_by_a_higher_number(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.publish(11)
    three = [Client(publisher, tmp_path, office) for office in (OFFICE, PILOT, OTHER)]
    publisher.publish(12, Ring.OFFICE, OFFICE)
    numbers(publisher, *three)
    publisher.halt()
    assert numbers(publisher, *three) == [12, 11, 11]
    with pytest.raises(RolloutError, match="rollout-halted"):
        publisher.publish(12, Ring.PILOT)
    # The office that has the halted one is taken along, though another one is first now.
    publisher.publish(13, Ring.OFFICE, PILOT)
    assert numbers(publisher, *three) == [13, 13, 11]


def test_an_office_without_a_configuration_yet_goes_on_with_none(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.publish(11, Ring.OFFICE, OFFICE)
    outside = Client(publisher, tmp_path, OTHER)
    with pytest.raises(ConfigurationFault, match="configuration-incomplete"):
        outside.store.refresh(Network(publisher.files))
    assert outside.number == 0


@pytest.mark.parametrize(
    ("old", "number", "ring", "code"),
    [
        (Rollout(12), 11, Ring.COUNTRY, "rollout-number-lower"),
        (Rollout(11, 12, frozenset({OTHER})), 12, Ring.OFFICE, "rollout-narrower"),
        (halt(Rollout(11, 12, frozenset({OFFICE}))), 12, Ring.COUNTRY, "rollout-halted"),
    ],
)
def test_a_step_back_is_refused(old: Rollout, number: int, ring: Ring, code: str) -> None:
    with pytest.raises(RolloutError) as raised:
        advance(old, number, ring, frozenset({OFFICE}))
    assert raised.value.code == code


def test_nothing_under_way_cannot_be_halted(publisher: Publisher) -> None:
    publisher.publish(11)
    with pytest.raises(RolloutError, match="rollout-nothing-to-halt"):
        publisher.halt()


@pytest.mark.parametrize("office", [None, OFFICE])
def test_a_ring_without_offices_is_refused(publisher: Publisher, office: OfficeId | None) -> None:
    nobody = text_of("provinces/01.toml").replace('"pilot"', '"full"')
    nobody = nobody.replace('offices = ["100000", "100001", "100002"]\n', "")
    ring = Ring.OFFICE if office is None else Ring.PILOT
    with pytest.raises(RolloutError, match="rollout-ring-empty"):
        publisher.publish(numbered(11, province=nobody), ring, office)
    with pytest.raises(RolloutError, match="rollout-ring-empty"):
        publish(
            publisher.repository,
            publisher.service,
            numbered(11),
            Ring.PROVINCE,
            [ProvinceCode("30")],
        )


def test_a_number_that_is_out_cannot_say_something_else(publisher: Publisher) -> None:
    publisher.publish(11, Ring.OFFICE, OFFICE)
    other = numbered(11, devices="")
    with pytest.raises(RepositoryError, match="repository-content-differs"):
        publisher.publish(other)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"\xff",
        b"stable = 1",
        b'stable = 2\nnext = 1\noffices = ["100000"]\nhalted = false\n',
        b"stable = 1\nnext = 2\noffices = [1]\nhalted = false\n",
        b"stable = -1\nnext = 0\noffices = []\nhalted = false\n",
        b"stable = 1\nnext = 0\noffices = []\nhalted = 1\n",
    ],
)
def test_octets_that_are_no_rollout_are_refused(octets: bytes) -> None:
    with pytest.raises(RolloutError, match="rollout-malformed"):
        Rollout.parse(octets)


def test_a_rollout_comes_back_as_it_was_written() -> None:
    told = Rollout(11, 12, frozenset({OFFICE, PILOT}), is_halted=True)
    assert Rollout.parse(told.encode()) == told


def test_two_of_three_root_keys_bring_a_new_one_in(publisher: Publisher, tmp_path: Path) -> None:
    publisher.publish(11)
    client = Client(publisher, tmp_path)
    assert numbers(publisher, client) == [11]
    first, second, _lost = publisher.roots
    publisher.rotate(first, second, FileKey.new(), roots=(first, second, FileKey.new()))
    publisher.publish(12)
    assert numbers(publisher, client) == [12]


def test_one_root_key_alone_changes_nothing(publisher: Publisher) -> None:
    with pytest.raises(RepositoryError, match="repository-root-threshold"):
        publisher.rotate(publisher.roots[0])


def test_a_lost_signing_machine_is_replaced_by_the_root(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.publish(11)
    client = Client(publisher, tmp_path)
    numbers(publisher, client)
    stolen = publisher.service
    publisher.service = ServiceKeys.new()
    publisher.rotate()
    publisher.publish(12)
    assert numbers(publisher, client) == [12]
    # What the old machine signs now counts for nothing.
    publisher.service = stolen
    publisher.publish(13)
    with pytest.raises(ConfigurationFault, match="configuration-unsigned"):
        client.store.refresh(Network(publisher.files))
    assert client.number == 12


def test_roots_turned_over_twice_while_a_counter_was_away_are_followed(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.publish(11)
    client = Client(publisher, tmp_path)
    numbers(publisher, client)
    for number in (12, 13):
        old = publisher.roots
        new = (FileKey.new(), FileKey.new(), FileKey.new())
        publisher.rotate(*old[:2], *new[:2], roots=new)
        publisher.publish(number)
    assert numbers(publisher, client) == [13]


def test_the_service_signs_anew_before_anything_runs_out(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.publish(11)
    client = Client(publisher, tmp_path)
    for _ in range(20):
        publisher.later(days=10)
        assert numbers(publisher, client) == [11]
    assert all(expires > publisher.now for _, expires in publisher.repository.states().values())


def test_a_fresh_repository_is_not_signed_anew(publisher: Publisher) -> None:
    publisher.publish(11)
    before = dict(publisher.files.octets)
    publisher.later(minutes=30)
    assert publisher.files.octets == before


def test_a_repository_and_its_keys_live_in_folders(tmp_path: Path) -> None:
    roots = make_root_keys(tmp_path / "offline")
    service = make_service_keys(tmp_path / "service")
    assert [one.public_key for one in make_root_keys(tmp_path / "offline")] == [
        one.public_key for one in roots
    ]
    files = FolderFiles(tmp_path / "repository")
    repository = Repository(files)
    anchor = repository.create(roots, service)
    publish(repository, service, numbered(11), Ring.COUNTRY)
    assert Repository(files).root_octets(1) == anchor
    assert Repository(files).rollout(PROVINCE) == Rollout(11)
    assert Repository(files).provinces() == (PROVINCE,)
    with pytest.raises(RepositoryError, match="repository-exists"):
        repository.create(roots, service)
    with pytest.raises(RepositoryError, match="repository-absent"):
        Repository(FolderFiles(tmp_path / "other")).renew(service)


def delegated(publisher: Publisher) -> dict[str, list[str]]:
    """The ids of the keys that sign for each province."""
    targets = Metadata[Targets].from_bytes(publisher.files.octets["metadata/2.targets.json"]).signed
    assert targets.delegations is not None
    assert targets.delegations.roles is not None
    return {name: role.keyids for name, role in targets.delegations.roles.items()}


def test_no_two_provinces_have_one_key(publisher: Publisher) -> None:
    hue = text_of("provinces/01.toml").replace('province = "01"', 'province = "46"')
    both = reviewed() | {"provinces/46.toml": hue.encode()}
    publisher.publish(Configuration.parse(both))
    (first,), (second,) = delegated(publisher).values()
    assert first != second


def test_a_province_s_new_key_is_believed_and_the_old_one_no_more(
    publisher: Publisher, tmp_path: Path
) -> None:
    publisher.publish(11)
    client = Client(publisher, tmp_path)
    assert numbers(publisher, client) == [11]
    before, fresh = publisher.service, ServiceKeys.new()
    publisher.service = replace(before, of_province=fresh.of_province)
    publisher.publish(12)
    assert numbers(publisher, client) == [12]
    newest = publisher.files.octets["metadata/3.targets.json"]
    for service, is_there in ((before, False), (publisher.service, True)):
        keyid = tuf_key(service.of_province(PROVINCE).public_key).keyid
        assert (keyid.encode() in newest) is is_there


def test_a_province_s_key_stays_when_the_service_starts_again(tmp_path: Path) -> None:
    keys = make_service_keys(tmp_path)
    points = {keys.of_province(one).public_key for one in (PROVINCE, ProvinceCode("79"))}
    again = ServiceKeys.load(tmp_path)
    assert {again.of_province(one).public_key for one in (ProvinceCode("79"), PROVINCE)} == points
    assert len(points) == 2
