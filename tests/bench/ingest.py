"""What ingest costs, on PostgreSQL that waits for its disk.

The yardstick is COPY of the same rows into the same tables, with the same indexes, constraints and
triggers, in transactions of the same size: the least that keeping them can cost. Ours is the whole
way of batches from their octets to signed acknowledgements: each batch's signature and every card's
receipt checked, by one worker process; each payment judged against what is owed, paid and revoked;
and posted. `merge` is the same once the checks are done. Three threads feed, as in a consumer: one
reads, one waits for the checks, one writes.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from math import inf
from pathlib import Path
from typing import Any

from sqlalchemy import text

from cardsvc.ledger.doubting import Judged, judge
from cardsvc.ledger.ingest import Delivery
from cardsvc.ledger.knowledge import receipt_points
from cardsvc.ledger.receipt_checks import ChecksHere
from cardsvc.ledger.receipts import shown_in
from cardsvc.ledger.taking import Came, take
from cardsvc.operation.garbage_collection import collect_seldom
from firmware_config.wire import Batch
from tests.bench.figure import Figure, timed
from tests.bench.ledger_world import NOVEMBER, LedgerWorld, Rows, Till
from tests.simulators.centre_world import NOW
from tests.simulators.postgres import Postgres

TILLS = 34
PER_TILL = 120
TOGETHER = 8
"""Batches in a transaction: a thousand confirmations, a fifth of a second's work."""
FEEDERS = 3
ROUNDS = 7
FULL, FEW = 5_000_000, 50_000
FILLING_TILLS = 1_000


def run() -> list[Figure]:
    collect_seldom()  # as the processes do that take batches in
    server = Postgres(durable=True)
    try:
        with tempfile.TemporaryDirectory() as folder:
            state = Path(folder)
            return [
                *_rates(server, state / "rates"),
                *_hot(server, state),
                *_growth(server, state),
            ]
    finally:
        server.stop()


def _rates(server: Postgres, state: Path) -> list[Figure]:
    best = _Best()
    with _world(server, state, TILLS) as world, _world(server, state / "raw", TILLS) as raw:
        for _ in range(ROUNDS):
            deliveries = world.deliveries(PER_TILL)
            best.of("first", partial(_feed, world, deliveries))
            best.of("again", partial(_feed, world, deliveries))
            best.of("copy", partial(_copy, raw, raw.rows(PER_TILL)))
            best.of("merge", partial(_merge, world, _checked(world, world.deliveries(PER_TILL))))
    count = TILLS * PER_TILL
    return [
        Figure("ingest.per_s", count / best["first"], "/s", None, "higher"),
        Figure("ingest.copy_per_s", count / best["copy"], "/s", None, "higher"),
        Figure(
            "ingest.ratio",
            best["copy"] / best["first"],
            "",
            0.25,
            "higher",
            count / best["copy"],
            "/s",
        ),
        Figure(
            "ingest.merge_ratio",
            best["copy"] / best["merge"],
            "",
            0.4,
            "higher",
            count / best["copy"],
            "/s",
        ),
        Figure("ingest.replay", best["first"] / best["again"], "", 2, "higher"),
    ]


def _hot(server: Postgres, state: Path) -> list[Figure]:
    """All tills' payments on one office's account, which every transaction then changes, against
    as many offices as tills."""
    best = _Best()
    with _world(server, state / "hot", 1) as hot, _world(server, state / "cool", TILLS) as cool:
        for _ in range(ROUNDS):
            best.of("one", partial(_feed, hot, hot.deliveries(PER_TILL)))
            best.of("many", partial(_feed, cool, cool.deliveries(PER_TILL)))
    return [Figure("ingest.hot", best["many"] / best["one"], "", 0.9, "higher")]


def _growth(server: Postgres, state: Path) -> list[Figure]:
    best = _Best()
    with (
        _world(server, state / "full", TILLS, FILLING_TILLS) as full,
        _world(server, state / "few", TILLS, FILLING_TILLS) as few,
    ):
        _fill(full, FULL)
        _fill(few, FEW)
        for _ in range(ROUNDS):
            for name, world in (("full", full), ("few", few)):
                deliveries = world.deliveries(PER_TILL, till_count=TILLS)
                best.of(name, partial(_feed, world, deliveries))
    return [Figure("ingest.growth", best["few"] / best["full"], "", 0.85, "higher")]


class _Best(dict[str, float]):
    """The shortest time of each kind of work: what else a machine does only ever adds."""

    def of(self, name: str, work: Callable[[], object]) -> None:
        self[name] = min(self.get(name, inf), timed(work))


@contextmanager
def _world(
    server: Postgres, state: Path, offices: int, tills: int = TILLS
) -> Iterator[LedgerWorld]:
    world = LedgerWorld.open(state, server.new_database(), offices, tills)
    try:
        yield world
    finally:
        world.close()


def _groups(items: Sequence[Any]) -> list[Sequence[Any]]:
    return [items[at : at + TOGETHER] for at in range(0, len(items), TOGETHER)]


def _in_parallel(work: Callable[[Any], object], pieces: Sequence[Any]) -> None:
    with ThreadPoolExecutor(FEEDERS) as feeders:
        list(feeders.map(work, pieces))


def _feed(world: LedgerWorld, deliveries: Sequence[Delivery]) -> None:
    def feed(some: Sequence[Delivery]) -> None:
        answers = world.centre.ledger.ingest_all(some)
        assert all(isinstance(answer, bytes) for answer in answers), answers

    _in_parallel(feed, _groups(deliveries))


def _copy(world: LedgerWorld, rows: Sequence[Rows]) -> None:
    for some in _groups(rows):
        world.copy(some)


def _checked(world: LedgerWorld, deliveries: Sequence[Delivery]) -> list[tuple[list[Came], Judged]]:
    """Groups of batches with their receipts judged."""
    keys = {till.id: till.key.public_key for till in world.tills}
    done = []
    for some in _groups(deliveries):
        came = [
            Came(place, Batch.parse(octets, terminal, keys[terminal]), octets)
            for place, (terminal, octets) in enumerate(some)
        ]
        shown = shown_in(entry.body for one in came for entry in one.batch.entries)
        with world.engine.begin() as connection:
            points = receipt_points(connection, {card for _, card in shown})
        done.append((came, judge(shown, points, ChecksHere().are_signed)))
    return done


def _merge(world: LedgerWorld, checked: Sequence[tuple[list[Came], Judged]]) -> None:
    def merge(one: tuple[list[Came], Judged]) -> None:
        with world.engine.begin() as connection:
            told = take(connection, *one, NOW)
        assert not any(getattr(answer, "refused", True) for answer in told.values())

    _in_parallel(merge, checked)


def _fill(world: LedgerWorld, transfers: int) -> None:
    """Years of payments, past every check, spread over all the tills."""
    per_till = transfers // len(world.tills)
    with world.engine.begin() as connection:
        for statement in _FILLING:
            connection.execute(text(statement), {"each": per_till, "period": NOVEMBER.code})
    for till in world.tills:
        till.seq = per_till
    with world.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for row in connection.execute(
            text("SELECT terminal, hash FROM entry WHERE seq = :each"), {"each": per_till}
        ):
            _till(world, row.terminal).head = row.hash
        connection.execute(text("VACUUM ANALYZE"))
        connection.execute(text("CHECKPOINT"))


def _till(world: LedgerWorld, name: str) -> Till:
    return world.tills[int(name[1:])]


_FILLING = (
    "SET LOCAL session_replication_role = replica",
    "SET LOCAL maintenance_work_mem = '512MB'",
    "INSERT INTO account (key, kind, terminal)"
    " SELECT 'drawer/' || id, 'drawer', id FROM terminal ON CONFLICT DO NOTHING",
    "INSERT INTO account (key, kind, programme, province, office, period)"
    " SELECT 'paid/BTXH/01/' || id || '/2025-01', 'paid', 'BTXH', '01', id, 300 FROM office",
    "INSERT INTO entry (terminal, seq, octets, hash, received_at)"
    " SELECT id, seq, repeat('x', 330)::bytea, sha256((id || seq)::bytea), 1"
    " FROM terminal, generate_series(1, :each) AS seq",
    "INSERT INTO transfer (kind, debit, credit, amount_vnd, terminal, seq, line, entitlement,"
    " period) SELECT 'paid', paid.id, drawer.id, 500000, terminal.id, seq, 0,"
    " substr(sha256((terminal.id || '/' || seq)::bytea), 1, 16), :period - seq % 24"
    " FROM terminal JOIN account AS drawer ON drawer.key = 'drawer/' || terminal.id"
    " JOIN account AS paid ON paid.kind = 'paid' AND paid.office = terminal.office"
    " AND paid.period = 300, generate_series(1, :each) AS seq",
    "INSERT INTO balance SELECT account, sum(debited), sum(credited) FROM"
    " (SELECT debit AS account, amount_vnd AS debited, 0 AS credited FROM transfer"
    " UNION ALL SELECT credit, 0, amount_vnd FROM transfer) AS sides GROUP BY account",
)
