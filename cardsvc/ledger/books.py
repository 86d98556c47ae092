"""The books: accounts as they are kept, and their balances."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict

from sqlalchemy import Connection, select

from cardsvc import tables
from cardsvc.db import among, insert
from cardsvc.ledger.account import Account


def account_ids(connection: Connection, accounts: Iterable[Account]) -> dict[Account, int]:
    """The rows of `accounts`, opened where they are new, in the order of their keys so that two
    writers never wait for each other."""
    wanted = set(accounts)
    found = _ids_of(connection, wanted)
    missing = sorted(wanted - found.keys(), key=lambda account: account.key)
    if missing:
        connection.execute(
            insert(connection, tables.account).on_conflict_do_nothing(index_elements=["key"]),
            [{"key": account.key, **asdict(account)} for account in missing],
        )
        found |= _ids_of(connection, missing)
    return found


def _ids_of(connection: Connection, accounts: Collection[Account]) -> dict[Account, int]:
    by_key = {account.key: account for account in accounts}
    if not by_key:
        return {}
    held = tables.account.c
    rows = connection.execute(select(held.key, held.id).where(among(connection, held.key, by_key)))
    return {by_key[row.key]: row.id for row in rows}


def balances(connection: Connection) -> dict[str, int]:
    """Every account's balance in đồng by its key: what was debited less what was credited.

    They always sum to nothing, because a transfer is one row (docs/adr/0004); and they are what the
    transfers say, because the database itself adds each transfer to them (docs/adr/0012).
    """
    held, balance = tables.account.c, tables.balance.c
    rows = connection.execute(
        select(held.key, (balance.debited_vnd - balance.credited_vnd).label("balance_vnd")).join(
            tables.balance, balance.account == held.id
        )
    )
    return {row.key: row.balance_vnd for row in rows}
