"""A card torn out of the field at every write of its personalisation, under SCP03."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from firmware_config.card.personalise import Personalisation
from firmware_config.card.profile import LIMITS, CardKey, Life, Stage
from firmware_config.card.session import CardSession
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.ids import CardId
from firmware_config.trust import Role
from tests.conftest import Count
from tests.simulators.connection import CardConnection
from tests.simulators.tears import (
    Act,
    all_cuts,
    is_pin,
    memory_of,
    opened,
)
from tests.simulators.world import (
    PIN,
    PUK,
    World,
    blank_card,
    opened_desk,
    voucher_of,
)

WORLD = World.make()
TERMINAL_CA = WORLD.key(Role.TERMINAL_CA).public_key
SCRIPT_KEY = WORLD.key(Role.CARD_SCRIPT).public_key
RECORD, CERTIFICATE = b"record" * 100, b"certificate" * 25
DUES = (WORLD.entitlement(), WORLD.entitlement(payable=0b11))
VOUCHERS = tuple(voucher_of(due, slot) for slot, due in enumerate(DUES))
STEPS: dict[str, Callable[[Personalisation], object]] = {
    "card id": lambda desk: desk.store_card_id(CardId(b"card--id")),
    "AUTH key": lambda desk: desk.generate_key(CardKey.AUTH),
    "RECEIPT key": lambda desk: desk.generate_key(CardKey.RECEIPT),
    "certificate": lambda desk: desk.store_certificate(CERTIFICATE),
    "record": lambda desk: desk.store_record(RECORD),
    "first voucher": lambda desk: desk.put_voucher(VOUCHERS[0]),
    "second voucher": lambda desk: desk.put_voucher(VOUCHERS[1]),
    "terminal CA": lambda desk: desk.store_terminal_ca(TERMINAL_CA.kid, 2, TERMINAL_CA),
    "script key": lambda desk: desk.store_script_authority(SCRIPT_KEY),
    "PIN": lambda desk: desk.store_pin(PIN),
    "PUK": lambda desk: desk.store_puk(PUK),
    "ACTIVATE": Personalisation.activate,
}


def _stage_of(step: str) -> Stage:
    return Stage["VOUCHER" if "voucher" in step else step.upper().replace(" ", "_")]


def _step(name: str, steps: Mapping[str, Callable[[Personalisation], object]] = STEPS) -> Act:
    def act(connection: CardConnection) -> None:
        steps[name](opened_desk(connection))

    return act


def _up_to(name: str) -> bytes:
    """The memory of a card on which everything before the step `name` is done."""
    card = blank_card()
    for step in list(STEPS)[: list(STEPS).index(name)]:
        _step(step)(CardConnection(card))
    return memory_of(card)


@pytest.mark.parametrize("name", STEPS)
def test_a_personalisation_cut_anywhere_is_taken_up_again(name: str, count: Count) -> None:
    octets = _up_to(name)
    before = opened(SoftwareCard(bytearray(octets))).select()
    tried = all_cuts(octets, _step(name))
    assert tried
    for cut in tried:
        card = cut.card()
        status = opened(card).select()
        if name == "ACTIVATE":
            assert status.life in (Life.PERSONALISED, Life.ACTIVE), cut
        else:
            # No stage but this one is lost, and none is won but by being whole.
            assert status.stages | _stage_of(name) == before.stages | _stage_of(name), cut
            assert status.life is not Life.ACTIVE, cut
        # From here on as a desk does: this step again, then the rest.
        for step in list(STEPS)[list(STEPS).index(name) :]:
            if opened(card).select().life is not Life.ACTIVE:
                _step(step)(CardConnection(card))
        _check_whole(card)
    count(len(tried), f"cuts: personalisation resumes at its step {name}")


OLD: dict[str, Callable[[Personalisation], object]] = {
    **STEPS,
    "card id": lambda desk: desk.store_card_id(CardId(b"old-card")),
    "certificate": lambda desk: desk.store_certificate(b"old" * 80),
    "record": lambda desk: desk.store_record(b"old" * 300),
    "first voucher": lambda desk: desk.put_voucher(replace(VOUCHERS[0], amount_vnd=1)),
    "second voucher": lambda desk: desk.put_voucher(replace(VOUCHERS[1], payable=0xFFFFFFFF)),
    "terminal CA": lambda desk: desk.store_terminal_ca(SCRIPT_KEY.kid, 1, SCRIPT_KEY),
    "PIN": lambda desk: desk.store_pin("654321"),
}
# What a value is, seen from outside.
SEEN: dict[str, Callable[[CardSession], object]] = {
    "card id": lambda session: session.select().card,
    "certificate": lambda session: session.certificate(session.select()),
    "record": lambda session: session.record(session.select()),
    "first voucher": lambda session: session.state().vouchers[0],
    "second voucher": lambda session: session.state().vouchers[1],
    "terminal CA": lambda session: session.select().terminal_ca,
    "PIN": lambda session: [is_pin(session, pin) for pin in ("654321", PIN)],
}


@pytest.mark.parametrize("name", SEEN)
def test_a_value_written_anew_and_cut_counts_only_if_it_is_whole(name: str) -> None:
    """On a card personalised to the end with other values."""
    card = blank_card()
    for step in list(STEPS)[:-1]:
        _step(step, OLD)(CardConnection(card))
    old = SEEN[name](opened(card))
    octets = memory_of(card)
    _step(name)(CardConnection(card))
    new = SEEN[name](opened(card))
    assert old != new
    whole = 0
    for cut in all_cuts(octets, _step(name)):
        session = opened(cut.card())
        status = session.select()
        if _stage_of(name) in status.stages:
            assert status.life is Life.PERSONALISED
            assert SEEN[name](session) in (old, new), cut
            whole += 1
        else:
            assert status.life is Life.PERSONALISING, cut
    assert whole


def _check_whole(card: SoftwareCard) -> None:
    session = opened(card, PIN)
    assert session.select().life is Life.ACTIVE
    _check_values(session)


def _check_values(session: CardSession) -> None:
    status = session.select()
    assert status.card == CardId(b"card--id")
    assert session.certificate(status) == CERTIFICATE
    assert session.record(status) == RECORD
    assert session.state().vouchers == VOUCHERS
    assert status.pin_tries == LIMITS.pin_tries
