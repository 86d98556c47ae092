"""What a reconciliation found, as a page, a paper and a file show it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

from cardsvc.reports.manifest import Totals
from firmware_config.period import Period


class DifferenceKind(StrEnum):
    """What does not agree, or stands unexplained.

    `DUES`: owed is not paid, carried, returned and suspended together. `LEDGER`: the accounts of
    paid money hold another sum than the payments of dues. `WITHOUT_DUE`: paid, and nobody is owed
    it. `CARRIED`: what the report before carried forward is not what is open here of its months.
    `SUSPENSE`: cash that left a drawer unexplained, by the case's kind. `DRAWER`: a drawer should
    be empty and is not. `SHIFT`: counted more or less, not explained yet. `OFFICE_CASH`: more
    went out of an office's cash than came in. `FUNDING`: more used
    than was funded. `GAP`: a terminal's entries are missing. `QUARANTINED`: one is not believed.
    """

    DUES = "dues"
    LEDGER = "ledger"
    WITHOUT_DUE = "without-due"
    CARRIED = "carried"
    SUSPENSE = "suspense"
    DRAWER = "drawer"
    SHIFT = "shift"
    OFFICE_CASH = "office-cash"
    FUNDING = "funding"
    GAP = "gap"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Difference:
    """`subject` names a period, an office, a terminal or a kind of case; `amount_vnd` is signed:
    above nothing is more than there should be."""

    kind: DifferenceKind
    subject: str
    amount_vnd: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """One office and period: dues and đồng. `commune` is empty where nobody has said."""

    office: str
    office_name: str
    commune: str
    commune_name: str
    period: int
    people: int = 0
    paid_people: int = 0
    dues: int = 0
    paid_dues: int = 0
    owed_vnd: int = 0
    paid_vnd: int = 0
    carried_vnd: int = 0
    returned_vnd: int = 0
    suspense_vnd: int = 0

    @property
    def of(self) -> Period:
        return Period(self.period)

    @property
    def difference_vnd(self) -> int:
        explained = self.paid_vnd + self.carried_vnd + self.returned_vnd + self.suspense_vnd
        return explained - self.owed_vnd


_SUMMED = (
    *("people", "paid_people", "dues", "paid_dues"),
    *("owed_vnd", "paid_vnd", "carried_vnd", "returned_vnd", "suspense_vnd"),
)


def summed(lines: Iterable[Line], like: Line) -> Line:
    """All of `lines` as one, called as `like` is. Who is owed for two periods counts twice."""
    several = tuple(lines)
    sums = [sum(getattr(one, name) for one in several) for name in _SUMMED]
    named = like.office, like.office_name, like.commune, like.commune_name, like.period
    return Line(*named, *sums)


@dataclass(frozen=True, slots=True)
class Funding:
    """The programme's money in the province since the beginning of the books, in đồng."""

    received_vnd: int = 0
    returned_vnd: int = 0
    fee_vnd: int = 0
    paid_vnd: int = 0
    suspense_vnd: int = 0

    @property
    def remaining_vnd(self) -> int:
        return self.received_vnd - self.used_vnd

    @property
    def used_vnd(self) -> int:
        return self.returned_vnd + self.fee_vnd + self.paid_vnd + self.suspense_vnd

    def since(self, before: Funding) -> Funding:
        """What moved since the report before."""
        mine, theirs = asdict(self), asdict(before)
        return Funding(**{name: mine[name] - theirs[name] for name in mine})


@dataclass(frozen=True, slots=True)
class Drawer:
    """A terminal's drawer by the ledger, beside the last count that its journal told of."""

    office: str
    terminal: str
    balance_vnd: int
    is_open: bool
    counted_vnd: int | None
    unexplained_vnd: int


@dataclass(frozen=True, slots=True)
class OfficeCash:
    """An office's cash by the ledger: brought from the bank and from drawers, less what went."""

    office: str
    office_name: str
    balance_vnd: int
    drawers_vnd: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All that a reconciliation holds. `people` are told apart over all lines."""

    people: int
    paid_people: int
    unpaid_people: int
    carried_in_vnd: int
    lines: tuple[Line, ...]
    differences: tuple[Difference, ...]
    funding: Funding
    funding_before: Funding
    cash: tuple[OfficeCash, ...]
    drawers: tuple[Drawer, ...]

    @property
    def total(self) -> Line:
        return summed(self.lines, Line("", "", "", "", 0))

    @property
    def by_commune(self) -> tuple[Line, ...]:
        return self._grouped(lambda line: Line("", "", line.commune, line.commune_name, 0))

    @property
    def by_office(self) -> tuple[Line, ...]:
        return self._grouped(
            lambda line: Line(line.office, line.office_name, line.commune, line.commune_name, 0)
        )

    @property
    def by_period(self) -> tuple[Line, ...]:
        return self._grouped(lambda line: Line("", "", "", "", line.period))

    @property
    def moved(self) -> Funding:
        """Since the report before."""
        return self.funding.since(self.funding_before)

    @property
    def totals(self) -> Totals:
        """For the manifest."""
        total = self.total
        return Totals(
            *(total.dues, self.people, self.paid_people, self.unpaid_people),
            *(total.owed_vnd, total.paid_vnd, total.carried_vnd, total.returned_vnd),
            *(total.suspense_vnd, self.funding.remaining_vnd, self.funding.fee_vnd),
            len(self.differences),
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> Self:
        return cls(
            told["people"],
            told["paid_people"],
            told["unpaid_people"],
            told["carried_in_vnd"],
            tuple(Line(**one) for one in told["lines"]),
            tuple(
                Difference(**(one | {"kind": DifferenceKind(one["kind"])}))
                for one in told["differences"]
            ),
            Funding(**told["funding"]),
            Funding(**told["funding_before"]),
            tuple(OfficeCash(**one) for one in told["cash"]),
            tuple(Drawer(**one) for one in told["drawers"]),
        )

    def _grouped(self, like: Callable[[Line], Line]) -> tuple[Line, ...]:
        groups: dict[Line, list[Line]] = {}
        for line in self.lines:
            groups.setdefault(like(line), []).append(line)
        return tuple(summed(some, key) for key, some in groups.items())
