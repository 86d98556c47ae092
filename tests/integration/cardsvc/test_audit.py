"""The trail: whole as long as nobody touches it, and where it breaks when somebody does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from cardsvc.centre import Centre
from cardsvc.staff import audit
from cardsvc.staff.audit import Break, Head, Wanted
from cardsvc.staff.errors import StaffError
from tests.simulators.centre_world import Hands


def fill(centre: Centre, clock: Hands, count: int = 5) -> None:
    for number in range(1, count + 1):
        clock.forward(timedelta(seconds=61.5))
        with centre.engine.begin() as connection:
            user = "lan" if number % 2 else "hoa"
            subject = f"beneficiary:{number}"
            audit.record(
                connection, user, "person-viewed", subject, clock(), rows=number, way="tên"
            )


def tamper(centre: Centre, statement: str) -> None:
    """As one who owns the database would, and not even the trigger stops."""
    with centre.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER append_only"))
        else:
            for change in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER audit_no_{change}"))
        connection.execute(text(statement))


def verified(centre: Centre, written_down: Head | None = None) -> Break | None:
    with centre.reading.begin() as connection:
        return audit.verify(connection, written_down)


def head_of(centre: Centre) -> Head:
    with centre.reading.begin() as connection:
        return audit.head(connection)


def test_a_trail_nobody_touched_is_whole(centre: Centre, clock: Hands) -> None:
    assert verified(centre) is None
    fill(centre, clock)
    assert verified(centre) is None
    assert head_of(centre).seq == 5


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET subject = 'beneficiary:9' WHERE seq = 3", Break(3, "changed")),
        ("UPDATE audit SET data = '{}' WHERE seq = 2", Break(2, "changed")),
        ("UPDATE audit SET at = at + 1 WHERE seq = 5", Break(5, "changed")),
        ("DELETE FROM audit WHERE seq = 4", Break(4, "missing")),
        ("DELETE FROM audit WHERE seq = 1", Break(1, "missing")),
    ],
)
def test_a_touched_trail_says_where_it_breaks(
    centre: Centre, clock: Hands, statement: str, broken: Break
) -> None:
    fill(centre, clock)
    tamper(centre, statement)
    assert verified(centre) == broken


def test_an_end_cut_off_is_noticed_by_the_head_written_down(centre: Centre, clock: Hands) -> None:
    fill(centre, clock, 3)
    written_down = Head.parse(str(head_of(centre)))
    fill(centre, clock, 1)
    assert verified(centre, written_down) is None
    tamper(centre, "DELETE FROM audit WHERE seq >= 3")
    assert verified(centre) is None
    assert verified(centre, written_down) == Break(3, "missing")
    fill(centre, clock, 2)
    assert verified(centre, written_down) == Break(3, "head-differs")


def test_what_is_rolled_back_leaves_no_entry(centre: Centre, clock: Hands) -> None:
    fill(centre, clock, 1)
    with centre.engine.connect() as connection, connection.begin() as transaction:
        audit.record(connection, "lan", "list-approved", "list:1", clock())
        transaction.rollback()
    assert head_of(centre).seq == 1


def test_entries_are_found_by_who_what_whom_and_when(centre: Centre, clock: Hands) -> None:
    fill(centre, clock)
    now = clock()
    asked = {
        Wanted(): [5, 4, 3, 2, 1],
        Wanted(user="hoa"): [4, 2],
        Wanted(action="list-approved"): [],
        Wanted(subject="beneficiary:3"): [3],
        Wanted(since=now - timedelta(seconds=65)): [5, 4],
        Wanted(before=now - timedelta(seconds=65)): [3, 2, 1],
    }
    with centre.reading.begin() as connection:
        for wanted, seqs in asked.items():
            assert [one.seq for one in audit.entries(connection, wanted, 0, 10)] == seqs
            assert audit.count_entries(connection, wanted) == len(seqs)
        assert [one.seq for one in audit.entries(connection, Wanted(), 1, 2)] == [4, 3]
        assert audit.actions(connection) == ("person-viewed",)


@pytest.mark.parametrize(
    ("action", "subject"),
    [("Seen Nguyễn", "beneficiary:1"), ("person-viewed", ""), ("person-viewed", "x" * 65)],
)
def test_what_is_no_known_action_or_no_id_is_not_recorded(
    centre: Centre, clock: Hands, action: str, subject: str
) -> None:
    with pytest.raises(StaffError, match="audit-malformed"), centre.engine.begin() as connection:
        audit.record(connection, "lan", action, subject, clock())


@pytest.mark.parametrize("written", ["", "3", "3:xyz", f"a:{'0' * 64}"])
def test_a_head_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(StaffError, match="audit-head-malformed"):
        Head.parse(written)
