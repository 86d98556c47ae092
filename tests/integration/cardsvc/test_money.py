"""Money from an authority to people's hands and back: every figure agrees to the đồng."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.ledger.account import AccountKind
from cardsvc.ledger.books import balances
from cardsvc.ledger.by_hand import OF_OFFICE, MoneyRefused
from cardsvc.ledger.line import TransferKind
from cardsvc.money.approval import Who, approve_instruction, propose_instruction, waiting
from cardsvc.money.booked_instructions import last_booked
from cardsvc.money.instruction import Instruction
from cardsvc.money.standing import standing
from cardsvc.reports.figures import Funding
from cardsvc.reports.reconciliation import reconcile
from cardsvc.reports.terms import ReportTerms
from cardsvc.staff.roles import APPROVER, FINANCE
from cardsvc.staff.scope import EVERYWHERE, Scope
from firmware_config.body.shift import CashIn, DrawerCounted, ShiftClosed, ShiftOpened
from firmware_config.ids import ProvinceCode
from firmware_config.notes import Notes
from tests.simulators.books import balances_of_transfers
from tests.simulators.by_hand import of_office, of_programme
from tests.simulators.centre_shell import Shell
from tests.simulators.centre_world import (
    BA_DINH,
    BTXH,
    HA_NOI,
    MINH,
    NOVEMBER,
    NOW,
    Counter,
    issue_card,
    row,
    take,
)

FLOAT = Notes.of({500_000: 10})
PROPOSER, APPROVED_BY = Who("thu", NOW, EVERYWHERE), Who("duyet", NOW, EVERYWHERE)


def instruct(centre: Centre, kind: TransferKind, amount_vnd: int, reference: str) -> None:
    """Proposed by one and approved by another."""
    one = (of_office if kind in OF_OFFICE else of_programme)(kind, amount_vnd, reference)
    with centre.engine.begin() as connection:
        made = propose_instruction(connection, centre.rates.programmes, one, PROPOSER)
    with centre.engine.begin() as connection:
        approve_instruction(connection, made, APPROVED_BY)


def test_funding_is_supplied_paid_out_banked_and_returned_to_the_dong(centre: Centre) -> None:
    take(centre, [row(centre), row(centre, MINH, name="Đặng Văn Minh", at=6)])
    instruct(centre, TransferKind.FUNDED, 1_006_000, "UNC 17")
    instruct(centre, TransferKind.FEE, 6_000, "HD 3")
    instruct(centre, TransferKind.SUPPLIED, 1_000_000, "PC 1")
    counter = Counter.enrolled(centre)
    counter.write(ShiftOpened(Notes.of({500_000: 2}), "lan"), issue_card(centre).pay(counter))
    counted = Notes.of({500_000: 1})
    counter.write(
        DrawerCounted(1, counted, 500_000, "lan"),
        ShiftClosed(1, counted, 500_000, None, "", "lan", None, 0),
    )
    centre.ledger.ingest(counter.id, counter.batch())
    instruct(centre, TransferKind.BANKED, 500_000, "PT 1")
    instruct(centre, TransferKind.REFUNDED, 500_000, "UNC 18")

    with centre.reading.begin() as connection:
        books = balances(connection)
        assert books == balances_of_transfers(connection)
        stands = standing(connection, EVERYWHERE, NOVEMBER)
        figures = reconcile(connection, ReportTerms(BTXH, HA_NOI, NOVEMBER))
    assert sum(books.values()) == 0
    assert {key: vnd for key, vnd in books.items() if vnd} == {
        "funding/BTXH/01": -1_006_000,
        "fee/BTXH/01": 6_000,
        "paid/BTXH/01/100000/2026-11": 500_000,
        "returned/BTXH/01": 500_000,
    }
    assert dict(stands.kinds) == {
        AccountKind.FUNDING: 1_006_000,
        AccountKind.BANK: 0,
        AccountKind.OFFICE_CASH: 0,
        AccountKind.DRAWER: 0,
        AccountKind.PAID: 500_000,
        AccountKind.FEE: 6_000,
        AccountKind.RETURNED: 500_000,
    }
    (place,) = stands.places
    assert (place.programme, place.province) == (BTXH, HA_NOI)
    assert place.funding == figures.funding == Funding(1_006_000, 500_000, 6_000, 500_000, 0)
    assert place.funding.remaining_vnd == 0
    assert (place.owed_vnd, place.unpaid_vnd) == (figures.total.owed_vnd, figures.total.carried_vnd)
    assert (place.owed_vnd, place.unpaid_vnd, place.missing_vnd) == (1_000_000, 500_000, 500_000)
    assert figures.differences == ()


def test_every_booking_names_its_two_people_and_a_shift_is_none_of_finances(
    centre: Centre,
) -> None:
    instruct(centre, TransferKind.FUNDED, 7_000_000, "UNC 1")
    instruct(centre, TransferKind.SUPPLIED, 5_000_000, "PC/1")
    counter = Counter.enrolled(centre)
    counter.write(ShiftOpened(FLOAT, "lan"), CashIn(1_000, "lan"))
    centre.ledger.ingest(counter.id, counter.batch())
    with centre.reading.begin() as connection:
        supplied, funded = last_booked(connection, EVERYWHERE, 9)
        assert waiting(connection, EVERYWHERE) == ()
        elsewhere = Scope(frozenset({ProvinceCode("46")}))
        assert last_booked(connection, elsewhere, 9) == ()
        assert standing(connection, elsewhere, NOVEMBER).kinds == ()
    assert (funded.proposed_by, funded.approved_by, funded.programme) == ("thu", "duyet", BTXH)
    assert (supplied.proposed_by, supplied.reference) == ("thu", "PC/1")
    assert (supplied.office, supplied.province) == (BA_DINH.id, HA_NOI)


def test_an_approval_that_cannot_be_booked_leaves_nothing_behind(centre: Centre) -> None:
    one = Instruction(TransferKind.FUNDED, HA_NOI, 5, "UNC 1", BTXH)
    with centre.engine.begin() as connection:
        made = propose_instruction(connection, centre.rates.programmes, one, PROPOSER)
    far = Who("xa", NOW, Scope(frozenset({ProvinceCode("46")})))
    with pytest.raises(MoneyRefused) as refused, centre.engine.begin() as connection:
        approve_instruction(connection, made, far)
    assert refused.value.code == "money-scope"
    with centre.reading.begin() as connection:
        assert balances(connection) == {}
        (left,) = waiting(connection, EVERYWHERE)
        actions = connection.scalars(select(tables.audit.c.action)).all()
    assert (left.proposal.id, left.instruction, actions) == (made, one, ["money-proposed"])


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(tmp_path / "state")
    shell.centre.add_office(BA_DINH)
    shell.hire("thu", FINANCE)
    shell.hire("duyet", APPROVER)
    yield shell
    shell.centre.close()


def test_the_command_proposes_approves_and_lists(shell: Shell) -> None:
    funded = ("money", "propose", "funded", "--programme", "BTXH", "--province", "01")
    paper = ("--amount", "9.000.000.000", "--reference", "UNC 17")
    told = shell.as_("thu", *funded, *paper)
    assert "Nine billion dong" in told.output
    number = re.search(r"approve (\d+)", told.output)
    assert number is not None, told.output
    assert "Waiting, proposal 1 by thu" in shell.run("money", "list").output
    assert "cannot approve it" in shell.as_("thu", "money", "approve", number[1]).output
    approved = shell.as_("duyet", "money", "approve", number[1])
    assert (approved.exit_code, "Approved and booked" in approved.output) == (0, True)
    listed = shell.run("money", "list").output
    assert "Waiting" not in listed
    assert "proposed by thu, approved by duyet" in listed
    again = shell.as_("thu", *funded, *paper)
    assert (again.exit_code, "booked once" in again.output) == (1, True)


def test_the_command_takes_back_and_refuses_in_words(shell: Shell) -> None:
    cash = ("money", "propose", "supplied", "--amount", "5", "--reference", "PC 1", "--office")
    assert "no such office" in shell.as_("thu", *cash, "999999").output
    assert "has not the role" in shell.as_("duyet", *cash, "100000").output
    assert shell.as_("thu", *cash, "100000").exit_code == 0
    assert "no longer stands" in shell.as_("duyet", "money", "withdraw", "1").output
    assert "approved or withdrawn" in shell.as_("duyet", "money", "approve", "1").output
    assert shell.run("money", "list").output == ""
