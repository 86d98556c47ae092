"""What a check of the books may find. A closed list: each has its words for the operator."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """Of entries and chains, of transfers, of receipts and dues, of accounts."""

    ENTRY_MISSING = "entry-missing"
    ENTRY_CHANGED = "entry-changed"
    """Its octets are not those that its hash was made of."""
    ENTRY_UNREADABLE = "entry-unreadable"
    ENTRY_MISPLACED = "entry-misplaced"
    """It stands under another terminal or number than it names."""
    CHAIN_BROKEN = "chain-broken"
    """It does not follow the entry before it."""
    HEAD_MISSING = "head-missing"
    """No signature of the terminal covers the end of its chain."""
    HEAD_DIFFERS = "head-differs"
    """The terminal signed for another history, or for a longer one."""
    HEAD_UNSIGNED = "head-unsigned"
    """The signature is not the terminal's."""
    TERMINAL_MISSING = "terminal-missing"
    """Entries of a terminal that nobody enrolled: there is no key to check its chain with."""
    TRANSFER_WITHOUT_ENTRY = "transfer-without-entry"
    TRANSFER_WITHOUT_INSTRUCTION = "transfer-without-instruction"
    """Finance's own, and yet nobody instructed it."""
    TRANSFER_UNEXPLAINED = "transfer-unexplained"
    """Its entry tells of no such movement of money, or of it once only."""
    AMOUNT_DIFFERS = "amount-differs"
    ACCOUNT_DIFFERS = "account-differs"
    POSTING_MISSING = "posting-missing"
    """An entry tells of money that no transfer moved."""
    AGAINST_DIFFERS = "against-differs"
    """It takes back, or moves, what is not there."""
    CASE_MISSING = "case-missing"
    """Money stands in suspense and nobody is asked to look into it."""
    RECEIPT_INVALID = "receipt-invalid"
    """Booked as proved, though no card of ours signed for it."""
    NOT_OWED = "not-owed"
    PAID_TWICE = "paid-twice"
    ACCOUNT_MISNAMED = "account-misnamed"
    BALANCE_DIFFERS = "balance-differs"
    """What is kept beside an account is not the sum of its transfers."""
    BOOKS_UNBALANCED = "books-unbalanced"


@dataclass(frozen=True, slots=True)
class Finding:
    """`where` names a terminal, its entry (`T0000001/17`), a transfer of that (`T0000001/17/0`),
    an account by its key, or an entitlement's period; never a person."""

    fault: Fault
    where: str
    expected: str = ""
    found: str = ""
