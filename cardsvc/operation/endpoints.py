"""What an application tells whoever watches it: `/metrics`, `/ready`, and a time for each answer.

That the process lives is `/api/v1/health`, for anyone. The others are for the operator's own
machines, by their network or by a token.
"""

from __future__ import annotations

import time
from functools import wraps
from typing import cast

from flask import Blueprint, Flask, Response, abort, current_app, g, jsonify, request
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from cardsvc.centre import Centre
from cardsvc.operation.metrics import ACKNOWLEDGED, FAILED, Metrics, outcome_of
from cardsvc.operation.readiness import Check, checks
from firmware_config.web.access import View, by_address

KEY = "cardsvc-operation"
_BEARER = "Bearer "
operation = Blueprint("operation", __name__)


def watch(app: Flask, centre: Centre) -> None:
    """Count what `app` does over `centre`, and tell it."""
    app.extensions[KEY] = centre, Metrics(centre)
    app.before_request(_begin)
    app.after_request(_count)
    app.register_blueprint(operation)


def watched_beside(centre: Centre, metrics: Metrics) -> Flask:
    """`/metrics` and `/ready` and nothing else, for a process without pages."""
    app = Flask("cardsvc", static_folder=None)
    app.extensions[KEY] = centre, metrics
    app.register_blueprint(operation)
    return app


def the_metrics() -> Metrics:
    return _watched()[1]


def for_watchers(view: View) -> View:
    """Only for those whom the settings let in (`Monitoring`); 401 for others."""

    @wraps(view)
    def let_in(**arguments: str) -> Response:
        sent = request.headers.get("Authorization", "")
        token = sent.removeprefix(_BEARER) if sent.startswith(_BEARER) else ""
        centre, _ = _watched()
        if not centre.settings.monitoring.lets_in(request.remote_addr or "", token):
            abort(Response(status=401, headers={"WWW-Authenticate": "Bearer"}))
        return cast(Response, view(**arguments))

    return cast(View, let_in)


@operation.get("/metrics")
@by_address
@for_watchers
def metrics() -> Response:
    return Response(the_metrics().text(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


@operation.get("/ready")
@by_address
@for_watchers
def ready() -> Response:
    """200 when the centre can do its work, 503 with the reasons when it cannot."""
    found = checks(_watched()[0])
    is_ready = all(check.is_ok for check in found)
    answer = jsonify(ready=is_ready, checks=[_told(check) for check in found])
    answer.status_code = 200 if is_ready else 503
    return answer


def _told(check: Check) -> dict[str, object]:
    return {"check": check.name, "ok": check.is_ok, "reason": check.reason, "data": check.data}


def _watched() -> tuple[Centre, Metrics]:
    return cast("tuple[Centre, Metrics]", current_app.extensions[KEY])


def _begin() -> None:
    g.began_s = time.perf_counter()


def _count(response: Response) -> Response:
    """By the route's name, never by the path: a path holds ids."""
    took_s = time.perf_counter() - g.get("began_s", time.perf_counter())
    told, route = the_metrics(), request.endpoint or "none"
    told.requests.labels(route, f"{response.status_code // 100}xx").observe(took_s)
    if route == "api.take_batch":
        told.batches.labels(_outcome(response)).inc()
    elif route == "api.payout_list" and response.status_code in (200, 304):
        told.payout_lists.labels("sent" if response.status_code == 200 else "unchanged").inc()
    return response


def _outcome(response: Response) -> str:
    if response.status_code == 200:
        return ACKNOWLEDGED
    if response.status_code >= 500 or not response.is_json:
        return FAILED
    code = response.get_json().get("code")
    return outcome_of(code) if isinstance(code, str) else FAILED
