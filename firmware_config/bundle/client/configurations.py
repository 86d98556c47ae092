"""One counter's configuration: fetched when there is a network, kept for when there is none."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from tuf.api.exceptions import DownloadError, RepositoryError
from tuf.api.metadata import TargetFile
from tuf.ngclient import Updater, UpdaterConfig

from firmware_config.bundle.client.fault import ConfigurationFault
from firmware_config.bundle.client.fetcher import Source, SourceFetcher
from firmware_config.bundle.client.kept import Kept, KeptFile, Taken
from firmware_config.bundle.layout import METADATA, TARGETS, file_path, rollout_path
from firmware_config.bundle.review.configuration import COUNTER_FILES
from firmware_config.bundle.rollout import Rollout
from firmware_config.clock import Clock, utc_now
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId, ProvinceCode
from firmware_config.published_paths import CONFIGURATION

# Bounds of what is read at all, some ten times what 34 provinces make.
_LIMITS = UpdaterConfig(
    max_root_rotations=64,
    max_delegations=2,
    root_max_length=64 * 1024,
    timestamp_max_length=4 * 1024,
    snapshot_max_length=64 * 1024,
    targets_max_length=256 * 1024,
)
_log = logging.getLogger(__name__)


class Configurations:
    """`anchor` is the first root's octets, given at installation. No network is needed to start:
    what is kept is verified again when it is loaded."""

    def __init__(
        self,
        file: Path,
        anchor: bytes,
        province: ProvinceCode,
        office: OfficeId,
        clock: Clock = utc_now,
    ) -> None:
        self._file = KeptFile(file)
        self._anchor = anchor
        self._province = province
        self._office = office
        self._clock = clock
        self._fetcher = SourceFetcher()
        self._refreshing = Lock()
        self._kept, self._taken = self._load()

    @property
    def taken(self) -> Taken | None:
        """What is in use; None before the first whole refresh."""
        return self._taken

    def refresh(self, source: Source, latest_time_seen: datetime | None = None) -> bool:
        """Fetch what has changed; whether it is another configuration than before.

        Expiry is judged by the later of the clock and `latest_time_seen`: a clock set back does
        not make old metadata good again.

        Raises:
            ConfigurationFault: nothing has changed but what is trusted for the next time.
        """
        with self._refreshing:
            now = max(self._clock(), latest_time_seen or self._clock())
            before = self._taken
            with TemporaryDirectory(prefix="configuration-") as name:
                folder = Path(name)
                _unpack(folder, self._kept.trusted)
                self._fetcher.source = source
                try:
                    kept, taken = self._fetch(folder, now)
                except (DownloadError, RepositoryError) as error:
                    raise ConfigurationFault.of(error) from error
                finally:
                    self._remember(_pack(folder))
            self._keep(kept)
            self._taken = taken
            return before is None or before.number != taken.number

    def _fetch(self, folder: Path, now: datetime) -> tuple[Kept, Taken]:
        updater = _TimedUpdater(folder, self._fetcher, self._anchor, now)
        updater.refresh()
        path = rollout_path(self._province)
        targets = {path: self._target(updater, folder, _listed(updater, path))}
        try:
            rollout = Rollout.parse(targets[path])
        except ContractError as error:
            raise ConfigurationFault("configuration-malformed", cause=error.code) from None
        number = rollout.number_for(self._office)
        if self._taken is not None and number < self._taken.number:
            number = self._taken.number  # halted for others; who has it keeps it
            if updater.get_targetinfo(file_path(self._province, number, COUNTER_FILES[0])) is None:
                raise ConfigurationFault("configuration-number-lower", kept=number)
        if number == 0:
            raise ConfigurationFault("configuration-incomplete", number=0)
        for name in COUNTER_FILES:
            path = file_path(self._province, number, name)
            targets[path] = self._target(updater, folder, _listed(updater, path))
        metadata = _pack(folder)
        taken = Taken.verify(self._anchor, metadata, targets, self._province)
        return Kept(metadata, metadata, targets), taken

    def _target(self, updater: Updater, folder: Path, target: TargetFile) -> bytes:
        """From what is kept, under whatever path, or from the network."""
        for octets in self._kept.targets.values():
            if len(octets) == target.length:
                try:
                    target.verify_length_and_hashes(octets)
                except RepositoryError:
                    continue
                return octets
        return Path(updater.download_target(target, str(folder / "target"))).read_bytes()

    def _load(self) -> tuple[Kept, Taken | None]:
        nothing = Kept({}, {}, {})
        try:
            kept = self._file.load()
            if kept is None or not kept.targets:
                return kept or nothing, None
            return kept, Taken.verify(self._anchor, kept.metadata, kept.targets, self._province)
        except ConfigurationFault as fault:
            # Somebody or a failing disk changed it: begin anew with the built-in default.
            _log.error("configuration-not-kept", extra={"fault": str(fault)})
            return nothing, None

    def _remember(self, trusted: Mapping[str, bytes]) -> None:
        self._keep(Kept(trusted, self._kept.metadata, self._kept.targets))

    def _keep(self, kept: Kept) -> None:
        if kept != self._kept:
            self._file.save(kept)
            self._kept = kept


class _TimedUpdater(Updater):
    """TUF's client judging expiry by our time. It takes the machine's otherwise, and a machine's
    clock is what we do not believe."""

    def __init__(self, folder: Path, fetcher: SourceFetcher, anchor: bytes, now: datetime) -> None:
        super().__init__(
            str(folder),
            f"{CONFIGURATION}/{METADATA}/",
            target_dir=str(folder),
            target_base_url=f"{CONFIGURATION}/{TARGETS}/",
            fetcher=fetcher,
            config=_LIMITS,
            bootstrap=anchor,
        )
        self._trusted_set.reference_time = now


def _listed(updater: Updater, path: str) -> TargetFile:
    target = updater.get_targetinfo(path)
    if target is None:
        raise ConfigurationFault("configuration-incomplete", path=path)
    return target


def _unpack(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, octets in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(octets)


def _pack(folder: Path) -> dict[str, bytes]:
    """The metadata in `folder`; `root.json` is a link to one of the others."""
    found = {}
    for path in sorted(folder.rglob("*.json")):
        if not path.is_symlink() and path.name != "root.json":
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found
