"""The one page of a counter that may not start: its browser is open over the whole screen, and a
refused connection says nothing to a teller."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue

import firmware_config.web
from counter.words import fault_words
from firmware_config.errors import ContractError
from firmware_config.web.access import public
from firmware_config.web.catalogue import LANGUAGES
from firmware_config.web.security import add_headers

SERVICE_UNAVAILABLE = 503
_METHODS = ("GET", "POST")


def not_started(fault: ContractError) -> Flask:
    """An application that tells `fault` under every address, in both languages."""
    app = Flask("counter", static_folder=None)
    shared = Path(firmware_config.web.__file__).parent / "static"
    app.register_blueprint(Blueprint("web", __name__, static_folder=shared, static_url_path="/web"))

    @app.route("/", defaults={"path": ""}, methods=_METHODS)
    @app.route("/<path:path>", methods=_METHODS)
    @public
    def told(path: str) -> ResponseReturnValue:
        said = list(zip(LANGUAGES, fault_words(fault), strict=False))
        return render_template("counter/not_started.html", said=said), SERVICE_UNAVAILABLE

    app.after_request(add_headers)
    return app
