"""One's own account: password, authenticator app, recovery codes, passkeys, other sessions."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cardsvc.staff import passkeys
from cardsvc.staff.account import StaffAccount, forget_factor
from cardsvc.staff.audit import record
from cardsvc.staff.errors import StaffError
from cardsvc.tables import SessionStage
from cardsvc.web.current_staff import current_staff, staff_pages
from cardsvc.web.known_device import source
from cardsvc.web.passkey_form import answer, asked_for_new, options_for_new, site
from cardsvc.web.second_step import begin_half_way, fresh_session, sign_out_everywhere
from firmware_config.errors import ContractError
from firmware_config.sqlite import for_reading
from firmware_config.web.access import session_id, staff
from firmware_config.web.language import t

own_account = Blueprint("own_account", __name__, url_prefix="/account")


@own_account.get("")
@staff
def page() -> str:
    return _page()


@own_account.post("/password")
@staff
def change_password() -> ResponseReturnValue:
    account, accounts = current_staff(), staff_pages().accounts
    try:
        _prove_password(account)
        if request.form.get("password", "") != request.form.get("again", ""):
            raise StaffError("password-not-the-same")
        accounts.choose_password(account.user, request.form.get("password", ""))
    except ContractError as fault:
        return _page(fault), 422
    answer = fresh_session(account, url_for("own_account.page"))
    flash(t("own-said-password"), "paid")
    return answer


@own_account.post("/authenticator")
@staff
def set_up_authenticator() -> ResponseReturnValue:
    """Set up an app, in place of the one so far. It needs a code of that one, or the password."""
    account = current_staff()
    try:
        _prove(account)
    except ContractError as fault:
        return _page(fault), 422
    accounts = staff_pages().accounts
    with accounts.engine.begin() as connection:
        if account.has_totp:
            record(
                connection, account.user, "authenticator-removed", account.subject, accounts.clock()
            )
        forget_factor(connection, account.user)
    return begin_half_way(account, SessionStage.ENROL, url_for("own_account.page"), renew=True)


@own_account.post("/recovery-codes")
@staff
def renew_recovery_codes() -> ResponseReturnValue:
    account = current_staff()
    try:
        if not account.has_totp:
            raise StaffError("needs-second-factor")
        _prove(account)
    except ContractError as fault:
        return _page(fault), 422
    codes = staff_pages().accounts.second.new_recovery_codes(account.user)
    name = staff_pages().once.keep(account.user, codes)
    return redirect(url_for("own_account.recovery_codes", name=name), 303)


@own_account.get("/recovery-codes/<name>")
@staff
def recovery_codes(name: str) -> ResponseReturnValue:
    """Shown once. Flask answers HEAD with this view too: that shows nothing, so it takes none."""
    codes = () if request.method == "HEAD" else staff_pages().once.take(name, current_staff().user)
    if not codes:
        return redirect(url_for("own_account.page"), 303)
    return render_template("cardsvc/recovery_codes.html", codes=codes)


@own_account.post("/passkeys")
@staff
def add_passkey() -> ResponseReturnValue:
    """Another way to give the second step; the app and its recovery codes stay for its loss."""
    account, accounts = current_staff(), staff_pages().accounts
    try:
        if not account.has_totp:
            raise StaffError("needs-second-factor")
        asked, told = asked_for_new(), answer()
        _prove(account)
        name, now = request.form.get("name", ""), accounts.clock()
        with accounts.engine.begin() as connection:
            passkeys.add(connection, account.user, site(), asked, told, name, now)
    except ContractError as fault:
        return _page(fault), 422
    flash(t("own-said-passkey"), "paid")
    return redirect(url_for("own_account.page"), 303)


@own_account.post("/passkeys/<int:passkey>/remove")
@staff
def remove_passkey(passkey: int) -> ResponseReturnValue:
    account, accounts = current_staff(), staff_pages().accounts
    try:
        _prove(account)
        with accounts.engine.begin() as connection:
            passkeys.remove(connection, account.user, passkey, accounts.clock())
    except ContractError as fault:
        return _page(fault), 422
    flash(t("own-said-passkey-removed"), "paid")
    return redirect(url_for("own_account.page"), 303)


@own_account.post("/sessions/end")
@staff
def end_sessions() -> ResponseReturnValue:
    """Those that were ticked; this one is none of them. ASVS 3.3.4 asks for the proof."""
    account = current_staff()
    try:
        _prove(account)
    except ContractError as fault:
        return _page(fault), 422
    names = set(request.form.getlist("session"))
    ended = staff_pages().sessions.end_named(account.user, names)
    flash(t("own-said-sessions", count=ended), "paid")
    return redirect(url_for("own_account.page"), 303)


@own_account.post("/sign-out-everywhere")
@staff
def leave_everywhere() -> ResponseReturnValue:
    sign_out_everywhere(current_staff().user)
    return redirect(url_for("web.sign_in"), 303)


def _page(fault: ContractError | None = None) -> str:
    account, accounts = current_staff(), staff_pages().accounts
    with for_reading(accounts.engine).begin() as connection:
        known = passkeys.passkeys_of(connection, account.user)
        may_add = account.has_totp and len(known) < passkeys.MOST_PASSKEYS
        asked = options_for_new(connection, account.user) if may_add else ""
    return render_template(
        "cardsvc/own_account.html",
        refused=_words(fault) if fault else "",
        codes_left=accounts.second.recovery_codes_left(account.user),
        passkeys=known,
        new_passkey=asked,
        sessions=staff_pages().sessions.open_ones(account.user, session_id()),
    )


def _words(fault: ContractError) -> str:
    if fault.code == "too-many-failures":
        return t("sign-in-wait", seconds=fault.data["wait_s"])
    return t(f"staff-fault-{fault.code}")


def _prove(account: StaffAccount) -> None:
    """It is still the same person at the keyboard.

    Raises:
        StaffError: `totp-code-wrong`, `password-wrong`.
        AccountsError: `too-many-failures`.
    """
    if not account.has_totp:
        return _prove_password(account)
    accounts, user = staff_pages().accounts, account.user
    if not accounts.verify_code(user, request.form.get("code", "")[:64], source(user)):
        raise StaffError("totp-code-wrong")
    return None


def _prove_password(account: StaffAccount) -> None:
    accounts, user = staff_pages().accounts, account.user
    if accounts.verify(user, request.form.get("old", ""), source(user)) is None:
        raise StaffError("password-wrong")
    accounts.passed(user, source(user))
