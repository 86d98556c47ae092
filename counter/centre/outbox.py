"""The outbox: what the ledger has not confirmed yet, and the one drainer that sends it.

A row leaves only by the ledger's signed acknowledgement of its entry's hash. What the ledger
keeps but will not post goes to the dead-letter list, which people work through.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Lock, Thread

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, func, insert, select

from counter import tables
from counter.journal.journal import Journal
from counter.transport import Transport, TransportError
from firmware_config.clock import Clock, from_unix, to_unix, utc_now
from firmware_config.errors import ContractError
from firmware_config.signing import Signer
from firmware_config.sqlite import for_reading
from firmware_config.token import TokenFault
from firmware_config.trust import TrustList
from firmware_config.wire import MAX_BATCH_ENTRIES, Acknowledgement, Batch, WireError

_log = logging.getLogger(__name__)

FIRST_RETRY_S = 1.0
LAST_RETRY_S = 300.0
IDLE_S = 600.0  # look again even if nobody said that there is something to send


@dataclass(frozen=True, slots=True)
class Pending:
    """What is still unconfirmed, and the letters that are not closed. `last_ack_at` is the ledger's
    time of its last word."""

    confirmations: int
    dead_letters: int
    acked_through: int
    last_ack_at: datetime | None


class Outbox:
    """Batches out, acknowledgements in. A second `drain` waits for the first."""

    def __init__(
        self, engine: Engine, journal: Journal, signer: Signer, clock: Clock = utc_now
    ) -> None:
        self._engine = engine
        self._reading = for_reading(engine)
        self._journal = journal
        self._signer = signer
        self._clock = clock
        self._draining = Lock()

    def pending(self) -> Pending:
        with self._reading.connect() as connection:
            count, dead = (
                connection.scalar(select(func.count()).select_from(table).where(self._own(table)))
                or 0
                for table in (tables.outbox, tables.dead_letter)
            )
            way = tables.letter_way
            closed = connection.scalar(select(func.count()).select_from(way).where(self._own(way)))
            through, at = self._last_acknowledgement(connection)
        return Pending(count, dead - (closed or 0), through, at)

    def dead_letters(self) -> list[tuple[int, str, datetime]]:
        """Entries the ledger kept but did not post: seq, reason, when."""
        with self._reading.connect() as connection:
            letters = tables.dead_letter
            rows = connection.execute(
                select(letters).where(self._own(letters)).order_by(letters.c.seq)
            )
            return [(row.seq, row.reason, from_unix(row.at)) for row in rows]

    def next_batch(self) -> Batch | None:
        """The entries after the last acknowledged one, up to a batch's bound; None if none."""
        with self._reading.connect() as connection:
            through, _ = self._last_acknowledgement(connection)
        return self._batch_from(through + 1)

    def batches(self, first_seq: int | None = None) -> Iterator[bytes]:
        """Everything not acknowledged yet, signed as it would be sent; from `first_seq` on for a
        ledger that lacks what it acknowledged. Nothing is settled by it."""
        if first_seq is None:
            with self._reading.connect() as connection:
                first_seq = self._last_acknowledgement(connection)[0] + 1
        while (batch := self._batch_from(first_seq)) is not None:
            yield batch.sign(self._signer)
            first_seq = batch.last_seq + 1

    def _batch_from(self, seq: int) -> Batch | None:
        entries = self._journal.entries_from(seq, MAX_BATCH_ENTRIES)
        return Batch(self._journal.terminal, tuple(entries)) if entries else None

    def drain(self, transport: Transport, trust: TrustList) -> int:
        """Send until the ledger has all; how many entries it acknowledged.

        Raises:
            TransportError: the centre did not take a batch or did not answer.
            ContractError: its answer is no acknowledgement of this journal.
        """
        with self._draining:
            return self._drain(transport, trust)

    def _drain(self, transport: Transport, trust: TrustList) -> int:
        acknowledged = 0
        while (batch := self.next_batch()) is not None:
            try:
                answer = transport.send_batch(batch.sign(self._signer))
            except TransportError as error:
                self._send_again(error, batch, transport)
                continue
            acknowledged += self.settle(answer, batch, trust)
        return acknowledged

    def _send_again(self, refused: TransportError, batch: Batch, transport: Transport) -> None:
        """A ledger restored from an older copy lacks what it acknowledged: bring it up to `batch`.

        Raises:
            TransportError: `refused` itself when it is no such gap, or a new one.
        """
        seq = refused.data.get("expected")
        if refused.code != "batch-gap" or not isinstance(seq, int):
            raise refused
        if not 0 < seq < batch.first_seq:
            raise refused
        _log.warning("ledger-behind", extra={"expected": seq, "acknowledged": batch.first_seq - 1})
        while seq < batch.first_seq and (again := self._batch_from(seq)) is not None:
            transport.send_batch(again.sign(self._signer))
            seq = again.last_seq + 1

    def word_on(self, seq: int, transport: Transport, trust: TrustList) -> Acknowledgement:
        """What the ledger says today of the entries from `seq` on, which it has acknowledged.

        Raises:
            TransportError, WireError, ContractError: as `drain` does.
        """
        batch = Batch(self._journal.terminal, tuple(self._journal.entries_from(seq, 1)))
        return self._checked(transport.send_batch(batch.sign(self._signer)), batch, trust)

    def settle(self, answer: bytes, batch: Batch, trust: TrustList) -> int:
        """Take the ledger's answer to `batch`; how many entries it newly acknowledges.

        Raises:
            WireError: `ack-of-another-terminal`, `ack-does-not-match` (a hash or an entry that
                is not this journal's).
            ContractError: not signed by a ledger key, or malformed.
        """
        return self._take(self._checked(answer, batch, trust), answer)

    def settle_later(self, answer: bytes, trust: TrustList) -> int:
        """Take an acknowledgement of a batch that was written down earlier; how many entries it
        newly acknowledges, none when the ledger has said so since. Raises as `settle` does."""
        return self._take(self._of_this_journal(answer, trust), answer)

    def _take(self, ack: Acknowledgement, answer: bytes) -> int:
        with self._engine.begin() as connection:
            before, _ = self._last_acknowledgement(connection)
            if ack.through_seq <= before:
                return 0
            connection.execute(
                insert(tables.acknowledgement),
                {
                    "terminal": self._journal.terminal.text,
                    "through_seq": ack.through_seq,
                    "at": to_unix(ack.at),
                    "octets": answer,
                },
            )
            self._set_aside(connection, ack, before)
            outbox = tables.outbox
            connection.execute(
                delete(outbox).where(self._own(outbox), outbox.c.seq <= ack.through_seq)
            )
        return ack.through_seq - before

    def _checked(self, answer: bytes, batch: Batch, trust: TrustList) -> Acknowledgement:
        ack = self._of_this_journal(answer, trust)
        if ack.through_seq < batch.last_seq:
            raise WireError("ack-does-not-match", through=ack.through_seq)
        return ack

    def _of_this_journal(self, answer: bytes, trust: TrustList) -> Acknowledgement:
        ack = Acknowledgement.parse(answer, trust)
        if ack.terminal != self._journal.terminal:
            raise WireError("ack-of-another-terminal")
        # The ledger may be ahead of this batch (an answer was lost) but never of the journal.
        entry = self._journal.entry(ack.through_seq)
        if entry is None or entry.hash != ack.head:
            raise WireError("ack-does-not-match", through=ack.through_seq)
        if any(seq > ack.through_seq for seq, _ in ack.refused):
            raise WireError("ack-does-not-match", through=ack.through_seq)
        return ack

    def _set_aside(self, connection: Connection, ack: Acknowledgement, before: int) -> None:
        now = to_unix(self._clock())
        own = self._journal.terminal.text
        letters = [
            {"terminal": own, "seq": seq, "reason": reason, "at": now}
            for seq, reason in ack.refused
            if seq > before
        ]
        if letters:
            connection.execute(insert(tables.dead_letter), letters)

    def _last_acknowledgement(self, connection: Connection) -> tuple[int, datetime | None]:
        table = tables.acknowledgement
        row = connection.execute(
            select(table.c.through_seq, table.c.at)
            .where(self._own(table))
            .order_by(table.c.through_seq.desc())
            .limit(1)
        ).first()
        return (0, None) if row is None else (row.through_seq, from_unix(row.at))

    def _own(self, table: Table) -> ColumnElement[bool]:
        """A store may be an office's: of its rows this terminal's."""
        return table.c.terminal == self._journal.terminal.text


class Drainer:
    """The one thread that drains the outbox: at once when woken, later after a failure."""

    def __init__(
        self,
        drain: Callable[[], object],
        changed: Callable[[str | None], None],
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """`drain` does one round; `changed` is told after each, with a fault's code or None."""
        self._drain = drain
        self._changed = changed
        self._jitter = jitter
        self._wake = Event()
        self._stop = Event()
        self._failures = 0
        self._thread = Thread(target=self._run, name="outbox", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """There is something to send."""
        self._wake.set()

    def stop(self, timeout_s: float = 5.0) -> None:
        self._stop.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def delay_s(self) -> float:
        """Until the next round: doubling from 1 s to 5 min, at random in its upper half.

        At random, so that a province whose centre comes back is not answered by all its
        counters in the same second.
        """
        if self._failures == 0:
            return IDLE_S
        longest = min(FIRST_RETRY_S * 2.0 ** min(self._failures - 1, 20), LAST_RETRY_S)
        return longest * (0.5 + 0.5 * self._jitter())

    def round(self) -> None:
        """One attempt; a failure is told, counted, and never raised."""
        code: str | None = None
        try:
            self._drain()
            self._failures = 0
        except TransportError as error:
            code = error.code
        except TokenFault as error:
            code = error.code
            _log.warning("terminal-key-unusable", extra={"fault": error.code})
        except ContractError as error:
            code = "centre-nonsense"
            _log.warning("outbox-answer-refused", extra={"fault": error.code})
        if code is not None:
            self._failures += 1
            _log.info("outbox-waits", extra={"fault": code, "failures": self._failures})
        self._changed(code)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            try:
                self.round()
            except Exception:  # a fault of ours must not end the only drainer
                self._failures += 1
                _log.exception("outbox-round-failed")
            if self._failures:
                # A new payout does not shorten the wait: the centre is down, not forgotten.
                self._stop.wait(self.delay_s())
            else:
                self._wake.wait(self.delay_s())
