"""The desk: what is in front of the teller now, and the few things that can be done with it.

One state at a time. Reader events and scanned texts change it; `changed` tells the pages. Each
presentation has a number, so that a second click, a second tab or a stale page acts on nothing.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Event as ThreadEvent
from threading import Lock, Thread

from counter.decide import Known, Offer, decide
from counter.genuine import Genuine, check_genuine
from counter.journal import Journal
from counter.payout import Paid, Payouts, Unsettled
from counter.presented import Presented, PresentedChip, PresentedPaper, read_card
from counter.refusal import Basis, Refusal, Rule
from counter.scanner.citizen_card import citizen_number, looks_like_one
from firmware_config import qr
from firmware_config.card.apdu import ApduError, CardGone, Connection
from firmware_config.card.profile import Life
from firmware_config.card.session import CardAnswerError, CardSession, NotOurCard
from firmware_config.card.state import AUTH_NONCE_BYTES
from firmware_config.clock import Clock, utc_now
from firmware_config.errors import ContractError
from firmware_config.ids import CitizenNumber
from firmware_config.journal_body import Disbursed, Intent, Medium, Refused
from firmware_config.reader.errors import CardSwapped, JobTimeout, ReaderUnavailable
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


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing is presented. `reader_fault` is a reader problem's code, with its `remedy`."""

    reader_fault: str | None = None
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A card is being read."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Something may be paid. `notice` is why the last try (PIN, identity) did not pay."""

    presentation: int
    offer: Offer
    insertion: int | None
    notice: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The answer on the screen until the next person. `offer` is None if there was none."""

    answer: Paid | Refusal | Unsettled
    offer: Offer | None
    late: bool = False
    """A payout that an earlier card session began and this one confirmed."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """The medium cannot be read now; taking it out and putting it in again may help."""

    code: str


DeskState = Waiting | Reading | Offered | Told | Trouble


ChipAnswer = Paid | Refusal | Unsettled


@dataclass(frozen=True, slots=True)
class _Late:
    """What a payout came to after the desk had given it up."""

    offered: Offered
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
        self._known = known
        self._changed = changed
        self._clock = clock
        self._acting = Lock()  # one payout at a time
        self._presentations = 0
        self._shown: tuple[int, DeskState] = (0, Waiting())
        self._events: SimpleQueue[ReaderEvent | _Late | None] = SimpleQueue()
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
                answer = self._payouts.pay_chip(
                    session, offered.offer, pin, teller, wanted=lambda: not given_up.is_set()
                )
                if given_up.is_set():
                    self._events.put(_Late(offered, answer))
                return answer

            before = self._journal.head().seq
            try:
                answer = self._worker.run(work, self._card_timeout_s, insertion=offered.insertion)
            except ContractError as error:
                given_up.set()
                _log.info("payout-interrupted", extra={"fault": error.code})
                interrupted = self._interrupted(offered, before)
                if interrupted is None:
                    self._set(Trouble(error.code))
                    return
                answer = interrupted
            self._answer(offered, answer)

    def pay_paper(self, presentation: int, number: CitizenNumber, teller: str) -> None:
        """Pay what paper offers to the person whose citizen number this is.

        Raises:
            StaleAction: the offer is gone.
        """
        with self._acting:
            offered = self._current(presentation, Medium.QR)
            self._answer(offered, self._payouts.pay_paper(offered.offer, number, teller))

    def next_person(self, shown: int | None = None) -> None:
        """Clear the screen of what is on it; with `shown`, only if that is still its number.

        Raises:
            StaleAction: something else is on the screen by now.
        """
        with self._acting:
            if shown is not None and shown != self._shown[0]:
                raise StaleAction
            self._set(self._idle())

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
            case CardMute():
                self._set(Trouble("card-mute"))
            case CardInserted(insertion=insertion):
                self._set(Reading())
                self._read(insertion)
            case CardRemoved(insertion=insertion):
                self._removed(insertion)
            case _Late(offered, Paid() as paid):
                self._set(Told(paid, offered.offer, late=True))

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
        def work(connection: Connection) -> PresentedChip | Refusal | tuple[Entry, ...]:
            return self._present(CardSession(connection))

        try:
            found = self._worker.run(work, self._card_timeout_s, insertion=insertion)
        except (CardGone, CardSwapped, ReaderUnavailable):
            self._set(self._idle())
        except (ApduError, CardAnswerError, JobTimeout, ContractError) as error:
            self._set(Trouble(error.code))
        else:
            match found:
                case Refusal():
                    self._refuse(found, Medium.CHIP)
                case PresentedChip():
                    self._decide(found, insertion)
                case entries:
                    self._set(Told(Paid(entries), None, late=True))

    def _present(self, session: CardSession) -> PresentedChip | Refusal | tuple[Entry, ...]:
        """Read the card; first settle what an earlier session with it left open."""
        try:
            status = session.select()
        except NotOurCard as error:
            return Refusal(Rule.CARD_UNKNOWN, Basis.CARD, data=error.data)
        if status.life is not Life.ACTIVE:
            life = {"life": status.life.name.lower()}
            return Refusal(Rule.CARD_NOT_ACTIVE, Basis.CARD, data=life)
        presented = read_card(session, status, secrets.token_bytes(AUTH_NONCE_BYTES))
        settled = self._settle_open(session, presented)
        if settled:
            return settled
        return presented

    def _settle_open(self, session: CardSession, presented: PresentedChip) -> tuple[Entry, ...]:
        """Close this card's open intents; the payouts that turn out to have happened."""
        intents = self._journal.open_intents(presented.card)
        trust = self._known().trust
        if not intents or trust is None:
            return ()
        genuine = check_genuine(presented, trust, self._clock())
        if not isinstance(genuine, Genuine) or genuine.receipt_key is None:
            return ()
        closed = [
            self._payouts.resolve(session, genuine.receipt_key, genuine.record.id, intent)
            for intent in intents
        ]
        return tuple(entry for entry in closed if isinstance(entry.body, Disbursed))

    # Under `_acting`.

    def _decide(self, presented: Presented, insertion: int | None) -> None:
        decision = decide(presented, self._known(), self._clock())
        if isinstance(decision, Refusal) and decision.basis in _FETCHED and self._freshen():
            # Nobody is sent home for a list that changed a minute ago.
            decision = decide(presented, self._known(), self._clock())
        if isinstance(decision, Refusal):
            self._refuse(decision, presented.medium)
            return
        self._offer(decision, insertion)

    def _offer(self, offer: Offer, insertion: int | None, notice: Refusal | None = None) -> None:
        self._presentations += 1
        self._set(Offered(self._presentations, offer, insertion, notice))

    def _refuse(self, refusal: Refusal, medium: Medium, offer: Offer | None = None) -> None:
        self._journal.append(Refused(refusal.rule.value, medium, refusal.record_id, self.teller))
        self._set(Told(refusal, offer))

    def _answer(self, offered: Offered, answer: Paid | Refusal | Unsettled) -> None:
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
        self._set(Told(answer, offered.offer))

    def _interrupted(self, offered: Offered, before: int) -> Paid | Unsettled | None:
        """What the journal says of a payout whose work raised; None if it says nothing."""
        since = self._journal.entries_from(before + 1, 3 * len(offered.offer.dues))
        paid = tuple(entry for entry in since if isinstance(entry.body, Disbursed))
        open_nonces = {
            entry.body.nonce
            for entry in self._journal.open_intents(offered.offer.card)
            if isinstance(entry.body, Intent)
        }
        for entry in since:
            if isinstance(entry.body, Intent) and entry.body.nonce in open_nonces:
                return Unsettled(entry, paid)
        return Paid(paid) if paid else None

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
        self._shown = (self._shown[0] + 1, state)
        self._changed()
