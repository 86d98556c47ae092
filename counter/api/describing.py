"""The interface tells of itself: an OpenAPI 3.1 document, made from the routes that there are."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any

from flask import Flask, current_app, jsonify
from flask.typing import ResponseReturnValue
from werkzeug.routing import Rule

from counter.api.blueprint import api
from counter.api.form import JSON_TYPE, schema_of
from counter.api.operation import PDF, Operation, operation, operation_of
from counter.api.schemas import SCHEMAS, Schema, ref
from firmware_config.web.access import Door, public, rule_of
from firmware_config.web.problem import MEDIA_TYPE

_ANY_MAY = (400, 401, 403, 500, 503)
_PROBLEMS = {
    400: "The request is malformed; `member` says where.",
    401: "The token is missing or stands for nobody.",
    403: "Not from this address, or not by this supervisor.",
    404: "There is no such thing.",
    409: "Something else is in front of the teller, or the outcome is not known: `state` tells.",
    415: "The body is not JSON.",
    422: "No: `rule`, `basis` and `age_s` tell why.",
    429: "Too many wrong passwords: wait.",
    500: "A fault of the program's own; look at the state before anything else.",
    503: "The counter's disk or its store's server takes nothing: `code` tells. It is not known"
    " whether this was kept.",
}
_PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")
_BLUEPRINT = "api."


@api.get("/openapi.json")
@public
@operation("This document.", "Document")
def openapi() -> ResponseReturnValue:
    return jsonify(document(current_app))


def document(app: Flask) -> Schema:
    """All of the interface's routes in `app`, as OpenAPI 3.1."""
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        told = operation_of(app.view_functions[rule.endpoint])
        if told is None:
            continue
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        path = paths.setdefault(_PLACE.sub(r"{\2}", rule.rule), {})
        for method in methods:
            path[method.lower()] = _described(app, rule, told)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "chitra: a payout counter's local interface",
            "version": version("chitra"),
            "description": "For a post's own till, on the counter's machine. Texts for people come"
            " in the language that Accept-Language asks for, Vietnamese first.",
        },
        "servers": [{"url": "/"}],
        "security": [{"till": []}],
        "paths": paths,
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "till": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Printed once by `counter till add`.",
                }
            },
        },
    }


def _described(app: Flask, rule: Rule, told: Operation) -> Schema:
    described: Schema = {
        "operationId": rule.endpoint.removeprefix(_BLUEPRINT),
        "summary": told.summary,
        "responses": _answers(told),
    }
    parameters = [*_places(rule), *_query(told)]
    if parameters:
        described["parameters"] = parameters
    if told.body:
        content = {JSON_TYPE: {"schema": schema_of(told.body)}}
        described["requestBody"] = {"required": True, "content": content}
    declared = rule_of(app, rule.endpoint)
    if declared is not None and declared.door is Door.ANYONE:
        described["security"] = []
    return described


def _answers(told: Operation) -> Schema:
    if told.answer == PDF:
        content: Schema = {PDF: {"schema": {"type": "string", "format": "binary"}}}
    else:
        content = {JSON_TYPE: {"schema": ref(told.answer)}}
    answers: Schema = {"200": {"description": "Done.", "content": content}}
    statuses = {*_ANY_MAY, *told.refusals, *((415,) if told.body else ())}
    for status in sorted(statuses):
        answers[str(status)] = {
            "description": _PROBLEMS[status],
            "content": {MEDIA_TYPE: {"schema": ref("Problem")}},
        }
    return answers


def _places(rule: Rule) -> list[Schema]:
    kinds = {"int": "integer"}
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": kinds.get(converter, "string")},
        }
        for converter, name in _PLACE.findall(rule.rule)
    ]


def _query(told: Operation) -> list[Schema]:
    return [
        {
            "name": name,
            "in": "query",
            "description": member.note,
            "schema": {key: value for key, value in member.schema.items() if key != "description"},
        }
        for name, member in told.query.items()
    ]
