"""Metadata as the repository writes it: keys, delegations, signatures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from securesystemslib.signer import Key
from tuf.api.exceptions import RepositoryError as TufRepositoryError
from tuf.api.metadata import DelegatedRole, Metadata, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

from firmware_config.bundle.layout import TARGETS, role_of
from firmware_config.bundle.publishing.fault import RepositoryError
from firmware_config.bundle.publishing.keys import ROOT_THRESHOLD, ServiceKeys
from firmware_config.bundle.publishing.tuf_signer import TufSigner, tuf_key
from firmware_config.ids import ProvinceCode
from firmware_config.signing import PublicKey, Signer

Signed = TypeVar("Signed", Root, Timestamp, Snapshot, Targets)
_TOP_ROLES = ("root", "targets", "snapshot", "timestamp")
_COMPACT = JSONSerializer(compact=True)


def before_first(signed: Signed) -> Signed:
    """So that its first version is 1 when it is committed as the next one."""
    signed.version = 0
    return signed


def sign(signed: Signed, signers: Iterable[Signer]) -> bytes:
    metadata = Metadata(signed)
    for signer in signers:
        metadata.sign(TufSigner(signer), append=True)
    return metadata.to_bytes(_COMPACT)


def add_signature(octets: bytes, signer: Signer) -> bytes:
    """Drafted metadata with one more signature.

    Raises:
        RepositoryError: `repository-malformed`.
    """
    metadata = _parsed(octets)
    metadata.sign(TufSigner(signer), append=True)
    return metadata.to_bytes(_COMPACT)


def parse_root(octets: bytes) -> Root:
    """What a root says; nobody has checked its signatures. Raises as `add_signature`."""
    return _parsed(octets).signed


def root_points(root: Root, role: str = "root") -> tuple[PublicKey, ...]:
    """The keys of `role`, in the order of their ids."""
    found = (root.keys[keyid] for keyid in sorted(root.roles[role].keyids))
    return tuple(_point(one) for one in found)


def names_service(root: Root, service: ServiceKeys) -> bool:
    """Whether the roles in service are those of `service`."""
    return all(
        root.roles[role].keyids == [tuf_key(signer.public_key).keyid]
        for role, signer in service_roles(service)
    )


def service_roles(service: ServiceKeys) -> tuple[tuple[str, Signer], ...]:
    return (
        ("targets", service.targets),
        ("snapshot", service.snapshot),
        ("timestamp", service.timestamp),
    )


def _parsed(octets: bytes) -> Metadata[Root]:
    try:
        metadata = Metadata[Root].from_bytes(octets)
    except TufRepositoryError:
        raise RepositoryError("repository-malformed", name="root") from None
    if not isinstance(metadata.signed, Root):
        raise RepositoryError("repository-malformed", name="root")
    return metadata


def _point(key: Key) -> PublicKey:
    public = load_pem_public_key(key.keyval["public"].encode())
    assert isinstance(public, ec.EllipticCurvePublicKey)  # as `tuf_key` makes them
    return PublicKey.of(public)


def set_keys(root: Root, root_keys: Iterable[PublicKey], service: ServiceKeys) -> None:
    """Exactly these keys for the top-level roles."""
    for role in _TOP_ROLES:
        for keyid in list(root.roles[role].keyids):
            root.revoke_key(keyid, role)
    for key in root_keys:
        root.add_key(tuf_key(key), "root")
    root.roles["root"].threshold = ROOT_THRESHOLD
    for role, signer in service_roles(service):
        root.add_key(tuf_key(signer.public_key), role)


def delegate(delegator: Targets, province: ProvinceCode, key: PublicKey) -> bool:
    """Have the province's paths signed by `key` alone; whether that is new."""
    delegations, trusted = delegator.delegations, tuf_key(key)
    assert delegations is not None
    assert delegations.roles is not None
    name, roles = role_of(province), delegations.roles
    if name in roles and roles[name].keyids == [trusted.keyid]:
        return False
    # A wildcard stands for one part of a path: the rollout, and the files under a number.
    paths = [f"prov/{province}/*", f"prov/{province}/*/*"]
    roles[name] = DelegatedRole(name, [trusted.keyid], 1, True, paths)
    known = {**delegations.keys, trusted.keyid: trusted}
    used = (keyid for role in roles.values() for keyid in role.keyids)
    delegations.keys = {keyid: known[keyid] for keyid in used}
    return True


def target_name(target: TargetFile) -> str:
    """As a client asks for it: the hash before the last part of the path."""
    folder, _, name = target.path.rpartition("/")
    return f"{TARGETS}/{folder}/{target.hashes['sha256']}.{name}"
