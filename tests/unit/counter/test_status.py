"""The strip above every page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from counter.centre.outbox import Pending
from counter.centre.published import Snapshot
from counter.decision.refusal import Basis
from counter.web.status import Strip, strip_of
from firmware_config.terminal_policy import TerminalPolicy
from tests.simulators.knowing import listing, statuses
from tests.simulators.world import World

POLICY = TerminalPolicy.default()
NOTHING = Pending(confirmations=0, dead_letters=0, acked_through=0, last_ack_at=None)


@pytest.fixture
def lists(world: World) -> Snapshot:
    return Snapshot(world.trust, {"01/0": statuses(world)}, listing(world), world.now)


def strip(world: World, lists: Snapshot, *, hours: int = 0, pending: Pending = NOTHING) -> Strip:
    now = world.now + timedelta(hours=hours)
    return strip_of(lists, ("01/0",), POLICY, pending, 1, None, now)


def test_the_oldest_list_is_the_one_told(world: World, lists: Snapshot) -> None:
    older = replace(listing(world), issued_at=world.now - timedelta(hours=3))
    told = strip(world, replace(lists, payout_list=older)).oldest
    assert (told.basis, told.as_of, told.stale) == (Basis.PAYOUT_LIST, older.issued_at, False)


def test_a_list_over_the_policy_s_age_comes_before_an_older_one_that_is_not(
    world: World, lists: Snapshot
) -> None:
    older = replace(listing(world), issued_at=world.now - timedelta(hours=3))
    limit = POLICY.status_age_limit_h
    assert not strip(world, replace(lists, payout_list=older), hours=limit).oldest.stale
    told = strip(world, replace(lists, payout_list=older), hours=limit + 1).oldest
    assert (told.basis, told.stale) == (Basis.STATUS_LIST, True)


def test_a_list_whose_key_was_revoked_is_stale(world: World, lists: Snapshot) -> None:
    disowned = replace(statuses(world), is_disowned=True)
    told = strip(world, replace(lists, status={"01/0": disowned})).oldest
    assert (told.basis, told.stale) == (Basis.STATUS_LIST, True)


def test_a_list_that_is_missing_comes_first(world: World, lists: Snapshot) -> None:
    told = strip(world, replace(lists, status={})).oldest
    assert (told.basis, told.as_of, told.stale) == (Basis.STATUS_LIST, None, True)
    empty = Snapshot(None, {}, None, None)
    assert strip(world, empty).oldest.as_of is None
    assert strip(world, empty).last_contact is None


def test_the_last_contact_is_the_later_of_lists_and_acknowledgement(
    world: World, lists: Snapshot
) -> None:
    later = world.now + timedelta(minutes=5)
    pending = replace(NOTHING, dead_letters=2, last_ack_at=later)
    told = strip(world, lists, pending=pending)
    assert told.last_contact == later
    assert told.to_settle == 3
