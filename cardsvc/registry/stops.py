"""Payments that are stopped: suspended until the reason is gone, or ended.

From the month `since` on nothing of the entitlement is paid. What was due before stays due and can
be collected. Both the stop and its lifting are proposed by one person and approved by another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from cardsvc import tables
from cardsvc.registry.errors import RegistryError
from cardsvc.staff.proposals import Proposal, ProposalKind, approve, propose
from cardsvc.tables import Kind, StopReason
from firmware_config.errors import ContractError
from firmware_config.ids import EntitlementId, ProgrammeCode
from firmware_config.period import Period

_STOP, _RESUME = "stop", "resume"
_SUBJECT = "payments:"


class StopRefused(RegistryError):
    """`stop-nothing-open`, `stop-already`, `stop-month`, `stop-day`, `stop-reason`,
    `resume-not-stopped`, `resume-is-final` with the `reason`, `resume-month`, or `stop-malformed`
    for a proposal of something else."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop that stands. `since` is the first month that is not paid."""

    entitlement: EntitlementId
    beneficiary: int
    programme: ProgrammeCode
    category: str
    amount_vnd: int
    reason: StopReason
    since: Period
    happened_on: date | None
    approved_by: str
    approved_at: datetime


@dataclass(frozen=True, slots=True)
class WantedStop:
    """For entitlements of one person."""

    beneficiary: int
    entitlements: tuple[EntitlementId, ...]
    reason: StopReason
    since: Period
    happened_on: date | None = None


@dataclass(frozen=True, slots=True)
class WantedResumption:
    """For entitlements of one person. `through` is the last month that is added where it
    was listed by none; with no arrears the months before it are not owed."""

    beneficiary: int
    entitlements: tuple[EntitlementId, ...]
    through: Period
    with_arrears: bool


def subject_of(person_id: int) -> str:
    """What four eyes call somebody's payments."""
    return f"{_SUBJECT}{person_id}"


def stopped_since(
    connection: Connection, entitlements: Select[tuple[bytes]]
) -> Mapping[bytes, Period]:
    """Of `entitlements`, those that are stopped, with the first month that is not paid."""
    stop = tables.payment_stop.c
    rows = connection.execute(
        select(stop.entitlement, stop.since).where(
            stop.lifted_at.is_(None), stop.entitlement.in_(entitlements)
        )
    )
    return {row.entitlement: Period(row.since) for row in rows}


def stops_of(connection: Connection, person_id: int) -> tuple[Stop, ...]:
    """Those that stand."""
    column = tables.entitlement.c.beneficiary
    return tuple(map(_stop, connection.execute(_standing().where(column == person_id))))


def finally_stopped(connection: Connection, people: Sequence[int], programme: str) -> set[int]:
    """Those of `people` whose payment in the programme has ended for good."""
    held, stop = tables.entitlement.c, tables.payment_stop.c
    final = [reason for reason in StopReason if reason.is_final]
    rows = connection.scalars(
        select(held.beneficiary)
        .join(tables.payment_stop, stop.entitlement == held.id)
        .where(
            held.beneficiary.in_(people),
            held.programme == programme,
            stop.reason.in_(final),
            stop.lifted_at.is_(None),
        )
    )
    return set(rows)


def propose_stop(connection: Connection, wanted: WantedStop, user: str, now: datetime) -> int:
    """The proposal's id.

    Raises:
        StopRefused: `stop-nothing-open`, `stop-already`, `stop-month`;
        StaffError: `already-proposed`.
    """
    if wanted.since.is_one_off:
        raise StopRefused("stop-month")
    rows = _open_entitlements(connection, wanted.beneficiary, wanted.entitlements)
    if any(row.is_stopped for row in rows):
        raise StopRefused("stop-already")
    data = {
        "what": _STOP,
        "entitlements": [str(one) for one in wanted.entitlements],
        "reason": wanted.reason.value,
        "since": wanted.since.code,
        "happened_on": wanted.happened_on.isoformat() if wanted.happened_on else "",
    }
    subject = subject_of(wanted.beneficiary)
    return propose(connection, ProposalKind.CASE, subject, data, user, now)


def propose_resumption(
    connection: Connection, wanted: WantedResumption, user: str, now: datetime
) -> int:
    """The proposal's id.

    Raises:
        StopRefused: `resume-not-stopped`, `resume-is-final`, `resume-month`;
        StaffError: `already-proposed`.
    """
    if wanted.through.is_one_off:
        raise StopRefused("resume-month")
    _liftable(connection, wanted)
    data = {
        "what": _RESUME,
        "entitlements": [str(one) for one in wanted.entitlements],
        "through": wanted.through.code,
        "with_arrears": wanted.with_arrears,
    }
    subject = subject_of(wanted.beneficiary)
    return propose(connection, ProposalKind.CASE, subject, data, user, now)


def wanted_by(proposal: Proposal) -> WantedStop | WantedResumption:
    """What a proposal asks for. Raises `StopRefused` (`stop-malformed`)."""
    data = proposal.data
    try:
        if proposal.kind is not ProposalKind.CASE:
            raise ValueError(proposal.kind)
        person = int(proposal.subject.removeprefix(_SUBJECT))
        refs = tuple(EntitlementId.parse(one) for one in data["entitlements"])
        if data["what"] == _RESUME:
            through = Period(data["through"])
            return WantedResumption(person, refs, through, data["with_arrears"] is True)
        day = date.fromisoformat(data["happened_on"]) if data["happened_on"] else None
        return WantedStop(person, refs, StopReason(data["reason"]), Period(data["since"]), day)
    except (ContractError, KeyError, ValueError, TypeError) as fault:
        raise StopRefused("stop-malformed", proposal=proposal.id) from fault


def enter_stop(connection: Connection, proposal_id: int, user: str, now: datetime) -> WantedStop:
    """Approve a stop. What has ended for good is ended as an entitlement too.

    Raises:
        StopRefused: as `propose_stop`, and `stop-malformed`;
        StaffError: `same-person`, `proposal-not-open`, `proposal-unknown`.
    """
    approved = approve(connection, proposal_id, user, now)
    wanted = wanted_by(approved)
    if not isinstance(wanted, WantedStop):
        raise StopRefused("stop-malformed", proposal=proposal_id)
    rows = _open_entitlements(connection, wanted.beneficiary, wanted.entitlements)
    if any(row.is_stopped for row in rows):
        raise StopRefused("stop-already")
    connection.execute(
        insert(tables.payment_stop),
        [
            {
                "entitlement": one.octets,
                "reason": wanted.reason,
                "since": wanted.since.code,
                "happened_on": wanted.happened_on,
                "proposal": proposal_id,
                "approved_by": user,
                "approved_at": now,
            }
            for one in wanted.entitlements
        ],
    )
    if wanted.reason.is_final:
        held = tables.entitlement.c
        ended = [one.octets for one in wanted.entitlements]
        connection.execute(
            update(tables.entitlement)
            .where(held.id.in_(ended), held.ended_at.is_(None))
            .values(ended_at=now)
        )
    return wanted


def lift_stops(
    connection: Connection, proposal_id: int, user: str, now: datetime
) -> tuple[WantedResumption, Mapping[EntitlementId, Period]]:
    """Approve a resumption; with the first month that had been stopped of each entitlement.

    Raises:
        StopRefused: as `propose_resumption`, and `stop-malformed`;
        StaffError: `same-person`, `proposal-not-open`, `proposal-unknown`.
    """
    approved = approve(connection, proposal_id, user, now)
    wanted = wanted_by(approved)
    if not isinstance(wanted, WantedResumption):
        raise StopRefused("stop-malformed", proposal=proposal_id)
    since = {one.entitlement: one.since for one in _liftable(connection, wanted)}
    stop = tables.payment_stop.c
    connection.execute(
        update(tables.payment_stop)
        .where(
            stop.entitlement.in_([one.octets for one in wanted.entitlements]),
            stop.lifted_at.is_(None),
        )
        .values(lifted_by=user, lifted_at=now)
    )
    return wanted, since


def _liftable(connection: Connection, wanted: WantedResumption) -> tuple[Stop, ...]:
    standing = {one.entitlement: one for one in stops_of(connection, wanted.beneficiary)}
    if not wanted.entitlements or any(one not in standing for one in wanted.entitlements):
        raise StopRefused("resume-not-stopped")
    stops = tuple(standing[one] for one in wanted.entitlements)
    for stop in stops:
        if stop.reason.is_final:
            raise StopRefused("resume-is-final", reason=stop.reason.value)
        if wanted.through < stop.since:
            raise StopRefused("resume-month")
    return stops


def _open_entitlements(
    connection: Connection, person_id: int, refs: Sequence[EntitlementId]
) -> Sequence[Row[Any]]:
    held, stop = tables.entitlement.c, tables.payment_stop.c
    rows = connection.execute(
        select(held.id, stop.id.is_not(None).label("is_stopped"))
        .outerjoin(tables.payment_stop, (stop.entitlement == held.id) & stop.lifted_at.is_(None))
        .where(
            held.id.in_([one.octets for one in refs]),
            held.beneficiary == person_id,
            held.kind == Kind.MONTH,
            held.ended_at.is_(None),
        )
    ).all()
    if not refs or len(rows) != len(set(refs)):
        raise StopRefused("stop-nothing-open")
    return rows


def _standing() -> Select[Any]:
    held, stop = tables.entitlement.c, tables.payment_stop.c
    return (
        select(
            tables.payment_stop,
            *(held.beneficiary, held.programme, held.category, held.amount_vnd),
        )
        .join(tables.entitlement, held.id == stop.entitlement)
        .where(stop.lifted_at.is_(None))
    )


def _stop(row: Row[Any]) -> Stop:
    return Stop(
        EntitlementId(row.entitlement),
        row.beneficiary,
        ProgrammeCode(row.programme),
        row.category,
        row.amount_vnd,
        StopReason(row.reason),
        Period(row.since),
        row.happened_on,
        row.approved_by,
        row.approved_at,
    )
