"""Status lists as they are published: signed anew each day, and whenever a status changes.

What was signed is kept in the database, so that a list's time never goes back: not over a restart,
not when the clock does, not between two processes.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, select, union, update

from cardsvc import tables
from cardsvc.db import insert
from cardsvc.errors import CentreError
from cardsvc.signing.document import Document
from cardsvc.signing.keys import Keyring
from cardsvc.status.place import last_shard
from cardsvc.tables import CardState
from firmware_config import shard_list
from firmware_config.clock import Clock
from firmware_config.ids import ProvinceCode
from firmware_config.sqlite import for_reading
from firmware_config.status import Status, StatusList, province_of, shard_uri
from firmware_config.trust import Role

LIFETIME = timedelta(days=30)
SIGNED_ANEW_AFTER = timedelta(days=1)
_STEP = timedelta(seconds=1)
_log = logging.getLogger(__name__)


class StatusListUnknown(CentreError):
    """`status-list-unknown`: no record can point to it."""


@dataclass(frozen=True, slots=True)
class StatusLists:
    """The lists of every province."""

    engine: Engine
    keyring: Keyring
    clock: Clock

    def document(self, province: ProvinceCode, shard: int) -> Document:
        """The list as of now, signed anew if it must be.

        Raises:
            StatusListUnknown: `status-list-unknown`, for a shard that no record can point to.
            KeyFault, KeyringError: it cannot be signed.
        """
        uri = shard_uri(province, shard)
        with for_reading(self.engine).begin() as connection:
            if not _is_list(connection, province, uri, shard):
                raise StatusListUnknown("status-list-unknown", uri=uri)
        return self.of_uri(uri)

    def shards(self, province: ProvinceCode) -> Document:
        """Which lists a province has.

        Raises:
            StatusListUnknown: `status-list-unknown`, for a province without an office.
        """
        with for_reading(self.engine).begin() as connection:
            if not _is_list(connection, province, shard_uri(province, 0), 0):
                raise StatusListUnknown("status-list-unknown", province=province.text)
            numbers = range(last_shard(connection, province) + 1)
        uris = [shard_uri(province, number) for number in numbers]
        return Document.of(shard_list.encode(uris), self.clock())

    def of_uri(self, uri: str) -> Document:
        """The same for a list that is known to be there."""
        now = self.clock()
        signer = self.keyring.signer(Role.STATUS_LIST, now, province_of(uri))
        with for_reading(self.engine).begin() as connection:
            statuses = _statuses(connection, uri)
            kept = _kept(connection, uri)
        listed = StatusList.build(uri, statuses, _time_after(kept, now), LIFETIME)
        digest = hashlib.sha256(listed.bits).digest()
        if (
            kept is not None
            and (kept.digest, kept.kid) == (digest, signer.public_key.kid)
            and now - kept.issued_at < SIGNED_ANEW_AFTER
        ):
            return Document.of(kept.octets, kept.issued_at)
        octets = listed.sign(signer)
        row = {
            "digest": digest,
            "kid": signer.public_key.kid,
            "octets": octets,
            "issued_at": listed.issued_at,
        }
        if not self._keep(uri, kept, row):
            return self.of_uri(uri)  # another was quicker: what it saw may be newer than ours
        _log.info("status-list-signed", extra={"uri": uri, "not_valid": len(statuses)})
        return Document.of(octets, listed.issued_at)

    def renew(self) -> int:
        """Sign every list that is a day old or no longer true; how many lists there are."""
        with for_reading(self.engine).begin() as connection:
            uris = connection.scalars(select(tables.status_list.c.uri).order_by("uri")).all()
        for uri in uris:
            self.of_uri(uri)
        return len(uris)

    def _keep(self, uri: str, before: Row[Any] | None, row: dict[str, Any]) -> bool:
        """Whether nobody else has signed the list since `before` was read."""
        column = tables.status_list.c
        with self.engine.begin() as connection:
            if before is None:
                new = insert(connection, tables.status_list).values(uri=uri, **row)
                return bool(connection.execute(new.on_conflict_do_nothing()).rowcount)
            same = (column.uri == uri) & (column.issued_at == before.issued_at)
            changed = connection.execute(update(tables.status_list).where(same).values(row))
            return bool(changed.rowcount)


def _time_after(kept: Row[Any] | None, now: datetime) -> datetime:
    """Now; but always after the list before, wherever the clock has gone meanwhile."""
    at = now.replace(microsecond=0)
    return at if kept is None else max(at, kept.issued_at + _STEP)


def _kept(connection: Connection, uri: str) -> Row[Any] | None:
    found = select(tables.status_list).where(tables.status_list.c.uri == uri)
    return connection.execute(found).one_or_none()


def _is_list(connection: Connection, province: ProvinceCode, uri: str, shard: int) -> bool:
    """The first shard of a province with an office is there before its first record."""
    if shard == 0:
        column, value = tables.office.c.province, province.text
    else:
        column, value = tables.record.c.status_uri, uri
    return connection.execute(select(column).where(column == value).limit(1)).first() is not None


def _statuses(connection: Connection, uri: str) -> dict[int, Status]:
    record = tables.record.c
    rows = connection.execute(
        select(record.status_index, record.status).where(
            # As the partial index has it, or it is not used.
            record.status_uri == uri,
            record.status != 0,
        )
    )
    statuses = {row.status_index: Status(row.status) for row in rows}
    # A blocked card is refused everywhere from the next list on, whether or not it knows yet; and
    # so is whatever a dead person held.
    card, script = tables.card.c, tables.script.c
    suspended = connection.scalars(
        select(record.status_index).where(
            record.status_uri == uri,
            record.id.in_(
                union(
                    select(card.record).where(card.state == CardState.BLOCKED),
                    select(script.record).join(tables.card).where(card.state == CardState.BLOCKED),
                    _records_of_dead(),
                )
            ),
        )
    )
    for index in suspended:
        statuses.setdefault(index, Status.SUSPENDED)
    return statuses


def _records_of_dead() -> Select[Any]:
    """The ids of records of people who are reported dead."""
    record, person = tables.record.c, tables.beneficiary.c
    return (
        select(record.id)
        .join(tables.beneficiary, person.id == record.beneficiary)
        .join(tables.death, tables.death.c.citizen_number == person.citizen_number)
    )
