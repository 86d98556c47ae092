"""The payday peak in little: the centre's own processes, a few counters, and the checker."""

from __future__ import annotations

import pytest

from tests.bench.peak import Load, run

pytestmark = pytest.mark.soak


@pytest.mark.timeout(240)
@pytest.mark.usefixtures("postgres", "nats_cluster")
def test_all_that_a_small_peak_and_its_burst_are_acknowledged_for_is_in_the_ledger() -> None:
    load = Load(per_s=10, minutes=0.05, counters=4)
    figures = {one.figure: one.value for one in run(load)}
    assert (figures["peak.lost"], figures["peak.wrong"]) == (0, 0)
    for way in load.ways:
        assert figures[f"peak.{way}_burst_depth"] > 0
        assert 0 < figures[f"peak.{way}_generator"] < 1
