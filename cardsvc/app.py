"""The centre's web application: pages for its staff, the interface for terminals."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from cardsvc import api
from cardsvc.centre import Centre
from cardsvc.configuration import configuration
from cardsvc.issuance.issuing import Issuing
from cardsvc.issuance.tray import Tray
from cardsvc.settings import Settings
from cardsvc.web import words
from cardsvc.web.cards import cards
from cardsvc.web.here import KEY, Pages
from cardsvc.web.lists import lists
from cardsvc.web.outcomes import Outcomes
from cardsvc.web.people import people
from cardsvc.web.progress import progress
from cardsvc.web.searches import Searches
from cardsvc.web.uploads import Uploads
from firmware_config.clock import Clock, utc_now
from firmware_config.web.accounts import Accounts, FileAccounts
from firmware_config.web.app import harden
from firmware_config.web.events import EventStream

MESSAGES = Path(__file__).parent / "messages"
PRODUCT = "cardsvc-name"


def create_app(settings: Settings, clock: Clock = utc_now) -> Flask:
    """A hardened application over a centre that is opened here."""
    return app_of(Centre.open(settings, clock))


def app_of(
    centre: Centre,
    news: EventStream | None = None,
    *,
    accounts: Accounts | None = None,
    strict: bool = False,
) -> Flask:
    """The application over `centre`, which the caller closes.

    `news` is the hub that open pages listen to, for a caller who ends their streams when the
    server stops. `strict`: see `harden`.
    """
    settings = centre.settings
    app = Flask("cardsvc", static_folder="static", static_url_path="/centre")
    harden(
        app,
        name="cardsvc",
        product_id=PRODUCT,
        accounts=accounts or FileAccounts(settings.accounts),
        messages=(MESSAGES,),
        allowed_hosts=settings.hosts,
        layout="cardsvc/layout.html",
        https=settings.https,
        now=centre.clock,
        strict=strict,
    )
    api.register(app, centre, news or EventStream())
    tray = Tray(settings.tray, centre.keyring.card_master) if settings.tray else None
    uploads = Uploads(settings.uploads, centre.clock)
    app.extensions[KEY] = Pages(
        uploads, Issuing(centre.card_desk, tray), Outcomes(), Searches(centre.clock), tray
    )
    shown = {"simulated": settings.is_simulated, "has_tray": tray is not None}
    app.context_processor(lambda: shown)
    words.add_to(app)
    for part in (progress, lists, people, cards, configuration):
        app.register_blueprint(part)
    return app
