"""The teller's pages over one station."""

from __future__ import annotations

from flask import Flask
from flask.typing import ResponseReturnValue

from counter import api
from counter.api.tills import Tills
from counter.station import Station
from counter.web import doctor, status, stick, store_trouble, words
from counter.web.asking import asking
from counter.web.by_list import by_list
from counter.web.customer import check, customer
from counter.web.here import KEY
from counter.web.notes import notes
from counter.web.offer import offer
from counter.web.paper import paper
from counter.web.payout import payout
from counter.web.recent import recent
from counter.web.reversal import reversal
from counter.web.sheets import sheets
from counter.web.shift import shift
from counter.web.shift_close import shift_close
from counter.web.shift_report import shift_report
from counter.web.supervisor import supervisor
from counter.web.tray import tray
from counter.web.visit import visit
from counter.words import MESSAGES as MESSAGES
from firmware_config.web.access import public, roles
from firmware_config.web.app import harden
from firmware_config.web.events import EventStream


def create_app(station: Station, hub: EventStream, *, strict: bool = False) -> Flask:
    """The pages of `station`, which was given `hub.publish` to tell its changes with.

    `strict` (tests) makes a missing message raise.
    """
    settings = station.settings
    app = Flask(__name__, static_folder="static", static_url_path="/counter")
    harden(
        app,
        # Two counters on one machine must not overwrite each other's cookie.
        name=f"counter_{settings.terminal}",
        product_id="counter-product",
        accounts=station.accounts,
        sessions=station.sessions,
        messages=[MESSAGES],
        allowed_hosts=frozenset({"127.0.0.1", "localhost", settings.host}),
        layout="counter/layout.html",
        now=station.clock,
        bearer=Tills(settings.tills_file, station.accounts).account_of,
        strict=strict,
    )
    app.extensions[KEY] = station
    app.context_processor(status.on_every_page)
    words.add_to(app)
    store_trouble.add_to(app)
    for part in (
        payout,
        offer,
        notes,
        customer,
        by_list,
        reversal,
        status.status,
        paper,
        recent,
        asking,
        sheets,
        supervisor,
    ):
        app.register_blueprint(part)
    for part in (shift, shift_close, shift_report, visit):
        app.register_blueprint(part)
    doctor.add_to(app)
    stick.add_to(app)
    api.register(app)
    if station.tray is not None:
        app.register_blueprint(tray)

    @app.get("/events")
    @roles("teller", "supervisor")
    def events() -> ResponseReturnValue:
        return hub.response()

    @app.get("/customer/<token>/events")
    @public
    def customer_events(token: str) -> ResponseReturnValue:
        check(token)
        return hub.response()

    return app
