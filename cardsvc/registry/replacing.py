"""New entitlements beside, or in place of, one that is there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, update

from cardsvc import tables
from cardsvc.tables import Kind
from firmware_config.ids import EntitlementId
from firmware_config.period import Period

_KEPT = ("beneficiary", "programme", "province", "office", "category")


def replace_entitlement(
    connection: Connection, row: Row[Any], since: Period, amount_vnd: int, now: datetime
) -> bytes:
    """End the monthly entitlement of `row`; the id of the one that goes on from the month `since`.

    What was due on the old one stays due.
    """
    held = tables.entitlement.c
    connection.execute(update(tables.entitlement).where(held.id == row.id).values(ended_at=now))
    return _open(connection, row, amount_vnd, Kind.MONTH, {"since": since.code, "until": row.until})


def open_one_off(connection: Connection, row: Row[Any], amount_vnd: int) -> bytes:
    """The id of an entitlement paid once, of the same person, programme and office as `row`."""
    return _open(connection, row, amount_vnd, Kind.ONE_OFF, {})


def _open(
    connection: Connection, row: Row[Any], amount_vnd: int, kind: Kind, months: dict[str, Any]
) -> bytes:
    ref = EntitlementId.new().octets
    kept = {name: getattr(row, name) for name in _KEPT}
    values = kept | months | {"id": ref, "amount_vnd": amount_vnd, "kind": kind}
    connection.execute(insert(tables.entitlement).values(values))
    return ref
