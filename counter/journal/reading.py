"""Reading the journal, and what is kept beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from counter.journal.drawer import Drawer, DrawerState
from counter.journal.seen_receipts import SeenReceipts
from counter.journal.statements import Statements
from firmware_config.body.payout import Disbursed
from firmware_config.clock import from_unix, to_unix
from firmware_config.ids import CardId, EntitlementId, TerminalId
from firmware_config.period import Period
from firmware_config.sqlite import for_reading
from firmware_config.wire import GENESIS, Entry

# Of the latest payouts, how many are looked through for a card's: it is still in the reader.
_LOOK_BACK = 50


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry's number, hash and time in seconds; 0 and zeros for an empty journal."""

    seq: int
    hash: bytes
    at_unix: int


@dataclass(frozen=True, slots=True)
class Reversing:
    """What an intent is about to take back, and the supervisor who allowed it."""

    paid_seq: int
    supervisor: str


class JournalReading:
    """One terminal's journal, as far as it is asked and not written. Every method may be called by
    any thread."""

    def __init__(self, engine: Engine, terminal: TerminalId) -> None:
        self.terminal = terminal
        self._reading = for_reading(engine)
        self._sql = Statements(engine, terminal)
        self._drawer = Drawer(engine, terminal)
        self._seen = SeenReceipts(engine)

    def head(self) -> Head:
        with self._reading.connect() as connection:
            return self._head(connection)

    def latest_time(self) -> datetime | None:
        """When the last entry was made: the latest time this journal has seen."""
        with self._reading.connect() as connection:
            at = self._sql.latest_time(connection).scalar()
        return None if at is None else from_unix(at)

    def paid_periods(self, entitlement: EntitlementId) -> frozenset[Period]:
        """The periods of `entitlement` that this store has paid."""
        with self._reading.connect() as connection:
            return self._paid(connection, entitlement)

    def is_unsettled(self, entitlement: EntitlementId) -> bool:
        """Whether a payout or a reversal of `entitlement` was begun and its outcome is unknown,
        here or at another counter on this store."""
        with self._reading.connect() as connection:
            return self._is_begun(connection, entitlement)

    def open_intents(self, card: CardId | None = None) -> list[Entry]:
        """This terminal's intents that neither paid nor were abandoned yet, oldest first; of one
        card or all."""
        with self._reading.connect() as connection:
            if card is None:
                rows = self._sql.intents(connection)
            else:
                rows = self._sql.intents_of(connection, card=card.octets)
            return [Entry.parse(octets) for (octets,) in rows]

    def entries_from(self, first_seq: int, most: int) -> list[Entry]:
        """Up to `most` entries from `first_seq` on, in order."""
        with self._reading.connect() as connection:
            rows = self._sql.entries(connection, first=first_seq, most=most)
            return [Entry.parse(octets) for (octets,) in rows]

    def entry(self, seq: int) -> Entry | None:
        return next((entry for entry in self.entries_from(seq, 1) if entry.seq == seq), None)

    def latest_payouts(self, most: int) -> list[Entry]:
        """The last `most` payouts, newest first."""
        with self._reading.connect() as connection:
            rows = self._sql.latest(connection, kind=Disbursed.kind, most=most)
            return [Entry.parse(octets) for (octets,) in rows]

    def entries_of(self, kind: str, first_seq: int) -> list[Entry]:
        """The entries of one kind from `first_seq` on, oldest first: for kinds that are rare."""
        with self._reading.connect() as connection:
            rows = self._sql.of_kind(connection, first=first_seq, kind=kind)
            return [Entry.parse(octets) for (octets,) in rows]

    def first_since(self, when: datetime) -> int:
        """The number of the first entry made at `when` or later; one past the last without any.

        It takes some twenty looks in a million entries, for their times rise. Where a supervisor
        put a fast clock right they fall once: then it may tell an earlier number, never a later.
        """
        at = to_unix(when)
        with self._reading.connect() as connection:
            low, high = 1, self._head(connection).seq + 1
            while low < high:
                middle = (low + high) // 2
                if self._sql.time_of(connection, seq=middle).scalar_one() < at:
                    low = middle + 1
                else:
                    high = middle
        return low

    def last_payment_of(self, card: CardId) -> Entry | None:
        """The card's last payout here, if it is among the latest of this journal."""
        for entry in self.latest_payouts(_LOOK_BACK):
            if isinstance(entry.body, Disbursed) and entry.body.card == card:
                return entry
        return None

    def taken_back_since(self, first_seq: int) -> frozenset[int]:
        """The numbers of payouts from `first_seq` on that were taken back."""
        return frozenset(self.reversals_since(first_seq))

    def reversals_since(self, first_seq: int) -> dict[int, int]:
        """The numbers of the reversals of payouts from `first_seq` on, by the payouts'."""
        with self._reading.connect() as connection:
            rows = self._sql.taken_back(connection, first=first_seq)
            return {row.paid_seq: row.seq for row in rows}

    def is_taken_back(self, seq: int) -> bool:
        return seq in self.taken_back_since(seq)

    def taken_back_by(self, seq: int) -> int | None:
        """The number of the payout that the reversal in entry `seq` took back."""
        with self._reading.connect() as connection:
            row = self._sql.taken_back_by(connection, seq=seq).first()
        return None if row is None else int(row.paid_seq)

    def reversing(self, nonce: bytes) -> Reversing | None:
        """What the open intent `nonce` is to take back; None for the intent of a payout."""
        with self._reading.connect() as connection:
            row = self._sql.reversing(connection, nonce=nonce).first()
        return None if row is None else Reversing(row.paid_seq, row.supervisor)

    def drawer(self) -> DrawerState:
        """What should be in the drawer, and the shift it is open for."""
        with self._reading.connect() as connection:
            return self._drawer.state(connection)

    def closed_shifts(self, through: int, most: int) -> list[tuple[Entry, Entry]]:
        """The last `most` closed shifts opened up to entry `through`: the entries that opened and
        closed each, newest first."""
        with self._reading.connect() as connection:
            return self._drawer.closed(connection, through, most)

    def cash_moved_since(self, first_seq: int) -> list[Entry]:
        """Cash put into the drawer and taken out, but for payouts, from `first_seq` on."""
        with self._reading.connect() as connection:
            rows = self._sql.cash_moved(connection, first=first_seq)
            return [Entry.parse(octets) for (octets,) in rows]

    def unseen_receipts(self, card: CardId, through: int) -> list[int]:
        """The counters, up to `through`, of receipts that the card still has and that no journal
        of this store tells of; oldest first."""
        with self._reading.connect() as connection:
            return self._seen.missing(connection, card, through)

    def scripts_told(self, card: CardId) -> frozenset[int]:
        """The numbers of the card's scripts that this journal has an answer to."""
        with self._reading.connect() as connection:
            rows = self._sql.scripts_told(connection, card=card.octets)
            return frozenset(number for (number,) in rows)

    def _is_begun(self, connection: Connection, entitlement: EntitlementId) -> bool:
        found: int = self._sql.begun(connection, entitlement=entitlement.octets).scalar_one()
        return found > 0

    def _paid(self, connection: Connection, entitlement: EntitlementId) -> frozenset[Period]:
        rows = self._sql.paid(connection, entitlement=entitlement.octets)
        return frozenset(Period(code) for (code,) in rows)

    def _head(self, connection: Connection) -> Head:
        row = self._sql.head(connection).first()
        return Head(0, GENESIS, 0) if row is None else Head(row.seq, row.hash, row.at)
