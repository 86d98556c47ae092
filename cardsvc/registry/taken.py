"""The payout lists that were brought in, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from cardsvc import tables
from firmware_config.ids import OfficeId, ProgrammeCode
from firmware_config.period import Period

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class TakenList:
    """`rows` are those taken, `sha256` the whole file's hash in hexadecimal."""

    id: int
    file_name: str
    sha256: str
    office: OfficeId
    office_name: str
    programme: ProgrammeCode
    period: Period
    rows: int
    total_vnd: int
    imported_at: datetime
    imported_by: str


def taken_lists(connection: Connection) -> tuple[TakenList, ...]:
    """The last `MOST_SHOWN`."""
    query = (
        select(tables.payout_list, tables.office.c.name.label("office_name"))
        .join(tables.office, tables.office.c.id == tables.payout_list.c.office)
        .order_by(tables.payout_list.c.id.desc())
        .limit(MOST_SHOWN)
    )
    return tuple(
        TakenList(
            row.id,
            row.file_name,
            row.sha256.hex(),
            OfficeId(row.office),
            row.office_name,
            ProgrammeCode(row.programme),
            Period(row.period),
            row.rows,
            row.total_vnd,
            row.imported_at,
            row.imported_by,
        )
        for row in connection.execute(query)
    )
