"""Who may use a route. Every route declares it; one that does not is refused.

Routes say `@public`, `@staff`, `@roles("teller", …)` or `@by_signature` under their Flask
decorator.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from firmware_config.errors import ContractError
from firmware_config.web.accounts import Account
from firmware_config.web.side import side

LIVE_HEADER = "X-Live"
"""`live.js` sets it on what it fetches: `refresh` by itself, `submit` for the user."""
_RULE = "_access_rule"
_SESSION_ID = "sid"

View = TypeVar("View", bound=Callable[..., Any])


class AccessError(ContractError):
    """A programming fault: `route-without-rule` with the `endpoint`."""


class Door(Enum):
    """Whom a route lets in at all."""

    ANYONE = auto()
    STAFF = auto()
    MACHINES = auto()


@dataclass(frozen=True, slots=True)
class Rule:
    """A route's rule. `roles` narrows `STAFF`; empty means any role."""

    door: Door
    roles: frozenset[str] = frozenset()


def public(view: View) -> View:
    """Anyone, signed in or not."""
    return _declared(view, Rule(Door.ANYONE))


def staff(view: View) -> View:
    """Anyone who is signed in."""
    return _declared(view, Rule(Door.STAFF))


def by_signature(view: View) -> View:
    """A machine whose request proves itself by a signature that the view checks.

    The session is never looked at, so no CSRF token is asked for.
    """
    return _declared(view, Rule(Door.MACHINES))


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


def routes_without_rule(app: Flask) -> list[str]:
    """Endpoints nobody could use; a side's test asks that there are none."""
    return sorted(name for name in app.view_functions if rule_of(app, name) is None)


def check_access() -> Response | None:
    """Before each request: let in, send to the sign-in page, or refuse (401, 403)."""
    g.account = None
    if request.endpoint is None:  # Flask answers 404, 405 or a wrong host by itself.
        return None
    rule = request_rule()
    if rule.door is Door.MACHINES:
        return None
    streaming = "text/event-stream" in request.headers.get("Accept", "")
    active = request.headers.get(LIVE_HEADER) != "refresh" and not streaming
    g.account = side().sessions.account_of(session.get(_SESSION_ID, ""), active=active)
    if rule.door is Door.ANYONE:
        return None
    if g.account is None:
        if streaming or LIVE_HEADER in request.headers:
            abort(401)
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("web.sign_in", next=wanted), 303)
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
    if rule is None or rule.door is Door.MACHINES:
        return False
    if rule.door is Door.ANYONE:
        return True
    return account is not None and (not rule.roles or account.role in rule.roles)


def current_account() -> Account:
    """Who asks. Only for routes with `@staff` or `@roles`; 401 elsewhere when nobody is."""
    account: Account | None = g.get("account")
    if account is None:
        abort(401)
    return account


def sign_in(account: Account) -> None:
    """Begin a session. Whatever the browser held before is dropped, against fixation."""
    sign_out()
    session[_SESSION_ID] = side().sessions.begin(account)


def sign_out() -> None:
    """End the session here and in the browser."""
    side().sessions.end(session.get(_SESSION_ID, ""))
    session.clear()


def _declared(view: View, rule: Rule) -> View:
    if getattr(view, _RULE, rule) != rule:
        raise AccessError("two-rules", view=view.__name__)
    setattr(view, _RULE, rule)
    return view
