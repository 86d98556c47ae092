"""Scripts: queued for one card, published to its counters, marked applied by its own answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.scripts import pending_of_card, pending_of_office
from cardsvc.reports.progress import open_cases
from cardsvc.signing.keys import LONG_LIFE, KeyringError
from cardsvc.tables import CardState
from firmware_config import script_list
from firmware_config.card.profile import Life
from firmware_config.card.script import Block, Script
from firmware_config.card.session import TerminalRefused
from firmware_config.card.state import Voucher
from firmware_config.cose import Sign1
from firmware_config.ids import CardId, EntitlementId
from firmware_config.record import Record
from firmware_config.status import Status, StatusList
from firmware_config.trust import Role
from tests.simulators.books import send
from tests.simulators.centre_world import (
    BA_DINH,
    CAU_GIAY,
    HA_NOI,
    MINH,
    NOVEMBER,
    NOW,
    Counter,
    Hands,
    IssuedCard,
    issue_card,
    row,
    take,
)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def counter(centre: Centre) -> Counter:
    take(centre, [row(centre), row(centre, MINH, name="Trần Văn Minh", at=6)])
    return Counter.enrolled(centre)


def pending(centre: Centre, card: IssuedCard) -> tuple[bytes, ...]:
    with centre.reading.begin() as connection:
        return pending_of_card(connection, card.issued.card)


def state_of(centre: Centre, card: IssuedCard) -> str:
    with centre.reading.begin() as connection:
        column = tables.card.c
        found = select(column.state).where(column.id == card.issued.card.octets)
        return str(connection.scalar(found))


def record_of(centre: Centre, card: IssuedCard) -> bytes:
    with centre.reading.begin() as connection:
        column = tables.card.c
        found = select(column.record).where(column.id == card.issued.card.octets)
        return bytes(connection.execute(found).scalar_one())


def status(centre: Centre, record_id: bytes) -> Status:
    """As counters are told."""
    with centre.reading.begin() as connection:
        column = tables.record.c
        found = select(column.status_index).where(column.id == record_id)
        index = connection.execute(found).scalar_one()
    octets = centre.publisher.status_list(HA_NOI, 0).octets
    return StatusList.parse(octets, centre.keyring.trust(NOW)).status(index)


def refused(centre: Centre, card: IssuedCard, method: str) -> IssuanceError:
    with pytest.raises(IssuanceError) as error:
        getattr(centre.scripts, method)(card.issued.card)
    return error.value


def test_scripts_of_a_card_are_numbered_from_one_without_a_gap(
    centre: Centre, card: IssuedCard
) -> None:
    desk, of = centre.scripts, card.issued.card
    assert [desk.block(of), desk.unblock(of), desk.unblock_pin(of)] == [1, 2, 3]
    other = issue_card(centre, MINH)
    assert desk.unblock_pin(other.issued.card) == 1
    trust = centre.keyring.trust(NOW)
    parsed = [Script.parse(octets, trust) for octets in pending(centre, card)]
    assert [(one.card, one.number) for one in parsed] == [(of, 1), (of, 2), (of, 3)]


def test_the_card_applies_what_is_queued_and_its_answer_settles_it(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    centre.scripts.block(card.issued.card)
    centre.scripts.unblock(card.issued.card)
    counter.write(*card.apply(*pending(centre, card)))
    assert send(centre, counter).refused == ()
    assert pending(centre, card) == ()
    assert card.session().select().script_number == 2


def test_an_answer_that_comes_twice_or_out_of_order_changes_nothing(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    centre.scripts.block(card.issued.card)
    centre.scripts.unblock(card.issued.card)
    first, second = card.apply(*pending(centre, card))
    counter.write(second, first, second)
    assert send(centre, counter).refused == ()
    assert pending(centre, card) == ()


def test_an_answer_that_the_card_did_not_give_settles_nothing(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    centre.scripts.block(card.issued.card)
    (told,) = card.apply(*pending(centre, card))
    flipped = told.receipt[:-1] + bytes((told.receipt[-1] ^ 1,))
    counter.write(
        replace(told, receipt=flipped),
        replace(told, number=2),
        replace(told, card=CardId.new()),
    )
    assert send(centre, counter).refused == (
        (1, "receipt-invalid"),
        (2, "receipt-differs"),
        (3, "card-unknown"),
    )
    assert len(pending(centre, card)) == 1
    with centre.reading.begin() as connection:
        assert sum(case.cases for case in open_cases(connection)) == 3


def test_an_answer_to_a_script_that_was_never_queued_is_for_a_person(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    """Somebody else has the authority's key."""
    authority = centre.keyring.signer(Role.CARD_SCRIPT, NOW)
    counter.write(*card.apply(Script(card.issued.card, 1, Block()).sign(authority)))
    assert send(centre, counter).refused == ((1, "script-unknown"),)


def test_a_blocked_card_is_refused_everywhere_before_it_knows(
    centre: Centre, card: IssuedCard
) -> None:
    record = record_of(centre, card)
    assert status(centre, record) is Status.VALID
    centre.scripts.block(card.issued.card)
    assert state_of(centre, card) == CardState.BLOCKED
    assert status(centre, record) is Status.SUSPENDED
    centre.scripts.unblock(card.issued.card)
    assert state_of(centre, card) == CardState.ACTIVE
    assert status(centre, record) is Status.VALID


def test_what_the_card_could_not_do_is_not_queued(centre: Centre, card: IssuedCard) -> None:
    """A card that refuses one script would never get to the next."""
    assert refused(centre, card, "unblock").data["state"] == "active"
    centre.scripts.block(card.issued.card)
    assert refused(centre, card, "block").code == "card-state"
    issue_card(centre)  # replaces it
    assert refused(centre, card, "unblock").data["state"] == "terminated"
    with pytest.raises(IssuanceError) as unknown:
        centre.scripts.block(CardId.new())
    assert unknown.value.code == "card-unknown"


def vouchers(card: IssuedCard) -> tuple[Voucher, ...]:
    return card.session().state().vouchers


def test_a_raised_amount_reaches_the_card_with_its_new_record(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    before = record_of(centre, card)
    counter.write(card.pay(counter))
    send(centre, counter)
    take(centre, [row(centre, monthly_vnd=650_000)], NOVEMBER.plus(1))
    assert centre.scripts.renew(card.issued.card) == 1
    counter.write(*card.apply(*pending(centre, card)))
    assert send(centre, counter).refused == ()
    (raised,) = [one for one in vouchers(card) if one.amount_vnd == 650_000]
    assert raised.open_periods[0] == NOVEMBER.plus(1)
    after = record_of(centre, card)
    assert (status(centre, before), status(centre, after)) == (Status.INVALID, Status.VALID)
    session = card.session()
    record = Record.parse(Sign1.parse(session.record(session.select())).payload)
    assert record.id == after
    assert record.card_key is not None
    paid = card.pay(counter, NOVEMBER.plus(1), slot=raised.slot)
    counter.write(replace(paid, record_id=after))
    assert send(centre, counter).refused == ()


def test_what_is_paid_stays_paid_under_a_voucher_that_goes_on(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    counter.write(card.pay(counter))
    send(centre, counter)
    (before,) = vouchers(card)
    take(centre, [row(centre, arrears_vnd=70_000)], NOVEMBER.plus(1))
    centre.scripts.renew(card.issued.card)
    card.apply(*pending(centre, card))
    after = {one.entitlement: one for one in vouchers(card)}
    assert len(after) == 2  # the grant came beside it
    going_on = after[before.entitlement]
    assert (going_on.slot, going_on.sequence) == (before.slot, before.sequence + 1)
    assert NOVEMBER not in going_on.open_periods
    assert going_on.base == NOVEMBER.plus(1)


def test_more_entitlements_than_one_script_holds_come_in_several(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    for later in range(1, 6):
        take(centre, [row(centre, arrears_vnd=70_000)], NOVEMBER.plus(later))
    assert centre.scripts.renew(card.issued.card) == 2
    scripts = pending(centre, card)
    counter.write(*card.apply(*scripts))
    assert send(centre, counter).refused == ()
    assert len(vouchers(card)) == 6
    assert centre.scripts.renew(card.issued.card) == 4


def test_cleared_periods_can_be_paid_again(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    paid = card.pay(counter)
    (held,) = vouchers(card)
    assert NOVEMBER not in held.open_periods
    centre.scripts.clear(card.issued.card, paid.claim.entitlement, [NOVEMBER])
    card.apply(*pending(centre, card))
    (held,) = vouchers(card)
    assert NOVEMBER in held.open_periods
    with pytest.raises(IssuanceError) as unknown:
        centre.scripts.clear(card.issued.card, EntitlementId.new(), [NOVEMBER])
    assert unknown.value.code == "entitlement-not-on-card"


def test_a_new_generation_makes_every_older_certificate_worthless(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    stolen = counter.certificate
    other = issue_card(centre, MINH)
    assert centre.scripts.new_terminal_generation() == 2
    counter.certificate = centre.certificates.current(counter.id)
    assert counter.certificate != stolen
    for one in (card, other):
        one.session(counter)  # the new one counts with a card that has not heard yet
        one.apply(*pending(centre, one))
        one.session(counter)
    counter.certificate = stolen
    with pytest.raises(TerminalRefused, match="terminal-old-generation"):
        card.session(counter)


def test_a_card_goes_on_obeying_the_authority_it_was_issued_with(
    centre: Centre, card: IssuedCard, clock: Hands
) -> None:
    before = centre.keyring.signer(Role.CARD_SCRIPT, clock()).public_key
    clock.forward(LONG_LIFE + timedelta(days=1))
    assert centre.keyring.signer(Role.CARD_SCRIPT, clock()).public_key != before
    centre.scripts.unblock_pin(card.issued.card)
    (told,) = card.apply(*pending(centre, card))
    assert told.number == 1


def test_a_revoked_authority_has_no_more_say_over_its_cards(
    centre: Centre, card: IssuedCard
) -> None:
    authority = centre.keyring.signer(Role.CARD_SCRIPT, NOW).public_key
    centre.keyring.revoke(authority.kid, NOW)
    with pytest.raises(KeyringError, match="key-revoked"):
        centre.scripts.block(card.issued.card)
    assert state_of(centre, card) == CardState.ACTIVE


def test_an_office_is_told_of_its_own_cards_only(
    centre: Centre, counter: Counter, card: IssuedCard
) -> None:
    centre.scripts.unblock_pin(card.issued.card)
    centre.scripts.unblock_pin(issue_card(centre, MINH).issued.card)
    with centre.reading.begin() as connection:
        here = pending_of_office(connection, BA_DINH.id)
        there = pending_of_office(connection, CAU_GIAY.id)
    assert (len(here), there) == (2, ())
    document = centre.publisher.office_scripts(BA_DINH.id)
    assert script_list.decode(document.octets) == here
    assert centre.publisher.office_scripts(BA_DINH.id).etag == document.etag


def test_a_card_with_a_pending_block_is_blocked_when_it_applies_it(
    centre: Centre, card: IssuedCard
) -> None:
    centre.scripts.block(card.issued.card)
    card.apply(*pending(centre, card))
    assert card.session().select().life is Life.BLOCKED
