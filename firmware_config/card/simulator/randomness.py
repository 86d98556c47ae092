"""Where a software card's random octets come from; passed in, so that a test owns them."""

from __future__ import annotations

from typing import Protocol


class Random(Protocol):
    """`secrets.token_bytes`, or a test's."""

    def __call__(self, length: int, /) -> bytes: ...
