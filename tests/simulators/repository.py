"""A publishing service in memory, and a network to it that an attacker may hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from counter.transport import Fetched, TransportError
from firmware_config.bundle.client.configurations import Configurations
from firmware_config.bundle.publishing.keys import ServiceKeys
from firmware_config.bundle.publishing.metadata import add_signature
from firmware_config.bundle.publishing.publication import publish, stop
from firmware_config.bundle.publishing.repository import Repository
from firmware_config.bundle.publishing.rings import Ring
from firmware_config.bundle.review.configuration import Configuration
from firmware_config.ids import OfficeId, ProvinceCode
from firmware_config.published_paths import CONFIGURATION
from firmware_config.signing import FileKey, PublicKey, Signer
from tests.simulators.configuration import numbered

PROVINCE = ProvinceCode("01")
OFFICE = OfficeId("100000")
START = datetime(2026, 11, 5, 8, 0, tzinfo=UTC)


def rotate_root(
    repository: Repository,
    signers: Iterable[Signer],
    root_keys: Iterable[PublicKey],
    service: ServiceKeys,
) -> None:
    """Draft, have signed and publish the next root, as its keepers do with a file between them."""
    octets = repository.draft_root(root_keys, service)
    for signer in signers:
        octets = add_signature(octets, signer)
    repository.publish_root(octets, service)


class MemoryFiles:
    """A published folder that is kept nowhere."""

    def __init__(self) -> None:
        self.octets: dict[str, bytes] = {}

    def read(self, name: str) -> bytes | None:
        return self.octets.get(name)

    def write(self, name: str, octets: bytes) -> None:
        self.octets[name] = octets

    @contextmanager
    def changing(self) -> Iterator[None]:
        yield


@dataclass
class Publisher:
    """A repository with its keys at the time `now`, which tests move."""

    now: datetime = START
    files: MemoryFiles = field(default_factory=MemoryFiles)
    roots: tuple[FileKey, ...] = field(
        default_factory=lambda: (FileKey.new(), FileKey.new(), FileKey.new())
    )
    service: ServiceKeys = field(default_factory=ServiceKeys.new)
    repository: Repository = field(init=False)
    anchor: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.repository = Repository(self.files, lambda: self.now)
        self.anchor = self.repository.create(self.roots, self.service)

    def publish(
        self, told: Configuration | int, ring: Ring = Ring.COUNTRY, office: OfficeId | None = None
    ) -> None:
        configuration = told if isinstance(told, Configuration) else numbered(told)
        publish(self.repository, self.service, configuration, ring, None, office)

    def halt(self) -> None:
        stop(self.repository, self.service, [PROVINCE])

    def later(self, **passed: float) -> None:
        """Time passes and the service signs anew what has grown old."""
        self.now += timedelta(**passed)
        self.repository.renew(self.service)

    def rotate(self, *signers: FileKey, roots: tuple[FileKey, ...] | None = None) -> None:
        self.roots = roots or self.roots
        keys = [one.public_key for one in self.roots]
        rotate_root(self.repository, signers or self.roots[:2], keys, self.service)


Tamper = Callable[[bytes], bytes]


@dataclass
class Network:
    """A counter's transport to `files`. `tampered` changes answers whose name ends so, `lost` are
    not answered; `asked` are the paths, in order."""

    files: MemoryFiles
    tampered: dict[str, Tamper] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    octets: int = 0

    def fetch(self, path: str, etag: str | None) -> Fetched | None:
        self.asked.append(path)
        name = path.removeprefix(f"{CONFIGURATION}/")
        for ending, code in self.lost.items():
            if name.endswith(ending):
                raise TransportError(code)
        found = self.files.read(name)
        if found is None:
            raise TransportError("file-unknown", status=404)
        for ending, tamper in self.tampered.items():
            if name.endswith(ending):
                found = tamper(found)
        tag = sha256(found).hexdigest()
        if tag == etag:
            return None
        self.octets += len(found)
        return Fetched(found, tag)


def frozen(files: MemoryFiles) -> MemoryFiles:
    """The repository as it is now, for an attacker who shows it for ever."""
    kept = MemoryFiles()
    kept.octets = dict(files.octets)
    return kept


@dataclass
class Client:
    """One counter's store in `folder`; `started_again` is what a restart finds."""

    publisher: Publisher
    folder: Path
    office: OfficeId = OFFICE
    now: Callable[[], datetime] | None = None
    store: Configurations = field(init=False)

    def __post_init__(self) -> None:
        self.store = self.started_again()

    @property
    def file(self) -> Path:
        return self.folder / f"configuration-{self.office}"

    def started_again(self) -> Configurations:
        clock = self.now or (lambda: self.publisher.now)
        return Configurations(self.file, self.publisher.anchor, PROVINCE, self.office, clock)

    @property
    def number(self) -> int:
        """Of the configuration in use, 0 for none; the same after a restart."""
        running, loaded = self.store.taken, self.started_again().taken
        assert running == loaded
        return 0 if running is None else running.number
