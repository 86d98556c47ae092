"""The manifest of a sealed report: what it says and the hash of every file, signed. Pure.

A COSE_Sign1 by a key of the report's province (`Role.REPORT`) over one CBOR array. It names the
trust list that lies beside it by its hash, so that nobody can put another one there.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from cardsvc.reports.errors import PackageRefused
from cardsvc.reports.terms import ReportTerms
from firmware_config import cbor, cose
from firmware_config.clock import from_unix, to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.period import Period
from firmware_config.signing import PublicKey, Signer
from firmware_config.trust import Role, TrustList

TYP = "application/chitra-report+cbor"
MAX_FILES = 20_000
"""Four for each of the post offices of the whole country, with room."""
FILE_NAME = re.compile(r"(?:[a-z-]{1,20}/)?[a-z0-9-]{1,40}\.(?:pdf|xlsx|csv|json)")
HASH_BYTES = 32
_TRUST_AGE = timedelta(minutes=10)
"""The trust list is signed anew for each sealing, at the same minute of the same clock."""


@dataclass(frozen=True, slots=True)
class SealedFile:
    """`size` is in octets, `sha256` over all of them."""

    name: str
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Totals:
    """People and đồng of the whole report; owed = paid + carried + returned + suspense, but for
    the `difference`, which the report names."""

    rows: int
    people: int
    paid_people: int
    unpaid_people: int
    owed_vnd: int
    paid_vnd: int
    carried_vnd: int
    returned_vnd: int
    suspense_vnd: int
    remaining_vnd: int
    fee_vnd: int
    differences: int


_NUMBERS = len(fields(Totals))


@dataclass(frozen=True, slots=True)
class Manifest:
    """`through` is the time of the books, `previous` and `replaces` are SHA-256 over the manifests
    of the report it goes on from and of the one it takes the place of."""

    terms: ReportTerms
    number: int
    through: datetime
    prepared_by: str
    sealed_by: str
    sealed_at: datetime
    totals: Totals
    files: tuple[SealedFile, ...]
    trust_sha256: bytes
    previous: bytes | None = None
    replaces: bytes | None = None

    def sign(self, signer: Signer) -> bytes:
        terms, totals = self.terms, self.totals
        wire = [
            *(terms.programme.text, terms.province.text, terms.month.code, self.number),
            *(to_unix(self.through), self.prepared_by, self.sealed_by, to_unix(self.sealed_at)),
            [getattr(totals, field.name) for field in fields(Totals)],
            [[one.name, one.size, one.sha256] for one in self.files],
            *(self.trust_sha256, self.previous, self.replaces),
        ]
        return cose.sign1(cbor.encode(wire), signer, typ=TYP)

    @classmethod
    def parse(cls, data: bytes, trust_octets: bytes, trust: TrustList) -> Manifest:
        """The manifest in `data`, if it may be believed.

        1. A report key of the trust list signed it.
        2. It is a report's manifest, with this very trust list.
        3. The key might sign for that programme and province at the time of sealing.
        4. The trust list is of that time: no key in it is older news.

        Raises:
            Untrusted: by 1 and 3, with the rule.
            BadSignature, CoseError, CborError: by 1.
            PackageRefused: `package-manifest`, `package-other-trust`, `package-trust-time`.
        """
        # 1
        message = cose.Sign1.parse(data)
        key = trust.key_for(message.kid, Role.REPORT, None)
        # 2
        manifest = cls._of_payload(message, key)
        if manifest.trust_sha256 != hashlib.sha256(trust_octets).digest():
            raise PackageRefused("package-other-trust")
        # 3
        trust.key_for(
            message.kid,
            Role.REPORT,
            manifest.sealed_at,
            province=manifest.terms.province,
            programmes=(manifest.terms.programme,),
        )
        # 4
        if abs(manifest.sealed_at - trust.issued_at) > _TRUST_AGE:
            raise PackageRefused("package-trust-time")
        return manifest

    @classmethod
    def _of_payload(cls, message: cose.Sign1, key: PublicKey) -> Manifest:
        payload = message.verify(key)
        match cbor.decode(payload):
            case [
                str(programme), str(province), int(month), int(number),
                through, str(prepared_by), str(sealed_by), sealed_at,
                [*numbers], [*files], bytes(trust), previous, replaces,
            ] if (
                message.typ == TYP
                and len(numbers) == _NUMBERS
                and all(type(one) is int for one in numbers)
                and len(files) <= MAX_FILES
                and all(one is None or _is_hash(one) for one in (previous, replaces))
            ):  # fmt: skip
                pass
            case _:
                raise PackageRefused("package-manifest")
        try:
            terms = ReportTerms(ProgrammeCode(programme), ProvinceCode(province), Period(month))
            times = from_unix(through), from_unix(sealed_at)
        except ContractError as fault:
            raise PackageRefused("package-manifest") from fault
        return cls(
            *(terms, number, times[0], prepared_by, sealed_by, times[1], Totals(*numbers)),
            *(_files(files), trust, previous, replaces),
        )


def digest_of(files: Iterable[SealedFile]) -> bytes:
    """SHA-256 over the files' names, sizes and hashes: what is submitted is what is sealed."""
    told = [[one.name, one.size, one.sha256] for one in sorted(files, key=lambda it: it.name)]
    return hashlib.sha256(cbor.encode(told)).digest()


def _files(items: list[object]) -> tuple[SealedFile, ...]:
    found = tuple(
        SealedFile(*item)
        for item in items
        if isinstance(item, list)
        and cbor.is_row(item, str, int, bytes)
        and FILE_NAME.fullmatch(item[0])
        and cbor.is_count(item[1])
        and _is_hash(item[2])
    )
    if len(found) != len(items) or len({one.name for one in found}) != len(found):
        raise PackageRefused("package-manifest")
    return found


def _is_hash(value: object) -> bool:
    return type(value) is bytes and len(value) == HASH_BYTES
