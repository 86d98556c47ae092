"""Lists as the counter keeps them: what it refuses to take, and what it must not forget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from counter.centre.published import (
    AHEAD_LIMIT,
    TRUST,
    Published,
    Snapshot,
    certificate_path,
    office_scripts_path,
    payout_list_path,
    shards_path,
    status_path,
)
from counter.transport import Fetched, TransportError
from firmware_config import script_list, shard_list
from firmware_config.errors import ContractError
from firmware_config.payout_list import OfficePayoutList
from firmware_config.signing import FileKey
from firmware_config.status import Status, StatusList
from firmware_config.trust import Role, TrustedKey
from tests.simulators.knowing import listing, statuses
from tests.simulators.world import World

URI, SECOND = "01/0", "01/1"
LATE = AHEAD_LIMIT + timedelta(seconds=1)
KINDS = ("trust", "status", "payout")


@dataclass
class Shelf:
    """A centre's documents. `asked` are the paths and tags that it was asked for."""

    world: World
    trust_at: datetime
    status: StatusList
    payout_list: OfficePayoutList
    status_key: FileKey
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    shards: list[str] = field(default_factory=lambda: [URI])

    @classmethod
    def of(cls, world: World) -> Shelf:
        key = world.key(Role.STATUS_LIST)
        return cls(world, world.now, statuses(world), listing(world), key)

    def fetch(self, path: str, etag: str | None) -> Fetched | None:
        self.asked.append((path, etag))
        world = self.world
        made: dict[str, Callable[[], bytes]] = {
            TRUST: lambda: replace(world.trust, issued_at=self.trust_at).sign(world.root),
            shards_path(world.province): lambda: shard_list.encode(self.shards),
            status_path(URI): lambda: self.status.sign(self.status_key),
            status_path(SECOND): lambda: replace(self.status, uri=SECOND).sign(self.status_key),
            payout_list_path(world.office): lambda: self.payout_list.sign(
                world.key(Role.PAYOUT_LIST)
            ),
            office_scripts_path(world.office): lambda: script_list.encode([]),
            certificate_path(world.terminal): lambda: world.terminal_identity().certificate,
        }
        return Fetched(made[path](), '"1"')

    def send_batch(self, batch: bytes) -> bytes:
        raise TransportError("centre-unreachable")

    def ask(self, path: str, request: bytes) -> bytes:
        raise NotImplementedError

    def close(self) -> None:
        return None


def published(store: Engine, world: World) -> Published:
    terminal_key = world.terminal_key.public_key
    return Published(
        store,
        *(world.root.public_key, world.terminal, terminal_key, world.office),
        (URI,),
        lambda: world.now,
    )


@pytest.fixture
def shelf(world: World) -> Shelf:
    return Shelf.of(world)


def date(shelf: Shelf, kind: str, at: datetime) -> None:
    match kind:
        case "trust":
            shelf.trust_at = at
        case "status":
            shelf.status = replace(shelf.status, issued_at=at)
        case _:
            shelf.payout_list = replace(shelf.payout_list, issued_at=at)


def dates(lists: Snapshot) -> tuple[datetime, ...]:
    assert lists.trust is not None
    assert lists.payout_list is not None
    return lists.trust.issued_at, lists.status[URI].issued_at, lists.payout_list.issued_at


# ---- dated ahead ----


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_dated_ahead_of_the_clock_is_refused_and_the_last_one_kept(
    world: World, store: Engine, shelf: Shelf, kind: str
) -> None:
    kept = published(store, world)
    kept.refresh(shelf)
    before = dates(kept.snapshot)
    date(shelf, kind, world.now + LATE)
    with pytest.raises(ContractError) as refused:
        kept.refresh(shelf)
    assert refused.value.code == "published-in-the-future"
    assert refused.value.data["issued_at"] == (world.now + LATE).isoformat()
    assert dates(kept.snapshot) == before
    assert dates(published(store, world).snapshot) == before  # nor after a restart


@pytest.mark.parametrize("kind", KINDS)
def test_a_list_dated_within_the_tolerance_is_taken(
    world: World, store: Engine, shelf: Shelf, kind: str
) -> None:
    date(shelf, kind, world.now + AHEAD_LIMIT)
    kept = published(store, world)
    kept.refresh(shelf)
    assert world.now + AHEAD_LIMIT in dates(kept.snapshot)


def test_lists_kept_from_before_a_clock_was_set_back_go_on_showing_it(
    world: World, store: Engine, shelf: Shelf
) -> None:
    published(store, world).refresh(shelf)
    set_back = replace(world, now=world.now - timedelta(days=30))
    assert dates(published(store, set_back).snapshot) == (world.now,) * 3


# ---- a second shard ----


def test_a_shard_that_the_centre_opens_later_is_fetched_and_kept_over_a_restart(
    world: World, store: Engine, shelf: Shelf
) -> None:
    kept = published(store, world)
    kept.refresh(shelf)
    assert kept.status_uris == (URI,)
    shelf.shards.append(SECOND)
    kept.refresh(shelf)
    for lists in (kept, published(store, world)):
        assert lists.status_uris == (URI, SECOND)
        assert set(lists.snapshot.status) == {URI, SECOND}


def test_a_shard_left_out_of_the_list_is_kept_and_grows_old(
    world: World, store: Engine, shelf: Shelf
) -> None:
    shelf.shards.append(SECOND)
    kept = published(store, world)
    kept.refresh(shelf)
    shelf.shards.clear()
    shelf.asked.clear()
    kept.refresh(shelf)
    assert set(kept.snapshot.status) == {URI, SECOND}
    asked = {path for path, _ in shelf.asked}
    assert status_path(URI) in asked  # what it was set up with is asked for whatever they say
    assert status_path(SECOND) not in asked


@pytest.mark.parametrize(
    "shards",
    [
        ["46/0"],
        ["01/0", "01/0"],
        ["01"],
        ["01/x"],
        ["01/0/../trust"],
        [f"01/{n}" for n in range(65)],
    ],
)
def test_a_list_of_shards_that_is_none_changes_nothing(
    world: World, store: Engine, shelf: Shelf, shards: list[str]
) -> None:
    kept = published(store, world)
    kept.refresh(shelf)
    shelf.shards = shards
    with pytest.raises(ContractError, match="shard-list-malformed"):
        kept.refresh(shelf)
    assert kept.status_uris == (URI,)


# ---- a revoked status key ----


def revoked(world: World) -> World:
    """The world after its status key was revoked and replaced."""
    successor = FileKey.new()
    year = timedelta(days=365)
    fresh = TrustedKey(successor.public_key, Role.STATUS_LIST, world.now - year, world.now + year)
    keys = tuple(
        replace(one, revoked_at=world.now) if one.role is Role.STATUS_LIST else one
        for one in world.trust.keys
    )
    trust = replace(world.trust, version=world.trust.version + 1, keys=(*keys, fresh))
    return replace(world, trust=trust, keys={**world.keys, Role.STATUS_LIST: successor})


@pytest.fixture
def kept(world: World, store: Engine, shelf: Shelf) -> Published:
    """A counter whose list blocks a record, and then learns that the list's key was revoked."""
    shelf.status = statuses(world, i7=Status.INVALID)
    made = published(store, world)
    made.refresh(shelf)
    shelf.world = revoked(world)
    with pytest.raises(ContractError, match="untrusted-revoked"):
        made.refresh(shelf)  # the centre has not signed its status list anew yet
    return made


def test_what_a_revoked_key_had_blocked_stays_blocked(
    world: World, store: Engine, kept: Published
) -> None:
    for lists in (kept.snapshot, published(store, world).snapshot):
        shard = lists.status[URI]
        assert shard.is_disowned
        assert shard.status(7) is Status.INVALID


def test_the_list_of_a_revoked_key_is_asked_for_whole(shelf: Shelf, kept: Published) -> None:
    shelf.asked.clear()
    with pytest.raises(ContractError):
        kept.refresh(shelf)
    assert (status_path(URI), None) in shelf.asked


def test_a_list_by_the_next_key_takes_its_place(
    world: World, store: Engine, shelf: Shelf, kept: Published
) -> None:
    shelf.status_key = shelf.world.key(Role.STATUS_LIST)
    shelf.status = statuses(world)
    kept.refresh(shelf)
    for lists in (kept.snapshot, published(store, world).snapshot):
        assert not lists.status[URI].is_disowned
        assert lists.status[URI].status(7) is Status.VALID


def test_a_list_of_a_revoked_key_is_not_taken_anew(
    world: World, store: Engine, shelf: Shelf, kept: Published
) -> None:
    shelf.status = statuses(world)  # an all-clear by whoever has the stolen key
    with pytest.raises(ContractError, match="untrusted-revoked"):
        kept.refresh(shelf)
    assert kept.snapshot.status[URI].status(7) is Status.INVALID
