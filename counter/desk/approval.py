"""A supervisor's approval, typed on the teller's own page: the teller's session goes on."""

from __future__ import annotations

import logging
from enum import StrEnum

from firmware_config.web.accounts import Account, Accounts, AccountsError

SUPERVISOR = "supervisor"
_log = logging.getLogger(__name__)


class Action(StrEnum):
    """What is approved, for the log; the journal names the supervisor with what was done."""

    REVERSAL = "reversal"
    REVERSAL_ASKED = "reversal-asked"
    LIST_PAYOUT = "list-payout"
    SHIFT_DIFFERENCE = "shift-difference"
    CLOSING = "closing"
    CLOCK = "clock"
    WINDOW = "window"
    DOCTOR = "doctor"


class NotApproved(StrEnum):
    """Why not."""

    NOT_SUPERVISOR = "not-supervisor"
    """The name or the password is wrong, or it is not a supervisor's."""
    TOO_MANY_FAILURES = "too-many-failures"
    OWN_ACTION = "own-action"
    """Nobody approves what is his own: that takes a second pair of eyes."""


def approve(
    accounts: Accounts, user: str, password: str, action: Action, *, actor: str | None = None
) -> Account | NotApproved:
    """The supervisor who approves, or why it is not approved.

    `actor` is whose action it is, where the supervisor must be somebody else.

    Raises:
        AccountsError: the accounts cannot be read.
    """
    user = user.strip().lower()
    try:
        account = accounts.verify(user, password)
    except AccountsError as error:
        if error.code != NotApproved.TOO_MANY_FAILURES:
            raise
        return _refused(action, NotApproved.TOO_MANY_FAILURES)
    if account is None or account.role != SUPERVISOR:
        return _refused(action, NotApproved.NOT_SUPERVISOR)
    if account.user == actor:
        return _refused(action, NotApproved.OWN_ACTION)
    return account


def _refused(action: Action, why: NotApproved) -> NotApproved:
    _log.info("not-approved", extra={"action": action.value, "why": why.value})
    return why
