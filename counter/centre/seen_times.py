"""The dates that this counter has seen: nothing here can have made them. By them it believes its
clock, or does not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from counter.centre.published import Snapshot
from counter.journal.journal import Journal
from firmware_config.body.clock import ClockConfirmed
from firmware_config.bundle.client.kept import Taken
from firmware_config.clock import Clock, to_unix
from firmware_config.errors import ContractError
from firmware_config.terminal_policy import TerminalPolicy


class ClockFault(ContractError):
    """`clock-behind-signed`, with the `latest` time that the centre signed."""


class SeenTimes:
    def __init__(
        self,
        lists: Callable[[], Snapshot],
        taken: Callable[[], Taken | None],
        policy: Callable[[], TerminalPolicy],
        clock: Clock,
    ) -> None:
        """`taken` is the configuration in use."""
        self._lists = lists
        self._taken = taken
        self._policy = policy
        self._clock = clock

    def believed(self, last: datetime, now: datetime) -> datetime:
        """The time to write into the journal after an entry of `last`, 1970 before the first."""
        seen = self._signed()
        if to_unix(last):
            seen.append(last)
        latest = max(seen, default=now)
        if now - latest > self._policy().clock_ahead_limit:
            return latest
        return max(last, now)

    def latest(self, journal: Journal) -> datetime:
        """The latest of them all; now, when there is none."""
        seen, last = self._signed(), journal.latest_time()
        return max(seen if last is None else [*seen, last], default=self._clock())

    def confirm_clock(self, journal: Journal, supervisor: str) -> None:
        """A supervisor vouches for the clock; the journal keeps it, and the centre learns of it.

        Raises:
            ClockFault: `clock-behind-signed`: the centre itself has signed something later.
        """
        now = self._clock()
        signed = max(self._signed(), default=now)
        if signed - now > self._policy().clock_back_limit:
            raise ClockFault("clock-behind-signed", latest=signed)
        journal.append(ClockConfirmed(self.latest(journal), supervisor))

    def _signed(self) -> list[datetime]:
        lists, taken = self._lists(), self._taken()
        times = [
            taken.issued_at if taken else None,
            lists.trust.issued_at if lists.trust else None,
            lists.payout_list.issued_at if lists.payout_list else None,
            *(shard.issued_at for shard in lists.status.values()),
        ]
        return [at for at in times if at is not None]
