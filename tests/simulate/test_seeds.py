"""A few hundred histories, and that a seed is one."""

from __future__ import annotations

import pytest

from tests.conftest import Count
from tests.simulate.event import Event
from tests.simulate.run import events_of, run, shortest
from tests.simulate.story import EVENTS_A_DAY

SHARDS, SEEDS, DAYS = 10, 32, 2
_NO_FAULTS = ("events", "outcome")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_law_holds_after_any_history(shard: int, count: Count) -> None:
    faults = 0
    for seed in range(shard * SEEDS, (shard + 1) * SEEDS):
        result = run(seed, DAYS)
        if result.problems:
            pytest.fail(f"the shortest history that fails:\n{shortest(result)}")
        faults += sum(n for what, n in result.tally.items() if not what.startswith(_NO_FAULTS))
    count(SEEDS, "simulation: seeds run")
    count(SEEDS * DAYS * EVENTS_A_DAY, "simulation: events")
    count(faults, "simulation: faults injected")


def test_a_seed_is_the_same_history_every_time() -> None:
    first, again = run(7, DAYS), run(7, DAYS)
    assert (first.events, first.outcomes, first.tally) == (
        again.events,
        again.outcomes,
        again.tally,
    )


def test_a_printed_history_is_read_back() -> None:
    for event in events_of(3, 10):
        assert Event.parse(str(event)) == event
