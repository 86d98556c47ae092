"""Handouts: payouts as a person knows them, one visit, however many journal entries it made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from counter.journal.journal import Journal
from firmware_config.body.payout import Disbursed
from firmware_config.claim import Claim
from firmware_config.record import MAX_ENTITLEMENTS
from firmware_config.wire import Entry

# A card signs in a second; a person who comes again within a minute has nothing due.
_TOGETHER = timedelta(minutes=1)
# Each entitlement is an intent and a payment.
_LONGEST = 2 * MAX_ENTITLEMENTS


@dataclass(frozen=True, slots=True)
class Handout:
    """Payments of one record made together, oldest first; never empty."""

    entries: tuple[Entry, ...]

    @property
    def bodies(self) -> tuple[Disbursed, ...]:
        return tuple(e.body for e in self.entries if isinstance(e.body, Disbursed))

    @property
    def claims(self) -> tuple[Claim, ...]:
        return tuple(body.claim for body in self.bodies)

    @property
    def seq(self) -> int:
        """The number that the receipt bears."""
        return self.entries[0].seq

    @property
    def seqs(self) -> frozenset[int]:
        """The journal numbers of its payments."""
        return frozenset(entry.seq for entry in self.entries)

    @property
    def total_vnd(self) -> int:
        return sum(claim.amount_vnd for claim in self.claims)

    def amount_vnd_of(self, seqs: frozenset[int]) -> int:
        """What the payments among `seqs` come to."""
        return sum(
            entry.body.claim.amount_vnd
            for entry in self.entries
            if entry.seq in seqs and isinstance(entry.body, Disbursed)
        )


def handouts_in(entries: Iterable[Entry]) -> list[Handout]:
    """The payments among `entries`, which are in order, as handouts, oldest first."""
    groups: list[list[Entry]] = []
    for entry in entries:
        if not isinstance(entry.body, Disbursed):
            continue
        if groups and _belongs(entry, entry.body, groups[-1]):
            groups[-1].append(entry)
        else:
            groups.append([entry])
    return [Handout(tuple(group)) for group in groups]


def handout_of(journal: Journal, seq: int) -> Handout | None:
    """The handout that entry `seq` is part of; None if it is no payment."""
    first = max(1, seq - _LONGEST)
    around = journal.entries_from(first, 2 * _LONGEST + 1)
    for handout in handouts_in(around):
        if any(entry.seq == seq for entry in handout.entries):
            return handout
    return None


def _belongs(entry: Entry, body: Disbursed, group: list[Entry]) -> bool:
    last = group[-1]
    assert isinstance(last.body, Disbursed)
    return last.body.record_id == body.record_id and entry.at - last.at <= _TOGETHER
