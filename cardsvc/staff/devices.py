"""Browsers that have signed in before under a name."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Connection, delete, select

from cardsvc import tables
from cardsvc.db import insert
from cardsvc.staff.tries import DEVICE
from firmware_config.web.accounts import is_user_name

MOST_OF_ONE = 20


def source_of(connection: Connection, user: str, cookie: str, address: str) -> str:
    """Where a try comes from, for `Tries`."""
    column = tables.staff_device.c
    digest = _digest(cookie)
    known = select(column.user).where(column.user == user, column.digest == digest)
    if cookie and is_user_name(user) and connection.execute(known).first() is not None:
        return DEVICE + digest.hex()
    return f"address:{address}"


def know_device(connection: Connection, user: str, cookie: str, now: datetime) -> None:
    """This browser has signed in as `user`. The ones not seen for longest are forgotten."""
    device, column = tables.staff_device, tables.staff_device.c
    seen = insert(connection, device).values(user=user, digest=_digest(cookie), seen_at=now)
    again = seen.on_conflict_do_update(index_elements=["user", "digest"], set_={"seen_at": now})
    connection.execute(again)
    newest = select(column.digest).where(column.user == user).order_by(column.seen_at.desc())
    kept = connection.execute(newest.limit(MOST_OF_ONE)).scalars().all()
    connection.execute(delete(device).where(column.user == user, column.digest.not_in(kept)))


def forget_devices(connection: Connection, user: str) -> None:
    column = tables.staff_device.c
    connection.execute(delete(tables.staff_device).where(column.user == user))


def _digest(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()
