"""The desk: what is in front of the teller now, and the few things that can be done with it.

One state at a time. Reader events and scanned texts change it; `changed` tells the pages. Each
presentation has a number, so that a second click, a second tab or a stale page acts on nothing.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from queue import SimpleQueue
from threading import Event as ThreadEvent
from threading import Lock, Thread

from counter.arrival import Arrivals, Found
from counter.decide import Known, Offer, decide
from counter.desk_state import ChipAnswer, DeskState, Offered, Reading, Told, Trouble, Waiting
from counter.handout import handout_of
from counter.journal import Journal
from counter.payout import Paid, Payouts, Unsettled
from counter.presented import Presented, PresentedChip, PresentedPaper
from counter.refusal import Basis, Refusal, Rule
from counter.reversal import (
    Reversals,
    ReversalUnsettled,
    Reversible,
    TakenBack,
    last_reversible,
)
from counter.scanner.citizen_card import citizen_number, looks_like_one
from firmware_config import qr
from firmware_config.card.apdu import CardGone, Connection
from firmware_config.card.session import CardSession
from firmware_config.clock import Clock, utc_now
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, CitizenNumber
from firmware_config.journal_body import Disbursed, Intent, Medium, Refused, Reversed
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
from firmware_config.wire import Entry

_log = logging.getLogger(__name__)

_FETCHED = (Basis.TRUST_LIST, Basis.STATUS_LIST, Basis.PAYOUT_LIST)
CARD_TIMEOUT_S = 20.0  # a slow card signs in one second; a hung reader must not hold the page


# After a power cut the last payout is shown once more: its cash may not have left.
SHOWN_AGAIN_WITHIN = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class _Late:
    """What a payout or a reversal came to after the desk had given it up."""

    offer: Offer | None
    answer: ChipAnswer


class StaleAction(Exception):
    """The page that asked shows something that is no longer on the desk."""


class Desk:
    """Every method may be called by any thread."""

    def __init__(
        self,
        worker: ReaderWorker,
        journal: Journal,
        payouts: Payouts,
        reversals: Reversals,
        arrivals: Arrivals,
        known: Callable[[], Known],
        changed: Callable[[], None],
        clock: Clock = utc_now,
        *,
        freshen: Callable[[], bool] = lambda: False,
        card_timeout_s: float = CARD_TIMEOUT_S,
    ) -> None:
        """`freshen` fetches the lists now if the centre answers, and says whether it did."""
        self._freshen = freshen
        self._card_timeout_s = card_timeout_s
        self._worker = worker
        self._journal = journal
        self._payouts = payouts
        self._reversals = reversals
        self._arrivals = arrivals
        self._known = known
        self._changed = changed
        self._clock = clock
        self._acting = Lock()  # one payout at a time
        self._presentations = 0
        self._shown: tuple[int, DeskState] = (0, Waiting())
        self._events: SimpleQueue[ReaderEvent | _Late | None] = SimpleQueue()
        # Money on the screen stays until the teller has dealt with it: what comes meanwhile waits.
        self._answers_waiting: deque[Told] = deque()
        self._insertion_waiting: int | None = None
        self._handed: set[int] = set()  # numbers of payments whose money was told to be handed over
        self._thread = Thread(target=self._run, name="desk", daemon=True)
        self.teller = "-"

    @property
    def shown(self) -> tuple[int, DeskState]:
        """The state and its number, which rises with every change."""
        return self._shown

    @property
    def state(self) -> DeskState:
        return self._shown[1]

    def start(self) -> None:
        self._show_last_again()
        self._thread.start()
        self._worker.subscribe(self._events.put)

    def stop(self) -> None:
        self._events.put(None)
        if self._thread.is_alive():
            self._thread.join(5.0)

    def scanned(self, text: str) -> None:
        """A text from a scanner that knows no fields: a record, or the citizen card after it."""
        state = self.state
        if looks_like_one(text) and isinstance(state, Offered) and state.insertion is None:
            try:
                self.pay_paper(state.presentation, citizen_number(text), self.teller)
            except (ContractError, StaleAction) as error:
                _log.info("citizen-card-not-taken", extra={"fault": type(error).__name__})
            return
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """A scanned QR text."""
        with self._acting:
            try:
                presented = PresentedPaper(qr.from_text(text))
            except qr.QrError as error:
                fault = {"fault": error.code}
                self._refuse(Refusal(Rule.RECORD_UNREADABLE, Basis.RECORD, data=fault), Medium.QR)
                return
            self._decide(presented, None)

    def pay_chip(self, presentation: int, pin: str, teller: str) -> None:
        """Pay what is offered, with the card's PIN.

        A reader that hangs past `card_timeout_s` may still pay; if it does, that is shown then.

        Raises:
            StaleAction: the offer is gone or already being paid.
        """
        with self._acting:
            offered = self._current(presentation, Medium.CHIP)
            given_up = ThreadEvent()

            def work(connection: Connection) -> ChipAnswer:
                session = CardSession(connection)
                answer: ChipAnswer = self._payouts.pay_chip(
                    session, offered.offer, pin, teller, wanted=lambda: not given_up.is_set()
                )
                if given_up.is_set():
                    self._events.put(_Late(offered.offer, answer))
                return answer

            before = self._journal.head().seq
            try:
                answer = self._worker.run(work, self._card_timeout_s, insertion=offered.insertion)
            except Exception as error:  # also a disk that is full: what is durable must be told
                given_up.set()
                self._interrupted(offered, before, error)
            else:
                self._answer(offered, answer)

    def reverse(self, shown: int, pin: str, teller: str, supervisor: str) -> None:
        """Take the card's last payout back, with its PIN; `supervisor` has allowed it.

        Raises:
            StaleAction: something else is on the screen by now.
            ContractError: card or reader did not do their part; nothing has changed.
        """
        with self._acting:
            told = self.state
            if not isinstance(told, Told) or told.reversible is None or shown != self._shown[0]:
                raise StaleAction
            payment, insertion = told.reversible.payment, told.reversible.insertion
            given_up = ThreadEvent()

            def work(connection: Connection) -> ChipAnswer:
                answer = self._reversals.reverse(
                    CardSession(connection),
                    *(payment, pin, teller, supervisor),
                    wanted=lambda: not given_up.is_set(),
                )
                if given_up.is_set():
                    self._events.put(_Late(told.offer, answer))
                return answer

            before = self._journal.head().seq
            try:
                answer = self._worker.run(work, self._card_timeout_s, insertion=insertion)
            except ContractError:
                given_up.set()
                interrupted = self._reversal_interrupted(before)
                if interrupted is None:
                    raise
                answer = interrupted
            if isinstance(answer, Refusal):
                self._journal.append(
                    Refused(answer.rule.value, Medium.CHIP, answer.record_id, teller)
                )
                # A new number: the same PIN sent twice must not cost two tries.
                self._set(replace(told, notice=answer))
                return
            self._set(Told(answer, told.offer))

    def pay_paper(self, presentation: int, number: CitizenNumber, teller: str) -> None:
        """Pay what paper offers to the person whose citizen number this is.

        Raises:
            StaleAction: the offer is gone.
        """
        with self._acting:
            offered = self._current(presentation, Medium.QR)
            before = self._journal.head().seq
            try:
                answer = self._payouts.pay_paper(offered.offer, number, teller)
            except Exception as error:  # as above
                self._interrupted(offered, before, error)
            else:
                self._answer(offered, answer)

    def next_person(self, shown: int | None = None) -> None:
        """Clear the screen of what is on it; with `shown`, only if that is still its number.

        Raises:
            StaleAction: something else is on the screen by now.
        """
        with self._acting:
            if shown is not None and shown != self._shown[0]:
                raise StaleAction
            match self.state:
                case Told(Unsettled(entries=entries), offer) if entries:
                    # Nothing was to leave while the rest was open; what the card confirmed is.
                    self._set(Told(Paid(entries), offer))
                    return
            if self._answers_waiting:
                self._set(self._answers_waiting.popleft())
                return
            self._set(self._idle())
            waiting, self._insertion_waiting = self._insertion_waiting, None
            card = self._worker.status().card
            if card is not None and card.insertion == waiting:
                self._events.put(CardInserted(card.atr, card.insertion))

    # The desk thread.

    def _run(self) -> None:
        while (event := self._events.get()) is not None:
            try:
                with self._acting:
                    self._take(event)
            except Exception:  # one card's fault must not close the counter
                _log.exception("desk-event-failed")
                self._set(Trouble("internal"))

    def _take(self, event: ReaderEvent | _Late) -> None:
        match event:
            case ReaderAbsent() | ReaderReady():
                if isinstance(self.state, Waiting | Trouble):
                    self._set(self._idle())
                else:
                    self._changed()
            case CardMute() if self._has_money() or self._is_unsettled():
                self._changed()
            case CardMute():
                self._set(Trouble("card-mute"))
            case CardInserted(insertion=insertion) if self._has_money():
                self._insertion_waiting = insertion
                self._changed()
            case CardInserted(insertion=insertion):
                if not self._is_unsettled():
                    self._set(Reading())
                self._read(insertion)
            case CardRemoved(insertion=insertion):
                self._removed(insertion)
            case _Late(offer, TakenBack() as answer):
                self._tell(Told(answer, offer, late=True))
            case _Late(offer, (Paid() | Unsettled()) as answer):
                self._tell_settled(answer.entries, offer)

    def _removed(self, insertion: int) -> None:
        match self.state:
            case Offered(insertion=shown) if shown == insertion:
                self._set(self._idle())
            case Reading() | Trouble():
                self._set(self._idle())
            case _:
                # An answer stays until the teller has dealt with it; paper has no insertion.
                self._changed()

    def _read(self, insertion: int) -> None:
        given_up = ThreadEvent()

        def work(connection: Connection) -> Found:
            found = self._arrivals.take(CardSession(connection))
            if given_up.is_set() and isinstance(found.what, tuple):
                self._events.put(_Late(None, _settled(found.what)))
            return found

        try:
            found = self._worker.run(work, self._card_timeout_s, insertion=insertion)
            if self._arrivals.has_more(found):
                found = self._worker.run(work, self._card_timeout_s, insertion=insertion)
        except Exception as error:
            given_up.set()
            self._not_read(error)
        else:
            self._found(found, insertion)

    def _not_read(self, error: Exception) -> None:
        if not isinstance(error, ContractError):
            _log.error("card-not-read", exc_info=error)
        if self._is_unsettled():
            self._changed()  # the answer that it is unsettled stands
        elif isinstance(error, CardGone | CardSwapped | ReaderUnavailable):
            self._set(self._idle())
        else:
            self._set(Trouble(error.code if isinstance(error, ContractError) else "internal"))

    def _found(self, found: Found, insertion: int) -> None:
        told = self.state
        if isinstance(found.what, tuple):
            answer = _settled(found.what)
            if isinstance(answer, TakenBack):
                self._tell(Told(answer, None, late=True))
            else:
                self._tell_settled(answer.entries, None, insertion)
            return
        if isinstance(told, Told) and isinstance(told.answer, Unsettled):
            body = told.answer.intent.body
            is_that_card = isinstance(body, Intent) and body.card == found.card
            if not is_that_card or told.answer.entries:
                # Somebody else's card, or one whose earlier payments are to be told first.
                self._insertion_waiting = insertion
                if is_that_card:
                    self._set(Told(Paid(told.answer.entries), told.offer))
                else:
                    self._changed()
                return
        match found.what:
            case Refusal() as refusal:
                self._refuse(refusal, Medium.CHIP)
            case presented:
                self._decide(presented, insertion)

    def _tell_settled(
        self, entries: tuple[Entry, ...], offer: Offer | None, insertion: int | None = None
    ) -> None:
        """Payments that an interrupted session made after all; with them what it made before."""
        match self.state:
            case Told(Unsettled(intent, before), shown) if _names(intent, entries):
                offer = offer or shown
                entries = before + tuple(entry for entry in entries if entry not in before)
                self._set(Waiting())  # it is settled: nothing of it holds the screen any more
        entries = tuple(entry for entry in entries if entry.seq not in self._handed)
        if entries:
            reversible = None if insertion is None else Reversible(entries[-1], insertion)
            self._tell(Told(Paid(entries), offer, late=True, reversible=reversible))

    def _tell(self, told: Told) -> None:
        """Show `told`, or let it wait for the money that is on the screen."""
        if self._has_money() or self._is_unsettled():
            self._answers_waiting.append(told)
            self._changed()
        else:
            self._set(told)

    def _has_money(self) -> bool:
        return isinstance(self.state, Told) and isinstance(self.state.answer, Paid)

    def _is_unsettled(self) -> bool:
        return isinstance(self.state, Told) and isinstance(self.state.answer, Unsettled)

    def _show_last_again(self) -> None:
        """The payout that was the journal's last word when the counter stopped, if it is recent."""
        handout = handout_of(self._journal, self._journal.head().seq)
        if handout is None:
            return
        age = self._clock() - handout.entries[-1].at
        if age <= SHOWN_AGAIN_WITHIN:
            self._set(Told(Paid(handout.entries), None, late=True))

    # Under `_acting`.

    def _decide(self, presented: Presented, insertion: int | None) -> None:
        decision = decide(presented, self._known(), self._clock())
        if isinstance(decision, Refusal) and decision.basis in _FETCHED and self._freshen():
            # Nobody is sent home for a list that changed a minute ago.
            decision = decide(presented, self._known(), self._clock())
        if isinstance(decision, Refusal):
            reversible = None
            if decision.rule is Rule.ALREADY_PAID and isinstance(presented, PresentedChip):
                # Somebody may have come back at once because the payout was wrong.
                assert insertion is not None
                reversible = self._reversible(presented.card, insertion)
            self._refuse(decision, presented.medium, reversible=reversible)
            return
        self._offer(decision, insertion)

    def _offer(self, offer: Offer, insertion: int | None, notice: Refusal | None = None) -> None:
        self._presentations += 1
        self._set(Offered(self._presentations, offer, insertion, notice))

    def _refuse(
        self,
        refusal: Refusal,
        medium: Medium,
        offer: Offer | None = None,
        reversible: Reversible | None = None,
    ) -> None:
        self._journal.append(Refused(refusal.rule.value, medium, refusal.record_id, self.teller))
        self._set(Told(refusal, offer, reversible=reversible))

    def _reversible(self, card: CardId, insertion: int) -> Reversible | None:
        payment = last_reversible(self._journal, card)
        return None if payment is None else Reversible(payment, insertion)

    def _answer(self, offered: Offered, answer: ChipAnswer) -> None:
        if isinstance(answer, Refusal):
            if answer.rule in (Rule.PIN_WRONG, Rule.IDENTITY_MISMATCH):
                # The person may try again; the offer stands.
                self._journal.append(
                    Refused(answer.rule.value, offered.offer.medium, answer.record_id, self.teller)
                )
                # A new number: the same PIN sent twice must not cost two tries.
                self._offer(offered.offer, offered.insertion, answer)
                return
            self._refuse(answer, offered.offer.medium, offered.offer)
            return
        reversible = None
        if isinstance(answer, Paid) and offered.insertion is not None:
            reversible = Reversible(answer.entries[-1], offered.insertion)
        self._set(Told(answer, offered.offer, reversible=reversible))

    def _interrupted(self, offered: Offered, before: int, error: Exception) -> None:
        """Tell what the journal says of a payout whose work raised `error`."""
        code = error.code if isinstance(error, ContractError) else "internal"
        if code == "internal":
            _log.error("payout-interrupted", exc_info=error)
        else:
            _log.info("payout-interrupted", extra={"fault": code})
        since = self._journal.entries_from(before + 1, 3 * len(offered.offer.dues))
        paid = tuple(entry for entry in since if isinstance(entry.body, Disbursed))
        open_nonces = {
            entry.body.nonce
            for entry in self._journal.open_intents(offered.offer.card)
            if isinstance(entry.body, Intent)
        }
        for entry in since:
            if isinstance(entry.body, Intent) and entry.body.nonce in open_nonces:
                self._answer(offered, Unsettled(entry, paid))
                return
        if paid:
            self._answer(offered, Paid(paid))
        else:
            self._set(Trouble(code))

    def _reversal_interrupted(self, before: int) -> TakenBack | ReversalUnsettled | None:
        """What the journal says of a reversal whose work raised; None if it says nothing."""
        for entry in reversed(self._journal.entries_from(before + 1, 2)):
            if isinstance(entry.body, Reversed):
                return TakenBack(entry)
            if isinstance(entry.body, Intent) and self._journal.reversing(entry.body.nonce):
                return ReversalUnsettled(entry)
        return None

    def _current(self, presentation: int, medium: Medium) -> Offered:
        state = self.state
        if (
            not isinstance(state, Offered)
            or state.presentation != presentation
            or state.offer.medium is not medium
        ):
            raise StaleAction
        return state

    def _idle(self) -> Waiting:
        status = self._worker.status()
        if status.problem is not None:
            return Waiting(status.problem.value, status.remedy)
        return Waiting()

    def _set(self, state: DeskState) -> None:
        if isinstance(state, Told) and isinstance(state.answer, Paid):
            self._handed |= {entry.seq for entry in state.answer.entries}
        self._shown = (self._shown[0] + 1, state)
        self._changed()


def _settled(entries: tuple[Entry, ...]) -> Paid | TakenBack:
    """What the entries that closed a card's open intents come to."""
    if isinstance(entries[-1].body, Reversed):
        return TakenBack(entries[-1])
    return Paid(tuple(entry for entry in entries if isinstance(entry.body, Disbursed)))


def _names(intent: Entry, entries: tuple[Entry, ...]) -> bool:
    """Whether the payout that `intent` began is among `entries`."""
    begun = intent.body
    return isinstance(begun, Intent) and any(
        isinstance(entry.body, Disbursed) and entry.body.nonce == begun.nonce for entry in entries
    )
