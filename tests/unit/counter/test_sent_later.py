"""A broker that takes confirmations later, seen from the teller's side."""

from __future__ import annotations

import pytest

from counter.transport import LATER, TransportError
from firmware_config.body.shift import CashIn
from tests.simulators.station import Centre, Counter
from tests.simulators.world import World


class Busy(Centre):
    """Answers whatever is asked, and takes batches later."""

    later: str | None = None

    def send_batch(self, batch: bytes) -> bytes:
        if self.later is not None:
            raise TransportError(self.later)
        return super().send_batch(batch)


@pytest.fixture
def centre(world: World) -> Busy:
    return Busy(world)


@pytest.mark.parametrize("code", sorted(LATER))
def test_later_is_told_and_leaves_the_centre_reachable(
    counter: Counter, centre: Busy, code: str
) -> None:
    station = counter.station
    centre.later = code
    station.journal.append(CashIn(1_000, "lan"))
    station.line.drainer.round()
    assert (station.line.sent_later, station.line.centre_fault) == (code, None)
    assert station.outbox.pending().confirmations > 0
    for language in ("vi", "en"):
        words = counter.words(language)
        assert words(f"link-{code}") != words("link-other", code=code)
    centre.later = None
    station.line.drainer.round()
    assert (station.line.sent_later, station.outbox.pending().confirmations) == (None, 0)
