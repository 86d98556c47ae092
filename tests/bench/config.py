"""config: a counter refreshing its configuration against the publishing service.

Octets are all that goes over the socket, both ways, with HTTP's own heads.
"""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from flask import Flask, Response, send_file

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.settings import Settings
from counter.centre.line import CONFIGURATION_TURNS, REFRESH_S
from counter.transport import Fetched
from counter.transport.http import HttpTransport
from firmware_config import places
from firmware_config.bundle.client.configurations import Configurations
from firmware_config.bundle.publishing.files import FolderFiles
from firmware_config.bundle.publishing.keys import make_root_keys, make_service_keys
from firmware_config.bundle.publishing.publication import publish
from firmware_config.bundle.publishing.repository import RENEWED_AFTER, Repository
from firmware_config.bundle.publishing.rings import Ring
from firmware_config.bundle.review.configuration import Configuration
from firmware_config.ids import OfficeId, ProvinceCode, TerminalId
from firmware_config.published_paths import CONFIGURATION
from firmware_config.request_proof import Prover
from firmware_config.signing import FileKey
from firmware_config.web.serve import Server
from tests.bench.figure import Figure, microseconds, paired_ratio
from tests.simulators.configuration import PROVINCE, reviewed

_DAY_S = 24 * 3600
_ROUNDS = 300
_HANOI = ProvinceCode("01")


def run() -> list[Figure]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        anchor = _publish(folder / "centre")
        settings = Settings.of(folder / "centre")
        with closing(Centre.open(settings)) as centre, _serving(app_of(centre)) as url:
            first, unchanged, requests = _refreshes(folder, anchor, url)
            timestamp = len(_get_octets(url, f"{CONFIGURATION}/metadata/timestamp.json"))
            ratio, static_us = _ratio(folder, url)
    turns = _DAY_S / (REFRESH_S * CONFIGURATION_TURNS)
    return [
        Figure("config.bytes", unchanged, "B", 2_000, "lower"),
        Figure("config.requests", requests, "", 3, "lower"),
        Figure("config.full_bytes", first, "B", None, "lower"),
        # Everything anew, then as often as a counter asks, and each hour a timestamp signed anew.
        Figure(
            "config.day_bytes",
            first + (turns - 1) * unchanged + _DAY_S / RENEWED_AFTER.total_seconds() * timestamp,
            "B",
            200_000,
            "lower",
        ),
        Figure("config.ratio", ratio, "x", 0.5, "higher", static_us, "µs"),
    ]


def _publish(state: Path) -> bytes:
    """All 34 provinces, with the rates as shipped."""
    place = state / "configuration"
    service = make_service_keys(place / "keys")
    repository = Repository(FolderFiles(place / "repository"))
    anchor = repository.create(make_root_keys(place / "root-keys"), service)
    files = reviewed(rates=Path("cardsvc/registry/rates.toml").read_text("utf-8"))
    text = files.pop(PROVINCE).decode()
    for province in places.provinces():
        own = text.replace('province = "01"', f'province = "{province.code}"')
        files[f"provinces/{province.code}.toml"] = own.encode()
    publish(repository, service, Configuration.parse(files), Ring.COUNTRY)
    return anchor


def _refreshes(folder: Path, anchor: bytes, url: str) -> tuple[int, int, int]:
    """Octets of a first refresh and of an unchanged one, and the latter's requests."""
    store = Configurations(folder / "kept", anchor, _HANOI, OfficeId("100000"))
    with _counting(url) as (proxy, octets):
        http_transport = HttpTransport(
            proxy, Prover(TerminalId("T0000001"), "chitra:bench", FileKey.new())
        )
        with closing(http_transport):
            asked = _Asked(http_transport)
            store.refresh(asked)
            first = sum(octets)
            before = asked.count
            assert store.refresh(asked) is False
            return first, sum(octets) - first, asked.count - before


class _Asked:
    """A transport that counts."""

    def __init__(self, transport: HttpTransport) -> None:
        self._transport = transport
        self.count = 0

    def fetch(self, path: str, etag: str | None) -> Fetched | None:
        self.count += 1
        return self._transport.fetch(path, etag)


def _ratio(folder: Path, url: str) -> tuple[float, float]:
    """Refreshes a second against as many bare answers of a file as a refresh has requests, and
    what those take in µs."""
    name = f"{CONFIGURATION}/metadata/timestamp.json"
    path = folder / "centre/configuration/repository/metadata/timestamp.json"
    bare = Flask("bare")
    bare.add_url_rule("/file", view_func=lambda: _bare_answer(path))
    with _serving(bare) as bare_url:
        ours, theirs = _connection(url), _connection(bare_url)
        etag = _get(ours, name, {})

        def refresh() -> None:
            _get(ours, f"{CONFIGURATION}/metadata/2.root.json", {})
            _get(ours, name, {"If-None-Match": etag})

        def static() -> None:
            _get(theirs, "/file", {})
            _get(theirs, "/file", {})

        # `paired_ratio` tells times; a rate is the other way round.
        slower, _, static_s = paired_ratio(refresh, static, _ROUNDS)
        ours.close()
        theirs.close()
    return 1 / slower, microseconds(static_s)


def _bare_answer(path: Path) -> Response:
    return send_file(path)


def _connection(url: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(url).netloc)


def _get_octets(url: str, path: str) -> bytes:
    connection = _connection(url)
    connection.request("GET", path)
    octets = connection.getresponse().read()
    connection.close()
    return octets


def _get(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> str:
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    return answer.headers.get("ETag", "")


@contextmanager
def _serving(app: Flask) -> Iterator[str]:
    server = Server(app)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def _counting(url: str) -> Iterator[tuple[str, list[int]]]:
    """A relay to `url`, and the lengths of all that goes through it."""
    target = urlsplit(url)
    octets: list[int] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def relay(source: socket.socket, sink: socket.socket) -> None:
        while piece := source.recv(1 << 16):
            octets.append(len(piece))  # before it is passed on, so that no answer outruns it
            sink.sendall(piece)
        sink.shutdown(socket.SHUT_WR)

    def accept() -> None:
        client, _ = listening.accept()
        with client, socket.create_connection((target.hostname, target.port)) as server:
            back = threading.Thread(target=relay, args=(server, client), daemon=True)
            back.start()
            relay(client, server)
            back.join()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}", octets
    thread.join()
    listening.close()
