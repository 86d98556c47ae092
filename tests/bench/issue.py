"""issue: records built and signed, against bare ES256 signatures; two processes against one.

The citizen's hash is taken as made: it is made once a person, costs what scrypt is meant to cost,
and is told by itself (`issue.hash_ms`).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from cardsvc.signing.keys import Keyring
from cardsvc.signing.workers import SigningWorkers
from firmware_config.clock import utc_now
from firmware_config.ids import CitizenNumber, EntitlementId, OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period
from firmware_config.record import CitizenHash, Entitlement, Record, StatusRef
from tests.bench.figure import Figure, paired_ratio, percentile, timed

_ROUNDS = 5000
_MANY = 10_000
_TIMES = 12
_YEAR = timedelta(days=365)
_HA_NOI, _BTXH = ProvinceCode("01"), ProgrammeCode("BTXH")


def run() -> list[Figure]:
    with TemporaryDirectory() as folder:
        keyring = Keyring.open(Path(folder), utc_now())
        keyring.open_province(_HA_NOI, utc_now(), (_BTXH,))
        ratio = _ratio(keyring)
        speedup, hash_speedup = _speedups(keyring)
    hashing = [timed(lambda: CitizenHash.of(_number(0))) for _ in range(20)]
    return [
        Figure("issue.ratio", ratio, "x", 2.0, "lower"),
        Figure("issue.speedup", speedup, "x", 1.7, "higher"),
        Figure("issue.hash_speedup", hash_speedup, "x", None, "higher"),
        Figure("issue.hash_ms", percentile(hashing, 0.5) * 1000, "ms", None, "lower"),
    ]


def _ratio(keyring: Keyring) -> float:
    signer = keyring.entitlement(_HA_NOI, utc_now(), frozenset((_BTXH,)))
    payload = _record(0).encode()
    bare, es256 = ec.generate_private_key(ec.SECP256R1()), ec.ECDSA(hashes.SHA256())
    ratio, _, _ = paired_ratio(
        lambda: _record(0).sign(signer), lambda: bare.sign(payload, es256), _ROUNDS
    )
    return ratio


def _speedups(keyring: Keyring) -> tuple[float, float]:
    """Of signing and of hashing."""
    numbers = [_number(at) for at in range(32)]
    with SigningWorkers(keyring, 1) as one, SigningWorkers(keyring, 2) as two:
        two.hash_citizens(numbers)  # the processes start, and import what they need
        signing = _speedup(_signing, one, two)
        hashing = _speedup(lambda workers: workers.hash_citizens(numbers), one, two)
    return signing, hashing


def _speedup(
    work: Callable[[SigningWorkers], object], one: SigningWorkers, two: SigningWorkers
) -> float:
    """The best of each, taken in turn: two processes want both cores to themselves, and whatever
    else the machine does at the moment only takes away from that."""
    alone, together = [], []
    for _ in range(_TIMES):
        alone.append(timed(lambda: work(one)))
        together.append(timed(lambda: work(two)))
    return min(alone) / min(together)


def _signing(workers: SigningWorkers) -> None:
    workers.sign([_record(at) for at in range(_MANY)], _NOW)


_CITIZEN = CitizenHash.of(CitizenNumber("001150000001"))
_NOW = utc_now().replace(microsecond=0)


def _record(at: int) -> Record:
    due = Entitlement(EntitlementId(secrets.token_bytes(16)), _BTXH, Period(322), 0xFFF, 500_000)
    return Record(
        id=secrets.token_bytes(8),
        province=_HA_NOI,
        office=OfficeId("100001"),
        name="Nguyễn Thị Hạnh",
        birth="19500312",
        citizen=_CITIZEN,
        entitlements=(due,),
        status=StatusRef("01/0", at),
        issued_at=_NOW,
        not_before=_NOW,
        expires_at=_NOW + _YEAR,
    )


def _number(at: int) -> CitizenNumber:
    return CitizenNumber(f"001150{at:06}")
