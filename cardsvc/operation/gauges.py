"""How a centre stands at the moment of a scrape: read from its database, pool, disk and keys."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import ColumnElement, Connection, QueuePool, Select, func, select
from sqlalchemy.exc import SQLAlchemyError

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.signing.keys import KeyState
from cardsvc.tables import CaseState, OrderState, ProposalState, RunState, TerminalState
from firmware_config.errors import ContractError


class Standing(Collector):
    def __init__(self, centre: Centre) -> None:
        self._centre = centre

    def describe(self) -> Iterator[Metric]:
        """Nothing: to register asks no database."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """A database that is away takes its own figures with it, and no others."""
        up = GaugeMetricFamily("chitra_database_up", "Whether the database answers.")
        figures: list[Metric] = []
        try:
            with self._centre.reading.begin() as connection:
                figures = list(_figures(connection, self._centre.clock()))
            up.add_metric((), 1)
        except SQLAlchemyError:
            up.add_metric((), 0)
        yield up
        yield from figures
        yield from self._pool()
        yield from self._keys()
        free = GaugeMetricFamily("chitra_disk_free_bytes", "Free where the centre keeps its state.")
        free.add_metric((), shutil.disk_usage(self._centre.settings.state).free)
        yield free

    def _pool(self) -> Iterator[Metric]:
        pool = self._centre.engine.pool
        if not isinstance(pool, QueuePool):
            return
        family = GaugeMetricFamily(
            "chitra_database_connections", "Of the pool, by state.", labels=("state",)
        )
        family.add_metric(("in-use",), pool.checkedout())
        family.add_metric(("idle",), pool.checkedin())
        family.add_metric(("most",), pool.size() + max(pool._max_overflow, 0))
        yield family

    def _keys(self) -> Iterator[Metric]:
        """Renewals are part of the product; an alarm says when one did not happen."""
        family = GaugeMetricFamily(
            "chitra_key_ends_timestamp_seconds",
            "When the first of a role's signing keys ends.",
            labels=("role",),
        )
        keyring, now = self._centre.keyring, self._centre.clock()
        try:
            ends: dict[str, datetime] = {}
            for key in keyring.held():
                if keyring.state(key, now) is KeyState.SIGNING:
                    role = key.name.role.name.lower()
                    ends[role] = min(key.ends_at, ends.get(role, key.ends_at))
        except (ContractError, OSError):
            return  # readiness says why
        for role, at in ends.items():
            family.add_metric((role,), at.timestamp())
        yield family


def _figures(connection: Connection, now: datetime) -> Iterator[Metric]:
    entries = CounterMetricFamily("chitra_entries", "Entries that the ledger holds.")
    entries.add_metric((), _one(connection, func.coalesce(func.sum(tables.signed_head.c.seq), 0)))
    yield entries
    yield _counted(
        *(connection, "chitra_terminals", "Terminals, by state.", "state"),
        select(tables.terminal.c.state, func.count()).group_by(tables.terminal.c.state),
        {state.value for state in TerminalState},
    )
    case = tables.exception_case.c
    yield _counted(
        *(connection, "chitra_cases_open", "Cases that somebody must work on, by kind.", "kind"),
        select(case.kind, func.count()).where(case.closed_at.is_(None)).group_by(case.kind),
    )
    yield from _queues(connection, now)


def _queues(connection: Connection, now: datetime) -> Iterator[Metric]:
    run, case = tables.run.c, tables.list_case.c
    order, proposal, waiting = tables.card_order.c, tables.proposal.c, tables.waiting_batch.c
    queues = {
        # Batches that came before those they follow.
        "gap": (waiting.received_at, None),
        "run": (run.started_at, run.state.in_((RunState.RUNNING, RunState.FAILED))),
        "list": (case.changed_at, case.state == CaseState.SUBMITTED),
        "card-order": (order.ordered_at, order.state == OrderState.ORDERED),
        "proposal": (proposal.proposed_at, proposal.state == ProposalState.OPEN),
    }
    length = GaugeMetricFamily("chitra_queue_length", "What waits, by queue.", labels=("queue",))
    oldest = GaugeMetricFamily(
        "chitra_queue_oldest_seconds", "How long the oldest has waited.", labels=("queue",)
    )
    for name, (since, which) in queues.items():
        query = select(func.count(), func.min(since))
        row = connection.execute(query if which is None else query.where(which)).one()
        length.add_metric((name,), row[0])
        oldest.add_metric((name,), 0 if row[1] is None else (now - row[1]).total_seconds())
    yield length
    yield oldest


def _counted(
    connection: Connection,
    name: str,
    text: str,
    label: str,
    query: Select[str, int],
    always: Iterable[str] = (),
) -> Metric:
    """`always` are told also when there are none, so that an alarm has something to watch."""
    family = GaugeMetricFamily(name, text, labels=(label,))
    found = dict.fromkeys(always, 0)
    found.update((word, count) for word, count in connection.execute(query))
    for word, count in sorted(found.items()):
        family.add_metric((word,), count)
    return family


def _one(connection: Connection, figure: ColumnElement[int]) -> int:
    return int(connection.execute(select(figure)).scalar_one())
