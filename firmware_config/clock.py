"""Time on the wire: aware UTC in the program, whole seconds since 1970 in signed things."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol

from firmware_config.errors import ContractError

_END = 1 << 32  # year 2106: a card's receipt holds a time in four octets


class TimeFault(ContractError):
    """A number that is no time we use."""


class Clock(Protocol):
    """Where the time comes from; passed in, so that tests and decisions own it."""

    def __call__(self) -> datetime: ...


def utc_now() -> datetime:
    return datetime.now(UTC)


def to_unix(at: datetime) -> int:
    """Raises `TimeFault`: `time-naive`, or `time-out-of-range` where `from_unix` does."""
    if at.tzinfo is None:
        raise TimeFault("time-naive")
    seconds = int(at.timestamp())
    if not 0 <= seconds < _END:
        raise TimeFault("time-out-of-range")
    return seconds


def from_unix(seconds: object) -> datetime:
    """Raises `TimeFault` (`time-out-of-range`) unless 0 ≤ seconds < 2³² (year 2106)."""
    if type(seconds) is not int or not 0 <= seconds < _END:
        raise TimeFault("time-out-of-range")
    return datetime.fromtimestamp(seconds, UTC)
