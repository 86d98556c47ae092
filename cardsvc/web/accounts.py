"""Accounts of the staff, for administrators; inspectors read."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cardsvc.staff.account import StaffAccount, all_accounts, find_account
from cardsvc.staff.administration import By
from cardsvc.staff.password import TEMPORARY_LASTS
from cardsvc.staff.proposals import ProposalKind, open_proposal
from cardsvc.staff.roles import ADMINISTRATOR, INSPECTOR, ROLES
from cardsvc.staff.scope import Scope
from cardsvc.web.account_form import AccountForm, FormRefused
from cardsvc.web.current_staff import current_staff, staff_pages
from cardsvc.web.proposals import pages_of_subjects
from firmware_config.errors import ContractError
from firmware_config.sqlite import for_reading
from firmware_config.web.access import roles
from firmware_config.web.language import t

accounts = Blueprint("accounts", __name__, url_prefix="/accounts")

_KINDS = (ProposalKind.ROLE, ProposalKind.UNBLOCK)

pages_of_subjects["account"] = lambda user: url_for("accounts.one", user=user)


@accounts.get("")
@roles(ADMINISTRATOR, INSPECTOR)
def page() -> str:
    return _page(AccountForm())


@accounts.post("")
@roles(ADMINISTRATOR)
def create() -> ResponseReturnValue:
    """Proposed, with a temporary password that opens nothing before a second person approves."""
    form = AccountForm.sent(request.form)
    try:
        scope = form.scope()
        password = staff_pages().administration.propose_account(_by(), form.user, form.role, scope)
    except ContractError as fault:
        return _page(form, fault), 422
    flash(t("account-said-proposed"), "paid")
    return _to_one(form.user, password)


@accounts.get("/<user>")
@roles(ADMINISTRATOR, INSPECTOR)
def one(user: str) -> str:
    return _one(_found(user))


@accounts.post("/<user>/role")
@roles(ADMINISTRATOR)
def propose_role(user: str) -> ResponseReturnValue:
    form, found = AccountForm.sent(request.form), _found(user)
    try:
        scope = form.scope()
        staff_pages().administration.propose_role(_by(), user, form.role, scope)
    except ContractError as fault:
        return _one(found, fault), 422
    return _said("account-said-proposed", user)


@accounts.post("/<user>/unblock")
@roles(ADMINISTRATOR)
def propose_unblock(user: str) -> ResponseReturnValue:
    found = _found(user)
    try:
        staff_pages().administration.propose_unblock(_by(), user)
    except ContractError as fault:
        return _one(found, fault), 422
    return _said("account-said-proposed", user)


@accounts.post("/<user>/proposals/<int:proposal_id>/approve")
@roles(ADMINISTRATOR)
def approve(user: str, proposal_id: int) -> ResponseReturnValue:
    found = _found(user)
    try:
        password = staff_pages().administration.decide(_by(), proposal_id)
    except ContractError as fault:
        return _one(found, fault), 409
    flash(t("account-said-approved"), "paid")
    return _to_one(user, password)


@accounts.post("/<user>/proposals/<int:proposal_id>/refuse")
@roles(ADMINISTRATOR)
def refuse(user: str, proposal_id: int) -> ResponseReturnValue:
    found = _found(user)
    reason = " ".join(request.form.get("reason", "").split())
    try:
        staff_pages().administration.refuse(_by(), proposal_id, reason)
    except ContractError as fault:
        return _one(found, fault), 409
    return _said("account-said-refused", user)


@accounts.post("/<user>/password")
@roles(ADMINISTRATOR)
def new_password(user: str) -> ResponseReturnValue:
    found = _found(user)
    try:
        password = staff_pages().administration.new_password(_by(), user)
    except ContractError as fault:
        return _one(found, fault), 409
    return _to_one(user, password)


@accounts.post("/<user>/disable")
@roles(ADMINISTRATOR)
def disable(user: str) -> ResponseReturnValue:
    found = _found(user)
    try:
        staff_pages().administration.disable(_by(), user)
    except ContractError as fault:
        return _one(found, fault), 409
    return _said("account-said-disabled", user)


def _page(form: AccountForm, fault: ContractError | None = None) -> str:
    with for_reading(staff_pages().accounts.engine).begin() as connection:
        known = all_accounts(connection)
    return render_template(
        "cardsvc/accounts.html",
        accounts=known,
        form=form,
        roles=ROLES,
        refused=_words(fault) if fault else "",
    )


def _one(found: StaffAccount, fault: ContractError | None = None) -> str:
    with for_reading(staff_pages().accounts.engine).begin() as connection:
        waiting = [open_proposal(connection, kind, found.subject) for kind in _KINDS]
    shown = request.args.get("shown", "")
    words = staff_pages().once.take(shown, current_staff().user) if _is_shown() else ()
    return render_template(
        "cardsvc/account.html",
        found=found,
        waiting=[one for one in waiting if one is not None],
        scope_of=lambda told: Scope.parse(told.get("provinces"), told.get("offices")),
        roles=ROLES,
        password=words[0] if words else "",
        has_expired=found.has_expired_password(staff_pages().accounts.clock()),
        temporary_hours=TEMPORARY_LASTS // timedelta(hours=1),
        refused=_words(fault) if fault else "",
    )


def _is_shown() -> bool:
    """Flask answers HEAD as GET: that shows nothing, so it takes nothing."""
    return request.method == "GET"


def _by() -> By:
    return By.of(current_staff())


def _found(user: str) -> StaffAccount:
    with for_reading(staff_pages().accounts.engine).begin() as connection:
        found = find_account(connection, user)
    if found is None:
        abort(404)
    return found


def _words(fault: ContractError) -> str:
    if isinstance(fault, FormRefused):
        return t(f"staff-fault-{fault.code}", value=fault.data["value"])
    return t(f"staff-fault-{fault.code}")


def _said(words: str, user: str) -> ResponseReturnValue:
    flash(t(words), "paid")
    return _to_one(user)


def _to_one(user: str, password: str | None = None) -> ResponseReturnValue:
    """With a temporary password to be shown once."""
    once = staff_pages().once
    shown = once.keep(current_staff().user, (password,)) if password else None
    return redirect(url_for("accounts.one", user=user, shown=shown), 303)
