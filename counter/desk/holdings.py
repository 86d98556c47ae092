"""Holds that the centre has granted this counter, for sheets of other offices."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock, Thread

from counter.decision.decide import Offer
from counter.desk.judgement import OFFLINE
from counter.desk.state import DeskState, Offered, Reading, Told
from counter.paying.payout import Paid
from counter.transport import Transport
from firmware_config.clock import Clock
from firmware_config.errors import ContractError
from firmware_config.hold import HOLDS, RELEASE, Held, Hold, HoldRequest
from firmware_config.ids import TerminalId
from firmware_config.signing import Signer
from firmware_config.trust import TrustList

_log = logging.getLogger(__name__)


class Holdings:
    """They are kept in memory: the centre grants the same again to a counter that starts anew."""

    def __init__(
        self,
        terminal: TerminalId,
        signer: Signer,
        transport: Transport,
        trust: Callable[[], TrustList | None],
        is_online: Callable[[], bool],
        clock: Clock,
    ) -> None:
        """`transport` is one that soon gives up: a person waits."""
        self._terminal = terminal
        self._signer = signer
        self._transport = transport
        self._trust = trust
        self._is_online = is_online
        self._clock = clock
        self._lock = Lock()
        self._granted: dict[bytes, Hold] = {}

    def hold(self, record_id: bytes) -> Hold | None:
        """What is granted on a sheet and has not passed."""
        with self._lock:
            hold = self._granted.get(record_id)
        return hold if hold is not None and self._clock() < hold.expires_at else None

    def ask(self, offer: Offer) -> str | None:
        """Ask the centre to hold what `offer` would pay; why it does not, None when it does."""
        trust = self._trust()
        if trust is None or not self._is_online():
            return OFFLINE
        try:
            answer = self._transport.ask(HOLDS, self._request(offer.record.id, _held(offer)))
            hold = Hold.parse(answer, trust, self._terminal)
        except ContractError as error:
            _log.info("hold-not-granted", extra={"fault": error.code})
            return error.code if error.code.startswith("hold-") else OFFLINE
        if hold.record_id != offer.record.id:
            return OFFLINE
        with self._lock:
            self._granted[hold.record_id] = hold
        return None

    def shown(self, state: DeskState) -> None:
        """What is on the desk now: holds that are neither there nor paid are given back."""
        kept = None
        match state:
            case Reading():
                return  # one may be granted for it at this moment
            case Offered(offer=offer):
                kept = offer.record.id
        with self._lock:
            left = [hold for of, hold in self._granted.items() if of != kept]
            self._granted = {of: hold for of, hold in self._granted.items() if of == kept}
        if isinstance(state, Told) and isinstance(state.answer, Paid) and state.offer is not None:
            paid = state.offer.record.id
            left = [hold for hold in left if hold.record_id != paid]
        if left:
            Thread(target=self._give_back, args=(left,), name="holds", daemon=True).start()

    def _give_back(self, holds: list[Hold]) -> None:
        for hold in holds:
            try:
                self._transport.ask(RELEASE, self._request(hold.record_id, hold.held))
            except ContractError as error:  # it passes by itself
                _log.info("hold-not-given-back", extra={"fault": error.code})

    def _request(self, record_id: bytes, held: tuple[Held, ...]) -> bytes:
        return HoldRequest(self._terminal, self._clock(), record_id, held).sign(self._signer)


def _held(offer: Offer) -> tuple[Held, ...]:
    return tuple(Held(due.claim.entitlement, due.claim.base, due.claim.mask) for due in offer.dues)
