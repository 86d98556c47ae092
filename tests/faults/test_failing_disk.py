"""A counter whose disk fails at any of its writes and syncs, or is full at any page.

It says so by name, pays nothing more until it is started anew, and then has all that it has ever
told anybody.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.db import open_store
from counter.store.opening import StoreNotOpened
from firmware_config.web.catalogue import LANGUAGES
from tests.conftest import Count
from tests.simulators.centre_world import NOW
from tests.simulators.counter_process import FAULT, GREEN, card_at, serve_one
from tests.simulators.doomed import Doomed, Ended
from tests.simulators.one_counter import OneCounter, one_counter
from tests.simulators.small_disk import REMEDY, DiskMissing, SmallDisk, small_disk
from tests.simulators.station import Centre, Counter
from tests.simulators.strace import Fault
from tests.simulators.without import without
from tests.simulators.world import World
from tests.unit.counter.teller import Teller

pytestmark = pytest.mark.soak

MOST = 100
FAILING = ["fsync,fdatasync", "pwrite64,write"]
"""Each fails once: a disk that has lost one write may well say yes to the next."""


@pytest.mark.timeout(900)
@pytest.mark.parametrize("calls", FAILING)
def test_a_counter_whose_disk_fails_says_so_stops_and_has_lost_nothing(
    tmp_path: Path, calls: str, count: Count
) -> None:
    with one_counter(tmp_path, people=MOST) as counter:
        faults = people = step = 0
        is_there = True
        while is_there:
            step, people = step + 1, people + 1
            counter.next_person()
            fault = Fault(calls, "error=EIO", str(step))
            ended = counter.serve_with(fault, calls=calls, paths=stores(counter))
            is_there = any("INJECTED" in call for call in ended.calls)
            check_told(ended, "store-broken")
            faults += is_there
            counter.serve()
        assert faults > 1
        counter.check(people)
    count(faults, f"faults: EIO of the counter's store, at each {calls.partition(',')[0]}")


def stores(counter: OneCounter) -> tuple[Path, ...]:
    store = counter.settings.store_file
    assert store is not None
    return (store, store.with_name(f"{store.name}-wal"))


def check_told(ended: Ended, code: str) -> None:
    """Once there was a fault of the store, no cash is let go."""
    assert ended.code == 0
    has_failed = False
    for what, about in ended.told:
        has_failed |= what == FAULT
        assert what != FAULT or about in (code, "unsure")
        assert not (has_failed and what in GREEN)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    try:
        with small_disk(tmp_path / "disk") as mounted:
            yield mounted
    except DiskMissing as missing:
        without(f"a small disk: {missing}", REMEDY)


@pytest.mark.timeout(900)
def test_a_counter_whose_disk_is_full_at_any_page_says_so_stops_and_has_lost_nothing(
    tmp_path: Path, disk: SmallDisk, count: Count
) -> None:
    with one_counter(tmp_path, people=MOST, state=disk.folder / "counter") as counter:
        faults = people = pages = 0
        was_full = True
        while was_full:
            counter.next_person()
            assert counter.card is not None
            with card_at(counter.card.card) as line:
                process = Doomed(
                    serve_one, counter.settings.state, NOW, line, counter.card.issued.pin
                )
                disk.fill(leaving_pages=pages)
                process.go()
                ended = process.end()
            counter.heard(ended)
            was_full = (FAULT, "store-full") in ended.told
            check_told(ended, "store-full")
            disk.make_room()
            counter.serve()
            pages, people, faults = pages + 1, people + 1, faults + was_full
        assert faults > 1
        counter.check(people)
    count(faults, "faults: a disk that is full, at each page that a payout writes")


def test_a_teller_whose_disk_was_full_reads_so_also_when_there_is_room_again(
    disk: SmallDisk,
) -> None:
    world = World.make()
    centre = Centre(world)
    cards = [world.issue_card() for _ in range(2)]
    for card in cards:
        centre.list_record(card.record)
    counter = Counter(disk.folder, world, centre)
    teller = Teller.at(counter)
    for card in cards:
        offered = counter.offer(card.card)
        disk.fill()
        counter.station.desk.pay_chip(offered.presentation, card.pin, "lan")
        # That there is room again is not enough: somebody has to look.
        disk.make_room()
        for language in LANGUAGES:
            teller.in_language(language)
            page, words = html.unescape(teller.page), counter.words(language)
            assert words("trouble-store-full-what") in page
            assert words("doctor-store-full") in page
        counter.slot.pull()
        counter.wait_for_empty_reader()
    counter.stop()


def test_a_store_on_a_full_or_a_read_only_disk_is_not_opened_and_told_as_such(
    disk: SmallDisk,
) -> None:
    url = f"sqlite:///{disk.folder / 'counter.sqlite'}"
    disk.fill()
    with pytest.raises(StoreNotOpened, match="store-no-room"):
        open_store(url)
    disk.make_room()
    open_store(url).dispose()
    disk.fill()
    with pytest.raises(StoreNotOpened, match="store-no-room"):
        open_store(url)
    disk.make_room()
    disk.make_read_only()
    with pytest.raises(StoreNotOpened, match="store-read-only"):
        open_store(url)
