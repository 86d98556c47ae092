"""Everything that a line between counter and centre can do to a batch or to a list: nothing is lost
or booked twice, and the counter knows by name what it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from counter.centre.published import Published
from counter.db import open_store
from counter.transport import Transport
from firmware_config.card.session import CardSession
from firmware_config.errors import ContractError
from firmware_config.sqlite import make_engine
from tests.conftest import Count
from tests.simulators.centre_world import Contacts
from tests.simulators.counter_process import PAID, Parts, serve, transport_of
from tests.simulators.fault_proxy import FaultProxy, Way
from tests.simulators.one_counter import OneCounter, one_counter

pytestmark = pytest.mark.soak

PATIENT, HURRIED = (20.0, 40.0), (0.4, 0.8)
"""Seconds for a connection or one read, and for a whole answer."""
WAYS = [way for way in Way if way is not Way.WELL]
UNREACHABLE, SLOW, NONSENSE = "centre-unreachable", "centre-slow", "centre-nonsense"
BEFORE_THE_LIST = 3
"""The trust list, the names of the status lists and a status list are fetched first."""
TOLD: dict[Way, set[str | None]] = {
    Way.WELL: {None},
    Way.CLOSED: {UNREACHABLE},
    Way.HALF_REQUEST: {UNREACHABLE},
    Way.UNANSWERED: {UNREACHABLE},
    Way.LATE: {SLOW},
    Way.DRIPPED: {SLOW},
    Way.HALF_HEAD: {UNREACHABLE},
    Way.HALF_ANSWER: {UNREACHABLE},
    Way.CUT_SHORT: {"cbor-malformed"},
    Way.CHANGED: {"cbor-malformed", "bad-signature"},
    Way.EMPTY: {"cose-not-sign1"},
    Way.TWICE_ASKED: {"proof-replayed"},
    Way.TWICE_ANSWERED: {None},
    Way.ONE_LATE: {None},
    Way.OF_ANOTHER: {NONSENSE},
    Way.BUSY: {"centre-fault"},
    Way.LOGIN: {"cose-not-sign1"},
    Way.MOVED: {NONSENSE},
}


@dataclass
class BadLine:
    """One counter for all cases: what one of them breaks, the next would feel."""

    counter: OneCounter
    proxy: FaultProxy
    parts: Parts
    hurried: Transport
    empty_store: Path
    people: int = 0

    def transport(self, way: Way) -> Transport:
        """One that soon gives up where that is what is tried; else no answer is late only because
        the machine is busy."""
        return self.hurried if TOLD[way] == {SLOW} else self.parts.transport

    def pay(self) -> None:
        self.counter.next_person()
        card = self.counter.card
        assert card is not None
        what, cash = serve(self.parts, CardSession(Contacts(card.card)), card.issued.pin)
        assert what == PAID
        self.counter.handed.update(cash)
        self.people += 1

    def fault_of_sending(self, way: Way = Way.WELL) -> str | None:
        try:
            self.parts.send(self.transport(way))
        except ContractError as fault:
            return fault.code
        return None


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BadLine]:
    folder = tmp_path_factory.mktemp("line")
    open_store(f"sqlite:///{folder / 'empty.sqlite'}").dispose()
    with one_counter(folder, people=2 * len(WAYS)) as counter:
        proxy = FaultProxy(counter.settings.centre_url)
        settings = replace(counter.settings, centre_url=proxy.url)
        parts = Parts.open(settings, counter.centre.clock, PATIENT)
        hurried = transport_of(settings, counter.centre.clock, HURRIED)
        yield BadLine(counter, proxy, parts, hurried, folder / "empty.sqlite")
        hurried.close()
        parts.close()
        proxy.stop()


@pytest.mark.parametrize("way", WAYS)
def test_a_batch_is_booked_once_whatever_the_line_does(
    line: BadLine, way: Way, count: Count
) -> None:
    line.pay()
    line.proxy.spoil(way)
    before = line.proxy.spoiled
    told = line.fault_of_sending(way)
    assert told in TOLD[way]
    assert line.proxy.spoiled == before + 1
    line.pay()
    for _ in range(2):
        line.fault_of_sending()
    assert line.parts.outbox.pending().confirmations == 0
    line.counter.check(line.people)
    count(1, "faults: ways of a bad line between counter and centre, for a batch")


@pytest.mark.parametrize("way", WAYS)
def test_the_payout_list_is_taken_whole_or_not_at_all_whatever_the_line_does(
    line: BadLine, way: Way, tmp_path: Path, count: Count
) -> None:
    settings = line.counter.settings
    shutil.copy(line.empty_store, tmp_path / "store.sqlite")
    engine = make_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    names = (settings.root, settings.terminal, settings.public_key, settings.office)
    lists = Published(engine, *names, settings.status_uris, line.counter.centre.clock)
    line.parts.published.refresh(line.parts.transport)
    right = line.parts.published.snapshot.payout_list
    line.proxy.spoil(way, good_before=BEFORE_THE_LIST)
    before = line.proxy.spoiled
    told = None
    try:
        lists.refresh(line.transport(way))
    except ContractError as fault:
        told = fault.code
    assert line.proxy.spoiled == before + 1
    assert lists.snapshot.payout_list in (None, right)
    assert (told is None) <= (lists.snapshot.payout_list == right)
    for _ in range(2):
        with suppress(ContractError):
            lists.refresh(line.parts.transport)
    assert lists.snapshot.payout_list == right
    assert lists.snapshot.certificate == line.parts.published.snapshot.certificate
    engine.dispose()
    count(1, "faults: ways of a bad line between counter and centre, for a list")
