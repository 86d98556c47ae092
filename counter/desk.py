"""The desk: what can be done with what is in front of the teller.

One state at a time, on the `Screen`. Reader events (`Incoming`) and scanned texts change it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Event as ThreadEvent
from threading import Lock, Thread

from counter.aftermath import payout_after, reversal_after
from counter.arrival import Arrivals
from counter.decide import Known
from counter.desk_state import ChipAnswer, DeskState, Offered, Told, Trouble, Waiting
from counter.handout import handout_of
from counter.incoming import Incoming
from counter.journal import Journal
from counter.judgement import Judgement
from counter.payout import Paid, Payouts
from counter.presented import PresentedPaper
from counter.refusal import Basis, Refusal, Rule
from counter.reversal import Reversals, Reversible
from counter.scanner.citizen_card import citizen_number, looks_like_one
from counter.screen import Screen, StaleAction
from firmware_config import qr
from firmware_config.card.apdu import Connection
from firmware_config.card.session import CardSession
from firmware_config.clock import Clock, utc_now
from firmware_config.errors import ContractError
from firmware_config.ids import CitizenNumber
from firmware_config.journal_body import Medium
from firmware_config.reader.worker import ReaderWorker
from firmware_config.wire import Entry

_log = logging.getLogger(__name__)

CARD_TIMEOUT_S = 20.0  # a slow card signs in one second; a hung reader must not hold the page
NOBODY = "-"
"""In the journal, for what a card brought about while nobody was signed in."""
# After a power cut the last payout is shown once more: its cash may not have left.
SHOWN_AGAIN_WITHIN = timedelta(hours=12)


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
        who: Callable[[], str | None],
        freshen: Callable[[], bool] = lambda: False,
        card_timeout_s: float = CARD_TIMEOUT_S,
    ) -> None:
        """`who` is signed in now, if anybody; `freshen` fetches the lists if the centre answers
        soon, and says whether it did."""
        self._worker = worker
        self._journal = journal
        self._payouts = payouts
        self._reversals = reversals
        self._clock = clock
        self._who = who
        self._card_timeout_s = card_timeout_s
        self._acting = Lock()  # one payout at a time
        self._screen = Screen(changed)
        self._judgement = Judgement(self._acting, self._screen, journal, known, clock, freshen)
        self._incoming = Incoming(
            self._acting,
            self._screen,
            self._judgement,
            worker,
            arrivals,
            lambda: who() or NOBODY,
            card_timeout_s,
        )

    @property
    def shown(self) -> tuple[int, DeskState]:
        """The state and its number, which rises with every change."""
        return self._screen.shown

    @property
    def state(self) -> DeskState:
        return self._screen.state

    def start(self) -> None:
        self._show_last_again()
        self._incoming.start()

    def stop(self) -> None:
        self._incoming.stop()

    def scanned(self, text: str) -> None:
        """A text from a scanner that knows no fields: a record, or the citizen card after it.

        It is heeded only while somebody is signed in, and stands under that name.
        """
        teller = self._who()
        if teller is None:
            self._scanned_by_nobody()
            return
        state = self.state
        if looks_like_one(text) and isinstance(state, Offered) and state.insertion is None:
            try:
                self.pay_paper(state.presentation, citizen_number(text), teller)
            except (ContractError, StaleAction) as error:
                _log.info("citizen-card-not-taken", extra={"fault": type(error).__name__})
            return
        self.show_text(text, teller)

    def show_text(self, text: str, teller: str) -> None:
        """A scanned QR text. Returns once it is judged, by newer lists if the centre has them."""
        asking = self._show_text(text, teller)
        if asking is not None:
            asking.join()

    def pay_chip(self, presentation: int, pin: str, teller: str) -> None:
        """Pay what is offered, with the card's PIN.

        A reader that hangs past `card_timeout_s` may still pay; if it does, that is shown then.

        Raises:
            StaleAction: the offer is gone or already being paid.
        """
        with self._acting:
            offered = self._screen.offered(presentation, Medium.CHIP)
            given_up = ThreadEvent()

            def work(connection: Connection) -> ChipAnswer:
                session = CardSession(connection)
                answer: ChipAnswer = self._payouts.pay_chip(
                    session, offered.offer, pin, teller, wanted=lambda: not given_up.is_set()
                )
                if given_up.is_set():
                    self._incoming.late(offered.offer, answer)
                return answer

            before = self._journal.head().seq
            try:
                answer = self._worker.run(work, self._card_timeout_s, insertion=offered.insertion)
            except Exception as error:  # also a disk that is full: what is durable must be told
                given_up.set()
                self._interrupted(offered, before, error)
            else:
                self._answer(offered, answer, teller)

    def pay_paper(self, presentation: int, number: CitizenNumber, teller: str) -> None:
        """Pay what paper offers to the person whose citizen number this is.

        Raises:
            StaleAction: the offer is gone.
        """
        with self._acting:
            offered = self._screen.offered(presentation, Medium.QR)
            before = self._journal.head().seq
            try:
                answer = self._payouts.pay_paper(offered.offer, number, teller)
            except Exception as error:  # as above
                self._interrupted(offered, before, error)
            else:
                self._answer(offered, answer, teller)

    def reverse(self, shown: int, pin: str, teller: str, supervisor: str) -> None:
        """Take the card's last payout back, with its PIN; `supervisor` has allowed it.

        Raises:
            StaleAction: something else is on the screen by now.
            ContractError: card or reader did not do their part; nothing has changed.
        """
        with self._acting:
            told = self.state
            if (
                not isinstance(told, Told)
                or told.reversible is None
                or shown != self._screen.number
            ):
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
                    self._incoming.late(told.offer, answer)
                return answer

            before = self._journal.head().seq
            try:
                answer = self._worker.run(work, self._card_timeout_s, insertion=insertion)
            except ContractError:
                given_up.set()
                interrupted = reversal_after(self._journal, before)
                if interrupted is None:
                    raise
                answer = interrupted
            if isinstance(answer, Refusal):
                self._judgement.note(answer, Medium.CHIP, teller)
                # A new number: the same PIN sent twice must not cost two tries.
                self._screen.set(replace(told, notice=answer))
                return
            self._screen.set(Told(answer, told.offer))

    def close_by_hand(self, close: Callable[[Journal], Entry]) -> Entry:
        """Let a supervisor `close` an open intent while no card is being asked about it.

        Raises:
            IntentClosed: it was settled meanwhile.
        """
        with self._acting:
            entry = close(self._journal)
            self._screen.changed()
            return entry

    def next_person(self, shown: int | None = None) -> None:
        """Clear the screen of what is on it; with `shown`, only if that is still its number.

        Raises:
            StaleAction: something else is on the screen by now.
        """
        with self._acting:
            if shown is not None and shown != self._screen.number:
                raise StaleAction
            if self._screen.leave():
                return
            self._screen.set(self._incoming.idle())
            self._incoming.take_waiting()

    def _scanned_by_nobody(self) -> None:
        _log.warning("scanned-by-nobody")
        with self._acting:
            if isinstance(self.state, Waiting | Trouble):
                self._screen.set(replace(self._incoming.idle(), scanned_by_nobody=True))

    def _show_text(self, text: str, teller: str) -> Thread | None:
        with self._acting:
            try:
                presented = PresentedPaper(qr.from_text(text))
            except qr.QrError as error:
                fault = {"fault": error.code}
                refusal = Refusal(Rule.RECORD_UNREADABLE, Basis.RECORD, data=fault)
                self._judgement.refuse(refusal, Medium.QR, teller)
                return None
            return self._judgement.judge(presented, None, teller)

    def _show_last_again(self) -> None:
        """The payout that was the journal's last word when the counter stopped, if it is recent."""
        handout = handout_of(self._journal, self._journal.head().seq)
        if handout is None:
            return
        age = self._clock() - handout.entries[-1].at
        if age <= SHOWN_AGAIN_WITHIN:
            self._screen.set(Told(Paid(handout.entries), None, late=True))

    def _answer(self, offered: Offered, answer: ChipAnswer, teller: str) -> None:
        offer, medium = offered.offer, offered.offer.medium
        if isinstance(answer, Refusal):
            if answer.rule in (Rule.PIN_WRONG, Rule.IDENTITY_MISMATCH):
                # The person may try again; the offer stands.
                self._judgement.note(answer, medium, teller)
                # A new number: the same PIN sent twice must not cost two tries.
                self._screen.offer(offer, offered.insertion, answer)
                return
            self._judgement.refuse(answer, medium, teller, offer)
            return
        self._tell(offered, answer)

    def _tell(self, offered: Offered, answer: ChipAnswer) -> None:
        reversible = None
        if isinstance(answer, Paid) and offered.insertion is not None:
            reversible = Reversible(answer.entries[-1], offered.insertion)
        self._screen.set(Told(answer, offered.offer, reversible=reversible))

    def _interrupted(self, offered: Offered, before: int, error: Exception) -> None:
        """Tell what the journal says of a payout whose work raised `error`."""
        code = error.code if isinstance(error, ContractError) else "internal"
        if code == "internal":
            _log.error("payout-interrupted", exc_info=error)
        else:
            _log.info("payout-interrupted", extra={"fault": code})
        answer = payout_after(self._journal, before, offered.offer)
        if answer is None:
            self._screen.set(Trouble(code))
        else:
            self._tell(offered, answer)
