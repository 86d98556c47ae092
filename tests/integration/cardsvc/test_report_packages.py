"""A sealed report is believed years later by its root, and nothing that was touched is."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from cardsvc.centre import Centre
from cardsvc.reports.errors import PackageRefused
from cardsvc.reports.package import MANIFEST, TRUST, check_package
from cardsvc.reports.report import Report
from firmware_config.signing import BadSignature, FileKey
from firmware_config.trust import Role, Untrusted
from tests.simulators.centre_world import (
    Hands,
)
from tests.simulators.sealed_month import (
    a_month,
    check,
    package,
    repacked,
    sealed,
)


@pytest.mark.parametrize("name", ["danh-sach/100000.pdf", "chu-ky/100000.csv", "doi-chieu.json"])
def test_a_changed_file_is_refused_by_its_name(centre: Centre, name: str) -> None:
    a_month(centre)
    octets = package(centre, sealed(centre))
    with zipfile.ZipFile(io.BytesIO(octets)) as opened:
        whole = opened.read(name)
    at = len(whole) // 2
    changed = whole[:at] + bytes((whole[at] ^ 1,)) + whole[at + 1 :]
    for other in (changed, whole[:-1], whole + b" "):
        with pytest.raises(PackageRefused) as refused:
            check(centre, repacked(octets, {name: other}))
        assert (refused.value.code, refused.value.data["name"]) == ("file-changed", name)


def test_a_missing_file_and_one_too_many_are_refused_by_name(centre: Centre) -> None:
    a_month(centre)
    octets = package(centre, sealed(centre))
    changes: tuple[tuple[dict[str, bytes | None], str, str], ...] = (
        ({"tong-hop.pdf": None}, "file-missing", "tong-hop.pdf"),
        ({"danh-sach/999999.pdf": b"x"}, "file-unknown", "danh-sach/999999.pdf"),
    )
    for change, code, name in changes:
        with pytest.raises(PackageRefused) as refused:
            check(centre, repacked(octets, change))
        assert (refused.value.code, refused.value.data["name"]) == (code, name)


def test_a_file_that_is_no_report_is_refused(centre: Centre) -> None:
    a_month(centre)
    octets = package(centre, sealed(centre))
    for other in (b"", b"PK", octets[: len(octets) // 2], repacked(octets, {MANIFEST: None})):
        with pytest.raises(PackageRefused, match="package-not-a-report"):
            check(centre, other)


def test_another_root_or_another_trust_list_is_refused(centre: Centre, clock: Hands) -> None:
    a_month(centre)
    octets = package(centre, sealed(centre))
    with pytest.raises(BadSignature):
        check_package(io.BytesIO(octets), FileKey.new().public_key)
    clock.forward(timedelta(minutes=1))
    other = centre.keyring.trust_list(clock())
    with pytest.raises(PackageRefused, match="package-other-trust"):
        check(centre, repacked(octets, {TRUST: other}))


def forged(
    centre: Centre,
    report: Report,
    sealed_at: datetime,
    role: Role = Role.REPORT,
    trust: bytes | None = None,
) -> bytes:
    """The report's package with its manifest signed anew at another time, with a list of then."""
    octets = package(centre, report)
    trust = trust or centre.keyring.trust_list(sealed_at)
    key = next(one for one in centre.keyring.held() if one.name.role is role)
    manifest = replace(
        check(centre, octets), sealed_at=sealed_at, trust_sha256=hashlib.sha256(trust).digest()
    )
    return repacked(octets, {MANIFEST: manifest.sign(key.signer), TRUST: trust})


def test_a_retired_key_used_after_its_time_is_refused(centre: Centre, clock: Hands) -> None:
    a_month(centre)
    report = sealed(centre)
    (key,) = [one for one in centre.keyring.held() if one.name.role is Role.REPORT]
    clock.forward(timedelta(days=3))
    centre.keyring.retire(key.kid, clock())
    assert check(centre, package(centre, report)).number == report.id
    clock.forward(timedelta(days=1))
    with pytest.raises(Untrusted, match="untrusted-date"):
        check(centre, forged(centre, report, clock()))


def test_a_key_of_another_role_seals_nothing(centre: Centre, clock: Hands) -> None:
    a_month(centre)
    report = sealed(centre)
    with pytest.raises(Untrusted, match="untrusted-role"):
        check(centre, forged(centre, report, clock(), Role.LEDGER_ACK))


def test_a_trust_list_of_another_time_is_refused(centre: Centre, clock: Hands) -> None:
    """It might not know yet of a key that was retired meanwhile."""
    a_month(centre)
    report = sealed(centre)
    old = centre.keyring.trust_list(clock())
    assert check(centre, forged(centre, report, clock(), trust=old)).number == report.id
    clock.forward(timedelta(days=40))
    with pytest.raises(PackageRefused, match="package-trust-time"):
        check(centre, forged(centre, report, clock(), trust=old))


def test_a_key_known_by_now_to_be_stolen_is_refused(centre: Centre, clock: Hands) -> None:
    a_month(centre)
    report = sealed(centre)
    octets = package(centre, report)
    same = centre.keyring.trust_list(clock())
    assert check(centre, octets, newer_trust=same).number == report.id
    (key,) = [one for one in centre.keyring.held() if one.name.role is Role.REPORT]
    clock.forward(timedelta(days=400))
    centre.keyring.revoke(key.kid, clock())
    with pytest.raises(Untrusted, match="untrusted-revoked"):
        check(centre, octets, newer_trust=centre.keyring.trust_list(clock()))
