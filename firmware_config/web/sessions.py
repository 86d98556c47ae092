"""Who is signed in. Kept in memory: sign-out truly ends a session, and so does a restart."""

from __future__ import annotations

import math
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from firmware_config.web.accounts import Account, Accounts

IDLE_S = 30 * 60
LONGEST_S = 12 * 3600
"""OWASP ASVS 5 §7.3: an idle and an absolute limit. A shift is shorter than twelve hours."""


class KeptSessions(Protocol):
    """Where a side keeps who is signed in. Names as in `Sessions`."""

    def begin(self, account: Account) -> str: ...

    def account_of(self, sid: str, *, active: bool) -> Account | None: ...

    def is_locked(self, sid: str) -> bool: ...

    def lock(self, sid: str) -> None: ...

    def unlock(self, sid: str) -> None: ...

    def end(self, sid: str) -> None: ...


@dataclass(frozen=True, slots=True)
class _Session:
    account: Account
    began_s: float
    active_s: float
    locked: bool = False


class Sessions:
    """Sessions by a random id, which is all the browser's cookie holds of them.

    The account is looked up at each request: one removed, given another role or another
    password is signed out at once. `clock` gives seconds that never go back.

    After `lock_s` idle seconds, or at once when asked, a session is locked: it lasts, but does
    nothing until its own password unlocks it.
    """

    def __init__(
        self,
        accounts: Accounts,
        *,
        clock: Callable[[], float] = time.monotonic,
        idle_s: float = IDLE_S,
        longest_s: float = LONGEST_S,
        lock_s: Callable[[], float] = lambda: math.inf,
    ) -> None:
        self._accounts = accounts
        self._clock = clock
        self._idle_s = idle_s
        self._longest_s = longest_s
        self._lock_s = lock_s
        self._live: dict[str, _Session] = {}
        self._lock = threading.Lock()

    def begin(self, account: Account) -> str:
        """A new session's id. Sessions that ran out are forgotten meanwhile."""
        sid, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._live = {s: kept for s, kept in self._live.items() if self._lasts(kept, now)}
            self._live[sid] = _Session(account, now, now)
        return sid

    def account_of(self, sid: str, *, active: bool) -> Account | None:
        """The account behind `sid`, if the session lasts.

        `active` is False for what a page asks by itself, so that an open page left alone still
        runs into the idle limit.
        """
        now = self._clock()
        with self._lock:
            kept = self._live.get(sid)
        if kept is None:
            return None
        if not self._lasts(kept, now) or self._accounts.find(kept.account.user) != kept.account:
            self.end(sid)
            return None
        if active:
            with self._lock:
                # What a locked session asks for is no activity: it stays locked.
                if sid in self._live and not self._is_locked(self._live[sid], now):
                    self._live[sid] = replace(kept, active_s=now)
        return kept.account

    def is_locked(self, sid: str) -> bool:
        """Whether the session waits for its password. An unknown id is not locked: it is none."""
        with self._lock:
            kept = self._live.get(sid)
        return kept is not None and self._is_locked(kept, self._clock())

    def lock(self, sid: str) -> None:
        """Lock the session now. An unknown id is no error."""
        with self._lock:
            if sid in self._live:
                self._live[sid] = replace(self._live[sid], locked=True)

    def unlock(self, sid: str) -> None:
        """Its password was given. An unknown id is no error."""
        with self._lock:
            if sid in self._live:
                kept = self._live[sid]
                self._live[sid] = replace(kept, locked=False, active_s=self._clock())

    def at_work(self) -> Account | None:
        """Who was active last, of those whose sessions last and are not locked; None for nobody."""
        now = self._clock()
        with self._lock:
            open_ones = {
                sid: kept.active_s
                for sid, kept in self._live.items()
                if not self._is_locked(kept, now)
            }
        live = sorted(open_ones, key=lambda sid: open_ones[sid], reverse=True)
        found = (self.account_of(sid, active=False) for sid in live)
        return next((account for account in found if account is not None), None)

    def end(self, sid: str) -> None:
        """Sign out. An unknown id is no error."""
        with self._lock:
            self._live.pop(sid, None)

    def _is_locked(self, kept: _Session, now: float) -> bool:
        return kept.locked or now - kept.active_s >= self._lock_s()

    def _lasts(self, kept: _Session, now: float) -> bool:
        return now - kept.active_s < self._idle_s and now - kept.began_s < self._longest_s
