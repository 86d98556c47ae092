"""The journal: append-only, hash-chained, durable before anything is said or handed out.

Each append is one transaction that also keeps what could be read out of the journal: the outbox,
the paid periods, the open intents. The SQL is prepared because this is the payout's hot path.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from sqlalchemy import Connection, Engine

from counter.prepared import Prepared
from firmware_config.clock import Clock, from_unix, to_unix, utc_now
from firmware_config.ids import CardId, EntitlementId, TerminalId
from firmware_config.journal_body import Abandoned, Body, CashIn, Disbursed, Intent
from firmware_config.period import Period
from firmware_config.sqlite import for_reading
from firmware_config.wire import GENESIS, Entry

# What moves money and so must be confirmed by the ledger.
_CONFIRMED = (Disbursed, CashIn)


class AlreadyPaid(Exception):
    """Paper: another counter on this store paid the period first."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry's number and hash; 0 and zeros for an empty journal."""

    seq: int
    hash: bytes


class _Statements:
    """What a journal asks of its store."""

    def __init__(self, engine: Engine) -> None:
        def sql(statement: str) -> Prepared:
            return Prepared(engine, statement)

        joined = "SELECT j.octets FROM open_intent o JOIN journal j ON j.seq = o.seq "
        self.head = sql("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1")
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

    def __init__(self, engine: Engine, terminal: TerminalId, clock: Clock = utc_now) -> None:
        self.terminal = terminal
        self._engine = engine
        self._reading = for_reading(engine)
        self._clock = clock
        self._sql = _Statements(engine)
        self._appending = Lock()
        self._writing: Connection | None = None
        self._known_head: Head | None = None  # None: look it up; only this process appends

    def append(self, body: Body) -> Entry:
        """Write `body` as the next entry; on return it is on disk.

        Raises:
            AlreadyPaid: a `Disbursed` without a receipt for a period that is paid already.
        """
        with self._appending:
            before, self._known_head = self._known_head, None
            connection = self._writing_connection()
            try:
                with connection.begin():
                    head = before or self._head(connection)
                    entry = Entry.make(self.terminal, head.seq + 1, head.hash, self._clock(), body)
                    entry_hash = entry.hash
                    self._sql.append(
                        connection,
                        seq=entry.seq,
                        at=to_unix(entry.at),
                        kind=body.kind,
                        octets=entry.octets,
                        hash=entry_hash,
                    )
                    self._keep_beside(connection, entry)
            except BaseException:
                self._close()
                raise
            self._known_head = Head(entry.seq, entry_hash)
        return entry

    def head(self) -> Head:
        with self._reading.connect() as connection:
            return self._head(connection)

    def latest_time(self) -> datetime | None:
        """When the last entry was made."""
        with self._reading.connect() as connection:
            at = self._sql.latest_time(connection).scalar()
        return None if at is None else from_unix(at)

    def paid_periods(self, entitlement: EntitlementId) -> frozenset[Period]:
        """The periods of `entitlement` that this store has paid."""
        with self._reading.connect() as connection:
            rows = self._sql.paid(connection, entitlement=entitlement.octets)
            return frozenset(Period(code) for (code,) in rows)

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

    def close(self) -> None:
        """Give the connection back; the next append opens another."""
        with self._appending:
            self._close()

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
        return Head(0, GENESIS) if row is None else Head(row.seq, row.hash)

    def _keep_beside(self, connection: Connection, entry: Entry) -> None:
        sql, body = self._sql, entry.body
        if isinstance(body, _CONFIRMED):
            sql.send(connection, seq=entry.seq)
        if isinstance(body, Intent):
            card = None if body.card is None else body.card.octets
            sql.open(connection, nonce=body.nonce, seq=entry.seq, card=card)
        elif isinstance(body, Abandoned):
            sql.close(connection, nonce=body.nonce)
        elif isinstance(body, Disbursed):
            sql.close(connection, nonce=body.nonce)
            ref = body.claim.entitlement.octets
            for period in body.claim.periods:
                done = sql.pay(connection, entitlement=ref, period=period.code, seq=entry.seq)
                if done.rowcount == 0 and body.receipt is None:
                    raise AlreadyPaid
