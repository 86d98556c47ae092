"""The interface for terminals tells of itself: an OpenAPI 3.1 document, made from the routes.

What a route takes and answers stands in `OPERATIONS`; a route below `PREFIX` without its line there
is a fault that a test finds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify
from werkzeug.routing import Rule

from cardsvc.api.routes import CBOR_TYPE, COSE_TYPE, JPEG_TYPE, OCTETS_TYPE
from firmware_config.web.access import Door, public, rule_of
from firmware_config.web.problem import MEDIA_TYPE

PREFIX = "/api/v1"
JSON_TYPE = "application/json"
_TEXT_TYPE = "text/plain"
_PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")

Schema = dict[str, Any]

openapi = Blueprint("openapi", __name__, url_prefix=PREFIX)


@dataclass(frozen=True, slots=True)
class Operation:
    """`answer` and `takes` are media types; `refusals` the statuses it may answer besides those
    that any may. A `kept` document is asked for again with its `ETag`, and then may be 304."""

    summary: str
    answer: str
    takes: str | None = None
    refusals: tuple[int, ...] = ()
    kept: bool = False


OPERATIONS = {
    "api.take_batch": Operation(
        "A signed batch of a terminal's journal in, the ledger's signed acknowledgement out.",
        COSE_TYPE,
        takes=CBOR_TYPE,
        refusals=(409, 413, 415),
    ),
    "api.ask_enrolment": Operation(
        "A new terminal asks to be taken in: its signed request in, how it stands out.",
        COSE_TYPE,
        takes=COSE_TYPE,
        refusals=(404, 409, 413, 429),
    ),
    "api.take_telling": Operation(
        "What a terminal tells of itself, signed.", COSE_TYPE, takes=COSE_TYPE, refusals=(413,)
    ),
    "api.broker_claim": Operation(
        "What opens the broker to the terminal.", OCTETS_TYPE, refusals=(404,)
    ),
    "api.grant_hold": Operation(
        "Keep periods of a sheet for the terminal that asks: a signed request in, the hold out.",
        COSE_TYPE,
        takes=COSE_TYPE,
        refusals=(404, 409, 413),
    ),
    "api.release_hold": Operation(
        "Give back what a hold kept.", COSE_TYPE, takes=COSE_TYPE, refusals=(404, 409, 413)
    ),
    "api.trust": Operation("The trust list, signed by the root.", COSE_TYPE, kept=True),
    "api.status_shards": Operation(
        "Which status lists a province has.", CBOR_TYPE, refusals=(404,), kept=True
    ),
    "api.status_list": Operation(
        "One shard of a province's status list.", COSE_TYPE, refusals=(404,), kept=True
    ),
    "api.payout_list": Operation(
        "What is due at the office, for its own terminals.", COSE_TYPE, refusals=(404,), kept=True
    ),
    "api.office_scripts": Operation(
        "Scripts for the cards of the office.", CBOR_TYPE, refusals=(404,), kept=True
    ),
    "api.card_scripts": Operation(
        "Scripts for one card, for any terminal of its province.",
        CBOR_TYPE,
        refusals=(404,),
        kept=True,
    ),
    "api.photo": Operation(
        "The photo of that SHA-256, of somebody who is paid at the terminal's office.",
        JPEG_TYPE,
        refusals=(404,),
        kept=True,
    ),
    "api.terminal_certificate": Operation(
        "What the terminal shows to cards.", OCTETS_TYPE, refusals=(404,), kept=True
    ),
    "api.health": Operation("Whether the centre answers.", JSON_TYPE),
    "configuration.file": Operation(
        "A file of the signed configuration (TUF).", OCTETS_TYPE, refusals=(404,), kept=True
    ),
    "openapi.document": Operation("This document.", JSON_TYPE),
}
_REFUSED = {
    400: "The request is malformed.",
    401: "No proof by the terminal's key, or not a good one.",
    403: "The proof is of another terminal or office.",
    404: "There is no such thing.",
    409: "Not as the centre knows it: `code` says what, `data` what was expected.",
    413: "Larger than such a thing may be.",
    415: "The body is of another media type.",
    429: "Too many such requests are waiting. Ask again later.",
    500: "A fault of the centre's own. Ask again later.",
    503: "The centre cannot use its keys or its database now. Ask again later.",
    507: "The centre has no room to keep it. Ask again later.",
}
_ABSENT = 404
_ANY_MAY = (400, 401, 403, 500, 503, 507)
_BINARY: Schema = {"type": "string", "format": "binary"}
_REFUSAL: Schema = {
    "type": "object",
    "description": "`code` is for programs and stable; `data` holds what it needs.",
    "properties": {"code": {"type": "string"}, "data": {"type": "object"}},
    "required": ["code", "data"],
    "additionalProperties": False,
}


@openapi.get("/openapi.json")
@public
def document() -> Response:
    return jsonify(document_of(current_app))


def routes(app: Flask) -> list[Rule]:
    """Those of the interface, by their paths."""
    found = (rule for rule in app.url_map.iter_rules() if rule.rule.startswith(f"{PREFIX}/"))
    return sorted(found, key=lambda rule: rule.rule)


def document_of(app: Flask) -> Schema:
    """All of the interface's routes in `app`, as OpenAPI 3.1. Raises `KeyError` for one that
    `OPERATIONS` does not know."""
    paths: dict[str, Schema] = {}
    for rule in routes(app):
        path = paths.setdefault(_PLACE.sub(r"{\2}", rule.rule), {})
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            path[method.lower()] = _described(app, rule)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "chitra: the centre's interface for terminals",
            "version": version("chitra"),
            "description": "Every answer that matters is signed: what is not, proves nothing.",
        },
        "servers": [{"url": "/"}],
        "security": [{"terminal": []}],
        "paths": paths,
        "components": {
            "schemas": {"Refusal": _REFUSAL},
            "securitySchemes": {
                "terminal": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "`COSE <base64url>`: a proof that the terminal's key signed,"
                    " unless the body is signed itself.",
                }
            },
        },
    }


def _described(app: Flask, rule: Rule) -> Schema:
    told = OPERATIONS[rule.endpoint]
    described: Schema = {
        "operationId": rule.endpoint.rpartition(".")[2],
        "summary": told.summary,
        "responses": _answers(told),
    }
    places = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
        for _, name in _PLACE.findall(rule.rule)
    ]
    if places:
        described["parameters"] = places
    if told.takes:
        content = {told.takes: {"schema": _BINARY}}
        described["requestBody"] = {"required": True, "content": content}
    declared = rule_of(app, rule.endpoint)
    if declared is not None and declared.door is Door.ANYONE:
        described["security"] = []
    return described


def _answers(told: Operation) -> Schema:
    whole = {"type": "object"} if told.answer == JSON_TYPE else _BINARY
    answers: Schema = {
        "200": {"description": "Done.", "content": {told.answer: {"schema": whole}}},
    }
    if told.kept:
        answers["304"] = {"description": "Who asks has it already, by its `If-None-Match`."}
    for status in sorted({*_ANY_MAY, *told.refusals}):
        # What never came as far as the interface is refused in a line of text.
        content: Schema = {
            JSON_TYPE: {"schema": {"$ref": "#/components/schemas/Refusal"}},
            _TEXT_TYPE: {"schema": {"type": "string"}},
        }
        if status == _ABSENT:
            # An address that no route has, as one with a line's end in it.
            content[MEDIA_TYPE] = {"schema": {"type": "object"}}
        answers[str(status)] = {"description": _REFUSED[status], "content": content}
    return answers
