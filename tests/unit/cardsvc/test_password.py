"""Which passwords a person may choose at the centre."""

from __future__ import annotations

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from cardsvc.staff.password import MAX_PASSWORD, MIN_PASSWORD, is_guessable, password_fault
from firmware_config.web.accounts import generated_password
from tests.conftest import Count


def test_no_common_password_that_is_long_enough_may_be_chosen(count: Count) -> None:
    common = [one for one in FREQUENCY_LISTS["passwords"] if len(one) >= MIN_PASSWORD]
    assert len(common) > 100
    assert [one for one in common if password_fault("lan", one) is None] == []
    count(len(common), "common passwords: none may be chosen")


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd2026!!",
        "qwertyuiop12",
        "abcdefghijkl",
        "matkhau@2026",
        "Mật khẩu 2026",
        "Bưu Điện @2026",
        "Vietnam@2026",
        "anhyeuem1234",
        "Hanoi123456@",
        "nguyenvanan1990",
        "chitra-chitra",
    ],
)
def test_what_is_tried_first_is_refused(password: str) -> None:
    assert password_fault("lan", password) == "password-guessable"


def test_parts_of_one_s_own_name_count_as_known() -> None:
    assert is_guessable("thuc.huynhb", "huynhb@thuc1")
    assert not is_guessable("lan", "huynhb@thuc1")


@pytest.mark.parametrize(
    "password",
    ["con ga an thoc vang", "trời hôm nay đẹp", "con mèo trắng ngủ", "mưa rơi trên mái tôn"],
)
def test_a_short_sentence_may_be_chosen(password: str) -> None:
    assert password_fault("lan", password) is None


def test_what_the_program_draws_may_be_chosen() -> None:
    assert [password_fault("lan", generated_password()) for _ in range(5)] == [None] * 5


def test_passwords_of_signs_and_of_blanks_are_judged_too() -> None:
    signs = "4@8({[<369&#!1/|0$5+7%2"
    assert password_fault("lan", (signs * 6)[:MAX_PASSWORD]) is None
    blanks = "\u2000\u2001\u2002\u2003\u2004\u2005" * 2
    assert password_fault("lan", blanks) == "password-guessable"
    assert password_fault("lan", "password1234" * 10) == "password-guessable"
