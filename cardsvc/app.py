"""The centre's web application: pages for its staff, the interface for terminals."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from cardsvc import api
from cardsvc.centre import Centre
from cardsvc.settings import Settings
from firmware_config.clock import Clock, utc_now
from firmware_config.web.accounts import Accounts, FileAccounts
from firmware_config.web.app import harden

MESSAGES = Path(__file__).parent / "messages"
PRODUCT = "cardsvc-name"


def create_app(settings: Settings, clock: Clock = utc_now) -> Flask:
    """A hardened application over a centre that is opened here."""
    return app_of(Centre.open(settings, clock))


def app_of(centre: Centre, *, accounts: Accounts | None = None, strict: bool = False) -> Flask:
    """The application over `centre`, which the caller closes. `strict`: see `harden`."""
    settings = centre.settings
    app = Flask("cardsvc", static_folder=None)
    harden(
        app,
        name="cardsvc",
        product_id=PRODUCT,
        accounts=accounts or FileAccounts(settings.accounts),
        messages=(MESSAGES,),
        allowed_hosts=settings.hosts,
        https=settings.https,
        now=centre.clock,
        strict=strict,
    )
    api.register(app, centre)
    return app
