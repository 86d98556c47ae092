"""Places on status lists: each record is drawn one that no other has had."""

from __future__ import annotations

import secrets
from collections.abc import Container

from sqlalchemy import Connection, select

from cardsvc import tables
from firmware_config.ids import ProvinceCode
from firmware_config.record import StatusRef
from firmware_config.status import SHARD_SIZE, shard_uri

DRAWS = 64
"""A shard is full when so many indices drawn blind were all taken: at some six parts in seven."""


def drawn_place(
    connection: Connection, province: ProvinceCode, but: Container[StatusRef]
) -> StatusRef:
    """An index nobody has had. At random, so that neighbours tell nothing of one another."""
    shard = last_shard(connection, province)
    while True:
        uri = shard_uri(province, shard)
        for _ in range(DRAWS):
            drawn = StatusRef(uri, secrets.randbelow(SHARD_SIZE))
            if drawn not in but and not _is_taken(connection, drawn):
                return drawn
        shard += 1


def last_shard(connection: Connection, province: ProvinceCode) -> int:
    """The newest shard's number. They are begun one after another; the first is always there."""
    shard = 0
    while _is_begun(connection, province, shard + 1):
        shard += 1
    return shard


def _is_begun(connection: Connection, province: ProvinceCode, shard: int) -> bool:
    column = tables.record.c
    used = select(column.id).where(column.status_uri == shard_uri(province, shard)).limit(1)
    return connection.execute(used).first() is not None


def _is_taken(connection: Connection, ref: StatusRef) -> bool:
    column = tables.record.c
    taken = select(column.id).where(column.status_uri == ref.uri, column.status_index == ref.index)
    return connection.execute(taken).first() is not None
