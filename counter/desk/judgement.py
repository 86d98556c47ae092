"""What is said to somebody who presents a card or a sheet: an offer, or no and why.

When it is no because of a list, the centre is asked for a newer one first: nobody is sent home for
a list that changed a minute ago. Asking takes seconds, and the desk goes on meanwhile.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Lock, Thread

from counter.decision.by_list import decide_by_list
from counter.decision.decide import Known, Offer, decide, decide_but_hold
from counter.decision.presented import Presented, PresentedChip, PresentedPerson
from counter.decision.refusal import Basis, Refusal, Rule
from counter.desk.screen import Screen
from counter.desk.state import Reading, Told, Trouble
from counter.journal.journal import Journal
from counter.paying.reversal import Reversible, last_reversible
from firmware_config.body.payout import Refused
from firmware_config.claim import Medium
from firmware_config.clock import Clock
from firmware_config.ids import CardId

_log = logging.getLogger(__name__)

OFFLINE = "hold-offline"
"""Why no hold was granted, when the centre could not be asked."""
_FETCHED = (Basis.TRUST_LIST, Basis.STATUS_LIST, Basis.PAYOUT_LIST)

Shown = Presented | PresentedPerson


class Judgement:
    """Every method is called under `acting`, the desk's lock."""

    def __init__(
        self,
        acting: Lock,
        screen: Screen,
        journal: Journal,
        known: Callable[[], Known],
        clock: Clock,
        freshen: Callable[[], bool],
        ask_hold: Callable[[Offer], str | None],
    ) -> None:
        """`freshen` fetches the lists if the centre answers soon, and says whether it did;
        `ask_hold` asks it to hold a sheet of another office, and says why it does not."""
        self._ask_hold = ask_hold
        self._acting = acting
        self._screen = screen
        self._journal = journal
        self._known = known
        self._clock = clock
        self._freshen = freshen

    def judge(self, presented: Shown, insertion: int | None, teller: str) -> Thread | None:
        """Offer or refuse; or ask the centre first, in the thread that is returned."""
        decision = self._decided(presented)
        if isinstance(decision, Refusal) and decision.basis in _FETCHED:
            return self.meanwhile(
                insertion,
                self._freshen,
                lambda _: self._say(self._decided(presented), presented, insertion, teller),
            )
        if (
            not isinstance(presented, PresentedPerson)
            and isinstance(decision, Refusal)
            and decision.rule is Rule.PAPER_OF_ANOTHER_OFFICE
        ):
            wanted = decide_but_hold(presented, self._known(), self._clock())
            if isinstance(wanted, Offer):
                return self._say_by_hold(wanted, presented, teller)
        self._say(decision, presented, insertion, teller)
        return None

    def _say_by_hold(self, wanted: Offer, presented: Presented, teller: str) -> Thread:
        """Offer what the centre holds for this counter, once it has been asked."""
        refused: list[str] = []

        def ask() -> bool:
            why = self._ask_hold(wanted)
            if why is not None:
                refused.append(why)
            return why is None

        def say(_: bool) -> None:
            decision = self._decided(presented)
            if isinstance(decision, Refusal) and refused and refused[0] != OFFLINE:
                why = {"reason": refused[0]}
                now, record = self._clock(), wanted.record.id
                decision = Refusal(Rule.HOLD_REFUSED, Basis.CENTRE, now, why, record)
            self._say(decision, presented, None, teller)

        return self.meanwhile(None, ask, say)

    def meanwhile(
        self, insertion: int | None, ask: Callable[[], bool], then: Callable[[bool], None]
    ) -> Thread:
        """Ask the centre while the desk goes on; `then` what it said, under the desk's lock.

        Whatever else comes on the screen first, a card pulled out too, is the end of it.
        """
        number = self._screen.set(Reading(insertion))

        def work() -> None:
            try:
                answered = ask()
            except Exception:
                _log.exception("asking-failed")
                answered = False
            with self._acting:
                if self._screen.number != number:
                    return
                try:
                    then(answered)
                except Exception as error:  # one person's fault must not close the counter
                    _log.exception("judgement-failed")
                    self._screen.set(Trouble.of(error))

        thread = Thread(target=work, name="asking", daemon=True)
        thread.start()
        return thread

    def refuse(
        self,
        refusal: Refusal,
        medium: Medium,
        teller: str,
        offer: Offer | None = None,
        reversible: Reversible | None = None,
    ) -> None:
        """Say no, on the screen and in the journal."""
        self.note(refusal, medium, teller)
        self._screen.set(Told(refusal, offer, reversible=reversible))

    def note(self, refusal: Refusal, medium: Medium, teller: str) -> None:
        self._journal.append(Refused(refusal.rule.value, medium, refusal.record_id, teller))

    def _decided(self, presented: Shown) -> Offer | Refusal:
        if isinstance(presented, PresentedPerson):
            return decide_by_list(presented, self._known(), self._clock())
        return decide(presented, self._known(), self._clock())

    def _say(
        self,
        decision: Offer | Refusal,
        presented: Shown,
        insertion: int | None,
        teller: str,
    ) -> None:
        if not isinstance(decision, Refusal):
            self._screen.offer(decision, insertion)
            return
        reversible = None
        if decision.rule is Rule.ALREADY_PAID and isinstance(presented, PresentedChip):
            # Somebody may have come back at once because the payout was wrong.
            assert insertion is not None
            reversible = self._reversible(presented.card, insertion)
        self.refuse(decision, presented.medium, teller, reversible=reversible)

    def _reversible(self, card: CardId, insertion: int) -> Reversible | None:
        payment = last_reversible(self._journal, card)
        return None if payment is None else Reversible(payment, insertion)
