"""Messages that no honest counter sends, and reading a card past every counter."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from firmware_config.body.shift import CashIn
from firmware_config.card.apdu import ApduError
from firmware_config.card.profile import LIMITS
from firmware_config.card.session import CardSession
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.card.simulator.memory import no_tear
from firmware_config.errors import ContractError
from firmware_config.signing import FileKey
from firmware_config.wire import GENESIS, Batch, Entry
from tests.simulate.centre import SimulatedCentre
from tests.simulate.counter import SimulatedCounter
from tests.simulate.event import Event
from tests.simulators.connection import CardConnection

_STRANGER = FileKey.new()


def attack(
    event: Event,
    counter: SimulatedCounter,
    counters: Sequence[SimulatedCounter],
    centre: SimulatedCentre,
) -> str:
    """One forgery; what the centre said. Whatever it takes that it must not is noted."""
    other = next(one for one in counters if one is not counter)
    made: dict[str, Callable[[], bytes | None]] = {
        "forged": lambda: _next_entry(counter).sign(_STRANGER),
        "another": lambda: _next_entry(counter).sign(other.template.key),
        "old": lambda: _old(event, counter, centre),
        "rewritten": lambda: _rewritten(event, counter),
    }
    octets = made[event.by]()
    if octets is None:
        return "nothing to send"
    try:
        centre.take_batch(counter.id, octets)
    except ContractError as refused:
        return f"refused: {refused.code}"
    if event.by != "old":
        centre.log.broken.append(f"the centre took what was {event.by} for {counter.id}")
    return "taken"


def _next_entry(counter: SimulatedCounter) -> Batch:
    """What would put a million into the drawer, had the counter said so."""
    head = counter.journal.head() if counter.is_on else None
    seq, before = (1, GENESIS) if head is None else (head.seq + 1, head.hash)
    entry = Entry.make(counter.id, seq, before, counter.clock(), CashIn(1_000_000, "lan"))
    return Batch(counter.id, (entry,))


def _old(event: Event, counter: SimulatedCounter, centre: SimulatedCentre) -> bytes | None:
    """An eavesdropped batch, once more."""
    heard = [octets for terminal, octets in centre.sent if terminal == counter.id]
    return heard[event.months % len(heard)] if heard else None


def _rewritten(event: Event, counter: SimulatedCounter) -> bytes | None:
    """An entry that the ledger has, with other octets, by the terminal's own key."""
    through = counter.outbox.pending().acked_through if counter.is_on else 0
    if not through:
        return None
    true = counter.journal.entry(1 + event.months % through)
    assert true is not None
    false = Entry.make(
        *(true.terminal, true.seq, true.previous, true.at), CashIn(1_000_000, "thief")
    )
    return Batch(counter.id, (false,)).sign(counter.template.key)


def receipts_on(card: SoftwareCard) -> list[bytes]:
    """All that the card's journal holds, the latest first: COSE_Sign1 each."""
    card.store.memory.tear = no_tear
    with CardConnection(card) as connection:
        session, found = CardSession(connection), list[bytes]()
        session.select()
        for number in range(1, LIMITS.journal_records + 1):
            try:
                receipt = session.journal_record(number)
            except ApduError:
                break
            if receipt is None:
                break
            found.append(receipt.cose)
        return found
