"""Error pages in words: what happened, why, what to do. Never a stack trace."""

from __future__ import annotations

import logging
import secrets
from typing import cast

from flask import Flask, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from firmware_config.web.access import LIVE_HEADER, Door, rule_of
from firmware_config.web.accounts import Account
from firmware_config.web.language import t
from firmware_config.web.problem import problem
from firmware_config.web.security import PROGRAMS
from firmware_config.web.side import side

_log = logging.getLogger(__name__)
_WORDED = frozenset({"400", "401", "403", "404", "405", "413", "429", "500", "503"})
_KEPT_HEADERS = frozenset({"Allow", "Retry-After", "WWW-Authenticate"})
_BARE_LAYOUT = "web/base.html"


def register(app: Flask) -> None:
    """Answer every HTTP error and every unhandled exception with words; log every refusal."""
    app.register_error_handler(HTTPException, show_error)
    app.after_request(tell_refusal)


def show_error(error: HTTPException) -> ResponseReturnValue:
    """A page for people, a part of one for `live.js`, a problem document for tills, a line of text
    for other machines."""
    if error.response is not None:  # `abort(response)`, a redirect: already an answer.
        return error.get_response()
    status = error.code or 500
    g.refused_as = _words(error, status)
    if isinstance(error, SecurityError) or _asked_at(Door.MACHINES, Door.WATCHERS):
        return f"{status} {error.name}\n", status, {"Content-Type": "text/plain; charset=utf-8"}
    incident = None
    if isinstance(error, InternalServerError):
        # The page shows the same number as the log, so that support can find the trace.
        incident = secrets.token_hex(4)
        _log.error("page-failed", extra={"incident": incident, "endpoint": request.endpoint})
    if _asked_at(Door.TILLS) or (request.endpoint is None and request.path.startswith(PROGRAMS)):
        return _problem(error, status, incident)
    template = "web/error_part.html" if LIVE_HEADER in request.headers else "web/error.html"
    told = {"words": _words(error, status), "about": _about(error), "incident": incident}
    try:
        return render_template(template, **told), status
    except Exception:
        # A side's layout may read the very store that failed.
        if side().layout == _BARE_LAYOUT:
            raise
        _log.exception("error-page-failed")
        return render_template(template, **told, web_layout=_BARE_LAYOUT), status


def tell_refusal(response: Response) -> Response:
    """After each request: who was refused what, for whoever looks for an attack. By the route, for
    a path holds ids. An address that is none is nobody's attempt at anything."""
    status = response.status_code
    if 400 <= status < 500 and status != 404:
        account = cast("Account | None", g.get("account"))
        told = {
            "status": status,
            "code": g.get("refused_as"),
            "method": request.method,
            "endpoint": request.endpoint,
            "user": account and account.user,
        }
        _log.info("request-refused", extra=told)
    return response


def _words(error: HTTPException, status: int) -> str:
    """The middle of the message ids `error-…-what`, `-why` and `-do`."""
    own = cast("str | None", getattr(error, "words", None))
    if own is not None:
        return own
    return str(status) if str(status) in _WORDED else str(status // 100 * 100)


def _about(error: HTTPException) -> dict[str, str]:
    """What the words name besides."""
    return cast("dict[str, str]", getattr(error, "told", {}))


def _asked_at(*doors: Door) -> bool:
    rule = rule_of(current_app, request.endpoint) if request.endpoint else None
    return rule is not None and rule.door in doors


def _problem(error: HTTPException, status: int, incident: str | None) -> Response:
    words, about = _words(error, status), _about(error)
    kept = [(name, value) for name, value in error.get_headers() if name in _KEPT_HEADERS]
    return problem(
        status,
        f"http-{status}" if words.isdigit() else words,
        t(f"error-{words}-what", **about),
        f"{t(f'error-{words}-why', **about)} {t(f'error-{words}-do', **about)}",
        headers=kept,
        incident=incident,
    )
