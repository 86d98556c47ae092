"""Whatever comes in, a parser gives a value or raises a `ContractError`: nothing else escapes.

Signed things are spoiled before they are signed, by the very key that is trusted for them, so
that the claims behind the signature are read too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware_config import cbor, cose, qr
from firmware_config.body.kinds import body_of_wire
from firmware_config.card import tlv
from firmware_config.card.apdu import Command
from firmware_config.card.order import DISBURSE_ORDER
from firmware_config.card.profile import LIMITS, Ins
from firmware_config.card.receipt import Receipt, SignedReceipt
from firmware_config.card.script import Unread, to_card
from firmware_config.card.state import CardState
from firmware_config.card.status import CardStatus
from firmware_config.card.terminal_certificate import Unverified
from firmware_config.enrolment import Assignment
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, EntitlementId, TerminalId
from firmware_config.money import parse_vnd
from firmware_config.period import Period
from firmware_config.record import CitizenHash, Entitlement, Record
from firmware_config.request_proof import RequestProof
from firmware_config.signing import PublicKey, Signer, raw_from_der
from firmware_config.telling import Telling
from firmware_config.trust import Role
from firmware_config.wire import Entry
from tests.simulators.hostile import spoiled, values
from tests.simulators.signed import journal, signed_things
from tests.simulators.world import PIN, World, blank_card

WORLD = World.make()
SAMPLES = signed_things(WORLD)
ENTRIES = journal(WORLD)
CARD = WORLD.issue_card()
_SIGNERS: dict[str, Signer] = {
    "certificate": WORLD.key(Role.CARD_CA),
    "record": WORLD.key(Role.ENTITLEMENT),
    "trust list": WORLD.root,
    "status list": WORLD.key(Role.STATUS_LIST),
    "payout list": WORLD.key(Role.PAYOUT_LIST),
    "acknowledgement": WORLD.key(Role.LEDGER_ACK),
    "request proof": WORLD.terminal_key,
    "telling": WORLD.terminal_key,
    "enrolment request": WORLD.terminal_key,
    "enrolment answer": WORLD.key(Role.LEDGER_ACK),
}
_OF_OCTETS: tuple[Callable[[bytes], object], ...] = (
    cbor.decode,
    cose.Sign1.parse,
    Record.parse,
    Receipt.parse,
    SignedReceipt.parse,
    SignedReceipt.from_card,
    CardState.parse,
    CardStatus.parse,
    Unverified.parse,
    Unread.parse,
    to_card,
    Command.parse,
    Entry.parse,
    PublicKey,
    PublicKey.from_uncompressed,
    raw_from_der,
    tlv.decode,
    CardId,
    EntitlementId,
    TerminalId.from_octets,
    CitizenHash.parse,
    Entitlement.parse,
)
_OF_TEXT: tuple[Callable[[str], object], ...] = (
    qr.from_text,
    parse_vnd,
    Period.parse,
    CardId.parse,
    EntitlementId.parse,
    RequestProof.parse,
)
_OF_VALUES: tuple[Callable[[object], object], ...] = (
    Telling.of_wire,
    Assignment.of_wire,
    PublicKey.from_cose_key,
    lambda body: body_of_wire("intent", body),
    lambda body: body_of_wire("disbursed", body),
    lambda body: body_of_wire("abandoned", body),
    lambda body: body_of_wire("refused", body),
    lambda body: body_of_wire("cash-in", body),
)
often = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _try(parse: Callable[[Any], object], given: object) -> None:
    try:
        parse(given)
    except ContractError:
        return


@pytest.mark.parametrize("parse", _OF_OCTETS, ids=lambda parse: parse.__qualname__)
@often
@given(st.one_of(st.binary(max_size=200), values.map(cbor.encode)))
def test_any_octets_parse_or_raise_a_contract_error(
    parse: Callable[[bytes], object], octets: bytes
) -> None:
    _try(parse, octets)


@pytest.mark.parametrize("parse", _OF_TEXT, ids=lambda parse: parse.__qualname__)
@often
@given(
    st.one_of(
        st.text(max_size=60),
        st.from_regex(r"[0-9 .,]{1,60}", fullmatch=True),
        st.sampled_from(["\ud800", "9" * 5000, "1_000", "٣", "once-٢٠٢٦-١١", "²", "½"]),
    )
)
def test_any_text_parses_or_raises_a_contract_error(
    parse: Callable[[str], object], text: str
) -> None:
    _try(parse, text)


@pytest.mark.parametrize("number", range(len(_OF_VALUES)))
@often
@given(values)
def test_any_decoded_value_parses_or_raises_a_contract_error(number: int, value: object) -> None:
    _try(_OF_VALUES[number], value)


@pytest.mark.parametrize("name", _SIGNERS)
@often
@given(st.data())
def test_spoiled_claims_under_a_trusted_signature_raise_a_contract_error_at_most(
    name: str, data: st.DataObject
) -> None:
    message = cose.Sign1.parse(SAMPLES[name].octets)
    claims = data.draw(spoiled(cbor.decode(message.payload)))
    signed = cose.sign1(cbor.encode(claims), _SIGNERS[name], typ=message.typ)
    _try(SAMPLES[name].read, signed)


@often
@given(st.sampled_from(ENTRIES), st.data())
def test_a_spoiled_journal_entry_raises_a_contract_error_at_most(
    entry: Entry, data: st.DataObject
) -> None:
    value = data.draw(spoiled(cbor.decode(entry.octets)))
    _try(Entry.parse, cbor.encode(value))


@often
@given(st.data())
def test_a_spoiled_batch_raises_a_contract_error_at_most(data: st.DataObject) -> None:
    sample = SAMPLES["batch"]
    _try(sample.read, cbor.encode(data.draw(spoiled(cbor.decode(sample.octets)))))


@often
@given(st.dictionaries(st.sampled_from([1, 2, 4, 16, 3, -1]), values, max_size=4))
def test_a_spoiled_header_raises_a_contract_error_at_most(header: dict[int, object]) -> None:
    octets = cbor.encode([cbor.encode({1: -7, 4: b"key", **header}), {}, b"", bytes(64)])
    _try(cose.Sign1.parse, b"\xd2" + octets)


@often
@given(st.lists(st.binary(max_size=40), max_size=20))
def test_any_commands_leave_a_card_that_answers(commands: list[bytes]) -> None:
    card = blank_card()
    card.power_on()
    for command in commands:
        assert len(card.transmit(command)) >= 2


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda cla, ins, p1, p2, data, le: Command(cla, ins, p1, p2, data, le).encode(),
            st.sampled_from([0x00, 0x80, 0x10, 0x90, 0x0C, 0x84, 0x94]),
            st.sampled_from(sorted(Ins)),
            st.sampled_from([0, 1, 2, 0x82, 0x83, 7, 0xFF]),
            st.sampled_from([0, 1, 2, 3, 0x10, 0x2C, 0xFF]),
            st.one_of(
                st.binary(max_size=40),
                st.binary(min_size=DISBURSE_ORDER.size, max_size=DISBURSE_ORDER.size),
            ),
            st.sampled_from([0, 1, 8, 256]),
        ),
        max_size=12,
    )
)
def test_any_commands_leave_an_active_card_with_its_money(commands: list[bytes]) -> None:
    CARD.card.store.set_pin_tries(LIMITS.pin_tries)
    session = CARD.session(PIN)
    before = session.state()
    for command in commands:
        CARD.card.transmit(command)
    after = CARD.session().state()
    assert (after.counter, after.vouchers) == (before.counter, before.vouchers)
