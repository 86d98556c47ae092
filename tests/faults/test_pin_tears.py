"""A card torn out of the field while it looks at a PIN or a PUK, or takes a new one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from firmware_config.card.profile import LIMITS
from firmware_config.card.session import CardSession, PinBlocked, WrongPin
from tests.conftest import Count
from tests.simulators.connection import CardConnection
from tests.simulators.tears import (
    Act,
    all_cuts,
    cuts,
    is_pin,
    memory_of,
    opened,
)
from tests.simulators.world import (
    PIN,
    PUK,
    World,
)

WORLD = World.make()
WRONG_PIN = "000000"


# VERIFY


def _verify(pin: str) -> Act:
    def act(connection: CardConnection) -> None:
        session = CardSession(connection)
        session.select()
        try:
            session.verify_pin(pin)
        except (WrongPin, PinBlocked):
            return

    return act


def test_cutting_a_wrong_pin_wins_no_try_back(count: Count) -> None:
    issued = WORLD.issue_card()
    made = 0
    for tries in range(LIMITS.pin_tries, 0, -1):
        octets = memory_of(issued.card)
        for cut in all_cuts(octets, _verify(WRONG_PIN)):
            assert opened(cut.card()).select().pin_tries in (tries, tries - 1), cut
            made += 1
        _verify(WRONG_PIN)(CardConnection(issued.card))
        assert opened(issued.card).select().pin_tries == tries - 1
    assert not list(cuts(memory_of(issued.card), _verify(PIN)))  # a blocked card writes nothing
    count(made, "cuts: a wrong PIN never gives a try back")


def test_cutting_the_right_pin_leaves_at_worst_a_try_less(
    count: Count,
) -> None:
    issued = WORLD.issue_card()
    _verify(WRONG_PIN)(CardConnection(issued.card))
    tried = all_cuts(memory_of(issued.card), _verify(PIN))
    spent = [cut.card() for cut in tried if (cut.write, cut.kept) == (0, "all")]
    # The first write spends the try, before anybody knows that the PIN is right.
    assert [opened(card).select().pin_tries for card in spent] == [1]
    for cut in tried:
        card = cut.card()
        assert opened(card).select().pin_tries in (1, 2, LIMITS.pin_tries), cut
        opened(card, PIN)
        assert opened(card).select().pin_tries == LIMITS.pin_tries
    count(len(tried), "cuts: the right PIN costs at most one try until it is shown again")


# CHANGE REFERENCE DATA and RESET RETRY COUNTER

NEW_PIN = "654321"


def _secret(act: Callable[[CardSession], object]) -> Act:
    def on(connection: CardConnection) -> None:
        session = CardSession(connection)
        session.select()
        with suppress(WrongPin, PinBlocked):
            act(session)

    return on


def test_a_pin_change_cut_anywhere_leaves_the_old_pin_or_the_new(
    count: Count,
) -> None:
    issued = WORLD.issue_card()
    octets = memory_of(issued.card)
    outcomes = set()
    tried = all_cuts(octets, _secret(lambda session: session.change_pin(PIN, NEW_PIN)))
    for cut in tried:
        session = opened(cut.card())
        assert session.status().pin_tries in (LIMITS.pin_tries - 1, LIMITS.pin_tries), cut
        is_new = is_pin(session, NEW_PIN)
        assert is_new or is_pin(session, PIN), cut
        outcomes.add(is_new)
    assert outcomes == {False, True}
    count(len(tried), "cuts: CHANGE REFERENCE DATA leaves the old PIN or the new")


def test_a_pin_set_with_the_puk_and_cut_anywhere_is_the_old_one_or_the_new(
    count: Count,
) -> None:
    issued = WORLD.issue_card()
    for _ in range(LIMITS.pin_tries):
        _verify(WRONG_PIN)(CardConnection(issued.card))
    octets = memory_of(issued.card)
    outcomes = set()
    tried = all_cuts(octets, _secret(lambda session: session.unblock_pin(PUK, NEW_PIN)))
    for cut in tried:
        session = opened(cut.card())
        status = session.status()
        seen = status.pin_tries, status.puk_tries
        spent, whole = (0, LIMITS.puk_tries - 1), (LIMITS.pin_tries, LIMITS.puk_tries)
        assert seen in (spent, whole, (0, LIMITS.puk_tries)), cut
        outcomes.add(seen == whole)
        session.unblock_pin(PUK, NEW_PIN)
        session.verify_pin(NEW_PIN)
    assert outcomes == {False, True}
    count(len(tried), "cuts: RESET RETRY COUNTER sets PIN and tries together or not at all")


def test_cutting_a_wrong_old_pin_or_a_wrong_puk_wins_no_try_back(
    count: Count,
) -> None:
    octets = memory_of(WORLD.issue_card().card)
    made = 0
    for cut in all_cuts(octets, _secret(lambda session: session.change_pin(WRONG_PIN, NEW_PIN))):
        assert opened(cut.card()).status().pin_tries in (LIMITS.pin_tries - 1, LIMITS.pin_tries)
        opened(cut.card(), PIN)
        made += 1
    wrong_puk = _secret(lambda session: session.unblock_pin("00000000", NEW_PIN))
    for cut in all_cuts(octets, wrong_puk):
        assert opened(cut.card()).status().puk_tries in (LIMITS.puk_tries - 1, LIMITS.puk_tries)
        made += 1
    count(made, "cuts: a wrong old PIN or PUK never gives a try back")
