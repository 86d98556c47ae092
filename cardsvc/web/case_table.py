"""The table of cases: its columns and filters, and the same rows in a file."""

from __future__ import annotations

from collections.abc import Iterable

from cardsvc import tables
from cardsvc.case_opening.kind import CaseKind
from cardsvc.cases.case import OFFICE, PROVINCE, Case
from cardsvc.export.sheet import Cell
from cardsvc.registry.offices import Office
from cardsvc.web.table import Column, Filter, Option, Table
from cardsvc.web.words import period, province
from firmware_config.ids import ProvinceCode
from firmware_config.web.language import t

_case = tables.exception_case.c
FILE_HEADINGS = (
    *("case-number", "case-kind", "office-code", "office", "terminal", "case-entry", "period"),
    *("amount", "case-owner", "state", "case-opened", "case-closed", "case-resolution"),
)


def case_table(user: str, known: Iterable[Office]) -> Table:
    """`known` are the offices that `user` may see."""
    places = sorted({office.province for office in known}, key=lambda it: it.text)
    filters = [
        Filter("state", "state", _states()),
        Filter("about", "case-kind", _kinds()),
        Filter("owner", "case-owner", _owners(user)),
    ]
    if len(places) > 1:
        filters.append(Filter("province", "province", tuple(map(_place, places))))
    return Table(
        columns=(
            Column("number", "case-number", _case.id, is_number=True),
            Column("kind", "case-kind", _case.kind),
            Column("office", "office", OFFICE),
            Column("terminal", "terminal", _case.terminal),
            Column("amount", "amount", _case.amount_vnd, is_number=True),
            Column("owner", "case-owner", _case.owner),
            Column("state", "state", _case.closed_at),
            Column("opened", "case-opened", _case.opened_at),
        ),
        unique=_case.id,
        first="opened",
        is_descending=True,
        filters=tuple(filters),
        endpoint="cases.page",
    )


def cells(case: Case) -> tuple[Cell, ...]:
    """As `FILE_HEADINGS` has them."""
    closed = case.closed_at and (case.resolution or "ledger")
    return (
        *(case.id, t(f"case-{case.kind}"), case.office.text if case.office else None),
        *(case.office_name, case.suspect, case.seq),
        period(case.period) if case.period else None,
        *(case.amount_vnd, case.owner, t(f"case-state-{case.state}")),
        *(case.opened_at, case.closed_at, t(f"case-end-{closed}") if closed else None),
    )


def _states() -> tuple[Option, ...]:
    return (
        Option("open", t("case-state-open"), _case.closed_at.is_(None)),
        Option("closed", t("case-state-closed"), _case.closed_at.is_not(None)),
    )


def _kinds() -> tuple[Option, ...]:
    return tuple(Option(kind.value, t(f"case-{kind}"), _case.kind == kind) for kind in CaseKind)


def _owners(user: str) -> tuple[Option, ...]:
    return (
        Option("mine", t("case-owner-mine"), _case.owner == user),
        Option("nobody", t("case-owner-nobody"), _case.owner.is_(None)),
    )


def _place(code: ProvinceCode) -> Option:
    return Option(code.text, province(code), PROVINCE.in_((code.text,)))
