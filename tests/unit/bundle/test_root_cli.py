"""The root's ceremonies, rehearsed with files carried between machines: a turned over root, a lost
root key, a lost signing machine. Counters in the field follow each, or keep what they have."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from counter.transport import Fetched, TransportError
from firmware_config.bundle.client.configurations import Configurations
from firmware_config.bundle.publishing.files import FolderFiles
from firmware_config.bundle.publishing.keys import ServiceKeys
from firmware_config.bundle.publishing.publication import publish
from firmware_config.bundle.publishing.repository import Repository, RepositoryError
from firmware_config.bundle.publishing.rings import Ring
from firmware_config.cli import cli
from firmware_config.errors import ContractError
from firmware_config.published_paths import CONFIGURATION
from firmware_config.signing import FileKey
from tests.simulators.configuration import numbered
from tests.simulators.repository import OFFICE, PROVINCE


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(cli, [str(one) for one in arguments])
    if isinstance(result.exception, ContractError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


@dataclass
class Land:
    """A publishing service, three safes, and a counter that was given the first root."""

    folder: Path

    @property
    def place(self) -> list[str]:
        return ["--repository", str(self.folder / "repository")]

    @property
    def keys(self) -> list[str]:
        return ["--keys", str(self.folder / "keys")]

    @property
    def draft(self) -> Path:
        """What is carried between the machines."""
        return self.folder / "carried.json"

    def safe(self, number: int) -> Path:
        return self.folder / "safes" / f"root-{number}.pem"

    def publish(self, number: int) -> None:
        files = FolderFiles(self.folder / "repository")
        service = ServiceKeys.load(self.folder / "keys")
        publish(Repository(files), service, numbered(number), Ring.COUNTRY)

    def draft_root(self, *options: str) -> str:
        return run("root", "draft", *self.place, *self.keys, "--out", self.draft, *options).output

    def sign(self, *safes: int) -> None:
        for number in safes:
            run("root", "sign", self.draft, "--key", self.safe(number))

    def bring_in(self) -> None:
        run("root", "publish", self.draft, *self.place, *self.keys)

    def counter(self) -> Configurations:
        anchor = (self.folder / "anchor.json").read_bytes()
        return Configurations(self.folder / "kept", anchor, PROVINCE, OFFICE)

    def number_at_the_counter(self) -> int:
        held = self.counter()
        held.refresh(_FolderSource(self.folder / "repository"))
        assert held.taken is not None
        return held.taken.number


@dataclass
class _FolderSource:
    folder: Path

    def fetch(self, path: str, etag: str | None) -> Fetched | None:
        found = FolderFiles(self.folder).read(path.removeprefix(f"{CONFIGURATION}/"))
        if found is None:
            raise TransportError("configuration-unknown", status=404)
        return Fetched(found, sha256(found).hexdigest())


@pytest.fixture
def land(tmp_path: Path) -> Land:
    made = Land(tmp_path)
    run("create-repository", *made.place, *made.keys, "--root-keys", tmp_path / "safes")
    shutil.copy(tmp_path / "repository" / "metadata" / "1.root.json", tmp_path / "anchor.json")
    made.publish(1)
    assert made.number_at_the_counter() == 1
    return made


def test_a_root_is_renewed_by_two_of_its_three_holders(land: Land) -> None:
    told = land.draft_root()
    assert told.count("giữ nguyên") == 4  # three root keys, and those in service
    land.sign(1, 3)
    land.bring_in()
    land.publish(2)
    assert land.number_at_the_counter() == 2
    assert "root phiên bản 2" in run("status", *land.place).output


def test_a_lost_root_key_is_replaced_by_the_other_two(land: Land) -> None:
    land.safe(3).unlink()
    new = run("root", "new-key", land.folder / "safes" / "root-4.pem").output.strip()
    points = [public_point(land.safe(number)) for number in (1, 2)]
    options = [word for point in (*points, new) for word in ("--root-key", point)]
    told = land.draft_root(*options)
    assert told.count("bị bỏ ra") == 1
    assert told.count("được thêm vào") == 1
    land.sign(1, 2)
    land.bring_in()
    land.publish(2)
    assert land.number_at_the_counter() == 2
    # The new holder's signature counts from here on.
    land.draft_root()
    land.sign(2, 4)
    land.bring_in()
    assert land.number_at_the_counter() == 2


def test_with_two_root_keys_lost_nothing_new_comes_in_and_counters_go_on(land: Land) -> None:
    land.safe(2).unlink()
    land.safe(3).unlink()
    land.draft_root()
    land.sign(1)
    with pytest.raises(RepositoryError, match="repository-root-threshold"):
        land.bring_in()
    # What is in service still publishes, until the root runs out.
    land.publish(2)
    assert land.number_at_the_counter() == 2


def test_a_lost_signing_machine_is_replaced_and_its_keys_count_no_more(land: Land) -> None:
    stolen = land.folder / "stolen"
    (land.folder / "keys").rename(stolen)
    run("root", "new-service", land.folder / "keys")
    told = land.draft_root()
    assert "khoá MỚI" in told
    land.sign(2, 3)
    land.bring_in()
    land.publish(2)
    assert land.number_at_the_counter() == 2
    # Who has the old machine publishes what no counter takes.
    forged = Repository(FolderFiles(land.folder / "repository"))
    publish(forged, ServiceKeys.load(stolen), numbered(3), Ring.COUNTRY)
    with pytest.raises(ContractError, match="configuration-unsigned"):
        land.number_at_the_counter()
    kept = land.counter().taken
    assert kept is not None
    assert kept.number == 2


def test_two_roots_turned_over_while_a_counter_was_away_are_followed(land: Land) -> None:
    for _ in range(2):
        land.draft_root()
        land.sign(1, 2)
        land.bring_in()
    land.publish(2)
    assert land.number_at_the_counter() == 2


def test_a_draft_that_another_one_has_overtaken_is_refused(land: Land) -> None:
    land.draft_root()
    late = land.folder / "late.json"
    shutil.copy(land.draft, late)
    land.sign(1, 2)
    land.bring_in()
    run("root", "sign", late, "--key", land.safe(1))
    run("root", "sign", late, "--key", land.safe(2))
    with pytest.raises(RepositoryError, match="repository-root-version"):
        run("root", "publish", late, *land.place, *land.keys)


def test_a_draft_for_other_keys_in_service_is_refused(land: Land) -> None:
    land.draft_root()
    land.sign(1, 2)
    run("root", "new-service", land.folder / "others")
    with pytest.raises(RepositoryError, match="repository-root-keys"):
        run("root", "publish", land.draft, *land.place, "--keys", land.folder / "others")


def test_a_draft_that_was_changed_on_its_way_is_refused(land: Land) -> None:
    land.draft_root()
    land.sign(1, 2)
    octets = land.draft.read_bytes()
    told = b'"consistent_snapshot":'
    land.draft.write_bytes(octets.replace(told + b"true", told + b"false"))
    with pytest.raises(RepositoryError, match="repository-root-threshold"):
        land.bring_in()
    land.draft.write_bytes(octets[: len(octets) // 2])
    with pytest.raises(RepositoryError, match="repository-malformed"):
        land.bring_in()
    # Other metadata is no root.
    shutil.copy(land.folder / "repository" / "metadata" / "timestamp.json", land.draft)
    with pytest.raises(RepositoryError, match="repository-malformed"):
        run("root", "sign", land.draft, "--key", land.safe(1))


def test_the_holder_sees_what_changes_before_signing(land: Land) -> None:
    before = land.folder / "anchor.json"
    new = run("root", "new-key", land.folder / "safes" / "root-4.pem").output.strip()
    points = [public_point(land.safe(number)) for number in (1, 2)]
    land.draft_root(*[word for point in (*points, new) for word in ("--root-key", point)])
    told = run(
        *("root", "sign", land.draft, "--key", land.safe(1)),
        *("--before", before, "--language", "en"),
    ).output
    assert told.count("stays") == 2
    assert told.count("goes out") == 1
    assert told.count("comes in") == 1


def test_a_key_is_never_written_over(land: Land) -> None:
    before = land.safe(1).read_bytes()
    told = CliRunner().invoke(cli, ["root", "new-key", str(land.safe(1))])
    assert told.exit_code != 0
    assert land.safe(1).read_bytes() == before


def public_point(file: Path) -> str:
    return FileKey.load(file).public_key.point.hex()
