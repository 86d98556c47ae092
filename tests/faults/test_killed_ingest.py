"""The centre killed before each of its steps while it takes a batch in, and its database killed
throughout it.

Steps are found as in `test_killed_counter`: one ingest is watched, and then one call after another
is the last. Whoever got no answer sends the same batch again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest

from cardsvc.centre import Centre
from cardsvc.ledger.transaction import LedgerAway
from firmware_config.body.shift import CashIn
from firmware_config.ids import CitizenNumber
from firmware_config.wire import Acknowledgement
from tests.conftest import Count
from tests.simulators.centre_world import NOW, Counter, issue_card, open_centre, row, take
from tests.simulators.cut_line import CutLine
from tests.simulators.doomed import Ended, run_with
from tests.simulators.ledger_checker import Checked, cash_amiss, check_ledger
from tests.simulators.ledger_process import take_batches
from tests.simulators.postgres import REMEDY as POSTGRES_REMEDY
from tests.simulators.postgres import Postgres, PostgresMissing
from tests.simulators.strace import REMEDY, Fault, StraceMissing, names_of
from tests.simulators.without import without

pytestmark = pytest.mark.soak

MOST = 100
LEAST = 4
"""Messages of an ingest after which the database was killed: fewer, and most went by unseen."""
_STARTS_S = 60.0
_APART = 4
"""A server takes a second to start: it is killed after the first message, the fifth …"""
KILL = "signal=SIGKILL"
ALWAYS = {"sqlite": {"pwrite64", "fsync", "write"}, "postgresql": {"sendto", "write"}}
"""Without one of these calls strace has not seen an ingest."""


@dataclass
class Taking:
    """A centre, its database, and a terminal that sends one payment after another."""

    centre: Centre
    url: str
    counter: Counter
    numbers: list[CitizenNumber]
    log: Path
    handed: dict[bytes, int] = field(default_factory=dict)

    def next_batch(self) -> bytes:
        paid = issue_card(self.centre, self.numbers.pop()).pay(self.counter)
        self.handed[paid.nonce] = paid.claim.amount_vnd
        first = len(self.counter.entries) + 1
        self.counter.write(CashIn(1_000, "lan"), paid)
        return self.counter.batch(first)

    def deliver(self, batch: bytes) -> bytes:
        """To the centre in the test's own process."""
        return self.centre.ledger.ingest(self.counter.id, batch)

    def deliver_with(self, fault: Fault | None, batch: bytes) -> Ended:
        """To one in a process of its own."""
        try:
            given = (self.centre.settings.state, self.url, NOW, [(self.counter.id, batch)])
            return run_with(fault, self.log, take_batches, *given)
        except StraceMissing as missing:
            without(f"strace: {missing}", REMEDY)

    def acknowledged(self, told: object) -> bool:
        assert isinstance(told, bytes), told
        answer = Acknowledgement.parse(told, self.centre.keyring.trust(NOW))
        last = self.counter.entries[-1]
        return (answer.through_seq, answer.head, answer.refused) == (last.seq, last.hash, ())

    def check(self) -> None:
        """All that was sent is in the ledger, once."""
        name, hashes = self.counter.id.text, [entry.hash for entry in self.counter.entries]
        checked = check_ledger(self.centre.engine, {name: hashes}, {name: len(hashes)})
        assert checked == Checked(len(hashes), 0, 0, 0, 0)
        assert cash_amiss(self.centre.engine, self.handed) == {}


@contextmanager
def taking(folder: Path, url: str) -> Iterator[Taking]:
    centre = open_centre(folder / "state", url)
    numbers = [CitizenNumber(f"00114501{number:04}") for number in range(MOST)]
    take(centre, [row(centre, number) for number in numbers])
    yield Taking(centre, url, Counter.enrolled(centre), numbers, folder / "strace.log")
    centre.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """What it says is committed survives it."""
    try:
        started = Postgres(durable=True)
    except PostgresMissing as missing:
        without(f"PostgreSQL: {missing}", POSTGRES_REMEDY)
    yield started
    started.stop()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_a_centre_killed_at_any_step_of_an_ingest_books_it_once(
    request: pytest.FixtureRequest, tmp_path: Path, database: str, count: Count
) -> None:
    url = f"sqlite:///{tmp_path / 'centre.db'}"
    if database == "postgresql":
        url = request.getfixturevalue("server").new_database()
    with taking(tmp_path, url) as ledger:
        kinds = names_of(ledger.deliver_with(None, ledger.next_batch()).calls)
        assert kinds.keys() >= ALWAYS[database]
        cuts = 0
        for kind in kinds:
            step = is_there = 1
            while is_there:
                batch = ledger.next_batch()
                ended = ledger.deliver_with(Fault(kind, KILL, str(step)), batch)
                is_there = ended.was_killed
                # What it said before it died is true, and so is what another says.
                for told in (*ended.told, ledger.deliver(batch)):
                    assert ledger.acknowledged(told), (kind, step)
                cuts, step = cuts + is_there, step + 1
        assert cuts >= sum(kinds.values()) / 2
        ledger.check()
    count(cuts, f"faults: kill -9 of the centre on {database}, before each step of an ingest")


@pytest.mark.timeout(900)
def test_a_database_killed_throughout_an_ingest_has_it_once(
    server: Postgres, tmp_path: Path, count: Count
) -> None:
    is_up = Event()

    def kill() -> None:
        server.kill()
        server.start()
        is_up.set()

    name = ".s.PGSQL.5432"
    line = CutLine(tmp_path / name, server.folder / name)
    url = server.new_database().replace(str(server.folder), str(tmp_path))
    with taking(tmp_path, url) as ledger:
        cuts, is_there = 0, True
        while is_there:
            batch = ledger.next_batch()
            is_up.clear()
            line.cut_after_messages(cuts * _APART + 1, kill)
            try:
                told = ledger.deliver(batch)
                is_there = line.was_cut
            except LedgerAway:  # longer than the ledger tries for: then the counter sends it again
                assert is_up.wait(_STARTS_S)
                told = ledger.deliver(batch)
            assert ledger.acknowledged(told), cuts
            cuts += is_there
        assert cuts > LEAST
        ledger.check()
    line.stop()
    count(cuts, "faults: kill -9 of PostgreSQL, throughout an ingest")
