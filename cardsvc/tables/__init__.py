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
from cardsvc.tables.lists import (
    CaseState,
    ChangeKind,
    RunState,
    death,
    list_case,
    list_change,
    list_correction,
    list_problem,
    list_row,
    run,
)
from cardsvc.tables.people import (
    ChangeSource,
    PersonField,
    care,
    person_change,
    photo,
    proxy,
)
from cardsvc.tables.production import (
    OrderReason,
    OrderState,
    Part,
    Receiver,
    card_order,
    card_stop,
    hand_over,
    held_period,
    status_list,
)
from cardsvc.tables.programmes import (
    StopReason,
    payment_stop,
    programme_mode,
    programme_mode_office,
    rate_run_item,
    standard,
)
from cardsvc.tables.registry import Kind, beneficiary, due, entitlement, office, payout_list
from cardsvc.tables.staff import (
    AccountState,
    ProposalState,
    SessionStage,
    audit,
    proposal,
    staff_account,
    staff_device,
    staff_recovery_code,
    staff_session,
)
from cardsvc.tables.terminals import TerminalState, terminal, terminal_ca, terminal_term

__all__ = [
    "DUE_IS_PAID",
    "IS_STANDING",
    "PAID_ONCE",
    "AccountState",
    "CardState",
    "CaseState",
    "ChangeKind",
    "ChangeSource",
    "Kind",
    "OrderReason",
    "OrderState",
    "Part",
    "PersonField",
    "ProposalState",
    "Receiver",
    "RunState",
    "SessionStage",
    "StopReason",
    "TerminalState",
    "UtcSeconds",
    "account",
    "audit",
    "beneficiary",
    "card",
    "card_order",
    "card_stop",
    "card_voucher",
    "care",
    "carried_receipt",
    "death",
    "due",
    "entitlement",
    "entry",
    "exception_case",
    "hand_over",
    "held_period",
    "hold",
    "list_case",
    "list_change",
    "list_correction",
    "list_problem",
    "list_row",
    "metadata",
    "office",
    "payment_stop",
    "payout_list",
    "person_change",
    "photo",
    "programme_mode",
    "programme_mode_office",
    "proposal",
    "proxy",
    "rate_run_item",
    "record",
    "run",
    "script",
    "staff_account",
    "staff_device",
    "staff_recovery_code",
    "staff_session",
    "standard",
    "status_list",
    "terminal",
    "terminal_ca",
    "terminal_term",
    "transfer",
]

APPEND_ONLY = ("entry", "account", "transfer", "audit", "person_change")
"""Tables whose rows the database itself refuses to change or delete (the migration's triggers)."""
