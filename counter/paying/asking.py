"""Asking the centre to take an earlier payout back: what no card can undo here any more."""

from __future__ import annotations

from collections.abc import Collection

from counter.journal.handout import Handout
from counter.journal.journal import Journal
from firmware_config.body.asked import AskReason, ReversalAsked
from firmware_config.errors import ContractError
from firmware_config.wire import Entry


class AskFault(ContractError):
    """`asking-nothing`, `asking-unknown`, `asking-taken-back` or `asking-twice`."""


def askable(journal: Journal, handout: Handout) -> tuple[Entry, ...]:
    """The payments of `handout` that stand and that nobody has asked about."""
    closed = journal.taken_back_since(handout.seq) | asked_since(journal, handout.seq)
    return tuple(entry for entry in handout.entries if entry.seq not in closed)


def ask(
    journal: Journal,
    handout: Handout,
    seqs: Collection[int],
    reason: AskReason,
    teller: str,
    supervisor: str,
) -> tuple[Entry, ...]:
    """Ask about the payments `seqs` of `handout`; durable on return, and sent to the ledger.

    No cash moves and nothing is freed: the payments stand until the centre has decided.

    Raises:
        AskFault: none chosen, one of another payout, one taken back, or asked about already.
    """
    if not seqs:
        raise AskFault("asking-nothing")
    if not handout.seqs.issuperset(seqs):
        raise AskFault("asking-unknown")
    if not journal.taken_back_since(handout.seq).isdisjoint(seqs):
        raise AskFault("asking-taken-back")
    if not asked_since(journal, handout.seq).isdisjoint(seqs):
        raise AskFault("asking-twice")
    return journal.append_all(
        ReversalAsked(seq, reason, teller, supervisor) for seq in sorted(seqs)
    )


def asked_since(journal: Journal, first_seq: int) -> frozenset[int]:
    """The numbers of payouts that requests from entry `first_seq` on are about."""
    return frozenset(
        entry.body.paid_seq
        for entry in journal.entries_of(ReversalAsked.kind, first_seq)
        if isinstance(entry.body, ReversalAsked)
    )
