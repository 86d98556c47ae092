"""What is unusual in a teller's month, in numbers and against a threshold. Pure, but for `load`.

A pattern says where to look and nothing about why: an old lady's neighbour collects for a whole
hamlet, a flood sends everybody to the list.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Self

from cardsvc.inspection.errors import InspectionError
from firmware_config.body.card import Reversed
from firmware_config.body.payout import Disbursed
from firmware_config.claim import Medium
from firmware_config.vietnamese.dates import VIET_NAM
from firmware_config.wire import Entry


class PatternKind(StrEnum):
    FAST = "fast"
    HOURS = "hours"
    PROXY = "proxy"
    REVERSED = "reversed"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """As `patterns.toml` explains them."""

    least_payouts: int
    fast_seconds: int
    fast_percent: int
    hours_from: int
    hours_until: int
    hours_percent: int
    proxy_times: int
    reversed_percent: int
    list_percent: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `InspectionError` (`patterns-file`), with the `name` at fault."""
        told = tomllib.loads(text)
        names = [field.name for field in fields(cls)]
        for name in {*names, *told}:
            value = told.get(name)
            if name not in names or type(value) is not int or not 0 < value < 10_000:
                raise InspectionError("patterns-file", name=name)
        return cls(**told)


@dataclass(frozen=True, slots=True)
class Pattern:
    """`number` out of `of` payouts; `threshold` is the percent or the count from which it is shown.
    `who` is the last digits of a proxy's document."""

    kind: PatternKind
    teller: str
    number: int
    of: int
    threshold: int
    who: str = ""


@cache
def thresholds() -> Thresholds:
    """Those of the file beside this module."""
    source = files(__package__) / "patterns.toml"
    return Thresholds.parse(source.read_text(encoding="utf-8"))


def patterns_in(entries: Iterable[Entry], at: Thresholds) -> tuple[Pattern, ...]:
    """The patterns of all tellers in `entries`, a month of some terminals' journals.

    1. Tellers with few payouts are left out.
    2. A pattern is shown where its share, or its count, reaches the threshold.
    """
    paid: dict[str, list[tuple[Entry, Disbursed]]] = defaultdict(list)
    reversed_by = Counter[str]()
    followed: set[tuple[str, int]] = set()
    last: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda one: (one.terminal.text, one.seq)):
        match entry.body:
            case Disbursed() as body:
                paid[body.teller].append((entry, body))
                before = last.get(entry.terminal.text)
                last[entry.terminal.text] = entry
                if before and 0 <= (entry.at - before.at).total_seconds() < at.fast_seconds:
                    followed.add((entry.terminal.text, entry.seq))
            case Reversed(teller=teller):
                reversed_by[teller] += 1
    found: list[Pattern] = []
    for teller, payouts in sorted(paid.items()):
        # 1
        if len(payouts) < at.least_payouts:
            continue
        # 2
        counted = (
            (PatternKind.FAST, _fast(payouts, followed), at.fast_percent),
            (PatternKind.HOURS, _outside(payouts, at), at.hours_percent),
            (PatternKind.REVERSED, reversed_by[teller], at.reversed_percent),
            (PatternKind.LIST, _by_list(payouts), at.list_percent),
        )
        found += (
            Pattern(kind, teller, number, len(payouts), percent)
            for kind, number, percent in counted
            if number * 100 >= percent * len(payouts)
        )
        found += (
            Pattern(PatternKind.PROXY, teller, number, len(payouts), at.proxy_times, who)
            for who, number in _proxies(payouts)
            if number >= at.proxy_times
        )
    return tuple(found)


_Payouts = Sequence[tuple[Entry, Disbursed]]


def _fast(payouts: _Payouts, followed: set[tuple[str, int]]) -> int:
    return sum((entry.terminal.text, entry.seq) in followed for entry, _ in payouts)


def _outside(payouts: _Payouts, at: Thresholds) -> int:
    hours = (entry.at.astimezone(VIET_NAM).hour for entry, _ in payouts)
    return sum(not at.hours_from <= hour < at.hours_until for hour in hours)


def _by_list(payouts: _Payouts) -> int:
    return sum(body.medium is Medium.LIST for _, body in payouts)


def _proxies(payouts: _Payouts) -> list[tuple[str, int]]:
    """Proxies' last four digits and for how many entitlements they collected, most first. Two
    people may share their last digits."""
    served: dict[tuple[str, str], set[bytes]] = defaultdict(set)
    for _, body in payouts:
        if body.collector is not None:
            of = body.collector.document.value, body.collector.last4
            served[of].add(body.claim.entitlement.octets)
    counted = [(last4, len(refs)) for (_, last4), refs in served.items()]
    return sorted(counted, key=lambda one: (-one[1], one[0]))
