"""The journal's statements, compiled once for its store: they are the payout's hot path."""

from __future__ import annotations

from sqlalchemy import Engine

from counter.store.prepared import Prepared, PreparedChange
from firmware_config.ids import TerminalId


class Statements:
    """What one terminal's journal asks of its store.

    Entries are its own; what was paid and what was begun is the office's.
    """

    def __init__(self, engine: Engine, terminal: TerminalId) -> None:
        def sql(statement: str) -> Prepared:
            return Prepared(engine, statement, terminal=terminal.text)

        def change(statement: str) -> PreparedChange:
            return PreparedChange(engine, statement, terminal=terminal.text)

        intents = (
            "SELECT j.octets FROM open_intent o JOIN journal j "
            "ON (j.terminal, j.seq) = (o.terminal, o.seq) WHERE o.terminal = :terminal "
        )
        own = "FROM journal WHERE terminal = :terminal "
        self.head = sql(f"SELECT seq, hash, at {own}ORDER BY seq DESC LIMIT 1")
        self.latest_time = sql(f"SELECT at {own}ORDER BY seq DESC LIMIT 1")
        self.time_of = sql(f"SELECT at {own}AND seq = :seq")
        self.append = change(
            "INSERT INTO journal (terminal, seq, at, kind, octets, hash) "
            "VALUES (:terminal, :seq, :at, :kind, :octets, :hash)"
        )
        self.send = change("INSERT INTO outbox (terminal, seq) VALUES (:terminal, :seq)")
        self.open = change(
            "INSERT INTO open_intent (nonce, terminal, seq, card, entitlement) "
            "VALUES (:nonce, :terminal, :seq, :card, :entitlement)"
        )
        self.close = change("DELETE FROM open_intent WHERE nonce = :nonce")
        # A chip may be paid for a period that this journal has already: its receipt counts, the
        # ledger sorts it out, and the first payment stays the one that refuses the next.
        self.pay = change(
            "INSERT INTO paid (entitlement, period, terminal, seq) "
            "VALUES (:entitlement, :period, :terminal, :seq) ON CONFLICT DO NOTHING"
        )
        self.open_reversal = change(
            "INSERT INTO open_reversal (nonce, terminal, paid_seq, supervisor) "
            "VALUES (:nonce, :terminal, :paid_seq, :supervisor)"
        )
        self.reversing = sql("SELECT paid_seq, supervisor FROM open_reversal WHERE nonce = :nonce")
        self.close_reversal = change("DELETE FROM open_reversal WHERE nonce = :nonce")
        self.take_back = change(
            "INSERT INTO reversal (terminal, paid_seq, seq) VALUES (:terminal, :paid_seq, :seq)"
        )
        self.free = change("DELETE FROM paid WHERE terminal = :terminal AND seq = :seq")
        self.taken_back = sql(
            "SELECT paid_seq, seq FROM reversal WHERE terminal = :terminal AND paid_seq >= :first"
        )
        self.taken_back_by = sql(
            "SELECT paid_seq FROM reversal WHERE terminal = :terminal AND seq = :seq"
        )
        self.tell_script = change(
            "INSERT INTO script_told (card, number, terminal, seq) "
            "VALUES (:card, :number, :terminal, :seq) ON CONFLICT DO NOTHING"
        )
        self.scripts_told = sql("SELECT number FROM script_told WHERE card = :card")
        self.paid = sql("SELECT period FROM paid WHERE entitlement = :entitlement")
        self.begun = sql("SELECT count(*) FROM open_intent WHERE entitlement = :entitlement")
        self.intents = sql(intents + "ORDER BY o.seq")
        self.intents_of = sql(intents + "AND o.card = :card ORDER BY o.seq")
        self.entries = sql(f"SELECT octets {own}AND seq >= :first ORDER BY seq LIMIT :most")
        self.cash_moved = sql(
            f"SELECT octets {own}AND seq >= :first AND kind IN ('cash-in', 'cash-out') ORDER BY seq"
        )
        self.latest = sql(f"SELECT octets {own}AND kind = :kind ORDER BY seq DESC LIMIT :most")
        self.of_kind = sql(f"SELECT octets {own}AND seq >= :first AND kind = :kind ORDER BY seq")
        # Two looks at the ends of an index, however long the journals are.
        self.ends = sql(
            "SELECT (SELECT min(terminal) FROM journal) AS first, "
            "(SELECT max(terminal) FROM journal) AS last"
        )
