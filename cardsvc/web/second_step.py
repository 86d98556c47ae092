"""Signing in after the password: the code, or what an account still lacks.

Until all is done the browser holds a session that opens these pages only.
"""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from cardsvc.staff.account import StaffAccount, end_sessions
from cardsvc.staff.audit import record
from cardsvc.staff.errors import StaffError
from cardsvc.staff.totp import otpauth_uri, secret_words
from cardsvc.tables import SessionStage
from cardsvc.web.current_staff import staff_pages
from cardsvc.web.known_device import keep_device, source
from cardsvc.web.passkey_form import answer, asked_for_known, options_for_known, site
from cardsvc.web.qr_picture import Picture, picture_of
from firmware_config.sqlite import for_reading
from firmware_config.web import access
from firmware_config.web.access import public
from firmware_config.web.accounts import Account, AccountsError
from firmware_config.web.language import t
from firmware_config.web.pages import refused_at_sign_in
from firmware_config.web.side import side

second_step = Blueprint("second_step", __name__, url_prefix="/sign-in")

_HALF, _WANTED, _RENEW = "half", "wanted", "renew"
PROTOCOL_ISSUER = "chitra"


def after_password(account: Account, wanted: str) -> ResponseReturnValue:
    """The side's `AfterPassword`."""
    accounts, found = staff_pages().accounts, cast(StaffAccount, account)
    if found.has_expired_password(accounts.clock()):
        accounts.tell_expired(found.user)
        return refused_at_sign_in(found, t("sign-in-password-expired")), 403
    found = accounts.must_change_guessable(found, request.form.get("password", ""))
    if found.has_totp:
        return begin_half_way(found, SessionStage.CODE, wanted)
    if found.is_temporary or staff_pages().totp_required:
        return begin_half_way(found, SessionStage.ENROL, wanted)
    return _signed_in(found, wanted)


def begin_half_way(
    account: StaffAccount, stage: SessionStage, wanted: str, *, renew: bool = False
) -> ResponseReturnValue:
    """`renew`: an authenticator app is to be set up even where none is required."""
    here = staff_pages()
    access.sign_out()
    with here.accounts.engine.begin() as connection:
        session[_HALF] = here.sessions.begin_at(connection, account.user, stage)
    session[_WANTED], session[_RENEW] = wanted, renew
    step = "code" if stage is SessionStage.CODE else "set_up"
    return redirect(url_for(f"second_step.{step}"), 303)


@second_step.get("/code")
@public
def code() -> ResponseReturnValue:
    account = _half_way(SessionStage.CODE)
    return _to_sign_in() if account is None else _code_page(account)


@second_step.post("/code")
@public
def give_code() -> ResponseReturnValue:
    account = _half_way(SessionStage.CODE)
    if account is None:
        return _to_sign_in()
    here, user = staff_pages(), account.user
    try:
        is_right = here.accounts.verify_code(user, request.form.get("code", "")[:64], source(user))
    except AccountsError as fault:
        if fault.code != "too-many-failures":
            raise
        return _code_page(account, t("sign-in-wait", seconds=fault.data["wait_s"])), 429
    return _second_given(account) if is_right else (_code_page(account, t("code-wrong")), 401)


@second_step.post("/passkey")
@public
def give_passkey() -> ResponseReturnValue:
    """In place of the code."""
    account = _half_way(SessionStage.CODE)
    if account is None:
        return _to_sign_in()
    accounts, user = staff_pages().accounts, account.user
    try:
        asked = asked_for_known()
        is_right = accounts.verify_passkey(user, site(), asked, answer(), source(user))
    except StaffError:
        is_right = False
    except AccountsError as fault:
        if fault.code != "too-many-failures":
            raise
        return _code_page(account, t("sign-in-wait", seconds=fault.data["wait_s"])), 429
    return _second_given(account) if is_right else (_code_page(account, t("passkey-wrong")), 401)


@second_step.get("/set-up")
@public
def set_up() -> ResponseReturnValue:
    account = _half_way(SessionStage.ENROL)
    return _to_sign_in() if account is None else _set_up_page(account)


@second_step.post("/password")
@public
def choose_password() -> ResponseReturnValue:
    """The person's own in place of the temporary one."""
    account = _half_way(SessionStage.ENROL)
    if account is None or not account.is_temporary:
        return _to_sign_in()
    password = request.form.get("password", "")
    try:
        if password != request.form.get("again", ""):
            raise StaffError("password-not-the-same")
        staff_pages().accounts.choose_password(account.user, password)
    except StaffError as fault:
        return _set_up_page(account, t(f"staff-fault-{fault.code}")), 422
    wanted, renew = session.get(_WANTED, side().home), session.get(_RENEW, False)
    now_own = staff_pages().accounts.find(account.user)
    if now_own is None:  # disabled meanwhile
        return _to_sign_in()
    if now_own.has_totp or not (staff_pages().totp_required or renew):
        return _signed_in(now_own, wanted)
    return begin_half_way(now_own, SessionStage.ENROL, wanted, renew=renew)


@second_step.post("/authenticator")
@public
def confirm_authenticator() -> ResponseReturnValue:
    """The first code of the app, which shows that it was set up; the recovery codes follow."""
    account = _half_way(SessionStage.ENROL)
    if account is None or account.is_temporary:
        return _to_sign_in()
    here = staff_pages()
    try:
        codes = here.accounts.second.confirm(account.user, request.form.get("code", "")[:64])
    except StaffError as fault:
        return _set_up_page(account, t(f"staff-fault-{fault.code}")), 422
    _end_half_way()
    name = here.once.keep(account.user, codes)
    return _signed_in(account, url_for("own_account.recovery_codes", name=name))


def fresh_session(account: StaffAccount, wanted: str) -> Response:
    """For somebody whose sessions have just ended because of what they did themselves."""
    access.sign_in(account)
    return cast(Response, redirect(wanted, 303))


def _signed_in(account: StaffAccount, wanted: str) -> ResponseReturnValue:
    accounts, user = staff_pages().accounts, account.user
    accounts.passed(user, source(user))
    answer = fresh_session(account, wanted)
    keep_device(answer, user)
    with accounts.engine.begin() as connection:
        record(connection, user, "signed-in", account.subject, accounts.clock())
    return answer


def _set_up_page(account: StaffAccount, refused: str = "") -> str:
    if account.is_temporary:
        return render_template("cardsvc/set_up_password.html", refused=refused)
    secret = staff_pages().accounts.second.begin(account.user)
    return render_template(
        "cardsvc/set_up_authenticator.html",
        refused=refused,
        picture=_picture(secret, account.user),
        secret=secret_words(secret),
    )


def _picture(secret: bytes, user: str) -> Picture:
    return picture_of(otpauth_uri(secret, PROTOCOL_ISSUER, user))


def _second_given(account: StaffAccount) -> ResponseReturnValue:
    wanted = session.get(_WANTED, side().home)
    _end_half_way()
    if account.is_temporary:
        return begin_half_way(account, SessionStage.ENROL, wanted)
    return _signed_in(account, wanted)


def _code_page(account: StaffAccount, refused: str = "") -> str:
    with for_reading(staff_pages().accounts.engine).begin() as connection:
        passkey = options_for_known(connection, account.user)
    return render_template("cardsvc/sign_in_code.html", refused=refused, passkey=passkey)


def _half_way(stage: SessionStage) -> StaffAccount | None:
    found = staff_pages().sessions.half_way(session.get(_HALF, ""))
    return found[0] if found is not None and found[1] is stage else None


def _end_half_way() -> None:
    staff_pages().sessions.end(session.pop(_HALF, ""))


def _to_sign_in() -> ResponseReturnValue:
    return redirect(url_for("web.sign_in"), 303)


def sign_out_everywhere(user: str) -> None:
    with staff_pages().accounts.engine.begin() as connection:
        end_sessions(connection, user)
