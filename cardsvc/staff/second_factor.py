"""The second factor of an account: an authenticator app, and recovery codes for a lost one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, or_, select, update

from cardsvc import tables
from cardsvc.staff import totp
from cardsvc.staff.account import account_subject
from cardsvc.staff.audit import record
from cardsvc.staff.errors import StaffError
from cardsvc.staff.staff_key import StaffKey
from firmware_config.clock import Clock


class SecondFactor:
    """Secrets lie sealed with the staff key, recovery codes as hashes."""

    def __init__(self, engine: Engine, key: StaffKey, clock: Clock) -> None:
        self._engine = engine
        self._key = key
        self._clock = clock

    def begin(self, user: str) -> bytes:
        """The secret to set up an app with: the same until it is confirmed.

        Raises:
            StaffError: `account-unknown`, `totp-set-up-already`.
        """
        with self._engine.begin() as connection:
            row = _row(connection, user)
            if row.totp_confirmed_at is not None:
                raise StaffError("totp-set-up-already", user=user)
            if row.totp_secret is not None:
                return self._key.unseal(row.totp_secret, user)
            secret = totp.new_secret()
            _set(connection, user, totp_secret=self._key.seal(secret, user))
            return secret

    def confirm(self, user: str, code: str) -> tuple[str, ...]:
        """The app is set up: from now on its codes are asked for. Returns the recovery codes,
        which are kept nowhere.

        Raises:
            StaffError: `account-unknown`, `totp-set-up-already`, `totp-code-wrong`.
        """
        secret, now = self.begin(user), self._clock()
        step = totp.matching_step(secret, code, now, None)
        if step is None:
            raise StaffError("totp-code-wrong")
        with self._engine.begin() as connection:
            _set(connection, user, totp_confirmed_at=now, totp_last_step=step)
            record(connection, user, "authenticator-set-up", account_subject(user), now)
            return _renewed_codes(connection, user)

    def new_recovery_codes(self, user: str) -> tuple[str, ...]:
        """In place of those from before."""
        with self._engine.begin() as connection:
            subject = account_subject(user)
            record(connection, user, "recovery-codes-renewed", subject, self._clock())
            return _renewed_codes(connection, user)

    def recovery_codes_left(self, user: str) -> int:
        code = tables.staff_recovery_code.c
        query = select(func.count()).where(code.user == user, code.used_at.is_(None))
        with self._engine.begin() as connection:
            return connection.execute(query).scalar_one()

    def use(self, connection: Connection, user: str, code: str) -> str | None:
        """`code` or `recovery-code` if it is one that was not used yet. It is used now."""
        row = _row(connection, user)
        if row.totp_secret is None or row.totp_confirmed_at is None:
            return None
        now, last = self._clock(), row.totp_last_step
        step = totp.matching_step(self._key.unseal(row.totp_secret, user), code, now, last)
        if step is not None:
            return "code" if _step_used(connection, user, step) else None
        recovery = tables.staff_recovery_code
        unused = update(recovery).where(
            recovery.c.user == user,
            recovery.c.digest == totp.recovery_digest(code),
            recovery.c.used_at.is_(None),
        )
        is_used = connection.execute(unused.values(used_at=now)).rowcount == 1
        return "recovery-code" if is_used else None


def _step_used(connection: Connection, user: str, step: int) -> bool:
    """Of two who send the same code at once, one is late."""
    column = tables.staff_account.c
    is_fresh = or_(column.totp_last_step.is_(None), column.totp_last_step < step)
    used = update(tables.staff_account).where(column.user == user, is_fresh)
    return connection.execute(used.values(totp_last_step=step)).rowcount == 1


def _renewed_codes(connection: Connection, user: str) -> tuple[str, ...]:
    table, codes = tables.staff_recovery_code, totp.new_recovery_codes()
    connection.execute(delete(table).where(table.c.user == user))
    rows = [{"user": user, "digest": totp.recovery_digest(code)} for code in codes]
    connection.execute(insert(table), rows)
    return codes


def _row(connection: Connection, user: str) -> Any:
    query = select(tables.staff_account).where(tables.staff_account.c.user == user)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise StaffError("account-unknown", user=user)
    return row


def _set(connection: Connection, user: str, **values: Any) -> None:
    """Setting up a second factor signs nobody out."""
    column = tables.staff_account.c
    connection.execute(update(tables.staff_account).where(column.user == user).values(**values))
