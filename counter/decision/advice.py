"""What the centre tells the teller of a person: proxy, payout at home, a note, a photo. No rule
rests on it.

It comes with the office payout list, so only for the office's own people. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from firmware_config.payout_list import OfficePayoutList, Proxy
from firmware_config.record import Entitlement


@dataclass(frozen=True, slots=True)
class Advice:
    """`is_proxy_over`: the authorisation ran out since the list was made."""

    proxy: Proxy | None = None
    is_proxy_over: bool = False
    home: bool = False
    note: str = field(default="", repr=False)
    photo: bytes | None = None
    """Its SHA-256."""

    @classmethod
    def of(
        cls,
        entitlements: Iterable[Entitlement],
        payout_list: OfficePayoutList | None,
        today: date,
    ) -> Self:
        """The same stands on every line of a person's; `today` is the day in Viet Nam."""
        if payout_list is None:
            return cls()
        lines = (payout_list.line(entitlement.id) for entitlement in entitlements)
        line = next((one for one in lines if one is not None), None)
        if line is None:
            return cls()
        is_over = line.proxy is not None and line.proxy.until < today
        return cls(line.proxy, is_over, line.home, line.note, line.photo)
