"""The broker's nodes: who of them answers, and lets this terminal in.

None of it is a fault: batches go by HTTP where the broker is away. Nothing is asked for or kept,
and no batch is sent.
"""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from pathlib import Path

from counter.doctor.finding import Finding, ok, warn
from firmware_config.broker.address import BrokerAddress, BrokerError
from firmware_config.broker.credential import Credential
from firmware_config.broker.subjects import TerminalSubjects
from firmware_config.errors import ContractError

NODE_S = 5.0
"""For each node, all at once."""
_STREAM_S = 2.0
_BROKER = "broker"


def check_broker(address: BrokerAddress, pass_file: Path, now: datetime) -> Finding:
    """By the pass that the counter keeps in `pass_file`."""
    try:
        import nats  # noqa: F401 - an optional road
    except ModuleNotFoundError:
        return warn(_BROKER, "broker-client-missing")
    try:
        address.tls()
    except BrokerError as error:
        return warn(_BROKER, "broker-ca", path=str(error.data["path"]))
    try:
        credential = Credential.from_file(pass_file.read_bytes())
    except (OSError, ContractError):
        return warn(_BROKER, "broker-no-pass", file=str(pass_file))
    if credential.is_over(now):
        return warn(_BROKER, "broker-pass-over", file=str(pass_file))
    return asyncio.run(_asked(address, credential))


async def _asked(address: BrokerAddress, credential: Credential) -> Finding:
    began = time.monotonic()
    answers = await asyncio.gather(*(_answer(url, address, credential) for url in address.urls))
    millis = round((time.monotonic() - began) * 1000)
    away = [url for url, has in zip(address.urls, answers, strict=True) if has is None]
    if len(away) == len(address.urls):
        return warn(_BROKER, "broker-unreachable", nodes=", ".join(address.urls))
    if not any(answers):
        return warn(_BROKER, "broker-no-stream", province=credential.province)
    if away:
        return warn(_BROKER, "broker-nodes-away", nodes=", ".join(away))
    return ok(_BROKER, "broker-answers", nodes=len(address.urls), millis=millis)


async def _answer(url: str, address: BrokerAddress, credential: Credential) -> bool | None:
    """Whether the province's stream is behind the node `url`; None if it lets nobody in."""
    import nats.errors

    from firmware_config.broker.line import close, connect

    subjects = TerminalSubjects(credential.province, credential.name)
    one = BrokerAddress((url,), address.ca)
    try:
        client = await connect(one, lambda: credential, subjects.inbox, subjects.terminal, NODE_S)
    except BrokerError:
        return None
    try:
        # What the stream has for this terminal; that it has nothing is an answer too.
        await client.request(subjects.last_answer, timeout=_STREAM_S)
    except (TimeoutError, nats.errors.Error):
        return False
    finally:
        await close(client)
    return True
