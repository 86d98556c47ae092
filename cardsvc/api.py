"""The interface for terminals: batches in, signed documents out.

Every answer that matters is signed by the centre and every request that matters by a terminal, so
there is no session here. Refusals are JSON: `{"code": …, "data": {…}}`.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import logging
from collections.abc import Callable
from functools import wraps
from typing import cast

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from cardsvc.centre import Centre
from cardsvc.errors import CentreError
from cardsvc.publish.shelf import Document
from cardsvc.signing.keys import KeyringError
from cardsvc.tables import TerminalState
from cardsvc.terminals.enrolment import Terminal, find_terminal
from firmware_config.errors import ContractError
from firmware_config.hold import MAX_REQUEST_BYTES
from firmware_config.ids import CardId, OfficeId, ProvinceCode, TerminalId
from firmware_config.signing import KeyFault
from firmware_config.token import TokenFault
from firmware_config.web.access import by_signature, public
from firmware_config.web.events import EventStream
from firmware_config.web.security import max_body
from firmware_config.wire import MAX_BATCH_BYTES, Access

CBOR_TYPE = "application/cbor"
COSE_TYPE = "application/cose"
JPEG_TYPE = "image/jpeg"
OCTETS_TYPE = "application/octet-stream"
KEY = "cardsvc"
NEWS = "cardsvc-news"

_SCHEME = "COSE "
_MALFORMED = 400
_WORTH_PACKING = 500  # octets: below, a packet is a packet
_MOST_OF = 0.9
_STATUS = {
    "bad-signature": 401,
    "access-missing": 401,
    "access-expired": 401,
    "terminal-unknown": 401,
    "terminal-revoked": 401,
    "access-of-another-office": 403,
    "access-of-another-terminal": 403,
    "card-unknown": 404,
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
    "batch-not-cbor": 415,
    "payout-list-too-long": 500,
    "photo-unknown": 404,
}
_log = logging.getLogger(__name__)

api = Blueprint("api", __name__, url_prefix="/api/v1")
View = Callable[..., Response]


class ApiRefused(CentreError):
    """A request that is not answered, by the codes of `_STATUS`."""


def register(app: Flask, centre: Centre, news: EventStream) -> None:
    """`news` is told `ledger` after each batch."""
    app.extensions[KEY] = centre
    app.extensions[NEWS] = news
    app.register_blueprint(api)


def the_centre() -> Centre:
    """The centre of the request being answered."""
    return cast(Centre, current_app.extensions[KEY])


def the_news() -> EventStream:
    """The one hub that open pages listen to."""
    return cast(EventStream, current_app.extensions[NEWS])


def refusals_as_json(view: View) -> View:
    """What a request is refused for is never a 5xx, whatever raised it, unless our keys failed."""

    @wraps(view)
    def answered(**arguments: str) -> Response:
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


@api.post("/terminals/<terminal>/batches")
@by_signature
@max_body(MAX_BATCH_BYTES)
@refusals_as_json
def take_batch(terminal: str) -> Response:
    """A signed batch in, the signed acknowledgement out."""
    if request.mimetype != CBOR_TYPE:
        raise ApiRefused("batch-not-cbor")
    try:
        octets = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise ApiRefused("batch-too-large", limit=MAX_BATCH_BYTES) from None
    acknowledgement = the_centre().ledger.ingest(TerminalId(terminal), octets)
    # What the batch told may be all that a stopped card's months waited for.
    the_centre().card_life.let_go()
    the_news().publish("ledger")
    return Response(acknowledgement, mimetype=COSE_TYPE)


@api.post("/holds")
@by_signature
@max_body(MAX_REQUEST_BYTES)
@refusals_as_json
def grant_hold() -> Response:
    """A signed request in, the signed hold out."""
    return Response(the_centre().holds.grant(_request_body()), mimetype=COSE_TYPE)


@api.post("/holds/release")
@by_signature
@max_body(MAX_REQUEST_BYTES)
@refusals_as_json
def release_hold() -> Response:
    the_centre().holds.release(_request_body())
    return Response(b"", mimetype=COSE_TYPE)


@api.get("/trust")
@public
@refusals_as_json
def trust() -> Response:
    return _answer(the_centre().publisher.trust_list())


@api.get("/status/<province>/<shard>")
@public
@refusals_as_json
def status_list(province: str, shard: str) -> Response:
    if not (shard.isascii() and shard.isdigit() and len(shard) < 5):
        raise ApiRefused("status-list-unknown")
    found = the_centre().publisher.status_list(ProvinceCode(province), int(shard))
    return _answer(found)


@api.get("/offices/<office>/payout-list")
@by_signature
@refusals_as_json
def payout_list(office: str) -> Response:
    """It holds names: for the office's own terminals only."""
    wanted = OfficeId(office)
    _check_terminal_of(wanted)
    return _answer(the_centre().publisher.payout_list(wanted))


@api.get("/offices/<office>/scripts")
@by_signature
@refusals_as_json
def office_scripts(office: str) -> Response:
    """They hold records, and so names."""
    wanted = OfficeId(office)
    _check_terminal_of(wanted)
    return _answer(the_centre().publisher.office_scripts(wanted), CBOR_TYPE)


@api.get("/photos/<sha256>")
@by_signature
@refusals_as_json
def photo(sha256: str) -> Response:
    """Of somebody who is paid at the office of the terminal that asks."""
    terminal = _asking_terminal()
    try:
        digest = bytes.fromhex(sha256)
    except ValueError:
        raise ApiRefused("photo-unknown") from None
    return _answer(the_centre().publisher.photo(digest, terminal.office), JPEG_TYPE)


@api.get("/cards/<card>/scripts")
@by_signature
@refusals_as_json
def card_scripts(card: str) -> Response:
    """For whichever counter of the province the card was put in at."""
    terminal = _asking_terminal()
    return _answer(the_centre().publisher.card_scripts(CardId.parse(card), terminal), CBOR_TYPE)


@api.get("/terminals/<terminal>/certificate")
@by_signature
@refusals_as_json
def terminal_certificate(terminal: str) -> Response:
    """What the terminal shows to cards."""
    centre, asking = the_centre(), _asking_terminal()
    if asking.id != TerminalId(terminal):
        raise ApiRefused("access-of-another-terminal")
    octets = centre.certificates.current(asking.id)
    return _answer(Document.of(octets, centre.clock()), OCTETS_TYPE)


@api.get("/health")
@public
def health() -> Response:
    """Whether the centre answers; nothing more, for anyone may ask."""
    return jsonify(status="ok")


def _request_body() -> bytes:
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise ApiRefused("request-too-large", limit=MAX_REQUEST_BYTES) from None


def _check_terminal_of(office: OfficeId) -> None:
    """Raises as `_asking_terminal` does."""
    if _asking_terminal().office != office:
        raise ApiRefused("access-of-another-office")


def _asking_terminal() -> Terminal:
    """`Authorization: COSE <base64url>` holds an `Access` by an active terminal.

    Raises:
        ApiRefused, TerminalError, WireError, BadSignature.
    """
    header = request.headers.get("Authorization", "")
    if not header.startswith(_SCHEME):
        raise ApiRefused("access-missing")
    text = header.removeprefix(_SCHEME)
    try:
        proof = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise ApiRefused("access-malformed") from None
    centre = the_centre()
    with centre.reading.begin() as connection:
        terminal = find_terminal(connection, Access.terminal_named_in(proof))
    Access.parse(proof, terminal.public_key, request.path, centre.clock())
    if terminal.state is not TerminalState.ACTIVE:
        raise ApiRefused(f"terminal-{terminal.state}")
    return terminal


def _answer(document: Document, mimetype: str = COSE_TYPE) -> Response:
    """The document, or 304 to one who has it (RFC 9110 §13.1.2).

    Compressed for who asks so, unless that gains nothing (§8.4.1). A status list holds its bits
    compressed already. Each coding has its own tag, as §8.8.3.3 wants it.
    """
    octets, etag, packed = document.octets, document.etag, None
    if request.accept_encodings["gzip"] and len(octets) > _WORTH_PACKING:
        packed = gzip.compress(octets, mtime=0)
    if packed is not None and len(packed) < len(octets) * _MOST_OF:
        octets, etag = packed, f"{etag}-gzip"
    answer = Response(octets, mimetype=mimetype)
    if octets is packed:
        answer.headers["Content-Encoding"] = "gzip"
    answer.set_etag(etag)
    answer.headers["Cache-Control"] = "no-cache"
    answer.vary.add("Accept-Encoding")
    answer.make_conditional(request)
    return answer


def _plain(value: object) -> object:
    return value if isinstance(value, (int, str)) or value is None else str(value)
