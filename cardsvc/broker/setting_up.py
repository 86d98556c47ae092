"""One visit to the broker, to make its streams or to make them what they should be."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import nats.errors
from nats.aio.client import Client
from nats.js import JetStreamContext, api
from nats.js.errors import APIError, NotFoundError

from cardsvc.broker.authority import BrokerAuthority
from cardsvc.broker.claims import OF_SETUP, SETUP_INBOX
from cardsvc.broker.errors import BrokerFault
from cardsvc.broker.streams import (
    DEFAULT_STREAM_BYTES,
    answer_stream,
    batch_stream,
    ledger_consumer,
)
from firmware_config.broker.address import BrokerAddress
from firmware_config.broker.line import close, connect
from firmware_config.broker.subjects import ProvinceSubjects
from firmware_config.clock import Clock
from firmware_config.ids import ProvinceCode

_API_S = 15.0
_NO_SUITABLE_PEERS = 10005  # of the server's JetStream errors (server/errors.json)
_PEERS_WAITS_S = (0.5, 1.0, 2.0, 4.0)


async def set_up(
    address: BrokerAddress,
    authority: BrokerAuthority,
    provinces: Iterable[ProvinceCode],
    clock: Clock,
    max_bytes: int = DEFAULT_STREAM_BYTES,
) -> tuple[str, ...]:
    """The streams of `provinces` and the ledger's consumers; the streams' names.

    Raises:
        BrokerError: `broker-unreachable`, `broker-ca`.
        BrokerFault: `broker-stream`.
    """
    client = await connect(
        address,
        lambda: authority.let_program_in("setup", OF_SETUP, clock()),
        SETUP_INBOX,
        "setup",
    )
    try:
        return await _set_up(client, provinces, max_bytes)
    except (TimeoutError, nats.errors.Error) as error:
        word = getattr(error, "description", None) or type(error).__name__
        raise BrokerFault("broker-stream", cause=word) from None
    finally:
        await close(client)


async def _set_up(
    client: Client, provinces: Iterable[ProvinceCode], max_bytes: int
) -> tuple[str, ...]:
    jetstream = client.jetstream(timeout=_API_S)
    made = []
    for province in provinces:
        for stream in (batch_stream(province, max_bytes), answer_stream(province)):
            await _settle_among_peers(jetstream, stream)
            made.append(stream.name or "")
        await jetstream.add_consumer(ProvinceSubjects.of(province).batch_stream, ledger_consumer())
    return tuple(made)


async def _settle_among_peers(jetstream: JetStreamContext, stream: api.StreamConfig) -> None:
    """Nodes that were just started find each other for some seconds yet."""
    for wait_s in _PEERS_WAITS_S:
        try:
            await _settle(jetstream, stream)
        except APIError as error:
            if error.err_code != _NO_SUITABLE_PEERS:
                raise
            await asyncio.sleep(wait_s)
        else:
            return
    await _settle(jetstream, stream)


async def _settle(jetstream: JetStreamContext, stream: api.StreamConfig) -> None:
    try:
        await jetstream.stream_info(stream.name or "")
    except NotFoundError:
        await jetstream.add_stream(stream)
    else:
        await jetstream.update_stream(stream)
