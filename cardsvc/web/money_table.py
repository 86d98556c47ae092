"""The table of what finance had booked: its columns and filters, and the same rows in a file."""

from __future__ import annotations

from collections.abc import Collection

from cardsvc import tables
from cardsvc.export.sheet import Cell
from cardsvc.ledger.line import TransferKind
from cardsvc.money.booked_instructions import Booked, at_province
from cardsvc.money.instruction import KINDS
from cardsvc.web.table import Column, Filter, Option, Table
from cardsvc.web.words import programme, province
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.web.language import t

_told, _moved = tables.instruction.c, tables.transfer.c
FILE_HEADINGS = (
    *("posting-number", "money-booked-at", "money-kind", "programme", "province", "office-code"),
    *("office", "amount", "money-reference", "money-case", "decision-proposer"),
    "decision-approver",
)


def money_table(programmes: Collection[ProgrammeCode], places: Collection[ProvinceCode]) -> Table:
    """`places` are the provinces that whoever asks may see something of."""
    filters = [
        Filter("about", "money-kind", tuple(map(_kind, (*KINDS, TransferKind.SETTLED)))),
        Filter("programme", "programme", tuple(map(_programme, programmes))),
    ]
    if len(places) > 1:
        filters.append(Filter("province", "province", tuple(map(_place, places))))
    return Table(
        columns=(
            Column("number", "posting-number", _moved.id, is_number=True),
            Column("at", "money-booked-at", _told.at),
            Column("kind", "money-kind", _told.kind),
            Column("place", "money-place", _told.about),
            Column("amount", "amount", _moved.amount_vnd, is_number=True),
            Column("reference", "money-reference", _told.reference),
            Column("user", "decision-approver", _told.user),
        ),
        unique=_moved.id,
        first="number",
        is_descending=True,
        filters=tuple(filters),
        endpoint="money.page",
    )


def cells(one: Booked) -> tuple[Cell, ...]:
    """As `FILE_HEADINGS` has them."""
    return (
        *(one.number, one.at, t(f"money-kind-{one.kind}")),
        programme(one.programme) if one.programme else None,
        province(one.province) if one.province else None,
        *(one.office.text if one.office else None, one.office_name),
        *(one.amount_vnd, one.reference, one.case_id, one.proposed_by, one.approved_by),
    )


def _kind(kind: TransferKind) -> Option:
    return Option(kind.value, t(f"money-kind-{kind}"), _told.kind == kind)


def _programme(code: ProgrammeCode) -> Option:
    return Option(code.text, programme(code), tables.account.c.programme == code.text)


def _place(code: ProvinceCode) -> Option:
    return Option(code.text, province(code), at_province == code.text)
