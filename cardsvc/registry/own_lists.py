"""Lists that the centre makes itself: arrears after a new standard, months after a resumption.

What is owed is owed by a list, so that it is funded and accounted for like everything else. One of
these is for one office; the file it would have come from is its name.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from cardsvc import tables
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period


@dataclass(frozen=True, slots=True)
class OwnList:
    """What makes a list one. `name` says what it is for, as `truy-linh-muc-chuan-3`."""

    name: str
    office: OfficeId
    province: ProvinceCode
    programme: ProgrammeCode
    period: Period

    @property
    def digest(self) -> bytes:
        said = (self.name, self.office, self.programme, self.period)
        return hashlib.sha256("/".join(map(str, said)).encode()).digest()

    def entered(self, connection: Connection, user: str, now: datetime) -> int:
        """Its number; it is begun if it is not there."""
        column = tables.payout_list.c
        known = connection.scalar(select(column.id).where(column.sha256 == self.digest))
        if known is not None:
            return int(known)
        values = {
            "file_name": self.name,
            "sha256": self.digest,
            "office": self.office.text,
            "province": self.province.text,
            "programme": self.programme.text,
            "period": self.period.code,
            "rows": 0,
            "total_vnd": 0,
            "imported_at": now,
            "imported_by": user,
        }
        entered = insert(tables.payout_list).values(values).returning(column.id)
        return int(connection.execute(entered).scalar_one())


def owe(
    connection: Connection, list_id: int, entitlement: bytes, period: Period, amount_vnd: int
) -> None:
    """One more due on a list of our own."""
    connection.execute(
        insert(tables.due).values(
            entitlement=entitlement, period=period.code, amount_vnd=amount_vnd, list=list_id
        )
    )
    column = tables.payout_list.c
    connection.execute(
        update(tables.payout_list)
        .where(column.id == list_id)
        .values(rows=column.rows + 1, total_vnd=column.total_vnd + amount_vnd)
    )
