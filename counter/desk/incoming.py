"""What the reader brings: cards that come, leave, do not answer, or answer late."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event as ThreadEvent
from threading import Lock, Thread

from counter.decision.decide import Offer
from counter.decision.refusal import Refusal
from counter.desk.judgement import Judgement
from counter.desk.screen import Screen
from counter.desk.state import ChipAnswer, Offered, Reading, Told, Trouble, Waiting
from counter.paying.aftermath import settled
from counter.paying.arrival import Arrivals, Found
from counter.paying.payout import Paid, Unsettled
from counter.paying.reversal import TakenBack
from firmware_config.body.payout import Intent
from firmware_config.card.apdu import CardGone, Connection
from firmware_config.card.keypad import has_keypad
from firmware_config.card.session import CardSession
from firmware_config.claim import Medium
from firmware_config.errors import ContractError
from firmware_config.reader.errors import CardSwapped, ReaderUnavailable
from firmware_config.reader.events import (
    CardInserted,
    CardMute,
    CardRemoved,
    ReaderAbsent,
    ReaderEvent,
    ReaderReady,
)
from firmware_config.reader.worker import ReaderWorker

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Late:
    """What a payout or a reversal came to after the desk had given it up."""

    offer: Offer | None
    answer: ChipAnswer


class Incoming:
    """The desk's own thread: takes one event after another under `acting`, the desk's lock."""

    def __init__(
        self,
        acting: Lock,
        screen: Screen,
        judgement: Judgement,
        worker: ReaderWorker,
        arrivals: Arrivals,
        teller: Callable[[], str],
        card_timeout_s: float,
    ) -> None:
        """`teller` names who is at the counter now."""
        self._acting = acting
        self._screen = screen
        self._judgement = judgement
        self._worker = worker
        self._arrivals = arrivals
        self._teller = teller
        self._card_timeout_s = card_timeout_s
        self._events: SimpleQueue[ReaderEvent | Late | None] = SimpleQueue()
        self._insertion_waiting: int | None = None
        self._keypad_at: int | None = None
        self._thread = Thread(target=self._run, name="desk", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._worker.subscribe(self._events.put)

    def stop(self) -> None:
        self._events.put(None)
        if self._thread.is_alive():
            self._thread.join(5.0)

    def late(self, offer: Offer | None, answer: ChipAnswer) -> None:
        """Have what came too late told when its turn comes. Called without the lock."""
        self._events.put(Late(offer, answer))

    def has_keypad(self, insertion: int | None) -> bool:
        """Whether the card of that insertion is in a reader with a keypad."""
        return insertion is not None and insertion == self._keypad_at

    def idle(self) -> Waiting:
        status = self._worker.status()
        if status.problem is not None:
            return Waiting(status.problem.value, status.remedy)
        return Waiting()

    def take_waiting(self) -> None:
        """The card that came while money was on the screen, if it is in still, has its turn."""
        waiting, self._insertion_waiting = self._insertion_waiting, None
        card = self._worker.status().card
        if card is not None and card.insertion == waiting:
            self._events.put(CardInserted(card.atr, card.insertion))

    def _run(self) -> None:
        while (event := self._events.get()) is not None:
            try:
                with self._acting:
                    self._take(event)
            except Exception as error:  # one card's fault must not close the counter
                _log.exception("desk-event-failed")
                self._screen.set(Trouble.of(error))

    def _take(self, event: ReaderEvent | Late) -> None:
        screen = self._screen
        match event:
            case ReaderAbsent() | ReaderReady():
                if isinstance(screen.state, Waiting | Trouble):
                    screen.set(self.idle())
                else:
                    screen.changed()
            case CardMute() if screen.has_money or screen.is_unsettled:
                screen.changed()
            case CardMute():
                screen.set(Trouble("card-mute"))
            case CardInserted(insertion=insertion) if screen.has_money:
                self._insertion_waiting = insertion
                screen.changed()
            case CardInserted(insertion=insertion):
                if not screen.is_unsettled:
                    screen.set(Reading(insertion))
                self._read(insertion)
            case CardRemoved(insertion=insertion):
                self._removed(insertion)
            case Late(offer, TakenBack() as answer):
                screen.tell(Told(answer, offer, late=True))
            case Late(offer, (Paid() | Unsettled()) as answer):
                screen.tell_settled(answer.entries, offer)

    def _removed(self, insertion: int) -> None:
        match self._screen.state:
            case Offered(insertion=shown) | Reading(insertion=shown) if shown == insertion:
                self._screen.set(self.idle())
            case Trouble():
                self._screen.set(self.idle())
            case _:
                # An answer stays until the teller has dealt with it; paper has no insertion.
                self._screen.changed()

    def _read(self, insertion: int, *, may_ask: bool = True) -> None:
        given_up = ThreadEvent()

        def work(connection: Connection) -> Found:
            if has_keypad(connection):
                self._keypad_at = insertion
            found = self._arrivals.take(CardSession(connection))
            if given_up.is_set() and isinstance(found.what, tuple):
                self.late(None, settled(found.what))
            return found

        try:
            found = self._worker.run(work, self._card_timeout_s, insertion=insertion)
        except Exception as error:
            given_up.set()
            self._not_read(error)
            return
        stranger = self._arrivals.stranger(found) if may_ask else None
        if stranger is None or self._screen.is_unsettled:
            self._found(found, insertion)
            return

        def asked(has_more: bool) -> None:
            if has_more:
                self._read(insertion, may_ask=False)
            else:
                self._found(found, insertion)

        self._judgement.meanwhile(insertion, lambda: self._arrivals.ask(stranger), asked)

    def _not_read(self, error: Exception) -> None:
        screen = self._screen
        if not isinstance(error, ContractError):
            _log.error("card-not-read", exc_info=error)
        if screen.is_unsettled:
            screen.changed()  # the answer that it is unsettled stands
        elif isinstance(error, CardGone | CardSwapped | ReaderUnavailable):
            screen.set(self.idle())
        else:
            screen.set(Trouble.of(error))

    def _found(self, found: Found, insertion: int) -> None:
        screen = self._screen
        if isinstance(found.what, tuple):
            answer = settled(found.what)
            if isinstance(answer, TakenBack):
                screen.tell(Told(answer, None, late=True))
            else:
                blocked = found.is_blocked
                screen.tell_settled(answer.entries, None, insertion, card_blocked=blocked)
            return
        told = screen.state
        if isinstance(told, Told) and isinstance(told.answer, Unsettled):
            body = told.answer.intent.body
            is_that_card = isinstance(body, Intent) and body.card == found.card
            if not is_that_card or told.answer.entries:
                # Somebody else's card, or one whose earlier payments are to be told first.
                self._insertion_waiting = insertion
                if is_that_card:
                    screen.set(Told(Paid(told.answer.entries), told.offer))
                else:
                    screen.changed()
                return
        match found.what:
            case Refusal() as refusal:
                self._judgement.refuse(refusal, Medium.CHIP, self._teller())
            case presented:
                self._judgement.judge(presented, insertion, self._teller())
