"""The table of the production queue: its lines, columns and filters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from cardsvc import tables
from cardsvc.issuance.orders import Order, order_of
from cardsvc.registry.offices import Office
from cardsvc.tables import OrderState
from cardsvc.web.table import Column, Filter, Option, Table
from firmware_config.web.language import t

_order, _person = tables.card_order.c, tables.beneficiary.c


@dataclass(frozen=True, slots=True)
class Line:
    order: Order
    name: str = field(repr=False)
    office_name: str

    @classmethod
    def of(cls, row: Row[Any]) -> Line:
        return cls(order_of(row), row.name, row.office_name)


def production_table(known: Iterable[Office]) -> Table:
    """`known` are the offices that the account may see."""
    return Table(
        columns=(
            Column("number", "order-number", _order.id, is_number=True),
            Column("name", "person-name", _person.folded_name),
            Column("office", "office", _person.office),
            Column("reason", "order-reason", _order.reason),
            Column("state", "state", _order.state),
            Column("changed", "order-changed", _order.changed_at),
        ),
        unique=_order.id,
        first="number",
        endpoint="production.page",
        filters=(
            Filter(
                "state",
                "state",
                tuple(
                    Option(one.value, t(f"order-state-{one}"), _order.state == one.value)
                    for one in OrderState
                ),
            ),
            Filter(
                "office",
                "office",
                tuple(
                    Option(one.id.text, one.name, _person.office == one.id.text) for one in known
                ),
            ),
        ),
    )
