"""Writing down what new entries post: the entries, their transfers, and what somebody must see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from cardsvc import tables
from cardsvc.bulk_rows import write_rows
from cardsvc.ledger.applied_scripts import mark_applied
from cardsvc.ledger.books import account_ids
from cardsvc.ledger.brought_receipts import bring_home
from cardsvc.ledger.doubt import Doubt
from cardsvc.ledger.doubting import Judged, doubt_of_entry
from cardsvc.ledger.entry_cases import close_cases, open_case
from cardsvc.ledger.holds import settle_holds
from cardsvc.ledger.knowledge import known_of
from cardsvc.ledger.known import KnownTerminal
from cardsvc.ledger.line import Line, TransferKind
from cardsvc.ledger.posting import lines_of
from cardsvc.ledger.reversal_asked import open_asked_case
from firmware_config.body.asked import ReversalAsked
from firmware_config.body.card import ScriptApplied
from firmware_config.body.carried import CarriedReceipt
from firmware_config.clock import to_unix
from firmware_config.wire import Entry

_ENTRY = ("terminal", "seq", "octets", "hash", "refused", "received_at")
_TRANSFER = (
    *("kind", "debit", "credit", "amount_vnd", "terminal", "seq", "line", "entitlement"),
    *("period", "turn", "against_terminal", "against_seq", "against_line"),
)


@dataclass(frozen=True, slots=True)
class _Posted:
    entry: Entry
    lines: tuple[Line, ...]
    doubt: Doubt | None

    @property
    def refusal(self) -> str | None:
        """What the terminal is told. Of what a card brought it knows nothing, so that nobody there
        could look into it."""
        if self.doubt is not None or isinstance(self.entry.body, CarriedReceipt):
            return self.doubt
        return next((line.refusal for line in self.lines if line.refusal), None)


def post(
    connection: Connection,
    entries: Sequence[Entry],
    terminals: Mapping[str, KnownTerminal],
    judged: Judged,
    now: datetime,
) -> None:
    """Post `entries`, which are new and in the order of each terminal's journal.

    1. What is known of all of them is fetched at once, and locked.
    2. Each is judged against what is known and what those before it did.
    3. Entries and transfers are written as two statements; the database adds the transfers to
       their accounts' balances.
    4. Cases are opened and closed, scripts marked, receipts of cards noted, holds settled.
    """
    if not entries:
        return
    # 1
    known = known_of(connection, entries, tuple(terminals.values()), judged)
    views = {name: known.of(terminal) for name, terminal in terminals.items()}
    # 2
    posted = []
    for entry in entries:
        view = views[entry.terminal.text]
        posted.append(_Posted(entry, lines_of(entry, view), doubt_of_entry(entry, view)))
    # 3
    _write_entries(connection, posted, now)
    _write_transfers(connection, posted)
    # 4
    for one in posted:
        _follow(connection, one, now)
    bring_home(connection, known, now)
    if known.holds:
        for entry in entries:
            settle_holds(connection, entry)


def _write_entries(connection: Connection, posted: Sequence[_Posted], now: datetime) -> None:
    received_at = to_unix(now)
    rows = [
        (
            *(one.entry.terminal.text, one.entry.seq, one.entry.octets, one.entry.hash),
            *(one.refusal, received_at),
        )
        for one in posted
    ]
    write_rows(connection, tables.entry, _ENTRY, rows)


def _write_transfers(connection: Connection, posted: Sequence[_Posted]) -> None:
    sides = {side for one in posted for line in one.lines for side in (line.debit, line.credit)}
    row_ids = account_ids(connection, sides)
    rows = [
        (
            *(line.kind.value, row_ids[line.debit], row_ids[line.credit], line.amount_vnd),
            *(one.entry.terminal.text, one.entry.seq, number, line.entitlement),
            *(None if line.period is None else line.period.code, line.turn),
            *(_NOWHERE if line.against is None else line.against.key),
        )
        for one in posted
        for number, line in enumerate(one.lines)
    ]
    write_rows(connection, tables.transfer, _TRANSFER, rows)


_NOWHERE = (None, None, None)


def _follow(connection: Connection, one: _Posted, now: datetime) -> None:
    entry, body = one.entry, one.entry.body
    for line in one.lines:
        if line.doubt is not None:
            open_case(connection, entry, line.doubt, now, line)
        elif line.against is not None and line.kind is not TransferKind.REVERSED:
            # What was booked as paid had no case; one at its place is of another line of its entry.
            close_cases(connection, line, line.against, now)
    if one.doubt is not None and not any(line.doubt for line in one.lines):
        open_case(connection, entry, one.doubt, now)
    elif isinstance(body, ScriptApplied):
        mark_applied(connection, body.card, body.number, now)
    elif isinstance(body, ReversalAsked):
        open_asked_case(connection, entry, now)
