"""The desk's screen: what is shown now, and what waits until it may be shown.

Money on the screen stays until the teller has dealt with it. All is called under the desk's lock.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from threading import Condition

from counter.decision.decide import Offer
from counter.decision.refusal import Refusal
from counter.desk.state import DeskState, Offered, Told, Waiting
from counter.paying.aftermath import is_among
from counter.paying.payout import Paid, Unsettled
from counter.paying.reversal import Reversible
from firmware_config.claim import Medium
from firmware_config.wire import Entry


class StaleAction(Exception):
    """The page that asked shows something that is no longer on the desk."""


class Screen:
    """Each state has a number, and each offer one of its own, so that a second click, a second tab
    or a stale page acts on nothing."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """`changed` tells the pages."""
        self.changed = changed
        self._shown: tuple[int, DeskState] = (0, Waiting())
        self._moved = Condition()
        self._presentations = 0
        self._answers_waiting: deque[Told] = deque()
        self._handed: set[int] = set()  # numbers of payments whose money was told to be handed over

    @property
    def shown(self) -> tuple[int, DeskState]:
        """The state and its number, which rises with every change. Needs no lock to read."""
        return self._shown

    @property
    def number(self) -> int:
        return self._shown[0]

    @property
    def state(self) -> DeskState:
        return self._shown[1]

    @property
    def has_money(self) -> bool:
        return isinstance(self.state, Told) and isinstance(self.state.answer, Paid)

    @property
    def is_unsettled(self) -> bool:
        return isinstance(self.state, Told) and isinstance(self.state.answer, Unsettled)

    def set(self, state: DeskState) -> int:
        """Show `state`, whatever was there; its number."""
        if isinstance(state, Told) and isinstance(state.answer, Paid):
            self._handed |= {entry.seq for entry in state.answer.entries}
        self._shown = (self._shown[0] + 1, state)
        with self._moved:
            self._moved.notify_all()
        self.changed()
        return self.number

    def wait_past(self, number: int, timeout_s: float) -> None:
        """Return once something else than `number` is shown, or after `timeout_s`. No lock held."""
        with self._moved:
            self._moved.wait_for(lambda: self.number != number, timeout_s)

    def offer(self, offer: Offer, insertion: int | None) -> None:
        self._presentations += 1
        self.set(Offered(self._presentations, offer, insertion))

    def offer_again(self, offered: Offered, notice: Refusal) -> None:
        """The offer stands, under a new number: the same PIN sent twice must not cost two tries."""
        self._presentations += 1
        self.set(replace(offered, presentation=self._presentations, notice=notice))

    def offered(self, presentation: int, medium: Medium | None = None) -> Offered:
        """The offer `presentation`, if it is of `medium`. Raises `StaleAction` when it is gone."""
        state = self.state
        if (
            not isinstance(state, Offered)
            or state.presentation != presentation
            or medium not in (None, state.offer.medium)
        ):
            raise StaleAction
        return state

    def choose(self, offered: Offered) -> None:
        """Keep what was chosen. It has the same number: a PIN half typed must not be lost."""
        self._shown = (self.number, offered)
        self.changed()

    def tell(self, told: Told) -> None:
        """Show `told`, or let it wait for the money that is on the screen."""
        if self.has_money or self.is_unsettled:
            self._answers_waiting.append(told)
            self.changed()
        else:
            self.set(told)

    def tell_settled(
        self,
        entries: tuple[Entry, ...],
        offer: Offer | None,
        insertion: int | None = None,
        *,
        card_blocked: bool = False,
    ) -> None:
        """Payments that an interrupted session made after all; with them what it made before."""
        match self.state:
            case Told(Unsettled(intent, before), shown) if is_among(intent, entries):
                offer = offer or shown
                entries = before + tuple(entry for entry in entries if entry not in before)
                self.set(Waiting())  # it is settled: nothing of it holds the screen any more
        entries = tuple(entry for entry in entries if entry.seq not in self._handed)
        if entries:
            reversible = None
            if insertion is not None and not card_blocked:
                reversible = Reversible(entries[-1], insertion)
            paid = Paid(entries)
            self.tell(
                Told(paid, offer, late=True, card_blocked=card_blocked, reversible=reversible)
            )

    def leave(self) -> bool:
        """Show what has waited for the teller to leave this; whether anything had."""
        match self.state:
            case Told(Unsettled(entries=entries), offer) if entries:
                # Nothing was to leave while the rest was open; what the card confirmed is.
                self.set(Told(Paid(entries), offer))
                return True
        if self._answers_waiting:
            self.set(self._answers_waiting.popleft())
            return True
        return False
