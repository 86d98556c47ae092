"""Random octets from a seed, in place of the operating system's.

The product draws nonces and ids from `secrets`. Here, and nowhere else, that module is given a
seeded source, so that a seed repeats. Signatures still draw their own nonce (ECDSA): no decision
rests on it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from random import Random
from types import ModuleType

_scrypt = lru_cache(maxsize=1024)(hashlib.scrypt)
"""Slow on purpose, and always of the same few numbers here."""


class Entropy:
    """A source that may be wound to a place: each event has its own octets, whatever came before
    it, so that a history with an event left out draws the same for the others."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._random = Random(seed)  # noqa: S311 - to be repeatable is the point

    def wind_to(self, place: object) -> None:
        self._random.seed(f"{self._seed}/{place}")

    def octets(self, length: int | None = None, /) -> bytes:
        return self._random.randbytes(32 if length is None else length)

    def below(self, limit: int, /) -> int:
        return self._random.randrange(limit)


@contextmanager
def seeded(entropy: Entropy) -> Iterator[None]:
    """Every `secrets.token_bytes` and `secrets.randbelow` from `entropy`, until the end."""
    changed: tuple[tuple[ModuleType, str, object], ...] = (
        (secrets, "token_bytes", entropy.octets),
        (secrets, "randbelow", entropy.below),
        (hashlib, "scrypt", _scrypt),
    )
    kept = [(module, name, getattr(module, name)) for module, name, _ in changed]
    try:
        for module, name, ours in changed:
            setattr(module, name, ours)
        yield
    finally:
        for module, name, own in kept:
            setattr(module, name, own)
