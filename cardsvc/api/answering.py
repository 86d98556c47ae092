"""What every route for terminals obeys: whose request it is, and how one is refused.

Every answer that matters is signed by the centre, and every request to a `@by_signature` route is
proved with the terminal's key (`prove`), so there is no session here. Refusals are JSON:
`{"code": …, "data": {…}}`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from flask import Response, g, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from cardsvc.current_centre import the_centre
from cardsvc.errors import CentreError
from cardsvc.signing.keys import KeyringError
from cardsvc.terminals.terminal import Terminal
from firmware_config.answer_name import ANSWER_TO, answer_name
from firmware_config.errors import ContractError
from firmware_config.request_proof import HEADER
from firmware_config.signing import KeyFault
from firmware_config.token import TokenFault
from firmware_config.web.access import Door, request_rule
from firmware_config.web.security import PROGRAMS

_MALFORMED = 400
_STATUS = {
    "bad-signature": 401,
    "proof-missing": 401,
    "proof-audience": 401,
    "proof-before-start": 401,
    "proof-clock": 401,
    "proof-replayed": 401,
    "proof-request": 401,
    "proof-too-many": 503,
    "terminal-unknown": 401,
    "terminal-revoked": 401,
    "access-of-another-office": 403,
    "access-of-another-terminal": 403,
    "broker-unknown": 404,
    "card-unknown": 404,
    "enrolment-too-many": 429,
    "configuration-unknown": 404,
    "office-unknown": 404,
    "status-list-unknown": 404,
    "batch-gap": 409,
    "hold-elsewhere": 409,
    "hold-not-due": 409,
    "hold-paid": 409,
    "hold-record": 409,
    "hold-request-expired": 401,
    "hold-terminal": 401,
    "terminal-quarantined": 409,
    "batch-too-large": 413,
    "request-too-large": 413,
    "set-aside-full": 413,
    "batch-compressed": 415,
    "batch-not-cbor": 415,
    "ledger-away": 503,
    "ledger-fault": 500,
    "payout-list-too-long": 500,
    "photo-unknown": 404,
}
_EVEN_SET_ASIDE = frozenset({"api.take_batch", "api.take_telling"})
_log = logging.getLogger(__name__)

Answer = TypeVar("Answer", bound=Response | None)


class ApiRefused(CentreError):
    """A request that is not answered, by the codes of `_STATUS`."""


def refusals_as_json(view: Callable[..., Answer]) -> Callable[..., Answer | Response]:
    """What a request is refused for is never a 5xx, whatever raised it, unless our keys failed."""

    @wraps(view)
    def answered(**arguments: str) -> Answer | Response:
        try:
            return view(**arguments)
        except (KeyFault, KeyringError):
            raise
        except TokenFault as fault:
            # The terminal is not to blame, and asks again.
            _log.error("token-unusable", extra={"code": fault.code})
            answer = jsonify(code=fault.code, data={})
            answer.status_code = 503
            return answer
        except ContractError as refused:
            status = _STATUS.get(refused.code, _MALFORMED)
            _log.info("api-refused", extra={"code": refused.code, "status": status})
            told = {name: _plain(value) for name, value in refused.data.items()}
            answer = jsonify(code=refused.code, data=told)
            answer.status_code = status
            return answer

    return answered


@refusals_as_json
def prove() -> None:
    """Before each request to a `@by_signature` route, wherever it stands: whose it is.

    Raises:
        ApiRefused, and what `Proving.terminal_of` raises.
    """
    if request.endpoint is None or request_rule().door is not Door.MACHINES:
        return
    is_batch = request.endpoint == "api.take_batch"
    try:
        body = request.get_data()
    except RequestEntityTooLarge:
        code = "batch-too-large" if is_batch else "request-too-large"
        raise ApiRefused(code, limit=request.max_content_length) from None
    g.terminal = the_centre().proving.terminal_of(
        request.headers.get(HEADER),
        request.method,
        _target(),
        body,
        even_set_aside=request.endpoint in _EVEN_SET_ASIDE,
    )


def name_answer(answer: Response) -> Response:
    """After each request: whose answer it is, so that a counter sees when it is another's."""
    if request.path.startswith(PROGRAMS):
        proof = request.headers.get(HEADER)
        answer.headers[ANSWER_TO] = answer_name(request.method, _target(), proof)
    return answer


def proved_terminal() -> Terminal:
    """Who asks. Only in a `@by_signature` route."""
    return cast(Terminal, g.terminal)


def _target() -> str:
    query = request.query_string.decode("ascii", "replace")
    return f"{request.path}?{query}" if query else request.path


def _plain(value: object) -> object:
    return value if isinstance(value, (int, str)) or value is None else str(value)
