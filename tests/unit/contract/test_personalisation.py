"""From a blank card to an active one, from any half-done state."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from firmware_config.card import profile
from firmware_config.card.apdu import SW, Command, exchange
from firmware_config.card.personalise import Personalisation
from firmware_config.card.profile import ALL_STAGES, LIMITS, CardKey, Data, Ins, Life, Stage
from firmware_config.card.session import CardSession, PinForm
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.ids import CardId
from firmware_config.trust import Role
from tests.simulators.connection import CardConnection
from tests.simulators.world import (
    PIN,
    PUK,
    blank_card,
    opened_channel,
    opened_desk,
    voucher_of,
)
from tests.unit.contract.card_in_hand import WORLD, sw_of

DUE = WORLD.entitlement()
CARD = CardId(b"card--id")
TERMINAL_CA = WORLD.key(Role.TERMINAL_CA).public_key

# Any order will do; this is the one a desk takes.
STEPS: dict[Stage, Callable[[Personalisation], object]] = {
    Stage.CARD_ID: lambda desk: desk.store_card_id(CARD),
    Stage.AUTH_KEY: lambda desk: desk.generate_key(CardKey.AUTH),
    Stage.RECEIPT_KEY: lambda desk: desk.generate_key(CardKey.RECEIPT),
    Stage.CERTIFICATE: lambda desk: desk.store_certificate(b"certificate" * 25),
    Stage.RECORD: lambda desk: desk.store_record(b"record" * 100),
    Stage.VOUCHER: lambda desk: desk.put_voucher(voucher_of(DUE)),
    Stage.TERMINAL_CA: lambda desk: desk.store_terminal_ca(TERMINAL_CA.kid, 1, TERMINAL_CA),
    Stage.SCRIPT_KEY: lambda desk: desk.store_script_authority(
        WORLD.key(Role.CARD_SCRIPT).public_key
    ),
    Stage.PIN: lambda desk: desk.store_pin(PIN),
    Stage.PUK: lambda desk: desk.store_puk(PUK),
}


def begin(card: SoftwareCard) -> tuple[CardSession, Personalisation]:
    """A desk that has opened its channel. A SELECT would close it: ask for `status`."""
    connection = CardConnection(card)
    return CardSession(connection), opened_desk(connection)


def test_each_step_is_told_and_the_last_makes_the_card_personalised() -> None:
    session, desk = begin(blank_card())
    assert session.status().life is Life.BLANK
    done = Stage(0)
    for stage, step in STEPS.items():
        step(desk)
        done |= stage
        status = session.status()
        assert status.stages == done
        assert status.life is (Life.PERSONALISED if done == ALL_STAGES else Life.PERSONALISING)
    desk.activate()
    assert session.status().life is Life.ACTIVE
    assert session.state().vouchers == (voucher_of(DUE),)


@pytest.mark.parametrize("done", range(11))
def test_a_card_pulled_after_any_step_goes_on_from_there(done: int) -> None:
    card = blank_card()
    _, desk = begin(card)
    for step in list(STEPS.values())[:done]:
        step(desk)
    card.power_off()
    session, desk = begin(card)
    told = session.status().stages
    for stage, step in STEPS.items():
        if stage not in told:
            step(desk)
    desk.activate()
    assert session.status().life is Life.ACTIVE


@pytest.mark.parametrize("left_out", STEPS)
def test_a_card_without_one_step_is_not_activated(left_out: Stage) -> None:
    session, desk = begin(blank_card())
    for stage, step in STEPS.items():
        if stage is not left_out:
            step(desk)
    assert sw_of(desk.activate) == SW.CONDITIONS
    assert session.status().life is not Life.ACTIVE
    for step in list(STEPS.values())[list(STEPS).index(left_out) :]:
        step(desk)  # from there on: what comes after may rest on it
    desk.activate()
    assert session.status().life is Life.ACTIVE


def test_every_step_may_be_done_again_before_activation_and_the_last_value_counts() -> None:
    session, desk = begin(blank_card())
    for _ in range(2):
        for step in STEPS.values():
            step(desk)
    other = CardId(b"other-id")
    desk.store_card_id(other)
    desk.store_record(b"shorter")
    status = session.status()
    assert (status.stages, status.card) == (ALL_STAGES, other)
    assert session.record(status) == b"shorter"


@pytest.mark.parametrize(
    ("key", "lost"),
    [
        (CardKey.AUTH, Stage.CERTIFICATE | Stage.RECORD),
        (CardKey.RECEIPT, Stage.CERTIFICATE),
    ],
)
def test_a_key_made_again_is_another_key_and_takes_back_what_names_it(
    key: CardKey, lost: Stage
) -> None:
    session, desk = begin(blank_card())
    first = desk.generate_key(key)
    for step in STEPS.values():
        step(desk)
    assert desk.generate_key(key) != first
    assert session.status().stages == ALL_STAGES & ~lost
    assert sw_of(desk.activate) == SW.CONDITIONS


def test_a_slot_can_be_freed_again_and_a_card_without_any_is_not_activated() -> None:
    session, desk = begin(blank_card())
    for step in STEPS.values():
        step(desk)
    desk.put_voucher(voucher_of(DUE, 7))
    desk.clear_voucher(0)
    assert [voucher.slot for voucher in session.state().vouchers] == [7]
    assert session.status().stages == ALL_STAGES
    desk.clear_voucher(7)
    assert session.status().stages == ALL_STAGES & ~Stage.VOUCHER
    assert sw_of(desk.activate) == SW.CONDITIONS


@pytest.mark.parametrize("stage", STEPS)
def test_no_step_is_taken_in_clear(stage: Stage) -> None:
    connection = CardConnection(blank_card())
    session = CardSession(connection)
    session.select()
    desk = Personalisation(connection)
    assert sw_of(lambda: STEPS[stage](desk)) == SW.SECURITY_STATUS
    opened_channel(connection)  # a channel to the card does not help those who do not use it
    assert sw_of(lambda: STEPS[stage](desk)) == SW.SECURITY_STATUS
    for step in (desk.activate, desk.terminate):
        assert sw_of(step) == SW.SECURITY_STATUS
    assert session.status().life is Life.BLANK


@pytest.mark.parametrize("stage", STEPS)
def test_an_active_card_takes_no_step_again(stage: Stage) -> None:
    session, desk = begin(blank_card())
    for step in STEPS.values():
        step(desk)
    desk.activate()
    assert sw_of(lambda: STEPS[stage](desk)) == SW.CONDITIONS
    assert sw_of(desk.activate) == SW.CONDITIONS
    assert sw_of(desk.terminate) == SW.CONDITIONS
    assert session.status().life is Life.ACTIVE


def test_a_spoiled_card_is_terminated_for_good() -> None:
    session, desk = begin(blank_card())
    STEPS[Stage.CARD_ID](desk)
    desk.terminate()
    assert session.status().life is Life.TERMINATED
    for step in (*STEPS.values(), Personalisation.activate, Personalisation.terminate):
        assert sw_of(partial(step, desk)) == SW.CONDITIONS


def test_a_file_of_the_longest_length_is_written_in_links_and_read_back() -> None:
    session, desk = begin(blank_card())
    record = bytes(at % 251 for at in range(LIMITS.record))
    certificate = bytes(at % 241 for at in range(LIMITS.certificate))
    desk.store_record(record)
    desk.store_certificate(certificate)
    status = session.status()
    assert session.record(status) == record
    assert session.certificate(status) == certificate


@pytest.mark.parametrize(
    ("tag", "length"),
    [
        (Data.CARD_ID, 7),
        (Data.CARD_ID, 9),
        (Data.CERTIFICATE, 0),
        (Data.CERTIFICATE, LIMITS.certificate + 1),
        (Data.RECORD, 0),
        (Data.RECORD, LIMITS.record + 1),
        (Data.PIN, 6),
        (Data.PIN, 9),
        (Data.PUK, 7),
        (Data.TERMINAL_CA, 74),
        (Data.TERMINAL_CA, 76),
        (Data.SCRIPT_KEY, 72),
        (Data.SCRIPT_KEY, 74),
    ],
)
def test_data_of_another_length_is_refused_and_leaves_its_stage_open(
    tag: Data, length: int
) -> None:
    card = blank_card()
    command = Command(profile.CLA_OWN, Ins.STORE_DATA, tag >> 8, tag & 0xFF, bytes(length))
    connection = CardConnection(card)
    channel = opened_channel(connection)
    assert sw_of(lambda: exchange(channel, command)) == SW.WRONG_LENGTH
    assert CardSession(connection).status().stages == Stage(0)


@pytest.mark.parametrize(
    ("command", "sw"),
    [
        pytest.param(Command(0x80, Ins.STORE_DATA, 1, 1, b"x"), SW.REFERENCE_NOT_FOUND, id="data"),
        pytest.param(Command(0x80, Ins.GENERATE_KEY, 0), SW.INCORRECT_P1P2, id="key 0"),
        pytest.param(Command(0x80, Ins.GENERATE_KEY, 3), SW.INCORRECT_P1P2, id="key 3"),
        pytest.param(
            Command(0x80, Ins.PUT_VOUCHER, LIMITS.slots, 0, b"\1" * 32),
            SW.INCORRECT_P1P2,
            id="slot",
        ),
        pytest.param(Command(0x80, Ins.PUT_VOUCHER, 0, 0, b"\1" * 31), SW.WRONG_LENGTH, id="short"),
        pytest.param(
            Command(0x80, Ins.PUT_VOUCHER, 0, 0, bytes(20) + b"\0\0\0\1" + bytes(4) + b"\0\0\0\2"),
            SW.WRONG_DATA,
            id="paid that was never payable",
        ),
        pytest.param(
            Command(0x80, Ins.STORE_DATA, 0, Data.TERMINAL_CA, bytes(75)),
            SW.WRONG_DATA,
            id="a terminal CA without a key",
        ),
        pytest.param(
            Command(0x80, Ins.STORE_DATA, 0, Data.SCRIPT_KEY, bytes(8) + b"\4" + b"\xff" * 64),
            SW.WRONG_DATA,
            id="a script key off the curve",
        ),
        pytest.param(
            Command(0x80, Ins.STORE_DATA, 0, Data.PIN, b"12345a\xff\xff"),
            SW.WRONG_DATA,
            id="a PIN with a letter",
        ),
        pytest.param(
            Command(0x80, Ins.STORE_DATA, 0, Data.PIN, b"12345678"), SW.WRONG_DATA, id="a long PIN"
        ),
        pytest.param(Command(0x80, Ins.ACTIVATE), SW.CONDITIONS, id="too early"),
    ],
)
def test_a_wrong_step_is_refused(command: Command, sw: int) -> None:
    card = blank_card()
    connection = CardConnection(card)
    assert opened_channel(connection).send_and_receive(command.encode())[1] == sw
    assert CardSession(connection).status().life is Life.BLANK


LINK = Command(0x90, Ins.STORE_DATA, 0, Data.RECORD, b"beginning")
END = Command(0x80, Ins.STORE_DATA, 0, Data.RECORD, b"whole")


@pytest.mark.parametrize(
    "between",
    [
        Command(0x80, Ins.STORE_DATA, 0, Data.CERTIFICATE, b"end"),
        Command(0x80, Ins.PUT_VOUCHER, 0, 3, b"end"),
    ],
)
def test_a_chain_that_ends_as_another_command_is_dropped(between: Command) -> None:
    connection = CardConnection(blank_card())
    session, channel = CardSession(connection), opened_channel(connection)
    assert channel.send_and_receive(LINK.encode())[1] == SW.OK
    assert channel.send_and_receive(between.encode())[1] == SW.LAST_COMMAND_EXPECTED
    assert channel.send_and_receive(END.encode())[1] == SW.OK
    assert session.record(session.status()) == b"whole"


@pytest.mark.parametrize(
    "between", [END, LINK, Command(0x00, Ins.STORE_DATA, 0, Data.RECORD, b"end")]
)
def test_what_comes_in_clear_never_gets_into_a_chain_of_the_channel(between: Command) -> None:
    connection = CardConnection(blank_card())
    session, channel = CardSession(connection), opened_channel(connection)
    assert channel.send_and_receive(LINK.encode())[1] == SW.OK
    assert connection.send_and_receive(between.encode())[1] == SW.LAST_COMMAND_EXPECTED
    assert channel.send_and_receive(END.encode())[1] == SW.OK
    assert connection.send_and_receive(LINK.encode())[1] == SW.OK
    assert channel.send_and_receive(END.encode())[1] == SW.LAST_COMMAND_EXPECTED
    assert session.record(session.status()) == b"whole"


def test_a_chain_is_forgotten_when_the_card_is_pulled() -> None:
    card = blank_card()
    connection = CardConnection(card)
    CardSession(connection).select()
    link = Command(0x90, Ins.STORE_DATA, 0, Data.RECORD, b"beginning")
    connection.send_and_receive(link.encode())
    session, desk = begin(card)
    desk.store_record(b"whole")
    assert session.record(session.status()) == b"whole"


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "abcdef"])
def test_a_pin_that_is_none_is_not_stored(pin: str) -> None:
    session, desk = begin(blank_card())
    with pytest.raises(PinForm):
        desk.store_pin(pin)
    assert session.status().stages == Stage(0)
