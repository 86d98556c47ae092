"""Terminal authentication: who a card pays through."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from firmware_config.card import profile
from firmware_config.card.apdu import SW, Command, exchange
from firmware_config.card.profile import Ins
from firmware_config.card.script import NewTerminalCa
from firmware_config.card.session import CardSession, TerminalRefused
from firmware_config.card.terminal_certificate import (
    TerminalCertificate,
    TerminalCertificateError,
    Unverified,
)
from firmware_config.ids import CardId, TerminalId
from firmware_config.signing import BadSignature, FileKey
from firmware_config.trust import Role, TrustedKey, Untrusted
from tests.simulators.connection import CardConnection
from tests.simulators.world import PIN, IssuedCard, TerminalIdentity
from tests.unit.contract.card_in_hand import WORLD, order_of, sw_of

OTHER = TerminalId("T0000002")


def refusal(issued: IssuedCard, terminal: TerminalIdentity, card: CardId | None = None) -> str:
    with pytest.raises(TerminalRefused) as refused:
        terminal.prove(issued.session(), card or issued.certificate.card)
    return refused.value.code


def test_only_an_authenticated_terminal_is_paid_through(issued: IssuedCard) -> None:
    session = issued.session(PIN, terminal=False)
    order = order_of(issued, 0b1, b"nonce--1")
    assert sw_of(lambda: session.disburse(order)) == SW.SECURITY_STATUS
    issued.terminal.prove(session, issued.certificate.card)
    assert session.disburse(order).receipt.terminal == WORLD.terminal


def test_a_terminal_is_forgotten_when_the_card_is_selected_again(issued: IssuedCard) -> None:
    session = issued.session(PIN)
    session.select()
    session.verify_pin(PIN)
    order = order_of(issued, 0b1, b"nonce--1")
    assert sw_of(lambda: session.disburse(order)) == SW.SECURITY_STATUS


def test_a_terminal_orders_in_its_own_name_only(issued: IssuedCard) -> None:
    session = issued.session(PIN)
    order = order_of(issued, 0b1, b"nonce--1", terminal=OTHER)
    assert sw_of(lambda: session.disburse(order)) == SW.SECURITY_STATUS
    assert session.state().counter == 0


def test_a_stolen_certificate_without_its_key_is_of_no_use(issued: IssuedCard) -> None:
    thief = replace(issued.terminal, key=FileKey.new())
    assert refusal(issued, thief) == "terminal-not-proved"


def test_an_answer_for_another_card_or_in_another_name_is_refused(issued: IssuedCard) -> None:
    assert refusal(issued, issued.terminal, CardId.new()) == "terminal-not-proved"
    other_name = replace(issued.terminal, terminal=OTHER)
    assert refusal(issued, other_name) == "terminal-not-proved"


@pytest.mark.parametrize(
    ("different", "code"),
    [
        pytest.param({"ca": FileKey.new()}, "terminal-unknown-ca", id="another CA"),
        pytest.param({"generation": 0}, "terminal-old-generation", id="an old generation"),
    ],
)
def test_a_terminal_that_the_card_does_not_know_is_refused(
    issued: IssuedCard, different: dict[str, Any], code: str
) -> None:
    assert refusal(issued, WORLD.terminal_identity(**different)) == code


def test_a_newer_generation_is_believed(issued: IssuedCard) -> None:
    WORLD.terminal_identity(generation=9).prove(issued.session(), issued.certificate.card)


def test_a_certificate_with_any_octet_changed_is_refused(issued: IssuedCard) -> None:
    certificate = issued.terminal.certificate
    session = issued.session()
    for at in range(len(certificate)):
        changed = bytearray(certificate)
        changed[at] ^= 0x01
        with pytest.raises(TerminalRefused):
            session.authenticate_terminal(
                bytes(changed), WORLD.terminal, issued.certificate.card, issued.terminal.key
            )
        with pytest.raises((TerminalCertificateError, Untrusted, BadSignature)):
            TerminalCertificate.parse(bytes(changed), WORLD.trust)


@pytest.mark.parametrize("cut", [0, 1, 104, 105, 106, 107, -1])
def test_a_certificate_cut_short_is_malformed(issued: IssuedCard, cut: int) -> None:
    short = issued.terminal.certificate[:cut]
    with pytest.raises(TerminalCertificateError):
        Unverified.parse(short)
    if short:
        assert refusal(issued, replace(issued.terminal, certificate=short)) == (
            "terminal-bad-certificate"
        )


def test_a_challenge_is_good_for_one_answer(issued: IssuedCard) -> None:
    connection = CardConnection(issued.card)
    session = CardSession(connection)
    session.select()
    answer = Command(0x00, Ins.EXTERNAL_AUTHENTICATE, data=bytes(70))
    assert sw_of(lambda: exchange(connection, answer)) == SW.CONDITIONS  # no certificate
    issued.terminal.prove(session, issued.certificate.card)
    assert sw_of(lambda: exchange(connection, answer)) == SW.CONDITIONS  # no challenge
    session.challenge()
    assert sw_of(lambda: exchange(connection, answer)) == SW.AUTHENTICATION_FAILED
    assert sw_of(lambda: exchange(connection, answer)) == SW.CONDITIONS  # spent


def test_a_wrong_answer_takes_the_right_one_before_away(issued: IssuedCard) -> None:
    session = issued.session(PIN)
    with pytest.raises(TerminalRefused):
        replace(issued.terminal, key=FileKey.new()).prove(session, issued.certificate.card)
    order = order_of(issued, 0b1, b"nonce--1")
    assert sw_of(lambda: session.disburse(order)) == SW.SECURITY_STATUS


def test_wrong_parameters_are_told(issued: IssuedCard) -> None:
    connection = CardConnection(issued.card)
    CardSession(connection).select()
    for ins in (Ins.PERFORM_SECURITY_OPERATION, Ins.EXTERNAL_AUTHENTICATE):
        command = Command(profile.CLA_ISO, ins, 1, 0, b"x")
        assert sw_of(partial(exchange, connection, command)) == SW.INCORRECT_P1P2


def test_a_new_terminal_ca_ends_the_belief_in_the_old_one(issued: IssuedCard) -> None:
    ca = FileKey.new()
    body = NewTerminalCa(ca.public_key.kid, 3, ca.public_key)
    session = issued.session(PIN)
    session.put_script(WORLD.script(issued, 1, body))
    order = order_of(issued, 0b1, b"nonce--1")
    assert sw_of(lambda: session.disburse(order)) == SW.SECURITY_STATUS
    assert refusal(issued, issued.terminal) == "terminal-unknown-ca"
    assert refusal(issued, WORLD.terminal_identity(ca=ca, generation=2)) == (
        "terminal-old-generation"
    )
    new = replace(issued, terminal=WORLD.terminal_identity(ca=ca, generation=3))
    assert new.session(PIN).disburse(order).receipt.counter == 2
    status = new.session().status()
    assert (status.terminal_ca, status.terminal_ca_generation) == (ca.public_key.kid, 3)


# The certificate by itself


def test_a_certificate_comes_back_as_it_was_signed() -> None:
    identity = WORLD.terminal_identity()
    read = TerminalCertificate.parse(identity.certificate, WORLD.trust)
    assert (read.terminal, read.office, read.generation) == (WORLD.terminal, WORLD.office, 1)
    assert read.key == WORLD.terminal_key.public_key
    assert len(read.body()) == 105
    assert identity.certificate.startswith(read.body())


def test_a_certificate_of_a_ca_that_is_not_trusted_is_refused() -> None:
    identity = WORLD.terminal_identity(ca=FileKey.new())
    with pytest.raises(Untrusted):
        TerminalCertificate.parse(identity.certificate, WORLD.trust)


def test_a_revoked_terminal_ca_counts_for_nothing() -> None:
    key = WORLD.key(Role.TERMINAL_CA).public_key
    revoked = TrustedKey(key, Role.TERMINAL_CA, WORLD.now, WORLD.now, revoked_at=WORLD.now)
    with pytest.raises(Untrusted) as refused:
        TerminalCertificate.parse(
            WORLD.terminal_identity().certificate, WORLD.trusting(revoked).trust
        )
    assert refused.value.code == "untrusted-revoked"


def test_a_certificate_is_not_signed_by_another_ca_than_it_names() -> None:
    read = TerminalCertificate.parse(WORLD.terminal_identity().certificate, WORLD.trust)
    with pytest.raises(TerminalCertificateError):
        read.sign(FileKey.new())
