"""The books: accounts as they are kept, and their balances."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import Connection, func, select, union_all

from cardsvc import tables
from cardsvc.db import insert
from cardsvc.ledger.account import Account


def account_ids(connection: Connection, accounts: Iterable[Account]) -> dict[Account, int]:
    """The rows of `accounts`, opened where they are new, in the order of their keys so that two
    writers never wait for each other."""
    ordered = sorted(set(accounts), key=lambda account: account.key)
    if not ordered:
        return {}
    connection.execute(
        insert(connection, tables.account).on_conflict_do_nothing(index_elements=["key"]),
        [{"key": account.key, **asdict(account)} for account in ordered],
    )
    row_ids = {
        row.key: row.id
        for row in connection.execute(
            select(tables.account.c.key, tables.account.c.id).where(
                tables.account.c.key.in_([account.key for account in ordered])
            )
        )
    }
    return {account: row_ids[account.key] for account in ordered}


def balances(connection: Connection) -> dict[str, int]:
    """Every account's balance in đồng by its key: what was debited less what was credited.

    They always sum to nothing, because a transfer is one row (docs/adr/0004).
    """
    moved = tables.transfer.c
    sides = union_all(
        select(moved.debit.label("account"), moved.amount_vnd),
        select(moved.credit.label("account"), -moved.amount_vnd),
    ).subquery()
    totals = (
        select(tables.account.c.key, func.sum(sides.c.amount_vnd).label("balance_vnd"))
        .join(sides, sides.c.account == tables.account.c.id)
        .group_by(tables.account.c.key)
    )
    return {row.key: int(row.balance_vnd) for row in connection.execute(totals)}
