"""Every attack of the TUF specification's section on attacks (1.5.2), on our own store.

In each the last good state stays, in memory and on disk.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from firmware_config.bundle.client.fault import ConfigurationFault
from firmware_config.bundle.publishing import repository as repository_module
from firmware_config.bundle.publishing.keys import ServiceKeys
from firmware_config.bundle.publishing.repository import Release
from firmware_config.bundle.publishing.rings import Ring
from firmware_config.bundle.rollout import Rollout
from firmware_config.signing import FileKey
from tests.simulators.configuration import numbered, text_of
from tests.simulators.repository import PROVINCE, Client, Network, Publisher, frozen


@pytest.fixture
def publisher() -> Publisher:
    publisher = Publisher()
    publisher.publish(11)
    return publisher


@pytest.fixture
def client(publisher: Publisher, tmp_path: Path) -> Client:
    client = Client(publisher, tmp_path)
    client.store.refresh(Network(publisher.files))
    assert client.number == 11
    return client


def refused(client: Client, network: Network, *codes: str) -> None:
    """The refresh fails by one of `codes`; what was in use still is, also after a restart."""
    before = client.store.taken
    with pytest.raises(ConfigurationFault) as raised:
        client.store.refresh(network)
    assert raised.value.code in codes
    assert client.store.taken == before
    assert client.started_again().taken == before


def test_arbitrary_software_a_target_that_was_not_signed_is_refused(
    publisher: Publisher, client: Client
) -> None:
    publisher.publish(12)
    network = Network(publisher.files, tampered={"rollout.toml": lambda was: was[:-1] + b" "})
    refused(client, network, "configuration-hash")


@pytest.mark.parametrize("role", ["timestamp", "snapshot"])
def test_arbitrary_software_metadata_by_another_s_key_is_refused(
    publisher: Publisher, client: Client, role: str
) -> None:
    theirs: dict[str, Any] = {role: FileKey.new()}
    publisher.service = replace(publisher.service, **theirs)
    publisher.publish(12)
    refused(client, Network(publisher.files), "configuration-unsigned")


def test_arbitrary_software_a_province_s_files_by_another_s_key_are_refused(
    publisher: Publisher, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.publish(12)
    theirs = FileKey.new()
    publisher.service = replace(publisher.service, of_province=lambda province: theirs)
    # A province's key stands in targets, which a thief of the online keys cannot sign.
    monkeypatch.setattr(repository_module, "delegate", lambda *told: False)
    publisher.publish(13)
    refused(client, Network(publisher.files), "configuration-unsigned")


@pytest.mark.parametrize(
    ("name", "most"), [("timestamp.json", 4096), (".snapshot.json", 65536), ("rollout.toml", 100)]
)
def test_endless_data_is_cut_off(
    publisher: Publisher, client: Client, name: str, most: int
) -> None:
    publisher.publish(12)
    network = Network(publisher.files, tampered={name: lambda was: was + b" " * most})
    refused(client, network, "configuration-endless")


def test_an_endless_chain_of_roots_ends(publisher: Publisher, client: Client) -> None:
    def roots() -> Iterator[bytes]:
        while True:
            yield publisher.anchor

    publisher.publish(12)
    network = Network(publisher.files)
    served = frozen(publisher.files)
    network.files = served
    for version, octets in zip(range(2, 500), roots(), strict=False):
        served.octets[f"metadata/{version}.root.json"] = octets
    refused(client, network, "configuration-rollback")
    assert len(network.asked) < 5


def test_extraneous_dependencies_a_province_cannot_speak_for_another(
    publisher: Publisher, client: Client
) -> None:
    """What a role lists outside its own paths is nobody's: a counter asks for its own only."""
    publisher.publish(12)
    network = Network(publisher.files)
    client.store.refresh(network)
    targets = [path for path in network.asked if "/targets/" in path]
    assert targets
    assert all("/prov/01/" in path for path in targets)
    assert client.number == 12


def test_fast_forward_versions_driven_up_by_a_thief_are_forgotten_with_his_keys(
    publisher: Publisher, client: Client
) -> None:
    honest = frozen(publisher.files)
    for _ in range(30):  # the thief publishes version after version
        publisher.later(hours=2)
    client.store.refresh(Network(publisher.files))
    high = publisher.repository.states()["timestamp"][0]
    publisher.files.octets = honest.octets
    publisher.service = ServiceKeys.new()
    publisher.rotate()
    publisher.publish(12)
    assert publisher.repository.states()["timestamp"][0] < high
    client.store.refresh(Network(publisher.files))
    assert client.number == 12


def test_indefinite_freeze_an_old_timestamp_is_refused_once_it_has_run_out(
    publisher: Publisher, client: Client
) -> None:
    old = frozen(publisher.files)
    publisher.later(days=1)
    publisher.publish(12)
    client.store.refresh(Network(old))  # still good for a while
    assert client.number == 11
    publisher.later(days=2)
    refused(client, Network(old), "configuration-expired")


def test_a_freeze_is_not_helped_by_setting_the_clock_back(
    publisher: Publisher, client: Client
) -> None:
    old = frozen(publisher.files)
    seen = publisher.now + timedelta(days=5)
    with pytest.raises(ConfigurationFault, match="configuration-expired"):
        client.store.refresh(Network(old), seen)


@pytest.mark.parametrize("code", ["centre-unreachable", "centre-slow", "centre-fault"])
def test_malicious_mirrors_that_withhold_change_nothing(
    publisher: Publisher, client: Client, code: str
) -> None:
    publisher.publish(12)
    wanted = "configuration-slow" if code == "centre-slow" else "configuration-unreachable"
    for name in ("timestamp.json", ".snapshot.json", ".prov-01.json", "rollout.toml"):
        refused(client, Network(publisher.files, lost={name: code}), wanted)
    client.store.refresh(Network(publisher.files))
    assert client.number == 12


def test_slow_retrieval_is_given_up(publisher: Publisher, client: Client) -> None:
    """The transport bounds an answer's time (`counter.transport.http.ANSWER_S`) and says so."""
    publisher.publish(12)
    refused(client, Network(publisher.files, lost={".toml": "centre-slow"}), "configuration-slow")


def swapped(publisher: Publisher, client: Client, name: str) -> Network:
    """The newest repository with the file that was `name` before in the new one's place."""
    old = frozen(publisher.files)
    publisher.publish(12)
    mixed = frozen(publisher.files)
    was = max(path for path in old.octets if path.endswith(name))
    now = max(path for path in mixed.octets if path.endswith(name) and path not in old.octets)
    mixed.octets[now] = old.octets[was]
    return Network(mixed)


@pytest.mark.parametrize("name", [".snapshot.json", ".prov-01.json"])
def test_mix_and_match_metadata_that_did_not_exist_together_is_refused(
    publisher: Publisher, client: Client, name: str
) -> None:
    # Signatures are of 70 to 72 octets, so that what is swapped in may be longer than said.
    refused(client, swapped(publisher, client, name), "configuration-hash", "configuration-endless")


def test_mix_and_match_a_policy_of_another_number_is_refused(
    publisher: Publisher, client: Client, tmp_path: Path
) -> None:
    network = swapped(publisher, client, "configuration.toml")
    refused(client, network, "configuration-hash")


def test_rollback_an_older_timestamp_is_refused(publisher: Publisher, client: Client) -> None:
    old = frozen(publisher.files)
    publisher.publish(12)
    client.store.refresh(Network(publisher.files))
    refused(client, Network(old), "configuration-rollback")
    assert client.number == 12


def test_rollback_is_remembered_from_a_refresh_that_broke_off(
    publisher: Publisher, client: Client
) -> None:
    old = frozen(publisher.files)
    publisher.publish(12)
    broken = Network(publisher.files, lost={"rollout.toml": "centre-unreachable"})
    refused(client, broken, "configuration-unreachable")
    client.store = client.started_again()
    refused(client, Network(old), "configuration-rollback")


def test_rollback_of_a_number_by_the_publisher_s_own_keys_is_refused(
    publisher: Publisher, client: Client
) -> None:
    publisher.publish(12)
    client.store.refresh(Network(publisher.files))
    forged = Publisher(roots=publisher.roots, service=publisher.service)
    forged.anchor = publisher.anchor
    forged.publish(11)
    for _ in range(9):
        forged.later(hours=2)
    refused(client, Network(forged.files), "configuration-rollback")


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets", "of_province"])
def test_a_key_in_service_alone_gives_a_thief_nothing_new_to_sign(
    publisher: Publisher, client: Client, role: str
) -> None:
    """Key compromise: with one stolen key the thief's own publication is refused."""
    theirs = replace(ServiceKeys.new(), **{role: getattr(publisher.service, role)})
    publisher.service = theirs
    publisher.publish(12)
    refused(client, Network(publisher.files), "configuration-unsigned")


def test_one_root_key_alone_cannot_bring_in_another(publisher: Publisher, client: Client) -> None:
    thief = Publisher(roots=(publisher.roots[0], FileKey.new(), FileKey.new()))
    thief.publish(12)
    second = json.loads(thief.anchor)
    second["signed"]["version"] = 2
    mixed = frozen(thief.files)
    mixed.octets["metadata/2.root.json"] = json.dumps(second).encode()
    refused(client, Network(mixed), "configuration-unsigned")


def test_wrong_software_another_province_s_files_are_refused(
    publisher: Publisher, client: Client
) -> None:
    """A counter asks under its own province's path, and the file there says whose it is."""
    swindle = text_of("provinces/01.toml").replace('province = "01"', 'province = "04"')
    files = numbered(12).files_of(PROVINCE) | {"province.toml": swindle.encode()}
    publisher.repository.publish({PROVINCE: Release(Rollout(12), {12: files})}, publisher.service)
    refused(client, Network(publisher.files), "configuration-malformed")


def test_a_torn_download_is_refused(publisher: Publisher, client: Client) -> None:
    publisher.publish(12)
    for name in ("timestamp.json", ".snapshot.json", ".prov-01.json", "rollout.toml"):
        network = Network(publisher.files, tampered={name: lambda was: was[: len(was) // 2]})
        before = client.store.taken
        with pytest.raises(ConfigurationFault):
            client.store.refresh(network)
        assert client.store.taken == before


@pytest.mark.parametrize("days", [15, 100, 400])
def test_expired_metadata_of_every_role_is_refused_but_what_is_kept_still_serves(
    publisher: Publisher, client: Client, days: int
) -> None:
    """Snapshot, targets and root run out one after the other; the timestamp is first."""
    publisher.now += timedelta(days=days)
    refused(client, Network(publisher.files), "configuration-expired")
    assert client.number == 11


Tamper = Callable[[bytes], bytes]


@pytest.mark.parametrize(
    "tamper",
    [
        lambda was: b"",
        lambda was: was[:-1],
        lambda was: was.replace(b"ageing_qr_limit_vnd = 10_", b"ageing_qr_limit_vnd = 90_"),
        lambda was: was.replace(b'stage = "pilot"', b'stage = "pilox"'),
    ],
)
def test_a_store_that_was_changed_on_disk_is_not_used(
    publisher: Publisher, client: Client, tamper: Tamper
) -> None:
    was = client.file.read_bytes()
    assert tamper(was) != was
    client.file.write_bytes(tamper(was))
    assert client.started_again().taken is None
    client.store = client.started_again()
    client.store.refresh(Network(publisher.files))
    assert client.number == 11


def test_a_store_cut_off_at_any_length_is_not_used(client: Client) -> None:
    was = client.file.read_bytes()
    for length in range(0, len(was), 997):
        client.file.write_bytes(was[:length])
        assert client.started_again().taken is None


def test_nothing_is_asked_of_a_network_to_start(client: Client) -> None:
    assert client.started_again().taken is not None


def test_an_unchanged_refresh_asks_twice_and_writes_nothing(
    publisher: Publisher, client: Client
) -> None:
    network = Network(publisher.files)
    before = client.file.stat().st_mtime_ns
    assert client.store.refresh(network) is False
    assert [path.rsplit("/", 1)[1] for path in network.asked] == ["2.root.json", "timestamp.json"]
    assert client.file.stat().st_mtime_ns == before


def test_only_what_has_changed_is_fetched(publisher: Publisher, client: Client) -> None:
    publisher.publish(12, Ring.COUNTRY)
    network = Network(publisher.files)
    assert client.store.refresh(network) is True
    fetched = [path.rsplit(".", 2)[-2:] for path in network.asked if "/targets/" in path]
    assert fetched == [["rollout", "toml"], ["configuration", "toml"]]
