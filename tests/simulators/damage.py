"""A hand in the centre's database, behind the ledger's back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from cardsvc.centre import Centre


class Damage:
    """Whoever owns the machine has it, whatever triggers say."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_sqlite = connection.dialect.name == "sqlite"

    def do(self, statement: str, **values: object) -> None:
        changed = self._connection.execute(text(statement), values)
        assert changed.rowcount > 0, "the damage hit nothing"

    def allow(self) -> None:
        if not self._is_sqlite:
            self._connection.execute(text("SET LOCAL session_replication_role = replica"))
            return
        triggers = self._connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).scalars()
        for name in triggers.all():
            self._connection.execute(text(f"DROP TRIGGER {name}"))


@contextmanager
def damaging(centre: Centre) -> Iterator[Damage]:
    if centre.engine.dialect.name == "sqlite":
        with centre.engine.connect() as connection:
            # SQLite forgets foreign keys only outside of a transaction.
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")
    with centre.engine.begin() as connection:
        hand = Damage(connection)
        hand.allow()
        yield hand


def forget_balances(hand: Damage) -> None:
    """What was planted is in the transfers; the balances are made to agree with it."""
    hand.do("DELETE FROM balance")
    hand.do(
        "INSERT INTO balance (account, debited_vnd, credited_vnd)"
        " SELECT id, (SELECT coalesce(sum(amount_vnd), 0) FROM transfer WHERE debit = account.id),"
        " (SELECT coalesce(sum(amount_vnd), 0) FROM transfer WHERE credit = account.id)"
        " FROM account"
    )
