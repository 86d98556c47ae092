"""Fixtures over real services: pcscd with the virtual reader, PostgreSQL, NATS, SoftHSM."""

from __future__ import annotations

import atexit
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware_config.reader.pcsc import PcscSlot
from firmware_config.reader.worker import ReaderWorker
from tests.simulators import nats as nats_server
from tests.simulators import postgres as postgres_server
from tests.simulators.nats import NatsCluster, NatsMissing
from tests.simulators.pcscd import READER_NAME, REMEDY, Pcscd, PcscdMissing
from tests.simulators.postgres import Postgres, PostgresMissing
from tests.simulators.softhsm import SoftHsm, soft_hsm

# Set at import, before any test can call the PC/SC client library: it reads the variable at its
# first use in a process and never again. Each pytest-xdist worker has a folder of its own.
_PCSCD_FOLDER = Path(tempfile.mkdtemp(prefix="chitra-pcscd-"))
atexit.register(shutil.rmtree, _PCSCD_FOLDER, ignore_errors=True)
os.environ["PCSCLITE_CSOCK_NAME"] = str(Pcscd.socket_path_in(_PCSCD_FOLDER))


def _missing(reason: str) -> None:
    """Absent tools fail the build, but only skip on somebody's own machine."""
    text = f"{reason}; mend it with: {REMEDY} && pip install 'chitra[pcsc]'"
    if os.environ.get("CI") == "true":
        pytest.fail(text)
    pytest.skip(text)


@pytest.fixture(scope="session")
def _own_pcscd() -> Iterator[Pcscd]:
    if importlib.util.find_spec("smartcard") is None:
        _missing("pyscard is not installed")
    daemon = Pcscd(_PCSCD_FOLDER)
    yield daemon
    daemon.stop()


@pytest.fixture
def pcscd(_own_pcscd: Pcscd) -> Pcscd:
    """A running pcscd of this session's own, with an empty virtual reader.

    PC/SC clients in this process and its children find this one.
    """
    if not _own_pcscd.running or not _own_pcscd.plugged:
        _own_pcscd.stop()
        _own_pcscd.plug()
        try:
            _own_pcscd.start()
        except PcscdMissing as error:
            _missing(f"pcscd cannot start: {error}")
    _own_pcscd.wait_until_empty()
    return _own_pcscd


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Absent, it fails the build, but only skips on somebody's own machine."""
    try:
        server = Postgres()
    except PostgresMissing as missing:
        text = f"PostgreSQL: {missing}; mend it with: {postgres_server.REMEDY}"
        if os.environ.get("CI") == "true":
            pytest.fail(text)
        pytest.skip(text)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def nats_cluster() -> Iterator[NatsCluster]:
    """Three nodes. Absent, they fail the build, but only skip on somebody's own machine."""
    try:
        cluster = NatsCluster()
    except NatsMissing as missing:
        text = f"nats-server: {missing}; mend it with: {nats_server.REMEDY}"
        if os.environ.get("CI") == "true":
            pytest.fail(text)
        pytest.skip(text)
    yield cluster
    cluster.stop()


@pytest.fixture
def worker(pcscd: Pcscd) -> Iterator[ReaderWorker]:
    """At the virtual reader."""
    worker = ReaderWorker(PcscSlot(READER_NAME))
    yield worker
    assert worker.close()


@pytest.fixture
def hsm(tmp_path: Path) -> Iterator[SoftHsm]:
    with soft_hsm(tmp_path / "hsm") as found:
        yield found
