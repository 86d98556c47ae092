"""What a monthly report does not explain is a case, once, until a later report agrees."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.case_opening.kind import CaseKind, Resolution
from cardsvc.case_opening.opening import open_case
from cardsvc.cases.case import case_of_row, case_query
from cardsvc.cases.working import propose_resolution, resolve, workers
from cardsvc.centre import Centre
from cardsvc.db import migrate, migrate_down
from cardsvc.ledger.line import TransferKind
from cardsvc.money.instruction import book
from cardsvc.reports.figures import DifferenceKind
from cardsvc.staff.roles import APPROVER, FINANCE
from cardsvc.staff.scope import EVERYWHERE, Scope
from firmware_config.body.shift import ShiftOpened
from firmware_config.ids import ProvinceCode
from firmware_config.notes import Notes
from tests.simulators.books import send
from tests.simulators.by_hand import of_programme
from tests.simulators.centre_pages import accounts_of, new_account
from tests.simulators.centre_world import BA_DINH, HA_NOI, NOW, Counter, issue_card, row, take
from tests.simulators.sealed_month import a_month, closed, figures, kinds, made


def cases(centre: Centre) -> list[tuple[str, int | None, bool]]:
    """Subject, amount and whether it is open, of what reports opened."""
    case = tables.exception_case.c
    query = select(case.subject, case.amount_vnd, case.closed_at.is_(None).label("is_open"))
    of_reports = case.kind == CaseKind.REPORT_DIFFERENCE.value
    with centre.reading.begin() as connection:
        return [tuple(row) for row in connection.execute(query.where(of_reports).order_by(case.id))]


def overdrawn(centre: Centre, amount_vnd: int = 600_000) -> None:
    with centre.engine.begin() as connection:
        book(
            connection,
            of_programme(TransferKind.REFUNDED, amount_vnd, f"UNC {amount_vnd}"),
            "thu",
            NOW,
        )


FUNDING_CASE = "difference:funding/BTXH/01/BTXH"


def test_a_report_that_agrees_opens_no_case(centre: Centre) -> None:
    a_month(centre)
    made(centre)
    assert cases(centre) == []


def test_what_a_report_does_not_explain_is_a_case_once(centre: Centre) -> None:
    a_month(centre)
    overdrawn(centre)
    for _ in range(2):
        centre.reports.withdraw(made(centre).id, "thu", "again")
        assert cases(centre) == [(FUNDING_CASE, -100_000, True)]


@pytest.mark.parametrize(
    ("scope", "sees"),
    [
        (EVERYWHERE, True),
        (Scope(provinces=frozenset({HA_NOI})), True),
        (Scope(provinces=frozenset({ProvinceCode("79")})), False),
        # Who has some offices of a province has not the province.
        (Scope(provinces=frozenset({HA_NOI}), offices=frozenset({BA_DINH.id})), False),
        (Scope(offices=frozenset({BA_DINH.id})), False),
    ],
)
def test_a_case_of_no_office_is_seen_by_who_sees_its_province(
    centre: Centre, scope: Scope, sees: bool
) -> None:
    a_month(centre)
    overdrawn(centre)
    made(centre)
    for user, role in (("thu", FINANCE), ("duyet", APPROVER)):
        new_account(accounts_of(centre), user, role, scope)
    with centre.reading.begin() as connection:
        seen = [case_of_row(row) for row in connection.execute(case_query(scope))]
        (case,) = (case_of_row(row) for row in connection.execute(case_query(EVERYWHERE)))
        assert seen == [case] * sees
        assert (case.subject, case.office, case.province) == (FUNDING_CASE, None, HA_NOI)
        assert set(workers(connection, case)) == ({"thu", "duyet"} if sees else set())


def test_a_case_of_before_its_province_was_kept_has_it_by_its_subject(centre: Centre) -> None:
    a_month(centre)
    overdrawn(centre)
    made(centre)
    case = tables.exception_case
    with centre.engine.begin() as connection:
        of_office = "difference:office-cash/79/790000"
        open_case(connection, CaseKind.REPORT_DIFFERENCE, of_office, {}, NOW)
        open_case(connection, CaseKind.DEAD_LETTER, "batch:0f", {}, NOW)
    migrate_down(centre.engine, "0016")
    migrate(centre.engine)
    with centre.reading.begin() as connection:
        kept = connection.scalars(select(case.c.province).order_by(case.c.id)).all()
    assert kept == ["01", "79", None]


def test_a_case_closes_itself_when_the_next_report_agrees(centre: Centre) -> None:
    a_month(centre)
    overdrawn(centre)
    centre.reports.withdraw(made(centre).id, "thu", "again")
    with centre.engine.begin() as connection:
        book(connection, of_programme(TransferKind.FUNDED, 100_000, "UNC 19"), "thu", NOW)
    centre.reports.withdraw(made(centre).id, "thu", "again")
    assert cases(centre) == [(FUNDING_CASE, -100_000, False)]
    overdrawn(centre, 100_000)
    made(centre)
    assert cases(centre)[1:] == [(FUNDING_CASE, -100_000, True)], "it differs again"


def test_what_two_people_decided_stays_decided_until_the_amount_changes(centre: Centre) -> None:
    a_month(centre)
    overdrawn(centre)
    centre.reports.withdraw(made(centre).id, "thu", "again")
    with centre.engine.begin() as connection:
        case_id = connection.scalar(select(tables.exception_case.c.id))
        assert case_id is not None
        why = Resolution.EXPLAINED
        proposed = propose_resolution(connection, case_id, why, "UNC 18", "thu", NOW, EVERYWHERE)
        resolve(connection, proposed, "duyet", NOW, EVERYWHERE)
    centre.reports.withdraw(made(centre).id, "thu", "again")
    assert cases(centre) == [(FUNDING_CASE, -100_000, False)]
    overdrawn(centre, 50_000)
    made(centre)
    assert cases(centre)[1:] == [(FUNDING_CASE, -150_000, True)]


def test_cash_is_of_no_programme_and_has_one_case(centre: Centre) -> None:
    """And what the ledger asks about already is not asked twice."""
    take(centre, [row(centre)])
    counter = Counter.enrolled(centre)
    paid = issue_card(centre).pay(counter)
    counter.write(
        ShiftOpened(Notes.of({500_000: 4}), "lan"),
        paid,
        closed(Notes.of({500_000: 2}), 1_500_000),
    )
    send(centre, counter)
    assert DifferenceKind.SHIFT in kinds(figures(centre))
    made(centre)
    subjects = [subject for subject, _, _ in cases(centre)]
    assert "difference:office-cash/01/100000" in subjects
    assert not any("shift" in subject for subject in subjects)
