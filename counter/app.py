"""The teller's pages over one station."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.typing import ResponseReturnValue

from counter.station import Station
from counter.web import status, words
from counter.web.here import KEY
from counter.web.paper import paper
from counter.web.payout import payout
from counter.web.recent import recent
from counter.web.reversal import reversal
from counter.web.supervisor import supervisor
from counter.web.tray import tray
from firmware_config.web.access import roles
from firmware_config.web.app import harden
from firmware_config.web.events import EventStream

MESSAGES = Path(__file__).parent / "messages"


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
        strict=strict,
    )
    app.extensions[KEY] = station
    app.context_processor(status.on_every_page)
    words.add_to(app)
    for part in (payout, reversal, status.status, paper, recent, supervisor):
        app.register_blueprint(part)
    if station.tray is not None:
        app.register_blueprint(tray)

    @app.get("/events")
    @roles("teller", "supervisor")
    def events() -> ResponseReturnValue:
        return hub.response()

    return app
