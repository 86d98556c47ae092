"""The TUF repository of the configuration: metadata and targets, published in a safe order.

    metadata/<n>.root.json  timestamp.json  <n>.snapshot.json  <n>.targets.json  <n>.prov-30.json
    targets/prov/30/<hash>.rollout.toml     targets/prov/30/12/<hash>.policy.toml

Top-level targets only delegates: `prov/<code>/…` to the role `prov-<code>`, so that a change in one
province costs the others a snapshot. Whatever the timestamp does not lead to does not exist yet: it
is written last, and a publication that broke off is overwritten by the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tuf.api.metadata import (
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from firmware_config.bundle.layout import (
    ISSUED_AT,
    METADATA,
    file_path,
    issued_at,
    province_of,
    role_of,
    rollout_path,
)
from firmware_config.bundle.publishing.fault import RepositoryError as RepositoryError
from firmware_config.bundle.publishing.files import Files
from firmware_config.bundle.publishing.keys import ServiceKeys
from firmware_config.bundle.publishing.metadata import (
    Signed,
    before_first,
    delegate,
    names_service,
    parse_root,
    set_keys,
    sign,
    target_name,
)
from firmware_config.bundle.rollout import Rollout
from firmware_config.clock import Clock, to_unix, utc_now
from firmware_config.ids import ProvinceCode
from firmware_config.signing import PublicKey, Signer

ROOT_LIFE = timedelta(days=366)
TARGETS_LIFE = timedelta(days=90)
SNAPSHOT_LIFE = timedelta(days=14)
TIMESTAMP_LIFE = timedelta(days=2)
RENEWED_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Release:
    """What a province is given: how far each number has come, and the files of each number."""

    rollout: Rollout
    files: Mapping[int, Mapping[str, bytes]]


class Repository:
    """Every method that changes something leaves a repository that clients accept."""

    def __init__(self, files: Files, clock: Clock = utc_now) -> None:
        self._files = files
        self._clock = clock

    def create(self, root_signers: Sequence[Signer], service: ServiceKeys) -> bytes:
        """An empty repository; its first root, which counters are given at their installation.

        Raises:
            RepositoryError: `repository-exists`.
        """
        with self._files.changing():
            if self._files.read(f"{METADATA}/1.root.json") is not None:
                raise RepositoryError("repository-exists")
            root = Root(version=1, expires=self._until(ROOT_LIFE), consistent_snapshot=True)
            set_keys(root, [one.public_key for one in root_signers], service)
            self._write_root(root, sign(root, root_signers))
            delegations, expires = Delegations({}, roles={}), self._until(TARGETS_LIFE)
            targets = Targets(version=1, expires=expires, delegations=delegations)
            self._commit({"targets": targets}, before_first(Snapshot()), 0, service)
            return self.root_octets(1)

    def publish(self, releases: Mapping[ProvinceCode, Release], service: ServiceKeys) -> None:
        """Give the provinces of `releases` what they say; the others stay as they are.

        Raises:
            RepositoryError: `repository-absent`; `repository-content-differs` when a number that
                is out already would say something else.
        """
        with self._files.changing():
            timestamp, snapshot = self._timestamp(), self._snapshot()
            changed: dict[str, Targets] = {}
            for province, release in releases.items():
                role = role_of(province)
                is_new = f"{role}.json" not in snapshot.meta
                told = before_first(Targets()) if is_new else self._targets(snapshot, role)
                self._put(told, province, release)
                changed[role] = self._next(told, TARGETS_LIFE)
            self._commit(changed, snapshot, timestamp.version, service)

    def renew(self, service: ServiceKeys) -> None:
        """Sign anew what has grown old: called often, it seldom has anything to do."""
        with self._files.changing():
            timestamp, snapshot = self._timestamp(), self._snapshot()
            now = self._clock()
            fresh = now - issued_at(timestamp) < RENEWED_AFTER
            if fresh and issued_at(timestamp) <= now:
                return
            changed: dict[str, Targets] = {}
            for name in snapshot.meta:
                told = self._targets(snapshot, name.removesuffix(".json"))
                if told.expires - now < TARGETS_LIFE / 2:
                    changed[name.removesuffix(".json")] = self._next(told, TARGETS_LIFE)
            self._commit(changed, snapshot, timestamp.version, service)

    def draft_root(self, root_keys: Iterable[PublicKey], service: ServiceKeys) -> bytes:
        """The next root without signatures, to be carried to those who hold the root's keys."""
        root = self.root()
        set_keys(root, root_keys, service)
        root.version += 1
        root.expires = self._until(ROOT_LIFE)
        return sign(root, ())

    def publish_root(self, octets: bytes, service: ServiceKeys) -> bytes:
        """Bring in a root that was drafted here and signed elsewhere; the roles in service are
        signed anew.

        Raises:
            RepositoryError: `repository-root-threshold`; `repository-root-version` when another
                one has come in since the draft; `repository-root-keys` when it names others than
                `service`; `repository-malformed`.
        """
        with self._files.changing():
            before = self.root()
            root = parse_root(octets)
            if root.version != before.version + 1:
                raise RepositoryError("repository-root-version", version=root.version)
            if not names_service(root, service):
                raise RepositoryError("repository-root-keys", version=root.version)
            self._write_root(root, octets, before)
            timestamp, snapshot = self._timestamp(), self._snapshot()
            roles = [name.removesuffix(".json") for name in snapshot.meta]
            changed = {
                role: self._next(self._targets(snapshot, role), TARGETS_LIFE) for role in roles
            }
            self._commit(changed, snapshot, timestamp.version, service)
            return self.root_octets(root.version)

    def root(self) -> Root:
        """The newest root. Raises `RepositoryError` (`repository-absent`)."""
        version = 1
        while self._files.read(f"{METADATA}/{version + 1}.root.json") is not None:
            version += 1
        return self._signed(f"{version}.root", Root)

    def root_octets(self, version: int) -> bytes:
        octets = self._files.read(f"{METADATA}/{version}.root.json")
        if octets is None:
            raise RepositoryError("repository-absent")
        return octets

    def rollout(self, province: ProvinceCode) -> Rollout:
        """How far a province's configurations have come; nothing yet gives number 0."""
        octets = self.target(rollout_path(province), province)
        return Rollout(0) if octets is None else Rollout.parse(octets)

    def target(self, path: str, province: ProvinceCode) -> bytes | None:
        snapshot = self._snapshot()
        if f"{role_of(province)}.json" not in snapshot.meta:
            return None
        target = self._targets(snapshot, role_of(province)).targets.get(path)
        return None if target is None else self._files.read(target_name(target))

    def files_of(self, province: ProvinceCode) -> dict[str, bytes]:
        """Metadata and targets of one province, by name: what any counter of it asks for, whatever
        root it knows and whichever ring it is in."""
        # One moment: nothing is published between two of the files.
        with self._files.changing():
            snapshot, role = self._snapshot(), role_of(province)
            names = [f"{METADATA}/{n}.root.json" for n in range(1, self.root().version + 1)]
            version = self._timestamp().snapshot_meta.version
            names += [f"{METADATA}/timestamp.json", f"{METADATA}/{version}.snapshot.json"]
            told = [one for one in ("targets", role) if f"{one}.json" in snapshot.meta]
            names += [
                f"{METADATA}/{snapshot.meta[f'{one}.json'].version}.{one}.json" for one in told
            ]
            if role in told:
                names += map(target_name, self._targets(snapshot, role).targets.values())
            found = {name: self._files.read(name) for name in names}
        return {name: octets for name, octets in found.items() if octets is not None}

    def provinces(self) -> tuple[ProvinceCode, ...]:
        found = (province_of(name.removesuffix(".json")) for name in self._snapshot().meta)
        return tuple(sorted(province for province in found if province is not None))

    def states(self) -> dict[str, tuple[int, datetime]]:
        """Version and expiry by role."""
        snapshot = self._snapshot()
        signed = {"root": self.root(), "timestamp": self._timestamp(), "snapshot": snapshot}
        told = {role: (one.version, one.expires) for role, one in signed.items()}
        for name in sorted(snapshot.meta):
            role = name.removesuffix(".json")
            targets = self._targets(snapshot, role)
            told[role] = (targets.version, targets.expires)
        return told

    def _put(self, told: Targets, province: ProvinceCode, release: Release) -> None:
        wanted = {rollout_path(province): release.rollout.encode()}
        for number, files in release.files.items():
            for name, octets in files.items():
                wanted[file_path(province, number, name)] = octets
        kept = {}
        for path, octets in wanted.items():
            target = TargetFile.from_data(path, octets, ["sha256"])
            before = told.targets.get(path)
            if before is not None and before != target and path != rollout_path(province):
                raise RepositoryError("repository-content-differs", path=path)
            if before is None or before != target:
                self._files.write(target_name(target), octets)
            kept[path] = target
        told.targets = kept

    def _commit(
        self,
        changed: dict[str, Targets],
        snapshot: Snapshot,
        timestamp_version: int,
        service: ServiceKeys,
    ) -> None:
        """Write targets, then the snapshot, then the timestamp that makes them be."""
        now = self._clock()
        signers = {role: _signer_of(role, service) for role in changed}
        self._delegate_anew(changed, snapshot, signers)
        for role, targets in changed.items():
            octets = sign(targets, [signers.get(role, service.targets)])
            self._files.write(f"{METADATA}/{targets.version}.{role}.json", octets)
            meta = MetaFile.from_data(targets.version, octets, ["sha256"])
            snapshot.meta[f"{role}.json"] = meta
        if changed or snapshot.expires - now < SNAPSHOT_LIFE / 2:
            snapshot.version += 1
            snapshot.expires = self._until(SNAPSHOT_LIFE)
            octets = sign(snapshot, [service.snapshot])
            self._files.write(f"{METADATA}/{snapshot.version}.snapshot.json", octets)
        else:
            octets = self._octets(f"{snapshot.version}.snapshot")
        timestamp = Timestamp(
            version=timestamp_version + 1,
            expires=self._until(TIMESTAMP_LIFE),
            snapshot_meta=MetaFile.from_data(snapshot.version, octets, ["sha256"]),
            unrecognized_fields={ISSUED_AT: to_unix(now)},
        )
        self._files.write(f"{METADATA}/timestamp.json", sign(timestamp, [service.timestamp]))

    def _delegate_anew(
        self, changed: dict[str, Targets], snapshot: Snapshot, signers: Mapping[str, Signer]
    ) -> None:
        """Where a province is new, or its key: targets are then changed as well."""
        if not changed:
            return
        delegator = changed.get("targets") or self._targets(snapshot, "targets")
        moved = [
            delegate(delegator, province, signers[role].public_key)
            for role in changed
            if (province := province_of(role)) is not None
        ]
        if any(moved) and "targets" not in changed:
            changed["targets"] = self._next(delegator, TARGETS_LIFE)

    def _write_root(self, root: Root, octets: bytes, before: Root | None = None) -> None:
        parsed = Metadata[Root].from_bytes(octets)
        for judge in (before or root, root):
            result = judge.get_verification_result("root", parsed.signed_bytes, parsed.signatures)
            if not result.verified:
                raise RepositoryError("repository-root-threshold", missing=result.missing)
        self._files.write(f"{METADATA}/{root.version}.root.json", octets)

    def _next(self, told: Targets, life: timedelta) -> Targets:
        told.version += 1
        told.expires = self._until(life)
        return told

    def _until(self, life: timedelta) -> datetime:
        return self._clock().replace(microsecond=0) + life

    def _timestamp(self) -> Timestamp:
        return self._signed("timestamp", Timestamp)

    def _snapshot(self) -> Snapshot:
        return self._signed(f"{self._timestamp().snapshot_meta.version}.snapshot", Snapshot)

    def _targets(self, snapshot: Snapshot, role: str) -> Targets:
        return self._signed(f"{snapshot.meta[f'{role}.json'].version}.{role}", Targets)

    def _signed(self, name: str, kind: type[Signed]) -> Signed:
        signed = Metadata.from_bytes(self._octets(name)).signed
        if not isinstance(signed, kind):
            raise RepositoryError("repository-malformed", name=name)
        return signed

    def _octets(self, name: str) -> bytes:
        octets = self._files.read(f"{METADATA}/{name}.json")
        if octets is None:
            raise RepositoryError("repository-absent", name=name)
        return octets


def _signer_of(role: str, service: ServiceKeys) -> Signer:
    province = province_of(role)
    return service.targets if province is None else service.of_province(province)
