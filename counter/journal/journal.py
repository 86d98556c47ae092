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
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from counter.journal.drawer import Drawer, DrawerState
from counter.journal.seen_receipts import SeenReceipts
from counter.journal.statements import Statements
from counter.store.trouble import StoreTrouble
from counter.store.watch import DiskFault, StoreWatch
from counter.store.writing import StoreFault, Writing
from firmware_config.body.asked import ReversalAsked
from firmware_config.body.card import Reversed, ScriptApplied
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.clock import ClockConfirmed
from firmware_config.body.kinds import Body
from firmware_config.body.payout import Abandoned, Disbursed, Intent, OutcomeUnknown
from firmware_config.body.shift import CashIn, CashOut, ShiftClosed, ShiftOpened
from firmware_config.clock import Clock, from_unix, to_unix, utc_now
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, EntitlementId, TerminalId
from firmware_config.period import Period
from firmware_config.sqlite import for_reading
from firmware_config.sqlite_words import SQLITE_BUSY
from firmware_config.wire import GENESIS, Entry

# What moves money, may have or is to, and so must be confirmed by the ledger.
_CONFIRMED = (
    *(Disbursed, CashIn, CashOut, Reversed, OutcomeUnknown),
    *(ShiftOpened, ShiftClosed, ReversalAsked, CarriedReceipt),
)
# Of the latest payouts, how many are looked through for a card's: it is still in the reader.
_LOOK_BACK = 50


Believed = Callable[[datetime, datetime], datetime]


class AlreadyPaid(Exception):
    """Paper: another counter on this store paid the period first."""


class JournalError(ContractError):
    """`journal-of-another-terminal`: the store holds entries of the terminal `found`."""


class BegunElsewhere(Exception):
    """Paper: another counter on this store is paying by the card, or cannot say if it has."""


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
            JournalError: the store is a file that another terminal has written to.
        """
        self._believed = believed
        self.terminal = terminal
        self._engine = engine
        self._reading = for_reading(engine)
        self._clock = clock
        self._sql = Statements(engine, terminal)
        self._drawer = Drawer(engine, terminal)
        self._seen = SeenReceipts(engine)
        self._appending = Lock()
        self._writing = Writing(engine, terminal)
        self._watch = StoreWatch(engine)
        self._known_head: Head | None = None  # None: look it up; only this process appends
        self._check_is_own()

    def claim(self) -> None:
        """Be the one that writes as this terminal, now rather than at the first entry.

        Raises:
            StoreFault: `terminal-in-use`, `store-unreachable`.
        """
        with self._appending:
            self._writing.connection()

    @property
    def disk_fault(self) -> DiskFault | None:
        """Why nothing is appended any more until the counter is started anew, if so."""
        return self._watch.fault

    def trouble_in(self, error: BaseException) -> StoreTrouble | None:
        """What an error of the driver, in whatever part wrote or read, says of this store; None
        when it says nothing of the store but of the program."""
        if isinstance(error, StoreTrouble):
            return error
        self._watch.hear(error)
        if self._watch.fault is not None:
            return self._watch.fault
        if SQLITE_BUSY in str(error):
            return StoreFault("store-busy")
        is_lost = isinstance(error, OperationalError | InterfaceError)
        return StoreFault("store-unreachable") if self._writing.is_shared and is_lost else None

    def append(self, body: Body, reversing: Reversing | None = None) -> Entry:
        """Write `body` as the next entry; on return it is on disk.

        `reversing` goes with the intent of a reversal.

        Raises:
            AlreadyPaid: a `Disbursed` without a receipt for a period that is paid already, or an
                `Intent` to pay what another counter has paid since it was offered.
            BegunElsewhere: a `Disbursed` without a receipt for what another counter has begun.
            IntentClosed: an `OutcomeUnknown` of an intent that is not open.
            ShiftFault: a step of a shift that is not the drawer's next (`Drawer.keep`).
            StoreFault: `terminal-in-use`, `store-unreachable`.
            DiskFault: the disk did not take it, or has not taken something before. It is not known
                whether the entry will be there after the next start.
        """
        return self.append_all((body,), reversing)[0]

    def append_all(
        self, bodies: Iterable[Body], reversing: Reversing | None = None
    ) -> tuple[Entry, ...]:
        """Write `bodies` as the next entries in one transaction. Raises as `append` does."""
        wanted, made = tuple(bodies), list[Entry]()
        with self._appending:
            try:
                self._append(wanted, reversing, made)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                # The store's server was started anew. A commit whose answer was lost has arrived
                # if its last entry is the head.
                head = self._head(self._writing.connection())
                self._writing.connection().rollback()
                if not made or head.hash != made[-1].hash:
                    made.clear()
                    self._append(wanted, reversing, made)
        return tuple(made)

    def _append(
        self, bodies: tuple[Body, ...], reversing: Reversing | None, made: list[Entry]
    ) -> None:
        """One transaction; `made` has its entries, also when it is not known whether it ended."""
        self._watch.check()
        head, self._known_head = self._known_head, None
        connection = self._writing.connection()
        try:
            with connection.begin():
                head = head or self._head(connection)
                for body in bodies:
                    if self._writing.is_shared and reversing is None:
                        self._check_elsewhere(connection, body)
                    entry, head = self._write(connection, body, head)
                    made.append(entry)
                    if reversing is not None:
                        self._open_reversal(connection, entry, reversing)
        except BaseException as error:
            self._writing.close()
            self._watch.hear(error)  # statements that go to the driver itself are not listened to
            self._watch.check()
            raise
        self._known_head = head

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

    def close(self) -> None:
        """Give the connection back; the next append opens another."""
        with self._appending:
            self._writing.close()

    def _check_is_own(self) -> None:
        if self._writing.is_shared:
            return
        with self._reading.connect() as connection:
            ends = self._sql.ends(connection).one()
        for found in ends:
            if found is not None and found != self.terminal.text:
                raise JournalError(
                    "journal-of-another-terminal", found=found, terminal=self.terminal.text
                )

    def _check_elsewhere(self, connection: Connection, body: Body) -> None:
        """What has happened at another counter of the office since this was offered.

        The card refuses a second time by itself. Between a card and a sheet the store decides: one
        counter at a time, and what is paid or begun is seen by the next.
        """
        match body:
            case Intent(claim=claim):
                self._writing.reserve(connection, claim.entitlement)
                if not self._paid(connection, claim.entitlement).isdisjoint(claim.periods):
                    raise AlreadyPaid
            case Disbursed(claim=claim, receipt=None):
                self._writing.reserve(connection, claim.entitlement)
                if self._is_begun(connection, claim.entitlement):
                    raise BegunElsewhere

    def _is_begun(self, connection: Connection, entitlement: EntitlementId) -> bool:
        found: int = self._sql.begun(connection, entitlement=entitlement.octets).scalar_one()
        return found > 0

    def _paid(self, connection: Connection, entitlement: EntitlementId) -> frozenset[Period]:
        rows = self._sql.paid(connection, entitlement=entitlement.octets)
        return frozenset(Period(code) for (code,) in rows)

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
        self._drawer.keep(connection, entry)
        self._seen.keep(connection, entry.body)
        if isinstance(body, _CONFIRMED):
            sql.send(connection, seq=entry.seq)
        if isinstance(body, Intent):
            card = None if body.card is None else body.card.octets
            sql.open(
                connection,
                nonce=body.nonce,
                seq=entry.seq,
                card=card,
                entitlement=body.claim.entitlement.octets,
            )
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
                paid = sql.pay(connection, entitlement=ref, period=period.code, seq=entry.seq)
                if paid == 0 and body.receipt is None:
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
        if sql.close(connection, nonce=body.nonce) == 0:
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
