"""The journal: append-only, hash-chained, durable before anything is said or handed out.

Each append is one transaction that also keeps what could be read out of the journal: the outbox,
the paid periods, the open intents. The SQL is prepared because this is the payout's hot path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from threading import Lock

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from counter.journal.beside import AlreadyPaid, Beside
from counter.journal.reading import Head, JournalReading, Reversing
from counter.store.trouble import StoreTrouble
from counter.store.watch import DiskFault, StoreWatch
from counter.store.writing import StoreFault, Writing
from firmware_config.body.clock import ClockConfirmed
from firmware_config.body.kinds import Body
from firmware_config.body.payout import Disbursed, Intent
from firmware_config.clock import Clock, from_unix, to_unix, utc_now
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.sqlite_words import SQLITE_BUSY
from firmware_config.wire import Entry

Believed = Callable[[datetime, datetime], datetime]


class JournalError(ContractError):
    """`journal-of-another-terminal`: the store holds entries of the terminal `found`."""


class BegunElsewhere(Exception):
    """Paper: another counter on this store is paying by the card, or cannot say if it has."""


class Journal(JournalReading):
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
        super().__init__(engine, terminal)
        self._believed = believed
        self._clock = clock
        self._beside = Beside(self._sql, self._drawer, self._seen)
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
                        self._beside.open_reversal(connection, entry, reversing)
        except BaseException as error:
            self._writing.close()
            self._watch.hear(error)  # statements that go to the driver itself are not listened to
            self._watch.check()
            raise
        self._known_head = head

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
        self._beside.keep(connection, entry)
        return entry, new_head
