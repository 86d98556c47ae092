"""The centre's own commands as processes of their own, over a world's folder and database."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cardsvc.settings import Settings
from firmware_config.ids import ProvinceCode
from tests.simulators.nats import NatsCluster

_STOP_S = 30.0
_ADDRESS = re.compile(r"http://[0-9.]+:[0-9]+")


@contextmanager
def served(settings: Settings) -> Iterator[tuple[str, int]]:
    """`cardsvc run`: where it listens, and its process."""
    with _running(settings, "web", "run", "--port", "0") as (process, told):
        address = _ADDRESS.search(told)
        assert address is not None, told
        yield address.group(), process.pid


@contextmanager
def consuming(settings: Settings, cluster: NatsCluster, province: ProvinceCode) -> Iterator[int]:
    """`cardsvc broker consume`: its process."""
    if not settings.broker.exists():
        shutil.copytree(cluster.folder / "broker", settings.broker)
    urls = [word for url in cluster.address.urls for word in ("--url", url)]
    words = ("--ca", str(cluster.address.ca), "--province", province.text, *urls)
    with _running(settings, "consumer", "broker", "consume", *words) as (process, _):
        yield process.pid


@contextmanager
def _running(
    settings: Settings, name: str, *words: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """One command, and the line with which it says that it is there. Its log is `name.log`."""
    state: Path = settings.state
    environ = {word: told for word, told in os.environ.items() if not word.startswith("CARDSVC_")}
    environ |= {"CARDSVC_STATE": str(state), "CARDSVC_DATABASE_URL": settings.database_url}
    with (state / f"{name}.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own
            [sys.executable, "-m", "cardsvc", *words],
            env=environ,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdout is not None
    try:
        told = process.stdout.readline()
        assert told, (state / f"{name}.log").read_text()[-2000:]
        yield process, told
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
