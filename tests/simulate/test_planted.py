"""Bugs that we know are found, and what finds them says nothing without them."""

from __future__ import annotations

import pytest

from tests.conftest import Count
from tests.simulate.planted import PLANTED
from tests.simulate.run import run, shortest

WITHIN = 1_000
DAYS = 2


@pytest.mark.timeout(600)
@pytest.mark.parametrize("planted", sorted(PLANTED))
def test_a_planted_bug_is_found(planted: str, count: Count) -> None:
    parts = PLANTED[planted]
    found = next(
        (result for seed in range(WITHIN) if (result := run(seed, DAYS, parts)).problems), None
    )
    assert found is not None, f"{planted} was not found within {WITHIN} seeds"
    assert not run(found.seed, DAYS).problems
    count(found.seed + 1, f"simulation: seeds until {planted} was found")


@pytest.mark.timeout(600)
def test_a_failing_history_is_shrunk_to_what_it_needs() -> None:
    """A message that is sent, and lost: what else happened that day is left out."""
    parts = PLANTED["settled-before-the-acknowledgement"]
    failed = next(result for seed in range(WITHIN) if (result := run(seed, DAYS, parts)).problems)
    short = shortest(failed, parts)
    assert short.problems[0].rule == failed.problems[0].rule
    assert len(short.events) <= 3
    assert "sync" in str(short)
