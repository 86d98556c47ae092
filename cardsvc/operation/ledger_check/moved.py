"""Transfers as they lie in the books, each with its accounts and the transfer it is against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, select

from cardsvc import tables
from cardsvc.operation.ledger_check.said import Way

DRAWER, SUSPENSE, PAID, OFFICE_CASH = "drawer", "suspense", "paid", "office-cash"
BACK_KINDS = ("reversed", "returned")


@dataclass(frozen=True, slots=True)
class Side:
    """An account, by what it is for."""

    kind: str | None
    programme: str | None
    province: str | None
    office: str | None
    terminal: str | None
    period: int | None

    def __str__(self) -> str:
        named = (self.kind, self.programme, self.province, self.office, self.terminal)
        return "/".join(part for part in named if part is not None)


@dataclass(frozen=True, slots=True)
class Against:
    """The transfer that another takes back, or moves out of suspense."""

    kind: str
    debit: int
    amount_vnd: int
    entitlement: bytes | None
    period: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A transfer. `against` is None where it names none, or where what it names is not there;
    `names_against` tells which."""

    where: str
    seq: int
    line: int
    kind: str
    debit: Side
    credit: Side
    credit_id: int
    amount_vnd: int
    entitlement: bytes | None
    period: int | None
    names_against: bool
    against: Against | None

    @property
    def way(self) -> Way | None:
        """None for what no entry about a payment causes."""
        if self.kind in BACK_KINDS:
            return Way.BACK
        if self.kind == PAID and self.names_against:
            return Way.MOVED
        if self.kind in (PAID, SUSPENSE):
            if self.kind == SUSPENSE and self.debit.kind == DRAWER:
                return Way.IN
            return Way.OUT
        return None


def transfers_of(
    connection: Connection, terminal: str, first: int, last: int
) -> dict[int, list[Moved]]:
    """Those of a terminal's entries `first` … `last`, by the entry's number."""
    moved = tables.transfer.c
    mine = and_(moved.terminal == terminal, moved.seq.between(first, last))
    found: dict[int, list[Moved]] = {}
    for row in connection.execute(_QUERY.where(mine).order_by(moved.seq, moved.line)):
        found.setdefault(row.seq, []).append(_moved(row))
    return found


_SIDE = ("kind", "programme", "province", "office", "terminal", "period")
_DEBIT, _CREDIT = tables.account.alias("debited"), tables.account.alias("credited")
_AGAINST = tables.transfer.alias("taken_back")


def _query() -> Select[Any]:
    moved = tables.transfer.c
    is_against = and_(
        _AGAINST.c.terminal == moved.against_terminal,
        _AGAINST.c.seq == moved.against_seq,
        _AGAINST.c.line == moved.against_line,
    )
    return (
        select(
            *(moved.terminal, moved.seq, moved.line, moved.kind, moved.credit),
            *(moved.amount_vnd, moved.entitlement, moved.period, moved.against_seq),
            *(_DEBIT.c[name].label(f"debit_{name}") for name in _SIDE),
            *(_CREDIT.c[name].label(f"credit_{name}") for name in _SIDE),
            *(
                _AGAINST.c[name].label(f"against_{name}")
                for name in ("kind", "debit", "amount_vnd", "entitlement", "period")
            ),
        )
        .select_from(tables.transfer)
        # An account that is gone must not hide its transfers.
        .outerjoin(_DEBIT, _DEBIT.c.id == moved.debit)
        .outerjoin(_CREDIT, _CREDIT.c.id == moved.credit)
        .outerjoin(_AGAINST, is_against)
    )


_QUERY = _query()


def _moved(row: Row[Any]) -> Moved:
    held: Any = row._mapping
    against = None
    if held["against_kind"] is not None:
        against = Against(
            held["against_kind"],
            held["against_debit"],
            held["against_amount_vnd"],
            held["against_entitlement"],
            held["against_period"],
        )
    return Moved(
        f"{row.terminal}/{row.seq}/{row.line}",
        row.seq,
        row.line,
        row.kind,
        Side(*(held[f"debit_{name}"] for name in _SIDE)),
        Side(*(held[f"credit_{name}"] for name in _SIDE)),
        row.credit,
        row.amount_vnd,
        row.entitlement,
        row.period,
        row.against_seq is not None,
        against,
    )
