"""Taking in what terminals send: a batch of journal entries becomes postings, once.

Any order and any number of deliveries leave the same balances and open cases. Of two payments for
one entitlement and period the first to arrive is the payment and the other stands in suspense; both
are for the same amount, so only the case's own entry tells which came first. When one of them is
taken back, the other is the payment, and no case is left.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, func, insert, select, update

from cardsvc import tables
from cardsvc.errors import CentreError
from cardsvc.issuance.scripts import mark_applied
from cardsvc.ledger.books import account_ids
from cardsvc.ledger.cases import CHAIN_FORKED, close_cases, open_case
from cardsvc.ledger.doubt import doubt_of_entry
from cardsvc.ledger.knowledge import known_of
from cardsvc.ledger.known import KnownTerminal
from cardsvc.ledger.line import Line
from cardsvc.ledger.posting import lines_of
from cardsvc.signing.keys import Keyring
from cardsvc.tables import TerminalState
from firmware_config.clock import Clock
from firmware_config.ids import OfficeId, ProvinceCode, TerminalId
from firmware_config.journal_body import ScriptApplied
from firmware_config.signing import PublicKey
from firmware_config.sqlite import for_reading
from firmware_config.trust import Role
from firmware_config.wire import GENESIS, Acknowledgement, Batch, Entry

_log = logging.getLogger(__name__)


class IngestRefused(CentreError):
    """A batch that is not taken. `code` is one of:

    `terminal-unknown`, `terminal-revoked`, `terminal-quarantined`, `batch-gap` with the `expected`
    sequence number.
    """


@dataclass(frozen=True, slots=True)
class Ledger:
    """The one writer of entries, transfers and their cases."""

    engine: Engine
    keyring: Keyring
    clock: Clock

    def ingest(self, terminal: TerminalId, octets: bytes) -> bytes:
        """Take a batch and acknowledge it, in one transaction.

         1. The terminal is enrolled and active.
         2. The batch is whole, in order, and signed by its key.
         3. It continues what we hold; where it overlaps, it is the same octet for octet.
         4. New entries are posted, each payment against what is known of it; scripts that cards
        answered for are marked applied.
         5. The acknowledgement says through which entry we hold the chain, and which entries from
            the batch's first on a person must look into.

         Raises:
             IngestRefused: by 1 and 3. Another history than the one held quarantines the terminal.
             WireError, BadSignature, ContractError: by 2.
        """
        # 1
        with for_reading(self.engine).begin() as connection:
            key = PublicKey(_active_terminal(connection, terminal).public_key)
        # 2
        batch = Batch.parse(octets, terminal, key)
        now = self.clock()
        with self.engine.begin() as connection:
            # 3
            row = _active_terminal(connection, terminal, lock=True)
            held = _held_head(connection, terminal)
            if batch.first_seq > held.seq + 1:
                raise IngestRefused("batch-gap", expected=held.seq + 1)
            fork = _fork(connection, batch, held.seq)
            if fork is not None:
                _quarantine(connection, fork, now)
            else:
                # 4
                new = tuple(entry for entry in batch.entries if entry.seq > held.seq)
                _post(connection, _known_terminal(row), new, now)
                # 5
                acknowledgement = _acknowledge(connection, batch, now)
        # Raised only here, so that the quarantine is kept.
        if fork is not None:
            _log.error("terminal-quarantined", extra={"terminal": terminal.text, "seq": fork.seq})
            raise IngestRefused("terminal-quarantined", seq=fork.seq)
        return acknowledgement.sign(self.keyring.signer(Role.LEDGER_ACK, now))


@dataclass(frozen=True, slots=True)
class _Head:
    seq: int
    hash: bytes


def _active_terminal(
    connection: Connection, terminal: TerminalId, *, lock: bool = False
) -> Row[tuple[str, str, bytes, str, str]]:
    found = (
        select(tables.terminal, tables.office.c.province)
        .join(tables.office)
        .where(tables.terminal.c.id == terminal.text)
    )
    if lock:
        found = found.with_for_update(of=tables.terminal)
    row = connection.execute(found).one_or_none()
    if row is None:
        raise IngestRefused("terminal-unknown", terminal=terminal.text)
    if row.state != TerminalState.ACTIVE:
        raise IngestRefused(f"terminal-{row.state}", terminal=terminal.text)
    return row


def _known_terminal(row: Row[tuple[str, str, bytes, str, str]]) -> KnownTerminal:
    return KnownTerminal(TerminalId(row.id), OfficeId(row.office), ProvinceCode(row.province))


def _held_head(connection: Connection, terminal: TerminalId) -> _Head:
    entry = tables.entry.c
    last = select(func.max(entry.seq)).where(entry.terminal == terminal.text).scalar_subquery()
    row = connection.execute(
        select(entry.seq, entry.hash).where(entry.terminal == terminal.text, entry.seq == last)
    ).one_or_none()
    return _Head(0, GENESIS) if row is None else _Head(row.seq, row.hash)


def _fork(connection: Connection, batch: Batch, held_seq: int) -> Entry | None:
    """The first entry that contradicts the chain as we hold it."""
    entry = tables.entry.c
    held = {0: GENESIS} | {
        row.seq: row.hash
        for row in connection.execute(
            select(entry.seq, entry.hash).where(
                entry.terminal == batch.terminal.text,
                entry.seq.between(batch.first_seq - 1, min(batch.last_seq, held_seq)),
            )
        )
    }
    for new in batch.entries:
        before = held.get(new.seq - 1)
        if (before is not None and new.previous != before) or held.get(
            new.seq, new.hash
        ) != new.hash:
            return new
    return None


def _quarantine(connection: Connection, fork: Entry, now: datetime) -> None:
    connection.execute(
        update(tables.terminal)
        .where(tables.terminal.c.id == fork.terminal.text)
        .values(state=TerminalState.QUARANTINED)
    )
    open_case(connection, fork, CHAIN_FORKED, now, octets=fork.octets)


def _post(
    connection: Connection, terminal: KnownTerminal, entries: tuple[Entry, ...], now: datetime
) -> None:
    if not entries:
        return
    known = known_of(connection, terminal, (entry.body for entry in entries))
    posted = [(entry, lines_of(entry, known), doubt_of_entry(entry, known)) for entry in entries]
    connection.execute(
        insert(tables.entry),
        [
            {
                "terminal": entry.terminal.text,
                "seq": entry.seq,
                "octets": entry.octets,
                "hash": entry.hash,
                "refused": next((line.doubt for line in lines if line.doubt), doubt),
                "received_at": now,
            }
            for entry, lines, doubt in posted
        ],
    )
    numbered = [
        (entry, number, line) for entry, lines, _ in posted for number, line in enumerate(lines)
    ]
    _insert_transfers(connection, numbered)
    for entry, _, line in numbered:
        if line.doubt is not None:
            open_case(connection, entry, line.doubt, now, line)
        elif line.against is not None:
            close_cases(connection, line, line.against, now)
    for entry, _, doubt in posted:
        if doubt is not None:
            open_case(connection, entry, doubt, now)
        elif isinstance(entry.body, ScriptApplied):
            mark_applied(connection, entry.body.card, entry.body.number, now)


def _insert_transfers(connection: Connection, numbered: list[tuple[Entry, int, Line]]) -> None:
    if not numbered:
        return
    row_ids = account_ids(
        connection, (side for _, _, line in numbered for side in (line.debit, line.credit))
    )
    connection.execute(
        insert(tables.transfer),
        [
            {
                "kind": line.kind,
                "debit": row_ids[line.debit],
                "credit": row_ids[line.credit],
                "amount_vnd": line.amount_vnd,
                "terminal": entry.terminal.text,
                "seq": entry.seq,
                "line": number,
                "entitlement": line.entitlement,
                "period": None if line.period is None else line.period.code,
                "turn": line.turn,
                "against_terminal": line.against.terminal if line.against else None,
                "against_seq": line.against.seq if line.against else None,
                "against_line": line.against.line if line.against else None,
            }
            for entry, number, line in numbered
        ],
    )


def _acknowledge(connection: Connection, batch: Batch, now: datetime) -> Acknowledgement:
    head = _held_head(connection, batch.terminal)
    entry = tables.entry.c
    refused = connection.execute(
        select(entry.seq, entry.refused)
        .where(
            entry.terminal == batch.terminal.text,
            entry.seq >= batch.first_seq,
            entry.refused.is_not(None),
        )
        .order_by(entry.seq)
    )
    told = tuple((row.seq, row.refused) for row in refused)
    return Acknowledgement(batch.terminal, head.seq, head.hash, now, told)
