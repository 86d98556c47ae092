"""One call makes a Flask app keep the rules of this package."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, g

from firmware_config.money import format_vnd
from firmware_config.web import access, error_pages, file_words, language, security
from firmware_config.web.accounts import Account, Accounts
from firmware_config.web.catalogue import WEB_MESSAGES, Catalogue
from firmware_config.web.numbers import WholeNumber
from firmware_config.web.pages import sign_in_at_once, web
from firmware_config.web.sessions import KeptSessions, Sessions
from firmware_config.web.side import KEY, AfterPassword, Side, nobody, side


def harden(
    app: Flask,
    *,
    name: str,
    product_id: str,
    accounts: Accounts,
    messages: Iterable[Path] = (),
    allowed_hosts: frozenset[str] = frozenset({"127.0.0.1", "localhost"}),
    home: str = "/",
    layout: str = "web/base.html",
    https: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    sessions: KeptSessions | None = None,
    secret_key: bytes | None = None,
    after_password: AfterPassword = sign_in_at_once,
    source: Callable[[str], str] = lambda user: "",
    bearer: Callable[[str], Account | None] = nobody,
    strict: bool = False,
) -> Side:
    """Headers, host, origin, body bound, access by default denied, CSRF, words, error pages.

    `name` is the side's own word for its cookie; `product_id` the message with the product's
    name; `messages` the side's `messages` folders; `allowed_hosts` host names without port;
    `layout` a template of the side that extends `web/base.html` with its banners, used by
    sign-in and error pages too. `secret_key` signs cookies where sessions outlive the process.
    `after_password`, `source` and `bearer`: see `Side`. `strict` (tests) makes a missing message
    raise.

    Raises:
        MessageError: for catalogues that cannot be loaded.
    """
    told = Side(
        accounts=accounts,
        sessions=sessions or Sessions(accounts),
        catalogue=Catalogue.load((WEB_MESSAGES, *messages), strict=strict),
        product_id=product_id,
        home=home,
        layout=layout,
        now=now,
        after_password=after_password,
        source=source,
        bearer=bearer,
    )
    app.extensions[KEY] = told
    app.url_map.converters["int"] = WholeNumber
    security.configure(
        app, name=name, allowed_hosts=allowed_hosts, https=https, secret_key=secret_key
    )
    app.before_request(security.check_request)
    app.before_request(access.check_access)
    app.before_request(security.check_csrf)
    app.after_request(security.add_headers)
    app.register_blueprint(web)
    error_pages.register(app)
    file_words.add_to(app)
    app.context_processor(_page)
    app.jinja_env.globals.update(
        t=language.t, csrf_token=security.csrf_token, may_use=access.may_use
    )
    app.jinja_env.filters.update(
        vnd=format_vnd,
        vn_date=language.vn_date,
        vn_datetime=language.vn_datetime,
        ago=language.ago,
    )
    return told


def _page() -> dict[str, Any]:
    return {
        "account": g.get("account"),
        "language": language.language(),
        "web_home": side().home,
        "web_layout": side().layout,
        "web_product_id": side().product_id,
    }
