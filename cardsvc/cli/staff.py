"""Accounts from the machine's own shell, and whether the audit trail is whole."""

from __future__ import annotations

import getpass
from datetime import timedelta

import click

from cardsvc.cli.context import Told, pass_told
from cardsvc.staff.accounts import FOUNDER, StaffAccounts
from cardsvc.staff.administration import Administration
from cardsvc.staff.audit import Head, head, verify
from cardsvc.staff.password import TEMPORARY_LASTS
from cardsvc.staff.roles import ROLES
from cardsvc.staff.scope import Scope

_MOST_OF_NAME = 28


@click.group("staff")
def staff_group() -> None:
    """Accounts of the centre's staff."""


@staff_group.command("create")
@click.argument("user")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--provinces", help="Codes with commas between; default all.")
@click.option("--offices", help="Codes with commas between; default all.")
@pass_told
def create(told: Told, user: str, role: str, provinces: str | None, offices: str | None) -> None:
    """A new account; its temporary password is printed once and kept nowhere.

    While fewer than two administrators may sign in, it may at once. Afterwards an administrator
    has to approve it on the page of accounts.
    """
    with told.centre() as centre:
        accounts = StaffAccounts.open(centre.settings, centre.engine, centre.clock)
        scope = Scope.parse(provinces, offices)
        password, is_ready = Administration(accounts).found(user, role, scope, _who())
        words = "command-staff-created" if is_ready else "command-staff-proposed"
        hours = TEMPORARY_LASTS // timedelta(hours=1)
        told.say(told.t(words, user=user, password=password, hours=hours))


@click.group("audit")
def audit_group() -> None:
    """The audit trail."""


@audit_group.command("verify")
@click.option("--head", "written", help="An earlier newest entry, as this command printed it.")
@pass_told
def verify_audit(told: Told, written: str | None) -> None:
    """Whether the trail is whole; prints its newest entry, to be written down elsewhere. Ends with
    status 1 where the chain breaks."""
    with told.centre() as centre:
        written_down = Head.parse(written) if written else None
        with centre.reading.begin() as connection:
            broken, newest = verify(connection, written_down), head(connection)
    if broken is not None:
        raise click.ClickException(told.t(f"audit-broken-{broken.fault}", seq=broken.seq))
    told.say(told.t("audit-whole", count=newest.seq, head=str(newest)))


def _who() -> str:
    return f"{FOUNDER}:{getpass.getuser()[:_MOST_OF_NAME]}"
