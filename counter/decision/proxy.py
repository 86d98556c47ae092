"""Whether somebody may collect for the person (người nhận thay). Pure.

The person's own identity is shown as ever, by PIN or by number; the proxy's comes on top.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from counter.decision.refusal import Basis, Refusal, Rule
from firmware_config.collector import Collector, Document
from firmware_config.errors import ContractError
from firmware_config.ids import CitizenNumber
from firmware_config.record import CitizenHash

LONGEST_MONTHS = 12
"""An authorisation is good for twelve months at most (Social Insurance Law 2024, Art. 10)."""
_PASSPORT = re.compile(r"[A-Z][0-9]{7,8}")


class ProxyFault(ContractError):
    """What was typed of a proxy is incomplete: `proxy-number`, `proxy-document`, `proxy-until`."""


class ListedProxy(Protocol):
    """Whom the payout list names as the person's proxy, and the last day of the authorisation."""

    @property
    def citizen(self) -> CitizenHash: ...

    @property
    def until(self) -> date: ...


@dataclass(frozen=True, slots=True)
class Proxy:
    """The proxy at the desk, by the document that is shown. `citizen` is there for a citizen
    card."""

    collector: Collector
    citizen: CitizenNumber | None

    @classmethod
    def of_citizen(cls, number: CitizenNumber, until: date) -> Proxy:
        return cls(Collector(Document.CITIZEN_CARD, number.last4, until), number)

    @classmethod
    def of_passport(cls, number: str, until: date) -> Proxy:
        """Raises `ProxyFault` (`proxy-number`) for what is no passport's number."""
        text = number.strip().upper()
        if not _PASSPORT.fullmatch(text):
            raise ProxyFault("proxy-number")
        return cls(Collector(Document.PASSPORT, text[-4:], until), None)


def check_proxy(
    proxy: Proxy, listed: ListedProxy | None, today: date, record_id: bytes
) -> Refusal | None:
    """None if `proxy` may collect today.

    1. The list, where it names a proxy, names this one.
    2. The authorisation has not run out, neither by its paper nor by the list.
    3. It is not for longer than the law allows.
    """
    until = proxy.collector.until
    basis = Basis.TELLER
    if listed is not None:
        # 1
        if proxy.citizen is None or not listed.citizen.matches(proxy.citizen):
            return Refusal(Rule.PROXY_NOT_LISTED, Basis.PAYOUT_LIST, record_id=record_id)
        if listed.until < until:
            until, basis = listed.until, Basis.PAYOUT_LIST
    # 2
    if today > until:
        return Refusal(Rule.PROXY_EXPIRED, basis, data={"until": until}, record_id=record_id)
    # 3
    longest = {"months": LONGEST_MONTHS}
    if until >= date(today.year + 1, today.month, min(today.day, 28)):
        return Refusal(Rule.PROXY_TOO_LONG, Basis.TELLER, data=longest, record_id=record_id)
    return None
