"""The drawer: what it should hold, and the shift that it is open for.

Kept beside the journal in its own transactions, so that no journal is too long to start with or to
close. Outside a shift it holds nothing, but for what an interrupted card told after the close.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from counter.store.prepared import Prepared, PreparedChange
from firmware_config.body.card import Reversed
from firmware_config.body.kinds import Body
from firmware_config.body.payout import Disbursed, OutcomeUnknown
from firmware_config.body.shift import CashIn, CashOut, DrawerCounted, ShiftClosed, ShiftOpened
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.wire import Entry


class ShiftFault(ContractError):
    """A step of a shift that cannot be taken now.

    `shift-open`: one is open already. `no-shift`: none is, or not the teller's own.
    `shift-of-another`: only its `teller` or a supervisor closes it. `shift-not-counted`: the drawer
    was not counted, or money has moved since. `shift-explanation`: a difference without one.
    `shift-approval`: it is above the limit, and no supervisor has approved it. `cash-nothing`: an
    amount of 0. `drawer-too-full`: more than any drawer holds.
    """


class NoShift(ShiftFault):
    """Nothing is paid out of a drawer without its teller's open shift (`no-shift`)."""

    def __init__(self) -> None:
        super().__init__("no-shift")


@dataclass(frozen=True, slots=True)
class DrawerState:
    """`balance_vnd` is what should be in it. `opened` is the entry that opened the shift, and
    `counted` that of its last count, if any."""

    balance_vnd: int
    opened: Entry | None
    counted: Entry | None


def change_vnd(body: Body) -> int:
    """What an entry puts into the drawer, negative for what it takes out.

    A shift that is closed leaves nothing: all goes to the office, and a difference to suspense.
    """
    match body:
        case ShiftOpened(counted=counted):
            return counted.total_vnd
        case CashIn(amount_vnd=amount_vnd):
            return amount_vnd
        case CashOut(amount_vnd=amount_vnd):
            return -amount_vnd
        case Disbursed(claim=claim):
            return -claim.amount_vnd
        case Reversed(claim=claim):
            return claim.amount_vnd
        case OutcomeUnknown(claim=claim, cash_moved=True, is_reversal=is_reversal):
            return claim.amount_vnd if is_reversal else -claim.amount_vnd
        case ShiftClosed(expected_vnd=expected_vnd):
            return -expected_vnd
        case _:
            return 0


class Drawer:
    """The side tables `drawer` and `shift` of one terminal."""

    def __init__(self, engine: Engine, terminal: TerminalId) -> None:
        self._terminal = terminal.text
        self._move = PreparedChange(
            engine,
            "INSERT INTO drawer (terminal, balance_vnd) VALUES (:terminal, :change_vnd) "
            "ON CONFLICT (terminal) DO UPDATE SET "
            "balance_vnd = drawer.balance_vnd + excluded.balance_vnd",
        )
        self._open = PreparedChange(
            engine,
            "INSERT INTO drawer (terminal, balance_vnd, opened_seq) "
            "VALUES (:terminal, :change_vnd, :seq) "
            "ON CONFLICT (terminal) DO UPDATE SET "
            "balance_vnd = drawer.balance_vnd + excluded.balance_vnd, "
            "opened_seq = excluded.opened_seq WHERE drawer.opened_seq IS NULL",
        )
        self._count = PreparedChange(
            engine,
            "UPDATE drawer SET counted_seq = :seq WHERE terminal = :terminal "
            "AND opened_seq = :opened_seq AND balance_vnd = :expected_vnd",
        )
        self._close = PreparedChange(
            engine,
            "UPDATE drawer SET balance_vnd = 0, opened_seq = NULL, counted_seq = NULL "
            "WHERE terminal = :terminal AND opened_seq = :opened_seq "
            "AND balance_vnd = :expected_vnd",
        )
        self._keep_closed = PreparedChange(
            engine,
            "INSERT INTO shift (closed_seq, terminal, opened_seq) "
            "VALUES (:seq, :terminal, :opened_seq)",
        )
        self._state = Prepared(
            engine,
            "SELECT d.balance_vnd, o.octets AS opened, c.octets AS counted FROM drawer d "
            "LEFT JOIN journal o ON (o.terminal, o.seq) = (d.terminal, d.opened_seq) "
            "LEFT JOIN journal c ON (c.terminal, c.seq) = (d.terminal, d.counted_seq) "
            "WHERE d.terminal = :terminal",
        )
        self._closed = Prepared(
            engine,
            "SELECT o.octets AS opened, c.octets AS closed FROM shift s "
            "JOIN journal o ON (o.terminal, o.seq) = (s.terminal, s.opened_seq) "
            "JOIN journal c ON (c.terminal, c.seq) = (s.terminal, s.closed_seq) "
            "WHERE s.terminal = :terminal AND s.opened_seq <= :through "
            "ORDER BY s.closed_seq DESC LIMIT :most",
        )

    def keep(self, connection: Connection, entry: Entry) -> None:
        """Follow `entry` in the transaction that writes it.

        Raises:
            ShiftFault: `shift-open`, or `shift-not-counted` when money has moved since it was
                looked what the drawer should hold.
        """
        body, own = entry.body, self._terminal
        change = change_vnd(body)
        match body:
            case ShiftOpened():
                done = self._open(connection, terminal=own, change_vnd=change, seq=entry.seq)
                if done == 0:
                    raise ShiftFault("shift-open")
            case DrawerCounted() | ShiftClosed():
                step = self._count if isinstance(body, DrawerCounted) else self._close
                done = step(
                    connection,
                    seq=entry.seq,
                    terminal=own,
                    opened_seq=body.opened_seq,
                    expected_vnd=body.expected_vnd,
                )
                if done == 0:
                    raise ShiftFault("shift-not-counted")
                if isinstance(body, ShiftClosed):
                    self._keep_closed(
                        connection, seq=entry.seq, terminal=own, opened_seq=body.opened_seq
                    )
            case _ if change:
                self._move(connection, terminal=own, change_vnd=change)

    def state(self, connection: Connection) -> DrawerState:
        row = self._state(connection, terminal=self._terminal).first()
        if row is None:
            return DrawerState(0, None, None)
        return DrawerState(row.balance_vnd, _entry(row.opened), _entry(row.counted))

    def closed(self, connection: Connection, through: int, most: int) -> list[tuple[Entry, Entry]]:
        """The last `most` shifts that were opened up to entry `through` and closed since: the
        entries that opened and closed each, newest first."""
        rows = self._closed(connection, terminal=self._terminal, through=through, most=most)
        return [(Entry.parse(row.opened), Entry.parse(row.closed)) for row in rows]


def _entry(octets: bytes | None) -> Entry | None:
    return None if octets is None else Entry.parse(octets)
