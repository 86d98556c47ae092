"""Which shards a province's status list has, as counters fetch it: a CBOR list of their URIs.

The list bears no signature of its own. Each shard has one and names itself; and who can leave a URI
out of the list can keep the shard from the counter, too: its records are then without a status.
"""

from __future__ import annotations

from collections.abc import Sequence

from firmware_config import cbor
from firmware_config.errors import ContractError
from firmware_config.ids import ProvinceCode

MAX_SHARDS = 64
"""Of 2^20 records each: more than the largest province issues in a generation."""


class ShardListError(ContractError):
    """Octets that are no list of a province's shards (`shard-list-malformed`)."""


def encode(uris: Sequence[str]) -> bytes:
    return cbor.encode(list(uris))


def decode(octets: bytes, province: ProvinceCode) -> tuple[str, ...]:
    """The URIs in a list, each of a shard of `province`.

    Raises:
        ShardListError, CborError.
    """
    items = cbor.decode(octets)
    if type(items) is not list or len(items) > MAX_SHARDS:
        raise ShardListError("shard-list-malformed")
    if not all(type(item) is str and _is_of(item, province) for item in items):
        raise ShardListError("shard-list-malformed")
    if len(set(items)) < len(items):
        raise ShardListError("shard-list-malformed")
    return tuple(items)


def _is_of(uri: str, province: ProvinceCode) -> bool:
    before, _, number = uri.partition("/")
    return before == province.text and number.isascii() and number.isdigit()
