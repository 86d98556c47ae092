"""What the journal says of card sessions that were cut off."""

from __future__ import annotations

from counter.decision.decide import Offer
from counter.journal.journal import Journal
from counter.paying.payout import Paid, Unsettled
from counter.paying.reversal import ReversalUnsettled, TakenBack
from firmware_config.body.card import Reversed
from firmware_config.body.payout import Disbursed, Intent
from firmware_config.wire import Entry

# An intent, a payment, and an intent that came to nothing.
_ENTRIES_A_DUE = 3


def payout_after(journal: Journal, before: int, offer: Offer) -> Paid | Unsettled | None:
    """What a payout of `offer` came to that was cut off after entry `before`; None for nothing."""
    since = journal.entries_from(before + 1, _ENTRIES_A_DUE * len(offer.dues))
    paid = tuple(entry for entry in since if isinstance(entry.body, Disbursed))
    open_nonces = {
        entry.body.nonce
        for entry in journal.open_intents(offer.card)
        if isinstance(entry.body, Intent)
    }
    for entry in since:
        if isinstance(entry.body, Intent) and entry.body.nonce in open_nonces:
            return Unsettled(entry, paid)
    return Paid(paid) if paid else None


def reversal_after(journal: Journal, before: int) -> TakenBack | ReversalUnsettled | None:
    """The same of a reversal."""
    for entry in reversed(journal.entries_from(before + 1, 2)):
        if isinstance(entry.body, Reversed):
            return TakenBack(entry)
        if isinstance(entry.body, Intent) and journal.reversing(entry.body.nonce):
            return ReversalUnsettled(entry)
    return None


def settled(entries: tuple[Entry, ...]) -> Paid | TakenBack:
    """What the entries that closed a card's open intents come to."""
    if isinstance(entries[-1].body, Reversed):
        return TakenBack(entries[-1])
    return Paid(tuple(entry for entry in entries if isinstance(entry.body, Disbursed)))


def is_among(intent: Entry, entries: tuple[Entry, ...]) -> bool:
    """Whether the payout that `intent` began is among `entries`."""
    begun = intent.body
    return isinstance(begun, Intent) and any(
        isinstance(entry.body, Disbursed) and entry.body.nonce == begun.nonce for entry in entries
    )
