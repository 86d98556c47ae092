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
from tests.simulators.connection import CardConnection
from tests.simulators.world import PIN, PUK, voucher_of
from tests.unit.contract.card_in_hand import WORLD, sw_of

DUE = WORLD.entitlement()
CARD = CardId(b"card--id")

# Any order will do; this is the one a desk takes.
STEPS: dict[Stage, Callable[[Personalisation], object]] = {
    Stage.CARD_ID: lambda desk: desk.store_card_id(CARD),
    Stage.AUTH_KEY: lambda desk: desk.generate_key(CardKey.AUTH),
    Stage.RECEIPT_KEY: lambda desk: desk.generate_key(CardKey.RECEIPT),
    Stage.CERTIFICATE: lambda desk: desk.store_certificate(b"certificate" * 25),
    Stage.RECORD: lambda desk: desk.store_record(b"record" * 100),
    Stage.VOUCHER: lambda desk: desk.put_voucher(voucher_of(DUE)),
    Stage.PIN: lambda desk: desk.store_pin(PIN),
    Stage.PUK: lambda desk: desk.store_puk(PUK),
}


def begin(card: SoftwareCard) -> tuple[CardSession, Personalisation]:
    connection = CardConnection(card)
    session = CardSession(connection)
    session.select()
    return session, Personalisation(connection)


def test_each_step_is_told_and_the_last_makes_the_card_personalised() -> None:
    session, desk = begin(SoftwareCard.blank())
    assert session.select().life is Life.BLANK
    done = Stage(0)
    for stage, step in STEPS.items():
        step(desk)
        done |= stage
        status = session.select()
        assert status.stages == done
        assert status.life is (Life.PERSONALISED if done == ALL_STAGES else Life.PERSONALISING)
    desk.activate()
    assert session.select().life is Life.ACTIVE
    assert session.state().vouchers == (voucher_of(DUE),)


@pytest.mark.parametrize("done", range(9))
def test_a_card_pulled_after_any_step_goes_on_from_there(done: int) -> None:
    card = SoftwareCard.blank()
    _, desk = begin(card)
    for step in list(STEPS.values())[:done]:
        step(desk)
    card.power_off()
    session, desk = begin(card)
    told = session.select().stages
    for stage, step in STEPS.items():
        if stage not in told:
            step(desk)
    desk.activate()
    assert session.select().life is Life.ACTIVE


@pytest.mark.parametrize("left_out", STEPS)
def test_a_card_without_one_step_is_not_activated(left_out: Stage) -> None:
    session, desk = begin(SoftwareCard.blank())
    for stage, step in STEPS.items():
        if stage is not left_out:
            step(desk)
    assert sw_of(desk.activate) == SW.CONDITIONS
    assert session.select().life is not Life.ACTIVE
    STEPS[left_out](desk)
    desk.activate()
    assert session.select().life is Life.ACTIVE


def test_every_step_may_be_done_again_before_activation_and_the_last_value_counts() -> None:
    session, desk = begin(SoftwareCard.blank())
    for _ in range(2):
        for step in STEPS.values():
            step(desk)
    other = CardId(b"other-id")
    desk.store_card_id(other)
    desk.store_record(b"shorter")
    status = session.select()
    assert (status.stages, status.card) == (ALL_STAGES, other)
    assert session.record(status) == b"shorter"


def test_a_key_made_again_is_another_key() -> None:
    _, desk = begin(SoftwareCard.blank())
    assert desk.generate_key(CardKey.AUTH) != desk.generate_key(CardKey.AUTH)


@pytest.mark.parametrize("stage", STEPS)
def test_an_active_card_takes_no_step_again(stage: Stage) -> None:
    session, desk = begin(SoftwareCard.blank())
    for step in STEPS.values():
        step(desk)
    desk.activate()
    assert sw_of(lambda: STEPS[stage](desk)) == SW.CONDITIONS
    assert sw_of(desk.activate) == SW.CONDITIONS
    assert sw_of(desk.terminate) == SW.CONDITIONS
    assert session.select().life is Life.ACTIVE


def test_a_spoiled_card_is_terminated_for_good() -> None:
    session, desk = begin(SoftwareCard.blank())
    STEPS[Stage.CARD_ID](desk)
    desk.terminate()
    assert session.select().life is Life.TERMINATED
    for step in (*STEPS.values(), Personalisation.activate, Personalisation.terminate):
        assert sw_of(partial(step, desk)) == SW.CONDITIONS


def test_a_file_of_the_longest_length_is_written_in_links_and_read_back() -> None:
    session, desk = begin(SoftwareCard.blank())
    record = bytes(at % 251 for at in range(LIMITS.record))
    certificate = bytes(at % 241 for at in range(LIMITS.certificate))
    desk.store_record(record)
    desk.store_certificate(certificate)
    status = session.select()
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
    ],
)
def test_data_of_another_length_is_refused_and_leaves_its_stage_open(
    tag: Data, length: int
) -> None:
    card = SoftwareCard.blank()
    session, _ = begin(card)
    command = Command(profile.CLA_OWN, Ins.STORE_DATA, tag >> 8, tag & 0xFF, bytes(length))
    connection = CardConnection(card)
    CardSession(connection).select()
    assert sw_of(lambda: exchange(connection, command)) == SW.WRONG_LENGTH
    assert session.select().stages == Stage(0)


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
        pytest.param(Command(0x80, Ins.PUT_VOUCHER, 0, 0, bytes(32)), SW.WRONG_LENGTH, id="empty"),
        pytest.param(
            Command(0x80, Ins.PUT_VOUCHER, 0, 0, bytes(20) + b"\0\0\0\1" + bytes(4) + b"\0\0\0\2"),
            SW.WRONG_DATA,
            id="paid that was never payable",
        ),
        pytest.param(Command(0x80, Ins.ACTIVATE), SW.CONDITIONS, id="too early"),
    ],
)
def test_a_wrong_step_is_refused(command: Command, sw: int) -> None:
    card = SoftwareCard.blank()
    session, _ = begin(card)
    connection = CardConnection(card)
    CardSession(connection).select()
    assert connection.send_and_receive(command.encode())[1] == sw
    assert session.select().life is Life.BLANK


@pytest.mark.parametrize(
    "between",
    [
        Command(0x80, Ins.STORE_DATA, 0, Data.CERTIFICATE, b"end"),
        Command(0x00, Ins.STORE_DATA, 0, Data.RECORD, b"end"),
        Command(0x80, Ins.PUT_VOUCHER, 0, 3, b"end"),
        Command(0x00, Ins.GET_CHALLENGE, le=8),
    ],
)
def test_a_chain_that_ends_as_another_command_is_dropped(between: Command) -> None:
    connection = CardConnection(SoftwareCard.blank())
    session = CardSession(connection)
    session.select()
    link = Command(0x90, Ins.STORE_DATA, 0, Data.RECORD, b"beginning")
    assert connection.send_and_receive(link.encode())[1] == SW.OK
    assert connection.send_and_receive(between.encode())[1] == SW.LAST_COMMAND_EXPECTED
    end = Command(0x80, Ins.STORE_DATA, 0, Data.RECORD, b"whole")
    assert connection.send_and_receive(end.encode())[1] == SW.OK
    assert session.record(session.select()) == b"whole"


def test_a_chain_is_forgotten_when_the_card_is_pulled() -> None:
    card = SoftwareCard.blank()
    connection = CardConnection(card)
    CardSession(connection).select()
    link = Command(0x90, Ins.STORE_DATA, 0, Data.RECORD, b"beginning")
    connection.send_and_receive(link.encode())
    session, desk = begin(card)
    desk.store_record(b"whole")
    assert session.record(session.select()) == b"whole"


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "abcdef"])
def test_a_pin_that_is_none_is_not_stored(pin: str) -> None:
    session, desk = begin(SoftwareCard.blank())
    with pytest.raises(PinForm):
        desk.store_pin(pin)
    assert session.select().stages == Stage(0)
