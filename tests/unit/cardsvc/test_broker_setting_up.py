"""Streams are made once the nodes of a cluster have found each other, and not before."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from nats.js.api import StreamConfig
from nats.js.errors import APIError, NotFoundError

from cardsvc.broker import setting_up

NO_PEERS = 10005
NO_SPACE = 10047


class Broker:
    """Refuses to make a stream for the `reasons`, one a time, and makes it then."""

    def __init__(self, *reasons: int) -> None:
        self.reasons = list(reasons)
        self.made: list[StreamConfig] = []

    async def stream_info(self, name: str) -> None:
        raise NotFoundError(code=404)

    async def add_stream(self, stream: StreamConfig) -> None:
        if self.reasons:
            raise APIError(code=400, err_code=self.reasons.pop(0))
        self.made.append(stream)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting_up, "_PEERS_WAITS_S", (0.0, 0.0))


def settle(broker: Any) -> None:
    asyncio.run(setting_up._settle_among_peers(broker, StreamConfig(name="BATCHES")))


def test_a_stream_waits_for_the_nodes_to_find_each_other() -> None:
    broker = Broker(NO_PEERS, NO_PEERS)
    settle(broker)
    assert [one.name for one in broker.made] == ["BATCHES"]


@pytest.mark.parametrize("reasons", [(NO_PEERS,) * 3, (NO_SPACE,)])
def test_what_does_not_pass_by_itself_is_told(reasons: tuple[int, ...]) -> None:
    broker = Broker(*reasons)
    with pytest.raises(APIError) as told:
        settle(broker)
    assert told.value.err_code == reasons[0]
    assert broker.made == []
