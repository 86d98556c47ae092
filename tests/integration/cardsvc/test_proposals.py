"""Four eyes: kept by the program and by the database."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cardsvc.centre import Centre
from cardsvc.staff import audit
from cardsvc.staff.errors import StaffError
from cardsvc.staff.proposals import (
    ProposalKind,
    approve,
    find_proposal,
    open_proposal,
    open_proposals,
    propose,
    withdraw,
)
from cardsvc.tables import ProposalState
from tests.simulators.centre_world import Hands


def put(centre: Centre, subject: str = "list:1", user: str = "lan") -> int:
    with centre.engine.begin() as connection:
        data = {"rows": 3}
        return propose(connection, ProposalKind.LIST, subject, data, user, centre.clock())


def test_another_person_approves(centre: Centre, clock: Hands) -> None:
    made = put(centre)
    with centre.engine.begin() as connection:
        approved = approve(connection, made, "hoa", clock())
    assert approved.state is ProposalState.APPROVED
    assert (approved.proposed_by, approved.decided_by) == ("lan", "hoa")
    assert approved.data == {"rows": 3}
    with centre.reading.begin() as connection:
        assert open_proposals(connection) == ()
        trail = audit.entries(connection, audit.Wanted(subject="list:1"), 0, 9)
    assert [(one.user, one.action) for one in trail] == [
        ("hoa", "list-approved"),
        ("lan", "list-proposed"),
    ]


def test_who_proposed_cannot_approve(centre: Centre, clock: Hands) -> None:
    made = put(centre)
    with pytest.raises(StaffError, match="same-person"), centre.engine.begin() as connection:
        approve(connection, made, "lan", clock())
    statement = text(
        "UPDATE proposal SET state = 'approved', decided_by = proposed_by, decided_at = 1"
    )
    with pytest.raises(IntegrityError), centre.engine.begin() as connection:
        connection.execute(statement)
    with centre.reading.begin() as connection:
        assert find_proposal(connection, made).state is ProposalState.OPEN


def test_a_decided_proposal_is_not_decided_again(centre: Centre, clock: Hands) -> None:
    made = put(centre)
    with centre.engine.begin() as connection:
        withdrawn = withdraw(connection, made, "lan", clock(), "nhầm tháng")
    assert withdrawn.reason == "nhầm tháng"
    with (
        pytest.raises(StaffError, match="proposal-not-open"),
        centre.engine.begin() as connection,
    ):
        approve(connection, made, "hoa", clock())
    with (
        pytest.raises(StaffError, match="proposal-not-open"),
        centre.engine.begin() as connection,
    ):
        withdraw(connection, made, "hoa", clock(), "")


def test_a_subject_has_one_open_proposal_of_a_kind(centre: Centre, clock: Hands) -> None:
    made = put(centre)
    with pytest.raises(StaffError, match="already-proposed"):
        put(centre, user="hoa")
    put(centre, "list:2")
    with centre.engine.begin() as connection:
        propose(connection, ProposalKind.CASE, "list:1", {}, "lan", clock())
        withdraw(connection, made, "hoa", clock(), "")
    again = put(centre)
    with centre.reading.begin() as connection:
        found = open_proposal(connection, ProposalKind.LIST, "list:1")
        assert found is not None
        assert found.id == again
        assert len(open_proposals(connection)) == 3
        assert len(open_proposals(connection, ProposalKind.CASE)) == 1


def test_a_proposal_nobody_made_is_unknown(centre: Centre, clock: Hands) -> None:
    with pytest.raises(StaffError, match="proposal-unknown"), centre.engine.begin() as connection:
        approve(connection, 99, "hoa", clock())
