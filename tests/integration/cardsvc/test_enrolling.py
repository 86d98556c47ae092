"""A counter that asks to be taken in: what it is told, who may approve, and what is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.registry.offices import Office
from cardsvc.staff.scope import EVERYWHERE, Scope
from cardsvc.tables import TerminalRole, TerminalState
from cardsvc.terminals.enrolment_requests import (
    LIFE,
    MOST_OPEN_OF_A_SOURCE,
    MOST_OPEN_OF_AN_OFFICE,
    Asking,
    EnrolmentRefused,
)
from cardsvc.terminals.terminal import TerminalError, find_terminal, set_state
from firmware_config.enrolment import (
    ENROLMENTS,
    MAX_REQUEST_BYTES,
    EnrolmentAnswer,
    EnrolmentRequest,
    EnrolmentState,
)
from firmware_config.ids import OfficeId, ProvinceCode, TerminalId
from firmware_config.request_proof import audience_of
from firmware_config.signing import FileKey
from tests.simulators.centre_world import BA_DINH, CAU_GIAY, HA_NOI, NOW, Counter, Hands, take
from tests.unit.web.small_side import refusal_in

HUE = Office(OfficeId("530000"), "Bưu cục Huế", ProvinceCode("46"))
T1 = TerminalId("01000001")


@dataclass
class NewCounter:
    """One that nobody knows yet."""

    centre: Centre
    key: FileKey = field(default_factory=FileKey.new)
    office: Office = BA_DINH
    place: str = "Quầy 2"

    def request(self, at: datetime | None = None, audience: str = "") -> bytes:
        centre = self.centre
        return EnrolmentRequest(
            self.key.public_key,
            audience or audience_of(centre.keyring.root),
            self.office.id,
            self.place,
            "0.1.0",
            at or centre.clock(),
        ).sign(self.key)

    def ask(self, source: str = "10.0.0.7") -> EnrolmentAnswer:
        answer = self.centre.enrolments.ask(self.request(), source)
        trust, now = self.centre.keyring.trust(NOW), self.centre.clock()
        return EnrolmentAnswer.parse(answer, trust, self.key.public_key, now)


@pytest.fixture
def new(centre: Centre) -> NewCounter:
    take(centre, [])
    centre.add_office(BA_DINH)
    centre.add_office(CAU_GIAY)
    centre.add_office(HUE)
    return NewCounter(centre)


def waiting(centre: Centre, scope: Scope = EVERYWHERE) -> tuple[Asking, ...]:
    return centre.enrolments.waiting(scope)


def approve(
    centre: Centre,
    asking: Asking,
    terminal: TerminalId = T1,
    office: Office = BA_DINH,
    scope: Scope = EVERYWHERE,
    code: str = "",
) -> None:
    role = TerminalRole.COUNTER
    centre.enrolments.approve(
        asking.id, code or asking.code, terminal, office.id, role, "quantri", scope
    )


def refusal(told: pytest.ExceptionInfo[Exception]) -> str:
    return getattr(told.value, "code", "")


def test_both_sides_show_the_same_code_and_no_two_counters_do(
    centre: Centre, new: NewCounter
) -> None:
    told = new.ask()
    (asking,) = waiting(centre)
    assert told.state is EnrolmentState.WAITING
    assert told.code == asking.code
    assert len(told.code) == 9
    assert (asking.office, asking.place) == (BA_DINH, "Quầy 2")
    assert NewCounter(centre).ask().code != told.code
    assert new.ask().code == told.code


def test_an_approved_counter_is_told_what_it_is_and_may_ask_for_its_certificate(
    centre: Centre, new: NewCounter, client: FlaskClient
) -> None:
    new.ask()
    approve(centre, waiting(centre)[0])
    told = new.ask()
    assert told.assignment is not None
    assert (told.assignment.terminal, told.assignment.office) == (T1, BA_DINH.id)
    assert (told.assignment.office_name, told.assignment.province) == (BA_DINH.name, HA_NOI)
    assert told.assignment.status_uris == ("01/0",)
    assert waiting(centre) == ()
    counter = Counter(T1, new.key)
    path = f"/api/v1/terminals/{T1}/certificate"
    assert client.get(path, headers=counter.proof(centre, path)).status_code == 200
    audit = tables.audit.c
    with centre.reading.begin() as connection:
        found = select(audit.user, audit.subject).where(audit.action == "terminal-enrolled")
        assert connection.execute(found).all() == [("quantri", f"terminal:{T1}")]


def test_a_counter_added_by_its_key_is_told_the_same(centre: Centre, new: NewCounter) -> None:
    centre.certificates.enrol(T1, BA_DINH.id, new.key.public_key)
    told = new.ask()
    assert told.assignment is not None
    assert told.assignment.terminal == T1


def test_a_refused_counter_is_told_so(centre: Centre, new: NewCounter) -> None:
    new.ask()
    (asking,) = waiting(centre)
    centre.enrolments.refuse(asking.id, asking.code, "quantri", EVERYWHERE)
    assert new.ask().state is EnrolmentState.REFUSED
    with pytest.raises(EnrolmentRefused) as told:
        approve(centre, asking)
    assert refusal(told) == "enrolment-not-waiting"


def test_a_request_runs_out_and_asked_anew_has_another_code(
    centre: Centre, new: NewCounter, clock: Hands
) -> None:
    before = new.ask().code
    (asking,) = waiting(centre)
    clock.forward(LIFE)
    assert waiting(centre) == ()
    with pytest.raises(EnrolmentRefused) as told:
        approve(centre, asking)
    assert refusal(told) == "enrolment-expired"
    again = new.ask()
    assert again.code != before
    (asked,) = waiting(centre)
    with pytest.raises(EnrolmentRefused) as told:
        approve(centre, asked, code=before)
    assert refusal(told) == "enrolment-other-code"


def test_an_officer_approves_within_the_own_provinces_only(centre: Centre, new: NewCounter) -> None:
    new.ask()
    (asking,) = waiting(centre)
    of_hue = Scope(frozenset({HUE.province}))
    assert waiting(centre, of_hue) == ()
    for scope, office in ((of_hue, BA_DINH), (Scope(frozenset({HA_NOI})), HUE)):
        with pytest.raises(EnrolmentRefused) as told:
            approve(centre, asking, office=office, scope=scope)
        assert refusal(told) == "enrolment-out-of-scope"
    assert waiting(centre) == (asking,)


def test_an_id_stands_for_one_key(centre: Centre, new: NewCounter) -> None:
    other = Counter.enrolled(centre, "01000001")
    new.ask()
    assert centre.enrolments.next_id(HA_NOI) == TerminalId("01000002")
    with pytest.raises(TerminalError) as told:
        approve(centre, waiting(centre)[0], other.id)
    assert refusal(told) == "terminal-exists"
    assert waiting(centre) != ()


def test_a_revoked_key_does_not_come_in_again(centre: Centre, new: NewCounter) -> None:
    centre.certificates.enrol(T1, BA_DINH.id, new.key.public_key)
    with centre.engine.begin() as connection:
        set_state(connection, T1, TerminalState.REVOKED)
    with pytest.raises(TerminalError) as told:
        new.ask()
    assert refusal(told) == "terminal-revoked"


def test_open_requests_are_bounded(centre: Centre, new: NewCounter) -> None:
    for number in range(MOST_OPEN_OF_AN_OFFICE):
        NewCounter(centre).ask(f"10.0.0.{number}")
    with pytest.raises(EnrolmentRefused) as told:
        new.ask("10.0.1.1")
    assert refusal(told) == "enrolment-too-many"
    for _ in range(MOST_OPEN_OF_A_SOURCE):
        NewCounter(centre, office=CAU_GIAY).ask("10.0.2.2")
    with pytest.raises(EnrolmentRefused):
        NewCounter(centre, office=HUE).ask("10.0.2.2")
    assert NewCounter(centre, office=HUE).ask("10.0.1.1").state is EnrolmentState.WAITING


def test_the_office_it_names_may_be_mended_while_it_waits(centre: Centre, new: NewCounter) -> None:
    code = new.ask().code
    new.office, new.place = CAU_GIAY, "Quầy 1"
    assert new.ask().code == code
    (asking,) = waiting(centre)
    assert (asking.office, asking.place) == (CAU_GIAY, "Quầy 1")
    approve(centre, asking, office=CAU_GIAY)
    with centre.reading.begin() as connection:
        assert find_terminal(connection, T1).office == CAU_GIAY.id


def test_the_interface_says_what_is_wrong_with_a_request(
    centre: Centre, new: NewCounter, client: FlaskClient
) -> None:
    def ask(octets: bytes) -> TestResponse:
        return client.post(ENROLMENTS, data=octets)

    assert ask(new.request()).status_code == 200
    off = ask(new.request(NOW + timedelta(hours=7)))
    assert off.json == {"code": "proof-clock", "data": {"ahead_s": 7 * 3600}}
    assert refusal_in(ask(new.request(audience="chitra:other"))) == (400, "enrolment-audience")
    assert refusal_in(ask(b"nonsense")) == (400, "cose-not-sign1")
    assert refusal_in(ask(bytes(MAX_REQUEST_BYTES + 1))) == (413, "request-too-large")
    nowhere = NewCounter(centre, office=Office(OfficeId("999999"), "?", HA_NOI))
    assert refusal_in(ask(nowhere.request())) == (404, "office-unknown")
    forged = bytearray(new.request())
    forged[-1] ^= 1
    assert refusal_in(ask(bytes(forged))) == (401, "bad-signature")
