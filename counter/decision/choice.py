"""The choice: of what is offered, the months that are paid now. The oldest always go first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from counter.decision.decide import Due, Offer
from firmware_config.errors import ContractError
from firmware_config.ids import EntitlementId
from firmware_config.period import MASK_BITS

Chosen = Mapping[EntitlementId, int]
"""Months to pay as masks over each entitlement's own base; what is not named is not paid."""


class ChoiceFault(ContractError):
    """A choice that no page offers.

    `choice-unknown`: an entitlement or a month that is not in the offer.
    `choice-not-oldest-first`: a month before an older one. `choice-empty`: nothing at all.
    """


def narrowed(offer: Offer, chosen: Chosen | None) -> Offer:
    """`offer` with what is chosen of it alone; all of it when there is no choice.

    Raises:
        ChoiceFault: whatever it asks for, only what was offered is ever paid.
    """
    if chosen is None:
        return offer
    if not chosen.keys() <= {due.claim.entitlement for due in offer.dues}:
        raise ChoiceFault("choice-unknown")
    dues = (_narrowed(due, chosen.get(due.claim.entitlement, 0)) for due in offer.dues)
    kept = tuple(due for due in dues if due is not None)
    if not kept:
        raise ChoiceFault("choice-empty")
    return replace(offer, dues=kept)


def oldest_of(offer: Offer, months: Sequence[int]) -> Chosen:
    """The choice of so many months of each due, in the offer's order: the oldest of it.

    Raises:
        ChoiceFault: `choice-unknown` for another count of dues, or more months than are due.
    """
    if len(months) != len(offer.dues):
        raise ChoiceFault("choice-unknown")
    return {
        due.claim.entitlement: _oldest(due.claim.mask, count)
        for due, count in zip(offer.dues, months, strict=True)
    }


def months_of(offer: Offer, chosen: Chosen | None) -> tuple[int, ...]:
    """How many months of each due are chosen, in the offer's order."""
    return tuple(
        (due.claim.mask if chosen is None else chosen.get(due.claim.entitlement, 0)).bit_count()
        for due in offer.dues
    )


def _narrowed(due: Due, mask: int) -> Due | None:
    claim = due.claim
    if mask == 0:
        return None
    if mask & ~claim.mask:
        raise ChoiceFault("choice-unknown")
    if mask != _oldest(claim.mask, mask.bit_count()):
        raise ChoiceFault("choice-not-oldest-first")
    amount_vnd = claim.amount_per_period_vnd * mask.bit_count()
    return replace(due, claim=replace(claim, mask=mask, amount_vnd=amount_vnd))


def _oldest(mask: int, count: int) -> int:
    if not 0 <= count <= mask.bit_count():
        raise ChoiceFault("choice-unknown")
    bits = [1 << bit for bit in range(MASK_BITS) if mask >> bit & 1]
    return sum(bits[:count])
