"""Scripts: what the issuer has one card do, once, in order, and what the card signs for it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from firmware_config import cbor, cose
from firmware_config.card.apdu import SW, Command, exchange
from firmware_config.card.profile import CLA_OWN, LIMITS, Ins, Life
from firmware_config.card.receipt import Kind
from firmware_config.card.script import (
    Block,
    Body,
    ClearPeriods,
    NewEntitlements,
    NewTerminalCa,
    Script,
    ScriptError,
    Unblock,
    UnblockPin,
    to_card,
)
from firmware_config.card.session import CardSession, PinBlocked, WrongPin
from firmware_config.errors import ContractError
from firmware_config.ids import CardId
from firmware_config.period import Period
from firmware_config.signing import FileKey, Signer
from firmware_config.trust import Role, Untrusted
from tests.simulators.connection import CardConnection
from tests.simulators.world import PIN, IssuedCard, voucher_of
from tests.unit.contract.card_in_hand import WORLD, YEAR, order_of, sw_of

CA = FileKey.new().public_key
AUTHORITY = WORLD.key(Role.CARD_SCRIPT)
BARE: list[Body] = [UnblockPin(), Block(), Unblock(), NewTerminalCa(CA.kid, 1, CA)]


def put_raw(issued: IssuedCard, octets: bytes) -> None:
    connection = CardConnection(issued.card)
    CardSession(connection).select()
    exchange(connection, Command(CLA_OWN, Ins.PUT_SCRIPT, data=octets, le=256))


def raw(
    issued: IssuedCard,
    kind: int,
    body: bytes,
    *,
    number: int = 1,
    signer: Signer = AUTHORITY,
) -> bytes:
    """A script that our own side would not make, signed like any other."""
    fields = [bytes((kind,)), issued.certificate.card.octets, number.to_bytes(4), body]
    return to_card(cose.sign1(cbor.encode(fields), signer))


@pytest.mark.parametrize("body", BARE)
def test_a_card_signs_that_it_obeyed_and_keeps_it_in_its_journal(
    issued: IssuedCard, body: Body
) -> None:
    script = Script(issued.certificate.card, 1, body)
    session = issued.session()
    signed = session.put_script(script.sign(AUTHORITY))
    signed.verify(issued.certificate.receipt_key)
    receipt = signed.receipt
    assert (receipt.kind, receipt.mask, receipt.counter) == (Kind.SCRIPT, 1, 1)
    assert (receipt.nonce, receipt.terminal.text) == (script.nonce, "00000000")
    assert (receipt.slot, receipt.amount_vnd, receipt.base) == (0, 0, Period(0))
    assert session.journal_record(1) == signed
    assert session.receipt_for(script.nonce) == signed
    assert session.status().script_number == 1


def test_the_same_script_again_gets_the_same_receipt_and_does_nothing(issued: IssuedCard) -> None:
    script = WORLD.script(issued, 1, UnblockPin())
    first = issued.session().put_script(script)
    session = issued.session()
    assert session.put_script(script) == first
    assert (session.state().counter, session.status().script_number) == (1, 1)


def test_a_script_signed_anew_is_still_the_same_script(issued: IssuedCard) -> None:
    script = Script(issued.certificate.card, 1, UnblockPin())
    session = issued.session()
    assert session.put_script(script.sign(AUTHORITY)) == session.put_script(script.sign(AUTHORITY))


def test_scripts_are_obeyed_in_order_without_a_gap(issued: IssuedCard) -> None:
    session = issued.session()
    one, two = (WORLD.script(issued, number, UnblockPin()) for number in (1, 2))
    assert sw_of(lambda: session.put_script(two)) == SW.RECORD_NOT_FOUND
    session.put_script(one)
    session.put_script(two)
    another_one = WORLD.script(issued, 1, Block())
    assert sw_of(lambda: session.put_script(another_one)) == SW.CONDITIONS
    number_0 = WORLD.script(issued, 0, Block())
    assert sw_of(lambda: session.put_script(number_0)) == SW.CONDITIONS
    assert session.status().life is Life.ACTIVE


def test_an_old_script_whose_receipt_the_journal_has_lost_is_refused() -> None:
    issued = WORLD.issue_card(WORLD.entitlement(payable=(1 << 32) - 1))
    script = WORLD.script(issued, 1, UnblockPin())
    session = issued.session(PIN)
    session.put_script(script)
    for at in range(LIMITS.journal_records):
        session.disburse(order_of(issued, 1 << at, at.to_bytes(8)))
    assert sw_of(lambda: session.put_script(script)) == SW.CONDITIONS


def test_another_cards_script_is_refused(issued: IssuedCard) -> None:
    script = Script(CardId.new(), 1, Block()).sign(AUTHORITY)
    assert sw_of(lambda: issued.session().put_script(script)) == SW.REFERENCE_NOT_FOUND


def test_a_forged_script_is_refused_whatever_octet_is_changed(issued: IssuedCard) -> None:
    forged = Script(issued.certificate.card, 1, Block()).sign(FileKey.new())
    assert sw_of(lambda: issued.session().put_script(forged)) == SW.SECURITY_STATUS
    octets = to_card(WORLD.script(issued, 1, Block()))
    for at in range(len(octets)):
        changed = bytearray(octets)
        changed[at] ^= 0x01
        assert sw_of(partial(put_raw, issued, bytes(changed))) in (
            SW.SECURITY_STATUS,
            SW.WRONG_DATA,
            SW.REFERENCE_NOT_FOUND,
        )
    assert issued.session().status().script_number == 0


def test_a_payout_with_a_scripts_nonce_does_not_keep_the_script_out(issued: IssuedCard) -> None:
    """A terminal chooses its nonces, and may have read the script."""
    script = Script(issued.certificate.card, 1, Block())
    session = issued.session(PIN)
    session.disburse(order_of(issued, 0b1, script.nonce))
    assert session.put_script(script.sign(AUTHORITY)).receipt.kind is Kind.SCRIPT
    assert session.status().life is Life.BLOCKED


@pytest.mark.parametrize("cut", [0, 1, 4, 16, 17, 18, 19, 25])
def test_a_script_cut_short_is_malformed(issued: IssuedCard, cut: int) -> None:
    octets = to_card(WORLD.script(issued, 1, Block()))[:cut]
    assert sw_of(lambda: put_raw(issued, octets)) in (SW.WRONG_DATA, SW.SECURITY_STATUS)


@pytest.mark.parametrize("head", ["5800", "5817", "590000", "5900ff", "5a00000000", "5f", "80"])
def test_a_body_length_in_another_than_its_shortest_form_is_malformed(
    issued: IssuedCard, head: str
) -> None:
    octets = to_card(WORLD.script(issued, 1, Block()))
    spoiled = octets[:17] + bytes.fromhex(head) + octets[18:]
    assert sw_of(lambda: put_raw(issued, spoiled)) == SW.WRONG_DATA


def test_a_card_that_is_not_active_obeys_no_script() -> None:
    issued = WORLD.issue_card(activate=False)
    session = issued.session()
    assert sw_of(lambda: session.put_script(WORLD.script(issued, 1, Block()))) == SW.CONDITIONS


VOUCHER = voucher_of(WORLD.entitlement()).encode()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        pytest.param(0, b"", id="kind 0"),
        pytest.param(7, b"", id="kind 7"),
        pytest.param(3, b"\0", id="a PIN unblock with a body"),
        pytest.param(4, b"\0", id="a block with a body"),
        pytest.param(5, b"\0", id="an unblock with a body"),
        pytest.param(1, b"", id="no vouchers at all"),
        pytest.param(1, b"\0record", id="a record without vouchers"),
        pytest.param(1, b"\1\0" + VOUCHER, id="no record"),
        pytest.param(1, b"\1\0" + VOUCHER[:31], id="a voucher cut short"),
        pytest.param(1, b"\1\x08" + VOUCHER + b"record", id="a slot there is none"),
        pytest.param(1, b"\2\0" + VOUCHER + b"\0" + VOUCHER + b"record", id="a slot twice"),
        pytest.param(1, b"\1\0" + bytes(32) + b"record", id="an empty voucher"),
        pytest.param(
            1, b"\1\0" + VOUCHER[:28] + b"\0\0\0\2" + b"record", id="paid that was never payable"
        ),
        pytest.param(
            1, b"\5" + b"".join(bytes((s,)) + VOUCHER for s in range(5)) + b"r", id="five vouchers"
        ),
        pytest.param(1, b"\1\0" + VOUCHER + bytes(LIMITS.record + 1), id="a record too long"),
        pytest.param(2, bytes(22), id="a clearing cut short"),
        pytest.param(2, bytes(24), id="a clearing too long"),
        pytest.param(2, b"\x08" + bytes(22), id="a clearing of a slot there is none"),
        pytest.param(6, bytes(74), id="a CA cut short"),
        pytest.param(6, bytes(75), id="a CA without a key"),
    ],
)
def test_a_body_that_no_card_could_follow_is_refused_and_its_number_stays_free(
    issued: IssuedCard, kind: int, body: bytes
) -> None:
    before = issued.session().state()
    assert sw_of(lambda: put_raw(issued, raw(issued, kind, body))) == SW.WRONG_DATA
    session = issued.session()
    assert session.state() == before
    assert session.record(session.status()) == issued.signed
    session.put_script(WORLD.script(issued, 1, UnblockPin()))


def test_a_chain_longer_than_any_script_is_refused(issued: IssuedCard) -> None:
    assert sw_of(lambda: put_raw(issued, bytes(LIMITS.script + 1))) == SW.WRONG_LENGTH


# What each kind does


def test_a_blocked_card_pays_nothing_until_it_is_unblocked(issued: IssuedCard) -> None:
    session = issued.session(PIN)
    session.put_script(WORLD.script(issued, 1, Block()))
    order = order_of(issued, 0b1, b"nonce--1")
    assert sw_of(lambda: session.disburse(order)) == SW.CONDITIONS
    assert session.status().life is Life.BLOCKED
    session.put_script(WORLD.script(issued, 2, Unblock()))
    assert session.disburse(order).receipt.counter == 3


def test_an_unblocked_pin_is_the_pin_it_was(issued: IssuedCard) -> None:
    session = issued.session()
    for _ in range(2):
        with pytest.raises(WrongPin):
            session.verify_pin("000000")
    with pytest.raises(PinBlocked):
        session.verify_pin("000000")
    session.put_script(WORLD.script(issued, 1, UnblockPin()))
    session.verify_pin(PIN)


def test_a_cleared_period_may_be_paid_again(issued: IssuedCard) -> None:
    due = issued.entitlements[0]
    session = issued.session(PIN)
    session.disburse(order_of(issued, 0b111, b"nonce--1"))
    session.put_script(WORLD.script(issued, 1, ClearPeriods(0, due.id, due.base, 0b1010)))
    assert session.state().vouchers[0].paid == 0b101
    session.disburse(order_of(issued, 0b010, b"nonce--2"))


@pytest.mark.parametrize(
    "different",
    [
        {"slot": 1},
        {"entitlement": WORLD.entitlement().id},
        {"base": WORLD.base.plus(1)},
    ],
)
def test_a_clearing_of_what_the_slot_does_not_hold_is_refused(
    issued: IssuedCard, different: dict[str, Any]
) -> None:
    due = issued.entitlements[0]
    body = replace(ClearPeriods(0, due.id, due.base, 0b1), **different)
    script = WORLD.script(issued, 1, body)
    assert sw_of(lambda: issued.session().put_script(script)) == SW.CONDITIONS


def test_a_rate_rises_and_what_was_paid_stays_paid(issued: IssuedCard) -> None:
    due = issued.entitlements[0]
    session = issued.session(PIN)
    session.disburse(order_of(issued, 0b0111, b"nonce--1"))
    new = replace(
        voucher_of(due),
        base=due.base.plus(2),
        payable=YEAR,
        amount_vnd=700_000,
        sequence=2,
        paid=0b1000,
    )
    session.put_script(WORLD.script(issued, 1, NewEntitlements((new,), b"new record")))
    # The third month paid is now the first; what the centre knew besides is added.
    assert session.state().vouchers == (replace(new, paid=0b1001),)
    assert session.record(session.status()) == b"new record"
    order = order_of(issued, 0b10, b"nonce--2", amount_vnd=700_000)
    assert session.disburse(order).receipt.base == due.base.plus(2)


@pytest.mark.parametrize(
    "different",
    [
        pytest.param({"base": WORLD.base.plus(-1), "sequence": 2}, id="an earlier base"),
        pytest.param({"sequence": 1}, id="the same sequence"),
        pytest.param({"sequence": 0}, id="an earlier sequence"),
        pytest.param(
            {"base": Period.once_in(2027, 1), "payable": 1, "sequence": 2}, id="another kind"
        ),
    ],
)
def test_a_voucher_that_would_forget_what_was_paid_is_refused(
    issued: IssuedCard, different: dict[str, Any]
) -> None:
    new = replace(voucher_of(issued.entitlements[0]), **different)
    script = WORLD.script(issued, 1, NewEntitlements((new,), b"new record"))
    session = issued.session()
    assert sw_of(lambda: session.put_script(script)) == SW.CONDITIONS
    assert session.record(session.status()) == issued.signed


def test_a_programme_is_added_and_a_slot_may_change_hands(issued: IssuedCard) -> None:
    session = issued.session(PIN)
    session.disburse(order_of(issued, 0b1, b"nonce--1"))
    added, instead = (voucher_of(WORLD.entitlement(payable=0b11), slot) for slot in (5, 0))
    session.put_script(WORLD.script(issued, 1, NewEntitlements((added,), b"two")))
    session.put_script(WORLD.script(issued, 2, NewEntitlements((instead,), b"three")))
    assert session.state().vouchers == (instead, added)


def test_four_vouchers_and_the_longest_record_fit_one_script(issued: IssuedCard) -> None:
    vouchers = tuple(voucher_of(WORLD.entitlement(), slot) for slot in range(1, 5))
    record = bytes(at % 251 for at in range(LIMITS.record))
    session = issued.session()
    session.put_script(WORLD.script(issued, 1, NewEntitlements(vouchers, record)))
    assert session.record(session.status()) == record
    assert session.state().vouchers[1:] == vouchers


def test_a_terminal_cas_generation_does_not_fall_but_another_ca_may_begin_anywhere(
    issued: IssuedCard,
) -> None:
    old = WORLD.key(Role.TERMINAL_CA).public_key
    session = issued.session()
    fallen = WORLD.script(issued, 1, NewTerminalCa(old.kid, WORLD.generation - 1, old))
    assert sw_of(lambda: session.put_script(fallen)) == SW.CONDITIONS
    session.put_script(WORLD.script(issued, 1, NewTerminalCa(old.kid, 5, old)))
    session.put_script(WORLD.script(issued, 2, NewTerminalCa(CA.kid, 0, CA)))
    assert session.status().terminal_ca == CA.kid


# The script by itself

DUE = WORLD.entitlement()
BODIES: list[Body] = [
    *BARE,
    ClearPeriods(7, DUE.id, DUE.base, 0xFFFFFFFF),
    NewEntitlements((voucher_of(DUE), voucher_of(WORLD.entitlement(), 7)), b"record"),
]


@pytest.mark.parametrize("body", BODIES)
def test_a_script_comes_back_as_it_was_signed(body: Body) -> None:
    script = Script(CardId.new(), 7, body)
    assert Script.parse(script.sign(AUTHORITY), WORLD.trust) == script


def test_a_script_of_a_key_for_something_else_is_refused() -> None:
    script = Script(CardId.new(), 1, Block())
    with pytest.raises(Untrusted):
        Script.parse(script.sign(WORLD.key(Role.CARD_CA)), WORLD.trust)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param([b"\4", bytes(8), bytes(4)], id="no body"),
        pytest.param([4, bytes(8), bytes(4), b""], id="a kind as a number"),
        pytest.param([b"\4", bytes(7), bytes(4), b""], id="a short card id"),
        pytest.param([b"\4", bytes(8), bytes(5), b""], id="a long number"),
        pytest.param([b"\x09", bytes(8), bytes(4), b""], id="an unknown kind"),
    ],
)
def test_a_payload_that_is_no_script_is_refused(fields: list[object]) -> None:
    with pytest.raises(ContractError):
        Script.parse(cose.sign1(cbor.encode(fields), AUTHORITY), WORLD.trust)


@pytest.mark.parametrize(
    ("vouchers", "record"),
    [
        ((), b"record"),
        ((voucher_of(DUE),), b""),
        ((voucher_of(DUE),), bytes(LIMITS.record + 1)),
        ((voucher_of(DUE), voucher_of(DUE)), b"record"),
        (tuple(voucher_of(DUE, slot) for slot in range(5)), b"record"),
    ],
)
def test_entitlements_that_no_card_takes_cannot_be_made(vouchers: Any, record: bytes) -> None:
    with pytest.raises(ScriptError):
        NewEntitlements(vouchers, record)
