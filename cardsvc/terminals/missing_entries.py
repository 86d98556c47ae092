"""Which terminals lack entries that the ledger waits for, and where each stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, String, cast, func, select

from cardsvc import tables
from cardsvc.ledger.waiting import Gap, missing
from cardsvc.registry.offices import Office
from cardsvc.staff.scope import Scope
from firmware_config.ids import OfficeId, ProvinceCode, TerminalId

GAP = missing().c
GAP_KEY = GAP.terminal + "/" + cast(GAP.first, String)


@dataclass(frozen=True, slots=True)
class Lacking:
    office: Office
    gap: Gap

    @classmethod
    def of(cls, row: Row[Any]) -> Lacking:
        return cls(
            Office(OfficeId(row.office), row.office_name, ProvinceCode(row.province)),
            Gap(TerminalId(row.terminal), row.first, row.last, row.batches, row.since),
        )


def lacking_query(scope: Scope) -> Select[Any]:
    """Rows for `Lacking.of`."""
    office, terminal = tables.office.c, tables.terminal.c
    return (
        select(
            *(GAP.terminal, GAP.first, GAP.last, GAP.batches, GAP.since),
            terminal.office,
            office.name.label("office_name"),
            office.province,
        )
        .join(tables.terminal, terminal.id == GAP.terminal)
        .join(tables.office, office.id == terminal.office)
        .where(scope.offices_clause(office.province, office.id))
    )


def terminals_lacking(connection: Connection, scope: Scope) -> int:
    lacking = lacking_query(scope).subquery().c
    query = select(func.count(func.distinct(lacking.terminal)))
    return int(connection.execute(query).scalar_one())
