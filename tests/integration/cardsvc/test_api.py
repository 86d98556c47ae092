"""What a terminal can ask of the centre, and what it is told when it may not."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import update
from werkzeug.test import TestResponse

from cardsvc import tables
from cardsvc.app import app_of, create_app
from cardsvc.centre import Centre
from cardsvc.current_centre import KEY
from cardsvc.publish.shelf import RENEWED_AFTER
from cardsvc.registry.changes import Author
from cardsvc.registry.offices import Office
from cardsvc.registry.photos import keep_photo, portrait
from cardsvc.settings import Settings
from cardsvc.status.setting import set_status
from cardsvc.tables import TerminalState
from cardsvc.terminals.certificates import RENEWED_AHEAD, VALIDITY
from cardsvc.terminals.replay import UsedProofs
from cardsvc.terminals.terminal import set_state
from firmware_config import script_list, shard_list
from firmware_config.answer_name import ANSWER_TO, answer_name
from firmware_config.body.shift import CashIn
from firmware_config.card.script import Script
from firmware_config.card.terminal_certificate import TerminalCertificate
from firmware_config.ids import CardId, OfficeId, ProvinceCode, TerminalId
from firmware_config.payout_list import OfficePayoutList
from firmware_config.published_paths import telling_path
from firmware_config.request_proof import HEADER, Prover, audience_of
from firmware_config.signing import FileKey
from firmware_config.status import Status, StatusList
from firmware_config.telling import MAX_TELLING_BYTES
from firmware_config.trust import Role, TrustList
from firmware_config.web.access import Door, rule_of
from firmware_config.wire import MAX_BATCH_BYTES, Acknowledgement, Batch
from tests.simulators.centre_world import (
    BA_DINH,
    CAU_GIAY,
    HA_NOI,
    NOVEMBER,
    NOW,
    Counter,
    Hands,
    find,
    issue_card,
    pay_paper,
    row,
    take,
)
from tests.unit.web.small_side import refusal_in

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LIST = f"/api/v1/offices/{BA_DINH.id}/payout-list"
STATUS = "/api/v1/status/01/0"


def send(client: FlaskClient, counter: Counter, octets: bytes, **headers: str) -> TestResponse:
    path = f"/api/v1/terminals/{counter.id}/batches"
    headers = counter.proof(centre_of(client), path, octets, "POST") | headers
    return client.post(path, data=octets, content_type="application/cbor", headers=headers)


def centre_of(client: FlaskClient) -> Centre:
    centre: Centre = client.application.extensions[KEY]
    return centre


def known(answer: TestResponse) -> dict[str, str]:
    return {"If-None-Match": answer.headers["ETag"]}


def test_a_batch_is_answered_with_the_signed_acknowledgement(
    centre: Centre, client: FlaskClient, counter: Counter
) -> None:
    counter.write(CashIn(1_000, "lan"))
    answer = send(client, counter, counter.batch())
    assert (answer.status_code, answer.mimetype) == (200, "application/cose")
    acknowledgement = Acknowledgement.parse(answer.data, centre.keyring.trust(NOW))
    assert acknowledgement.through_seq == 1


def test_every_answer_names_its_request_and_refusals_do_too(
    client: FlaskClient, counter: Counter
) -> None:
    assert client.get(STATUS).headers[ANSWER_TO] == answer_name("GET", STATUS, None)
    for path in (LIST, "/api/v1/offices/nowhere/payout-list?page=2"):
        proof = counter.proof(centre_of(client), path)
        named = client.get(path, headers=proof).headers[ANSWER_TO]
        assert named == answer_name("GET", path, proof[HEADER])
    assert ANSWER_TO not in client.get("/sign-in").headers


def test_a_gap_is_a_conflict_and_says_what_is_expected(
    client: FlaskClient, counter: Counter
) -> None:
    counter.write(CashIn(1_000, "lan"), CashIn(1_000, "lan"))
    answer = send(client, counter, counter.batch(2))
    assert answer.status_code == 409
    assert answer.json == {"code": "batch-gap", "data": {"expected": 1}}


def test_a_forked_chain_is_a_conflict(client: FlaskClient, counter: Counter) -> None:
    counter.write(CashIn(1_000, "lan"))
    send(client, counter, counter.batch())
    other = Counter(counter.id, counter.key)
    other.write(CashIn(2_000, "lan"))
    assert refusal_in(send(client, other, other.batch())) == (409, "terminal-quarantined")


@pytest.mark.parametrize(
    "octets", [b"", b"\x00", b"\x82\x40\x80", b"\xff" * 100, b"{}", bytes(5000)]
)
def test_nonsense_is_a_bad_request(client: FlaskClient, counter: Counter, octets: bytes) -> None:
    assert send(client, counter, octets).status_code == 400


def test_a_batch_of_one_octet_too_many_is_too_large(client: FlaskClient, counter: Counter) -> None:
    answer = send(client, counter, bytes(MAX_BATCH_BYTES + 1))
    assert refusal_in(answer) == (413, "batch-too-large")


def test_a_body_of_another_type_is_not_read(client: FlaskClient, counter: Counter) -> None:
    path = f"/api/v1/terminals/{counter.id}/batches"
    proof = counter.proof(centre_of(client), path, b"x", "POST")
    answer = client.post(path, data=b"x", content_type="text/plain", headers=proof)
    assert refusal_in(answer) == (415, "batch-not-cbor")


def test_anothers_signature_is_unauthorised(client: FlaskClient, counter: Counter) -> None:
    counter.write(CashIn(1_000, "lan"))
    stranger = Counter(counter.id)
    forged = Batch(counter.id, tuple(counter.entries)).sign(stranger.key)
    assert refusal_in(send(client, counter, forged)) == (401, "bad-signature")


def test_an_unknown_terminal_is_unauthorised(client: FlaskClient, counter: Counter) -> None:
    stranger = Counter(TerminalId("T9999999"))
    stranger.write(CashIn(1_000, "lan"))
    assert refusal_in(send(client, stranger, stranger.batch())) == (401, "terminal-unknown")
    path = "/api/v1/terminals/no-terminal/batches"
    proof = counter.proof(centre_of(client), path, b"x", "POST")
    answer = client.post(path, data=b"x", content_type="application/cbor", headers=proof)
    assert refusal_in(answer) == (400, "terminal-id")


def test_the_trust_list_is_anyones_and_comes_once(centre: Centre, client: FlaskClient) -> None:
    answer = client.get("/api/v1/trust")
    trust = TrustList.parse(answer.data, centre.keyring.root)
    assert len(trust.keys) == len(Role) + len(centre.rates.programmes)
    again = client.get("/api/v1/trust", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    # What protects the answer that was kept is not sent again with each that nothing has changed.
    assert {"Content-Security-Policy", "Content-Disposition"} <= set(answer.headers.keys())
    assert {"Content-Security-Policy", "Content-Disposition"}.isdisjoint(again.headers.keys())


def test_a_document_is_signed_anew_before_it_looks_stale(
    centre: Centre, client: FlaskClient, clock: Hands
) -> None:
    first = client.get("/api/v1/trust")
    clock.forward(RENEWED_AFTER)
    second = client.get("/api/v1/trust", headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    renewed = TrustList.parse(second.data, centre.keyring.root)
    assert renewed.issued_at == NOW + RENEWED_AFTER


def test_the_status_list_tells_what_is_suspended(
    centre: Centre, client: FlaskClient, counter: Counter
) -> None:
    record = centre.issue_paper(find(centre).id).record
    trust = centre.keyring.trust(NOW)
    before = client.get(STATUS)
    assert StatusList.parse(before.data, trust).status(record.status.index) is Status.VALID
    with centre.engine.begin() as connection:
        set_status(connection, record.id, Status.SUSPENDED, NOW)
    after = client.get(STATUS, headers={"If-None-Match": before.headers["ETag"]})
    listed = StatusList.parse(after.data, trust)
    assert (listed.uri, listed.status(record.status.index)) == ("01/0", Status.SUSPENDED)


def test_a_province_s_shards_are_told_as_they_are_begun(
    centre: Centre, client: FlaskClient, counter: Counter
) -> None:
    shards = "/api/v1/status/01"
    before = client.get(shards)
    assert shard_list.decode(before.data, HA_NOI) == ("01/0",)
    again = client.get(shards, headers={"If-None-Match": before.headers["ETag"]})
    assert again.status_code == 304
    record = centre.issue_paper(find(centre).id).record
    in_second = update(tables.record).where(tables.record.c.id == record.id)
    with centre.engine.begin() as connection:
        connection.execute(in_second.values(status_uri="01/1"))
    after = client.get(shards, headers={"If-None-Match": before.headers["ETag"]})
    assert shard_list.decode(after.data, HA_NOI) == ("01/0", "01/1")
    assert client.get("/api/v1/status/01/1").status_code == 200
    assert refusal_in(client.get("/api/v1/status/79")) == (404, "status-list-unknown")


@pytest.mark.parametrize("shard", ["01/1", "01/99999999999", "01/-1", "01/x", "79/0"])
def test_a_status_list_that_is_not_there_is_not_found(client: FlaskClient, shard: str) -> None:
    assert refusal_in(client.get(f"/api/v1/status/{shard}")) == (404, "status-list-unknown")


def test_the_payout_list_holds_what_is_due_and_unpaid(
    centre: Centre, client: FlaskClient, counter: Counter
) -> None:
    take(centre, [row(centre)], NOVEMBER.plus(1))
    answer = client.get(LIST, headers=counter.proof(centre, LIST))
    listed = OfficePayoutList.parse(answer.data, centre.keyring.trust(NOW), BA_DINH.id)
    (line,) = listed.lines
    assert line.name == "Nguyễn Thị Hồng Hạnh"
    assert line.entitlement.periods == (NOVEMBER, NOVEMBER.plus(1))
    assert listed.period == NOVEMBER.plus(1)
    counter.write(pay_paper(centre.issue_paper(find(centre).id).record))
    send(client, counter, counter.batch())
    answer = client.get(
        LIST, headers=counter.proof(centre, LIST) | {"If-None-Match": answer.headers["ETag"]}
    )
    listed = OfficePayoutList.parse(answer.data, centre.keyring.trust(NOW), BA_DINH.id)
    assert listed.lines[0].entitlement.periods == (NOVEMBER.plus(1),)


def test_the_payout_list_comes_once(centre: Centre, client: FlaskClient, counter: Counter) -> None:
    first = client.get(LIST, headers=counter.proof(centre, LIST))
    again = client.get(
        LIST, headers=counter.proof(centre, LIST) | {"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304


def test_names_are_for_the_offices_own_terminals_only(
    centre: Centre, client: FlaskClient, counter: Counter
) -> None:
    elsewhere = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    refused = client.get(LIST, headers=elsewhere.proof(centre, LIST))
    assert refusal_in(refused) == (403, "access-of-another-office")
    with centre.engine.begin() as connection:
        set_state(connection, counter.id, TerminalState.REVOKED)
    assert refusal_in(client.get(LIST, headers=counter.proof(centre, LIST))) == (
        401,
        "terminal-revoked",
    )


def test_every_route_of_terminals_asks_for_a_proof(client: FlaskClient) -> None:
    app = client.application
    asked = [
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        if (found := rule_of(app, rule.endpoint)) is not None and found.door is Door.MACHINES
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]
    assert len(asked) >= 8
    for rule, method in asked:
        path = rule.replace("<terminal>", "T0000001").replace("<office>", "100000")
        answer = client.open(path.replace("<card>", "00" * 8), method=method)
        assert refusal_in(answer) == (401, "proof-missing"), rule


def test_a_proof_is_for_one_request_at_this_centre_and_just_now(
    centre: Centre, client: FlaskClient, counter: Counter
) -> None:
    assert refusal_in(client.get(LIST, headers={HEADER: "COSE !!"})) == (400, "proof-malformed")
    other_path = counter.proof(centre, f"/api/v1/offices/{CAU_GIAY.id}/payout-list")
    assert refusal_in(client.get(LIST, headers=other_path)) == (401, "proof-request")
    with_query = counter.proof(centre, LIST)
    assert refusal_in(client.get(f"{LIST}?a=1", headers=with_query)) == (401, "proof-request")
    forged = Counter(counter.id).proof(centre, LIST)
    assert refusal_in(client.get(LIST, headers=forged)) == (401, "bad-signature")
    elsewhere = Prover(counter.id, audience_of(FileKey.new().public_key), counter.key, centre.clock)
    meant_for_another = {HEADER: elsewhere.header("GET", LIST)}
    assert refusal_in(client.get(LIST, headers=meant_for_another)) == (401, "proof-audience")


def test_a_proof_counts_once(centre: Centre, client: FlaskClient, counter: Counter) -> None:
    proof = counter.proof(centre, LIST)
    assert client.get(LIST, headers=proof).status_code == 200
    assert refusal_in(client.get(LIST, headers=proof)) == (401, "proof-replayed")
    assert client.get(LIST, headers=counter.proof(centre, LIST)).status_code == 200


def test_a_wrong_clock_is_told_by_name_and_by_how_much(
    centre: Centre, client: FlaskClient, counter: Counter
) -> None:
    late = client.get(LIST, headers=counter.proof(centre, LIST, ago=timedelta(hours=1)))
    assert late.json == {"code": "proof-clock", "data": {"ahead_s": -3600}}
    early = client.get(LIST, headers=counter.proof(centre, LIST, ago=-timedelta(days=365)))
    assert early.json == {"code": "proof-clock", "data": {"ahead_s": 365 * 86400}}
    assert early.status_code == 401


def test_a_proof_from_before_the_start_is_refused_for_its_use_is_forgotten(
    centre: Centre, counter: Counter, clock: Hands
) -> None:
    before = counter.proof(centre, LIST)
    clock.forward(timedelta(seconds=5))
    again = replace(centre, proving=replace(centre.proving, used=UsedProofs(clock())))
    client = app_of(again).test_client()
    assert refusal_in(client.get(LIST, headers=before)) == (401, "proof-before-start")
    assert client.get(LIST, headers=counter.proof(again, LIST)).status_code == 200


def test_a_batch_is_the_terminals_own(
    centre: Centre, client: FlaskClient, counter: Counter
) -> None:
    counter.write(CashIn(1_000, "lan"))
    path, body = f"/api/v1/terminals/{counter.id}/batches", counter.batch()
    other = Counter.enrolled(centre, "T0000002", BA_DINH)
    answer = client.post(
        path,
        data=body,
        content_type="application/cbor",
        headers=other.proof(centre, path, body, "POST"),
    )
    assert refusal_in(answer) == (403, "access-of-another-terminal")
    proof = counter.proof(centre, path, body, "POST")
    spoilt = client.post(path, data=body[:-1], content_type="application/cbor", headers=proof)
    assert refusal_in(spoilt) == (401, "proof-request")


def test_a_terminal_tells_of_itself_even_when_it_is_set_aside(
    centre: Centre, client: FlaskClient, counter: Counter
) -> None:
    path = telling_path(counter.id)

    def tell(octets: bytes) -> TestResponse:
        headers = counter.proof(centre, path, octets, "POST")
        return client.post(path, data=octets, headers=headers)

    assert tell(counter.telling().sign(counter.key)).status_code == 200
    with centre.engine.begin() as connection:
        set_state(connection, counter.id, TerminalState.REVOKED)
    later = counter.telling(pending=7)
    assert tell(later.sign(counter.key)).status_code == 200
    assert centre.tellings.last(counter.id) == later
    assert refusal_in(tell(b"nonsense")) == (400, "cose-not-sign1")
    assert refusal_in(tell(later.sign(FileKey.new()))) == (401, "bad-signature")
    assert refusal_in(tell(bytes(MAX_TELLING_BYTES + 1))) == (413, "request-too-large")


def test_a_terminal_fetches_its_own_certificate(
    centre: Centre, client: FlaskClient, counter: Counter, clock: Hands
) -> None:
    path = f"/api/v1/terminals/{counter.id}/certificate"
    answer = client.get(path, headers=counter.proof(centre, path))
    certificate = TerminalCertificate.parse(answer.data, centre.keyring.trust(NOW))
    assert (certificate.terminal, certificate.office) == (counter.id, BA_DINH.id)
    assert certificate.key == counter.key.public_key
    assert certificate.expires_at == NOW + timedelta(days=365)
    again = counter.proof(centre, path) | {"If-None-Match": answer.headers["ETag"]}
    assert client.get(path, headers=again).status_code == 304
    stranger = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    assert refusal_in(client.get(path, headers=stranger.proof(centre, path))) == (
        403,
        "access-of-another-terminal",
    )


def test_a_certificate_is_renewed_before_it_runs_out(
    centre: Centre, counter: Counter, clock: Hands
) -> None:
    first = centre.certificates.current(counter.id)
    clock.forward(VALIDITY - RENEWED_AHEAD - timedelta(days=1))
    assert centre.certificates.current(counter.id) == first
    clock.forward(timedelta(days=2))
    renewed = centre.certificates.current(counter.id)
    told = TerminalCertificate.parse(renewed, centre.keyring.trust(clock()))
    assert told.expires_at == clock() + VALIDITY


def test_a_certificate_of_a_revoked_ca_is_replaced(centre: Centre, counter: Counter) -> None:
    ca = centre.keyring.signer(Role.TERMINAL_CA, NOW).public_key
    centre.keyring.revoke(ca.kid, NOW)
    replaced = centre.certificates.current(counter.id)
    told = TerminalCertificate.parse(replaced, centre.keyring.trust(NOW))
    assert told.ca != ca.kid


def test_scripts_are_for_the_cards_own_office_and_for_whom_it_visits(
    centre: Centre, client: FlaskClient, counter: Counter
) -> None:
    card = issue_card(centre).issued.card
    centre.scripts.unblock_pin(card)
    elsewhere = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    of_office = f"/api/v1/offices/{BA_DINH.id}/scripts"
    here = client.get(of_office, headers=counter.proof(centre, of_office))
    (script,) = script_list.decode(here.data)
    assert Script.parse(script, centre.keyring.trust(NOW)).card == card
    refused = client.get(of_office, headers=elsewhere.proof(centre, of_office))
    assert refusal_in(refused) == (403, "access-of-another-office")
    of_card = f"/api/v1/cards/{card}/scripts"
    there = client.get(of_card, headers=elsewhere.proof(centre, of_card))
    assert script_list.decode(there.data) == (script,)
    unknown = f"/api/v1/cards/{CardId.new()}/scripts"
    assert refusal_in(client.get(unknown, headers=counter.proof(centre, unknown))) == (
        404,
        "card-unknown",
    )


def test_a_card_of_another_province_is_not_spoken_of(
    centre: Centre, client: FlaskClient, counter: Counter
) -> None:
    card = issue_card(centre).issued.card
    hue = Office(OfficeId("530000"), "Bưu cục Huế", ProvinceCode("46"))
    centre.add_office(hue)
    far = Counter.enrolled(centre, "T0000003", hue)
    path = f"/api/v1/cards/{card}/scripts"
    assert refusal_in(client.get(path, headers=far.proof(centre, path))) == (404, "card-unknown")


def test_health_tells_that_it_answers(client: FlaskClient) -> None:
    assert client.get("/api/v1/health").json == {"status": "ok"}


def test_an_application_opens_its_own_centre(tmp_path: Path, database_url: str) -> None:
    app = create_app(Settings.of(tmp_path / "own", database_url))
    with app.test_client() as client:
        answer = client.get("/api/v1/health", headers={"Host": "127.0.0.1"})
    assert answer.status_code == 200


def test_a_photo_is_for_terminals_of_the_person_s_office(
    centre: Centre, client: FlaskClient, counter: Counter
) -> None:
    file = io.BytesIO()
    Image.new("RGB", (300, 400)).save(file, "PNG")
    jpeg, person = portrait(file.getvalue()), find(centre)
    with centre.engine.begin() as connection:
        keep_photo(connection, person.id, jpeg, Author("lan", "ảnh mới", NOW))
    answer = client.get(LIST, headers=counter.proof(centre, LIST))
    listed = OfficePayoutList.parse(answer.data, centre.keyring.trust(NOW), BA_DINH.id)
    digest = listed.lines[0].photo
    assert digest == hashlib.sha256(jpeg).digest()
    path = f"/api/v1/photos/{digest.hex()}"
    shown = client.get(path, headers=counter.proof(centre, path))
    assert (shown.status_code, shown.data, shown.mimetype) == (200, jpeg, "image/jpeg")
    assert refusal_in(client.get(path)) == (401, "proof-missing")
    for unknown in ("00" * 32, "zz"):
        path = f"/api/v1/photos/{unknown}"
        assert refusal_in(client.get(path, headers=counter.proof(centre, path))) == (
            404,
            "photo-unknown",
        )
    elsewhere = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    path = f"/api/v1/photos/{digest.hex()}"
    there = client.get(path, headers=elsewhere.proof(centre, path))
    assert refusal_in(there) == (404, "photo-unknown")
