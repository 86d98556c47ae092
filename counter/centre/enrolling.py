"""Asking the centre to take this counter in, again and again until an officer has decided."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from counter.centre.newcomer import Newcomer
from counter.centre.telling import software
from counter.transport import Transport, TransportError
from firmware_config.clock import Clock, utc_now
from firmware_config.enrolment import (
    ENROLMENTS,
    EnrolmentAnswer,
    EnrolmentRequest,
    EnrolmentState,
)
from firmware_config.errors import ContractError
from firmware_config.published_paths import TRUST
from firmware_config.request_proof import audience_of
from firmware_config.trust import TrustList

ASKED_EVERY_S = 5.0
_log = logging.getLogger(__name__)


class Enrolling:
    """`answer` is the centre's last word, `fault` why there is none newer. Any thread may read."""

    def __init__(
        self,
        newcomer: Newcomer,
        transport: Transport,
        clock: Clock = utc_now,
        changed: Callable[[], None] = lambda: None,
        asked_every_s: float = ASKED_EVERY_S,
    ) -> None:
        self.newcomer = newcomer
        self.answer: EnrolmentAnswer | None = None
        self.fault: ContractError | None = None
        self.done = Event()
        """Set once the counter is taken in and its settings are written."""
        self._transport = transport
        self._clock = clock
        self._changed = changed
        self._asked_every_s = asked_every_s
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="enrolling", daemon=True)

    def ask(self) -> EnrolmentAnswer:
        """Ask once; an approved counter is made.

        Raises:
            TransportError: the centre did not answer, or refused (`proof-clock` with `ahead_s`,
                `office-unknown`, `enrolment-too-many`, `terminal-revoked`).
            ContractError: the answer is not the centre's.
        """
        new, signer, now = self.newcomer, self.newcomer.signer(), self._clock()
        key = signer.public_key
        request = EnrolmentRequest(
            key, audience_of(new.root), new.office, new.place, software(), now
        )
        octets = self._transport.ask(ENROLMENTS, request.sign(signer))
        listed = self._transport.fetch(TRUST, None)
        if listed is None:
            raise TransportError("centre-nonsense")
        trust = TrustList.parse(listed.octets, new.root)
        answer = EnrolmentAnswer.parse(octets, trust, key, now)
        if answer.assignment is not None and not self.done.is_set():
            new.becomes(answer.assignment)
            self.done.set()
        return answer

    def round(self) -> None:
        """One attempt; a failure is kept, and never raised."""
        try:
            self.answer, self.fault = self.ask(), None
        except ContractError as fault:
            self.fault = fault
            _log.info("enrolment-waits", extra={"fault": fault.code})
        self._changed()

    @property
    def is_over(self) -> bool:
        """Nothing more will come of asking."""
        refused = self.answer is not None and self.answer.state is EnrolmentState.REFUSED
        return self.done.is_set() or refused

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(5.0)
        self._transport.close()

    def _run(self) -> None:
        while not self._stopping.is_set() and not self.is_over:
            self.round()
            self._stopping.wait(self._asked_every_s)
