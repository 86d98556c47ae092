"""The QR text: digits or base45, bounded, and nothing guessed."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config import qr
from firmware_config.errors import ContractError
from firmware_config.qr import MAX_DIGITS, QrError, _from_base45
from firmware_config.record import MAX_RECORD_BYTES
from tests.simulators.base45 import to_base45
from tests.simulators.signed import read_record
from tests.simulators.world import World

WORLD = World.make()
records = st.one_of(
    st.binary(min_size=1, max_size=MAX_RECORD_BYTES),
    st.binary(min_size=1, max_size=8).map(lambda octets: (octets * 128)[:MAX_RECORD_BYTES]),
)


def digits_of(octets: bytes) -> str:
    return str(int.from_bytes(octets))


@given(records)
def test_digits_come_back(record: bytes) -> None:
    text = qr.to_digits(record)
    assert text.isascii()
    assert text.isdigit()
    assert qr.from_text(text) == record


@given(records)
def test_base45_comes_back(record: bytes) -> None:
    assert qr.from_text(to_base45(record)) == record


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", max_size=60))
def test_any_base45_text_is_read_or_refused(text: str) -> None:
    try:
        qr.from_text(text)
    except QrError:
        return


def test_the_rfc_s_own_examples_of_base45_are_read() -> None:
    # RFC 9285 §4.3 and §4.4
    assert _from_base45("BB8") == b"AB"
    assert _from_base45("%69 VD92EX0") == b"Hello!!"
    assert _from_base45("UJCLQE7W581") == b"base-45"
    assert _from_base45("QED8WEX0") == b"ietf!"


def test_a_sheet_is_read_with_the_line_end_a_scanner_adds() -> None:
    sheet = WORLD.issue_qr()
    assert read_record(WORLD, qr.from_text(f" {sheet.text}\r\n")) == sheet.record


def test_a_record_of_one_person_fits_the_code_that_is_printed() -> None:
    # DESIGN: about 820 digits at most; version 17 at error correction Q holds 874.
    assert len(WORLD.issue_qr().text) <= 820


def test_a_record_of_exactly_the_bound_is_read_and_an_octet_more_is_not() -> None:
    for filler in (b"\0", b"\x01\x02\x03\x05\x07"):
        longest = (filler * MAX_RECORD_BYTES)[:MAX_RECORD_BYTES]
        assert qr.from_text(qr.to_digits(longest)) == longest
        assert qr.from_text(to_base45(longest)) == longest
        for text in (qr.to_digits(longest + b"\0"), to_base45(longest + b"\0")):
            with pytest.raises(QrError, match="qr-too-long"):
                qr.from_text(text)


def test_a_bomb_is_not_inflated() -> None:
    bomb = bytes(1_000_000)
    for text in (digits_of(b"\x02" + zlib.compress(bomb, 9)), to_base45(bomb)):
        with pytest.raises(QrError, match="qr-too-long"):
            qr.from_text(text)


_STREAM = zlib.compress(b"record" * 20)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("", "qr-empty", id="nothing"),
        pytest.param(" \r\n\t", "qr-empty", id="white space"),
        pytest.param("1" * (MAX_DIGITS + 1), "qr-too-long", id="too many digits"),
        pytest.param("A" * (MAX_DIGITS + 1), "qr-too-long", id="too many letters"),
        pytest.param("0", "qr-not-a-record", id="zero"),
        pytest.param("001145012345", "qr-not-a-record", id="a citizen number"),
        pytest.param(digits_of(b"\x03abc"), "qr-not-a-record", id="an unknown mark"),
        pytest.param(digits_of(b"\x02abc"), "qr-damaged", id="no stream"),
        pytest.param(digits_of(b"\x02"), "qr-damaged", id="an empty stream"),
        pytest.param(digits_of(b"\x02" + _STREAM[:-1]), "qr-damaged", id="a cut stream"),
        pytest.param(digits_of(b"\x02" + _STREAM + b"\0"), "qr-damaged", id="a tail"),
        pytest.param("001145012345|123456789|Nguyễn", "qr-not-a-record", id="a citizen card"),
        pytest.param("https://example.vn/", "qr-not-a-record", id="an address"),
        pytest.param("abc", "qr-not-a-record", id="small letters"),
        pytest.param("٣٤٥", "qr-not-a-record", id="other digits"),
        pytest.param("²", "qr-not-a-record", id="a superscript"),
        pytest.param("1_000", "qr-not-a-record", id="a digit group"),
        pytest.param("+123", "qr-not-a-record", id="a sign"),
        pytest.param("\ud800", "qr-not-a-record", id="half a surrogate pair"),
        pytest.param("GGW", "qr-not-a-record", id="base45 over 65,535"),
        pytest.param("::", "qr-not-a-record", id="base45 over 255"),
        pytest.param("AAAA", "qr-not-a-record", id="base45 one letter over"),
    ],
)
def test_a_text_that_is_no_record_is_refused(text: str, code: str) -> None:
    with pytest.raises(QrError) as refused:
        qr.from_text(text)
    assert refused.value.code == code


def test_any_damaged_digit_is_refused() -> None:
    sheet = WORLD.issue_qr()
    for at, digit in enumerate(sheet.text):
        other = str((int(digit) + 1) % 10)
        damaged = sheet.text[:at] + other + sheet.text[at + 1 :]
        with pytest.raises(ContractError):
            read_record(WORLD, qr.from_text(damaged))
