"""By whom a line of the payout list is found: the person's newest record, and its hash of the
number.

The hash is the record's own, which the person carries anyway: to make a new one for each person of
an office would take minutes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, func, select

from cardsvc import tables
from firmware_config.cose import Sign1
from firmware_config.ids import OfficeId
from firmware_config.payout_list import Line, Whose
from firmware_config.record import Record


@dataclass(frozen=True, slots=True)
class Persons:
    """Remembers what it has read: a record never changes. Safe for threads."""

    _known: dict[bytes, Whose] = field(default_factory=dict)

    def named(
        self, connection: Connection, office: OfficeId, lines: Iterable[Line]
    ) -> tuple[Line, ...]:
        """`lines` of `office`, each with whose it is, if that person has a record."""
        newest = _newest_records(connection, office)
        self._read(connection, set(newest.values()) - self._known.keys())
        return tuple(
            replace(line, whose=self._known.get(newest.get(line.entitlement.id.octets, b"")))
            for line in lines
        )

    def _read(self, connection: Connection, records: set[bytes]) -> None:
        record = tables.record.c
        wanted = sorted(records)
        for at in range(0, len(wanted), _AT_ONCE):
            some = wanted[at : at + _AT_ONCE]
            for row in connection.execute(
                select(record.id, record.octets).where(record.id.in_(some))
            ):
                told = Record.parse(Sign1.parse(row.octets).payload)
                self._known[row.id] = Whose(row.id, told.citizen)


_AT_ONCE = 500  # bound parameters; SQLite takes 32,766, older ones 999


def _newest_records(connection: Connection, office: OfficeId) -> dict[bytes, bytes]:
    """Entitlements of the office with the newest record of their person."""
    record, held = tables.record.c, tables.entitlement.c
    newest = (
        select(record.beneficiary, func.max(record.issued_at).label("issued_at"))
        .group_by(record.beneficiary)
        .subquery()
    )
    rows = connection.execute(
        select(held.id, record.id.label("record"))
        .select_from(tables.entitlement)
        .join(newest, newest.c.beneficiary == held.beneficiary)
        .join(
            tables.record,
            (record.beneficiary == held.beneficiary) & (record.issued_at == newest.c.issued_at),
        )
        .where(held.office == office.text)
        .order_by(held.id, record.id)
    )
    # Two of one second: the first by id, so that the list is the same whenever it is asked for.
    found: dict[bytes, bytes] = {}
    for row in rows:
        found.setdefault(row.id, row.record)
    return found
