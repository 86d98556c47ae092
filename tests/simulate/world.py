"""One run: the world as it was laid, what happens in it, and how it heals at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cardsvc.issuance.errors import IssuanceError
from cardsvc.tables import TerminalState
from counter.journal.journal import JournalError
from counter.paying.closing import Reason, Word, close_by_hand
from counter.shift.shift import Closing, Count
from firmware_config.body.card import Reversed
from firmware_config.body.payout import Disbursed, Intent
from firmware_config.body.shift import (
    CashIn,
    CashOut,
    CashReason,
    Explanation,
    ShiftClosed,
    ShiftOpened,
)
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, TerminalId
from firmware_config.notes import Notes
from firmware_config.wire import Entry
from tests.simulate import hostile
from tests.simulate.centre import SimulatedCentre
from tests.simulate.counter import SimulatedCounter
from tests.simulate.entropy import Entropy
from tests.simulate.event import Event, Kind
from tests.simulate.log import Cash, Log
from tests.simulate.parts import SOUND, Parts
from tests.simulate.power import PowerCut
from tests.simulate.template import FLOAT, NOTE_VND, START, Person, Template, software_card
from tests.simulate.visit import Visit

_DUE_TO_MOVE = (Disbursed, Reversed, CashIn, CashOut, ShiftOpened, ShiftClosed)


@dataclass
class World:
    template: Template
    entropy: Entropy
    centre: SimulatedCentre
    counters: tuple[SimulatedCounter, ...]
    cards: tuple[SoftwareCard | None, ...]
    log: Log
    now: datetime = START
    scenes: dict[Kind, Callable[[Event, SimulatedCounter], str]] = field(init=False)

    @classmethod
    def begin(cls, template: Template, seed: int, parts: Parts = SOUND) -> World:
        entropy, log = Entropy(f"run/{seed}"), Log()
        template.disk.lay(template.store)
        for counter in template.counters:
            counter.disk.lay(counter.store)

        def now() -> datetime:
            return world.now

        centre = SimulatedCentre(template.centre, template.disk, now, parts, log)
        root = template.centre.keyring.root
        counters = tuple(
            SimulatedCounter(one, centre, root, now, parts, log) for one in template.counters
        )
        cards = tuple(
            software_card(parts.card, person.card, entropy) if person.card else None
            for person in template.people
        )
        world = cls(template, entropy, centre, counters, cards, log)
        return world

    def __post_init__(self) -> None:
        self.scenes = {
            Kind.VISIT: lambda event, counter: self._visit(event, counter).present(),
            Kind.REVERSE: lambda event, counter: self._visit(event, counter).reverse(),
            Kind.BY_HAND: self._by_hand,
            Kind.CASH: self._cash,
            Kind.CLOSE: self._close,
            Kind.SYNC: self._sync,
            Kind.REFRESH: self._refresh,
            Kind.PARTITION: self._partition,
            Kind.DELIVER: self._deliver,
            Kind.CLOCK: self._clock,
            Kind.VOUCH: lambda event, counter: "vouched" if counter.vouch() else "not believed",
            Kind.RESTART: self._restart,
            Kind.MISCONFIGURE: self._misconfigure,
            Kind.SWAP_STORE: self._swap_store,
            Kind.STEAL: self._steal,
            Kind.BLOCK: self._block,
            Kind.UNBLOCK: self._block,
            Kind.HOSTILE: self._hostile,
            Kind.CENTRE_CUT: self._centre_cut,
            Kind.LIFT: self._lift,
        }

    def do(self, event: Event) -> None:
        """Let one event happen; whatever the product refuses is refused."""
        self.now += timedelta(minutes=event.minutes)
        self.entropy.wind_to(event.id)
        counter = self.counters[event.counter]
        self.log.tally[f"events: {event.kind}"] += 1
        if counter.id.text in self.log.lost and event.kind not in _WITH_THE_STOLEN:
            self.log.outcomes.append("stolen")
            return
        counter.disk.power.fail_at(event.cut if event.cut >= 0 else None)
        try:
            self.up(counter)
            outcome = self.scenes[event.kind](event, counter)
        except PowerCut:
            counter.cut()
            outcome = "power cut"
        except ContractError as refused:
            outcome = f"refused: {refused.code}"
        counter.disk.power.on()
        self.log.outcomes.append(outcome)

    def heal(self) -> None:
        """The network is back, clocks and settings are right, every counter is started anew, every
        open intent is settled, and every outbox drained."""
        self.now += timedelta(minutes=10)
        self.entropy.wind_to("heal")
        for terminal, octets in self.centre.late:
            self._arrive(terminal, octets)
        here = [counter for counter in self.counters if counter.id.text not in self.log.lost]
        for counter in here:
            if self.centre.state_of(counter.id) is TerminalState.QUARANTINED:
                self.centre.set_state(counter.id, TerminalState.ACTIVE)
            if counter.is_on:
                counter.stop()
            counter.put_right()
            self.up(counter)
            counter.refresh()
            counter.vouch()
        for counter in here:
            self._settle(counter)
            counter.drain()
            if counter.fault is not None:
                self.log.broken.append(f"{counter.id} does not drain: {counter.fault}")
        for person, card in zip(self.template.people, self.cards, strict=True):
            if card is not None and person.card_id is not None:
                self.log.signed[person.card_id.octets] = hostile.receipts_on(card)

    def rest(self) -> None:
        """Let go of every store, so that the files tell all."""
        for counter in self.counters:
            if counter.is_on:
                counter.stop()
            counter.disk.rest()
        self.centre.disk.rest()

    def up(self, counter: SimulatedCounter) -> None:
        """Have the counter run. After a start the teller looks what the journal holds that nobody
        was told of: that cash moves now, and a shift that was being opened is."""
        if counter.is_on:
            return
        counter.start()
        self.catch_up(counter)
        if counter.shifts.current is None:
            self.told(counter, counter.shifts.open(FLOAT, counter.teller))

    def catch_up(self, counter: SimulatedCounter) -> None:
        known = {one.seq for one in self.log.cash if one.terminal == counter.id.text}
        for entry in counter.journal.entries_from(1, 1 << 20):
            if entry.seq not in known and isinstance(entry.body, _DUE_TO_MOVE):
                self.told(counter, entry)

    def told(self, counter: SimulatedCounter, *entries: Entry) -> None:
        """The counter has said that this cash moves: so it does."""
        counter.disk.power.point("told")
        for entry in entries:
            self.log.told(_cash(entry, self.log.drawer_vnd(counter.id.text)))

    def card_of(self, person: int) -> tuple[SoftwareCard, CardId] | None:
        card, card_id = self.cards[person], self.template.people[person].card_id
        return None if card is None or card_id is None else (card, card_id)

    def person(self, at: int) -> Person:
        return self.template.people[at]

    def other_card(self, person: int) -> SoftwareCard:
        others = [card for at, card in enumerate(self.cards) if at != person and card is not None]
        return others[person % len(others)]

    def _visit(self, event: Event, counter: SimulatedCounter) -> Visit:
        return Visit(self, event, counter)

    def _settle(self, counter: SimulatedCounter) -> None:
        """Every card with an open intent comes back; what it cannot tell, a supervisor closes."""
        for at in range(len(self.cards)):
            found = self.card_of(at)
            if found is not None and counter.journal.open_intents(found[1]):
                event = Event(0, Kind.VISIT, counter=counter.template.office, person=at, by="chip")
                try:
                    self._visit(event, counter).present(settle_only=True)
                except ContractError as error:
                    self.log.tally[f"outcome: not settled by the card: {error.code}"] += 1
        for entry in counter.journal.open_intents():
            self._close_intent(counter, entry)

    def _by_hand(self, event: Event, counter: SimulatedCounter) -> str:
        intents = counter.journal.open_intents()
        if not intents:
            return "none open"
        self._close_intent(counter, intents[0])
        return "closed by hand"

    def _close_intent(self, counter: SimulatedCounter, entry: Entry) -> None:
        """No cash has moved: it never does before the counter has told so."""
        assert isinstance(entry.body, Intent)
        word = Word(entry.body.nonce, Reason.CARD_LOST, False, counter.supervisor)
        close_by_hand(counter.journal, word)
        self.log.tally["outcome: intent closed by hand"] += 1

    def _cash(self, event: Event, counter: SimulatedCounter) -> str:
        amount_vnd = abs(event.months) * NOTE_VND
        put = counter.shifts.cash_in if event.months > 0 else counter.shifts.cash_out
        self.told(counter, put(amount_vnd, CashReason.SAFE, counter.teller))
        return "moved"

    def _close(self, event: Event, counter: SimulatedCounter) -> str:
        shifts, teller = counter.shifts, counter.teller
        in_it_vnd = self.log.drawer_vnd(counter.id.text)
        if in_it_vnd < 0:
            return "overdrawn"
        count = shifts.count(Notes.of({NOTE_VND: in_it_vnd // NOTE_VND}), teller)
        if count.difference_vnd:
            self.log.broken.append(f"{counter.id} counts {count.difference_vnd} too much")
        self.told(counter, shifts.close(self._closing(counter, count), 0))
        self.told(counter, shifts.open(FLOAT, teller))
        return "closed and opened"

    def _closing(self, counter: SimulatedCounter, count: Count) -> Closing:
        why = Explanation.UNKNOWN if count.difference_vnd else None
        return Closing(count.seq, why, "", counter.teller, counter.supervisor)

    def _sync(self, event: Event, counter: SimulatedCounter) -> str:
        counter.line.fates = event.fate.split(",") if event.fate else []
        counter.drain()
        counter.line.fates = []
        return counter.fault or "drained"

    def _refresh(self, event: Event, counter: SimulatedCounter) -> str:
        counter.refresh()
        return counter.fault or "fetched"

    def _partition(self, event: Event, counter: SimulatedCounter) -> str:
        counter.line.is_cut = not counter.line.is_cut
        self.log.tally["partitions"] += counter.line.is_cut
        return "cut" if counter.line.is_cut else "mended"

    def _deliver(self, event: Event, counter: SimulatedCounter) -> str:
        late = self.centre.late
        if not late:
            return "nothing"
        return self._arrive(*late.pop(event.months % len(late)))

    def _arrive(self, terminal: TerminalId, octets: bytes) -> str:
        try:
            self.centre.take_batch(terminal, octets)
        except ContractError as refused:
            return f"late, refused: {refused.code}"
        return "late, taken"

    def _clock(self, event: Event, counter: SimulatedCounter) -> str:
        counter.shifted += timedelta(seconds=event.shift_s)
        self.log.tally["clock jumps"] += 1
        return "jumped"

    def _restart(self, event: Event, counter: SimulatedCounter) -> str:
        counter.stop()
        self.up(counter)
        return "restarted"

    def _misconfigure(self, event: Event, counter: SimulatedCounter) -> str:
        counter.misconfigure()
        self.log.tally["wrong configurations"] += 1
        return self._restart(event, counter)

    def _swap_store(self, event: Event, counter: SimulatedCounter) -> str:
        """The store that lies where this counter looks for its own is another's."""
        other = self.counters[(event.counter + 1) % len(self.counters)]
        self.log.tally["wrong configurations"] += 1
        try:
            self._journal_of(other, counter)
        except JournalError:
            return "refused"
        self.log.broken.append(f"{counter.id} took the store of {other.id}")
        return "taken"

    def _journal_of(self, other: SimulatedCounter, counter: SimulatedCounter) -> None:
        self.centre.parts.journal(other.disk.engine, counter.id, counter.clock)

    def _steal(self, event: Event, counter: SimulatedCounter) -> str:
        if self.log.lost:
            return "one is enough"
        self.log.lost.add(counter.id.text)
        self.centre.set_state(counter.id, TerminalState.REVOKED)
        self.log.tally["thefts"] += 1
        return "stolen"

    def _block(self, event: Event, counter: SimulatedCounter) -> str:
        found = self.card_of(event.person)
        if found is None:
            return "no card"
        scripts = self.centre.centre.scripts
        try:
            (scripts.block if event.kind is Kind.BLOCK else scripts.unblock)(found[1])
        except IssuanceError as refused:
            return refused.code
        return "queued"

    def _hostile(self, event: Event, counter: SimulatedCounter) -> str:
        self.log.tally["hostile messages"] += 1
        return hostile.attack(event, counter, self.counters, self.centre)

    def _centre_cut(self, event: Event, counter: SimulatedCounter) -> str:
        self.centre.cut()
        return "cut"

    def _lift(self, event: Event, counter: SimulatedCounter) -> str:
        if self.centre.state_of(counter.id) is TerminalState.QUARANTINED:
            self.centre.set_state(counter.id, TerminalState.ACTIVE)
            return "lifted"
        return "nothing"


_WITH_THE_STOLEN = (Kind.SYNC, Kind.REFRESH, Kind.HOSTILE, Kind.DELIVER, Kind.CENTRE_CUT)


def _cash(entry: Entry, in_it_vnd: int) -> Cash:
    """What moves when the counter has told `entry`; at a close all that is in the drawer."""
    nonce, dues = b"", tuple[tuple[bytes, int], ...]()
    match entry.body:
        case Disbursed(nonce=nonce, claim=claim):
            amount_vnd = -claim.amount_vnd
            dues = tuple((claim.entitlement.octets, month.code) for month in claim.periods)
        case Reversed(nonce=nonce, claim=claim):
            amount_vnd = claim.amount_vnd
            dues = tuple((claim.entitlement.octets, month.code) for month in claim.periods)
        case CashIn(amount_vnd=amount_vnd):
            pass
        case CashOut(amount_vnd=taken_vnd):
            amount_vnd = -taken_vnd
        case ShiftOpened(counted=counted):
            amount_vnd = counted.total_vnd
        case ShiftClosed():
            amount_vnd = -in_it_vnd
        case _:
            raise AssertionError(entry.body.kind)
    return Cash(entry.terminal.text, entry.seq, entry.hash, amount_vnd, nonce, dues)
