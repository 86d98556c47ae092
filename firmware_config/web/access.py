"""Who may use a route. Every route declares it; one that does not is refused.

Routes say `@public`, `@staff`, `@roles("teller", …)`, `@by_token`, `@by_signature`, `@by_own_key`
or `@by_address` under their Flask decorator.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response

from firmware_config.errors import ContractError
from firmware_config.web.accounts import Account
from firmware_config.web.catalogue import LANGUAGES
from firmware_config.web.side import side

LIVE_HEADER = "X-Live"
"""`live.js` sets it on what it fetches: `refresh` by itself, `submit` for the user."""
_log = logging.getLogger(__name__)
_RULE = "_access_rule"
_SESSION_ID = "sid"
_BEARER = "bearer"

View = TypeVar("View", bound=Callable[..., Any])


class AccessError(ContractError):
    """A programming fault: `route-without-rule` with the `endpoint`."""


class UnknownToken(Unauthorized):
    """A till without a token, or with one that stands for nobody any more."""

    words = "token"


class Door(Enum):
    """Whom a route lets in at all."""

    ANYONE = auto()
    STAFF = auto()
    TILLS = auto()
    MACHINES = auto()
    NEWCOMERS = auto()
    WATCHERS = auto()


WITHOUT_SESSION = frozenset({Door.MACHINES, Door.NEWCOMERS, Door.WATCHERS})
"""Doors at which no cookie is looked at: the view or its side checks who asks."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A route's rule. `roles` narrows `STAFF`; empty means any role. `while_locked`: also those
    whose session is locked."""

    door: Door
    roles: frozenset[str] = frozenset()
    while_locked: bool = False


def public(view: View) -> View:
    """Anyone, signed in or not."""
    return _declared(view, Rule(Door.ANYONE))


def staff(view: View) -> View:
    """Anyone who is signed in."""
    return _declared(view, Rule(Door.STAFF))


def staff_while_locked(view: View) -> View:
    """Anyone who is signed in, even if the session is locked: to unlock it or to leave."""
    return _declared(view, Rule(Door.STAFF, while_locked=True))


def by_signature(view: View) -> View:
    """A known machine, whose request proves itself by its key: its side checks all such routes in
    one place before the view is asked.

    The session is never looked at, so no CSRF token is asked for.
    """
    return _declared(view, Rule(Door.MACHINES))


def by_own_key(view: View) -> View:
    """A machine that nobody knows yet: what it sends is signed with a key that it brings, and the
    view checks that. No session, as with `@by_signature`."""
    return _declared(view, Rule(Door.NEWCOMERS))


def by_address(view: View) -> View:
    """A machine of the operator's own, which the view lets in by its network or by a token.

    The session is never looked at, so no CSRF token is asked for.
    """
    return _declared(view, Rule(Door.WATCHERS))


def by_token(view: View) -> View:
    """A program of the post's own, by a bearer token (RFC 6750) that stands for an account.

    No cookie is looked at, so no CSRF token is asked for. Refusals are problem documents.
    """
    return _declared(view, Rule(Door.TILLS))


def roles(*allowed: str) -> Callable[[View], View]:
    """Those signed in under one of the roles."""
    if not allowed:
        raise AccessError("rule-without-role")
    return lambda view: _declared(view, Rule(Door.STAFF, frozenset(allowed)))


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """What `endpoint` declared. Static files are open to anyone."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return Rule(Door.ANYONE)
    return cast("Rule | None", getattr(app.view_functions[endpoint], _RULE, None))


def check_access() -> Response | None:
    """Before each request: let in, send to the sign-in page or to the lock, or refuse (401,
    403)."""
    g.account = None
    if request.endpoint is None:  # Flask answers 404, 405 or a wrong host by itself.
        return None
    rule = request_rule()
    if rule.door in WITHOUT_SESSION:
        return None
    if rule.door is Door.TILLS:
        g.language = request.accept_languages.best_match(LANGUAGES)
        g.account = _account_of_token()
        return None
    streaming = "text/event-stream" in request.headers.get("Accept", "")
    active = request.headers.get(LIVE_HEADER) != "refresh" and not streaming
    g.account = side().sessions.account_of(session.get(_SESSION_ID, ""), active=active)
    locked = is_locked()
    if rule.door is Door.ANYONE:
        if locked:
            g.account = None
        return None
    if g.account is None or (locked and not rule.while_locked):
        if streaming or LIVE_HEADER in request.headers:
            abort(401)
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        door = "web.sign_in" if g.account is None else "web.locked"
        return redirect(url_for(door, next=wanted), 303)
    if rule.roles and g.account.role not in rule.roles:
        abort(403)
    return None


def request_rule() -> Rule:
    """The rule of the route being asked for.

    Raises:
        AccessError: `route-without-rule`.
    """
    rule = rule_of(current_app, request.endpoint or "")
    if rule is None:
        raise AccessError("route-without-rule", endpoint=request.endpoint)
    return rule


def may_use(endpoint: str) -> bool:
    """Whether who asks may use the route, so that a page offers no way that is closed."""
    rule, account = rule_of(current_app, endpoint), cast("Account | None", g.get("account"))
    if rule is None or rule.door in WITHOUT_SESSION:
        return False
    if rule.door is Door.ANYONE:
        return True
    return account is not None and (not rule.roles or account.role in rule.roles)


def current_account() -> Account:
    """Who asks. Only for routes with `@staff`, `@roles` or `@by_token`; 401 elsewhere when nobody
    is."""
    account: Account | None = g.get("account")
    if account is None:
        abort(401)
    return account


def sign_in(account: Account) -> None:
    """Begin a session. Whatever the browser held before is dropped, against fixation."""
    sign_out()
    _log.info("signed-in", extra={"user": account.user, "role": account.role})
    session[_SESSION_ID] = side().sessions.begin(account)


def session_id() -> str:
    """Of the request's session; empty for none."""
    return str(session.get(_SESSION_ID, ""))


def sign_out() -> None:
    """End the session here and in the browser."""
    side().sessions.end(session.get(_SESSION_ID, ""))
    session.clear()


def lock() -> None:
    """Lock the session of the request until `unlock`."""
    side().sessions.lock(session.get(_SESSION_ID, ""))


def unlock() -> None:
    """The password was given again."""
    side().sessions.unlock(session.get(_SESSION_ID, ""))


def is_locked() -> bool:
    """Whether the session of the request is locked."""
    return side().sessions.is_locked(session.get(_SESSION_ID, ""))


def _account_of_token() -> Account:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    account = side().bearer(token.strip()) if scheme.lower() == _BEARER else None
    if account is None:
        raise UnknownToken(www_authenticate=WWWAuthenticate(_BEARER))
    return account


def _declared(view: View, rule: Rule) -> View:
    if getattr(view, _RULE, rule) != rule:
        raise AccessError("two-rules", view=view.__name__)
    setattr(view, _RULE, rule)
    return view
