"""One member of the centre's staff, and the rows that hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, or_, select, update

from cardsvc import tables
from cardsvc.staff.errors import StaffError
from cardsvc.staff.password import TEMPORARY_LASTS
from cardsvc.staff.roles import ADMINISTRATOR
from cardsvc.staff.scope import Scope
from cardsvc.tables import AccountState
from firmware_config.web.accounts import Account, is_user_name


@dataclass(frozen=True, slots=True)
class StaffAccount(Account):
    """`is_temporary`: the password must be changed at the next sign-in, for somebody else knows it
    or finds it early. `password_given_at`: since when one that was handed out may be used; None for
    one that its owner chose. `has_totp`: an authenticator app is set up and was tried."""

    scope: Scope
    state: AccountState
    is_temporary: bool
    has_totp: bool
    created_at: datetime
    password_given_at: datetime | None

    # A slotted subclass inherits no repr that leaves the hash out.
    def __repr__(self) -> str:
        return f"StaffAccount({self.user!r}, {self.role!r})"

    @property
    def subject(self) -> str:
        """As the audit trail and proposals name it."""
        return account_subject(self.user)

    @property
    def password_until(self) -> datetime | None:
        """When a password that was handed out ends; None for one that its owner chose."""
        given_at = self.password_given_at
        return None if given_at is None else given_at + TEMPORARY_LASTS

    def has_expired_password(self, now: datetime) -> bool:
        return self.password_until is not None and now >= self.password_until


def account_subject(user: str) -> str:
    return f"account:{user}"


def find_account(connection: Connection, user: str) -> StaffAccount | None:
    if not is_user_name(user):
        return None
    query = select(tables.staff_account).where(tables.staff_account.c.user == user)
    row = connection.execute(query).one_or_none()
    return None if row is None else account_of_row(row)


def account(connection: Connection, user: str) -> StaffAccount:
    """Raises `StaffError` (`account-unknown`)."""
    found = find_account(connection, user)
    if found is None:
        raise StaffError("account-unknown", user=user)
    return found


def all_accounts(connection: Connection) -> tuple[StaffAccount, ...]:
    """By name. A centre has some hundreds at most."""
    query = select(tables.staff_account).order_by(tables.staff_account.c.user)
    return tuple(map(account_of_row, connection.execute(query)))


def change(connection: Connection, user: str, **values: Any) -> None:
    """Write columns of an account; whoever is signed in under it is signed out."""
    column = tables.staff_account.c
    changed = update(tables.staff_account).where(column.user == user).values(**values)
    if connection.execute(changed).rowcount != 1:
        raise StaffError("account-unknown", user=user)
    end_sessions(connection, user)


def end_sessions(connection: Connection, user: str) -> None:
    connection.execute(delete(tables.staff_session).where(tables.staff_session.c.user == user))


def forget_factor(connection: Connection, user: str) -> None:
    """The authenticator app, its recovery codes and the passkeys count no more."""
    for table in (tables.staff_recovery_code, tables.staff_passkey):
        connection.execute(delete(table).where(table.c.user == user))
    change(connection, user, totp_secret=None, totp_confirmed_at=None, totp_last_step=None)


def count_administrators(connection: Connection, now: datetime) -> int:
    """Those who may sign in; one whose temporary password has ended may not."""
    column = tables.staff_account.c
    query = select(func.count()).where(
        column.role == ADMINISTRATOR,
        column.state == AccountState.ACTIVE.value,
        or_(
            column.password_given_at.is_(None),
            column.password_given_at > now - TEMPORARY_LASTS,
        ),
    )
    return connection.execute(query).scalar_one()


def account_of_row(row: Row[Any]) -> StaffAccount:
    return StaffAccount(
        row.user,
        row.role,
        row.password_hash,
        Scope.parse(row.provinces, row.offices),
        AccountState(row.state),
        row.is_temporary,
        row.totp_confirmed_at is not None,
        row.created_at,
        row.password_given_at,
    )
