"""Cards and QR sheets: what is issued says what is payable, and a half-done card is finished."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.personalising import Step
from cardsvc.issuance.qr_sheet import qr_sheet_pdf
from cardsvc.issuance.scripts import pending_of_card
from cardsvc.status.setting import StatusRefused, set_status
from cardsvc.tables import CardState
from firmware_config import cose, qr
from firmware_config.card.apdu import CardGone
from firmware_config.card.certificate import CardCertificate
from firmware_config.card.profile import Life
from firmware_config.card.scp03 import diversify
from firmware_config.card.session import CardSession
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.period import Period
from firmware_config.record import Record
from firmware_config.status import Status
from firmware_config.trust import Role
from tests.simulators.blank_cards import blank_card
from tests.simulators.centre_world import (
    HA_NOI,
    MINH,
    NOVEMBER,
    NOW,
    Contacts,
    Counter,
    find,
    issue_card,
    pay_paper,
    row,
    take,
)


@pytest.fixture(autouse=True)
def _people(centre: Centre) -> None:
    take(centre, [row(centre), row(centre, MINH, name="Trần Văn Minh", at=6)])


def statuses(centre: Centre) -> dict[bytes, Status]:
    with centre.reading.begin() as connection:
        rows = connection.execute(select(tables.record.c.id, tables.record.c.status))
        return {one.id: Status(one.status) for one in rows}


def verified(centre: Centre, octets: bytes) -> Record:
    """A record as a counter reads it."""
    message = cose.Sign1.parse(octets)
    trust = centre.keyring.trust(NOW)
    key = trust.key_for(message.kid, Role.ENTITLEMENT, None)
    record = Record.parse(message.verify(key))
    programmes = frozenset(held.programme for held in record.entitlements)
    trust.key_for(
        message.kid,
        Role.ENTITLEMENT,
        record.issued_at,
        province=record.province,
        programmes=programmes,
    )
    return record


def test_a_sheet_carries_the_record_through_paper(centre: Centre) -> None:
    paper = centre.issue_paper(find(centre).id)
    record = verified(centre, qr.from_text(paper.sheet.qr_text))
    assert record == paper.record
    assert record.citizen.matches(find(centre).citizen_number)
    assert record.expires_at - record.issued_at == timedelta(days=365)
    assert not record.is_for_chip
    assert paper.sheet.programmes[0].vi == "Trợ giúp xã hội"
    assert qr_sheet_pdf(paper.sheet).startswith(b"%PDF")


def test_a_record_is_payable_from_what_is_due_for_twelve_months(centre: Centre) -> None:
    (held,) = centre.issue_paper(find(centre).id).record.entitlements
    assert (held.base, held.payable, held.amount_vnd) == (NOVEMBER, 0xFFF, 500_000)


def test_arrears_are_payable_once(centre: Centre) -> None:
    take(centre, [row(centre, arrears_vnd=70_000)], NOVEMBER.plus(1))
    held = centre.issue_paper(find(centre).id).record.entitlements
    once = next(one for one in held if one.base.is_one_off)
    assert (once.payable, once.amount_vnd) == (1, 70_000)


def test_what_is_paid_is_not_payable_again_on_a_new_record(centre: Centre) -> None:
    counter = Counter.enrolled(centre)
    counter.write(pay_paper(centre.issue_paper(find(centre).id).record))
    centre.ledger.ingest(counter.id, counter.batch())
    (held,) = centre.issue_paper(find(centre).id).record.entitlements
    assert held.base == NOVEMBER.plus(1)
    assert NOVEMBER not in held.periods


def test_an_entitlement_that_ended_is_payable_for_its_dues_only(centre: Centre) -> None:
    take(centre, [row(centre, monthly_vnd=600_000)], NOVEMBER.plus(1))
    held = {one.amount_vnd: one for one in centre.issue_paper(find(centre).id).record.entitlements}
    assert held[500_000].periods == (NOVEMBER,)
    assert len(held[600_000].periods) == 12


def test_nothing_is_issued_to_one_who_is_owed_nothing(centre: Centre) -> None:
    with centre.engine.begin() as connection:
        connection.execute(tables.due.delete())
    with pytest.raises(IssuanceError) as refused:
        centre.issue_paper(find(centre).id)
    assert refused.value.code == "nothing-payable"


def test_a_new_sheet_makes_the_old_one_invalid_and_leaves_the_card(centre: Centre) -> None:
    card = issue_card(centre)
    old = centre.issue_paper(find(centre).id).record
    new = centre.issue_paper(find(centre).id).record
    assert statuses(centre) == {
        card.issued.record_id: Status.VALID,
        old.id: Status.INVALID,
        new.id: Status.VALID,
    }


def test_an_invalid_record_never_comes_back(centre: Centre) -> None:
    record = centre.issue_paper(find(centre).id).record
    with centre.engine.begin() as connection:
        set_status(connection, record.id, Status.SUSPENDED, NOW)
        set_status(connection, record.id, Status.VALID, NOW)
        set_status(connection, record.id, Status.INVALID, NOW)
    with pytest.raises(StatusRefused) as refused, centre.engine.begin() as connection:
        set_status(connection, record.id, Status.VALID, NOW)
    assert refused.value.code == "record-invalid"


def test_no_two_records_share_a_status_index(centre: Centre) -> None:
    drawn = {centre.issue_paper(find(centre).id).record.status for _ in range(8)}
    assert len(drawn) == 8
    assert {ref.uri for ref in drawn} == {f"{HA_NOI}/0"}


def test_an_issued_card_is_active_and_bears_what_was_signed(centre: Centre) -> None:
    steps: list[Step] = []
    card, desk = blank_card(centre.keyring.card_master), centre.card_desk(steps.append)
    contacts = Contacts(card)
    issued = desk.personalise(contacts, find(centre).id)
    desk.activate(contacts, issued)
    assert steps == list(Step)
    session = CardSession(Contacts(card))
    status = session.select()
    assert status.life is Life.ACTIVE
    certificate = CardCertificate.parse(session.certificate(status), centre.keyring.trust(NOW))
    record = verified(centre, session.record(status))
    assert record.card_key == certificate.auth_key
    (voucher,) = session.state().vouchers
    (held,) = record.entitlements
    assert (voucher.entitlement, voucher.base, voucher.payable) == (
        held.id,
        held.base,
        held.payable,
    )
    session.verify_pin(issued.pin)


def test_pin_and_puk_are_kept_nowhere(centre: Centre) -> None:
    card = issue_card(centre)
    assert card.issued.pin not in repr(card.issued)
    with centre.reading.begin() as connection:
        kept = repr(connection.execute(select(tables.card)).all())
    assert card.issued.pin.encode() not in kept.encode()
    assert card.issued.puk not in kept


def test_a_card_pulled_at_any_moment_is_finished_when_put_in_again(centre: Centre) -> None:
    person_id = find(centre).id
    for commands in range(1, 40):
        card = blank_card(centre.keyring.card_master)
        contacts = Contacts(card, left=commands)
        try:
            issued = centre.cards.personalise(contacts, person_id)
            centre.cards.activate(contacts, issued)
            break
        except CardGone:
            pass
        again = Contacts(card)
        if CardSession(again).select().life is Life.ACTIVE:
            continue  # pulled after the last write
        issued = centre.cards.personalise(again, person_id)
        centre.cards.activate(again, issued)
        session = CardSession(Contacts(card))
        assert session.select().life is Life.ACTIVE
        session.verify_pin(issued.pin)
    else:
        pytest.fail("never got through")
    with centre.reading.begin() as connection:
        active = connection.execute(
            select(tables.card.c.id).where(tables.card.c.state == CardState.ACTIVE)
        ).all()
    assert [one.id for one in active] == [issued.card.octets]


def test_a_card_is_told_whom_to_believe_and_whom_to_obey(centre: Centre) -> None:
    card = issue_card(centre)
    status = card.session().select()
    ca = centre.keyring.signer(Role.TERMINAL_CA, NOW).public_key
    assert (status.terminal_ca, status.terminal_ca_generation) == (ca.kid, 1)
    card.session(Counter.enrolled(centre))
    centre.scripts.unblock_pin(card.issued.card)
    with centre.reading.begin() as connection:
        (script,) = pending_of_card(connection, card.issued.card)
    assert len(card.apply(script)) == 1


def test_a_card_of_another_maker_is_not_personalised(centre: Centre) -> None:
    stranger = SoftwareCard.blank(b"serial-002", diversify(bytes(16), b"serial-002"))
    assert refused_card(centre, stranger, find(centre).id) == "card-keys-unknown"
    assert CardSession(Contacts(stranger)).select().life is Life.BLANK


def test_nothing_secret_is_ever_sent_in_clear(centre: Centre) -> None:
    sent: list[bytes] = []

    class Listening(Contacts):
        def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
            data, sw = super().send_and_receive(apdu)
            sent.extend((apdu, data))
            return data, sw

    contacts = Listening(blank_card(centre.keyring.card_master))
    issued = centre.cards.personalise(contacts, find(centre).id)
    heard = b"".join(sent)
    assert issued.pin.encode() not in heard
    assert issued.puk.encode() not in heard


def test_a_new_card_makes_the_old_ones_record_invalid(centre: Centre) -> None:
    old, new = issue_card(centre), issue_card(centre)
    assert statuses(centre) == {
        old.issued.record_id: Status.INVALID,
        new.issued.record_id: Status.VALID,
    }


def refused_card(centre: Centre, card: SoftwareCard, person_id: int) -> str:
    with pytest.raises(IssuanceError) as refused:
        centre.cards.personalise(Contacts(card), person_id)
    return refused.value.code


def test_an_active_card_is_not_personalised_again(centre: Centre) -> None:
    assert refused_card(centre, issue_card(centre).card, find(centre).id) == "card-not-blank"


def test_a_card_begun_for_one_person_is_not_finished_for_another(centre: Centre) -> None:
    card = blank_card(centre.keyring.card_master)
    with pytest.raises(CardGone):
        centre.cards.personalise(Contacts(card, left=6), find(centre).id)
    code = refused_card(centre, card, find(centre, MINH).id)
    assert code == "card-of-another-person"


def test_a_card_that_another_desk_began_is_refused(centre: Centre) -> None:
    card = blank_card(centre.keyring.card_master)
    with pytest.raises(CardGone):
        centre.cards.personalise(Contacts(card, left=6), find(centre).id)
    with centre.engine.begin() as connection:
        connection.execute(tables.card.delete())
    assert refused_card(centre, card, find(centre).id) == "card-of-another-desk"


def test_only_the_card_that_was_personalised_is_activated(centre: Centre) -> None:
    one, two = blank_card(centre.keyring.card_master), blank_card(centre.keyring.card_master)
    issued = centre.cards.personalise(Contacts(one), find(centre).id)
    with pytest.raises(IssuanceError) as refused:
        centre.cards.activate(Contacts(two), issued)
    assert refused.value.code == "card-of-another-person"


def test_of_two_cards_begun_for_one_person_the_second_is_refused(centre: Centre) -> None:
    one, two = (Contacts(blank_card(centre.keyring.card_master)) for _ in range(2))
    person_id = find(centre).id
    first, second = (centre.cards.personalise(card, person_id) for card in (one, two))
    centre.cards.activate(two, second)
    with pytest.raises(IssuanceError) as refused:
        centre.cards.activate(one, first)
    assert refused.value.code == "card-superseded"
    assert statuses(centre)[second.record_id] == Status.VALID
    # Written anew, it is good, and the other is not.
    again = centre.cards.personalise(one, person_id)
    centre.cards.activate(one, again)
    assert statuses(centre)[again.record_id] == Status.VALID
    assert statuses(centre)[second.record_id] == Status.INVALID


def test_what_reads_back_otherwise_is_not_issued(centre: Centre) -> None:
    class Forgetful(Contacts):
        def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
            data, sw = super().send_and_receive(apdu)
            return (data[:-1] + b"\0" if apdu[1] == 0xB0 else data), sw

    with pytest.raises(IssuanceError) as refused:
        centre.cards.personalise(Forgetful(blank_card(centre.keyring.card_master)), find(centre).id)
    assert refused.value.code == "card-read-back"


def test_a_record_for_another_year_is_of_the_periods_then_due(centre: Centre) -> None:
    later = Period.of_month(2027, 10)
    take(centre, [row(centre)], later)
    (held,) = centre.issue_paper(find(centre).id).record.entitlements
    assert held.periods[0] == NOVEMBER
    assert held.periods[1:] == tuple(later.plus(month) for month in range(12))
