"""The repository of the counters' configuration, as the centre serves it and keeps it signed.

configuration/repository/   what counters fetch (`firmware_config.bundle`)
configuration/keys/         the keys in service; those of the root are elsewhere
"""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from firmware_config.bundle.publishing.files import FolderFiles
from firmware_config.bundle.publishing.keys import ServiceKeys
from firmware_config.bundle.publishing.repository import Repository
from firmware_config.bundle.rollout import Rollout
from firmware_config.clock import Clock
from firmware_config.errors import ContractError
from firmware_config.ids import ProvinceCode

LOOKED_AFTER = timedelta(minutes=1)
"""How often it is looked whether something has to be signed anew."""
_MOST_KEPT = 2000  # some 34 provinces × two numbers × seven files × a few publications
_NAME = re.compile(
    r"metadata/(?:timestamp|[0-9]{1,9}\.(?:root|snapshot|targets|prov-[0-9]{2}))\.json"
    r"|targets/prov/[0-9]{2}/(?:[0-9]{1,10}/)?[0-9a-f]{64}\.[a-z]{1,20}\.toml"
)
_CHANGING = "metadata/timestamp.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Served:
    """One file. `etag` is an entity tag (RFC 9110 §8.8.3) without its quotes."""

    octets: bytes
    etag: str


class ConfigurationShelf:
    """What is named by version or hash never changes and is read once."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._files = FolderFiles(folder / "repository")
        self._keys = folder / "keys"
        self._repository = Repository(self._files, clock)
        self._clock = clock
        self._kept: dict[str, Served] = {}
        self._looked_at: datetime | None = None
        self._looking = Lock()

    def file(self, name: str) -> Served | None:
        """The file `name`, as `metadata/timestamp.json`; None when there is none."""
        if not _NAME.fullmatch(name):
            return None
        if name == _CHANGING:
            self._renew()
        kept = self._kept.get(name)
        if kept is not None:
            return kept
        octets = self._files.read(name)
        if octets is None:
            return None
        served = Served(octets, hashlib.sha256(octets).hexdigest()[:16])
        if name != _CHANGING and len(self._kept) < _MOST_KEPT:
            self._kept[name] = served
        return served

    def files_of(self, province: ProvinceCode) -> dict[str, bytes]:
        """All that a counter of `province` asks for, by name, for a stick; nothing before the
        first publication."""
        self._renew()
        if self._files.read(_CHANGING) is None:
            return {}
        return self._repository.files_of(province)

    def rollouts(self) -> dict[ProvinceCode, Rollout]:
        """How far each province's configurations are published; nothing before the first."""
        if self._files.read(_CHANGING) is None:
            return {}
        try:
            return {one: self._repository.rollout(one) for one in self._repository.provinces()}
        except ContractError as fault:
            _log.error("configuration-not-read", extra={"fault": fault.code})
            return {}

    def _renew(self) -> None:
        now = self._clock()
        with self._looking:
            looked_at = self._looked_at
            if looked_at is not None and timedelta(0) <= now - looked_at < LOOKED_AFTER:
                return
            self._looked_at = now
            if self._files.read(_CHANGING) is None:
                return
            try:
                self._repository.renew(ServiceKeys.load(self._keys))
            except ContractError as fault:
                # What is out goes on being served until it runs out; a person must look.
                _log.error("configuration-not-renewed", extra={"fault": fault.code})
