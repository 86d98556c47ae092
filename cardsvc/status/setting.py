"""Setting a record's status. What is invalid stays so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from cardsvc import tables
from cardsvc.errors import CentreError
from firmware_config.claim import Medium
from firmware_config.status import Status


class StatusRefused(CentreError):
    """`record-unknown`, or `record-invalid` for one that is to be made good again."""


def set_status(connection: Connection, record_id: bytes, status: Status, now: datetime) -> None:
    """Suspend a record, lift that, or make it invalid, which is for ever.

    Raises:
        StatusRefused: `record-unknown`, `record-invalid`.
    """
    known = connection.scalar(select(tables.record.c.status).where(tables.record.c.id == record_id))
    if known is None:
        raise StatusRefused("record-unknown", record=record_id.hex())
    if known == Status.INVALID and status is not Status.INVALID:
        raise StatusRefused("record-invalid", record=record_id.hex())
    if known == status:
        return  # invalid since an earlier day, and no later
    revoked_at = now if status is Status.INVALID else None
    found = update(tables.record).where(tables.record.c.id == record_id)
    connection.execute(found.values(status=status, revoked_at=revoked_at))


def replace_records(
    connection: Connection, person_id: int, medium: Medium, keep: bytes, now: datetime
) -> None:
    """From now on, of the person's records on `medium`, only `keep` is good."""
    column = tables.record.c
    connection.execute(
        update(tables.record)
        .where(
            column.beneficiary == person_id,
            column.medium == medium,
            column.id != keep,
            column.status != Status.INVALID,
        )
        .values(status=Status.INVALID, revoked_at=now)
    )
