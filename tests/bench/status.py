"""status: the status lists of ten million cards, of which one in two hundred is revoked.

`status.bytes` is what a country's counters would fetch to know of them all: the signed lists of
every shard added up, shards filled as far as blind draws fill them. `status.lookup_ratio` is one
look-up against `index in revoked`, a set. `status.build_ratio` is one shard's way from its indices
to the signed list, against zlib at the same level over the same bits.
"""

from __future__ import annotations

import random
import zlib
from datetime import UTC, datetime, timedelta

from firmware_config.signing import FileKey
from firmware_config.status import SHARD_SIZE, Status, StatusList
from tests.bench.figure import Figure, microseconds, paired_ratio, percentile

_CARDS = 10_000_000
_REVOKED = _CARDS // 200
_FILLED = SHARD_SIZE * 6 // 7  # `cardsvc.issuance.records.DRAWS`
_LOOKUPS = 10_000
_NOW = datetime(2026, 11, 23, tzinfo=UTC)
_LIFETIME = timedelta(days=30)


def run() -> list[Figure]:
    key, chance = FileKey.new(), random.Random(4)  # noqa: S311 - which cards, not which keys
    shards = -(-_CARDS // _FILLED)
    revoked = [
        dict.fromkeys(chance.sample(range(SHARD_SIZE), count), Status.INVALID)
        for count in _spread(_REVOKED, shards)
    ]
    lists = [
        StatusList.build(f"01/{shard}", statuses, _NOW, _LIFETIME)
        for shard, statuses in enumerate(revoked)
    ]
    octets = sum(len(one.sign(key)) for one in lists)

    first, asked = lists[0], [chance.randrange(SHARD_SIZE) for _ in range(_LOOKUPS)]
    as_set = set(revoked[0])

    def ours() -> None:
        for index in asked:
            first.status(index)

    def bare_set() -> None:
        for index in asked:
            index in as_set  # noqa: B015 - the look-up is what is measured

    def publish() -> None:
        StatusList.build("01/0", revoked[0], _NOW, _LIFETIME).sign(key)

    def bare_zlib() -> None:
        zlib.compress(first.bits, 9)

    lookup, _, set_s = paired_ratio(ours, bare_set, 200)
    build, mine, zlib_s = paired_ratio(publish, bare_zlib, 20)
    return [
        Figure("status.shards", shards, "", None, "lower"),
        Figure("status.bytes", octets, "B", 90_000, "lower"),
        Figure(
            *("status.lookup_ratio", lookup, "x", 4, "lower"),
            *(percentile(set_s, 0.5) / _LOOKUPS * 1e9, "ns"),
        ),
        Figure("status.build_ratio", build, "x", 3, "lower", microseconds(zlib_s), "µs"),
        Figure("status.build_ms", sorted(mine)[len(mine) // 2] * 1000, "ms", None, "lower"),
    ]


def _spread(total: int, over: int) -> list[int]:
    return [total * (at + 1) // over - total * at // over for at in range(over)]
