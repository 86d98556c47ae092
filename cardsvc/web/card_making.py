"""Making a card at the desk, with what became of it in the queue and in the audit trail."""

from __future__ import annotations

from cardsvc.current_centre import the_centre, the_news
from cardsvc.issuance.issuing import Outcome
from cardsvc.issuance.orders import note_attempt, order_card, wanted_for
from cardsvc.registry.people import Person
from cardsvc.staff import audit
from cardsvc.tables import OrderReason
from cardsvc.web.current_pages import pages

CARDS = "cards"
"""What open pages hear when the queue changes."""


def make_card(person: Person, user: str) -> Outcome:
    """Make the card that lies ready the person's. One that nobody ordered is ordered with it."""
    centre = the_centre()
    with centre.engine.begin() as connection:
        if wanted_for(connection, person.id) is None:
            order_card(connection, person.id, OrderReason.FIRST, user, centre.clock())
    the_news().publish(CARDS)
    outcome = pages().issuing.issue(person)
    done = outcome.letter.card if outcome.letter and outcome.fault is None else None
    fault = outcome.fault.code if outcome.fault else None
    now = centre.clock()
    with centre.engine.begin() as connection:
        if done is not None:
            note_attempt(connection, person.id, done, None, now)
            audit.record(connection, user, "card-made", f"card:{done}", now, person=person.id)
        elif outcome.steps:
            note_attempt(connection, person.id, None, fault, now)
            subject = f"beneficiary:{person.id}"
            audit.record(connection, user, "card-not-made", subject, now, fault=fault or "")
    the_news().publish(CARDS)
    return outcome
