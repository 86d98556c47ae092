"""The table of terminals: its columns and filters, and a row of it in a file."""

from __future__ import annotations

from datetime import datetime

from cardsvc import tables
from cardsvc.export.sheet import Cell
from cardsvc.staff.scope import Scope
from cardsvc.tables import TerminalRole, TerminalState
from cardsvc.terminals.fleet import Alarm, Member, alarms
from cardsvc.terminals.fleet_policy import FleetPolicy
from cardsvc.web.table import Column, Filter, Option, Table
from cardsvc.web.words import province
from firmware_config.places import provinces
from firmware_config.web.language import t

_terminal, _telling = tables.terminal.c, tables.terminal_telling.c
FILE_HEADINGS = (
    *("province", "office-code", "office", "terminal", "terminal-role", "terminal-state"),
    *("fleet-alarms", "fleet-software", "fleet-configuration", "fleet-heard", "fleet-pending"),
    *("fleet-dead-letters", "fleet-oldest", "fleet-clock-seconds", "fleet-troubles"),
)


def fleet_table(policy: FleetPolicy, scope: Scope, now: datetime) -> Table:
    """`scope` bounds the provinces offered."""
    return Table(
        columns=(
            Column("terminal", "terminal", _terminal.id),
            Column("office", "office", _terminal.office),
            Column("state", "terminal-state", _terminal.state),
            Column("software", "fleet-software", _telling.software),
            Column("configuration", "fleet-configuration", _telling.configuration, is_number=True),
            Column("heard", "fleet-heard", _telling.heard_at),
            Column("pending", "fleet-pending", _telling.pending, is_number=True),
            Column("oldest", "fleet-oldest", _telling.oldest_at),
            Column("clock", "fleet-clock", _telling.clock_ahead_s, is_number=True),
            Column("troubles", "fleet-troubles", _telling.troubles),
        ),
        unique=_terminal.id,
        first="terminal",
        filters=(
            Filter("province", "province", of_provinces(scope)),
            Filter("alarm", "fleet-alarms", _of_alarms(policy, now)),
            Filter(
                "state",
                "terminal-state",
                tuple(
                    Option(one.value, t(f"terminal-state-{one}"), _terminal.state == one.value)
                    for one in TerminalState
                ),
            ),
            Filter(
                "role",
                "terminal-role",
                tuple(
                    Option(one.value, t(f"terminal-role-{one}"), _terminal.role == one.value)
                    for one in TerminalRole
                ),
            ),
        ),
        endpoint="fleet.page",
    )


def cells(member: Member) -> tuple[Cell, ...]:
    """As `FILE_HEADINGS` has them."""
    office = member.office
    return (
        *(province(office.province), office.id.text, office.name, member.terminal.text),
        t(f"terminal-role-{member.role}"),
        t(f"terminal-state-{member.state}"),
        ", ".join(t(f"fleet-alarm-{one}") for one in member.alarms) or None,
        *(member.software, member.configuration, member.heard_at, member.pending),
        *(member.dead_letters, member.oldest_at, member.clock_ahead_s),
        ", ".join(t(f"trouble-{one}") for one in member.troubles) or None,
    )


def of_provinces(scope: Scope) -> tuple[Option, ...]:
    return tuple(
        Option(one.code.text, one.name, tables.office.c.province == one.code.text)
        for one in provinces()
        if scope.provinces is None or one.code in scope.provinces
    )


def _of_alarms(policy: FleetPolicy, now: datetime) -> tuple[Option, ...]:
    conditions = alarms(policy, now)
    return tuple(Option(one.value, t(f"fleet-alarm-{one}"), conditions[one]) for one in Alarm)
