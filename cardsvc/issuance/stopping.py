"""Stops and resumptions as approved: on the entitlement, and on what the person holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from cardsvc import tables
from cardsvc.issuance.renewal import Renewed, renew_media
from cardsvc.issuance.scripts import ScriptDesk
from cardsvc.ledger.paid_early import settle_paid_early
from cardsvc.registry.calendar.resumption import months_to_add
from cardsvc.registry.coefficient import amount_at, coefficient_tenths
from cardsvc.registry.own_lists import OwnList, owe
from cardsvc.registry.rates import Rates
from cardsvc.registry.replacing import open_one_off
from cardsvc.registry.stops import WantedResumption, enter_stop, lift_stops
from firmware_config.ids import EntitlementId, OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period


@dataclass(frozen=True, slots=True)
class Resumed:
    """What a resumption came to. `months` were added, `made_up_vnd` is for higher standards."""

    months: int
    amount_vnd: int
    made_up_vnd: int
    renewed: Renewed


def approve_stop(
    connection: Connection, scripts: ScriptDesk, proposal_id: int, user: str, now: datetime
) -> Renewed:
    """In the caller's transaction.

    Raises:
        StopRefused, StaffError: as `enter_stop`; IssuanceError, KeyringError: as `renew_media`.
    """
    wanted = enter_stop(connection, proposal_id, user, now)
    return renew_media(connection, scripts, wanted.beneficiary, now)


def approve_resumption(
    connection: Connection,
    scripts: ScriptDesk,
    rates: Rates,
    proposal_id: int,
    user: str,
    now: datetime,
) -> Resumed:
    """In the caller's transaction.

    1. What lists had named is payable again.
    2. With arrears, the months that no list has named are owed too.
    3. Where the standard rose meanwhile, the difference is owed once.
    4. Payments that came before their due are settled; card and sheet learn of it.

    Raises:
        StopRefused, StaffError: as `lift_stops`; IssuanceError, KeyringError: as `renew_media`;
        RatesError: a programme or a standard is not known.
    """
    # 1
    wanted, since = lift_stops(connection, proposal_id, user, now)
    added, amount_vnd, made_up_vnd = 0, 0, 0
    for ref, stopped in since.items():
        row = _entitlement(connection, ref)
        own = OwnList(
            f"tiep-tuc-chi-tra-{proposal_id}",
            OfficeId(row.office),
            ProvinceCode(row.province),
            ProgrammeCode(row.programme),
            wanted.through,
        )
        # 2
        listed = _months(connection, ref)
        more = _more_months(wanted, stopped, listed, row)
        # 3
        months = {month for month in listed if month >= stopped} | set(more)
        difference_vnd = _made_up(rates, row, stopped, months)
        if not more and not difference_vnd:
            continue
        list_id = own.entered(connection, user, now)
        for month in more:
            owe(connection, list_id, row.id, month, row.amount_vnd)
        if difference_vnd:
            once = Period.once_in(wanted.through.year, wanted.through.month)
            grant = open_one_off(connection, row, difference_vnd)
            owe(connection, list_id, grant, once, difference_vnd)
        added += len(more)
        amount_vnd += len(more) * row.amount_vnd
        made_up_vnd += difference_vnd
        # 4
        settle_paid_early(connection, list_id, now)
    renewed = renew_media(connection, scripts, wanted.beneficiary, now)
    return Resumed(added, amount_vnd, made_up_vnd, renewed)


def _more_months(
    wanted: WantedResumption, stopped: Period, listed: frozenset[Period], row: Row[Any]
) -> tuple[Period, ...]:
    if not wanted.with_arrears:
        return ()
    until = None if row.until is None else Period(row.until)
    return months_to_add(stopped, wanted.through, listed, until)


def _made_up(rates: Rates, row: Row[Any], stopped: Period, months: Iterable[Period]) -> int:
    """What is missing, at the entitlement's amount, to the standards of `months`."""
    programme = rates.programme(ProgrammeCode(row.programme))
    province = ProvinceCode(row.province)
    before = rates.standard_vnd(programme.code, province, stopped)
    if before is None:
        return 0
    category = rates.category(programme.code, row.category) if row.category else None
    tenths = coefficient_tenths(programme, category, row.amount_vnd, before)
    if tenths is None:  # individual amounts cannot be known: a list says what is missing
        return 0
    missing_vnd = 0
    for month in months:
        standard = rates.standard_vnd(programme.code, province, month)
        amount_vnd = standard and amount_at(standard, tenths)
        missing_vnd += max(0, (amount_vnd or 0) - row.amount_vnd)
    return missing_vnd


def _entitlement(connection: Connection, ref: EntitlementId) -> Row[Any]:
    held = tables.entitlement
    return connection.execute(select(held).where(held.c.id == ref.octets)).one()


def _months(connection: Connection, ref: EntitlementId) -> frozenset[Period]:
    due = tables.due.c
    codes = connection.scalars(select(due.period).where(due.entitlement == ref.octets))
    return frozenset(map(Period, codes))
