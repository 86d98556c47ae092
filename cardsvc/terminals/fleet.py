"""Every terminal as it last told of itself, and what about it wants a person.

An alarm is one condition of the database: the page shows it, filters by it and counts it by the
same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select

from cardsvc import tables
from cardsvc.registry.offices import Office
from cardsvc.staff.scope import Scope
from cardsvc.tables import TerminalRole, TerminalState
from cardsvc.terminals.fleet_policy import FleetPolicy
from firmware_config.bundle.publishing.rings import Ring
from firmware_config.bundle.rollout import Rollout
from firmware_config.ids import OfficeId, ProvinceCode, TerminalId

_terminal, _telling = tables.terminal.c, tables.terminal_telling.c
LATEST = tables.terminal_telling


class Alarm(StrEnum):
    """What wants a person, the gravest first."""

    QUARANTINED = "quarantined"
    SILENT = "silent"
    TROUBLE = "trouble"
    CLOCK_OFF = "clock-off"
    DATA_OLD = "data-old"
    DEAD_LETTERS = "dead-letters"
    PENDING_MANY = "pending-many"


@dataclass(frozen=True, slots=True)
class Member:
    """A terminal of the fleet. What it told is None while it has told nothing."""

    terminal: TerminalId
    office: Office
    state: TerminalState
    role: TerminalRole
    heard_at: datetime | None
    software: str | None
    configuration: int | None
    pending: int | None
    dead_letters: int | None
    oldest_at: datetime | None
    clock_ahead_s: int | None
    troubles: tuple[str, ...]
    alarms: tuple[Alarm, ...]

    @classmethod
    def of(cls, row: Row[Any]) -> Member:
        return cls(
            TerminalId(row.id),
            Office(OfficeId(row.office), row.office_name, ProvinceCode(row.province)),
            TerminalState(row.state),
            TerminalRole(row.role),
            row.heard_at,
            row.software,
            row.configuration,
            row.pending,
            row.dead_letters,
            row.oldest_at,
            row.clock_ahead_s,
            tuple(row.troubles.split(",")) if row.troubles else (),
            tuple(one for one in Alarm if getattr(row, _label(one))),
        )


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a number has come among those of a province that should run on it. `offices` are
    those that it goes to first, None when it is for every one."""

    province: ProvinceCode
    number: int
    offices: int | None
    is_halted: bool
    terminals: int
    reached: int

    @property
    def is_next(self) -> bool:
        return self.offices is not None

    @property
    def ring(self) -> Ring:
        if self.offices is None:
            return Ring.PROVINCE
        return Ring.OFFICE if self.offices == 1 else Ring.PILOT


def alarms(policy: FleetPolicy, now: datetime) -> Mapping[Alarm, ColumnElement[bool]]:
    """Each as a condition over `fleet_query`'s tables. A revoked terminal alarms nobody."""
    is_active = _terminal.state != TerminalState.REVOKED.value
    mobile = _terminal.role == TerminalRole.MOBILE.value
    last = _telling.heard_at

    def silent(hours: int) -> ColumnElement[bool]:
        return or_(last.is_(None), last < now - timedelta(hours=hours))

    wanted = {
        Alarm.QUARANTINED: _terminal.state == TerminalState.QUARANTINED.value,
        Alarm.SILENT: or_(
            and_(mobile, silent(policy.silent_mobile_h)),
            and_(~mobile, silent(policy.silent_counter_h)),
        ),
        Alarm.TROUBLE: and_(_telling.troubles.is_not(None), _telling.troubles != ""),
        Alarm.CLOCK_OFF: func.coalesce(func.abs(_telling.clock_ahead_s), 0) > policy.clock_off_s,
        Alarm.DATA_OLD: and_(
            last.is_not(None),
            or_(
                _telling.oldest_at.is_(None),
                _telling.oldest_at < now - timedelta(hours=policy.data_old_h),
            ),
        ),
        Alarm.DEAD_LETTERS: func.coalesce(_telling.dead_letters, 0) > 0,
        Alarm.PENDING_MANY: func.coalesce(_telling.pending, 0) >= policy.pending_many,
    }
    return {one: and_(is_active, condition) for one, condition in wanted.items()}


def fleet_query(policy: FleetPolicy, scope: Scope, now: datetime) -> Select[Any]:
    """Rows for `Member.of`."""
    return (
        select(
            _terminal.id,
            _terminal.office,
            _terminal.state,
            _terminal.role,
            tables.office.c.name.label("office_name"),
            tables.office.c.province,
            *(column for column in LATEST.c if column.name not in ("terminal", "octets")),
            *(what.label(_label(one)) for one, what in alarms(policy, now).items()),
        )
        .select_from(_joined())
        .where(scope.offices_clause(tables.office.c.province, tables.office.c.id))
    )


def counted(
    connection: Connection, policy: FleetPolicy, scope: Scope, now: datetime
) -> dict[Alarm, int]:
    """How many terminals each alarm is about."""
    columns = [
        func.count().filter(condition).label(_label(one))
        for one, condition in alarms(policy, now).items()
    ]
    query = select(*columns).select_from(_joined())
    query = query.where(scope.offices_clause(tables.office.c.province, tables.office.c.id))
    row = connection.execute(query).one()
    return {one: getattr(row, _label(one)) for one in Alarm}


def reached(
    connection: Connection, rollouts: Mapping[ProvinceCode, Rollout], scope: Scope
) -> tuple[Reached, ...]:
    """Of each province's stable and next number, how many of their terminals run on it."""
    query = (
        select(tables.office.c.province, _terminal.office, _telling.configuration)
        .select_from(_joined())
        .where(
            _terminal.state != TerminalState.REVOKED.value,
            scope.offices_clause(tables.office.c.province, tables.office.c.id),
        )
    )
    found: dict[tuple[ProvinceCode, int], list[bool]] = {}
    for row in connection.execute(query):
        province = ProvinceCode(row.province)
        rollout = rollouts.get(province)
        if rollout is None:
            continue
        number = rollout.number_for(OfficeId(row.office))
        found.setdefault((province, number), []).append((row.configuration or 0) >= number)
    made = []
    for (province, number), there in sorted(found.items()):
        rollout = rollouts[province]
        is_next = number != 0 and number == rollout.next
        offices = len(rollout.offices) if is_next else None
        halted = is_next and rollout.is_halted
        made.append(Reached(province, number, offices, halted, len(there), sum(there)))
    return tuple(made)


def _joined() -> Any:
    return tables.terminal.join(tables.office).outerjoin(
        LATEST, LATEST.c.terminal == tables.terminal.c.id
    )


def _label(alarm: Alarm) -> str:
    return f"is_{alarm.value.replace('-', '_')}"
