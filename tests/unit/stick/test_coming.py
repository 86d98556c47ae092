"""The centre's answer: for one counter, sealed, whole or not at all."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config import cbor
from firmware_config.ids import TerminalId
from firmware_config.signing import KeyFault
from firmware_config.stick.coming import Answer, Refused, read_answer, write_answer
from firmware_config.stick.layout import IN, StickError
from firmware_config.stick.sealing import OpeningKey, seal

TERMINAL, OTHER = TerminalId("T0000001"), TerminalId("T0000002")
AT = datetime(2026, 11, 5, 8, 0, tzinfo=UTC)
KEY = OpeningKey.new()
ANSWER = Answer(TERMINAL, AT, (b"ack", b"ack2"), Refused("batch-gap", 7), {"/api/v1/trust": b"Hoa"})
SEALED = ANSWER.seal(KEY.public)


def test_what_is_sealed_for_a_counter_it_reads() -> None:
    assert Answer.open(SEALED, TERMINAL, KEY) == ANSWER


def test_nothing_of_it_lies_open_on_the_stick() -> None:
    for secret in (b"Hoa", b"/api/v1/trust", b"batch-gap", b"ack2"):
        assert secret not in SEALED


def test_another_counters_answer_is_refused_by_name() -> None:
    with pytest.raises(StickError, match=r"stick-of-another.*T0000001"):
        Answer.open(SEALED, OTHER, KEY)


def test_an_answer_under_a_changed_name_does_not_open() -> None:
    form, _, at, sealed = cbor.decode(SEALED)
    renamed = cbor.encode([form, OTHER.octets, at, sealed])
    with pytest.raises(StickError, match="stick-sealed"):
        Answer.open(renamed, OTHER, KEY)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(StickError, match="stick-sealed"):
        Answer.open(SEALED, TERMINAL, OpeningKey.new())


@given(st.integers(0, len(SEALED) * 8 - 1))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    octets = bytearray(SEALED)
    octets[bit // 8] ^= 1 << bit % 8
    with pytest.raises(StickError):
        Answer.open(bytes(octets), TERMINAL, KEY)


@given(st.integers(0, len(SEALED) - 1))
def test_any_cut_is_refused(length: int) -> None:
    with pytest.raises(StickError):
        Answer.open(SEALED[:length], TERMINAL, KEY)


def test_what_is_no_key_seals_nothing() -> None:
    for key in (bytes(32), bytes(31), b""):
        with pytest.raises(StickError, match="stick-malformed"):
            seal(b"octets", key, b"what")


def test_answers_are_found_by_whom_they_are_for(tmp_path: Path) -> None:
    with pytest.raises(StickError, match="stick-empty"):
        read_answer(tmp_path, TERMINAL)
    write_answer(tmp_path, SEALED, TERMINAL)
    assert read_answer(tmp_path, TERMINAL) == SEALED
    (tmp_path / IN / "Copy of T0000001.answer").write_bytes(b"somebody's copy")
    with pytest.raises(StickError, match=r"stick-of-another.*'T0000001'"):
        read_answer(tmp_path, OTHER)


def test_answers_still_packed_are_told(tmp_path: Path) -> None:
    (tmp_path / "chitra-in (1).zip").write_bytes(b"PK")
    with pytest.raises(StickError, match="stick-not-unpacked"):
        read_answer(tmp_path, TERMINAL)


def test_no_stick_is_told(tmp_path: Path) -> None:
    with pytest.raises(StickError, match="stick-absent"):
        read_answer(tmp_path / "none", TERMINAL)


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "stick.key"
    made = OpeningKey.kept_in(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert OpeningKey.kept_in(file).public == made.public
    file.chmod(0o644)
    with pytest.raises(KeyFault, match="key-file-not-private"):
        OpeningKey.kept_in(file)
    file.chmod(0o600)
    file.write_bytes(b"short")
    with pytest.raises(KeyFault, match="key-file-unreadable"):
        OpeningKey.kept_in(file)
