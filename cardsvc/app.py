"""The centre's web application: pages for its staff, the interface for terminals."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from cardsvc.api import routes
from cardsvc.api.configuration import configuration
from cardsvc.api.openapi import openapi
from cardsvc.centre import Centre
from cardsvc.issuance.desk_reader import DeskReader
from cardsvc.issuance.issuing import Issuing
from cardsvc.issuance.tray import Tray
from cardsvc.operation.endpoints import watch
from cardsvc.settings import Settings
from cardsvc.staff.accounts import StaffAccounts
from cardsvc.staff.administration import Administration
from cardsvc.staff.sessions import StaffSessions
from cardsvc.web import current_staff, database_trouble, known_device, sticks, words
from cardsvc.web.accounts import accounts as accounts_pages
from cardsvc.web.audit import audit
from cardsvc.web.card_page import card_page, enter
from cardsvc.web.cards import cards
from cardsvc.web.cases import cases
from cardsvc.web.current_pages import KEY, Pages
from cardsvc.web.current_staff import StaffPages
from cardsvc.web.deaths import deaths
from cardsvc.web.duties import duties
from cardsvc.web.fleet import fleet
from cardsvc.web.gaps import gaps
from cardsvc.web.inspection import inspection
from cardsvc.web.issuing_outcomes import Outcomes
from cardsvc.web.keys import keys, token_unusable
from cardsvc.web.list_case import list_case
from cardsvc.web.lists import lists
from cardsvc.web.money import money
from cardsvc.web.own_account import own_account
from cardsvc.web.people import people
from cardsvc.web.person_edit import person_edit
from cardsvc.web.production import production
from cardsvc.web.programmes import programmes
from cardsvc.web.progress import progress
from cardsvc.web.proposals import proposals
from cardsvc.web.rates import rates
from cardsvc.web.reports import reports
from cardsvc.web.runs import runs
from cardsvc.web.searches import Searches
from cardsvc.web.second_step import after_password, second_step
from cardsvc.web.sheets import sheets
from cardsvc.web.shown_once import Once
from cardsvc.web.terminals import terminals
from cardsvc.web.uploads import Uploads
from firmware_config.clock import Clock, utc_now
from firmware_config.token import TokenFault
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
    accounts: StaffAccounts | None = None,
    strict: bool = False,
) -> Flask:
    """The application over `centre`, which the caller closes.

    `news` is the hub that open pages listen to, for a caller who ends their streams when the
    server stops. `strict`: see `harden`.
    """
    settings = centre.settings
    app = Flask("cardsvc", static_folder="static", static_url_path="/centre")
    accounts = accounts or StaffAccounts.open(settings, centre.engine, centre.clock)
    sessions = StaffSessions(centre.engine, centre.clock, known_device.place)
    harden(
        app,
        name="cardsvc",
        product_id=PRODUCT,
        accounts=accounts,
        messages=(MESSAGES,),
        allowed_hosts=settings.hosts,
        layout="cardsvc/layout.html",
        https=settings.https,
        now=centre.clock,
        sessions=sessions,
        secret_key=accounts.cookie_key,
        after_password=after_password,
        source=known_device.source,
        strict=strict,
    )
    news = news or EventStream()
    routes.register(app, centre, news)
    watch(app, centre)
    centre.runs.listen(lambda: news.publish("runs"))
    tray = Tray(settings.tray, centre.keyring.card_master) if settings.tray else None
    uploads = Uploads(settings.uploads, centre.clock)
    reader = DeskReader(lambda: news.publish("reader"))
    issuing = Issuing(centre.card_desk, tray, reader)
    app.extensions[KEY] = Pages(uploads, issuing, Outcomes(), Searches(centre.clock), tray, reader)
    app.extensions[current_staff.KEY] = StaffPages(
        accounts, sessions, Administration(accounts), Once(), settings.totp_required
    )
    shown = {
        "simulated": settings.is_simulated,
        "has_tray": tray is not None,
        "totp_required": settings.totp_required,
    }
    app.context_processor(lambda: shown)
    words.add_to(app)
    app.register_error_handler(TokenFault, token_unusable)
    database_trouble.add_to(app)
    enter()
    for part in (
        progress,
        lists,
        list_case,
        deaths,
        people,
        person_edit,
        cards,
        runs,
        keys,
        production,
        card_page,
        sheets,
        configuration,
        openapi,
    ):
        app.register_blueprint(part)
    for about_terminals in (fleet, gaps, terminals):
        app.register_blueprint(about_terminals)
    sticks.add_to(app)
    for about_money in (programmes, rates, duties, cases, inspection, money, reports):
        app.register_blueprint(about_money)
    for about_staff in (second_step, own_account, accounts_pages, proposals, audit):
        app.register_blueprint(about_staff)
    return app
