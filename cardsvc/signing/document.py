"""A signed document, as it is fetched."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Self


@dataclass(frozen=True, slots=True)
class Document:
    """A signed document. `etag` is an entity tag (RFC 9110 §8.8.3) without its quotes."""

    octets: bytes
    etag: str
    signed_at: datetime

    @classmethod
    def of(cls, octets: bytes, now: datetime) -> Self:
        return cls(octets, hashlib.sha256(octets).hexdigest()[:32], now)
