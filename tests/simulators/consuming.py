"""The ledger's consumers: in a thread, in a process, or in one that dies once it has committed."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from threading import Event, Thread

from cardsvc.broker.authority import BrokerAuthority
from cardsvc.broker.consumer import LedgerConsumer
from cardsvc.centre import Centre
from cardsvc.ledger.ingest import Answer, Delivery, Takes
from cardsvc.settings import Settings
from firmware_config.broker.address import BrokerAddress
from firmware_config.clock import utc_now
from firmware_config.ids import ProvinceCode
from tests.simulators.nats import NatsCluster

DIED = 9
_STOP_S = 30.0
_LIVES, _DIES = "lives", "dies"


class Consuming:
    """A consumer in a thread of its own, from `with` to its end."""

    def __init__(
        self, cluster: NatsCluster, ledger: Takes, provinces: Sequence[ProvinceCode]
    ) -> None:
        self._consumer = LedgerConsumer(
            cluster.address, cluster.authority, ledger, provinces, utc_now
        )
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._began = Event()
        self._thread = Thread(target=self._run, name="consuming", daemon=True)

    def __enter__(self) -> Consuming:
        self._thread.start()
        assert self._began.wait(_STOP_S)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(_STOP_S)
        assert not self._thread.is_alive(), "the consumer does not stop"
        self._loop.close()

    def _run(self) -> None:
        self._loop.call_soon(self._began.set)
        self._loop.run_until_complete(self._consumer.run(self._stopping))


class DyingLedger:
    """Commits batches, and the process is gone."""

    def __init__(self, ledger: Takes) -> None:
        self._ledger = ledger

    def ingest_all(self, deliveries: Sequence[Delivery]) -> list[Answer]:
        self._ledger.ingest_all(deliveries)
        os._exit(DIED)


def consumer_process(
    cluster: NatsCluster, centre: Centre, province: ProvinceCode, *, dies: bool = False
) -> subprocess.Popen[bytes]:
    """A process that consumes for a centre of the same database and time as `centre`. One that
    `dies` does so after its first commit, before it has told anybody."""
    settings = centre.settings
    told = [_DIES if dies else _LIVES, centre.clock().isoformat(), settings.state]
    told += [settings.database_url, cluster.folder / "broker", cluster.address.ca, province]
    words = [str(one) for one in (*told, *cluster.address.urls)]
    return subprocess.Popen([sys.executable, "-m", __name__, *words])  # noqa: S603 - our own


def _main(
    end: str, at: str, state: str, database: str, keys: str, ca: str, province: str, *urls: str
) -> None:
    now = datetime.fromisoformat(at)
    centre = Centre.open(Settings.of(Path(state), database), lambda: now)
    consumer = LedgerConsumer(
        BrokerAddress(urls, Path(ca)),
        BrokerAuthority.open(Path(keys)),
        DyingLedger(centre.ledger) if end == _DIES else centre.ledger,
        [ProvinceCode(province)],
        utc_now,
    )
    asyncio.run(consumer.run(asyncio.Event()))


if __name__ == "__main__":
    _main(*sys.argv[1:])
