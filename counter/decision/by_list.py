"""Paying by the office payout list: the card is forgotten or broken, and there is no sheet.

The list is the only evidence, so it is paid at the office that it is for, with a supervisor, to
whoever shows the citizen card whose number stands there. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from counter.decision.advice import Advice
from counter.decision.age import Evidence, age_of
from counter.decision.decide import Due, Known, Offer, check_clock, dues_of, within_age
from counter.decision.presented import PresentedPerson
from counter.decision.refusal import Basis, Refusal, Rule
from firmware_config.claim import Medium
from firmware_config.ids import OfficeId
from firmware_config.payout_list import Line
from firmware_config.record import CitizenHash, Entitlement
from firmware_config.vietnamese.dates import today


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as the payout list knows one. `id` is that of the newest record; a list tells no
    day of birth."""

    id: bytes
    office: OfficeId
    name: str = field(repr=False)
    citizen: CitizenHash = field(repr=False)
    entitlements: tuple[Entitlement, ...]
    birth: str = field(default="", repr=False)

    @classmethod
    def of(cls, office: OfficeId, lines: tuple[Line, ...]) -> Listed:
        """Of the lines of one person, one at least."""
        whose = lines[0].whose
        assert whose is not None
        due = tuple(line.entitlement for line in lines)
        return cls(whose.record, office, lines[0].name, whose.citizen, due)


def decide_by_list(presented: PresentedPerson, known: Known, now: datetime) -> Offer | Refusal:
    """Offer or refuse.

    1. The clock is believed.
    2. There is a trust list, young enough, and a payout list of this office.
    3. The number stands on the list.
    4. No payout of it is unsettled, and something is due: of a programme that runs at this office,
       not held, and not paid in the journal.
    5. It stays within what may be paid on data as old as the list, by the limits for paper.
    """
    # 1
    doubted = check_clock(known, now)
    if doubted is not None:
        return doubted
    # 2
    trust, listed = known.trust, known.payout_list
    if trust is None or now - trust.issued_at > known.policy.trust_age_limit:
        return Refusal(Rule.NO_TRUST, Basis.TRUST_LIST, trust.issued_at if trust else None)
    if listed is None or listed.office != known.office:
        return Refusal(Rule.NO_PAYOUT_LIST, Basis.PAYOUT_LIST)
    # 3
    lines = listed.lines_of(presented.number)
    if not lines:
        return Refusal(Rule.NOT_ON_LIST, Basis.PAYOUT_LIST, listed.issued_at)
    person = Listed.of(known.office, lines)
    # 4
    dues: tuple[Due, ...] | Refusal = dues_of(person, None, known, now, at_home=True)
    if isinstance(dues, Refusal):
        return dues
    advice = Advice.of(person.entitlements, listed, today(now))
    offer = Offer(person, Medium.LIST, None, None, dues, advice)
    # 5
    evidence = [
        Evidence(Basis.TRUST_LIST, trust.issued_at),
        Evidence(Basis.PAYOUT_LIST, listed.issued_at),
    ]
    if known.configuration_as_of is not None:
        evidence.append(Evidence(Basis.CONFIGURATION, known.configuration_as_of))
    return within_age(offer, age_of(evidence, known.policy, now), known)
