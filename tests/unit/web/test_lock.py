"""A session left alone is locked: it lasts, shows nothing, and opens with its own password."""

from __future__ import annotations

import pytest

from firmware_config.web.accounts import Account
from firmware_config.web.sessions import Sessions

LAN = Account("lan", "teller", "hash")
MAI = Account("mai", "supervisor", "hash")


class Staff:
    """Accounts that are always there."""

    def find(self, user: str) -> Account | None:
        return {"lan": LAN, "mai": MAI}.get(user)

    def verify(self, user: str, password: str, source: str = "") -> Account | None:
        return self.find(user) if password == user else None

    def create(self, user: str, role: str) -> str:
        raise AssertionError


class Hands:
    def __init__(self) -> None:
        self.at_s = 0.0

    def __call__(self) -> float:
        return self.at_s


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def sessions(hands: Hands) -> Sessions:
    return Sessions(Staff(), clock=hands, lock_s=lambda: 180.0)


def test_a_session_in_use_is_never_locked(sessions: Sessions, hands: Hands) -> None:
    sid = sessions.begin(LAN)
    for _ in range(20):
        hands.at_s += 179
        assert not sessions.is_locked(sid)
        assert sessions.account_of(sid, active=True) == LAN


def test_a_session_left_alone_is_locked_and_what_it_asks_for_does_not_open_it(
    sessions: Sessions, hands: Hands
) -> None:
    sid = sessions.begin(LAN)
    hands.at_s = 100
    assert sessions.account_of(sid, active=False) == LAN  # a page that refreshes by itself
    hands.at_s = 180
    assert sessions.is_locked(sid)
    assert sessions.account_of(sid, active=True) == LAN
    assert sessions.is_locked(sid)
    sessions.unlock(sid)
    assert not sessions.is_locked(sid)


def test_a_session_is_locked_by_hand(sessions: Sessions) -> None:
    sid = sessions.begin(LAN)
    sessions.lock(sid)
    assert sessions.is_locked(sid)
    sessions.unlock(sid)
    assert not sessions.is_locked(sid)


def test_nobody_is_at_work_behind_a_lock(sessions: Sessions, hands: Hands) -> None:
    lan = sessions.begin(LAN)
    assert sessions.at_work() == LAN
    sessions.lock(lan)
    assert sessions.at_work() is None
    sessions.begin(MAI)
    assert sessions.at_work() == MAI
    hands.at_s = 180
    assert sessions.at_work() is None


def test_a_locked_session_ends_as_any_other(sessions: Sessions, hands: Hands) -> None:
    sid = sessions.begin(LAN)
    sessions.lock(sid)
    hands.at_s = 30 * 60
    assert sessions.account_of(sid, active=True) is None
    assert not sessions.is_locked(sid)


def test_an_unknown_session_is_neither_locked_nor_opened(sessions: Sessions) -> None:
    sessions.lock("none")
    sessions.unlock("none")
    assert not sessions.is_locked("none")
    assert sessions.account_of("none", active=True) is None
