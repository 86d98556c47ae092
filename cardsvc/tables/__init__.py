"""The centre's tables. Rows are read and written with SQLAlchemy Core.

Ids are kept as the contract has them: octets, or their short texts. A period is its code; a time
is whole seconds since 1970, aware UTC in the program; money is whole đồng.
"""

from __future__ import annotations

from cardsvc.tables.base import UtcSeconds, metadata
from cardsvc.tables.carried import carried_receipt
from cardsvc.tables.fleet import SetAside, enrolment, set_aside_entry, terminal_telling
from cardsvc.tables.holds import hold
from cardsvc.tables.inspection import CallResult, call_draw, call_listed
from cardsvc.tables.issuance import CardState, card, card_voucher, record, script
from cardsvc.tables.ledger import (
    DUE_IS_PAID,
    IS_PAID,
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
from cardsvc.tables.money import balance, instruction
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
from cardsvc.tables.reports import (
    DueState,
    ReportState,
    office_commune,
    report,
    report_file,
    report_row,
)
from cardsvc.tables.signed_head import signed_head
from cardsvc.tables.staff import (
    AccountState,
    ProposalState,
    SessionStage,
    audit,
    proposal,
    staff_account,
    staff_device,
    staff_passkey,
    staff_recovery_code,
    staff_session,
)
from cardsvc.tables.terminals import (
    TerminalRole,
    TerminalState,
    terminal,
    terminal_ca,
    terminal_term,
)
from cardsvc.tables.waiting import waiting_batch

__all__ = [
    "DUE_IS_PAID",
    "IS_PAID",
    "IS_STANDING",
    "PAID_ONCE",
    "AccountState",
    "CallResult",
    "CardState",
    "CaseState",
    "ChangeKind",
    "ChangeSource",
    "DueState",
    "Kind",
    "OrderReason",
    "OrderState",
    "Part",
    "PersonField",
    "ProposalState",
    "Receiver",
    "ReportState",
    "RunState",
    "SessionStage",
    "SetAside",
    "StopReason",
    "TerminalRole",
    "TerminalState",
    "UtcSeconds",
    "account",
    "audit",
    "balance",
    "beneficiary",
    "call_draw",
    "call_listed",
    "card",
    "card_order",
    "card_stop",
    "card_voucher",
    "care",
    "carried_receipt",
    "death",
    "due",
    "enrolment",
    "entitlement",
    "entry",
    "exception_case",
    "hand_over",
    "held_period",
    "hold",
    "instruction",
    "list_case",
    "list_change",
    "list_correction",
    "list_problem",
    "list_row",
    "metadata",
    "office",
    "office_commune",
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
    "report",
    "report_file",
    "report_row",
    "run",
    "script",
    "set_aside_entry",
    "signed_head",
    "staff_account",
    "staff_device",
    "staff_passkey",
    "staff_recovery_code",
    "staff_session",
    "standard",
    "status_list",
    "terminal",
    "terminal_ca",
    "terminal_telling",
    "terminal_term",
    "transfer",
    "waiting_batch",
]

APPEND_ONLY = ("entry", "account", "transfer", "instruction", "audit", "person_change")
"""Tables whose rows the database itself refuses to change or delete (the migration's triggers)."""
