"""Closing an open intent by hand, on a supervisor's word, when its card cannot be asked any more.

The ledger books what the supervisor says of the cash and raises a case: somebody looks into it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from counter.journal.beside import IntentClosed
from counter.journal.journal import Journal
from firmware_config.body.payout import Intent, OutcomeUnknown
from firmware_config.wire import Entry


class Reason(StrEnum):
    """Why the card cannot be asked. The value stands in the journal, which holds no free text:
    somebody would write a name into it."""

    CARD_LOST = "card-lost"
    CARD_BROKEN = "card-broken"
    HOLDER_GONE = "holder-gone"
    RECEIPT_FELL_OFF = "receipt-fell-off"


@dataclass(frozen=True, slots=True)
class Word:
    """What a supervisor says of an intent; `cash_moved` as in `OutcomeUnknown`."""

    nonce: bytes
    reason: Reason
    cash_moved: bool
    supervisor: str


def close_by_hand(journal: Journal, word: Word) -> Entry:
    """Close the intent that `word` is about.

    A payout whose cash was handed over refuses its periods here from now on; one whose cash was
    not may be offered again. A reversal changes nothing of the payment it was to take back.

    Raises:
        IntentClosed: there is no such open intent.
    """
    for entry in journal.open_intents():
        intent = entry.body
        if isinstance(intent, Intent) and intent.nonce == word.nonce:
            return journal.append(
                OutcomeUnknown(
                    intent.nonce,
                    intent.card,
                    intent.claim,
                    journal.reversing(intent.nonce) is not None,
                    word.cash_moved,
                    word.reason.value,
                    intent.teller,
                    word.supervisor,
                )
            )
    raise IntentClosed
