"""The courier: receipts that a card brings home from counters that may never send them.

After a payout, once its holder is told and while the card is still in, what the card's journal has
and this counter's has not is read, checked and queued for the ledger. It never holds anybody up:
each receipt is a reader's job of its own, and a card that is taken out ends it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Lock, Thread

from counter.decision.decide import Offer
from counter.journal.journal import Journal
from counter.paying.payout import Paid
from firmware_config.body.card import ScriptApplied
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.kinds import Body
from firmware_config.body.payout import Disbursed
from firmware_config.card.apdu import Connection
from firmware_config.card.profile import LIMITS
from firmware_config.card.receipt import Kind, ReceiptError, SignedReceipt
from firmware_config.card.session import CardSession
from firmware_config.errors import ContractError
from firmware_config.ids import CardId
from firmware_config.reader.worker import ReaderWorker
from firmware_config.signing import PublicKey

READ_TIMEOUT_S = 5.0  # of one record; a slow card takes a tenth of a second
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Errand:
    """A card that has just paid: its receipt key, and its counter as its payout left it."""

    card: CardId
    key: PublicKey
    counter: int
    insertion: int


class Courier:
    """One thread that reads cards after their payouts. `after` is for any thread."""

    def __init__(self, journal: Journal, worker: ReaderWorker, brought: Callable[[], None]) -> None:
        """`brought` is told when a card has been read, or could not be."""
        self._journal = journal
        self._worker = worker
        self._brought = brought
        self._errands: SimpleQueue[Errand | None] = SimpleQueue()
        self._counting = Lock()
        self._under_way = 0
        self._thread = Thread(target=self._run, name="courier", daemon=True)

    @property
    def is_idle(self) -> bool:
        """No card's journal is being read, and none waits for it."""
        return self._under_way == 0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._errands.put(None)
        if self._thread.is_alive():
            self._thread.join(READ_TIMEOUT_S)

    def after(self, paid: Paid, offer: Offer, insertion: int) -> None:
        """`paid` was told; the card of `offer` is in the reader as `insertion`."""
        last = paid.entries[-1].body
        if offer.card is None or offer.receipt_key is None or not isinstance(last, Disbursed):
            return
        if last.receipt is not None:
            counter = SignedReceipt.parse(last.receipt).receipt.counter
            with self._counting:
                self._under_way += 1
            self._errands.put(Errand(offer.card, offer.receipt_key, counter, insertion))

    def run(self, errand: Errand) -> None:
        """Queue what the card brings.

        Raises:
            ContractError: the card is gone, or reads badly; what was queued before stays.
        """
        for counter in self._journal.unseen_receipts(errand.card, errand.counter):
            # Record 1 is the latest. Had the card signed again meanwhile, all have moved on.
            number = errand.counter - counter + 1
            receipt = self._read(errand, number)
            if receipt is None or receipt.receipt.counter != counter:
                break
            try:
                body = self._checked(errand, receipt)
            except ContractError as error:
                _log.warning("courier-receipt-refused", extra={"fault": error.code})
                continue
            if body is not None:
                self._journal.append(body)

    def _read(self, errand: Errand, number: int) -> SignedReceipt | None:
        assert 1 <= number <= LIMITS.journal_records

        def work(connection: Connection) -> SignedReceipt | None:
            return CardSession(connection).journal_record(number)

        return self._worker.run(work, READ_TIMEOUT_S, insertion=errand.insertion)

    def _checked(self, errand: Errand, receipt: SignedReceipt) -> Body | None:
        """What the journal is to say of it; None for what it says already.

        Raises:
            ContractError: it is none of this card's.
        """
        receipt.verify(errand.key)
        told = receipt.receipt
        if told.card != errand.card:
            raise ReceiptError("receipt-does-not-match")
        if told.kind is not Kind.SCRIPT:
            return CarriedReceipt(told.card, receipt.cose)
        if told.mask in self._journal.scripts_told(told.card):
            return None
        return ScriptApplied(told.card, told.mask, receipt.cose)

    def _run(self) -> None:
        while (errand := self._errands.get()) is not None:
            try:
                self.run(errand)
            except ContractError as error:
                _log.info("courier-cut-short", extra={"fault": error.code})
            except Exception:  # one card's fault must not end the courier
                _log.exception("courier-failed")
            finally:
                with self._counting:
                    self._under_way -= 1
            self._brought()
