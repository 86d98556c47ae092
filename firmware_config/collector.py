"""Who collects for somebody else (người nhận thay): what the journal keeps of the proxy.

The law wants a written, certified authorisation of at most twelve months (Social Insurance Law
2024, Art. 10). The journal keeps the kind of document shown, the last four digits of its number
and the last day of the authorisation; never a name or a whole number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self

from firmware_config import cbor
from firmware_config.body.shape import BodyError

_LAST4 = re.compile(r"[0-9A-Z]{4}")
_DAY = re.compile(r"[0-9]{8}")


class Document(StrEnum):
    """What a proxy shows of himself."""

    CITIZEN_CARD = "citizen-card"
    PASSPORT = "passport"


@dataclass(frozen=True, slots=True)
class Collector:
    """A proxy who collects. `until` is the last day of the authorisation, in Viet Nam."""

    document: Document
    last4: str
    until: date

    def to_wire(self) -> list[object]:
        return [self.document.value, self.last4, f"{self.until:%Y%m%d}"]

    @classmethod
    def of_wire(cls, item: Any) -> Self:
        """Raises `BodyError` (`body-malformed`)."""
        if cbor.is_row(item, str, str, str):
            document, last4, until = item
            if document in tuple(Document) and _LAST4.fullmatch(last4) and _DAY.fullmatch(until):
                try:
                    day = date(int(until[:4]), int(until[4:6]), int(until[6:]))
                except ValueError:
                    raise BodyError("body-malformed") from None
                return cls(Document(document), last4, day)
        raise BodyError("body-malformed")
