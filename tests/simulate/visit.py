"""A person at a counter: what the desk does with card, sheet or citizen card, one step a line."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from counter.decision.by_list import decide_by_list
from counter.decision.choice import months_of, narrowed, oldest_of
from counter.decision.decide import Offer, decide, decide_but_hold
from counter.decision.presented import Presented, PresentedPaper, PresentedPerson
from counter.decision.refusal import Refusal, Rule
from counter.paying.aftermath import payout_after
from counter.paying.courier import Errand
from counter.paying.payout import Paid, Unsettled
from counter.paying.reversal import TakenBack, last_reversible
from firmware_config.body.payout import Disbursed, Refused
from firmware_config.card.receipt import SignedReceipt
from firmware_config.card.session import CardSession
from firmware_config.claim import Medium
from firmware_config.errors import ContractError
from firmware_config.wire import Entry
from tests.simulate.contacts import Contacts
from tests.simulate.counter import SimulatedCounter
from tests.simulate.event import Event

if TYPE_CHECKING:
    from tests.simulate.world import World


class Visit:
    """`present` and `reverse` tell in a word what came of it.

    Raises:
        ContractError: the card could not be read, or what it said was not believed.
        PowerCut: the counter is off.
    """

    def __init__(self, world: World, event: Event, counter: SimulatedCounter) -> None:
        self._world, self._event, self._counter = world, event, counter
        self._person = world.person(event.person)

    def present(self, *, settle_only: bool = False) -> str:
        match self._event.by:
            case "chip":
                return self._with_card(settle_only)
            case "qr":
                if self._person.sheet is None:
                    return "no sheet"
                return self._without_chip(PresentedPaper(self._person.sheet))
            case _:
                return self._without_chip(PresentedPerson(self._person.number))

    def reverse(self) -> str:
        """A card's last payout here, taken back with its holder's PIN."""
        found = self._world.card_of(self._event.person)
        payment = None if found is None else last_reversible(self._counter.journal, found[1])
        if payment is None or not isinstance(payment.body, Disbursed) or not payment.body.receipt:
            return "nothing to take back"
        contacts = self._contacts()
        try:
            answer = self._counter.reversals.reverse(
                *(CardSession(contacts), payment, self._pin),
                *(self._counter.teller, self._counter.supervisor),
            )
        finally:
            contacts.pull()
        match answer:
            case TakenBack(entry):
                self._tell((entry,))
                return "taken back"
            case Refusal(rule):
                return f"refused: {rule}"
        return "unsettled"

    @property
    def _pin(self) -> str:
        return self._event.pin or self._person.pin

    def _contacts(self) -> Contacts:
        found = self._world.card_of(self._event.person)
        assert found is not None
        power = self._counter.disk.power
        other = self._world.other_card(self._event.person)
        return Contacts(found[0], other, self._event, power, self._world.log)

    def _with_card(self, settle_only: bool) -> str:
        if self._world.card_of(self._event.person) is None:
            return "no card"
        contacts = self._contacts()
        try:
            return self._pay_by_card(contacts, settle_only)
        finally:
            contacts.pull()

    def _pay_by_card(self, contacts: Contacts, settle_only: bool) -> str:
        counter, session = self._counter, CardSession(contacts)
        found = counter.arrivals.take(session)
        if isinstance(found.what, tuple):
            self._tell(found.what)
            return "settled"
        if settle_only:
            return "nothing to settle"
        stranger = counter.arrivals.stranger(found)
        if stranger is not None and counter.arrivals.ask(stranger):
            found = counter.arrivals.take(session)
        assert not isinstance(found.what, tuple)
        if isinstance(found.what, Refusal):
            return self._refuse(found.what, Medium.CHIP)
        decision = decide(found.what, counter.known(), counter.clock())
        if isinstance(decision, Refusal):
            return self._refuse(decision, Medium.CHIP)
        offer = self._chosen(decision)
        before = counter.journal.head().seq
        try:
            answer = counter.payouts.pay_chip(session, offer, self._pin, counter.teller)
        except ContractError:
            # As at the desk: the journal knows what it came to.
            cut_off = payout_after(counter.journal, before, offer)
            if isinstance(cut_off, Paid):
                self._tell(cut_off.entries)
            raise
        if isinstance(answer, Refusal):
            return self._refuse(answer, Medium.CHIP)
        self._tell(answer.entries)
        if isinstance(answer, Unsettled):
            return "unsettled"
        self._carry(contacts, offer, answer)
        return f"paid {len(answer.claims)}"

    def _carry(self, contacts: Contacts, offer: Offer, paid: Paid) -> None:
        """The courier reads the card while it is in; that it is cut short harms nothing."""
        last = paid.entries[-1].body
        assert isinstance(last, Disbursed)
        assert last.receipt is not None
        assert offer.card is not None
        assert offer.receipt_key is not None
        number = SignedReceipt.parse(last.receipt).receipt.counter
        self._counter.in_hand.contacts = contacts
        with suppress(ContractError):
            self._counter.courier.run(Errand(offer.card, offer.receipt_key, number, 1))

    def _without_chip(self, presented: PresentedPaper | PresentedPerson) -> str:
        counter = self._counter
        known, now = counter.known(), counter.clock()
        if isinstance(presented, PresentedPerson):
            decision = decide_by_list(presented, known, now)
        else:
            decision = self._decide_paper(presented)
        if isinstance(decision, Refusal):
            return self._refuse(decision, presented.medium)
        offer = self._chosen(decision)
        if isinstance(presented, PresentedPerson):
            answer = counter.payouts.pay_list(offer, counter.teller, counter.supervisor)
        else:
            answer = counter.payouts.pay_paper(offer, self._person.number, counter.teller)
        if isinstance(answer, Refusal):
            return self._refuse(answer, presented.medium)
        self._tell(answer.entries)
        return f"paid {len(answer.claims)}"

    def _decide_paper(self, presented: Presented) -> Offer | Refusal:
        """Of another office's sheet as much as the centre holds."""
        counter = self._counter
        decision = decide(presented, counter.known(), counter.clock())
        if isinstance(decision, Refusal) and decision.rule is Rule.PAPER_OF_ANOTHER_OFFICE:
            wanted = decide_but_hold(presented, counter.known(), counter.clock())
            if isinstance(wanted, Offer) and counter.holdings.ask(wanted) is None:
                return decide(presented, counter.known(), counter.clock())
        return decision

    def _chosen(self, offer: Offer) -> Offer:
        """So many months of each due, the oldest first; all of them for 0."""
        if not self._event.months:
            return offer
        most = self._event.months
        months = [min(count, most) for count in months_of(offer, None)]
        return narrowed(offer, oldest_of(offer, months))

    def _refuse(self, refusal: Refusal, medium: Medium) -> str:
        body = Refused(refusal.rule.value, medium, refusal.record_id, self._counter.teller)
        self._counter.journal.append(body)
        return f"refused: {refusal.rule}"

    def _tell(self, entries: tuple[Entry, ...]) -> None:
        self._world.told(self._counter, *entries)
