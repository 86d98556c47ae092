"""What finance had booked: every instruction with its transfer, place and two people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select

from cardsvc import tables
from cardsvc.ledger.line import TransferKind
from cardsvc.money.instruction import SUBJECT
from cardsvc.staff.proposals import ProposalKind
from cardsvc.staff.scope import Scope
from cardsvc.tables import ProposalState
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode

_told, _moved, _proposal = tables.instruction.c, tables.transfer.c, tables.proposal.c
_account, _terminal, _office = tables.account.c, tables.terminal.c, tables.office.c

at_province: ColumnElement[Any] = func.coalesce(_account.province, _office.province)
"""Where an account lies: its own province, or that of its office or its terminal's."""
at_office: ColumnElement[Any] = func.coalesce(_account.office, _terminal.office)
PLACED = tables.account.outerjoin(tables.terminal, _terminal.id == _account.terminal).outerjoin(
    tables.office, _office.id == at_office
)
"""Accounts with what `at_province` and `at_office` ask for."""


@dataclass(frozen=True, slots=True)
class Booked:
    """`number` is the posting's. `case_id` is set, and `reference` not, for what a case moved.
    `proposed_by` is None where the proposal is the case's."""

    number: int
    at: datetime
    kind: TransferKind
    amount_vnd: int
    reference: str | None
    case_id: int | None
    programme: ProgrammeCode | None
    province: ProvinceCode | None
    office: OfficeId | None
    office_name: str | None
    proposed_by: str | None
    approved_by: str


def booked_query(scope: Scope) -> Select[Any]:
    """Every instruction within `scope`, to be read by `booked_of_row`."""
    named = func.concat(SUBJECT, _told.kind, "/", _told.about, "/", _told.reference)
    its_proposal = and_(
        _proposal.kind == ProposalKind.MONEY.value,
        _proposal.state == ProposalState.APPROVED.value,
        _proposal.subject == named,
    )
    return (
        select(
            *(_moved.id, _moved.amount_vnd, _told.at, _told.kind, _told.reference),
            *(_told.case_id, _told.user, _account.programme, _proposal.proposed_by),
            at_province.label("at_province"),
            at_office.label("at_office"),
            _office.name.label("office_name"),
        )
        .select_from(PLACED)
        .join(tables.instruction, _told.about == _account.key)
        .join(tables.transfer, _moved.instruction == _told.id)
        .outerjoin(tables.proposal, its_proposal)
        .where(scope.offices_clause(at_province, at_office))
    )


def booked_of_row(row: Row[Any]) -> Booked:
    return Booked(
        *(row.id, row.at, TransferKind(row.kind), row.amount_vnd, row.reference, row.case_id),
        None if row.programme is None else ProgrammeCode(row.programme),
        None if row.at_province is None else ProvinceCode(row.at_province),
        None if row.at_office is None else OfficeId(row.at_office),
        *(row.office_name, row.proposed_by, row.user),
    )


def last_booked(connection: Connection, scope: Scope, most: int) -> tuple[Booked, ...]:
    """Newest first."""
    query = booked_query(scope).order_by(_moved.id.desc()).limit(most)
    return tuple(map(booked_of_row, connection.execute(query)))
