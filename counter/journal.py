"""The journal: append-only, hash-chained, durable before anything is said or handed out.

Each append is one transaction that also keeps what could be read out of the journal: the outbox,
the paid periods, the open intents. The SQL is prepared because this is the payout's hot path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import Connection, Engine

from counter.prepared import Prepared
from firmware_config.clock import Clock, from_unix, to_unix, utc_now
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, EntitlementId, TerminalId
from firmware_config.journal_body import (
    Abandoned,
    Body,
    CashIn,
    ClockConfirmed,
    Disbursed,
    Intent,
    OutcomeUnknown,
    Reversed,
    ScriptApplied,
)
from firmware_config.period import Period
from firmware_config.sqlite import for_reading
from firmware_config.wire import GENESIS, Entry

# What moves money, or may have, and so must be confirmed by the ledger.
_CONFIRMED = (Disbursed, CashIn, Reversed, OutcomeUnknown)
# Of the latest payouts, how many are looked through for a card's: it is still in the reader.
_LOOK_BACK = 50


Believed = Callable[[datetime, datetime], datetime]


class AlreadyPaid(Exception):
    """Paper: another counter on this store paid the period first."""


class JournalError(ContractError):
    """`journal-of-another-terminal`: the store holds entries of the terminal `found`."""


class IntentClosed(Exception):
    """What a supervisor would close by hand has been settled meanwhile."""


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


class _Statements:
    """What a journal asks of its store."""

    def __init__(self, engine: Engine) -> None:
        def sql(statement: str) -> Prepared:
            return Prepared(engine, statement)

        joined = "SELECT j.octets FROM open_intent o JOIN journal j ON j.seq = o.seq "
        self.head = sql("SELECT seq, hash, at FROM journal ORDER BY seq DESC LIMIT 1")
        self.latest_time = sql("SELECT at FROM journal ORDER BY seq DESC LIMIT 1")
        self.append = sql(
            "INSERT INTO journal (seq, at, kind, octets, hash) "
            "VALUES (:seq, :at, :kind, :octets, :hash)"
        )
        self.send = sql("INSERT INTO outbox (seq) VALUES (:seq)")
        self.open = sql("INSERT INTO open_intent (nonce, seq, card) VALUES (:nonce, :seq, :card)")
        self.close = sql("DELETE FROM open_intent WHERE nonce = :nonce")
        # A chip may be paid for a period that this journal has already: its receipt counts, the
        # ledger sorts it out, and the first payment stays the one that refuses the next.
        self.pay = sql(
            "INSERT INTO paid (entitlement, period, seq) VALUES (:entitlement, :period, :seq) "
            "ON CONFLICT DO NOTHING"
        )
        self.open_reversal = sql(
            "INSERT INTO open_reversal (nonce, paid_seq, supervisor) "
            "VALUES (:nonce, :paid_seq, :supervisor)"
        )
        self.reversing = sql("SELECT paid_seq, supervisor FROM open_reversal WHERE nonce = :nonce")
        self.close_reversal = sql("DELETE FROM open_reversal WHERE nonce = :nonce")
        self.take_back = sql("INSERT INTO reversal (paid_seq, seq) VALUES (:paid_seq, :seq)")
        self.free = sql("DELETE FROM paid WHERE seq = :seq")
        self.taken_back = sql("SELECT paid_seq FROM reversal WHERE paid_seq >= :first")
        self.tell_script = sql(
            "INSERT INTO script_told (card, number, seq) VALUES (:card, :number, :seq) "
            "ON CONFLICT DO NOTHING"
        )
        self.scripts_told = sql("SELECT number FROM script_told WHERE card = :card")
        self.paid = sql("SELECT period FROM paid WHERE entitlement = :entitlement")
        self.intents = sql(joined + "ORDER BY o.seq")
        self.intents_of = sql(joined + "WHERE o.card = :card ORDER BY o.seq")
        self.entries = sql(
            "SELECT octets FROM journal WHERE seq >= :first ORDER BY seq LIMIT :most"
        )
        self.latest = sql(
            "SELECT octets FROM journal WHERE kind = :kind ORDER BY seq DESC LIMIT :most"
        )


class Journal:
    """One terminal's journal in the counter's store. Every method may be called by any thread."""

    def __init__(
        self,
        engine: Engine,
        terminal: TerminalId,
        clock: Clock = utc_now,
        believed: Believed = max,
    ) -> None:
        """`believed(last, now)` is the time to write, never before `last`, that of the last entry:
        a clock far ahead must not lift the latest time seen.

        Raises:
            JournalError: the store is one that another terminal has written to.
        """
        self._believed = believed
        self.terminal = terminal
        self._engine = engine
        self._reading = for_reading(engine)
        self._clock = clock
        self._sql = _Statements(engine)
        self._appending = Lock()
        self._writing: Connection | None = None
        self._known_head: Head | None = None  # None: look it up; only this process appends
        self._check_is_own()

    def append(self, body: Body, reversing: Reversing | None = None) -> Entry:
        """Write `body` as the next entry; on return it is on disk.

        `reversing` goes with the intent of a reversal.

        Raises:
            AlreadyPaid: a `Disbursed` without a receipt for a period that is paid already.
            IntentClosed: an `OutcomeUnknown` of an intent that is not open.
        """
        return self.append_all((body,), reversing)[0]

    def append_all(
        self, bodies: Iterable[Body], reversing: Reversing | None = None
    ) -> tuple[Entry, ...]:
        """Write `bodies` as the next entries in one transaction. Raises as `append` does."""
        entries = []
        with self._appending:
            head, self._known_head = self._known_head, None
            connection = self._writing_connection()
            try:
                with connection.begin():
                    head = head or self._head(connection)
                    for body in bodies:
                        entry, head = self._write(connection, body, head)
                        entries.append(entry)
                        if reversing is not None:
                            self._open_reversal(connection, entry, reversing)
            except BaseException:
                self._close()
                raise
            self._known_head = head
        return tuple(entries)

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
            rows = self._sql.paid(connection, entitlement=entitlement.octets)
            return frozenset(Period(code) for (code,) in rows)

    def is_unsettled(self, entitlement: EntitlementId) -> bool:
        """Whether a payout or a reversal of `entitlement` was begun and its outcome is unknown."""
        intents = (intent.body for intent in self.open_intents())
        return any(
            body.claim.entitlement == entitlement for body in intents if isinstance(body, Intent)
        )

    def open_intents(self, card: CardId | None = None) -> list[Entry]:
        """Intents that neither paid nor were abandoned yet, oldest first; of one card or all."""
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

    def last_payment_of(self, card: CardId) -> Entry | None:
        """The card's last payout here, if it is among the latest of this journal."""
        for entry in self.latest_payouts(_LOOK_BACK):
            if isinstance(entry.body, Disbursed) and entry.body.card == card:
                return entry
        return None

    def taken_back_since(self, first_seq: int) -> frozenset[int]:
        """The numbers of payouts from `first_seq` on that were taken back."""
        with self._reading.connect() as connection:
            rows = self._sql.taken_back(connection, first=first_seq)
            return frozenset(seq for (seq,) in rows)

    def is_taken_back(self, seq: int) -> bool:
        return seq in self.taken_back_since(seq)

    def reversing(self, nonce: bytes) -> Reversing | None:
        """What the open intent `nonce` is to take back; None for the intent of a payout."""
        with self._reading.connect() as connection:
            row = self._sql.reversing(connection, nonce=nonce).first()
        return None if row is None else Reversing(row.paid_seq, row.supervisor)

    def scripts_told(self, card: CardId) -> frozenset[int]:
        """The numbers of the card's scripts that this journal has an answer to."""
        with self._reading.connect() as connection:
            rows = self._sql.scripts_told(connection, card=card.octets)
            return frozenset(number for (number,) in rows)

    def close(self) -> None:
        """Give the connection back; the next append opens another."""
        with self._appending:
            self._close()

    def _check_is_own(self) -> None:
        # A chain goes on from whatever entry is last: both ends tell whose it is.
        for seq in {1, self.head().seq}:
            entry = self.entry(seq)
            if entry is not None and entry.terminal != self.terminal:
                found = entry.terminal.text
                raise JournalError(
                    "journal-of-another-terminal", found=found, terminal=self.terminal.text
                )

    def _writing_connection(self) -> Connection:
        # Held open: taking one from the pool costs a tenth of a payout's writes.
        if self._writing is None:
            self._writing = self._engine.connect()
        return self._writing

    def _close(self) -> None:
        if self._writing is not None:
            self._writing.close()
            self._writing = None

    def _head(self, connection: Connection) -> Head:
        row = self._sql.head(connection).first()
        return Head(0, GENESIS, 0) if row is None else Head(row.seq, row.hash, row.at)

    def _write(self, connection: Connection, body: Body, head: Head) -> tuple[Entry, Head]:
        # Time never goes back in a journal: a clock set back does not unsee what was seen, and
        # whatever is decided by age or date rests on the latest time.
        now = self._clock()
        is_vouched = isinstance(body, ClockConfirmed)
        at = now if is_vouched else self._believed(from_unix(head.at_unix), now)
        entry = Entry.make(self.terminal, head.seq + 1, head.hash, at, body)
        new_head = Head(entry.seq, entry.hash, to_unix(at))
        self._sql.append(
            connection,
            seq=entry.seq,
            at=new_head.at_unix,
            kind=body.kind,
            octets=entry.octets,
            hash=new_head.hash,
        )
        self._keep_beside(connection, entry)
        return entry, new_head

    def _keep_beside(self, connection: Connection, entry: Entry) -> None:
        sql, body = self._sql, entry.body
        if isinstance(body, _CONFIRMED):
            sql.send(connection, seq=entry.seq)
        if isinstance(body, Intent):
            card = None if body.card is None else body.card.octets
            sql.open(connection, nonce=body.nonce, seq=entry.seq, card=card)
        elif isinstance(body, Abandoned):
            sql.close(connection, nonce=body.nonce)
            sql.close_reversal(connection, nonce=body.nonce)
        elif isinstance(body, OutcomeUnknown):
            self._close_by_hand(connection, entry, body)
        elif isinstance(body, Reversed):
            self._take_back(connection, entry, body)
        elif isinstance(body, ScriptApplied):
            sql.tell_script(connection, card=body.card.octets, number=body.number, seq=entry.seq)
        elif isinstance(body, Disbursed):
            sql.close(connection, nonce=body.nonce)
            ref = body.claim.entitlement.octets
            for period in body.claim.periods:
                done = sql.pay(connection, entitlement=ref, period=period.code, seq=entry.seq)
                if done.rowcount == 0 and body.receipt is None:
                    raise AlreadyPaid

    def _open_reversal(self, connection: Connection, intent: Entry, reversing: Reversing) -> None:
        assert isinstance(intent.body, Intent)
        self._sql.open_reversal(
            connection,
            nonce=intent.body.nonce,
            paid_seq=reversing.paid_seq,
            supervisor=reversing.supervisor,
        )

    def _close_by_hand(self, connection: Connection, entry: Entry, body: OutcomeUnknown) -> None:
        """Cash that was handed over refuses the period from here on, as a payment does."""
        sql = self._sql
        if sql.close(connection, nonce=body.nonce).rowcount == 0:
            raise IntentClosed
        sql.close_reversal(connection, nonce=body.nonce)
        if body.cash_moved and not body.is_reversal:
            ref = body.claim.entitlement.octets
            for period in body.claim.periods:
                sql.pay(connection, entitlement=ref, period=period.code, seq=entry.seq)

    def _take_back(self, connection: Connection, entry: Entry, body: Reversed) -> None:
        """The periods of the payment may be paid again."""
        sql = self._sql
        paid_seq = sql.reversing(connection, nonce=body.nonce).scalar_one()
        sql.close(connection, nonce=body.nonce)
        sql.close_reversal(connection, nonce=body.nonce)
        sql.take_back(connection, paid_seq=paid_seq, seq=entry.seq)
        sql.free(connection, seq=paid_seq)
