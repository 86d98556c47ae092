"""A day's backlog by the broker, while a node and a consumer die; and the checker that tells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from firmware_config.body.shift import CashIn
from tests.bench.national import drain
from tests.simulators.centre_world import Counter, open_centre
from tests.simulators.ledger_checker import Checked, check_ledger
from tests.simulators.nats import NatsCluster
from tests.simulators.postgres import Postgres

BACKLOG = 1_600


@pytest.mark.timeout(400)
def test_a_backlog_is_drained_whole_while_a_node_and_a_consumer_are_killed(
    postgres: Postgres, nats_cluster: NatsCluster, tmp_path: Path
) -> None:
    drained = drain(postgres, nats_cluster, tmp_path / "world", BACKLOG)
    assert drained.checked == Checked(BACKLOG, lost=0, twice=0, broken=0, unbalanced=0)


def test_the_checker_sees_what_the_ledger_lacks_or_holds_otherwise(tmp_path: Path) -> None:
    centre = open_centre(tmp_path / "state")
    counter = Counter.enrolled(centre)
    counter.write(*[CashIn(amount_vnd, "lan") for amount_vnd in (1_000, 2_000, 3_000)])
    centre.ledger.ingest(counter.id, counter.batch(1, 2))
    name, sent = counter.id.text, [entry.hash for entry in counter.entries]
    whole = Checked(2, lost=0, twice=0, broken=0, unbalanced=0)
    assert check_ledger(centre.engine, {name: sent}, {name: 2}) == whole
    # Acknowledged and not there; there and not as it was sent.
    too_much = replace(whole, acknowledged=3, lost=1)
    assert check_ledger(centre.engine, {name: sent}, {name: 3}) == too_much
    otherwise = replace(whole, lost=1)
    assert check_ledger(centre.engine, {name: [sent[0], sent[2]]}, {name: 2}) == otherwise
    centre.close()
