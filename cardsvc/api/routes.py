"""Batches in, signed documents out: one route each."""

from __future__ import annotations

import gzip
from typing import cast

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import RequestEntityTooLarge

from cardsvc.api.answering import ApiRefused, name_answer, prove, proved_terminal, refusals_as_json
from cardsvc.broker.authority import BrokerAuthority
from cardsvc.centre import Centre
from cardsvc.current_centre import put, the_centre, the_news
from cardsvc.operation.endpoints import the_metrics
from cardsvc.registry import offices
from cardsvc.signing.document import Document
from cardsvc.web.gathered_news import Gathered
from firmware_config import enrolment
from firmware_config.hold import MAX_REQUEST_BYTES
from firmware_config.ids import CardId, OfficeId, ProvinceCode, TerminalId
from firmware_config.telling import MAX_TELLING_BYTES
from firmware_config.web.access import by_own_key, by_signature, public
from firmware_config.web.events import EventStream
from firmware_config.web.security import max_body
from firmware_config.wire import MAX_BATCH_BYTES

CBOR_TYPE = "application/cbor"
COSE_TYPE = "application/cose"
JPEG_TYPE = "image/jpeg"
OCTETS_TYPE = "application/octet-stream"
FLEET = "cardsvc-fleet"
_WORTH_PACKING = 500  # octets: below, a packet is a packet
_MOST_OF = 0.9

api = Blueprint("api", __name__, url_prefix="/api/v1")


def register(app: Flask, centre: Centre, news: EventStream) -> None:
    """`news` is told `ledger` after each batch, `fleet` soon after terminals told of themselves."""
    put(app, centre, news)
    app.extensions[FLEET] = Gathered(lambda: news.publish("fleet"))
    app.before_request(prove)
    app.after_request(name_answer)
    app.register_blueprint(api)


@api.post("/enrolments")
@by_own_key
@max_body(enrolment.MAX_REQUEST_BYTES)
@refusals_as_json
def ask_enrolment() -> Response:
    """A new counter asks to be taken in, with a key that nobody here knows yet."""
    try:
        octets = request.get_data()
    except RequestEntityTooLarge:
        raise ApiRefused("request-too-large", limit=enrolment.MAX_REQUEST_BYTES) from None
    answer = the_centre().enrolments.ask(octets, request.remote_addr or "")
    cast(Gathered, current_app.extensions[FLEET]).changed()
    return Response(answer, mimetype=COSE_TYPE)


@api.post("/terminals/<terminal>/telling")
@by_signature
@max_body(MAX_TELLING_BYTES)
@refusals_as_json
def take_telling(terminal: str) -> Response:
    """What a terminal tells of itself, also one that was set aside: people look for it."""
    _check_own(terminal)
    the_centre().tellings.hear(proved_terminal().id, request.get_data())
    cast(Gathered, current_app.extensions[FLEET]).changed()
    return Response(b"", mimetype=COSE_TYPE)


@api.post("/terminals/<terminal>/batches")
@by_signature
@max_body(MAX_BATCH_BYTES)
@refusals_as_json
def take_batch(terminal: str) -> Response:
    """A signed batch in, the signed acknowledgement out. Of a terminal that was set aside it is
    kept."""
    if request.mimetype != CBOR_TYPE:
        raise ApiRefused("batch-not-cbor")
    # Nothing is inflated for a stranger: its size is told only when it is done.
    if request.content_encoding not in (None, "", "identity"):
        raise ApiRefused("batch-compressed")
    _check_own(terminal)
    octets = request.get_data()
    acknowledgement = the_centre().gathering.ingest(proved_terminal().id, octets)
    the_metrics().acknowledged(octets)
    the_news().publish("ledger")
    return Response(acknowledgement, mimetype=COSE_TYPE)


@api.post("/holds")
@by_signature
@max_body(MAX_REQUEST_BYTES)
@refusals_as_json
def grant_hold() -> Response:
    """A signed request in, the signed hold out."""
    return Response(the_centre().holds.grant(request.get_data()), mimetype=COSE_TYPE)


@api.post("/holds/release")
@by_signature
@max_body(MAX_REQUEST_BYTES)
@refusals_as_json
def release_hold() -> Response:
    the_centre().holds.release(request.get_data())
    return Response(b"", mimetype=COSE_TYPE)


@api.get("/trust")
@public
@refusals_as_json
def trust() -> Response:
    return _answer(the_centre().publisher.trust_list())


@api.get("/status/<province>")
@public
@refusals_as_json
def status_shards(province: str) -> Response:
    return _answer(the_centre().publisher.status_lists.shards(ProvinceCode(province)), CBOR_TYPE)


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
    terminal = proved_terminal()
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
    found = the_centre().publisher.card_scripts(CardId.parse(card), proved_terminal())
    return _answer(found, CBOR_TYPE)


@api.get("/terminals/<terminal>/certificate")
@by_signature
@refusals_as_json
def terminal_certificate(terminal: str) -> Response:
    """What the terminal shows to cards, made anew ahead of time."""
    _check_own(terminal)
    centre = the_centre()
    octets = centre.certificates.current(proved_terminal().id)
    return _answer(Document.of(octets, centre.clock()), OCTETS_TYPE)


@api.get("/terminals/<terminal>/broker/<key>")
@by_signature
@refusals_as_json
def broker_claim(terminal: str, key: str) -> Response:
    """What opens the broker to the terminal, for the nkey `key` of its own."""
    _check_own(terminal)
    centre, asking = the_centre(), proved_terminal()
    authority = BrokerAuthority.open(centre.settings.broker)
    with centre.reading.begin() as connection:
        province = offices.office(connection, asking.office).province
    claim = authority.let_terminal_in(key, asking.id, province, centre.clock())
    return Response(claim.encode(), mimetype=OCTETS_TYPE)


@api.get("/health")
@public
def health() -> Response:
    """Whether the centre answers; nothing more, for anyone may ask."""
    return jsonify(status="ok")


def _check_own(terminal: str) -> None:
    if proved_terminal().id != TerminalId(terminal):
        raise ApiRefused("access-of-another-terminal")


def _check_terminal_of(office: OfficeId) -> None:
    if proved_terminal().office != office:
        raise ApiRefused("access-of-another-office")


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
