"""Who is signed in, in the database: a restart signs nobody out, a change of rights does.

The browser holds a random id, the table its hash. A session that knows the password only opens no
page but those that ask for the code or have the account set up.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, delete, insert, or_, select, update

from cardsvc import tables
from cardsvc.staff.account import StaffAccount, account_of_row, account_subject
from cardsvc.staff.audit import record
from cardsvc.staff.place import Place
from cardsvc.tables import AccountState, SessionStage
from firmware_config.clock import Clock
from firmware_config.sqlite import for_reading
from firmware_config.web.accounts import Account
from firmware_config.web.sessions import IDLE_S, LONGEST_S

IDLE = timedelta(seconds=IDLE_S)
LONGEST = timedelta(seconds=LONGEST_S)
HALF_WAY = timedelta(minutes=15)
"""For the code, or for setting up an authenticator app."""
_NOTED_EVERY = timedelta(minutes=1)
"""So often is it written down that somebody is active: not at every request."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One of a person's own. `name` tells it from their others and opens nothing."""

    name: str
    began_at: datetime
    active_at: datetime
    place: Place
    is_this: bool


class StaffSessions:
    """Keeps the protocol `KeptSessions`. Times are the wall clock's, for they outlive a process.

    `place` tells from where the request comes that begins a session.
    """

    def __init__(self, engine: Engine, clock: Clock, place: Callable[[], Place] = Place) -> None:
        self._engine = engine
        self._clock = clock
        self._place = place

    def begin(self, account: Account) -> str:
        """Signed in for good."""
        with self._engine.begin() as connection:
            return self.begin_at(connection, account.user, SessionStage.FULL)

    def begin_at(self, connection: Connection, user: str, stage: SessionStage) -> str:
        """A new session's id. Those that ran out are swept meanwhile."""
        sid, now, place = secrets.token_urlsafe(32), self._clock(), self._place()
        column = tables.staff_session.c
        ran_out = or_(column.active_at <= now - IDLE, column.began_at <= now - LONGEST)
        connection.execute(delete(tables.staff_session).where(ran_out))
        connection.execute(
            insert(tables.staff_session).values(
                digest=_digest(sid),
                user=user,
                stage=stage.value,
                began_at=now,
                active_at=now,
                address=place.address or None,
                browser=place.browser or None,
            )
        )
        return sid

    def account_of(self, sid: str, *, active: bool) -> StaffAccount | None:
        """As `Sessions.account_of`; None for a session that is only half-way."""
        now = self._clock()
        found = self._find(sid)
        if found is None:
            return None
        account, stage, began_at, active_at = found
        if stage is not SessionStage.FULL:
            return None
        if now - active_at >= IDLE or now - began_at >= LONGEST:
            self.end(sid)
            return None
        if active and now - active_at >= _NOTED_EVERY:
            with self._engine.begin() as connection:
                session = tables.staff_session
                noted = update(session).where(session.c.digest == _digest(sid))
                connection.execute(noted.values(active_at=now))
        return account

    def half_way(self, sid: str) -> tuple[StaffAccount, SessionStage] | None:
        """Who has given the password, and what is asked next."""
        found = self._find(sid)
        if found is None:
            return None
        account, stage, began_at, _ = found
        if stage is SessionStage.FULL or self._clock() - began_at >= HALF_WAY:
            return None
        return account, stage

    def is_locked(self, sid: str) -> bool:
        """Never: who leaves a desk of the centre signs out, for its second step is an app's code,
        which a lock would not ask for."""
        return False

    def lock(self, sid: str) -> None:
        self.end(sid)

    def unlock(self, sid: str) -> None:
        """Nothing: none is locked."""

    def end(self, sid: str) -> None:
        if not sid:
            return
        with self._engine.begin() as connection:
            session = tables.staff_session
            connection.execute(delete(session).where(session.c.digest == _digest(sid)))

    def open_ones(self, user: str, sid: str) -> tuple[OpenSession, ...]:
        """Where `user` is signed in, newest first; `sid` is the session that asks."""
        now, column = self._clock(), tables.staff_session.c
        query = (
            select(tables.staff_session)
            .where(
                column.user == user,
                column.stage == SessionStage.FULL.value,
                column.active_at > now - IDLE,
                column.began_at > now - LONGEST,
            )
            .order_by(column.began_at.desc(), column.digest)
        )
        with for_reading(self._engine).begin() as connection:
            rows = connection.execute(query).all()
        return tuple(
            OpenSession(
                row.digest.hex(),
                row.began_at,
                row.active_at,
                Place(row.address or "", row.browser or ""),
                row.digest == _digest(sid),
            )
            for row in rows
        )

    def end_named(self, user: str, names: Collection[str]) -> int:
        """Sign `user` out of the sessions of theirs that are called so; returns how many those
        were. It goes into the trail."""
        ended = [bytes.fromhex(one.name) for one in self.open_ones(user, "") if one.name in names]
        column = tables.staff_session.c
        with self._engine.begin() as connection:
            connection.execute(delete(tables.staff_session).where(column.digest.in_(ended)))
            if ended:
                told = {"count": len(ended)}
                subject = account_subject(user)
                record(connection, user, "sessions-ended", subject, self._clock(), **told)
        return len(ended)

    def _find(self, sid: str) -> tuple[StaffAccount, SessionStage, datetime, datetime] | None:
        if not sid:
            return None
        session, account = tables.staff_session, tables.staff_account
        query = (
            select(account, session.c.stage, session.c.began_at, session.c.active_at)
            .join(account, account.c.user == session.c.user)
            .where(session.c.digest == _digest(sid), account.c.state == AccountState.ACTIVE.value)
        )
        with for_reading(self._engine).begin() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        return account_of_row(row), SessionStage(row.stage), row.began_at, row.active_at


def _digest(sid: str) -> bytes:
    return hashlib.sha256(sid.encode()).digest()
