"""In which province, and at which offices, a programme is paid: off, pilot or full, by month.

A change is proposed by one person and approved by another; earlier settings stay, so that it can be
seen what held for an older list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from cardsvc import tables
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.list_row import ListTerms
from cardsvc.registry.offices import offices
from cardsvc.registry.rates import Mode, Rates
from cardsvc.staff.proposals import Proposal, ProposalKind, approve, propose
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period
from firmware_config.places import province as known_province


class ModeRefused(RegistryError):
    """A list that the mode does not allow: `list-programme-off` with `programme`, `province` and
    `period`, `list-office-not-in-pilot` with the `office` as well; or a change that cannot be:
    `mode-malformed`, `mode-offices`, `mode-office-of-another-province`,
    `mode-unchanged`."""


@dataclass(frozen=True, slots=True)
class Setting:
    """`offices` are those of a pilot, and none otherwise. `since` is `None` where nobody has set
    anything and the table of rates decides."""

    province: ProvinceCode
    programme: ProgrammeCode
    since: Period | None
    mode: Mode
    offices: frozenset[OfficeId] = frozenset()
    proposed_by: str = ""
    approved_by: str = ""
    approved_at: datetime | None = None

    @property
    def subject(self) -> str:
        """What four eyes and the audit trail call the place."""
        return f"programme:{self.province}/{self.programme}"


Settings = Mapping[tuple[ProvinceCode, ProgrammeCode], tuple[Setting, ...]]
"""By place, the first month first; of one month, the one approved last is last."""


def settings(connection: Connection) -> Settings:
    """All that were ever approved."""
    column = tables.programme_mode.c
    pilots: dict[int, set[OfficeId]] = {}
    for row in connection.execute(select(tables.programme_mode_office)):
        pilots.setdefault(row.programme_mode, set()).add(OfficeId(row.office))
    rows = connection.execute(select(tables.programme_mode).order_by(column.since, column.id))
    found: dict[tuple[ProvinceCode, ProgrammeCode], list[Setting]] = {}
    for row in rows:
        setting = _setting(row, frozenset(pilots.get(row.id, ())))
        found.setdefault((setting.province, setting.programme), []).append(setting)
    return {place: tuple(several) for place, several in found.items()}


def in_force(
    known: Settings, rates: Rates, province: ProvinceCode, programme: ProgrammeCode, month: Period
) -> Setting:
    """The setting for a month.

    Of those whose first month has come, the latest counts; of one month, the one approved last.

    Raises:
        RatesError: `rates-programme-unknown`.
    """
    unless_set = rates.programme(programme).unless_set
    holding = Setting(province, programme, None, unless_set)
    for setting in known.get((province, programme), ()):
        if setting.since is not None and setting.since <= month:
            holding = setting
    return holding


def check_list_allowed(connection: Connection, rates: Rates, terms: ListTerms) -> None:
    """Whether the programme is paid in the province, and at the office, in the list's month.

    Raises:
        ModeRefused: `list-programme-off`, `list-office-not-in-pilot`.
        RatesError: `rates-programme-unknown`.
    """
    known = settings(connection)
    holding = in_force(known, rates, terms.province, terms.programme, terms.period)
    where = {
        "programme": rates.programme(terms.programme).vi,
        "province": known_province(terms.province).name,
        "period": f"{terms.period.month:02}/{terms.period.year}",
    }
    if holding.mode is Mode.OFF:
        raise ModeRefused("list-programme-off", **where)
    if holding.mode is Mode.PILOT and terms.office not in holding.offices:
        raise ModeRefused("list-office-not-in-pilot", **where, office=terms.office.text)


def propose_mode(
    connection: Connection, rates: Rates, wanted: Setting, user: str, now: datetime
) -> int:
    """The proposal's id.

    Raises:
        ModeRefused: `mode-offices`, `mode-office-of-another-province`,
            `mode-unchanged`.
        RatesError, PlaceError: for what is not known; StaffError: `already-proposed`.
    """
    known_province(wanted.province)
    before = in_force(
        settings(connection), rates, wanted.province, wanted.programme, _month(wanted)
    )
    if (before.mode, before.offices) == (wanted.mode, wanted.offices):
        raise ModeRefused("mode-unchanged", mode=wanted.mode)
    if (wanted.mode is Mode.PILOT) != bool(wanted.offices):
        raise ModeRefused("mode-offices")
    of_province = {one.id for one in offices(connection) if one.province == wanted.province}
    for strange in sorted(wanted.offices - of_province):
        raise ModeRefused("mode-office-of-another-province", office=strange.text)
    data = {
        "since": _month(wanted).code,
        "mode": wanted.mode,
        "offices": sorted(one.text for one in wanted.offices),
    }
    return propose(connection, ProposalKind.MODE, wanted.subject, data, user, now)


def approve_mode(connection: Connection, proposal_id: int, user: str, now: datetime) -> Setting:
    """Raises `StaffError`: `same-person`, `proposal-not-open`, `proposal-unknown`."""
    approved = approve(connection, proposal_id, user, now)
    setting = proposed_setting(approved)
    values = {
        "province": setting.province.text,
        "programme": setting.programme.text,
        "since": _month(setting).code,
        "mode": setting.mode,
        "proposal": approved.id,
        "proposed_by": approved.proposed_by,
        "approved_by": user,
        "approved_at": now,
    }
    entered = insert(tables.programme_mode).values(values).returning(tables.programme_mode.c.id)
    mode_id = connection.execute(entered).scalar_one()
    if setting.offices:
        connection.execute(
            insert(tables.programme_mode_office),
            [{"programme_mode": mode_id, "office": one.text} for one in sorted(setting.offices)],
        )
    return setting


def proposed_setting(proposal: Proposal) -> Setting:
    """Raises `ModeRefused` (`mode-malformed`) for a proposal of something else."""
    if proposal.kind is not ProposalKind.MODE:
        raise ModeRefused("mode-malformed")
    try:
        province, _, programme = proposal.subject.removeprefix("programme:").partition("/")
        return Setting(
            ProvinceCode(province),
            ProgrammeCode(programme),
            Period(proposal.data["since"]),
            Mode(proposal.data["mode"]),
            frozenset(OfficeId(one) for one in proposal.data["offices"]),
            proposal.proposed_by,
        )
    except (ContractError, KeyError, ValueError, TypeError) as fault:
        raise ModeRefused("mode-malformed", proposal=proposal.id) from fault


def _month(setting: Setting) -> Period:
    if setting.since is None or setting.since.is_one_off:
        raise ModeRefused("mode-malformed")
    return setting.since


def _setting(row: Row[Any], pilot: frozenset[OfficeId]) -> Setting:
    return Setting(
        ProvinceCode(row.province),
        ProgrammeCode(row.programme),
        Period(row.since),
        Mode(row.mode),
        pilot,
        row.proposed_by,
        row.approved_by,
        row.approved_at,
    )
