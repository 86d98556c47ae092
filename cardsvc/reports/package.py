"""A sealed report as one file: a ZIP with the report's files, the manifest and the trust list.

Anybody can open it. Whether to believe it is told by `check_package`, which needs nothing but the
file and the root key, on any machine and without a network.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

from cardsvc.reports.errors import PackageRefused, ReportError
from cardsvc.reports.manifest import MAX_FILES, Manifest, SealedFile
from firmware_config import cbor
from firmware_config.card.certificate import CardCertificate
from firmware_config.card.receipt import SignedReceipt
from firmware_config.errors import ContractError
from firmware_config.signing import PublicKey
from firmware_config.trust import TrustList

MANIFEST, TRUST = "manifest.cose", "trust.cose"
RECEIPTS = "chu-ky/"
RECEIPT_COLUMNS = (
    *("n", "entitlement", "period", "amount_vnd", "medium", "terminal", "seq", "at"),
    *("card", "counter", "receipt", "certificate"),
)
"""Of the files of card signatures: `receipt` and `certificate` are COSE_Sign1, base64url."""
_PIECE_BYTES = 1 << 20
_MOST_SIGNED_BYTES = cbor.MAX_BYTES
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the format knows no earlier time: the same files, the same ZIP

Told = Callable[[int, int], None]
"""Is told how many files are checked, of how many."""


def write_package(
    file: IO[bytes], folder: Path, files: Iterable[SealedFile], manifest: bytes, trust: bytes
) -> None:
    """The package of `files`, which lie in `folder`; each is checked while it is read.

    Raises:
        ReportError: `report-file-lost`, for one that is not there or not what it was.
    """
    with zipfile.ZipFile(file, "w") as package:
        for name, octets in ((MANIFEST, manifest), (TRUST, trust)):
            package.writestr(_entry(name), octets)
        for one in files:
            digest, size = hashlib.sha256(), 0
            try:
                with (
                    (folder / one.name).open("rb") as source,
                    package.open(_entry(one.name, one.size), "w") as into,
                ):
                    while piece := source.read(_PIECE_BYTES):
                        digest.update(piece)
                        size += len(piece)
                        into.write(piece)
            except FileNotFoundError as missing:
                raise ReportError("report-file-lost", name=one.name) from missing
            if (size, digest.digest()) != (one.size, one.sha256):
                raise ReportError("report-file-lost", name=one.name)


def check_package(
    file: IO[bytes],
    root: PublicKey,
    *,
    newer_trust: bytes | None = None,
    receipts: bool = False,
    told: Told = lambda done, of: None,
) -> Manifest:
    """What the package in `file` says, if every word of it may be believed.

    1. It is a ZIP with a manifest and a trust list, and each name is there once.
    2. The root signed the trust list.
    3. A key that might, signed the manifest (`Manifest.parse`). A later trust list, if given, may
       have revoked it since.
    4. Every file of the manifest is there, octet for octet, and no other.
    5. If asked: each card's signature on each receipt holds, by the card's certificate.

    Raises:
        PackageRefused: by 1, 4 and 5.
        BadSignature, TrustError, CoseError, CborError: by 2.
        Untrusted, PackageRefused, BadSignature: by 3.
    """
    try:
        with zipfile.ZipFile(file) as package:
            # 1
            names = [one.filename for one in package.infolist()]
            if len(set(names)) != len(names):
                raise PackageRefused("package-name")
            if len(names) > MAX_FILES + 2 or not {MANIFEST, TRUST} <= set(names):
                raise PackageRefused("package-not-a-report")
            # 2
            octets = _signed(package, TRUST)
            trust = TrustList.parse(octets, root)
            # 3
            manifest = Manifest.parse(_signed(package, MANIFEST), octets, trust)
            if newer_trust is not None:
                newer = TrustList.parse(newer_trust, root, previous=trust)
                Manifest.parse(_signed(package, MANIFEST), octets, _revoked_by(trust, newer))
            # 4
            _check_files(package, manifest, set(names) - {MANIFEST, TRUST}, told)
            # 5
            if receipts:
                _check_receipts(package, manifest, trust)
            return manifest
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError) as fault:
        raise PackageRefused("package-not-a-report") from fault


def _entry(name: str, size: int = 0) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EARLIEST)
    # What is a workbook or a paper is packed already.
    packs = name.endswith((".csv", ".json"))
    entry.compress_type = zipfile.ZIP_DEFLATED if packs else zipfile.ZIP_STORED
    entry.file_size = size
    entry.external_attr = 0o644 << 16
    return entry


def _signed(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as source:
        octets = source.read(_MOST_SIGNED_BYTES + 1)
    if len(octets) > _MOST_SIGNED_BYTES:
        raise PackageRefused("package-not-a-report")
    return octets


def _revoked_by(trust: TrustList, newer: TrustList) -> TrustList:
    """The list of then, without the keys that are known by now to have been stolen."""
    keys = tuple(one for one in trust.keys if not newer.is_revoked(one.key.kid))
    gone = {one.key.kid for one in trust.keys} - {one.key.kid for one in keys}
    told = tuple(one for one in newer.keys if one.key.kid in gone)
    return TrustList(trust.version, trust.issued_at, trust.expires_at, keys + told)


def _check_files(package: zipfile.ZipFile, manifest: Manifest, names: set[str], told: Told) -> None:
    sealed = {one.name for one in manifest.files}
    for missing in sorted(sealed - names):
        raise PackageRefused("file-missing", name=missing)
    for unknown in sorted(names - sealed):
        raise PackageRefused("file-unknown", name=unknown)
    for done, one in enumerate(manifest.files, start=1):
        digest, left = hashlib.sha256(), one.size
        try:
            with package.open(one.name) as source:
                # Never more than was sealed: a bomb is not inflated.
                while left >= 0 and (piece := source.read(min(_PIECE_BYTES, left + 1))):
                    digest.update(piece)
                    left -= len(piece)
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as fault:
            raise PackageRefused("file-changed", name=one.name) from fault
        if left or digest.digest() != one.sha256:
            raise PackageRefused("file-changed", name=one.name)
        told(done, len(manifest.files))


def _check_receipts(package: zipfile.ZipFile, manifest: Manifest, trust: TrustList) -> None:
    for one in manifest.files:
        if one.name.startswith(RECEIPTS):
            with package.open(one.name) as source:
                for line, row in _rows(source):
                    try:
                        _check_receipt(row, trust)
                    except (ContractError, NotBase64, ValueError) as fault:
                        raise PackageRefused("receipt-refused", name=one.name, line=line) from fault


def _check_receipt(row: dict[str, str], trust: TrustList) -> None:
    """A card signed for this very entitlement, by the certificate beside it. What a terminal told
    of paper has no receipt."""
    if not row["receipt"]:
        return
    signed = SignedReceipt.parse(urlsafe_b64decode(row["receipt"]))
    certificate = CardCertificate.parse(urlsafe_b64decode(row["certificate"]), trust)
    if certificate.card != signed.receipt.card or certificate.card.octets.hex() != row["card"]:
        raise ValueError(row["card"])
    if signed.receipt.entitlement.octets.hex() != row["entitlement"]:
        raise ValueError(row["entitlement"])
    signed.verify(certificate.receipt_key)


def _rows(source: IO[bytes]) -> Iterator[tuple[int, dict[str, str]]]:
    text = io.TextIOWrapper(source, encoding="ascii", newline="")
    yield from enumerate(csv.DictReader(text), start=2)
