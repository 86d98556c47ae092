"""What a receipt shows, put together from the journal, the payout list and what is on the desk.

A receipt is an original while the answer that it is about is on the desk; from then on it is a
numbered copy.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from counter.centre.published import Published
from counter.desk.state import DeskState, Told
from counter.journal.handout import Handout, handout_of
from counter.journal.journal import Journal
from counter.paper.receipt_pdf import Copy, Given, ReceiptLine, ReceiptView, receipt_number
from counter.paying.payout import Paid, Unsettled
from counter.paying.reversal import TakenBack
from counter.settings import Settings
from counter.words import programme_name
from firmware_config.body.card import Reversed
from firmware_config.body.payout import Disbursed
from firmware_config.card.receipt import SignedReceipt
from firmware_config.claim import Claim, Medium
from firmware_config.collector import Collector, Document
from firmware_config.cose import Sign1
from firmware_config.web.catalogue import Catalogue
from firmware_config.wire import Entry

UNKNOWN = "—"


class Receipts:
    """The receipts of one terminal. Every method may be called by any thread."""

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        published: Published,
        words: Catalogue,
        is_simulated: Callable[[], bool],
    ) -> None:
        self._settings = settings
        self._journal = journal
        self._published = published
        self._words = words
        self._is_simulated = is_simulated

    def number_of(self, seq: int) -> int | None:
        """The number of the receipt that entry `seq` is on; None if it moved no money."""
        handout = handout_of(self._journal, seq)
        if handout is not None:
            return handout.seq
        entry = self._journal.entry(seq)
        return seq if entry is not None and isinstance(entry.body, Reversed) else None

    def view(self, seq: int, state: DeskState, copy: Copy | None = None) -> ReceiptView | None:
        """The receipt that bears the number `seq`; None if there is none.

        `state` is the desk's: it may know the name that no list has.
        """
        handout = handout_of(self._journal, seq)
        if handout is not None and handout.seq == seq:
            return self._of_payout(handout, state, copy)
        entry = self._journal.entry(seq)
        if entry is not None and isinstance(entry.body, Reversed):
            return self._of_reversal(entry, entry.body, state, copy)
        return None

    def is_original(self, seq: int, state: DeskState) -> bool:
        """Whether the receipt that bears the number `seq` is of the answer on the desk."""
        handout = handout_of(self._journal, seq)
        return is_on_desk(state, {seq} if handout is None else handout.seqs)

    def name_of(self, claims: Iterable[Claim]) -> str:
        """The name that the payout list has for the first of `claims` it knows, or a dash."""
        listed = self._published.snapshot.payout_list
        if listed is not None:
            for claim in claims:
                line = listed.line(claim.entitlement)
                if line is not None:
                    return line.name
        return UNKNOWN

    def _of_payout(self, handout: Handout, state: DeskState, copy: Copy | None) -> ReceiptView:
        name = _name_on_desk(state, handout.seqs) or self.name_of(handout.claims)
        body = handout.bodies[-1]
        view = self._view(handout.entries[-1], body, handout.claims, name, copy)
        return replace(
            view,
            seq=handout.seq,
            medium=body.medium,
            collector=None if body.collector is None else _proxy(body.collector),
            supervisor=body.supervisor,
        )

    def _of_reversal(
        self, entry: Entry, body: Reversed, state: DeskState, copy: Copy | None
    ) -> ReceiptView:
        name = _name_on_desk(state, {entry.seq}) or self.name_of([body.claim])
        paid_seq = self._journal.taken_back_by(entry.seq)
        paid = None if paid_seq is None else handout_of(self._journal, paid_seq)
        return replace(
            self._view(entry, body, (body.claim,), name, copy),
            given=Given.TAKEN_BACK,
            against=None if paid is None else receipt_number(self._settings.terminal, paid.seq),
            supervisor=body.supervisor,
        )

    def _view(
        self,
        entry: Entry,
        body: Disbursed | Reversed,
        claims: Iterable[Claim],
        name: str,
        copy: Copy | None,
    ) -> ReceiptView:
        card_counter, signature = card_s_word(body)
        return ReceiptView(
            office=self._settings.office,
            office_name=self._settings.office_name,
            terminal=self._settings.terminal,
            seq=entry.seq,
            paid_at=entry.at,
            teller=body.teller,
            name=name,
            medium=Medium.CHIP,
            lines=tuple(self._lines(claims)),
            card=body.card,
            card_counter=card_counter,
            signature=signature,
            copy=copy,
            is_simulated=self._is_simulated(),
            is_practice=self._settings.practice,
        )

    def _lines(self, claims: Iterable[Claim]) -> Iterator[ReceiptLine]:
        for claim in claims:
            vi, en = (programme_name(self._words, claim.programme, one) for one in ("vi", "en"))
            for period in claim.periods:
                yield ReceiptLine(vi, en, period, claim.amount_per_period_vnd)


_DOCUMENT_WORDS = {Document.CITIZEN_CARD: "Căn cước", Document.PASSPORT: "Hộ chiếu"}


def _proxy(collector: Collector) -> str:
    """What the journal knows of a proxy; the name is what he writes by hand."""
    return (
        f"{_DOCUMENT_WORDS[collector.document]} …{collector.last4}, "
        f"uỷ quyền đến {collector.until:%d/%m/%Y}"
    )


def is_on_desk(state: DeskState, seqs: Collection[int]) -> bool:
    """Whether the answer on the desk is about one of the entries `seqs`."""
    match state:
        case Told(answer=Paid() | Unsettled() as answer):
            return any(entry.seq in seqs for entry in answer.entries)
        case Told(answer=TakenBack(entry)):
            return entry.seq in seqs
    return False


def card_s_word(body: Disbursed | Reversed) -> tuple[int | None, bytes | None]:
    """The card's transaction counter and signature; none without a chip."""
    if body.receipt is None:
        return None, None
    counter = SignedReceipt.parse(body.receipt).receipt.counter
    return counter, Sign1.parse(body.receipt, max_bytes=512).signature


def _name_on_desk(state: DeskState, seqs: Collection[int]) -> str | None:
    if is_on_desk(state, seqs) and isinstance(state, Told) and state.offer is not None:
        return state.offer.record.name
    return None
