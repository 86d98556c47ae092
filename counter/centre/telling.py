"""What this counter tells the centre of itself: for the fleet page there, signed, also by stick."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from sqlalchemy import Engine

from counter.centre.outbox import Outbox
from counter.centre.published import Snapshot
from counter.db import revisions_of
from counter.settings import Settings
from counter.transport import Transport, TransportError
from firmware_config.bundle.client.kept import Taken
from firmware_config.clock import Clock
from firmware_config.published_paths import telling_path
from firmware_config.signing import Signer
from firmware_config.telling import Data, Telling, Trouble
from firmware_config.token import TokenFault

TOLD_EVERY = timedelta(minutes=5)
"""When nothing of weight has changed: 13,000 counters tell the centre 43 times a second."""
_log = logging.getLogger(__name__)


@cache
def software() -> str:
    """The installed version."""
    try:
        return version("chitra")
    except PackageNotFoundError:  # run from its source
        return "0"


class SelfReport:
    """`lists`, `taken` and `troubles` are asked when something is told."""

    def __init__(
        self,
        settings: Settings,
        signer: Signer,
        engine: Engine,
        outbox: Outbox,
        lists: Callable[[], Snapshot],
        taken: Callable[[], Taken | None],
        troubles: Callable[[], frozenset[Trouble]],
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._signer = signer
        self._revision, _ = revisions_of(engine)
        self._outbox = outbox
        self._lists = lists
        self._taken = taken
        self._troubles = troubles
        self._clock = clock
        self._told: Telling | None = None
        self.clock_ahead_s: int | None = None
        """How far this machine's clock is past the centre's, as of its last answer."""

    def heard(self, at: datetime) -> None:
        """The centre's time, when it answered just now."""
        self.clock_ahead_s = round((self._clock() - at).total_seconds())

    def now(self) -> Telling:
        lists, taken, pending = self._lists(), self._taken(), self._outbox.pending()
        shards = [lists.status.get(uri) for uri in self._settings.status_uris]
        dated = [one.issued_at for one in shards if one is not None]
        return Telling(
            self._settings.terminal,
            self._clock().replace(microsecond=0),
            software(),
            self._revision,
            taken.number if taken else 0,
            {name: state.version for name, state in taken.roles.items()} if taken else {},
            {
                Data.TRUST_LIST: lists.trust.issued_at if lists.trust else None,
                Data.STATUS_LIST: min(dated) if dated and len(dated) == len(shards) else None,
                Data.PAYOUT_LIST: lists.payout_list.issued_at if lists.payout_list else None,
                Data.CONFIGURATION: taken.issued_at if taken else None,
            },
            pending.confirmations,
            pending.dead_letters,
            self.clock_ahead_s,
            self._troubles(),
        )

    def signed(self) -> bytes:
        """As it is now, to be sent.

        Raises:
            TokenFault: the key's token cannot be used.
        """
        return self.now().sign(self._signer)

    def tell(self, transport: Transport) -> bool:
        """Tell the centre, if there is something to tell; whether it was told. A fault is no
        trouble of the counter's: the next contact tells."""
        telling = self.now()
        if self._told is not None and not _is_worth(telling, self._told):
            return False
        try:
            octets = telling.sign(self._signer)
            transport.ask(telling_path(self._settings.terminal), octets)
        except (TransportError, TokenFault) as error:
            _log.info("telling-not-sent", extra={"fault": error.code})
            return False
        self._told = telling
        return True


def _is_worth(new: Telling, old: Telling) -> bool:
    """Whether people would want to know at once, or it is time anyway."""
    if abs(new.told_at - old.told_at) >= TOLD_EVERY:
        return True
    return (new.configuration, new.roles, new.dead_letters, new.troubles) != (
        *(old.configuration, old.roles, old.dead_letters, old.troubles),
    )
