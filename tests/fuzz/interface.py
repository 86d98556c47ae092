"""An interface fuzzed by its own document: no 5xx, and no answer that it does not describe."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, SerializationContext
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
MOST_EXAMPLES = 20
"""Of each route, unless a profile asks for more."""
_DEFAULT = 100

Prepare = Callable[[Case[Any]], None]


@schemathesis.serializer("application/cbor", "application/cose")
def octets(_: SerializationContext, value: object) -> bytes:
    """What is generated for a signed body."""
    return value if isinstance(value, bytes) else str(value).encode()


def fuzz(app: Flask, document_path: str, prepare: Prepare) -> tuple[int, int]:
    """Every route of the document; how many routes, and how many requests were answered.

    `prepare` gives a generated request what only a test has: a token, a proof.
    """

    def here(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return app(environ | {"REMOTE_ADDR": "127.0.0.1"}, start_response)

    schema = schemathesis.openapi.from_wsgi(document_path, here)
    routes = answered = 0
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr] # raises where it is not
        routes += 1

        @settings(max_examples=_examples(), deadline=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def every(case: Case[Any]) -> None:
            nonlocal answered
            prepare(case)
            response = case.call()
            case.validate_response(response, checks=CHECKS)
            answered += 1

        every()
    return routes, answered


def _examples() -> int:
    asked = settings().max_examples
    return MOST_EXAMPLES if asked == _DEFAULT else asked // 10
