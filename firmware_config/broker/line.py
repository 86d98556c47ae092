"""A connection to whichever of the broker's nodes answers. asyncio; the loop is the caller's.

It does not mend itself: who finds it closed opens another. So there is one way to be connected,
and nothing is sent by a client library after its caller gave up.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

import nats
import nats.errors
from nats.aio.client import Client

from firmware_config.broker.address import BrokerAddress, BrokerError
from firmware_config.broker.credential import Credential

CONNECT_S = 5.0  # for one node
_CLOSE_S = 2.0
_PING_S = 10  # a dead node is noticed after two of these
_log = logging.getLogger(__name__)


async def connect(
    address: BrokerAddress,
    credential: Callable[[], Credential],
    inbox: str,
    name: str,
    connect_s: float = CONNECT_S,
) -> Client:
    """A connection to one of the nodes, tried in any order.

    Raises:
        BrokerError: `broker-unreachable`, `broker-ca`.
    """
    fault = ""
    for url in random.sample(address.urls, len(address.urls)):
        try:
            return await _connect_to(url, address, credential(), inbox, name, connect_s)
        except (OSError, TimeoutError, nats.errors.Error) as error:
            fault = type(error).__name__
            _log.info("broker-node-away", extra={"node": url, "fault": fault})
    raise BrokerError("broker-unreachable", cause=fault)


async def _connect_to(
    url: str,
    address: BrokerAddress,
    credential: Credential,
    inbox: str,
    name: str,
    connect_s: float,
) -> Client:
    client = Client()
    is_tls = urlsplit(url).scheme == "tls"
    opening = client.connect(
        servers=[url],
        name=name,
        error_cb=_told,
        allow_reconnect=False,
        # More than none, or the library tries the one node for ever.
        max_reconnect_attempts=1,
        reconnect_time_wait=0,
        connect_timeout=max(1, round(connect_s)),
        ping_interval=_PING_S,
        tls=address.tls() if is_tls else None,
        # Before the node has said a word: otherwise who sits between could say "no TLS here".
        tls_handshake_first=is_tls,
        signature_cb=credential.sign_nonce,
        user_jwt_cb=lambda: bytearray(credential.claim.encode()),
        inbox_prefix=inbox,
    )
    try:
        await asyncio.wait_for(opening, connect_s)
    except BaseException:
        await close(client)
        raise
    return client


async def close(client: Client) -> None:
    """End the connection; one whose TLS never came about does not notice its own end by itself."""
    with suppress(TimeoutError):
        await asyncio.wait_for(client.close(), _CLOSE_S)


async def _told(error: Exception) -> None:
    _log.info("broker-error", extra={"fault": type(error).__name__})
