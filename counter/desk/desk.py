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
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from counter.decision.choice import Chosen, narrowed
from counter.decision.decide import Known, Offer
from counter.decision.presented import PresentedPaper, PresentedPerson
from counter.decision.proxy import Proxy, check_proxy
from counter.decision.refusal import Basis, Refusal, Rule
from counter.desk.incoming import Incoming
from counter.desk.judgement import OFFLINE, Judgement
from counter.desk.screen import Screen, StaleAction
from counter.desk.state import ChipAnswer, DeskState, Offered, Told, Trouble, Waiting
from counter.journal.handout import handout_of
from counter.journal.journal import Journal
from counter.paying.aftermath import payout_after, reversal_after
from counter.paying.arrival import Arrivals
from counter.paying.payout import Paid, Payouts
from counter.paying.reversal import Reversals, Reversible
from counter.readers.citizen_card import citizen_number, looks_like_one
from counter.shift.shift import NoShift
from firmware_config import qr
from firmware_config.card.apdu import Connection
from firmware_config.card.session import CardSession
from firmware_config.claim import Medium
from firmware_config.clock import Clock, utc_now
from firmware_config.collector import Collector
from firmware_config.errors import ContractError
from firmware_config.ids import CitizenNumber
from firmware_config.reader.worker import ReaderWorker
from firmware_config.vietnamese import dates
from firmware_config.wire import Entry

_log = logging.getLogger(__name__)
Done = TypeVar("Done")

CARD_TIMEOUT_S = 20.0  # a slow card signs in one second; a hung reader must not hold the page
KEYPAD_TIMEOUT_S = 120.0  # an old hand and six keys; the reader itself ends sooner
NOBODY = "-"
"""In the journal, for what a card brought about while nobody was signed in."""
# After a power cut the last payout is shown once more: its cash may not have left.
SHOWN_AGAIN_WITHIN = timedelta(hours=12)

_MAY_BE_TRIED_AGAIN = (
    Rule.PIN_WRONG,
    Rule.PIN_NOT_TYPED,
    Rule.IDENTITY_MISMATCH,
    Rule.PROXY_NOT_LISTED,
    Rule.PROXY_EXPIRED,
    Rule.PROXY_TOO_LONG,
)
"""What another PIN, number or paper may mend: the offer stands."""


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
        has_drawer: Callable[[str], bool] = lambda teller: True,
        told_paid: Callable[[Paid, Offer, int], None] = lambda paid, offer, insertion: None,
        ask_hold: Callable[[Offer], str | None] = lambda offer: OFFLINE,
        card_timeout_s: float = CARD_TIMEOUT_S,
    ) -> None:
        """`who` is signed in now, if anybody; `freshen` fetches the lists if the centre answers
        soon, and says whether it did; `has_drawer` tells whether a teller's shift is open.
        `told_paid` must be quick: a card has paid, its holder is told, and it is still in.
        `ask_hold`: see `Judgement`."""
        self._has_drawer = has_drawer
        self._told_paid = told_paid
        self._worker = worker
        self._journal = journal
        self._payouts = payouts
        self._reversals = reversals
        self._clock = clock
        self._who = who
        self._card_timeout_s = card_timeout_s
        self._acting = Lock()  # one payout at a time
        self._screen = Screen(changed)
        self._judgement = Judgement(
            self._acting, self._screen, journal, known, clock, freshen, ask_hold
        )
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

    def wait_past(self, number: int, timeout_s: float) -> None:
        """Return once something else than `number` is shown, or after `timeout_s`."""
        self._screen.wait_past(number, timeout_s)

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

    def has_keypad(self, offered: Offered) -> bool:
        """Whether the PIN of what is offered goes in on the reader's own keypad."""
        return self._incoming.has_keypad(offered.insertion)

    def show_person(self, number: CitizenNumber, teller: str) -> None:
        """Somebody with neither card nor sheet, whose citizen card has this number. Returns as
        `show_text`."""
        with self._acting:
            asking = self._judgement.judge(PresentedPerson(number), None, teller)
        if asking is not None:
            asking.join()

    def choose(self, presentation: int, chosen: Chosen) -> Offered:
        """Keep what is chosen of the offer until it is paid or gone.

        Raises:
            StaleAction: the offer is gone.
            ChoiceFault: it is not in the offer.
        """
        with self._acting:
            offered = self._chosen(presentation, None, chosen)
            self._screen.choose(offered)
            return offered

    def pay_chip(
        self,
        presentation: int,
        pin: str | None,
        teller: str,
        chosen: Chosen | None = None,
        proxy: Proxy | None = None,
    ) -> None:
        """Pay what is chosen of the offer, with the card's PIN. Without `chosen`: what the desk
        has kept as chosen, or all. `proxy` collects, if not the person. Without `pin` it is
        typed on the reader's keypad.

        A reader that hangs past `card_timeout_s` may still pay; if it does, that is shown then.

        Raises:
            StaleAction: the offer is gone or already being paid.
            ChoiceFault: what is chosen is not in the offer.
            NoShift: the teller has no drawer to pay out of.
        """
        with self._acting:
            self._check_drawer(teller)
            offered = self._chosen(presentation, Medium.CHIP, chosen)
            offer = offered.paying
            if proxy is not None and self._turns_away(offered, proxy, teller):
                return
            collector = None if proxy is None else proxy.collector
            given_up = ThreadEvent()

            def work(connection: Connection) -> ChipAnswer:
                session = CardSession(connection)
                answer: ChipAnswer = self._payouts.pay_chip(
                    session, offer, pin, teller, lambda: not given_up.is_set(), collector
                )
                if given_up.is_set():
                    self._incoming.late(offer, answer)
                return answer

            before = self._journal.head().seq
            try:
                timeout_s = self._card_timeout_s + (KEYPAD_TIMEOUT_S if pin is None else 0)
                answer = self._worker.run(work, timeout_s, insertion=offered.insertion)
            except Exception as error:  # also a disk that is full: what is durable must be told
                given_up.set()
                self._interrupted(offered, before, error)
            else:
                self._answer(offered, answer, teller)

    def pay_paper(
        self,
        presentation: int,
        number: CitizenNumber,
        teller: str,
        chosen: Chosen | None = None,
        proxy: Proxy | None = None,
    ) -> None:
        """Pay what paper offers to the person whose citizen number this is, or to the `proxy`.

        Raises:
            StaleAction: the offer is gone.
            ChoiceFault: what is chosen is not in the offer.
            NoShift: the teller has no drawer to pay out of.
        """

        def pay(offer: Offer, collector: Collector | None) -> Paid | Refusal:
            return self._payouts.pay_paper(offer, number, teller, collector)

        self._pay_without_chip(presentation, Medium.QR, teller, chosen, proxy, pay)

    def pay_list(
        self,
        presentation: int,
        teller: str,
        supervisor: str,
        chosen: Chosen | None = None,
        proxy: Proxy | None = None,
    ) -> None:
        """Pay who was found on the payout list; `supervisor` has allowed it. Raises as
        `pay_paper`."""

        def pay(offer: Offer, collector: Collector | None) -> Paid | Refusal:
            return self._payouts.pay_list(offer, teller, supervisor, collector)

        self._pay_without_chip(presentation, Medium.LIST, teller, chosen, proxy, pay)

    def reverse(self, shown: int, pin: str, teller: str, supervisor: str) -> None:
        """Take the card's last payout back, with its PIN; `supervisor` has allowed it.

        Raises:
            StaleAction: something else is on the screen by now.
            NoShift: the teller has no drawer to put the cash into.
            ContractError: card or reader did not do their part; nothing has changed.
        """
        with self._acting:
            self._check_drawer(teller)
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

    def while_idle(self, act: Callable[[], Done]) -> Done:
        """Do `act` while nothing is being paid, as the step of a shift."""
        with self._acting:
            return act()

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

    def _chosen(self, presentation: int, medium: Medium | None, chosen: Chosen | None) -> Offered:
        offered = self._screen.offered(presentation, medium)
        if chosen is None:
            return offered
        narrowed(offered.offer, chosen)
        return replace(offered, chosen=chosen)

    def _pay_without_chip(
        self,
        presentation: int,
        medium: Medium,
        teller: str,
        chosen: Chosen | None,
        proxy: Proxy | None,
        pay: Callable[[Offer, Collector | None], Paid | Refusal],
    ) -> None:
        with self._acting:
            self._check_drawer(teller)
            offered = self._chosen(presentation, medium, chosen)
            if proxy is not None and self._turns_away(offered, proxy, teller):
                return
            before = self._journal.head().seq
            try:
                answer = pay(offered.paying, None if proxy is None else proxy.collector)
            except Exception as error:  # as above
                self._interrupted(offered, before, error)
            else:
                self._answer(offered, answer, teller)

    def _turns_away(self, offered: Offered, proxy: Proxy, teller: str) -> bool:
        """Whether `proxy` may not collect; told at once, and the offer stands."""
        today = dates.today(self._clock())
        refused = check_proxy(proxy, offered.offer.advice.proxy, today, offered.offer.record.id)
        if refused is not None:
            self._answer(offered, refused, teller)
        return refused is not None

    def _check_drawer(self, teller: str) -> None:
        if not self._has_drawer(teller):
            raise NoShift

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
        medium = offered.offer.medium
        if isinstance(answer, Refusal):
            if answer.rule in _MAY_BE_TRIED_AGAIN:
                # The person may try again.
                self._judgement.note(answer, medium, teller)
                self._screen.offer_again(offered, answer)
                return
            self._judgement.refuse(answer, medium, teller, offered.offer)
            return
        self._tell(offered, answer)

    def _tell(self, offered: Offered, answer: ChipAnswer) -> None:
        reversible = None
        if isinstance(answer, Paid) and offered.insertion is not None:
            reversible = Reversible(answer.entries[-1], offered.insertion)
        self._screen.set(Told(answer, offered.paying, reversible=reversible))
        if isinstance(answer, Paid) and offered.insertion is not None:
            self._told_paid(answer, offered.paying, offered.insertion)

    def _interrupted(self, offered: Offered, before: int, error: Exception) -> None:
        """Tell what the journal says of a payout whose work raised `error`."""
        code = error.code if isinstance(error, ContractError) else "internal"
        if code == "internal":
            _log.error("payout-interrupted", exc_info=error)
        else:
            _log.info("payout-interrupted", extra={"fault": code})
        try:
            answer = payout_after(self._journal, before, offered.paying)
        except SQLAlchemyError:  # the store's server is away; the card tells when it is back
            code, answer = "store-unreachable", None
        if answer is None:
            self._screen.set(Trouble(code))
        else:
            self._tell(offered, answer)
