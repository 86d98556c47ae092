"""The broker between counters and the centre: its nodes' configuration, its streams, its consumers.

The parts that need nats-py are imported when they are used: a centre without a broker has none.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from types import ModuleType

import click
from sqlalchemy import select

from cardsvc import tables
from cardsvc.broker.authority import BrokerAuthority
from cardsvc.broker.cluster import NODES, Node, Places, write_cluster
from cardsvc.broker.errors import BrokerFault
from cardsvc.centre import Centre
from cardsvc.cli.context import Told, pass_told
from cardsvc.operation.endpoints import watched_beside
from cardsvc.operation.garbage_collection import collect_seldom
from cardsvc.operation.metrics import Metrics
from firmware_config.broker.address import BrokerAddress
from firmware_config.ids import ProvinceCode
from firmware_config.logs import json_lines
from firmware_config.web.serve import Server

_MEBIBYTE = 1 << 20
_PLACES = Places()
_url = click.option(
    "--url",
    "urls",
    multiple=True,
    required=True,
    envvar="CARDSVC_BROKER_URL",
    help="A node, as tls://broker1.example.vn:4222; once for each.",
)
_ca = click.option(
    "--ca",
    type=click.Path(path_type=Path),
    envvar="CARDSVC_BROKER_CA",
    help="Whose certificates the nodes have; default: the machine's own authorities.",
)
_provinces = click.option(
    "--province", "provinces", multiple=True, help="Two digits; default: every one with an office."
)


@click.group("broker")
def broker_group() -> None:
    """The broker (NATS JetStream): optional, beside HTTP."""


@broker_group.command("config")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder."
)
@click.option(
    "--node",
    "nodes",
    multiple=True,
    required=True,
    metavar="NAME=HOST[:PORT[:ROUTE_PORT[:MONITOR_PORT]]]",
    help=f"A node; {NODES} of them.",
)
@click.option("--store", default=_PLACES.store, show_default=True, help="Where nodes keep batches.")
@click.option("--tls", default=_PLACES.tls, show_default=True, help="NAME.pem, NAME.key, ca.pem.")
@click.option("--max-file", default=_PLACES.max_file, show_default=True)
@click.option("--max-memory", default=_PLACES.max_memory, show_default=True)
@pass_told
def config(
    told: Told,
    out: Path,
    nodes: tuple[str, ...],
    store: str,
    tls: str,
    max_file: str,
    max_memory: str,
) -> None:
    """Write the three nodes' files; make the broker's keys if there are none."""
    with told.centre() as centre:
        three = [Node.parse(node) for node in nodes]
        claims = BrokerAuthority.make(centre.settings.broker).server_claims(centre.clock())
        places = Places(store, tls, max_file, max_memory)
        for path in write_cluster(out, three, claims, places):
            told.say(told.t("command-broker-file", file=str(path)))
        for node in three:
            told.say(told.t("command-broker-url", url=node.url))


@broker_group.command("setup")
@_url
@_ca
@_provinces
@click.option(
    "--stream-mib",
    type=click.IntRange(min=1),
    default=1024,
    show_default=True,
    help="What may wait for the ledger, of one province; then counters are told to wait.",
)
@pass_told
def setup(
    told: Told, urls: tuple[str, ...], ca: Path | None, provinces: tuple[str, ...], stream_mib: int
) -> None:
    """Make the streams, or change them to what they should be."""
    with told.centre() as centre:
        set_up = _needs_nats("cardsvc.broker.setting_up").set_up
        address = BrokerAddress.parse(urls, ca)
        wanted = _wanted(centre, provinces)
        authority = BrokerAuthority.open(centre.settings.broker)
        max_bytes = stream_mib * _MEBIBYTE
        made = asyncio.run(set_up(address, authority, wanted, centre.clock, max_bytes))
        for name in made:
            told.say(told.t("command-broker-stream", stream=name))


@broker_group.command("consume")
@_url
@_ca
@_provinces
@click.option("--workers", type=click.IntRange(1, 64), default=3, show_default=True)
@click.option(
    "--metrics-port",
    type=click.IntRange(0, 65535),
    envvar="CARDSVC_BROKER_METRICS_PORT",
    help="Tell /metrics and /ready there, as the pages' process does; default: nowhere.",
)
@pass_told
def consume(
    told: Told,
    urls: tuple[str, ...],
    ca: Path | None,
    provinces: tuple[str, ...],
    workers: int,
    metrics_port: int | None,
) -> None:
    """Take batches into the ledger until interrupted. Run as many of these as are needed."""
    click.get_current_context().with_resource(json_lines(told.settings.monitoring.log_level))
    with told.centre() as centre, ExitStack() as until_end:
        consumers = _needs_nats("cardsvc.broker.consumer")
        address = BrokerAddress.parse(urls, ca)
        wanted = _wanted(centre, provinces)
        authority = BrokerAuthority.open(centre.settings.broker)
        metrics = Metrics(centre)
        if metrics_port is not None:
            app = watched_beside(centre, metrics)
            server = Server(app, host=told.settings.host, port=metrics_port)
            server.start()
            until_end.callback(server.stop)
            told.say(told.t("command-broker-metrics", address=server.url))
        consumer = consumers.LedgerConsumer(
            address,
            authority,
            centre.ledger,
            wanted,
            centre.clock,
            # What the batch told may be all that a stopped card's months waited for.
            centre.card_life.let_go,
            workers,
            metrics.answered,
        )

        async def until_signal() -> None:
            stopping = asyncio.Event()
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, stopping.set)
            await consumer.run(stopping)

        told.say(told.t("command-broker-consuming", provinces=", ".join(map(str, wanted))))
        collect_seldom()
        asyncio.run(until_signal())


def _needs_nats(module: str) -> ModuleType:
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name != "nats":
            raise
        raise BrokerFault("broker-missing") from None


def _wanted(centre: Centre, provinces: tuple[str, ...]) -> tuple[ProvinceCode, ...]:
    if provinces:
        return tuple(ProvinceCode(text) for text in provinces)
    province = tables.office.c.province
    with centre.reading.begin() as connection:
        found = connection.scalars(select(province).distinct().order_by(province))
        known = tuple(ProvinceCode(text) for text in found)
    if not known:
        raise BrokerFault("broker-no-province")
    return known
