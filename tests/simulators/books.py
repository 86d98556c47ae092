"""A centre's ledger as tests ask it: batches go in, the books and open cases come out."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, union_all

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.ledger.books import balances
from cardsvc.reports.progress import open_cases
from firmware_config.wire import Acknowledgement
from tests.simulators.centre_world import Counter


def send(
    centre: Centre, counter: Counter, first: int = 1, last: int | None = None
) -> Acknowledgement:
    """What the ledger says to entries `first` … `last` of the counter's journal."""
    octets = centre.ledger.ingest(counter.id, counter.batch(first, last))
    return Acknowledgement.parse(octets, centre.keyring.trust(centre.clock()))


def refused(
    centre: Centre, counter: Counter, first: int = 1, last: int | None = None
) -> tuple[tuple[int, str], ...]:
    """What the ledger will not post of these entries."""
    return send(centre, counter, first, last).refused


def books(centre: Centre) -> dict[str, int]:
    """The accounts that are not level, in đồng: together they are, and as their transfers say."""
    with centre.reading.begin() as connection:
        found = balances(connection)
        assert found == balances_of_transfers(connection)
    assert sum(found.values()) == 0
    return {account: balance_vnd for account, balance_vnd in found.items() if balance_vnd}


def cases(centre: Centre) -> list[tuple[str, int]]:
    """The kinds of case that are open, and how many of each."""
    with centre.reading.begin() as connection:
        return [(case.kind, case.cases) for case in open_cases(connection)]


def balances_of_transfers(connection: Connection) -> dict[str, int]:
    """What `balances` should say, added up from the transfers."""
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
