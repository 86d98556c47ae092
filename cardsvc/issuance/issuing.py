"""Issuing a card from a page: one at a time, with every step and every fault told afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from cardsvc.issuance.desk_reader import DeskReader
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.personalising import CardDesk, Personalised, Step, Told
from cardsvc.issuance.tray import Tray
from cardsvc.registry.people import Person
from firmware_config.card.apdu import Connection
from firmware_config.errors import ContractError
from firmware_config.ids import CardId


class Letter:
    """PIN and PUK for a card's sealed letter, which can be read once."""

    def __init__(self, issued: Personalised) -> None:
        self._sealed = [issued]
        self.card: CardId = issued.card

    def open(self) -> Personalised | None:
        """The secrets the first time, None ever after."""
        try:
            return self._sealed.pop()
        except IndexError:
            return None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt did. `fault` is why it stopped, None when the card is active.

    `letter` is there from `Step.VERIFIED` on: the card may be active although its answer was lost.
    """

    steps: tuple[Step, ...]
    fault: ContractError | None
    letter: Letter | None


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A personalised card of which only `activate` is missing, or its answer."""

    issued: Personalised
    letter: Letter


class Issuing:
    """Cards come from the tray, or from the desk's reader where there is none."""

    def __init__(
        self, desk_telling: Callable[[Told], CardDesk], tray: Tray | None, reader: DeskReader
    ) -> None:
        self._desk_telling = desk_telling
        self._tray = tray
        self._reader = reader
        self._one_at_a_time = threading.Lock()
        self._waiting: dict[int, _Waiting] = {}

    def issue(self, person: Person) -> Outcome:
        """Personalise and activate the card that lies ready, from where an attempt before left it.

        Never raises for a card, a reader or a person without money due: that is the outcome.
        """
        steps: list[Step] = []
        desk = self._desk_telling(steps.append)
        with self._one_at_a_time:
            try:
                self._with_card(person, lambda card: self._activated(desk, card, person))
            except ContractError as fault:
                if fault.code == "card-superseded":
                    # It never pays as it is: no letter, and it begins anew when asked again.
                    self._waiting.pop(person.id, None)
                waiting = self._waiting.get(person.id)
                return Outcome(tuple(steps), fault, waiting.letter if waiting else None)
            done = self._waiting.pop(person.id)
            if self._tray is not None:
                self._tray.add_card(person, done.issued.pin)
        return Outcome(tuple(steps), None, done.letter)

    def _with_card(self, person: Person, work: Callable[[Connection], None]) -> None:
        if self._tray is None:
            return self._reader.run(work)
        with self._tray.new_card(person) as card:
            return work(card)

    def _activated(self, desk: CardDesk, card: Connection, person: Person) -> None:
        waiting = self._waiting.get(person.id)
        if waiting is not None:
            try:
                return desk.activate(card, waiting.issued)
            except IssuanceError as fault:
                if fault.code != "card-of-another-person":
                    raise
            # Another card lies there in its place, and begins from the beginning.
            del self._waiting[person.id]
        issued = desk.personalise(card, person.id)
        self._waiting[person.id] = _Waiting(issued, Letter(issued))
        return desk.activate(card, issued)
