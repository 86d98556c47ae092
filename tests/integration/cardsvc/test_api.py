"""What a terminal can ask of the centre, and what it is told when it may not."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from cardsvc.app import app_of, create_app
from cardsvc.centre import Centre
from cardsvc.issuance.records import set_status
from cardsvc.publish.shelf import RENEWED_AFTER
from cardsvc.registry.changes import Author
from cardsvc.registry.offices import Office
from cardsvc.registry.photos import keep_photo, portrait
from cardsvc.settings import Settings
from cardsvc.tables import TerminalState
from cardsvc.terminals.certificates import RENEWED_AHEAD, VALIDITY
from cardsvc.terminals.enrolment import set_state
from firmware_config import script_list
from firmware_config.card.script import Script
from firmware_config.card.terminal_certificate import TerminalCertificate
from firmware_config.ids import CardId, OfficeId, ProvinceCode, TerminalId
from firmware_config.journal_body import CashIn
from firmware_config.payout_list import OfficePayoutList
from firmware_config.status import Status, StatusList
from firmware_config.trust import Role, TrustList
from firmware_config.web.access import routes_without_rule
from firmware_config.wire import MAX_BATCH_BYTES, Access, Acknowledgement, Batch
from tests.simulators.centre_world import (
    BA_DINH,
    CAU_GIAY,
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

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LIST = f"/api/v1/offices/{BA_DINH.id}/payout-list"
STATUS = "/api/v1/status/01/0"


@pytest.fixture
def client(centre: Centre) -> Iterator[FlaskClient]:
    app = app_of(centre, strict=True)
    assert routes_without_rule(app) == []
    with app.test_client() as made:
        made.environ_base["HTTP_HOST"] = "127.0.0.1"
        yield made


@pytest.fixture
def counter(centre: Centre) -> Counter:
    take(centre, [row(centre)])
    return Counter.enrolled(centre)


def send(client: FlaskClient, counter: Counter, octets: bytes, **headers: str) -> TestResponse:
    path = f"/api/v1/terminals/{counter.id}/batches"
    return client.post(path, data=octets, content_type="application/cbor", headers=headers)


def proof(counter: Counter, path: str = LIST, ago: timedelta = timedelta()) -> dict[str, str]:
    octets = Access(counter.id, path, NOW - ago).sign(counter.key)
    return {"Authorization": "COSE " + base64.urlsafe_b64encode(octets).decode().rstrip("=")}


def told(answer: TestResponse) -> tuple[int, str]:
    assert answer.json is not None
    return answer.status_code, answer.json["code"]


def test_a_batch_is_answered_with_the_signed_acknowledgement(
    centre: Centre, client: FlaskClient, counter: Counter
) -> None:
    counter.write(CashIn(1_000, "lan"))
    answer = send(client, counter, counter.batch())
    assert (answer.status_code, answer.mimetype) == (200, "application/cose")
    acknowledgement = Acknowledgement.parse(answer.data, centre.keyring.trust(NOW))
    assert acknowledgement.through_seq == 1


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
    assert told(send(client, other, other.batch())) == (409, "terminal-quarantined")


@pytest.mark.parametrize(
    "octets", [b"", b"\x00", b"\x82\x40\x80", b"\xff" * 100, b"{}", bytes(5000)]
)
def test_nonsense_is_a_bad_request(client: FlaskClient, counter: Counter, octets: bytes) -> None:
    assert send(client, counter, octets).status_code == 400


def test_a_batch_of_one_octet_too_many_is_too_large(client: FlaskClient, counter: Counter) -> None:
    answer = send(client, counter, bytes(MAX_BATCH_BYTES + 1))
    assert told(answer) == (413, "batch-too-large")


def test_a_body_of_another_type_is_not_read(client: FlaskClient, counter: Counter) -> None:
    path = f"/api/v1/terminals/{counter.id}/batches"
    assert told(client.post(path, data=b"x", content_type="text/plain")) == (415, "batch-not-cbor")


def test_anothers_signature_is_unauthorised(client: FlaskClient, counter: Counter) -> None:
    counter.write(CashIn(1_000, "lan"))
    stranger = Counter(counter.id)
    forged = Batch(counter.id, tuple(counter.entries)).sign(stranger.key)
    assert told(send(client, counter, forged)) == (401, "bad-signature")


def test_an_unknown_terminal_is_unauthorised(client: FlaskClient, counter: Counter) -> None:
    stranger = Counter(TerminalId("T9999999"))
    stranger.write(CashIn(1_000, "lan"))
    assert told(send(client, stranger, stranger.batch())) == (401, "terminal-unknown")
    path = "/api/v1/terminals/no-terminal/batches"
    answer = client.post(path, data=b"x", content_type="application/cbor")
    assert told(answer) == (400, "terminal-id")


def test_the_trust_list_is_anyones_and_comes_once(centre: Centre, client: FlaskClient) -> None:
    answer = client.get("/api/v1/trust")
    trust = TrustList.parse(answer.data, centre.keyring.root)
    assert len(trust.keys) == 7 + len(centre.rates.programmes)
    again = client.get("/api/v1/trust", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


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


@pytest.mark.parametrize("shard", ["01/1", "01/99999999999", "01/-1", "01/x", "79/0"])
def test_a_status_list_that_is_not_there_is_not_found(client: FlaskClient, shard: str) -> None:
    assert told(client.get(f"/api/v1/status/{shard}")) == (404, "status-list-unknown")


def test_the_payout_list_holds_what_is_due_and_unpaid(
    centre: Centre, client: FlaskClient, counter: Counter
) -> None:
    take(centre, [row(centre)], NOVEMBER.plus(1))
    answer = client.get(LIST, headers=proof(counter))
    listed = OfficePayoutList.parse(answer.data, centre.keyring.trust(NOW), BA_DINH.id)
    (line,) = listed.lines
    assert line.name == "Nguyễn Thị Hồng Hạnh"
    assert line.entitlement.periods == (NOVEMBER, NOVEMBER.plus(1))
    assert listed.period == NOVEMBER.plus(1)
    counter.write(pay_paper(centre.issue_paper(find(centre).id).record))
    send(client, counter, counter.batch())
    answer = client.get(LIST, headers=proof(counter) | {"If-None-Match": answer.headers["ETag"]})
    listed = OfficePayoutList.parse(answer.data, centre.keyring.trust(NOW), BA_DINH.id)
    assert listed.lines[0].entitlement.periods == (NOVEMBER.plus(1),)


def test_the_payout_list_comes_once(client: FlaskClient, counter: Counter) -> None:
    first = client.get(LIST, headers=proof(counter))
    again = client.get(LIST, headers=proof(counter) | {"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_names_are_for_the_offices_own_terminals_only(
    centre: Centre, client: FlaskClient, counter: Counter
) -> None:
    elsewhere = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    assert told(client.get(LIST)) == (401, "access-missing")
    assert told(client.get(LIST, headers={"Authorization": "COSE !!"})) == (400, "access-malformed")
    assert told(client.get(LIST, headers=proof(elsewhere))) == (403, "access-of-another-office")
    stale = proof(counter, ago=timedelta(hours=1))
    assert told(client.get(LIST, headers=stale)) == (401, "access-expired")
    other_path = proof(counter, f"/api/v1/offices/{CAU_GIAY.id}/payout-list")
    assert told(client.get(LIST, headers=other_path)) == (400, "access-path")
    forged = proof(Counter(counter.id))
    assert told(client.get(LIST, headers=forged)) == (401, "bad-signature")
    with centre.engine.begin() as connection:
        set_state(connection, counter.id, TerminalState.REVOKED)
    assert told(client.get(LIST, headers=proof(counter))) == (401, "terminal-revoked")


def test_a_terminal_fetches_its_own_certificate(
    centre: Centre, client: FlaskClient, counter: Counter, clock: Hands
) -> None:
    path = f"/api/v1/terminals/{counter.id}/certificate"
    answer = client.get(path, headers=proof(counter, path))
    certificate = TerminalCertificate.parse(answer.data, centre.keyring.trust(NOW))
    assert (certificate.terminal, certificate.office) == (counter.id, BA_DINH.id)
    assert certificate.key == counter.key.public_key
    assert certificate.expires_at == NOW + timedelta(days=365)
    again = proof(counter, path) | {"If-None-Match": answer.headers["ETag"]}
    assert client.get(path, headers=again).status_code == 304
    stranger = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    assert told(client.get(path, headers=proof(stranger, path))) == (
        403,
        "access-of-another-terminal",
    )
    assert told(client.get(path)) == (401, "access-missing")


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
    here = client.get(of_office, headers=proof(counter, of_office))
    (script,) = script_list.decode(here.data)
    assert Script.parse(script, centre.keyring.trust(NOW)).card == card
    refused = client.get(of_office, headers=proof(elsewhere, of_office))
    assert told(refused) == (403, "access-of-another-office")
    of_card = f"/api/v1/cards/{card}/scripts"
    there = client.get(of_card, headers=proof(elsewhere, of_card))
    assert script_list.decode(there.data) == (script,)
    assert told(client.get(of_card)) == (401, "access-missing")
    unknown = f"/api/v1/cards/{CardId.new()}/scripts"
    assert told(client.get(unknown, headers=proof(counter, unknown))) == (404, "card-unknown")


def test_a_card_of_another_province_is_not_spoken_of(
    centre: Centre, client: FlaskClient, counter: Counter
) -> None:
    card = issue_card(centre).issued.card
    hue = Office(OfficeId("530000"), "Bưu cục Huế", ProvinceCode("46"))
    centre.add_office(hue)
    far = Counter.enrolled(centre, "T0000003", hue)
    path = f"/api/v1/cards/{card}/scripts"
    assert told(client.get(path, headers=proof(far, path))) == (404, "card-unknown")


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
    answer = client.get(LIST, headers=proof(counter))
    listed = OfficePayoutList.parse(answer.data, centre.keyring.trust(NOW), BA_DINH.id)
    digest = listed.lines[0].photo
    assert digest == hashlib.sha256(jpeg).digest()
    path = f"/api/v1/photos/{digest.hex()}"
    shown = client.get(path, headers=proof(counter, path))
    assert (shown.status_code, shown.data, shown.mimetype) == (200, jpeg, "image/jpeg")
    assert told(client.get(path)) == (401, "access-missing")
    for unknown in ("00" * 32, "zz"):
        path = f"/api/v1/photos/{unknown}"
        assert told(client.get(path, headers=proof(counter, path))) == (404, "photo-unknown")
    elsewhere = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    path = f"/api/v1/photos/{digest.hex()}"
    there = client.get(path, headers=proof(elsewhere, path))
    assert told(there) == (404, "photo-unknown")
