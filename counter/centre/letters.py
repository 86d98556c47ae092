"""Dead letters: entries that the ledger keeps and does not post, and the ways out of that.

A letter is never deleted. It is closed when the ledger, asked again, has nothing against its entry
any more, or when it was handed to the centre on paper.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, and_, insert, select

from counter import tables
from counter.centre.outbox import Outbox
from counter.transport import Transport
from firmware_config.clock import Clock, from_unix, to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.sqlite import for_reading
from firmware_config.trust import TrustList


class Way(StrEnum):
    """How a letter was closed."""

    MENDED = "mended"  # asked again, the ledger has nothing against it
    ON_PAPER = "on-paper"


class LetterFault(ContractError):
    """`letter-unknown`, or `letter-closed` already."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """Entry `seq`, why the ledger does not post it, and what became of that."""

    seq: int
    reason: str
    at: datetime
    way: Way | None = None
    by: str | None = None
    closed_at: datetime | None = None


class Letters:
    """The letters of one terminal. Every method may be called by any thread."""

    def __init__(self, engine: Engine, terminal: TerminalId, outbox: Outbox, clock: Clock) -> None:
        self._engine = engine
        self._reading = for_reading(engine)
        self._terminal = terminal
        self._outbox = outbox
        self._clock = clock

    def all(self) -> list[DeadLetter]:
        """Oldest first."""
        with self._reading.connect() as connection:
            return self._letters(connection)

    def open(self) -> list[DeadLetter]:
        return [letter for letter in self.all() if letter.way is None]

    def ask_again(self, transport: Transport, trust: TrustList, supervisor: str) -> int:
        """Ask the ledger what it still has against the open letters; how many are closed by that.

        Raises:
            TransportError: the centre did not answer.
            ContractError: its answer is no acknowledgement of this journal.
        """
        waiting = self.open()
        if not waiting:
            return 0
        ack = self._outbox.word_on(waiting[0].seq, transport, trust)
        refused = {seq for seq, _ in ack.refused}
        mended = [
            letter.seq
            for letter in waiting
            if letter.seq <= ack.through_seq and letter.seq not in refused
        ]
        self._close(mended, Way.MENDED, supervisor)
        return len(mended)

    def handed_over(self, seq: int, supervisor: str) -> None:
        """A letter's evidence was handed to the centre on paper.

        Raises:
            LetterFault: there is no such letter, or it is closed.
        """
        letter = next((one for one in self.all() if one.seq == seq), None)
        if letter is None:
            raise LetterFault("letter-unknown", seq=seq)
        if letter.way is not None:
            raise LetterFault("letter-closed", seq=seq)
        self._close([seq], Way.ON_PAPER, supervisor)

    def _close(self, seqs: Iterable[int], way: Way, supervisor: str) -> None:
        rows = [
            {
                "terminal": self._terminal.text,
                "seq": seq,
                "way": way.value,
                "by_user": supervisor,
                "at": to_unix(self._clock()),
            }
            for seq in seqs
        ]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(insert(tables.letter_way), rows)

    def _letters(self, connection: Connection) -> list[DeadLetter]:
        letter, way = tables.dead_letter, tables.letter_way
        its_way = and_(way.c.terminal == letter.c.terminal, way.c.seq == letter.c.seq)
        rows = connection.execute(
            select(letter, way.c.way, way.c.by_user, way.c.at.label("closed_at"))
            .outerjoin(way, its_way)
            .where(letter.c.terminal == self._terminal.text)
            .order_by(letter.c.seq)
        )
        return [
            DeadLetter(
                *(row.seq, row.reason, from_unix(row.at)),
                None if row.way is None else Way(row.way),
                row.by_user,
                None if row.closed_at is None else from_unix(row.closed_at),
            )
            for row in rows
        ]
