"""What the browser is told and what is asked of a request before anyone's session counts."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request, session
from werkzeug.exceptions import BadRequest, Forbidden

from firmware_config.web.access import WITHOUT_SESSION, Door, request_rule, rule_of

MAX_BODY_BYTES = 64 * 1024
"""A form of ours is under 4 KiB. A route that takes files says so with `@max_body`."""
CSRF_FIELD = "csrf_token"
CSRF_HEADER = "X-CSRF-Token"
_MAX_BODY = "_max_body"
PROGRAMS = "/api/"
"""Whatever lies below is asked for by programs."""
_ENDINGS = {
    "application/json": "json",
    "application/problem+json": "json",
    "application/pdf": "pdf",
    "application/cbor": "cbor",
    "application/cose": "cose",
}
"""A browser that is led to such an answer keeps it as a file and shows nothing of it."""
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

View = TypeVar("View", bound=Callable[..., Any])

# CSP 3; no inline script or style, no other origin, no frame, no plug-in.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    # `no-referrer` would make browsers send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The camera reads QR codes at a counter without a scanner.
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
}


class StalePage(BadRequest):
    """The form's token is not this session's: the page is old, or the request is not ours."""

    words = "stale"


class ForeignRequest(Forbidden):
    """Another site sent the request."""

    words = "foreign"


def configure(
    app: Flask,
    *,
    name: str,
    allowed_hosts: frozenset[str],
    https: bool,
    secret_key: bytes | None = None,
) -> None:
    """Bounds and cookies. `name` keeps two sides on one host apart: cookies ignore the port."""
    app.config.update(
        # Where sessions live in memory a key that dies with the process loses nothing more.
        SECRET_KEY=secret_key or secrets.token_bytes(32),
        # A browser takes a name that begins so only from us, over TLS, for no other host
        # (RFC 6265bis §4.1.3.2).
        SESSION_COOKIE_NAME=f"__Host-{name}_session" if https else f"{name}_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=https,
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        # A name that a hostile DNS server points at us is not ours (DNS rebinding).
        TRUSTED_HOSTS=sorted(allowed_hosts),
    )


def max_body(limit_bytes: int) -> Callable[[View], View]:
    """Lets one route take a larger body than `MAX_BODY_BYTES`, as an uploaded list."""

    def declared(view: View) -> View:
        setattr(view, _MAX_BODY, limit_bytes)
        return view

    return declared


def check_request() -> None:
    """Before each request, ahead of access: the body's bound and where the request comes from.

    `Sec-Fetch-Site` also tells another port on the same host apart, which SameSite does not.
    """
    if request.endpoint is not None:
        view = current_app.view_functions[request.endpoint]
        request.max_content_length = getattr(view, _MAX_BODY, MAX_BODY_BYTES)
    if request.method in _SAFE_METHODS:
        return
    origin = request.headers.get("Origin", f"{request.scheme}://{request.host}")
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if site != "same-origin" or origin != f"{request.scheme}://{request.host}":
        raise ForeignRequest


def csrf_token() -> str:
    """This session's token, for a form's hidden field or the `X-CSRF-Token` header."""
    token: str = session.setdefault(CSRF_FIELD, secrets.token_urlsafe(32))
    return token


def check_csrf() -> None:
    """Before each unsafe request that may lean on a session, so for no machine's."""
    if request.endpoint is None or request.method in _SAFE_METHODS:
        return
    if request_rule().door in {*WITHOUT_SESSION, Door.TILLS}:
        return
    sent = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD, "")
    kept = session.get(CSRF_FIELD, "")
    if not kept or not hmac.compare_digest(sent.encode(), kept.encode()):
        raise StalePage


def add_headers(response: Response) -> Response:
    """After each request. Pages hold people's data; only a public route may let itself be kept."""
    # Of what has not changed, those of the answer that was kept stay in force (RFC 9110 §15.4.5).
    if response.status_code != HTTPStatus.NOT_MODIFIED:
        _protect(response)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    rule = rule_of(current_app, request.endpoint) if request.endpoint else None
    if rule is None or rule.door is not Door.ANYONE or "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def _protect(response: Response) -> None:
    for header, value in _HEADERS.items():
        response.headers.setdefault(header, value)
    if request.path.startswith(PROGRAMS):
        ending = _ENDINGS.get(response.mimetype or "", "bin")
        given = f'attachment; filename="api.{ending}"'
        response.headers.setdefault("Content-Disposition", given)
