"""Codes of an authenticator app, against the test vectors of the RFC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cardsvc.staff.totp import (
    code_at,
    matching_step,
    new_recovery_codes,
    otpauth_uri,
    recovery_digest,
    secret_words,
    step_of,
)

SECRET = b"12345678901234567890"
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("second", "code"),
    [  # RFC 6238 appendix B, SHA-1, the last six of its eight digits
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_vectors_of_the_rfc(second: int, code: str) -> None:
    at = datetime.fromtimestamp(second, UTC)
    assert code_at(SECRET, step_of(at)) == code
    assert matching_step(SECRET, code, at, None) == second // 30


@pytest.mark.parametrize(("drift", "counts"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_telephone_may_be_half_a_minute_off(drift: int, counts: bool) -> None:
    code = code_at(SECRET, step_of(NOW + timedelta(seconds=drift)))
    assert (matching_step(SECRET, code, NOW, None) is not None) is counts


def test_a_code_that_was_used_and_those_before_it_count_no_more() -> None:
    step = step_of(NOW)
    for used in (step - 1, step):
        assert matching_step(SECRET, code_at(SECRET, used), NOW, step) is None
    assert matching_step(SECRET, code_at(SECRET, step + 1), NOW, step) == step + 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "é"])
def test_what_is_no_code_matches_nothing(typed: str) -> None:
    assert matching_step(SECRET, typed, NOW, None) is None


def test_blanks_in_a_code_do_not_matter() -> None:
    code = code_at(SECRET, step_of(NOW))
    assert matching_step(SECRET, f" {code[:3]} {code[3:]} ", NOW, None) is not None


def test_the_picture_s_address_and_the_words_hold_the_secret() -> None:
    assert secret_words(SECRET) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert otpauth_uri(SECRET, "chi trả", "lan") == (
        "otpauth://totp/chi%20tr%E1%BA%A3:lan"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=chi%20tr%E1%BA%A3"
    )


def test_recovery_codes_differ_and_are_known_however_typed() -> None:
    codes = new_recovery_codes()
    assert len(set(codes)) == 10
    typed = codes[0].upper().replace("-", " ")
    assert recovery_digest(typed) == recovery_digest(codes[0]) != recovery_digest(codes[1])
