"""What only the whole of the books shows: the database adds up, and names the few that differ."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, case, exists, func, literal, select, union_all

from cardsvc import tables
from cardsvc.operation.ledger_check.finding import Fault, Finding
from firmware_config.errors import ContractError
from firmware_config.period import Period

_AT_A_TIME = 1000


def sums(connection: Connection) -> Iterator[Finding]:
    """1. Every transfer of a terminal's has its entry, and every other one what finance instructed;
       every entry has its terminal.
    2. No period of an entitlement is paid more than once, but for payments taken back.
    3. An account's name is what it is for.
    4. The balance beside it is the sum of its transfers.
    5. All accounts together hold nothing.
    """
    yield from _without_entry(connection)
    yield from _without_instruction(connection)
    yield from _without_terminal(connection)
    yield from _paid_twice(connection)
    yield from _misnamed(connection)
    yield from _balances(connection)
    yield from _unbalanced(connection)


def _without_entry(connection: Connection) -> Iterator[Finding]:
    moved, entry = tables.transfer.c, tables.entry.c
    has_entry = exists().where(entry.terminal == moved.terminal, entry.seq == moved.seq)
    query = select(moved.terminal, moved.seq, moved.line).where(
        moved.terminal.is_not(None), ~has_entry
    )
    for row in connection.execute(query.execution_options(yield_per=_AT_A_TIME)):
        yield Finding(Fault.TRANSFER_WITHOUT_ENTRY, f"{row.terminal}/{row.seq}/{row.line}")


def _without_instruction(connection: Connection) -> Iterator[Finding]:
    moved, told = tables.transfer.c, tables.instruction.c
    has_one = exists().where(told.id == moved.instruction, told.kind == moved.kind)
    query = select(moved.id).where(moved.terminal.is_(None), ~has_one)
    for row in connection.execute(query.execution_options(yield_per=_AT_A_TIME)):
        yield Finding(Fault.TRANSFER_WITHOUT_INSTRUCTION, f"#{row.id}")


def _without_terminal(connection: Connection) -> Iterator[Finding]:
    entry, enrolled = tables.entry.c, tables.terminal.c
    has_one = exists().where(enrolled.id == entry.terminal)
    query = select(entry.terminal).where(~has_one).distinct()
    for (terminal,) in connection.execute(query.execution_options(yield_per=_AT_A_TIME)):
        yield Finding(Fault.TERMINAL_MISSING, terminal)


def _paid_twice(connection: Connection) -> Iterator[Finding]:
    moved = tables.transfer.c
    times = func.sum(case((moved.kind == "paid", 1), (moved.kind == "reversed", -1), else_=0))
    query = (
        select(moved.entitlement, moved.period, times.label("times"))
        .where(moved.entitlement.is_not(None))
        .group_by(moved.entitlement, moved.period)
        .having(times.not_in((0, 1)))
    )
    for row in connection.execute(query.execution_options(yield_per=_AT_A_TIME)):
        where = f"{row.entitlement.hex()}/{row.period}"
        yield Finding(Fault.PAID_TWICE, where, "1", str(row.times))


def _misnamed(connection: Connection) -> Iterator[Finding]:
    query = select(tables.account).execution_options(yield_per=_AT_A_TIME)
    for row in connection.execute(query):
        named = (row.kind, row.programme, row.province, row.office, row.terminal)
        try:
            period = () if row.period is None else (str(Period(row.period)),)
        except ContractError:
            period = (str(row.period),)
        key = "/".join((*(part for part in named if part is not None), *period))
        if key != row.key:
            yield Finding(Fault.ACCOUNT_MISNAMED, row.key, key, row.key)


def _balances(connection: Connection) -> Iterator[Finding]:
    moved, kept, account = tables.transfer.c, tables.balance.c, tables.account.c
    nothing = literal(0)
    sides = union_all(
        select(moved.debit.label("account"), moved.amount_vnd.label("debited"), nothing.label("c")),
        select(moved.credit, nothing, moved.amount_vnd),
    ).subquery()
    sums = (
        select(
            sides.c.account,
            func.sum(sides.c.debited).label("debited"),
            func.sum(sides.c.c).label("credited"),
        )
        .group_by(sides.c.account)
        .subquery()
    )
    summed = [func.coalesce(one, 0) for one in (sums.c.debited, sums.c.credited)]
    beside = [func.coalesce(one, 0) for one in (kept.debited_vnd, kept.credited_vnd)]
    query = (
        select(account.key, *summed, *beside)
        .select_from(tables.account)
        .outerjoin(sums, sums.c.account == account.id)
        .outerjoin(tables.balance, kept.account == account.id)
        .where((summed[0] != beside[0]) | (summed[1] != beside[1]))
        .order_by(account.key)
    )
    for key, *vnd in connection.execute(query.execution_options(yield_per=_AT_A_TIME)):
        expected, found = (f"+{debited} -{credited}" for debited, credited in (vnd[:2], vnd[2:]))
        yield Finding(Fault.BALANCE_DIFFERS, key, expected, found)


def _unbalanced(connection: Connection) -> Iterator[Finding]:
    """A transfer is one row, so this can only fail by an account that is not there."""
    moved, account = tables.transfer.c, tables.account
    sides = union_all(
        select(moved.debit.label("account"), moved.amount_vnd.label("vnd")),
        select(moved.credit.label("account"), (literal(0) - moved.amount_vnd).label("vnd")),
    ).subquery()
    total = select(func.coalesce(func.sum(sides.c.vnd), 0)).join(
        account, account.c.id == sides.c.account
    )
    left = int(connection.execute(total).scalar_one())
    if left:
        yield Finding(Fault.BOOKS_UNBALANCED, "", "0", str(left))
