"""Who gives a command that takes an account: asked on the terminal, as the sign-in page asks."""

from __future__ import annotations

import click

from cardsvc.centre import Centre
from cardsvc.cli.context import Told
from cardsvc.staff.account import StaffAccount
from cardsvc.staff.accounts import StaffAccounts

by = click.option("--user", "--by", "user", required=True, help="Your account; asks its password.")


def signed_in(told: Told, centre: Centre, user: str, *roles: str) -> StaffAccount:
    """The account of `user`, whose password and code are asked on the terminal, never taken from
    the command line, which others can read.

    Raises:
        ClickException: they are wrong, the role is none of `roles`, or the account is not set up
            yet.
    """
    accounts = StaffAccounts.open(centre.settings, centre.engine, centre.clock)
    password = click.prompt(told.t("command-password", user=user), hide_input=True, err=True)
    account = accounts.verify(user, password)
    if account is not None and account.has_totp:
        code = click.prompt(told.t("command-code", user=user), hide_input=True, err=True)
        account = account if accounts.verify_code(user, code) else None
    if account is None or account.role not in roles:
        words = " / ".join(told.t(f"role-{role}") for role in roles)
        raise click.ClickException(told.t("command-not-yours", role=words))
    account = accounts.must_change_guessable(account, password)
    if account.is_temporary or (centre.settings.totp_required and not account.has_totp):
        # Somebody else knows the password, or finds it early: this would be the same two eyes.
        raise click.ClickException(told.t("command-sign-in-first"))
    return account
