"""What the law lets go is removed by two people, and nothing else ever."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.operation.retention import REMOVABLE, Kept, Retention, RetentionError, rules
from cardsvc.staff.audit import Wanted, entries
from cardsvc.staff.errors import StaffError
from cardsvc.staff.proposals import ProposalKind, propose
from cardsvc.staff.roles import ADMINISTRATOR
from firmware_config.clock import to_unix
from tests.simulators.centre_shell import Shell
from tests.simulators.centre_world import HANH, MINH, Hands, find, row, take

YEARS = timedelta(days=365 * 6)
WEEK = timedelta(days=7)


def photographed(centre: Centre, *people: int) -> None:
    with centre.engine.begin() as connection:
        for person in people:
            connection.execute(
                insert(tables.photo).values(
                    beneficiary=person,
                    sha256=bytes(32),
                    jpeg=b"jpeg",
                    kept_by="lan",
                    kept_at=centre.clock(),
                )
            )


def photos(centre: Centre) -> list[int]:
    with centre.reading.begin() as connection:
        return list(connection.execute(select(tables.photo.c.beneficiary)).scalars())


def removed(centre: Centre) -> dict[Kept, int]:
    retention = Retention(centre, rules())
    return retention.approve(retention.propose("lan"), "minh")


@pytest.fixture
def two(centre: Centre) -> tuple[int, int]:
    """Hạnh and Minh, each with a photo."""
    take(centre, [row(centre), row(centre, MINH, name="Trần Văn Minh", at=6)])
    both = find(centre).id, find(centre, MINH).id
    photographed(centre, *both)
    return both


def test_every_kind_has_a_rule_with_its_law_and_what_accounts_for_money_has_no_end() -> None:
    told = rules()
    assert {rule.what for rule in told} == set(Kept)
    for rule in told:
        assert rule.source.decree
        assert rule.source.clause
        assert (rule.kept_for is None) == (rule.what not in REMOVABLE)


def test_while_people_are_paid_nothing_of_theirs_is_over(
    centre: Centre, clock: Hands, two: tuple[int, int]
) -> None:
    clock.forward(YEARS)
    assert Retention(centre, rules()).over(clock())[Kept.PHOTO] == 0
    assert removed(centre)[Kept.PHOTO] == 0
    assert photos(centre) == list(two)


def test_the_photo_of_somebody_whose_right_ended_years_ago_goes(
    centre: Centre, clock: Hands, two: tuple[int, int]
) -> None:
    gone, stays = two
    held = tables.entitlement
    with centre.engine.begin() as connection:
        connection.execute(update(held).where(held.c.beneficiary == gone).values(ended_at=clock()))
    clock.forward(WEEK)
    assert removed(centre)[Kept.PHOTO] == 0
    clock.forward(YEARS)
    assert removed(centre)[Kept.PHOTO] == 1
    assert photos(centre) == [stays]
    assert find(centre).citizen_number == HANH, "the person stays: lists and payments name them"


def test_the_photo_of_somebody_long_dead_goes(
    centre: Centre, clock: Hands, two: tuple[int, int]
) -> None:
    with centre.engine.begin() as connection:
        connection.execute(
            insert(tables.death).values(
                citizen_number=MINH.digits,
                died_on="2026-11-20",
                source="xã",
                entered_by="lan",
                entered_at=clock(),
            )
        )
    clock.forward(YEARS)
    assert removed(centre)[Kept.PHOTO] == 1
    assert photos(centre) == [two[0]]


def test_sessions_devices_and_uploads_that_are_over_go(
    centre: Centre, clock: Hands, tmp_path: Path
) -> None:
    office = Shell(tmp_path / "other")
    office.hire("hoa", ADMINISTRATOR)
    account = office.centre
    now = account.clock()
    with account.engine.begin() as connection:
        for digest, at in ((b"old", now - 2 * YEARS), (b"new", now)):
            connection.execute(
                insert(tables.staff_session).values(
                    digest=digest, user="hoa", stage="full", began_at=at, active_at=at
                )
            )
            connection.execute(
                insert(tables.staff_device).values(user="hoa", digest=digest, seen_at=at)
            )
    uploads = account.settings.uploads
    uploads.mkdir()
    for name, at in (("old", now - WEEK), ("new", now)):
        (uploads / name).write_bytes(b"a list")
        os.utime(uploads / name, (to_unix(at), to_unix(at)))
    gone = removed(account)
    assert gone == {Kept.SESSION: 1, Kept.DEVICE: 1, Kept.UPLOAD: 1, Kept.PHOTO: 0}
    assert [file.name for file in uploads.iterdir()] == ["new"]
    with account.reading.begin() as connection:
        (trail,) = entries(connection, Wanted(action="retention-removed"), 0, 10)
    assert trail.user == "minh"
    assert trail.told == {"session": 1, "device": 1, "upload": 1, "photo": 0}


def test_only_what_was_over_when_it_was_proposed_goes(
    centre: Centre, clock: Hands, two: tuple[int, int]
) -> None:
    with centre.engine.begin() as connection:
        connection.execute(update(tables.entitlement).values(ended_at=clock()))
    retention = Retention(centre, rules())
    proposal = retention.propose("lan")
    clock.forward(YEARS)
    assert retention.approve(proposal, "minh")[Kept.PHOTO] == 0
    assert len(photos(centre)) == 2


def test_one_person_alone_removes_nothing(
    centre: Centre, clock: Hands, two: tuple[int, int]
) -> None:
    with centre.engine.begin() as connection:
        connection.execute(update(tables.entitlement).values(ended_at=clock()))
    clock.forward(YEARS)
    retention = Retention(centre, rules())
    proposal = retention.propose("lan")
    with pytest.raises(StaffError, match="same-person"):
        retention.approve(proposal, "lan")
    assert len(photos(centre)) == 2
    with pytest.raises(StaffError, match="already-proposed"):
        retention.propose("minh")
    retention.withdraw(proposal, "minh", "not yet")
    with pytest.raises(StaffError, match="proposal-not-open"):
        retention.approve(proposal, "minh")


def test_another_kind_of_proposal_removes_nothing(centre: Centre) -> None:
    with centre.engine.begin() as connection:
        other = propose(connection, ProposalKind.KEY, "key:0", {}, "lan", centre.clock())
    with pytest.raises(RetentionError, match="retention-not-such"):
        Retention(centre, rules()).approve(other, "minh")


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "[session]\ndays = 1",
        'days = "a"',
        "not toml",
    ],
)
def test_rules_that_cannot_be_used_are_refused(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "retention.toml"
    file.write_text(broken)
    with pytest.raises(RetentionError, match="retention-file"):
        rules(file)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[ledger]", "[ledger]\ndays = 3650"),  # nobody may give the ledger an end
        ("days = 1827", "days = 0"),
        ("days = 1827", "days = 1.5"),
        ("days = 1827", ""),
        ("[photo]", "[picture]"),
        ('certainty = "confirm"\n\n', 'certainty = "perhaps"\n\n'),
    ],
)
def test_a_rule_that_cannot_be_is_refused(tmp_path: Path, before: str, after: str) -> None:
    whole = (files("cardsvc.operation") / "retention.toml").read_text("utf-8")
    file = tmp_path / "retention.toml"
    file.write_text(whole.replace(before, after, 1), "utf-8")
    with pytest.raises(RetentionError, match="retention-file"):
        rules(file)


def test_two_administrators_do_it_in_the_shell(tmp_path: Path) -> None:
    office = Shell(tmp_path / "state")
    for user in ("lan", "minh"):
        office.hire(user, ADMINISTRATOR)
    told = office.run("retention", "show").output
    assert "never removed" in told
    assert "174/2016" in told
    assert "nothing" in told.lower() or "0 are over" in told
    assert "Nothing is over" in office.as_("lan", "retention", "run").output
    uploads = office.centre.settings.uploads
    uploads.mkdir(exist_ok=True)
    (uploads / "old").write_bytes(b"a list")
    os.utime(uploads / "old", (1, 1))
    proposed = office.as_("lan", "retention", "run").output
    number = re.search(r"approve (\d+)", proposed)
    assert number is not None, proposed
    assert "by lan waits" in office.run("retention", "show").output
    alone = office.as_("lan", "retention", "approve", number[1])
    assert "same-person" in alone.output
    done = office.as_("minh", "retention", "approve", number[1])
    assert (done.exit_code, "Uploaded list files: 1 removed" in done.output) == (0, True)
    assert list(uploads.iterdir()) == []
