"""Every action that the audit trail may hold. What is not here is not recorded, and each has its
words (`audit-action-…`)."""

from __future__ import annotations

from cardsvc.staff.proposal_kind import ProposalKind

_DECISIONS = frozenset(
    f"{kind.value}-{step}"
    for kind in ProposalKind
    for step in ("proposed", "approved", "withdrawn")
)

_STAFF = frozenset(
    {
        *("signed-in", "sign-in-failed", "password-changed", "password-reset"),
        *("authenticator-set-up", "authenticator-removed"),
        *("recovery-code-used", "recovery-codes-renewed", "sessions-ended"),
        *("passkey-added", "passkey-removed", "passkey-copied"),
        *("account-created", "account-disabled"),
    }
)

_PEOPLE = frozenset(
    {
        *("people-listed", "people-downloaded", "person-viewed", "person-corrected"),
        *("care-changed", "photo-kept", "proxy-set", "proxy-ended"),
        *("death-reported", "death-taken-back", "deaths-entered"),
        *("payment-stopped", "payment-resumed"),
    }
)

_LISTS = frozenset(
    {
        *("list-read", "list-mended", "list-reason", "list-transfer"),
        *("list-bad-rows-downloaded", "progress-downloaded"),
    }
)

_CARDS = frozenset(
    {
        *("card-ordered", "card-order-cancelled", "card-made", "card-not-made"),
        *("card-seen", "card-stopped", "card-unblocked", "card-pin-unblocked"),
        *("card-hold-released", "card-handed-over", "letter-handed-over"),
        *("card-face-printed", "card-faces-printed", "letter-printed", "records-renewed"),
        *("sheet-issued", "sheet-downloaded", "sheets-begun", "sheets-printed"),
    }
)

_TERMINALS = frozenset(
    {
        *("terminal-enrolled", "enrolment-refused", "terminal-revoked", "terminal-released"),
        *("fleet-downloaded", "gaps-downloaded", "stick-taken"),
    }
)

_MONEY = frozenset(
    {
        *("money-booked", "money-downloaded", "office-placed"),
        *("report-prepared", "report-sealed", "report-downloaded", "report-file-downloaded"),
        *("postings-downloaded", "statement-downloaded"),
    }
)

_WATCH = frozenset(
    {
        *("case-assigned", "case-noted", "case-resolved", "cases-downloaded"),
        *("call-back-published", "call-back-drawn", "call-back-recorded"),
        *("call-back-downloaded", "retention-removed"),
        *("key-create", "key-rotate", "key-retire", "key-revoke"),
    }
)

ACTIONS = _DECISIONS | _STAFF | _PEOPLE | _LISTS | _CARDS | _TERMINALS | _MONEY | _WATCH
