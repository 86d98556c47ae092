"""The counter's pass to the broker, and what is done while there is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cardsvc.broker.authority import TERMINAL_FOR, BrokerAuthority
from counter.settings import Settings, make_counter
from counter.transport import BrokerAway, Fetched, TransportError
from counter.transport.broker_pass import BrokerPass
from counter.transport.nats import NatsTransport
from firmware_config.broker.address import BrokerAddress, BrokerError
from firmware_config.ids import ProvinceCode, TerminalId
from firmware_config.signing import FileKey
from tests.simulators.centre_world import Hands

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
TERMINAL = TerminalId("T0000001")


class Issuing:
    """A centre over HTTP that gives passes while it can be reached."""

    def __init__(self, authority: BrokerAuthority, clock: Hands) -> None:
        self.authority, self.clock = authority, clock
        self.fault: str | None = None
        self.asked = 0
        self.batches: list[bytes] = []

    def send_batch(self, batch: bytes) -> bytes:
        self.batches.append(batch)
        return b"by http"

    def ask(self, path: str, request: bytes) -> bytes:
        return b"asked"

    def fetch(self, path: str, etag: str | None) -> Fetched | None:
        self.asked += 1
        if self.fault is not None:
            raise TransportError(self.fault)
        key = path.rpartition("/")[2]
        province = ProvinceCode("01")
        claim = self.authority.let_terminal_in(key, TERMINAL, province, self.clock())
        return Fetched(claim.encode(), "")

    def close(self) -> None:
        pass


@pytest.fixture
def clock() -> Hands:
    return Hands(NOW)


@pytest.fixture
def centre(tmp_path: Path, clock: Hands) -> Issuing:
    return Issuing(BrokerAuthority.make(tmp_path / "broker"), clock)


def passes(tmp_path: Path, centre: Issuing, clock: Hands) -> BrokerPass:
    return BrokerPass(tmp_path / "pass", TERMINAL, centre, clock)


def test_a_pass_is_asked_for_once_and_kept_for_its_owner_alone(
    tmp_path: Path, centre: Issuing, clock: Hands
) -> None:
    first = passes(tmp_path, centre, clock).now()
    assert passes(tmp_path, centre, clock).now().key.public == first.key.public
    assert centre.asked == 1
    assert (tmp_path / "pass").stat().st_mode & 0o777 == 0o600


def test_an_old_pass_is_renewed_or_used_until_its_end_while_the_centre_is_away(
    tmp_path: Path, centre: Issuing, clock: Hands
) -> None:
    kept = passes(tmp_path, centre, clock)
    first = kept.now()
    clock.forward(TERMINAL_FOR - timedelta(hours=1))
    centre.fault = "centre-unreachable"
    assert kept.now() == first
    clock.forward(timedelta(hours=1))
    with pytest.raises(BrokerAway, match="broker-no-pass"):
        kept.now()
    centre.fault = None
    assert kept.now().key.public != first.key.public


@pytest.mark.parametrize("octets", [b"", b"nonsense", b"\xff\xfe", b"a.b.c SUAC"])
def test_a_pass_file_that_is_none_is_replaced(
    tmp_path: Path, centre: Issuing, clock: Hands, octets: bytes
) -> None:
    (tmp_path / "pass").write_bytes(octets)
    assert passes(tmp_path, centre, clock).now().name == TERMINAL.text


def test_batches_go_by_http_while_no_node_answers_and_none_is_asked_again_at_once(
    tmp_path: Path, centre: Issuing, clock: Hands
) -> None:
    times = iter((0.0, 0.0, 1.0))
    transport = NatsTransport(
        BrokerAddress(("nats://127.0.0.1:1",)),
        passes(tmp_path, centre, clock),
        centre,
        monotonic=lambda: next(times),
    )
    batch = b"\x82\x40\x80"
    assert [transport.send_batch(batch) for _ in range(2)] == [b"by http"] * 2
    assert transport.ask("/x", b"") == b"asked"
    transport.close()
    assert next(times, None) is None, "the second time the broker was not tried"


def test_a_counter_without_a_pass_sends_by_http(
    tmp_path: Path, centre: Issuing, clock: Hands
) -> None:
    centre.fault = "broker-unknown"
    address = BrokerAddress(("nats://127.0.0.1:1",))
    transport = NatsTransport(address, passes(tmp_path, centre, clock), centre)
    assert transport.send_batch(b"\x82\x40\x80") == b"by http"
    transport.close()


def settings(tmp_path: Path, **values: str | list[str]) -> Settings:
    return make_counter(
        tmp_path / "counter",
        terminal="T0000001",
        office="100000",
        office_name="Bưu cục Ba Đình",
        centre_url="http://127.0.0.1:1",
        root=FileKey.new().public_key.point.hex(),
        status_uris=["01/0"],
        **values,
    )


def test_a_counter_knows_the_broker_from_its_settings_or_none(tmp_path: Path) -> None:
    assert settings(tmp_path).broker is None
    urls = ["tls://a:4222", "tls://b:4222"]
    told = settings(tmp_path, broker_urls=urls, broker_ca="broker-ca.pem")
    assert told.broker == BrokerAddress(tuple(urls), told.state / "broker-ca.pem")


def test_a_broker_address_without_tls_is_refused_at_installation(tmp_path: Path) -> None:
    with pytest.raises(BrokerError, match="broker-url"):
        settings(tmp_path, broker_urls=["nats://10.0.0.9:4222"])
