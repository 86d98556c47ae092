"""The pages both sides share: sign-in, sign-out, the language switch, and their fonts and icons."""

from __future__ import annotations

import logging
import mimetypes
from pathlib import Path

import font_roboto
from flask import (
    Blueprint,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from firmware_config.web import access
from firmware_config.web.access import current_account, public, staff, staff_while_locked
from firmware_config.web.accounts import Account, AccountsError
from firmware_config.web.language import keep_language
from firmware_config.web.side import side

# Windows takes types from its registry, where .js is often text/plain: no module would load.
mimetypes.add_type("text/javascript", ".js")

_log = logging.getLogger(__name__)
_FONTS = Path(font_roboto.font_directory)
_WEIGHTS = frozenset({"Regular", "Medium", "Bold"})
_FONT_AGE_S = 30 * 24 * 3600

web = Blueprint(
    "web",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/assets",
)


@web.get("/assets/fonts/Roboto-<weight>.ttf")
@public
def font(weight: str) -> ResponseReturnValue:
    if weight not in _WEIGHTS:
        abort(404)
    return send_file(
        _FONTS / f"Roboto-{weight}.ttf", mimetype="font/ttf", max_age=_FONT_AGE_S, conditional=True
    )


@web.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    return _sign_in_page()


@web.post("/sign-in")
@public
def sign_in_submit() -> ResponseReturnValue:
    user = request.form.get("user", "").strip().lower()
    try:
        password = request.form.get("password", "")
        account = side().accounts.verify(user, password, side().source(user))
    except AccountsError as fault:
        if fault.code != "too-many-failures":
            raise
        _tell_failure("sign-in-waits", user)
        return _sign_in_page(user=user, wait_s=fault.data["wait_s"]), 429
    if account is None:
        _tell_failure("sign-in-failed", user)
        return _sign_in_page(user=user, wrong=True), 401
    return side().after_password(account, local_path(request.form.get("next")))


def sign_in_at_once(account: Account, wanted: str) -> ResponseReturnValue:
    """The password was all there is to ask."""
    access.sign_in(account)
    return redirect(wanted, 303)


@web.get("/locked")
@staff_while_locked
def locked() -> ResponseReturnValue:
    """What was on the desk stays behind it; nothing of it is shown."""
    if not access.is_locked():
        return redirect(local_path(request.args.get("next")), 303)
    return _locked_page()


@web.post("/lock")
@staff
def lock() -> ResponseReturnValue:
    access.lock()
    return redirect(url_for("web.locked", next=local_path(request.form.get("next"))), 303)


@web.post("/unlock")
@staff_while_locked
def unlock() -> ResponseReturnValue:
    user = current_account().user
    try:
        account = side().accounts.verify(user, request.form.get("password", ""))
    except AccountsError as fault:
        if fault.code != "too-many-failures":
            raise
        _tell_failure("unlock-waits", user)
        return _locked_page(wait_s=fault.data["wait_s"]), 429
    if account is None:
        _tell_failure("unlock-failed", user)
        return _locked_page(wrong=True), 401
    access.unlock()
    return redirect(local_path(request.form.get("next")), 303)


@web.get("/awake")
@staff
def awake() -> ResponseReturnValue:
    """Asked by `lock.js`: whether the session is still open, and that somebody is there."""
    return "", 204


@web.post("/sign-out")
@staff_while_locked
def sign_out() -> ResponseReturnValue:
    access.sign_out()
    return redirect(url_for("web.sign_in"), 303)


@web.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    answer = redirect(local_path(request.form.get("next")), 303)
    https = bool(current_app.config["SESSION_COOKIE_SECURE"])
    keep_language(answer, request.form.get("language", ""), https=https)
    return answer


def _tell_failure(event: str, user: str) -> None:
    """What was typed may be a password in the wrong field: only a name of ours is told."""
    known = user if side().accounts.find(user) else None
    _log.warning(event, extra={"user": known, "source": request.remote_addr})


def _sign_in_page(**told: object) -> str:
    wanted = local_path(request.values.get("next"))
    return render_template("web/sign_in.html", next=wanted, **told)


def refused_at_sign_in(account: Account, words: str) -> str:
    """The sign-in page again, for a right password that lets nobody in; `words` say why."""
    _tell_failure("sign-in-refused", account.user)
    return _sign_in_page(user=account.user, refused=words)


def _locked_page(**told: object) -> str:
    wanted = local_path(request.values.get("next"))
    user = current_account().user
    return render_template("web/locked.html", account=None, user=user, next=wanted, **told)


def local_path(path: str | None) -> str:
    """`path` if it stays on this server, else the side's home: no open redirect.

    Browsers read `//host` and `/\\host` as another host, and drop control characters.
    """
    home = side().home
    if not path or not path.startswith("/") or path[1:2] in {"/", "\\"} or not path.isprintable():
        return home
    return path
