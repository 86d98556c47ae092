"""The configuration files of a three-node cluster, made from one template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Self

from cardsvc.broker.authority import ServerClaims
from cardsvc.broker.errors import BrokerFault
from firmware_config.durable import write_durably
from firmware_config.wire import MAX_BATCH_BYTES

NODES = 3
"""One may fail and two still agree: JetStream's R3."""
HEADER_BYTES = 4096
"""Room beside a batch for the headers of ours and the server's own."""
_PORTS = (4222, 6222, 8222)
_LAST_PORT = (1 << 16) - 1


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the cluster: where counters and where other nodes find it."""

    name: str
    host: str
    port: int
    route_port: int
    monitor_port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """`NAME=HOST[:PORT[:ROUTE_PORT[:MONITOR_PORT]]]`. Raises `BrokerFault` (`broker-node`)."""
        name, _, address = text.partition("=")
        host, *told = address.split(":")
        ports = [int(port) for port in told if port.isascii() and port.isdigit()]
        whole = name and host and len(ports) == len(told) <= len(_PORTS)
        plain = all(part.replace("-", "").replace(".", "").isalnum() for part in (name, host))
        if not whole or not plain or not all(0 < port <= _LAST_PORT for port in ports):
            raise BrokerFault("broker-node", node=text)
        port, route_port, monitor_port = [*ports, *_PORTS[len(ports) :]]
        return cls(name, host, port, route_port, monitor_port)

    @property
    def url(self) -> str:
        """What a counter is told."""
        return f"tls://{self.host}:{self.port}"

    @property
    def route(self) -> str:
        return f"tls://{self.host}:{self.route_port}"


@dataclass(frozen=True, slots=True)
class Places:
    """Where a node finds its things, on its own machine. `store` gets a folder for each node."""

    store: str = "/var/lib/chitra-broker"
    tls: str = "/etc/chitra-broker/tls"
    max_file: str = "64G"
    max_memory: str = "1G"


def write_cluster(
    folder: Path, nodes: Iterable[Node], claims: ServerClaims, places: Places
) -> tuple[Path, ...]:
    """Write the nodes' files into `folder`; what was there under their names is replaced.

    Raises:
        BrokerFault: `broker-nodes`.
    """
    three = tuple(nodes)
    if len(three) != NODES or len({node.name for node in three}) != NODES:
        raise BrokerFault("broker-nodes", count=len(three))
    folder.mkdir(parents=True, exist_ok=True)
    template = Template(files(__name__).joinpath("node.conf").read_text(encoding="utf-8"))
    written = []
    for node in three:
        path = folder / f"{node.name}.conf"
        routes = ", ".join(f'"{other.route}"' for other in three if other != node)
        text = template.substitute(
            name=node.name,
            host=node.host,
            port=node.port,
            route_port=node.route_port,
            monitor_port=node.monitor_port,
            routes=routes,
            max_payload=MAX_BATCH_BYTES + HEADER_BYTES,
            store=f"{places.store}/{node.name}",
            tls=places.tls,
            max_file=places.max_file,
            max_memory=places.max_memory,
            operator=claims.operator,
            system_account=claims.system_account,
            system_claim=claims.system_claim,
            account=claims.account,
            account_claim=claims.account_claim,
        )
        write_durably(path, text.encode(), 0o644)
        written.append(path)
    return tuple(written)
