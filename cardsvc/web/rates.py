"""Standards (mức chuẩn): those in force with their sources, a new one proposed, its run.

A proposal shows what it would do before it is made and before it is approved; the run that follows
an approval shows how far it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from cardsvc.current_centre import the_centre
from cardsvc.issuance.rate_run import RUN_KIND, Done, done_so_far, people_concerned
from cardsvc.registry.rate_change import Effect, effect, entitlements
from cardsvc.registry.rates import AmountRule, Rates, Standard
from cardsvc.registry.standards import (
    Approved,
    approve_standard,
    approved_standards,
    check_standard,
    parse_standard,
    propose_standard,
    proposed_standard,
    rates_now,
)
from cardsvc.runs.run import Run, newest_run
from cardsvc.staff.proposals import Proposal, ProposalKind, find_proposal, open_proposals
from cardsvc.staff.roles import ADMINISTRATOR, APPROVER, FINANCE, INSPECTOR, PREPARER
from cardsvc.staff.scope import current_scope
from cardsvc.web.decisions import refused_words, taken_back, written
from cardsvc.web.proposals import pages_of_subjects
from firmware_config.errors import ContractError
from firmware_config.places import provinces
from firmware_config.vietnamese.dates import month_of, today
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t

rates = Blueprint("rates", __name__, url_prefix="/rates")


@dataclass(frozen=True, slots=True)
class Waiting:
    proposal: Proposal
    standard: Standard


@dataclass(frozen=True, slots=True)
class Progress:
    """An approved standard, its run and what that did so far. `run` is None where nobody is
    concerned."""

    approved: Approved
    run: Run | None
    done: Done


@rates.get("")
@roles(ADMINISTRATOR, APPROVER, PREPARER, FINANCE, INSPECTOR)
def page() -> str:
    return _page()


@rates.post("/preview")
@roles(ADMINISTRATOR, FINANCE)
def preview() -> ResponseReturnValue:
    """What the standard in the form would do; nothing is kept."""
    try:
        standard = parse_standard(request.form)
        _check_scope(standard)
        with the_centre().reading.begin() as connection:
            seen = _effect(connection, standard)
    except ContractError as fault:
        return _page(fault), 422
    return render_template(
        "cardsvc/rate_preview.html", standard=standard, effect=seen, form=request.form
    )


@rates.post("")
@roles(ADMINISTRATOR, FINANCE)
def propose() -> ResponseReturnValue:
    user, now = current_account().user, the_centre().clock()
    try:
        standard = parse_standard(request.form)
        _check_scope(standard)
        with the_centre().engine.begin() as connection:
            known = rates_now(connection, the_centre().rates)
            made = propose_standard(connection, known, standard, user, now)
    except ContractError as fault:
        return _page(fault), 422
    flash(t("decision-proposed"), "paid")
    return redirect(url_for("rates.change", proposal_id=made), 303)


@rates.get("/changes/<int:proposal_id>")
@roles(ADMINISTRATOR, APPROVER, PREPARER, FINANCE, INSPECTOR)
def change(proposal_id: int) -> ResponseReturnValue:
    """What a proposal would do now; once it is approved, its run."""
    try:
        with the_centre().reading.begin() as connection:
            proposal = find_proposal(connection, proposal_id)
            standard = proposed_standard(proposal)
            made = [it for it in approved_standards(connection) if it.standard == standard]
            if made:
                return redirect(url_for("rates.one", standard_id=made[0].id), 303)
            seen, fault = None, None
            try:
                seen = _effect(connection, standard)
            except ContractError as refused:
                fault = refused
    except ContractError:
        abort(404)
    return render_template(
        "cardsvc/rate_change.html",
        proposal=proposal,
        standard=standard,
        effect=seen,
        refused=refused_words(fault) if fault else "",
    )


@rates.post("/changes/<int:proposal_id>/approve")
@roles(ADMINISTRATOR, APPROVER)
def approve(proposal_id: int) -> ResponseReturnValue:
    """The standard is in force for lists, and its run begins, in one transaction."""
    centre, user = the_centre(), current_account().user

    def apply(connection: Connection) -> None:
        known = rates_now(connection, centre.rates)
        _check_scope(proposed_standard(find_proposal(connection, proposal_id)))
        made = approve_standard(connection, known, proposal_id, user, centre.clock())
        total = people_concerned(connection, made.standard)
        if total:
            centre.runs.start(RUN_KIND, str(made.id), total, user, connection)

    return written(apply, "rate-approved", url_for("rates.change", proposal_id=proposal_id))


@rates.post("/changes/<int:proposal_id>/withdraw")
@roles(ADMINISTRATOR, APPROVER, FINANCE)
def withdraw(proposal_id: int) -> ResponseReturnValue:
    with the_centre().reading.begin() as connection:
        try:
            _check_scope(proposed_standard(find_proposal(connection, proposal_id)))
        except ContractError:
            abort(404)
    return taken_back(proposal_id, url_for("rates.page"))


@rates.get("/<int:standard_id>")
@roles(ADMINISTRATOR, APPROVER, PREPARER, FINANCE, INSPECTOR)
def one(standard_id: int) -> str:
    return render_template("cardsvc/rate_run.html", one=_progress(standard_id))


@rates.get("/<int:standard_id>/part")
@roles(ADMINISTRATOR, APPROVER, PREPARER, FINANCE, INSPECTOR)
def part(standard_id: int) -> str:
    return render_template("cardsvc/rate_run_part.html", one=_progress(standard_id))


def _page(fault: ContractError | None = None) -> str:
    centre = the_centre()
    month = month_of(today(centre.clock()))
    with centre.reading.begin() as connection:
        approved = approved_standards(connection)
        waiting = [
            Waiting(one, proposed_standard(one))
            for one in open_proposals(connection, ProposalKind.RATE_RUN)
        ]
    flat_or_weighed = [
        it for it in centre.rates.programmes.values() if it.amount is not AmountRule.INDIVIDUAL
    ]
    scope = current_scope()
    return render_template(
        "cardsvc/rates.html",
        standards=sorted(centre.rates.standards, key=lambda it: (it.programme, -it.since.code)),
        programmes=tuple(centre.rates.programmes.values()),
        with_standard=flat_or_weighed,
        categories=sorted(set(centre.rates.categories.values()), key=lambda it: it.code),
        approved=approved,
        waiting=waiting,
        provinces=[
            it for it in provinces() if scope.provinces is None or it.code in scope.provinces
        ],
        month=month,
        form=request.form,
        refused=refused_words(fault) if fault else "",
    )


def _effect(connection: Connection, standard: Standard) -> Effect:
    """Raises `RatesError` for a standard that cannot be."""
    known: Rates = rates_now(connection, the_centre().rates)
    with_it = check_standard(known, standard, the_centre().clock())
    return effect(with_it, standard, entitlements(connection, standard))


def _check_scope(standard: Standard) -> None:
    """The whole country's is for somebody without bounds."""
    allowed = current_scope().provinces
    if allowed is not None and standard.province not in allowed:
        abort(404)


def _progress(standard_id: int) -> Progress:
    with the_centre().reading.begin() as connection:
        found = [one for one in approved_standards(connection) if one.id == standard_id]
        if not found:
            abort(404)
        run = newest_run(connection, RUN_KIND, str(standard_id))
        return Progress(found[0], run, done_so_far(connection, standard_id))


def _address(rest: str) -> str:
    """Of the proposal that is open for a place."""
    with the_centre().reading.begin() as connection:
        for proposal in open_proposals(connection, ProposalKind.RATE_RUN):
            if proposal.subject == f"standard:{rest}":
                return url_for("rates.change", proposal_id=proposal.id)
    return url_for("rates.page")


pages_of_subjects["standard"] = _address
