"""The configuration for terminals: signed files, for anyone to read."""

from __future__ import annotations

from flask import Blueprint, Response, request

from cardsvc.api.answering import ApiRefused, refusals_as_json
from cardsvc.current_centre import the_centre
from firmware_config.published_paths import CONFIGURATION
from firmware_config.web.access import public

configuration = Blueprint("configuration", __name__, url_prefix=CONFIGURATION)


@configuration.get("/<path:name>")
@public
@refusals_as_json
def file(name: str) -> Response:
    """A file of the repository, or 304 to one who has it (RFC 9110 §13.1.2)."""
    found = the_centre().configuration.file(name)
    if found is None:
        raise ApiRefused("configuration-unknown")
    answer = Response(found.octets, mimetype="application/octet-stream")
    answer.set_etag(found.etag)
    answer.headers["Cache-Control"] = "no-cache"
    answer.make_conditional(request)
    return answer
