"""A card that is lost, stolen or damaged: it stops at once, and no month is paid twice or lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.scripts import pending_of_card, pending_of_office
from cardsvc.issuance.stopped_cards import HELD_AT_MOST
from cardsvc.staff.errors import StaffError
from cardsvc.tables import CardState, OrderReason
from firmware_config.body.shift import CashIn
from firmware_config.card.script import Script
from firmware_config.cose import Sign1
from firmware_config.ids import CardId
from firmware_config.period import Period
from firmware_config.record import Record
from firmware_config.status import Status, StatusList
from tests.simulators.centre_world import (
    BA_DINH,
    CAU_GIAY,
    HA_NOI,
    NOVEMBER,
    Counter,
    Hands,
    IssuedCard,
    find,
    issue_card,
    row,
    take,
)

OCTOBER = NOVEMBER.plus(-1)
LATER = timedelta(minutes=1)


@pytest.fixture
def counter(centre: Centre) -> Counter:
    return Counter.enrolled(centre)


@pytest.fixture
def old(centre: Centre, counter: Counter) -> IssuedCard:
    """The card of somebody who is owed for October and November."""
    take(centre, [row(centre)], OCTOBER)
    take(centre, [row(centre)], NOVEMBER)
    return issue_card(centre)


def stop(centre: Centre, card: IssuedCard, reason: OrderReason = OrderReason.LOST) -> None:
    centre.card_life.stop(card.issued.card, reason, "an")


def send(centre: Centre, counter: Counter, clock: Hands) -> None:
    """The counter comes online, a minute later."""
    clock.forward(LATER)
    counter.write(CashIn(1_000, "lan"), at=clock())
    centre.ledger.ingest(counter.id, counter.batch())
    centre.card_life.let_go()


def open_on(card: IssuedCard) -> tuple[Period, ...]:
    """What the card would pay, up to November."""
    vouchers = card.session().state().vouchers
    return tuple(p for v in vouchers for p in v.open_periods if p.code <= NOVEMBER.code)


def apply_pending(centre: Centre, card: IssuedCard) -> None:
    """What a counter does with the scripts that wait for the card."""
    with centre.reading.begin() as connection:
        scripts = pending_of_card(connection, card.issued.card)
    card.apply(*scripts)


def status_of(centre: Centre, record_id: bytes) -> Status:
    with centre.reading.begin() as connection:
        octets = connection.scalar(
            select(tables.record.c.octets).where(tables.record.c.id == record_id)
        )
    record = Record.parse(Sign1.parse(octets or b"").payload)
    listed = StatusList.parse(
        centre.publisher.status_list(HA_NOI, 0).octets, centre.keyring.trust(centre.clock())
    )
    return listed.status(record.status.index)


def state_of(centre: Centre, card: CardId) -> str:
    with centre.reading.begin() as connection:
        query = select(tables.card.c.state).where(tables.card.c.id == card.octets)
        return str(connection.execute(query).scalar_one())


def test_a_stopped_card_is_in_the_status_list_and_in_the_scripts_at_once(
    centre: Centre, old: IssuedCard
) -> None:
    before = centre.publisher.status_list(HA_NOI, 0)
    stop(centre, old)
    with centre.reading.begin() as connection:
        kept = connection.execute(select(tables.status_list)).one()
    assert kept.octets != before.octets  # signed before anybody asks
    assert status_of(centre, old.issued.record_id) is Status.SUSPENDED
    with centre.reading.begin() as connection:
        assert len(pending_of_office(connection, BA_DINH.id)) == 1


def test_what_may_have_been_paid_offline_is_not_payable_on_the_new_card(
    centre: Centre, old: IssuedCard, counter: Counter, clock: Hands
) -> None:
    counter.write(old.pay(counter, OCTOBER))  # nobody but the counter knows
    stop(centre, old)
    new = issue_card(centre)
    assert open_on(new) == ()
    # The counter is heard: October was paid, November was not.
    send(centre, counter, clock)
    apply_pending(centre, new)
    assert open_on(new) == (NOVEMBER,)
    counter.write(new.pay(counter, NOVEMBER))
    send(centre, counter, clock)
    with centre.reading.begin() as connection:
        paid = select(tables.transfer.c.period).where(tables.transfer.c.kind == "paid")
        assert sorted(connection.scalars(paid)) == [OCTOBER.code, NOVEMBER.code]
        assert connection.execute(select(tables.exception_case)).all() == []


def test_a_month_that_the_old_card_was_known_to_be_paid_is_not_on_the_new_one(
    centre: Centre, old: IssuedCard, counter: Counter, clock: Hands
) -> None:
    counter.write(old.pay(counter, OCTOBER))
    centre.ledger.ingest(counter.id, counter.batch())
    stop(centre, old, OrderReason.STOLEN)
    send(centre, counter, clock)
    assert open_on(issue_card(centre)) == (NOVEMBER,)


def test_a_counter_that_stays_silent_holds_nobody_s_money_for_ever(
    centre: Centre, old: IssuedCard, clock: Hands
) -> None:
    stop(centre, old)
    new = issue_card(centre)
    clock.forward(HELD_AT_MOST - LATER)
    assert centre.card_life.let_go() == 0
    clock.forward(LATER)
    assert centre.card_life.let_go() == 1
    apply_pending(centre, new)
    assert open_on(new) == (OCTOBER, NOVEMBER)


def test_another_office_s_silence_holds_nothing_unless_it_paid_the_holder_before(
    centre: Centre, old: IssuedCard, counter: Counter, clock: Hands
) -> None:
    elsewhere = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    stop(centre, old)
    send(centre, counter, clock)
    assert open_on(issue_card(centre)) == (OCTOBER, NOVEMBER)
    # Now one who was paid there.
    new = issue_card(centre)
    send(centre, counter, clock)
    apply_pending(centre, new)
    elsewhere.write(new.pay(elsewhere, OCTOBER))
    centre.ledger.ingest(elsewhere.id, elsewhere.batch())
    stop(centre, new)
    send(centre, counter, clock)
    assert open_on(issue_card(centre)) == ()


def test_what_a_counter_wrote_before_the_stop_is_no_word_of_what_came_after(
    centre: Centre, old: IssuedCard, counter: Counter, clock: Hands
) -> None:
    counter.write(CashIn(1_000, "lan"))
    clock.forward(LATER)
    stop(centre, old)
    clock.forward(LATER)
    centre.ledger.ingest(counter.id, counter.batch())
    assert centre.card_life.let_go() == 0


def test_sheets_and_the_office_s_list_hold_the_same_back(
    centre: Centre, old: IssuedCard, counter: Counter, clock: Hands
) -> None:
    stop(centre, old)
    paper = centre.issue_paper(find(centre).id).record
    assert all(p.code > NOVEMBER.code for e in paper.entitlements for p in e.periods)
    send(centre, counter, clock)
    paper = centre.issue_paper(find(centre).id).record
    assert NOVEMBER in paper.entitlements[0].periods


def test_the_old_card_is_invalid_once_the_new_one_is_active_and_still_told_to_stop(
    centre: Centre, old: IssuedCard
) -> None:
    centre.card_life.replace(old.issued.card, OrderReason.DAMAGED, "an")
    issue_card(centre)
    assert status_of(centre, old.issued.record_id) is Status.INVALID
    assert state_of(centre, old.issued.card) == CardState.TERMINATED
    with centre.reading.begin() as connection:
        scripts = pending_of_office(connection, BA_DINH.id)
    trust = centre.keyring.trust(centre.clock())
    cards = {Script.parse(one, trust).card for one in scripts}
    assert old.issued.card in cards


def test_a_second_card_for_a_holder_whose_first_is_good_holds_as_if_it_were_lost(
    centre: Centre, old: IssuedCard, counter: Counter, clock: Hands
) -> None:
    counter.write(old.pay(counter, OCTOBER))
    new = issue_card(centre)
    assert open_on(new) == ()
    send(centre, counter, clock)
    apply_pending(centre, new)
    assert open_on(new) == (NOVEMBER,)


def test_unblocking_takes_two_people_and_gives_everything_back(
    centre: Centre, old: IssuedCard
) -> None:
    stop(centre, old)
    proposal = centre.card_life.propose_unblock(old.issued.card, "an")
    with pytest.raises(StaffError, match="already-proposed"):
        centre.card_life.propose_unblock(old.issued.card, "binh")
    with pytest.raises(StaffError, match="same-person"):
        centre.card_life.approve(proposal, "an")
    assert status_of(centre, old.issued.record_id) is Status.SUSPENDED
    centre.card_life.approve(proposal, "binh")
    assert status_of(centre, old.issued.record_id) is Status.VALID
    apply_pending(centre, old)
    assert open_on(old) == (OCTOBER, NOVEMBER)
    with centre.reading.begin() as connection:
        told = select(tables.audit.c.action).order_by(tables.audit.c.seq)
        assert {"card-stopped", "card-unblocked"} <= set(connection.scalars(told))


def test_a_pin_is_unlocked_by_two_people(centre: Centre, old: IssuedCard) -> None:
    card = old.issued.card
    proposal = centre.card_life.propose_pin(card, "an")
    with centre.reading.begin() as connection:
        assert pending_of_card(connection, card) == ()
    with pytest.raises(StaffError, match="same-person"):
        centre.card_life.approve(proposal, "an")
    assert centre.card_life.approve(proposal, "binh") == card
    with centre.reading.begin() as connection:
        assert len(pending_of_card(connection, card)) == 1
        told = select(tables.audit.c.action).order_by(tables.audit.c.seq)
        assert connection.scalars(told).all()[-1] == "card-pin-unblocked"


def test_a_replaced_card_can_not_be_let_pay_again(centre: Centre, old: IssuedCard) -> None:
    stop(centre, old)
    proposal = centre.card_life.propose_unblock(old.issued.card, "an")
    issue_card(centre)
    with pytest.raises(IssuanceError, match="card-state"):
        centre.card_life.approve(proposal, "binh")
    with pytest.raises(IssuanceError, match="card-state"):
        centre.card_life.replace(old.issued.card, OrderReason.LOST, "an")


def test_a_card_is_ordered_once(centre: Centre, old: IssuedCard) -> None:
    centre.card_life.replace(old.issued.card, OrderReason.LOST, "an")
    with pytest.raises(IssuanceError, match="already-ordered"):
        centre.card_life.replace(old.issued.card, OrderReason.LOST, "an")
