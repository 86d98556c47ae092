"""Bugs that we know, each a part of the product changed: the simulation must find every one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import get_args

from sqlalchemy import Connection, insert, text

from cardsvc.ledger.ingest import Ledger
from counter import tables
from counter.centre.outbox import Outbox
from counter.journal.journal import Journal
from counter.journal.reading import Reversing
from counter.transport import Transport
from firmware_config.body.kinds import Body
from firmware_config.body.payout import Intent
from firmware_config.card.apdu import Command
from firmware_config.card.profile import CLA_OWN, Ins
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.card.simulator.memory import Buffer, Tear, no_tear
from firmware_config.card.simulator.randomness import Random
from firmware_config.ids import TerminalId
from firmware_config.trust import TrustList
from firmware_config.wire import Batch, Entry
from tests.simulate.parts import SOUND, Parts


class SettlesBeforeTheAcknowledgement(Outbox):
    """A row leaves when it was sent."""

    def drain(self, transport: Transport, trust: TrustList) -> int:
        while (batch := self.next_batch()) is not None:
            self._believe(batch)
            transport.send_batch(batch.sign(self._signer))
        return 0

    def _believe(self, batch: Batch) -> None:
        terminal = batch.terminal.text
        with self._engine.begin() as connection:
            row = {"terminal": terminal, "through_seq": batch.last_seq, "at": 0, "octets": b""}
            connection.execute(insert(tables.acknowledgement), row)
            outbox = tables.outbox.c
            sent = (outbox.terminal == terminal, outbox.seq <= batch.last_seq)
            connection.execute(tables.outbox.delete().where(*sent))


class NothingDurable(Journal):
    """What is written is in the file, and nobody waits for the disk."""

    _unsynced: tuple[type[Body], ...] = get_args(Body)

    def append_all(
        self, bodies: Iterable[Body], reversing: Reversing | None = None
    ) -> tuple[Entry, ...]:
        wanted = tuple(bodies)
        waits = not any(isinstance(body, self._unsynced) for body in wanted)
        connection = self._writing.connection()
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA synchronous={'FULL' if waits else 'NORMAL'}")
        return super().append_all(wanted, reversing)


class IntentNotDurable(NothingDurable):
    """The same of an intent alone."""

    _unsynced = (Intent,)


class PaysAgain(SoftwareCard):
    """DISBURSE does not look what is paid already."""

    def __init__(self, buffer: Buffer, tear: Tear = no_tear, random: Random | None = None) -> None:
        assert random is not None
        super().__init__(buffer, tear, random)
        self._sound = self._handlers[CLA_OWN, Ins.DISBURSE]
        self._handlers[CLA_OWN, Ins.DISBURSE] = self._disburse

    def _disburse(self, command: Command) -> bytes:
        slot = command.data[0]
        voucher = self.store.voucher(slot)
        if voucher is not None and voucher.paid:
            self.store.set_paid(slot, 0)
        return self._sound(command)


def _ledger(after: Callable[[Connection, TerminalId, bytes, bool], None]) -> type[Ledger]:
    class Changed(Ledger):
        def ingest(self, terminal: TerminalId, octets: bytes) -> bytes:
            with self.engine.begin() as connection:
                before = _entries(connection)
            answer = super().ingest(terminal, octets)
            with self.engine.begin() as connection:
                is_again = _entries(connection) == before
                after(connection, terminal, octets, is_again)
            return answer

    return Changed


def _entries(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM entry")).scalar_one())


def _post_again(
    connection: Connection, terminal: TerminalId, octets: bytes, is_again: bool
) -> None:
    """A batch that came before moves its cash once more."""
    if is_again:
        connection.execute(
            text(
                "INSERT INTO transfer (kind, debit, credit, amount_vnd, terminal, seq, line,"
                " entitlement, period, turn) SELECT CASE kind WHEN 'paid' THEN 'suspense' ELSE kind"
                " END, debit, credit, amount_vnd, terminal, seq, line + 100, entitlement, period, 0"
                " FROM transfer AS t WHERE terminal = :terminal AND against_seq IS NULL"
                " AND line < 100 AND kind IN ('paid', 'suspense', 'cash-in') AND NOT EXISTS"
                " (SELECT 1 FROM transfer AS o WHERE o.terminal = t.terminal AND o.seq = t.seq"
                " AND o.line = t.line + 100)"
            ),
            {"terminal": terminal.text},
        )


def _drop_suspense(
    connection: Connection, terminal: TerminalId, octets: bytes, is_again: bool
) -> None:
    """A second payment is nobody's."""
    row_ids = connection.scalars(text(_SECOND)).all()
    if not row_ids:
        return
    trigger = connection.execute(
        text("SELECT sql FROM sqlite_master WHERE name = 'transfer_no_delete'")
    ).scalar_one()
    connection.execute(text("DROP TRIGGER transfer_no_delete"))
    for row_id in row_ids:
        connection.execute(text("DELETE FROM transfer WHERE id = :id"), {"id": row_id})
    connection.execute(
        text("DELETE FROM exception_case WHERE kind = 'second-payment' AND closed_at IS NULL")
    )
    connection.exec_driver_sql(trigger)


_SECOND = """
SELECT t.id FROM transfer AS t JOIN exception_case AS c
    ON (c.terminal, c.seq, c.entitlement, c.period) = (t.terminal, t.seq, t.entitlement, t.period)
WHERE t.kind = 'suspense' AND c.kind = 'second-payment' AND c.closed_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM transfer AS o WHERE
        (o.against_terminal, o.against_seq, o.against_line) = (t.terminal, t.seq, t.line))
"""

PLANTED: dict[str, Parts] = {
    "settled-before-the-acknowledgement": replace(SOUND, outbox=SettlesBeforeTheAcknowledgement),
    "nothing-durable": replace(SOUND, journal=NothingDurable),
    "intent-not-durable": replace(SOUND, journal=IntentNotDurable),
    "paid-mask-not-checked": replace(SOUND, card=PaysAgain),
    "ingest-not-idempotent": replace(SOUND, ledger=_ledger(_post_again)),
    "suspense-dropped": replace(SOUND, ledger=_ledger(_drop_suspense)),
}
