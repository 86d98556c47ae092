"""Funding and cash (kinh phí, tiền mặt): how they stand, and what finance instructs.

Finance proposes by a bank's paper and sees it in figures and words first; another person approves,
and only then is it booked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from cardsvc.current_centre import the_centre, the_news
from cardsvc.export.sheet import Sheet
from cardsvc.ledger.by_hand import OF_OFFICE, OF_PROGRAMME
from cardsvc.money.approval import (
    Who,
    approve_instruction,
    find_proposed,
    propose_instruction,
    waiting,
)
from cardsvc.money.booked_instructions import booked_of_row, booked_query
from cardsvc.money.instruction import (
    FIELDS,
    MOST_REFERENCE,
    Instruction,
    check_instruction,
    parse_instruction,
)
from cardsvc.money.standing import balance_vnd, standing
from cardsvc.registry.offices import offices
from cardsvc.staff.audit import record
from cardsvc.staff.proposals import ProposalKind, open_proposal
from cardsvc.staff.roles import APPROVER, FINANCE, INSPECTOR
from cardsvc.staff.scope import current_scope
from cardsvc.web.decisions import refused_words, taken_back, written
from cardsvc.web.download import Download
from cardsvc.web.money_table import FILE_HEADINGS, cells, money_table
from cardsvc.web.proposals import pages_of_subjects
from cardsvc.web.table import Asked, every_row, read_table
from firmware_config.errors import ContractError
from firmware_config.places import provinces
from firmware_config.vietnamese.dates import month_of, today
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t

money = Blueprint("money", __name__, url_prefix="/money")

READERS = (FINANCE, APPROVER, INSPECTOR)
APPROVERS = (FINANCE, APPROVER)


@dataclass(frozen=True, slots=True)
class Giver:
    """The account that the money leaves: what it holds by the books, and what it would."""

    key: str
    kind: str
    now_vnd: int
    after_vnd: int


@money.get("")
@roles(*READERS)
def page() -> str:
    return _page()


@money.get("/booked.<kind>")
@roles(*READERS)
def download(kind: str) -> Response:
    """Every instruction that the filters leave, in the order shown."""
    headings = [t(heading) for heading in FILE_HEADINGS]
    with the_centre().reading.begin() as connection:
        rows = every_row(connection, booked_query(current_scope()), _asked(connection))
        lines = (cells(booked_of_row(row)) for row in rows)
        made = Download.of(kind, Sheet(t("money-booked"), headings, lines))
    with the_centre().engine.begin() as connection:
        user, now = current_account().user, the_centre().clock()
        record(connection, user, "money-downloaded", "money", now, rows=made.rows, kind=kind)
    return made.response()


@money.post("/preview")
@roles(FINANCE)
def preview() -> ResponseReturnValue:
    """The instruction in the form, in figures and words; nothing is kept."""
    who = _who()
    try:
        with the_centre().reading.begin() as connection:
            one = parse_instruction(connection, request.form)
            who.check_may(one)
            check_instruction(connection, the_centre().rates.programmes, one)
            shown = _shown(connection, one)
    except ContractError as fault:
        return _page(fault), 422
    return render_template("cardsvc/money_preview.html", told=one.to_data(), fields=FIELDS, **shown)


@money.post("")
@roles(FINANCE)
def propose() -> ResponseReturnValue:
    who, programmes = _who(), the_centre().rates.programmes
    try:
        with the_centre().engine.begin() as connection:
            one = parse_instruction(connection, request.form)
            made = propose_instruction(connection, programmes, one, who)
    except ContractError as fault:
        return _page(fault), 422
    the_news().publish("decisions")
    flash(t("decision-proposed"), "paid")
    return redirect(url_for("money.one", proposal_id=made), 303)


@money.get("/proposals/<int:proposal_id>")
@roles(*READERS)
def one(proposal_id: int) -> str:
    with the_centre().reading.begin() as connection:
        try:
            found = find_proposed(connection, proposal_id, _who())
        except ContractError:
            abort(404)
        shown = _shown(connection, found.instruction)
    return render_template(
        "cardsvc/money_proposal.html", proposal=found.proposal, approvers=APPROVERS, **shown
    )


@money.post("/proposals/<int:proposal_id>/approve")
@roles(*APPROVERS)
def approve(proposal_id: int) -> ResponseReturnValue:
    """Booked in the transaction of the approval."""
    _check_seen(proposal_id)
    who = _who()
    return written(
        lambda connection: approve_instruction(connection, proposal_id, who),
        "money-said-booked",
        url_for("money.one", proposal_id=proposal_id),
    )


@money.post("/proposals/<int:proposal_id>/withdraw")
@roles(*APPROVERS)
def withdraw(proposal_id: int) -> ResponseReturnValue:
    _check_seen(proposal_id)
    return taken_back(proposal_id, url_for("money.one", proposal_id=proposal_id))


def _page(fault: ContractError | None = None) -> str:
    centre, scope = the_centre(), current_scope()
    month = month_of(today(centre.clock()))
    with centre.reading.begin() as connection:
        view = read_table(connection, booked_query(scope), _asked(connection), booked_of_row)
        return render_template(
            "cardsvc/money.html",
            standing=standing(connection, scope, month),
            waiting=waiting(connection, scope),
            view=view,
            of_programme=OF_PROGRAMME,
            of_office=OF_OFFICE,
            programmes=tuple(centre.rates.programmes),
            provinces=[one for one in provinces() if scope.allows(one.code)],
            offices=[one for one in offices(connection) if scope.allows(one.province, one.id)],
            most_reference=MOST_REFERENCE,
            form=request.form,
            refused=refused_words(fault) if fault else "",
        )


def _asked(connection: Connection) -> Asked:
    scope = current_scope()
    places = sorted(
        {one.province for one in offices(connection) if scope.allows(one.province, one.id)},
        key=str,
    )
    args: Mapping[str, str] = request.args.to_dict()
    return Asked.parse(money_table(tuple(the_centre().rates.programmes), places), args)


def _shown(connection: Connection, instruction: Instruction) -> dict[str, Any]:
    """What the pages about one instruction hold. A giver that the books show as too poor is no
    reason to refuse: counters may not have told everything yet."""
    names = {one.id: one.name for one in offices(connection)}
    office_name = names.get(instruction.office) if instruction.office else None
    giver, account = None, instruction.giver
    if account is not None:
        now_vnd = balance_vnd(connection, account)
        after_vnd = now_vnd - instruction.amount_vnd
        giver = Giver(account.key, account.kind.value, now_vnd, after_vnd)
    return {"one": instruction, "office_name": office_name, "giver": giver}


def _check_seen(proposal_id: int) -> None:
    """404 for what is no instruction, or lies outside the account's scope."""
    with the_centre().reading.begin() as connection:
        try:
            find_proposed(connection, proposal_id, _who())
        except ContractError:
            abort(404)


def _who() -> Who:
    return Who(current_account().user, the_centre().clock(), current_scope())


def _address(rest: str) -> str:
    """Of the proposal that is open for a paper."""
    with the_centre().reading.begin() as connection:
        found = open_proposal(connection, ProposalKind.MONEY, f"money:{rest}")
    return url_for("money.one", proposal_id=found.id) if found else url_for("money.page")


pages_of_subjects["money"] = _address
