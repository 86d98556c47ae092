"""The centre's tables. Rows are read and written with SQLAlchemy Core.

Ids are kept as the contract has them: octets, or their short texts. A period is its code; a time
is whole seconds since 1970, aware UTC in the program; money is whole đồng.
"""

from __future__ import annotations

from cardsvc.tables.base import UtcSeconds, metadata
from cardsvc.tables.carried import carried_receipt
from cardsvc.tables.holds import hold
from cardsvc.tables.issuance import CardState, card, card_voucher, record, script
from cardsvc.tables.ledger import (
    DUE_IS_PAID,
    IS_STANDING,
    PAID_ONCE,
    account,
    entry,
    exception_case,
    transfer,
)
from cardsvc.tables.registry import Kind, beneficiary, due, entitlement, office, payout_list
from cardsvc.tables.terminals import TerminalState, terminal, terminal_ca, terminal_term

__all__ = [
    "DUE_IS_PAID",
    "IS_STANDING",
    "PAID_ONCE",
    "CardState",
    "Kind",
    "TerminalState",
    "UtcSeconds",
    "account",
    "beneficiary",
    "card",
    "card_voucher",
    "carried_receipt",
    "due",
    "entitlement",
    "entry",
    "exception_case",
    "hold",
    "metadata",
    "office",
    "payout_list",
    "record",
    "script",
    "terminal",
    "terminal_ca",
    "terminal_term",
    "transfer",
]

APPEND_ONLY = ("entry", "account", "transfer")
"""Tables whose rows the database itself refuses to change or delete (the migration's triggers)."""
