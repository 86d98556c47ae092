"""Receipts printed again: each copy has a number and a line in the journal before it is printed."""

from __future__ import annotations

from threading import Lock

from counter.journal.journal import Journal
from counter.paper.receipt_pdf import Copy
from firmware_config.body.copy import CopyMade
from firmware_config.wire import Entry


class Copies:
    """The copies of one terminal's receipts."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._numbering = Lock()

    def make(self, receipt_seq: int, teller: str) -> Copy:
        """The next copy of the receipt that bears `receipt_seq`; durable on return."""
        with self._numbering:
            number = len(self._made(receipt_seq)) + 1
            return _copy(self._journal.append(CopyMade(receipt_seq, number, teller)))

    def find(self, receipt_seq: int, number: int) -> Copy | None:
        """The copy as it was made, so that what is shown again is the same paper."""
        for entry in self._made(receipt_seq):
            copy = _copy(entry)
            if copy.number == number:
                return copy
        return None

    def _made(self, receipt_seq: int) -> list[Entry]:
        return [
            entry
            for entry in self._journal.entries_of(CopyMade.kind, receipt_seq)
            if isinstance(entry.body, CopyMade) and entry.body.receipt_seq == receipt_seq
        ]


def _copy(entry: Entry) -> Copy:
    assert isinstance(entry.body, CopyMade)
    return Copy(entry.body.number, entry.at)
