"""What crosses between counter and centre: a chain that cannot be cut, mixed or changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from firmware_config import cbor, cose
from firmware_config.body.shift import CashIn
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.signing import BadSignature, FileKey
from firmware_config.trust import Role, Untrusted
from firmware_config.wire import (
    ACK_TYP,
    BATCH_TYP,
    GENESIS,
    MAX_BATCH_ENTRIES,
    Acknowledgement,
    Batch,
    Entry,
    WireError,
)
from tests.simulators.signed import journal, resigned
from tests.simulators.world import NOW, World

WORLD = World.make()
KEY = WORLD.terminal_key
ENTRIES = journal(WORLD)
FIRST, SECOND, THIRD = ENTRIES
OTHER_TERMINAL = TerminalId("T0000002")


def entry(seq: int, previous: bytes, terminal: TerminalId = WORLD.terminal) -> Entry:
    return Entry.make(terminal, seq, previous, NOW, CashIn(1_000, "gdv01"))


def parse(octets: bytes) -> Batch:
    return Batch.parse(octets, WORLD.terminal, KEY.public_key)


def sent(*entries: Entry, key: FileKey = KEY, terminal: TerminalId = WORLD.terminal) -> bytes:
    return Batch(terminal, entries).sign(key)


def code_of(octets: bytes) -> str:
    with pytest.raises(WireError) as refused:
        parse(octets)
    return refused.value.code


def spliced(*octets: bytes, signed: bytes = sent(*ENTRIES)) -> bytes:
    """Entries of a test's choice behind another batch's signature."""
    return cbor.encode([cbor.decode(signed)[0], list(octets)])


def test_an_entry_comes_back_as_it_was_made() -> None:
    assert [Entry.parse(made.octets) for made in ENTRIES] == list(ENTRIES)


def test_an_entry_is_the_same_before_and_after_the_wire_to_the_second() -> None:
    made = Entry.make(
        WORLD.terminal, 1, GENESIS, NOW + timedelta(microseconds=999), CashIn(1, "gdv01")
    )
    assert Entry.parse(made.octets) == made
    assert made.at == NOW


def test_a_batch_comes_back_as_it_was_sent() -> None:
    batch = parse(sent(*ENTRIES))
    assert batch.entries == ENTRIES
    assert (batch.first_seq, batch.last_seq, batch.head) == (1, 3, THIRD.hash)


def test_a_run_from_the_middle_of_the_chain_is_a_batch() -> None:
    assert parse(sent(SECOND, THIRD)).entries == (SECOND, THIRD)


def test_one_signature_over_the_head_holds_every_entry() -> None:
    changed = Entry.make(WORLD.terminal, 1, GENESIS, NOW, CashIn(99, "gdv01"))
    octets = spliced(changed.octets, SECOND.octets, THIRD.octets)
    assert code_of(octets) == "batch-chain-broken"


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        pytest.param((SECOND, FIRST, THIRD), "batch-chain-broken", id="out of order"),
        pytest.param((FIRST, THIRD), "batch-chain-broken", id="a gap"),
        pytest.param((FIRST, FIRST, SECOND, THIRD), "batch-chain-broken", id="one twice"),
        pytest.param((FIRST, SECOND), "batch-head", id="the last missing"),
        pytest.param((SECOND, THIRD), "batch-head", id="the first missing"),
        pytest.param((*ENTRIES, entry(4, THIRD.hash)), "batch-head", id="one more"),
    ],
)
def test_other_entries_than_were_signed_are_refused(entries: tuple[Entry, ...], code: str) -> None:
    assert code_of(spliced(*(each.octets for each in entries))) == code


@pytest.mark.parametrize(
    "entries",
    [
        pytest.param((SECOND, FIRST), id="out of order"),
        pytest.param((FIRST, THIRD), id="a gap"),
        pytest.param((FIRST, entry(2, THIRD.hash)), id="another chain's second"),
        pytest.param((FIRST, entry(3, FIRST.hash)), id="a number left out"),
        pytest.param((FIRST, entry(1, FIRST.hash)), id="a number twice"),
        pytest.param((entry(2, GENESIS),), id="a beginning that is not the first"),
        pytest.param((entry(1, SECOND.hash),), id="a first with one before it"),
        pytest.param((FIRST, entry(2, FIRST.hash, OTHER_TERMINAL)), id="another terminal's"),
    ],
)
def test_a_broken_chain_is_refused_though_the_terminal_signed_it(
    entries: tuple[Entry, ...],
) -> None:
    assert code_of(sent(*entries)) == "batch-chain-broken"


def test_a_broken_chain_names_the_entry() -> None:
    with pytest.raises(WireError) as refused:
        parse(sent(FIRST, THIRD))
    assert refused.value.data == {"seq": 3}


def test_a_changed_octet_anywhere_in_an_entry_is_refused() -> None:
    octets = bytearray(SECOND.octets)
    for at in range(len(octets)):
        changed = bytes(octets[:at]) + bytes((octets[at] ^ 0x01,)) + bytes(octets[at + 1 :])
        with pytest.raises(ContractError):
            parse(spliced(FIRST.octets, changed, THIRD.octets))


def test_another_terminal_s_batch_is_refused() -> None:
    octets = sent(entry(1, GENESIS, OTHER_TERMINAL), terminal=OTHER_TERMINAL)
    assert code_of(octets) == "batch-of-another-terminal"


def test_a_batch_signed_by_another_terminal_s_key_is_refused() -> None:
    with pytest.raises(BadSignature):
        parse(sent(*ENTRIES, key=FileKey.new()))


def test_a_batch_has_a_first_entry_and_a_bound() -> None:
    assert code_of(spliced()) == "batch-malformed"
    assert code_of(spliced(*[b""] * (MAX_BATCH_ENTRIES + 1))) == "batch-malformed"


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param([b"T0000001", True, 1, FIRST.hash], id="a truth value for a number"),
        pytest.param([b"T0000001", 1, 1, FIRST.hash, 0], id="something more"),
        pytest.param({}, id="a map"),
    ],
)
def test_a_signed_head_in_another_shape_is_refused(claim: object) -> None:
    signed = cose.sign1(cbor.encode(claim), KEY, typ=BATCH_TYP)
    assert code_of(cbor.encode([signed, [FIRST.octets]])) == "batch-malformed"


def test_what_a_terminal_signed_for_access_is_no_batch() -> None:
    claim = cbor.encode([b"T0000001", 1, 1, FIRST.hash])
    signed = cose.sign1(claim, KEY, typ="application/chitra-access+cbor")
    assert code_of(cbor.encode([signed, [FIRST.octets]])) == "batch-malformed"


_GOOD: list[Any] = cbor.decode(FIRST.octets)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        pytest.param(0, b"T000", id="a short terminal"),
        pytest.param(0, b"t0000001", id="a terminal in small letters"),
        pytest.param(0, b"\xff" * 8, id="a terminal that is not ASCII"),
        pytest.param(1, 0, id="number nought"),
        pytest.param(1, -1, id="a negative number"),
        pytest.param(1, True, id="a truth value for number 1"),
        pytest.param(1, 1 << 63, id="a number no database holds"),
        pytest.param(2, bytes(31), id="a short hash"),
        pytest.param(3, -1, id="a time before 1970"),
        pytest.param(3, 1 << 32, id="a time past 2106"),
        pytest.param(3, None, id="no time"),
        pytest.param(4, "gift", id="an unknown kind"),
        pytest.param(4, b"cash-in", id="a kind in octets"),
        pytest.param(5, {}, id="a body that is a map"),
    ],
)
def test_an_entry_with_one_thing_wrong_is_refused(place: int, value: object) -> None:
    octets = cbor.encode([value if at == place else good for at, good in enumerate(_GOOD)])
    with pytest.raises(ContractError):
        Entry.parse(octets)


def test_an_entry_too_long_for_the_journal_is_refused() -> None:
    with pytest.raises(ContractError, match="cbor-too-large"):
        Entry.parse(bytes(8 * 1024 + 1))


ACK = Acknowledgement(WORLD.terminal, 3, THIRD.hash, NOW, ((2, "paid-elsewhere"), (3, "no-hold")))


def test_an_acknowledgement_comes_back_as_it_was_signed() -> None:
    assert Acknowledgement.parse(ACK.sign(WORLD.key(Role.LEDGER_ACK)), WORLD.trust) == ACK


def test_only_the_ledger_acknowledges() -> None:
    with pytest.raises(Untrusted, match="untrusted-key"):
        Acknowledgement.parse(ACK.sign(FileKey.new()), WORLD.trust)
    with pytest.raises(Untrusted, match="untrusted-role"):
        Acknowledgement.parse(ACK.sign(WORLD.key(Role.STATUS_LIST)), WORLD.trust)


def test_an_acknowledgement_outside_its_key_s_dates_is_refused() -> None:
    late = replace(ACK, at=NOW + timedelta(days=400)).sign(WORLD.key(Role.LEDGER_ACK))
    with pytest.raises(Untrusted, match="untrusted-date"):
        Acknowledgement.parse(late, WORLD.trust)


@pytest.mark.parametrize(
    "claims",
    [
        [b"T0000001", -1, bytes(32), 0, []],
        [b"T0000001", True, bytes(32), 0, []],
        [b"T0000001", 1 << 63, bytes(32), 0, []],
        [b"T0000001", 3, bytes(31), 0, []],
        [b"T0000001", 3, bytes(32), 0, [[True, "x"]]],
        [b"T0000001", 3, bytes(32), 0, [[1, 2]]],
        [b"T0000001", 3, bytes(32), 0, [1]],
        [b"T0000001", 3, bytes(32), 0],
    ],
)
def test_a_signed_acknowledgement_in_another_shape_is_refused(claims: object) -> None:
    with pytest.raises(ContractError):
        Acknowledgement.parse(resigned(WORLD, Role.LEDGER_ACK, claims, typ=ACK_TYP), WORLD.trust)
