"""Standards (mức chuẩn) that two people brought in here, on top of the table of rates.

A new decree, or a resolution of a province's council, is proposed with its source and approved by
another; from then on lists are checked against it, and a run brings everybody's entitlement to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from cardsvc import tables
from cardsvc.registry.errors import RatesError
from cardsvc.registry.rates import AmountRule, Rates, Source, Standard
from cardsvc.staff.proposals import Proposal, ProposalKind, approve, propose
from firmware_config.errors import ContractError
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.money import parse_vnd
from firmware_config.period import Period
from firmware_config.places import province as known_province
from firmware_config.vietnamese.dates import month_of, today

MOST_SOURCE_LETTERS = 200
_EVERYWHERE = "all"


class StandardRefused(RatesError):
    """A standard that cannot be: `standard-programme`, `standard-province`, `standard-month`,
    `standard-amount`, `standard-decree` for a field; `standard-of-individual-amounts`;
    `standard-too-early` with the last `month` there can be one for; `standard-not-higher` with
    `in_force_vnd`; `standard-malformed` for a proposal of something else."""


@dataclass(frozen=True, slots=True)
class Approved:
    """A standard and the number it goes by here."""

    id: int
    standard: Standard
    proposed_by: str
    approved_by: str
    approved_at: datetime

    @property
    def subject(self) -> str:
        return subject_of(self.standard)


def subject_of(standard: Standard) -> str:
    """What four eyes and the audit trail call the place a standard is for."""
    return f"standard:{standard.programme}/{standard.province or _EVERYWHERE}"


def parse_standard(form: Mapping[str, str]) -> Standard:
    """From the fields `programme`, `province` (empty for the country), `since`, `amount_vnd`,
    `decree` and `clause`.

    Raises:
        StandardRefused: for a field.
    """
    try:
        programme = ProgrammeCode(form.get("programme", ""))
    except ContractError:
        raise StandardRefused("standard-programme") from None
    try:
        place = form.get("province", "")
        province = known_province(ProvinceCode(place)).code if place else None
    except ContractError:
        raise StandardRefused("standard-province") from None
    try:
        since = Period.parse(form.get("since", ""))
    except ContractError:
        raise StandardRefused("standard-month") from None
    if since.is_one_off:
        raise StandardRefused("standard-month")
    try:
        amount_vnd = parse_vnd(form.get("amount_vnd", ""))
    except ContractError:
        raise StandardRefused("standard-amount") from None
    decree, clause = (" ".join(form.get(name, "").split()) for name in ("decree", "clause"))
    if not 0 < len(decree) <= MOST_SOURCE_LETTERS or len(clause) > MOST_SOURCE_LETTERS:
        raise StandardRefused("standard-decree")
    return Standard(programme, province, since, None, amount_vnd, Source(decree, clause))


def check_standard(rates: Rates, standard: Standard, now: datetime) -> Rates:
    """`rates` with `standard`, if it can be.

    1. The programme's amounts follow from a standard.
    2. Not for a month past the next: the lists of the months between are still at the one before,
       and would undo what the run does.
    3. A standard only rises, in the place it is for; and none was set there for a later month.

    Raises:
        StandardRefused: by 1 to 3; RatesError: `rates-programme-unknown`, `rates-standard-twice`.
    """
    # 1
    if rates.programme(standard.programme).amount is AmountRule.INDIVIDUAL:
        raise StandardRefused("standard-of-individual-amounts")
    # 2
    next_month = month_of(today(now)).plus(1)
    if standard.since > next_month:
        month = f"{next_month.month:02}/{next_month.year}"
        raise StandardRefused("standard-too-early", month=month)
    # 3
    with_it = rates.with_standards((standard,))
    for known in rates.standards:
        is_of_place = (known.programme, known.province) == (standard.programme, standard.province)
        if is_of_place and known.since > standard.since:
            raise RatesError(
                "rates-standard-twice",
                programme=standard.programme.text,
                period=str(known.since),
            )
    before = rates.standards_in_force(standard.programme, standard.province, standard.since)
    in_force_vnd = max((known.amount_vnd for known in before), default=0)
    if standard.amount_vnd <= in_force_vnd:
        raise StandardRefused("standard-not-higher", in_force_vnd=in_force_vnd)
    return with_it


def propose_standard(
    connection: Connection, rates: Rates, standard: Standard, user: str, now: datetime
) -> int:
    """The proposal's id. `rates` are those in force now.

    Raises:
        StandardRefused, RatesError: as `check_standard`; StaffError: `already-proposed`.
    """
    check_standard(rates, standard, now)
    data = {
        "programme": standard.programme.text,
        "province": standard.province.text if standard.province else "",
        "since": str(standard.since),
        "amount_vnd": str(standard.amount_vnd),
        "decree": standard.source.decree,
        "clause": standard.source.clause,
    }
    kind = ProposalKind.RATE_RUN
    return propose(connection, kind, subject_of(standard), data, user, now)


def approve_standard(
    connection: Connection, rates: Rates, proposal_id: int, user: str, now: datetime
) -> Approved:
    """Raises as `propose_standard` does, and `StaffError`: `same-person`, `proposal-not-open`."""
    approved = approve(connection, proposal_id, user, now)
    standard = proposed_standard(approved)
    check_standard(rates, standard, now)
    values = {
        "programme": standard.programme.text,
        "province": standard.province.text if standard.province else None,
        "since": standard.since.code,
        "amount_vnd": standard.amount_vnd,
        "decree": standard.source.decree,
        "clause": standard.source.clause,
        "proposal": approved.id,
        "proposed_by": approved.proposed_by,
        "approved_by": user,
        "approved_at": now,
    }
    entered = insert(tables.standard).values(values).returning(tables.standard.c.id)
    standard_id = int(connection.execute(entered).scalar_one())
    return Approved(standard_id, standard, approved.proposed_by, user, now)


def proposed_standard(proposal: Proposal) -> Standard:
    """Raises `StandardRefused` for a proposal of something else."""
    if proposal.kind is not ProposalKind.RATE_RUN:
        raise StandardRefused("standard-malformed")
    return parse_standard(proposal.data)


def approved_standards(connection: Connection) -> tuple[Approved, ...]:
    """The last approved first."""
    rows = connection.execute(select(tables.standard).order_by(tables.standard.c.id.desc()))
    return tuple(
        Approved(
            row.id,
            Standard(
                ProgrammeCode(row.programme),
                ProvinceCode(row.province) if row.province else None,
                Period(row.since),
                None,
                row.amount_vnd,
                Source(row.decree, row.clause),
            ),
            row.proposed_by,
            row.approved_by,
            row.approved_at,
        )
        for row in rows
    )


def rates_now(connection: Connection, rates: Rates) -> Rates:
    """The table of rates with all that was approved here."""
    return rates.with_standards(one.standard for one in approved_standards(connection))
