"""What a report does not explain becomes a case: somebody has to look into it.

A difference that is told elsewhere makes none: what stands in suspense and what was counted wrongly
has the ledger's own case, a quarantined terminal too, and a terminal's gap fills by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, select

from cardsvc import tables
from cardsvc.case_opening.kind import CaseKind
from cardsvc.case_opening.opening import About, close_explained, open_case
from cardsvc.reports.figures import Difference, DifferenceKind
from cardsvc.reports.terms import ReportTerms
from firmware_config.ids import OfficeId, TerminalId
from firmware_config.period import Period

WITHOUT_A_CASE = "other"
"""Money in suspense that no open case is about."""
_KIND = CaseKind.REPORT_DIFFERENCE
_OF_PROGRAMME = frozenset(
    {
        *(DifferenceKind.DUES, DifferenceKind.LEDGER, DifferenceKind.WITHOUT_DUE),
        *(DifferenceKind.CARRIED, DifferenceKind.FUNDING, DifferenceKind.SUSPENSE),
    }
)
_OF_PROVINCE = frozenset({DifferenceKind.DRAWER, DifferenceKind.OFFICE_CASH})
"""Cash is of no programme: the reports of all of them find the same."""
_case = tables.exception_case.c


@dataclass(frozen=True, slots=True)
class _Found:
    difference: Difference
    subject: str


def open_cases(
    connection: Connection,
    report_id: int,
    terms: ReportTerms,
    differences: Iterable[Difference],
    now: datetime,
) -> int:
    """Cases for what the report `report_id` does not explain; how many are open of it.

    1. One that is open goes on: the same difference in the next report is the same case.
    2. One that two people have closed stays closed while the amount is the same.
    3. What no longer differs has explained itself, and its case is closed.
    """
    found = tuple(_found(terms, differences))
    there = _cases_of(connection, terms)
    opened = 0
    for one in found:
        amount_vnd = one.difference.amount_vnd
        decided = any(
            subject == one.subject and is_closed and was_vnd == amount_vnd
            for subject, is_closed, was_vnd in there
        )
        # 2
        if decided:
            continue
        # 1
        evidence: dict[str, str | int] = {
            "difference": one.difference.kind.value,
            "report": report_id,
            "programme": terms.programme.text,
            "of": one.difference.subject,
        }
        about = replace(_about(one.difference), province=terms.province)
        open_case(connection, _KIND, one.subject, evidence, now, about)
        opened += 1
    # 3
    still = {one.subject for one in found}
    for subject in {subject for subject, is_closed, _ in there if not is_closed} - still:
        close_explained(connection, _KIND, subject, now)
    return opened


def _found(terms: ReportTerms, differences: Iterable[Difference]) -> Iterator[_Found]:
    for one in differences:
        if one.kind is DifferenceKind.SUSPENSE and one.subject != WITHOUT_A_CASE:
            continue
        if one.kind in _OF_PROGRAMME | _OF_PROVINCE:
            yield _Found(one, f"{_prefix(terms, one.kind)}{one.subject}")


def _prefix(terms: ReportTerms, kind: DifferenceKind) -> str:
    of = f"{terms.programme}/{terms.province}" if kind in _OF_PROGRAMME else terms.province
    return f"difference:{kind.value}/{of}/"


def _cases_of(
    connection: Connection, terms: ReportTerms
) -> tuple[tuple[str, bool, int | None], ...]:
    """Subject, whether it is closed by people, and amount of each case of these terms. What closed
    itself may come again."""
    rows = connection.execute(
        select(_case.subject, _case.closed_at, _case.resolution, _case.amount_vnd).where(
            _case.kind == _KIND.value, _case.subject.is_not(None)
        )
    )
    prefixes = tuple(_prefix(terms, kind) for kind in _OF_PROGRAMME | _OF_PROVINCE)
    return tuple(
        (row.subject, row.closed_at is not None, row.amount_vnd)
        for row in rows
        if row.subject.startswith(prefixes)
        and (row.closed_at is None or row.resolution is not None)
    )


def _about(one: Difference) -> About:
    amount_vnd = one.amount_vnd
    match one.kind:
        case DifferenceKind.DUES:
            office, period = one.subject.split(" ")
            return About(
                office=OfficeId(office), period=Period.parse(period), amount_vnd=amount_vnd
            )
        case DifferenceKind.LEDGER | DifferenceKind.WITHOUT_DUE | DifferenceKind.CARRIED:
            return About(period=Period.parse(one.subject), amount_vnd=amount_vnd)
        case DifferenceKind.DRAWER:
            return About(terminal=TerminalId(one.subject), amount_vnd=amount_vnd)
        case DifferenceKind.OFFICE_CASH:
            return About(office=OfficeId(one.subject), amount_vnd=amount_vnd)
        case _:
            return About(amount_vnd=amount_vnd)
