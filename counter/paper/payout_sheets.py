"""The lists of one terminal: any run of its journal as a payout list or a form to sign by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from counter.journal.journal import Journal
from counter.paper.payout_sheet import PayoutSheet, sheet_of
from counter.paper.payout_sheet_pdf import Heading, hand_sheet_pdf, payout_sheet_pdf
from counter.paper.receipts import Receipts
from counter.settings import Settings
from counter.words import programme_name
from firmware_config.errors import ContractError
from firmware_config.ids import ProgrammeCode
from firmware_config.web.catalogue import Catalogue
from firmware_config.wire import Entry

MAX_ENTRIES = 50_000
"""Far above a shift's; a list of that many is two hundred pages of a month."""
_AT_A_TIME = 500


class SheetFault(ContractError):
    """`sheet-empty`: no such entries. `sheet-too-long`: more than `most`."""


class PayoutSheets:
    """Every method may be called by any thread."""

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        receipts: Receipts,
        words: Catalogue,
        is_simulated: Callable[[], bool],
    ) -> None:
        self._settings = settings
        self._journal = journal
        self._receipts = receipts
        self._words = words
        self._is_simulated = is_simulated

    def sheet(self, first_seq: int, last_seq: int) -> PayoutSheet:
        """The list of the entries from `first_seq` to `last_seq`.

        Raises:
            SheetFault: there are none, or too many.
        """
        if last_seq - first_seq >= MAX_ENTRIES:
            raise SheetFault("sheet-too-long", most=MAX_ENTRIES)
        entries = self._entries(first_seq, last_seq)
        made = sheet_of(entries, lambda claim: self._receipts.name_of([claim]))
        if made is None:
            raise SheetFault("sheet-empty", first=first_seq, last=last_seq)
        return made

    def pdf(self, sheet: PayoutSheet) -> bytes:
        return payout_sheet_pdf(sheet, self._heading(), self._programme_vi)

    def hand_pdf(self, sheet: PayoutSheet | None, made_at: datetime) -> bytes:
        """The form to sign by hand; without a `sheet` all of its lines are blank."""
        return hand_sheet_pdf(self._heading(), made_at, sheet, self._programme_vi)

    def _entries(self, first_seq: int, last_seq: int) -> Iterator[Entry]:
        while first_seq <= last_seq:
            entries = self._journal.entries_from(
                first_seq, min(_AT_A_TIME, last_seq - first_seq + 1)
            )
            if not entries:
                return
            yield from entries
            first_seq = entries[-1].seq + 1

    def _heading(self) -> Heading:
        settings = self._settings
        return Heading(
            *(settings.office, settings.office_name, settings.terminal),
            is_simulated=self._is_simulated(),
            is_practice=settings.practice,
        )

    def _programme_vi(self, code: ProgrammeCode) -> str:
        return programme_name(self._words, code, "vi")
