"""`cardsvc card`: one person stops a card, two give something back; all of it is in the trail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.issuance.scripts import pending_of_card
from cardsvc.issuance.stopped_cards import newest_stop
from cardsvc.staff.roles import APPROVER, ISSUER
from cardsvc.staff.scope import Scope
from cardsvc.tables import OrderReason
from firmware_config.ids import CardId, ProvinceCode
from tests.simulators.centre_shell import Shell
from tests.simulators.centre_world import BA_DINH, issue_card, row, take


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    shell = Shell(tmp_path / "state")
    shell.hire("lan", ISSUER)
    shell.hire("minh", APPROVER)
    yield shell
    shell.centre.close()


@pytest.fixture
def card(shell: Shell) -> CardId:
    """The card of somebody who is owed a month."""
    shell.centre.add_office(BA_DINH)
    take(shell.centre, [row(shell.centre)])
    return issue_card(shell.centre).issued.card


def trail(shell: Shell, card: CardId) -> list[tuple[str, str]]:
    """Who did what to the card."""
    column = tables.audit.c
    with shell.centre.reading.begin() as connection:
        found = select(column.user, column.action).where(column.subject == f"card:{card}")
        return [(one.user, one.action) for one in connection.execute(found.order_by(column.seq))]


def scripts(shell: Shell, card: CardId) -> int:
    with shell.centre.reading.begin() as connection:
        return len(pending_of_card(connection, card))


def block(shell: Shell, card: CardId) -> None:
    told = shell.as_("lan", "card", "block", "--card", card.printed, "--reason", "lost")
    assert f"Script 1 queued for card {card.printed}" in told.output


def proposed(shell: Shell, card: CardId, command: str) -> str:
    told = shell.as_("lan", "card", command, "--card", card.printed)
    number = re.search(r"approve (\d+)", told.output)
    assert number is not None, told.output
    return number[1]


def test_one_person_stops_a_card_and_what_it_may_have_paid_is_held(
    shell: Shell, card: CardId
) -> None:
    block(shell, card)
    assert trail(shell, card) == [("lan", "card-stopped")]
    with shell.centre.reading.begin() as connection:
        stop = newest_stop(connection, card)
        assert connection.execute(select(tables.held_period)).all()
    assert stop is not None
    assert (stop.reason, stop.stopped_by, stop.is_holding) == (OrderReason.LOST, "lan", True)


@pytest.mark.parametrize(
    ("command", "kind", "done"),
    [("unblock", "unblock", "card-unblocked"), ("unblock-pin", "pin", "card-pin-unblocked")],
)
def test_what_gives_something_back_takes_two(
    shell: Shell, card: CardId, command: str, kind: str, done: str
) -> None:
    block(shell, card)
    number = proposed(shell, card, command)
    assert scripts(shell, card) == 1
    again = shell.as_("lan", "card", command, "--card", card.printed)
    assert "already-proposed" in again.output
    alone = shell.as_("lan", "card", "approve", number)
    assert "has not the role" in alone.output
    assert scripts(shell, card) == 1
    approved = shell.as_("minh", "card", "approve", number)
    assert (approved.exit_code, scripts(shell, card)) == (0, 2), approved.output
    told = [("lan", "card-stopped"), ("lan", f"{kind}-proposed"), ("minh", f"{kind}-approved")]
    assert trail(shell, card) == [*told, ("minh", done)]


def test_nobody_stops_a_card_without_a_password_or_outside_their_scope(
    shell: Shell, card: CardId
) -> None:
    words = ("card", "block", "--card", card.printed, "--reason", "lost")
    assert "Missing option" in shell.run(*words).output
    assert "has not the role" in shell.run(*words, "--user", "lan", typed="wrong\n").output
    assert "has not the role" in shell.as_("minh", *words).output
    shell.hire("xa", ISSUER, Scope(frozenset({ProvinceCode("46")})))
    assert "outside this account" in shell.as_("xa", *words).output
    assert (trail(shell, card), scripts(shell, card)) == ([], 0)


def test_a_proposal_about_something_else_is_none_of_a_card(shell: Shell, card: CardId) -> None:
    kid = shell.centre.keyring.held()[0].kid.hex()
    shell.hire("hoa", "administrator")
    assert shell.as_("hoa", "keys", "revoke", kid).exit_code == 0
    assert "proposal-unknown" in shell.as_("minh", "card", "approve", "1").output
