"""A broker that takes confirmations later, seen from the teller's side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from counter.transport import LATER, TransportError
from tests.simulators.station import FLOAT, Centre, Counter
from tests.simulators.world import World


class Busy(Centre):
    """Answers whatever is asked, and takes batches later."""

    later: str | None = None

    def send_batch(self, batch: bytes) -> bytes:
        if self.later is not None:
            raise TransportError(self.later)
        return super().send_batch(batch)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    world = World.make()
    made = Counter(tmp_path, world, Busy(world), shift_of=None)
    yield made
    made.stop()


@pytest.mark.parametrize("code", sorted(LATER))
def test_later_is_told_and_leaves_the_centre_reachable(counter: Counter, code: str) -> None:
    station, centre = counter.station, counter.centre
    assert isinstance(centre, Busy)
    centre.later = code
    station.shifts.open(FLOAT, "lan")
    station.drainer.round()
    assert (station.sent_later, station.centre_fault) == (code, None)
    assert station.outbox.pending().confirmations > 0
    for language in ("vi", "en"):
        words = counter.words(language)
        assert words(f"link-{code}") != words("link-other", code=code)
    centre.later = None
    station.drainer.round()
    assert (station.sent_later, station.outbox.pending().confirmations) == (None, 0)
