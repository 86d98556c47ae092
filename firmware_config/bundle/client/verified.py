"""Whether what lies on a disk is still what the root's keys stand for. Pure.

Dates are not looked at: a counter that has been offline for weeks goes on with what it has, within
the limits that its policy sets for data of that age.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

from firmware_config.bundle.client.fault import ConfigurationFault
from firmware_config.bundle.layout import issued_at, role_of
from firmware_config.errors import ContractError
from firmware_config.ids import ProvinceCode

Signed = TypeVar("Signed", Root, Timestamp, Snapshot, Targets)


@dataclass(frozen=True, slots=True)
class RoleState:
    """A role's metadata as it was taken."""

    version: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Chain:
    """Metadata that belongs together. `issued_at` is when the timestamp was signed."""

    issued_at: datetime
    roles: Mapping[str, RoleState]
    targets: Targets

    def check(self, path: str, octets: bytes) -> None:
        """Raises `ConfigurationFault` unless `octets` are the target at `path`."""
        target = self.targets.targets.get(path)
        try:
            if target is not None:
                target.verify_length_and_hashes(octets)
                return
        except RepositoryError:
            pass
        raise ConfigurationFault("configuration-store", path=path)


def verify_chain(anchor: bytes, metadata: Mapping[str, bytes], province: ProvinceCode) -> Chain:
    """From the root given at installation to the province's targets.

    1. Every root is signed by the one before it and by itself.
    2. Timestamp, snapshot and targets are signed by the newest root's keys.
    3. The snapshot is the timestamp's; targets and the province's role are the snapshot's.
    4. The province's role is signed by the keys that targets delegate it to.

    Raises:
        ConfigurationFault: `configuration-store`.
    """
    try:
        return _verify(anchor, metadata, province)
    except (RepositoryError, KeyError, ValueError, ContractError) as error:
        raise ConfigurationFault("configuration-store", cause=type(error).__name__) from None


def _verify(anchor: bytes, metadata: Mapping[str, bytes], province: ProvinceCode) -> Chain:
    # 1
    root = _checked(anchor, Root, None, "root")
    while (following := metadata.get(root_name(root.version + 1))) is not None:
        newer = _checked(following, Root, root, "root")
        _checked(following, Root, newer, "root")
        if newer.version != root.version + 1:
            raise ConfigurationFault("configuration-store")
        root = newer
    # 2, 3
    timestamp = _checked(metadata["timestamp.json"], Timestamp, root, "timestamp")
    snapshot = _checked(metadata["snapshot.json"], Snapshot, root, "snapshot")
    timestamp.snapshot_meta.verify_length_and_hashes(metadata["snapshot.json"])
    targets = _checked(metadata["targets.json"], Targets, root, "targets")
    snapshot.meta["targets.json"].verify_length_and_hashes(metadata["targets.json"])
    # 4
    role = role_of(province)
    own = _checked(metadata[f"{role}.json"], Targets, targets, role)
    snapshot.meta[f"{role}.json"].verify_length_and_hashes(metadata[f"{role}.json"])
    roles: dict[str, Root | Timestamp | Snapshot | Targets] = {
        "root": root,
        "timestamp": timestamp,
        "snapshot": snapshot,
        "targets": targets,
        role: own,
    }
    states = {name: RoleState(one.version, one.expires) for name, one in roles.items()}
    return Chain(issued_at(timestamp), states, own)


def root_name(version: int) -> str:
    """As TUF's client names a root that it keeps."""
    return f"root_history/{version}.root.json"


def _checked(
    octets: bytes, kind: type[Signed], delegator: Root | Targets | None, role: str
) -> Signed:
    metadata = Metadata[Signed].from_bytes(octets)
    signed = metadata.signed
    if not isinstance(signed, kind):
        raise ConfigurationFault("configuration-store", role=role)
    judge = signed if delegator is None else delegator
    if not isinstance(judge, Root | Targets):
        raise ConfigurationFault("configuration-store", role=role)
    judge.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
    return signed
