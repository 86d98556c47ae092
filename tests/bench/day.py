"""day: ten thousand chip payouts through the counter's own HTTP interface, with software cards.

A till asks for the state, pays one month, and clears the desk; the waitress server, the desk, the
journal and the outbox are the real ones. The centre answers after a twentieth of a second, as over
a network.

`day.ratio` is payouts a second against the same without a counter: a bare application on the same
server that is asked as often, sends the card the very same commands and makes the two one-row
durable commits of a payout. `day.commits` leaves HTTP and card out of the yardstick; it is told
and not gated, because on a disk that syncs in no time it measures a software card's cryptography.
"""

from __future__ import annotations

import gc
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from counter.api.tills import Tills
from counter.app import create_app
from counter.station import Station
from firmware_config.card.apdu import SmartCard
from firmware_config.period import Period
from firmware_config.reader.simulated import SimulatedSlot
from firmware_config.web.events import EventStream
from firmware_config.web.serve import Server
from tests.bench.bare import BareCommits, bare_app
from tests.bench.figure import Figure, percentile, timed
from tests.bench.long_journal import long_journal
from tests.simulators.station import Centre, Counter
from tests.simulators.world import World

_PAYOUTS = 10_000
_WARM = 500
_MONTHS, _SLOTS = 32, 8  # all that one card holds
_CARDS = -(-(_PAYOUTS + _WARM) // (_MONTHS * _SLOTS))
_PERSON = timedelta(seconds=2.5)
"""Between two people by the counter's clock, so that the whole is a day of seven hours."""
_ANSWER_S = 0.05
_BARE_EVERY = 20
_STARTS = 30
_ROWS = 1_000_000


def run() -> list[Figure]:
    with TemporaryDirectory() as folder:
        day = _Day(Path(folder))
        try:
            figures = day.spend()
        finally:
            day.end()
        return [*figures, Figure("day.start_growth", _growth(Path(folder)), "x", 1.5, "lower")]


class _OverANetwork(Centre):
    """Answers a batch after a while, as the real one does."""

    def send_batch(self, batch: bytes) -> bytes:
        time.sleep(_ANSWER_S)
        return super().send_batch(batch)


class _Timed:
    """A card that counts the seconds it took itself."""

    def __init__(self, card: SmartCard) -> None:
        self.atr = card.atr
        self.power_on, self.power_off = card.power_on, card.power_off
        self.seconds = 0.0
        self._card = card

    def transmit(self, apdu: bytes) -> bytes:
        began = time.perf_counter()
        try:
            return self._card.transmit(apdu)
        finally:
            self.seconds += time.perf_counter() - began


@dataclass(frozen=True, slots=True)
class _Holder:
    """A card that pays month after month, and its PIN."""

    card: _Timed
    pin: str


class _Till:
    """A program on one kept-open connection."""

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self._connection = HTTPConnection(urlsplit(url).netloc)
        self._headers = {"Content-Type": "application/json", **headers}

    def get(self, path: str) -> Any:
        return self._asked("GET", path, None)

    def post(self, path: str, **body: object) -> Any:
        return self._asked("POST", path, json.dumps(body))

    def _asked(self, method: str, path: str, body: str | None) -> Any:
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        told = json.loads(answer.read())
        assert answer.status == 200, told
        return told

    def close(self) -> None:
        self._connection.close()


class _Day:
    """A counter with its server, a till, and the bare application beside them."""

    def __init__(self, folder: Path) -> None:
        this_month = World.make()
        since = Period(this_month.base.code - _MONTHS + 1)
        self._world = replace(this_month, base=since)
        centre = _OverANetwork(self._world)
        self._holders = [self._holder(centre) for _ in range(_CARDS)]
        self._counter = Counter(folder / "day", self._world, centre)
        station = self._counter.station
        self._server = Server(self._counter.app, on_stop=[self._counter.hub.close])
        self._server.start()
        self._counter.accounts.create("lan", "teller")
        token = Tills(station.settings.tills_file, station.accounts).add("bench", "lan")
        self._till = _Till(self._server.url, {"Authorization": f"Bearer {token}"})
        self._commits = BareCommits(folder / "bare.sqlite")
        self._bare_server = Server(bare_app(self._commits))
        self._bare_server.start()
        self._bare_till = _Till(self._bare_server.url, {})

    def spend(self) -> list[Figure]:
        """Pay everybody; what that took."""
        waiting = cycle(self._holders)
        for _ in range(_WARM):
            self._pay(next(waiting))
            self._bare()
        before = _memory()
        bare, commits = [], []
        card_before = self._card_seconds
        paying = 0.0
        for number in range(_PAYOUTS):
            holder = next(waiting)
            paying += timed(lambda holder=holder: self._pay(holder))  # type: ignore[misc]
            if number % _BARE_EVERY == 0:
                bare.append(timed(self._bare))
                commits.append(timed(self._commits.two))
        after = _memory()
        card = (self._card_seconds - card_before) / _PAYOUTS
        payout = paying / _PAYOUTS
        least, two = percentile(bare, 0.5) + card, percentile(commits, 0.5)
        return [
            Figure("day.ratio", least / payout, "x", 0.25, "higher", least * 1000, "ms"),
            Figure(
                *("day.commits", two / payout, "x", None, "higher"),
                *(two * 1000, "ms"),
            ),
            Figure("day.payout_ms", payout * 1000, "ms", None, "lower"),
            Figure("day.card_ms", card * 1000, "ms", None, "lower"),
            Figure("day.memory", after / before, "x", 1.1, "lower"),
        ]

    def end(self) -> None:
        self._till.close()
        self._bare_till.close()
        self._server.stop()
        self._bare_server.stop()
        self._counter.stop()
        self._commits.close()

    @property
    def _card_seconds(self) -> float:
        return sum(holder.card.seconds for holder in self._holders)

    def _pay(self, holder: _Holder) -> None:
        """One person: the card in, the oldest month paid, the desk cleared."""
        counter, till = self._counter, self._till
        counter.now += _PERSON
        counter.slot.insert(holder.card)
        number, kind = 0, ""
        while kind != "offered":
            state = till.get(f"/api/v1/state?after={number}&wait_s=20")
            number, kind = state["number"], state["kind"]
        offer = state["offer"]
        months = [1] + [0] * (len(offer["claims"]) - 1)
        presentation = offer["presentation"]
        paid = till.post(
            "/api/v1/pay/chip", presentation=presentation, pin=holder.pin, months=months
        )
        counter.slot.pull()
        till.post("/api/v1/next", number=paid["number"])

    def _bare(self) -> None:
        self._bare_till.get("/state")
        self._bare_till.post("/pay", pin="123456")
        self._bare_till.post("/next")

    def _holder(self, centre: Centre) -> _Holder:
        every_month = (1 << _MONTHS) - 1
        dues = [self._world.entitlement(payable=every_month) for _ in range(_SLOTS)]
        issued = self._world.issue_card(*dues)
        centre.list_record(issued.record)
        return _Holder(_Timed(issued.card), issued.pin)


def _memory() -> int:
    """This process's resident memory in bytes, without what is only waiting to be freed."""
    gc.collect()
    resident = Path("/proc/self/statm").read_text().split()[1]
    return int(resident) * os.sysconf("SC_PAGE_SIZE")


def _growth(folder: Path) -> float:
    """How much longer a counter takes to start and to answer once on a long journal."""
    starts = []
    for name, rows in (("short", 0), ("long", _ROWS)):
        world = World.make()
        url = f"sqlite:///{folder}/{name}.sqlite"
        if rows:
            long_journal(url, world.terminal, rows).dispose()
        centre = Centre(world)
        counter = Counter(folder / name, world, centre, database_url=url)
        counter.stop()
        starts.append(_starter(counter, centre))
    times: list[list[float]] = [[], []]
    for _ in range(_STARTS):
        for start, taken in zip(starts, times, strict=True):
            taken.append(start())
    # The quicker half's middle: what else the machine does only ever adds.
    short, long = (percentile(taken, 0.25) for taken in times)
    return long / short


def _starter(counter: Counter, centre: Centre) -> Callable[[], float]:
    """Starts the counter again, as often as it is called; the seconds until it has answered."""
    settings, now = counter.station.settings, counter.now
    accounts = counter.accounts
    accounts.create("lan", "teller")
    token = Tills(settings.tills_file, accounts).add("bench", "lan")
    headers = {"Authorization": f"Bearer {token}"}

    def start() -> float:
        began = time.perf_counter()
        hub = EventStream()
        station = Station(
            settings,
            hub.publish,
            slot=SimulatedSlot(),
            transport=centre,
            clock=lambda: now,
            accounts=accounts,
        )
        client = create_app(station, hub).test_client()
        station.start()
        for page in ("state", "outbox"):
            assert client.get(f"/api/v1/{page}", headers=headers).status_code == 200
        taken = time.perf_counter() - began
        hub.close()
        station.stop()
        return taken

    return start
