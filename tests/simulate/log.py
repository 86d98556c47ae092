"""What somebody standing in the offices would have seen: the simulation's own log.

It is what the checker believes. Nothing of it is read out of the product's books.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cash:
    """Cash that went into a drawer, or out of it (negative), because entry `seq` said so.

    `dues` are the entitlements and period codes that it was for; `nonce` names the payout.
    """

    terminal: str
    seq: int
    hash: bytes
    amount_vnd: int
    nonce: bytes = b""
    dues: tuple[tuple[bytes, int], ...] = ()


@dataclass(slots=True)
class Log:
    """`asked` are the terminals and nonces that cards heard an order of; `signed` what each card's
    own journal holds at the end. `broken` is what was seen to be wrong on the way."""

    cash: list[Cash] = field(default_factory=list)
    asked: set[tuple[str, bytes]] = field(default_factory=set)
    signed: dict[bytes, list[bytes]] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    broken: list[str] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)
    outcomes: list[str] = field(default_factory=list)

    def told(self, cash: Cash) -> None:
        self.cash.append(cash)

    def drawer_vnd(self, terminal: str) -> int:
        return sum(one.amount_vnd for one in self.cash if one.terminal == terminal)
