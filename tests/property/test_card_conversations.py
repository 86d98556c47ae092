"""Any conversation with a card, torn anywhere: a month is paid once and no receipt is lost."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_config.card.apdu import ApduError, CardGone
from firmware_config.card.receipt import Kind
from firmware_config.card.script import Block, Body, Unblock
from firmware_config.card.session import CardSession, PinBlocked, WrongPin
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.card.simulator.memory import Memory, PowerLost, TearAt, no_tear
from tests.simulators.connection import CardConnection
from tests.simulators.tears import KEPT
from tests.simulators.world import PIN, World

WORLD = World.make()
WRONG_PIN = "000000"
SCRIPTS: dict[str, Body] = {"block": Block(), "unblock": Unblock()}
orders = st.tuples(st.integers(0, 1), st.integers(1, 0b1111), st.integers(0, 5))
moves = st.one_of(
    st.tuples(st.just("pay"), orders),
    st.tuples(st.just("take back"), orders),
    st.tuples(st.just("block"), st.none()),
    st.tuples(st.just("unblock"), st.none()),
    st.tuples(st.just("wrong pin"), st.none()),
    st.tuples(st.just("pull"), st.none()),
)
tears = st.one_of(st.none(), st.tuples(st.integers(0, 12), st.sampled_from(sorted(KEPT))))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(moves, tears), max_size=24))  # as many receipts as a journal keeps
def test_no_conversation_with_any_cuts_pays_a_month_twice_or_loses_a_receipt(
    conversation: list[tuple[tuple[str, tuple[int, int, int] | None], tuple[int, str] | None]],
) -> None:
    issued = WORLD.issue_card(
        WORLD.entitlement(payable=0b1111), WORLD.entitlement(payable=0b0110, amount_vnd=100_000)
    )
    card, seen = issued.card, {}
    for (move, order), tear in conversation:
        connection = _powered(card)
        session = CardSession(connection)
        tries = session.select().pin_tries
        if tear is not None:
            card.store.memory.tear = TearAt(tear[0], KEPT[tear[1]])
        try:
            if move == "pay" and order is not None:
                slot, mask, number = order
                issued.terminal.prove(session, issued.certificate.card)
                session.verify_pin(PIN)
                nonce = number.to_bytes(8)
                due = issued.entitlements[slot]
                seen[nonce] = session.disburse(WORLD.order(due, slot=slot, mask=mask, nonce=nonce))
            elif move == "take back" and order is not None:
                issued.terminal.prove(session, issued.certificate.card)
                session.verify_pin(PIN)
                counter, nonce = session.state().counter, b"back" + order[2].to_bytes(4)
                seen[nonce] = session.reverse(WORLD.reversal(counter, nonce=nonce))
            elif move == "wrong pin":
                session.verify_pin(WRONG_PIN)
            elif move in SCRIPTS:
                number = session.status().script_number + 1
                session.put_script(WORLD.script(issued, number, SCRIPTS[move]))
        except (CardGone, ApduError, WrongPin, PinBlocked):
            pass
        if move == "wrong pin":
            assert CardSession(_powered(card)).select().pin_tries <= tries
    session = CardSession(_powered(card))
    session.select()
    journal = [made for made in map(session.journal_record, range(1, 25)) if made is not None]
    for made in journal:
        made.verify(issued.certificate.receipt_key)
    receipts = [made.receipt for made in journal]
    assert len(receipts) == session.state().counter
    assert all(session.receipt_for(nonce) == receipt for nonce, receipt in seen.items())
    for voucher in session.state().vouchers:
        mine = [made for made in receipts if made.slot == voucher.slot]
        paid = 0
        for receipt in reversed(mine):  # the journal begins with the latest
            if receipt.kind is Kind.PAYOUT:
                assert paid & receipt.mask == 0  # never a period twice
                paid |= receipt.mask
            elif receipt.kind is Kind.REVERSAL:
                assert paid & receipt.mask == receipt.mask
                paid &= ~receipt.mask
        assert paid == voucher.paid
        assert voucher.paid & ~voucher.payable == 0


def _powered(card: SoftwareCard) -> CardConnection:
    """The card in a reader that does not fail."""
    card.power_off()
    card.store.memory.tear = no_tear
    return CardConnection(card)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 56), st.binary(min_size=1, max_size=8)), min_size=1, max_size=8
    ),
    st.sampled_from(sorted(KEPT)),
)
def test_a_transaction_cut_at_any_write_and_in_recovery_is_all_or_nothing(
    writes: list[tuple[int, bytes]], kept: str
) -> None:
    start = bytes(Memory.length(0)) + bytes(range(64))
    whole = bytearray(start)
    _write_all(Memory(whole), writes)
    after = Memory(whole).read(0, 64)
    cut_at = 0
    while True:
        buffer = bytearray(start)
        try:
            _write_all(Memory(buffer, TearAt(cut_at, KEPT[kept])), writes)
        except PowerLost:
            for again in range(20):
                torn = bytearray(buffer)
                with suppress(PowerLost):
                    Memory(torn, TearAt(again, KEPT[kept])).recover()
                recovered = Memory(torn)
                recovered.recover()
                assert recovered.read(0, 64) in (bytes(range(64)), after)
            cut_at += 1
        else:
            return


def _write_all(memory: Memory, writes: list[tuple[int, bytes]]) -> None:
    with memory.transaction():
        for at, octets in writes:
            memory.write(at, octets)
