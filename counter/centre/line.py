"""The line to the centre: what it publishes is fetched in turns, what it has not confirmed is sent
as soon as it answers; and how it answered last."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from itertools import count
from threading import Event, Thread

from counter.centre.outbox import Drainer, Outbox
from counter.centre.photos import Photos
from counter.centre.published import FROM_THE_FUTURE, Published
from counter.centre.telling import SelfReport
from counter.transport import LATER, Transport, TransportError
from firmware_config.bundle.client.configurations import Configurations
from firmware_config.bundle.client.fault import ConfigurationFault
from firmware_config.errors import ContractError
from firmware_config.file_trouble import trouble_of
from firmware_config.payout_list import OfficePayoutList
from firmware_config.token import TokenFault
from firmware_config.trust import TrustList

_log = logging.getLogger(__name__)

REFRESH_S = 60.0
CONFIGURATION_TURNS = 15
"""The configuration changes seldom and is asked for every so many times: 150 kB a day, not 2 MB."""
SET_ASIDE = frozenset({"terminal-quarantined", "terminal-revoked"})
"""What the centre answers a terminal whose entries it keeps and does not count."""


class Line:
    """`told` is called with `lists` or `outbox` when that part has changed."""

    def __init__(
        self,
        transport: Transport,
        outbox: Outbox,
        published: Published,
        photos: Photos,
        configuration: Configurations | None,
        report: SelfReport,
        latest: Callable[[], datetime],
        told: Callable[[str], None],
        wait_s: float,
    ) -> None:
        """`latest` is the latest time seen, `wait_s` the most that a person waits for a fetch."""
        self.transport = transport
        self._outbox = outbox
        self._published = published
        self._photos = photos
        self.configuration = configuration
        self._report = report
        self._latest = latest
        self._told = told
        self._wait_s = wait_s
        self.centre_fault: str | None = None
        self.configuration_fault: str | None = None
        self.sent_later: str | None = None
        """Why confirmations wait although the centre answers: one of `transport.LATER`."""
        self.drainer = Drainer(self._drain, self._drained)
        self._stopping = Event()
        self._freshening: Thread | None = None
        self._refresher = Thread(target=self._refresh_often, name="lists", daemon=True)
        self.heed_configuration()

    def start(self) -> None:
        self.drainer.start()
        self._refresher.start()

    def stop(self) -> None:
        """Let what runs end; what is not confirmed yet stays in the outbox."""
        self._stopping.set()
        self.drainer.stop()
        for asking in (self._refresher, self._freshening):
            if asking is not None and asking.is_alive():
                asking.join(5.0)
        self.transport.close()

    def answers(self) -> bool:
        """Whether the centre answered when it was last asked."""
        return self.centre_fault is None

    def refresh(self) -> None:
        """Fetch what is published now; a fault is kept and told."""
        self._refresh_lists()
        self._refresh_configuration()
        self._tell()
        self._told("lists")

    def freshen(self) -> bool:
        """Fetch the lists while a person waits; what takes longer goes on for the next one."""
        if not self.answers():
            return False  # no time for a centre that did not answer just now
        if self._freshening is None or not self._freshening.is_alive():
            self._freshening = Thread(target=self._refresh_lists, name="freshen", daemon=True)
            self._freshening.start()
        self._freshening.join(self._wait_s)
        return not self._freshening.is_alive() and self.answers()

    def trust(self) -> TrustList:
        """The trust list, fetched if there is none yet.

        Raises:
            TransportError: there is none, and the centre did not answer.
        """
        trust = self._published.snapshot.trust
        if trust is None:
            self.refresh()
            trust = self._published.snapshot.trust
        if trust is None:
            raise TransportError(self.centre_fault or "centre-unreachable")
        return trust

    def heed_configuration(self) -> None:
        """Do what of the configuration is not asked for each time."""
        taken = self.configuration.taken if self.configuration else None
        if taken is not None:
            self._published.distrust(taken.revoked)

    def _tell(self) -> None:
        """Of this counter, whom the centre has just answered, were it only that it was set
        aside."""
        if self.answers() or self.centre_fault in SET_ASIDE:
            self._report.tell(self.transport)

    def _refresh_lists(self) -> None:
        try:
            self._published.refresh(self.transport)
            listed = self._published.snapshot.payout_list
            if listed is not None:
                self._refresh_photos(listed)
            self.centre_fault = None
        except TransportError as error:
            self.centre_fault = error.code
        except TokenFault as error:
            self.centre_fault = error.code
            _log.warning("terminal-key-unusable", extra={"fault": error.code})
        except ContractError as error:
            # Told by its name: it is this machine's clock that may be wrong.
            ahead = error.code == FROM_THE_FUTURE
            self.centre_fault = FROM_THE_FUTURE if ahead else "centre-nonsense"
            _log.warning("list-refused", extra={"fault": error.code})
        self._told("lists")

    def _refresh_photos(self, listed: OfficePayoutList) -> None:
        """A disk that takes no photo takes nothing from the lists: those are in the store."""
        try:
            self._photos.refresh(self.transport, listed)
        except OSError as error:
            _log.warning("photo-not-kept", extra=_of_disk(error))

    def _refresh_configuration(self) -> None:
        """After the lists: without a line to the centre it is not tried."""
        if self.configuration is None or not self.answers():
            return
        try:
            self.configuration.refresh(self.transport, self._latest())
            self.configuration_fault = None
            self.heed_configuration()
        except ConfigurationFault as fault:
            self.configuration_fault = fault.code
            _log.warning("configuration-refused", extra={"fault": fault.code})
        except OSError as error:
            told = _of_disk(error)
            self.configuration_fault = told["fault"]
            _log.warning("configuration-not-kept", extra=told)

    def _refresh_often(self) -> None:
        for turn in count():
            if self._stopping.is_set():
                return
            try:
                if turn % CONFIGURATION_TURNS:
                    self._refresh_lists()
                    self._tell()
                else:
                    self.refresh()
            except Exception:  # the lists' age is on the screen; the next round may do better
                _log.exception("refresh-failed")
            self._stopping.wait(REFRESH_S)

    def _drain(self) -> int:
        acknowledged = self._outbox.drain(self.transport, self.trust())
        if acknowledged:
            self.centre_fault = None
        return acknowledged

    def _drained(self, fault: str | None) -> None:
        self.sent_later = fault if fault in LATER else None
        # A round with nothing to send has not heard from the centre.
        if fault is not None and fault not in LATER:
            self.centre_fault = fault
        self._told("outbox")


def _of_disk(error: OSError) -> dict[str, str]:
    """What a log says of a disk's fault; any other goes on."""
    trouble = trouble_of(error)
    if trouble is None:
        raise error
    return {"fault": trouble.code, "place": trouble.place}
