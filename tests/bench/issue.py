"""issue: records built and signed, against bare ES256 signatures; two processes against one.

The citizen's hash is taken as made: it is made once a person, costs what scrypt is meant to cost,
and is told by itself (`issue.hash_ms`).
"""

from __future__ import annotations

import multiprocessing
import secrets
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
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
from tests.bench.figure import Figure, microseconds, paired_ratio, percentile, timed

_ROUNDS = 5000
_MANY = 20_000  # most of a second: long against handing over the last of it
_TIMES = 12
_YEAR = timedelta(days=365)
_HA_NOI, _BTXH = ProvinceCode("01"), ProgrammeCode("BTXH")


def run() -> list[Figure]:
    with TemporaryDirectory() as folder:
        keyring = Keyring.open(Path(folder), utc_now())
        keyring.open_province(_HA_NOI, utc_now(), (_BTXH,))
        ratio, bare_us = _ratio(keyring)
        speedup, hash_speedup, machine_speedup = _speedups(keyring)
    hashing = [timed(lambda: CitizenHash.of(_number(0))) for _ in range(20)]
    return [
        Figure("issue.ratio", ratio, "x", 2.0, "lower", bare_us, "µs"),
        Figure("issue.speedup", speedup, "x", 1.7, "higher", machine_speedup, "x"),
        Figure("issue.hash_speedup", hash_speedup, "x", None, "higher", machine_speedup, "x"),
        Figure("issue.machine_speedup", machine_speedup, "x", None, "higher"),
        Figure("issue.hash_ms", percentile(hashing, 0.5) * 1000, "ms", None, "lower"),
    ]


def _ratio(keyring: Keyring) -> tuple[float, float]:
    """Ours against a bare signature, and what that takes in µs."""
    signer = keyring.entitlement(_HA_NOI, utc_now(), frozenset((_BTXH,)))
    payload = _record(0).encode()
    bare, es256 = ec.generate_private_key(ec.SECP256R1()), ec.ECDSA(hashes.SHA256())
    ratio, _, theirs = paired_ratio(
        lambda: _record(0).sign(signer), lambda: bare.sign(payload, es256), _ROUNDS
    )
    return ratio, microseconds(theirs)


def _speedups(keyring: Keyring) -> tuple[float, ...]:
    """Two processes against one: of signing, of hashing, and of bare signatures, which share
    nothing and so tell what this machine's two cores give just now."""
    numbers = [_number(at) for at in range(32)]
    # The desk has them before it asks for signatures: to make them is no work of the workers'.
    records = [_record(at) for at in range(_MANY)]
    context = multiprocessing.get_context("spawn")
    with (
        SigningWorkers(keyring, 1) as one,
        SigningWorkers(keyring, 2) as two,
        ProcessPoolExecutor(2, mp_context=context) as bare,
    ):
        half = _MANY // 2
        return _in_turn(
            (lambda: one.sign(records, _NOW), lambda: two.sign(records, _NOW)),
            (lambda: one.hash_citizens(numbers), lambda: two.hash_citizens(numbers)),
            (lambda: _bare(_MANY), lambda: list(bare.map(_bare, (half, half)))),
        )


def _in_turn(*pairs: tuple[Callable[[], object], Callable[[], object]]) -> tuple[float, ...]:
    """Of each pair, how much sooner the second is done: the best of either, all taken in turn. Two
    processes want both cores to themselves, and whatever else the machine does only takes away
    from that; the first turn, in which processes start and open their keys, does not count."""
    turns = [
        [(timed(alone), timed(together)) for alone, together in pairs] for _ in range(_TIMES + 1)
    ]
    return tuple(
        min(alone for alone, _ in found) / min(together for _, together in found)
        for found in zip(*turns[1:], strict=True)
    )


def _bare(count: int) -> None:
    key, es256 = ec.generate_private_key(ec.SECP256R1()), ec.ECDSA(hashes.SHA256())
    for _ in range(count):
        key.sign(b"0" * 400, es256)


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
