"""A card pulled out at any command can be put back in, and its letter is not lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from cardsvc.issuance.desk_reader import DeskReader
from cardsvc.issuance.issuing import Issuing, Letter
from cardsvc.issuance.personalising import Step
from cardsvc.issuance.tray import Tray
from cardsvc.registry.people import Person
from firmware_config.card.apdu import CardGone, Connection
from firmware_config.card.profile import Ins, Life
from firmware_config.card.scp03 import MasterKey
from firmware_config.card.session import CardSession
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.errors import ContractError
from tests.simulators.blank_cards import blank_card
from tests.simulators.centre_pages import Desk
from tests.simulators.centre_world import HANH, MINH, Contacts, find, row, take


class Hand(Tray):
    """A reader with one card in it, which is pulled when told."""

    def __init__(self, folder: Path, master: MasterKey) -> None:
        super().__init__(folder, master)
        self.blank = partial(blank_card, master)
        self.card = self.blank()
        self.left: int | None = None
        self.loses_answer_of: int | None = None

    @contextmanager
    def new_card(self, person: Person) -> Iterator[Connection]:
        yield Slipping(Contacts(self.card, self.left), self.loses_answer_of)


class Slipping:
    """Contacts that lose the answer to one command, which the card has carried out."""

    def __init__(self, contacts: Contacts, ins: int | None) -> None:
        self._contacts = contacts
        self._ins = ins

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        answer = self._contacts.send_and_receive(apdu)
        if apdu[1] == self._ins:
            raise CardGone
        return answer


@pytest.fixture
def hand(tmp_path: Path, desk: Desk) -> Hand:
    return Hand(tmp_path / "tray", desk.centre.keyring.card_master)


@pytest.fixture
def issuing(desk: Desk, hand: Hand) -> Issuing:
    take(desk.centre, [row(desk.centre), row(desk.centre, MINH, name="Trần Minh", at=6)])
    return Issuing(desk.centre.card_desk, hand, DeskReader(lambda: None))


def pin_opens(card: SoftwareCard, letter: Letter | None) -> bool:
    assert letter is not None
    secrets = letter.open()
    assert secrets is not None
    session = CardSession(Contacts(card))
    assert session.select().life is Life.ACTIVE
    session.verify_pin(secrets.pin)
    return letter.open() is None


def fault_of(fault: ContractError | None) -> str:
    return fault.code if fault else ""


def test_a_card_pulled_at_any_command_is_gone_on_with(
    desk: Desk, issuing: Issuing, hand: Hand
) -> None:
    hanh, commands = find(desk.centre), 0
    while True:
        hand.card, hand.left = hand.blank(), commands
        first = issuing.issue(hanh)
        if first.fault is None:
            break
        assert fault_of(first.fault) == "card-gone"
        assert Step.ACTIVATED not in first.steps
        hand.left = None
        second = issuing.issue(hanh)
        assert second.fault is None
        assert second.steps[-1] is Step.ACTIVATED
        assert pin_opens(hand.card, second.letter)
        commands += 1
    assert commands > 10


def test_a_lost_answer_to_the_activation_loses_no_letter(
    desk: Desk, issuing: Issuing, hand: Hand
) -> None:
    hanh, hand.loses_answer_of = find(desk.centre), Ins.ACTIVATE
    first = issuing.issue(hanh)
    assert fault_of(first.fault) == "card-gone"
    assert pin_opens(hand.card, first.letter)
    hand.loses_answer_of = None
    second = issuing.issue(hanh)
    assert (second.fault, second.steps) == (None, (Step.ACTIVATED,))
    assert second.letter is first.letter


def test_another_card_in_its_place_begins_from_the_beginning(
    desk: Desk, issuing: Issuing, hand: Hand
) -> None:
    hanh, hand.loses_answer_of = find(desk.centre), Ins.ACTIVATE
    issuing.issue(hanh)
    hand.card, hand.loses_answer_of = hand.blank(), None
    second = issuing.issue(hanh)
    assert second.steps == tuple(Step)
    assert pin_opens(hand.card, second.letter)


def test_a_card_begun_for_another_person_is_refused(
    desk: Desk, issuing: Issuing, hand: Hand
) -> None:
    hand.left = 8
    assert issuing.issue(find(desk.centre)).fault is not None
    hand.left = None
    other = issuing.issue(find(desk.centre, MINH))
    assert (fault_of(other.fault), other.letter) == ("card-of-another-person", None)
    assert issuing.issue(find(desk.centre, HANH)).fault is None


def test_a_finished_card_is_not_taken_for_a_blank_one(
    desk: Desk, issuing: Issuing, hand: Hand
) -> None:
    assert issuing.issue(find(desk.centre)).fault is None
    assert fault_of(issuing.issue(find(desk.centre)).fault) == "card-not-blank"
