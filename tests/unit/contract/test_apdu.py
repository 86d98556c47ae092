"""APDUs: short commands, chaining, and answers that have an end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config.card.apdu import ANSWER_MAX, SW, ApduError, Command, MalformedApdu, exchange

octets = st.integers(0, 255)


class Scripted:
    """A card that answers what it was told to, and remembers what it was sent."""

    def __init__(self, *answers: tuple[bytes, int]) -> None:
        self.answers = list(answers)
        self.sent: list[Command] = []

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        self.sent.append(Command.parse(apdu))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@given(
    st.builds(
        Command,
        octets,
        octets,
        octets,
        octets,
        st.binary(max_size=255),
        st.integers(0, 256),
    )
)
def test_a_command_comes_back_as_it_was_encoded(command: Command) -> None:
    assert Command.parse(command.encode()) == command


@pytest.mark.parametrize(
    "apdu",
    ["", "00a404", "00a404000201", "00a4040002010203 04", "00a4040000", "00a40400000001ff00"],
)
def test_octets_of_another_length_are_no_command(apdu: str) -> None:
    if apdu == "00a4040000":  # case 2: Le alone
        assert Command.parse(bytes.fromhex(apdu)).le == 256
        return
    with pytest.raises(MalformedApdu, match="apdu-length"):
        Command.parse(bytes.fromhex(apdu))


@pytest.mark.parametrize("command", [Command(0, 0, data=bytes(256)), Command(0, 0, le=257)])
def test_a_command_too_long_for_the_short_form_is_not_encoded(command: Command) -> None:
    with pytest.raises(MalformedApdu, match="apdu-too-long"):
        command.encode()


def test_long_data_goes_out_in_links_and_only_the_last_asks_for_an_answer() -> None:
    card = Scripted((b"", 0x9000))
    data = bytes(range(256)) * 2 + b"end"
    exchange(card, Command(0x80, 0xE2, 1, 2, data, le=256))
    assert b"".join(link.data for link in card.sent) == data
    assert [(link.cla, link.le) for link in card.sent] == [(0x90, 0), (0x90, 0), (0x80, 256)]


def test_a_refused_link_ends_the_chain() -> None:
    card = Scripted((b"", SW.CHAINING_NOT_SUPPORTED))
    with pytest.raises(ApduError) as refused:
        exchange(card, Command(0x80, 0xE2, data=bytes(600)))
    assert refused.value.sw == SW.CHAINING_NOT_SUPPORTED
    assert len(card.sent) == 1


def test_a_card_that_names_the_right_length_is_asked_again() -> None:
    card = Scripted((b"", 0x6C05), (b"hello", 0x9000))
    assert exchange(card, Command(0, 0xCA, le=256)) == b"hello"
    assert [command.le for command in card.sent] == [256, 5]


def test_an_answer_in_pieces_is_put_together() -> None:
    card = Scripted((b"one ", 0x6104), (b"two ", 0x6100), (b"three", 0x9000))
    assert exchange(card, Command(0, 0xCA, le=4)) == b"one two three"
    assert [(command.ins, command.le) for command in card.sent[1:]] == [(0xC0, 4), (0xC0, 256)]


@pytest.mark.parametrize("piece", [b"", b"more"])
def test_a_card_that_says_more_for_ever_does_not_hold_the_reader(piece: bytes) -> None:
    card = Scripted((piece, 0x61FF))
    with pytest.raises(MalformedApdu, match="apdu-answer-endless"):
        exchange(card, Command(0, 0xCA, le=256))
    assert len(card.sent) < ANSWER_MAX


def test_any_other_status_word_is_raised_with_its_data() -> None:
    with pytest.raises(ApduError) as refused:
        exchange(Scripted((b"why", 0x6985)), Command(0x80, 0x40))
    assert (refused.value.sw, refused.value.response_data) == (SW.CONDITIONS, b"why")
    assert refused.value.data == {"sw": "6985", "ins": "40"}
