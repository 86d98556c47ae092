"""What can be in front of the teller: one of these at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from counter.decision.choice import Chosen, narrowed
from counter.decision.decide import Offer
from counter.decision.refusal import Refusal
from counter.paying.payout import Paid, Unsettled
from counter.paying.reversal import ReversalUnsettled, Reversible, TakenBack
from firmware_config.errors import ContractError

ChipAnswer = Paid | Refusal | Unsettled | TakenBack | ReversalUnsettled


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing is presented. `reader_fault` is a reader problem's code, with its `remedy`."""

    reader_fault: str | None = None
    remedy: str = ""
    scanned_by_nobody: bool = False
    """A code was scanned while nobody was signed in, and left unheeded."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A card is being read; or, without an `insertion`, the centre is asked about a sheet."""

    insertion: int | None


@dataclass(frozen=True, slots=True)
class Offered:
    """Something may be paid. `notice` is why the last try (PIN, identity) did not pay.

    `chosen` is what of it; all when nothing was chosen.
    """

    presentation: int
    offer: Offer
    insertion: int | None
    notice: Refusal | None = None
    chosen: Chosen | None = None

    @property
    def paying(self) -> Offer:
        """What is to be paid now."""
        return narrowed(self.offer, self.chosen)


@dataclass(frozen=True, slots=True)
class Told:
    """The answer on the screen until the next person. `offer` is None if there was none.

    `reversible` is what a supervisor may take back while the card is in, and `notice` is why the
    last try did not.
    """

    answer: ChipAnswer
    offer: Offer | None
    late: bool = False
    """What an earlier card session began and this one confirmed."""
    card_blocked: bool = False
    """Its card has been blocked since: whoever brings it must be looked at closely."""
    reversible: Reversible | None = None
    notice: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """The medium cannot be read now; taking it out and putting it in again may help."""

    code: str

    @classmethod
    def of(cls, error: Exception) -> Self:
        return cls(error.code if isinstance(error, ContractError) else "internal")


DeskState = Waiting | Reading | Offered | Told | Trouble
