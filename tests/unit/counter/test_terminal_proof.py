"""A terminal proves itself to the card before anybody types a PIN."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from counter.card.terminal_proof import TerminalProof
from counter.decision.decide import Offer, decide
from counter.decision.refusal import Basis, Refusal, Rule
from counter.journal.journal import Journal
from counter.paying.payout import Paid, Payouts
from firmware_config.ids import TerminalId
from firmware_config.signing import FileKey
from tests.simulators.knowing import knowing, proof_of, tapped
from tests.simulators.world import IssuedCard, World


def pay(
    world: World, journal: Journal, issued: IssuedCard, proof: TerminalProof, pin: str
) -> Paid | Refusal:
    offer = decide(tapped(issued), knowing(world), world.now)
    assert isinstance(offer, Offer)
    answer = Payouts(journal, proof, lambda: world.now).pay_chip(
        issued.session(), offer, pin, "hoa"
    )
    assert isinstance(answer, Paid | Refusal)
    return answer


def test_a_terminal_that_the_card_believes_is_paid_for(world: World, journal: Journal) -> None:
    issued = world.issue_card()
    assert isinstance(pay(world, journal, issued, proof_of(world), issued.pin), Paid)


@pytest.mark.parametrize(
    ("fault", "identity"),
    [
        ("terminal-unknown-ca", {"ca": FileKey.new()}),
        ("terminal-old-generation", {"generation": 0}),
    ],
)
def test_a_certificate_that_the_card_does_not_take_pays_nothing_and_costs_no_pin_try(
    world: World, journal: Journal, fault: str, identity: dict[str, object]
) -> None:
    issued = world.issue_card()
    told = pay(world, journal, issued, proof_of(world, **identity), "000000")
    assert isinstance(told, Refusal)
    assert (told.rule, told.basis) == (Rule.TERMINAL_NOT_TRUSTED_BY_CARD, Basis.CARD)
    assert told.data == {"fault": fault}
    assert told.record_id == issued.record.id
    assert issued.session().select().pin_tries == 3
    assert journal.head().seq == 0


def test_a_stolen_certificate_without_its_key_pays_nothing(world: World, journal: Journal) -> None:
    issued = world.issue_card()
    thief = replace(proof_of(world), signer=FileKey.new())
    told = pay(world, journal, issued, thief, issued.pin)
    assert isinstance(told, Refusal)
    assert told.data == {"fault": "terminal-not-proved"}


def test_another_terminals_certificate_pays_nothing_here(world: World, journal: Journal) -> None:
    issued = world.issue_card()
    other = proof_of(world, terminal=TerminalId("T9999999"))
    told = pay(world, journal, issued, other, issued.pin)
    assert isinstance(told, Refusal)
    assert told.data == {"fault": "terminal-not-proved"}


def test_a_counter_without_a_certificate_does_not_ask_the_card(
    world: World, journal: Journal
) -> None:
    issued = world.issue_card()
    told = pay(world, journal, issued, replace(proof_of(world), own=lambda: None), issued.pin)
    assert isinstance(told, Refusal)
    assert (told.basis, told.data) == (Basis.TERMINAL, {"fault": "terminal-certificate-missing"})


def test_an_expired_certificate_is_not_shown_to_a_card_that_has_no_clock(
    world: World, journal: Journal
) -> None:
    issued = world.issue_card()
    year_later = world.now + timedelta(days=365)
    proof = replace(proof_of(world), clock=lambda: year_later)
    told = pay(world, journal, issued, proof, issued.pin)
    assert isinstance(told, Refusal)
    assert told.data == {"fault": "terminal-certificate-expired"}
