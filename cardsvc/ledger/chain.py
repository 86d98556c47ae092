"""A terminal's journal as the ledger holds it, and what new batches add to it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile

from firmware_config.wire import Batch, Entry

Hashes = Callable[[int, int], Mapping[int, bytes]]
"""`hashes(first, last)`: those of the entries held, by their numbers."""


def always(entry: Entry) -> bool:
    return True


def never(entry: Entry) -> bool:
    return False


@dataclass(slots=True)
class Chain:
    """Held through `seq`, whose hash is `head`; `new` are the entries that batches add to it.

    `counts` tells of a new entry whether it counts; those after one that does not, do not either.
    `fork` is the first entry that told another history than the one held; nothing is added from
    there on. `signed` is the batch that reached the end.
    """

    seq: int
    head: bytes
    hashes: Hashes
    counts: Callable[[Entry], bool] = always
    new: list[Entry] = field(default_factory=list)
    fork: Entry | None = None
    signed: Batch | None = None

    def follows_gap(self, batch: Batch) -> bool:
        return batch.first_seq > self.seq + 1

    def extend(self, batch: Batch) -> tuple[Entry, ...]:
        """Take what is new of a batch and counts; where it overlaps it must be the same octet for
        octet. What is new and does not count."""
        fork = self._fork(batch)
        if fork is not None:
            self.fork, self.counts = self.fork or fork, never
            return tuple(entry for entry in batch.entries if entry.seq >= fork.seq)
        new = [entry for entry in batch.entries if entry.seq > self.seq]
        counted = list(takewhile(self.counts, new))
        if counted:
            self.new += counted
            self.seq, self.head, self.signed = counted[-1].seq, counted[-1].hash, batch
        return tuple(new[len(counted) :])

    def _fork(self, batch: Batch) -> Entry | None:
        held = self._held(batch)
        for entry in batch.entries:
            before = held.get(entry.seq - 1)
            same = held.get(entry.seq, entry.hash) == entry.hash
            if not same or (before is not None and entry.previous != before):
                return entry
        return None

    def _held(self, batch: Batch) -> dict[int, bytes]:
        """Of the entries from the one before the batch on, as far as they are held."""
        if batch.first_seq == self.seq + 1:
            return {self.seq: self.head}
        first, last = batch.first_seq - 1, min(batch.last_seq, self.seq)
        known = self.seq - len(self.new)
        held = dict(self.hashes(first, min(last, known))) if first <= known else {}
        return held | {entry.seq: entry.hash for entry in self.new if first <= entry.seq <= last}
