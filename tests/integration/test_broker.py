"""Batches by the broker: three real nodes, the real centre, and everything that can break."""

from __future__ import annotations

import asyncio
import gzip
import json
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import httpx
import nats.errors
import pytest
from nats.aio.client import Client
from nats.js.errors import APIError
from sqlalchemy import func, select

from cardsvc import tables
from cardsvc.app import app_of
from cardsvc.broker.authority import BrokerAuthority
from cardsvc.broker.errors import BrokerFault
from cardsvc.centre import Centre
from cardsvc.ledger.ingest import Answer as LedgerAnswer
from cardsvc.ledger.ingest import Delivery
from cardsvc.operation.metrics import Metrics
from counter.doctor.broker import check_broker
from counter.doctor.finding import Level
from counter.doctor.words import mend, what
from counter.transport import Transport, TransportError
from counter.transport.broker_pass import BrokerPass
from counter.transport.http import HttpTransport
from counter.transport.nats import NatsTransport
from counter.words import MESSAGES
from firmware_config.body.shift import CashIn
from firmware_config.broker.address import BrokerAddress
from firmware_config.broker.answer import BATCH_HEADER, Answer
from firmware_config.broker.credential import Credential
from firmware_config.broker.line import close, connect
from firmware_config.broker.nkey import Nkey, NkeyKind
from firmware_config.broker.subjects import ProvinceSubjects, TerminalSubjects
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.web.catalogue import LANGUAGES, WEB_MESSAGES, Catalogue
from firmware_config.wire import MAX_BATCH_BYTES, Acknowledgement
from tests.conftest import Count
from tests.simulators.answering import answering
from tests.simulators.awaited import awaited
from tests.simulators.centre_world import BA_DINH, HA_NOI, Counter, Hands, open_centre
from tests.simulators.consuming import DIED, Consuming, consumer_process
from tests.simulators.nats import NatsCluster, drop_streams

pytestmark = pytest.mark.timeout(240)

Done = TypeVar("Done")
_SOON_S = 25.0
_NODES_KILLED = "faults: kill -9 of a node of NATS"
_SUBJECTS = ProvinceSubjects.of(HA_NOI)


class Road(HttpTransport):
    """HTTP to the centre, which may be closed; `batches` counts those that went by it."""

    is_open = True
    batches = 0

    def send_batch(self, batch: bytes) -> bytes:
        if not self.is_open:
            raise TransportError("centre-unreachable")
        self.batches += 1
        return super().send_batch(batch)


@dataclass(slots=True)
class Place:
    """A centre with its pages and its broker, and counters of its first office."""

    centre: Centre
    cluster: NatsCluster
    url: str
    folder: Path

    def counter(self, name: str = "T0000001") -> Counter:
        return Counter.enrolled(self.centre, name, BA_DINH)

    @contextmanager
    def transport(
        self, counter: Counter, answer_s: float = _SOON_S
    ) -> Iterator[tuple[NatsTransport, Road]]:
        road = Road(self.url, counter.prover(self.centre))
        kept = BrokerPass(self.folder / counter.id.text, counter.id, road, self.centre.clock)
        transport = NatsTransport(self.cluster.address, kept, road, answer_s, away_s=0.0)
        try:
            yield transport, road
        finally:
            transport.close()

    def acknowledged(self, octets: bytes) -> Acknowledgement:
        return Acknowledgement.parse(octets, self.centre.keyring.trust(self.centre.clock()))

    def held(self, counter: Counter) -> int:
        """Transfers of the counter's entries, each of which makes one."""
        transfer = tables.transfer.c
        with self.centre.reading.begin() as connection:
            return (
                connection.scalar(select(func.count()).where(transfer.terminal == counter.id.text))
                or 0
            )

    def consuming(self) -> Consuming:
        return Consuming(self.cluster, self.centre.ledger, [HA_NOI])

    def waiting(self) -> int:
        """Batches in the broker."""

        async def counted(client: Client) -> int:
            info = await client.jetstream().stream_info(_SUBJECTS.batch_stream)
            return info.state.messages

        return self.cluster.run(counted)


@pytest.fixture
def place(nats_cluster: NatsCluster, tmp_path: Path) -> Iterator[Place]:
    # The nodes have no clock but the machine's.
    centre = open_centre(tmp_path / "state", None, Hands(datetime.now(UTC)))
    nats_cluster.set_up([HA_NOI])
    (tmp_path / "state" / "broker").symlink_to(nats_cluster.folder / "broker")
    with answering(app_of(centre, strict=True)) as url:
        yield Place(centre, nats_cluster, url, tmp_path)
    centre.close()


@pytest.fixture
def counter(place: Place) -> Counter:
    made = place.counter()
    made.write(CashIn(1_000, "lan"), CashIn(2_000, "lan"))
    return made


def later(transport: Transport, batch: bytes) -> str:
    with pytest.raises(TransportError) as refused:
        transport.send_batch(batch)
    return refused.value.code


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _SOON_S
    while not holds():
        assert time.monotonic() < deadline, "it does not come to hold"
        time.sleep(0.1)


def test_a_batch_by_the_broker_is_acknowledged_by_the_ledgers_signature(
    place: Place, counter: Counter
) -> None:
    with place.transport(counter) as (transport, road), place.consuming():
        acknowledgement = place.acknowledged(transport.send_batch(counter.batch()))
        assert (acknowledgement.terminal, acknowledgement.through_seq) == (counter.id, 2)
        counter.write(CashIn(3_000, "lan"))
        assert place.acknowledged(transport.send_batch(counter.batch(3))).through_seq == 3
        assert (road.batches, place.held(counter)) == (0, 3)
        until(lambda: place.waiting() == 0)


def test_a_gap_is_told_as_over_http(place: Place, counter: Counter) -> None:
    with place.transport(counter) as (transport, road), place.consuming():
        by_broker = outcome(transport, counter.batch(2))
        assert by_broker == outcome(road, counter.batch(2))


def outcome(transport: Transport, batch: bytes) -> tuple[object, ...]:
    try:
        return ("taken", len(transport.send_batch(batch)))
    except TransportError as refused:
        return ("refused", refused.code, refused.data.get("expected"))


def test_an_answer_that_its_counter_missed_is_kept_for_it(place: Place, counter: Counter) -> None:
    batch = counter.batch()
    with place.transport(counter, answer_s=0.5) as (transport, _):
        assert later(transport, batch) == "broker-waiting"
    with place.consuming():
        until(lambda: place.waiting() == 0)
    # No consumer is there any more: what comes is what was kept.
    again = counter.batch()
    assert again != batch, "a new signature"
    with place.transport(counter) as (transport, road):
        assert place.acknowledged(transport.send_batch(again)).through_seq == 2
        assert road.batches == 0


def test_a_consumer_killed_between_commit_and_answer_leaves_its_batch_to_the_next(
    place: Place, counter: Counter
) -> None:
    with (
        place.transport(counter) as (transport, road),
        ThreadPoolExecutor(1) as pool,
        consumer_process(place.cluster, place.centre, HA_NOI, dies=True) as dying,
    ):
        sent = pool.submit(transport.send_batch, counter.batch())
        assert dying.wait(_SOON_S) == DIED
        assert place.held(counter) == 2, "it had committed"
        assert not sent.done(), "and had told nobody"
        with place.consuming():
            assert place.acknowledged(sent.result(_SOON_S)).through_seq == 2
        assert (place.held(counter), road.batches) == (2, 0)


def test_with_one_node_of_three_killed_nothing_changes(
    place: Place, counter: Counter, count: Count
) -> None:
    with place.transport(counter) as (transport, road), place.consuming():
        transport.send_batch(counter.batch())
        # The worst of the three: the one that leads the stream.
        place.cluster.kill(place.cluster.leader(_SUBJECTS.batch_stream))
        # While the others agree on a leader a batch may go round by HTTP; none is lost.
        until(lambda: sends_by_broker(counter, transport, road))
        assert place.held(counter) == len(counter.entries)
    count(1, _NODES_KILLED)


def sends_by_broker(counter: Counter, transport: Transport, road: Road) -> bool:
    before = road.batches
    counter.write(CashIn(3_000, "lan"))
    transport.send_batch(counter.batch(len(counter.entries)))
    return road.batches == before


@pytest.mark.parametrize("killed", [2, 3])
def test_without_a_majority_batches_go_by_http_and_come_back_to_the_broker(
    place: Place, counter: Counter, killed: int, count: Count
) -> None:
    with place.transport(counter) as (transport, road), place.consuming():
        place.cluster.kill(*place.cluster.nodes[:killed])
        assert place.acknowledged(transport.send_batch(counter.batch())).through_seq == 2
        assert road.batches == 1
        road.is_open = False
        counter.write(CashIn(3_000, "lan"))
        assert later(transport, counter.batch(3)) == "centre-unreachable"
        place.cluster.start()
        until(lambda: outcome(transport, counter.batch(3))[0] == "taken")
        assert (road.batches, place.held(counter)) == (1, 3)
    count(killed, _NODES_KILLED)


def test_a_broker_lost_with_its_disks_loses_no_payment(
    place: Place, counter: Counter, count: Count
) -> None:
    with place.transport(counter, answer_s=0.5) as (transport, road):
        assert later(transport, counter.batch()) == "broker-waiting"
        assert place.waiting() == 1
        place.cluster.kill()
        place.cluster.wipe()
        place.cluster.start()
        # The nodes know nothing: not even of streams.
        assert place.acknowledged(transport.send_batch(counter.batch())).through_seq == 2
        assert (road.batches, place.held(counter)) == (1, 2)
    count(len(place.cluster.nodes), _NODES_KILLED)


def test_a_broker_restarted_with_its_disks_keeps_what_it_was_given(
    place: Place, counter: Counter, count: Count
) -> None:
    with place.transport(counter, answer_s=0.5) as (transport, _):
        assert later(transport, counter.batch()) == "broker-waiting"
    place.cluster.kill()
    place.cluster.start()
    with place.consuming():
        until(lambda: place.held(counter) == 2)
    count(len(place.cluster.nodes), _NODES_KILLED)


def test_a_terminal_that_has_filled_its_places_is_told_later(
    place: Place, counter: Counter
) -> None:
    with place.transport(counter, answer_s=0.2) as (transport, road):
        told = [later(transport, counter.batch()) for _ in range(6)]
        assert told == ["broker-waiting"] * 4 + ["broker-full"] * 2
        other = place.counter("T0000002")
        other.write(CashIn(1_000, "lan"))
        with place.transport(other, answer_s=0.2) as (others, _):
            assert later(others, other.batch()) == "broker-waiting", "it has places of its own"
        assert road.batches == 0, "a full broker is no reason to go round it"
    with place.consuming(), place.transport(counter) as (transport, road):
        until(lambda: is_taken(transport, counter))
        until(lambda: place.waiting() == 0)
        assert road.batches == 0
    assert (place.held(counter), place.held(other)) == (2, 1)


def test_a_full_stream_says_later_and_loses_nothing(place: Place) -> None:
    place.cluster.set_up([HA_NOI], max_bytes=100_000)
    counters = [place.counter(f"T000000{number}") for number in range(1, 4)]
    told = []
    for one in counters:
        one.write(*[CashIn(1_000 + number, "lan") for number in range(400)])
        with place.transport(one, answer_s=0.2) as (transport, _):
            told += [later(transport, one.batch()) for _ in range(2)]
    assert "broker-full" in told
    assert told[0] == "broker-waiting"
    with place.consuming():
        for one in counters:
            with place.transport(one) as (transport, road):
                until(partial(is_taken, transport, one))
                assert road.batches == 0
    assert [place.held(one) for one in counters] == [400] * 3


def is_taken(transport: Transport, counter: Counter) -> bool:
    return outcome(transport, counter.batch())[0] == "taken"


def test_a_batch_of_another_terminal_inside_is_refused(place: Place, counter: Counter) -> None:
    other = place.counter("T0000002")
    other.write(CashIn(9_000, "lan"))
    with place.transport(counter) as (transport, road), place.consuming():
        assert outcome(transport, other.batch()) == outcome(road, other.batch())
        assert outcome(transport, other.batch())[0] == "refused"
        mixed = Counter(counter.id, counter.key, other.entries)
        assert outcome(transport, mixed.batch()) == outcome(road, mixed.batch())
    assert (place.held(counter), place.held(other)) == (0, 0)


def test_the_nodes_refuse_a_terminal_whatever_is_not_its_own(
    place: Place, counter: Counter
) -> None:
    own = TerminalSubjects.of(HA_NOI, counter.id)
    others = TerminalSubjects.of(HA_NOI, TerminalId("T0000002"))

    async def tries(client: Client) -> list[str]:
        told = []
        for subject in (
            others.batch,
            others.last_answer,
            own.answer,
            f"$JS.API.STREAM.PURGE.{_SUBJECTS.batch_stream}",
            f"$JS.API.STREAM.INFO.{_SUBJECTS.batch_stream}",
            f"$JS.API.CONSUMER.MSG.NEXT.{_SUBJECTS.batch_stream}.ledger",
            "$SYS.REQ.SERVER.PING",
        ):
            with pytest.raises(TimeoutError):
                await client.request(subject, b"x", timeout=0.3)
            told.append(str(client.last_error))
        for subject in (others.answer, others.batch, "chitra.>", f"{others.inbox}.>", ">"):
            await client.subscribe(subject)
            await client.flush()
            await asyncio.sleep(0.05)
            told.append(str(client.last_error))
        return told

    told = as_terminal(place, counter, tries)
    assert [line for line in told if "permissions violation" not in line.lower()] == []
    assert len(set(told)) == len(told), "each was refused for itself"
    assert place.waiting() == 0


def test_octets_that_are_no_batch_are_refused_and_leave_the_broker(
    place: Place, counter: Counter
) -> None:
    bomb = gzip.compress(bytes(64 << 20))
    nonsense = [b"", b"no batch", bytes(5_000), bomb, b"\x82\x40\x80", b"\x9b" + b"\xff" * 8]
    own = TerminalSubjects.of(HA_NOI, counter.id)

    async def sends(client: Client) -> list[Answer]:
        answers, told = await client.subscribe(own.answer), []
        for octets in nonsense:
            await client.jetstream().publish(own.batch, octets, headers={BATCH_HEADER: "0" * 64})
            message = await answers.next_msg(_SOON_S)
            told.append(Answer.parse(message.headers, message.data))
        return told

    with place.consuming():
        told = as_terminal(place, counter, sends)
        assert all(answer.refusal is not None for answer in told)
        until(lambda: place.waiting() == 0)


def test_a_batch_over_the_limit_is_refused_before_it_is_sent(
    place: Place, counter: Counter
) -> None:
    own = TerminalSubjects.of(HA_NOI, counter.id)

    async def sends(client: Client) -> None:
        with pytest.raises(APIError):
            await client.jetstream().publish(own.batch, bytes(MAX_BATCH_BYTES + 1))
        with pytest.raises(nats.errors.MaxPayloadError):
            await client.jetstream().publish(own.batch, bytes(64 << 20))
        # One that does not keep to what the node told it is thrown out.
        client._max_payload = 1 << 30
        with pytest.raises((nats.errors.Error, TimeoutError, OSError)):
            await client.jetstream().publish(own.batch, bytes(64 << 20), timeout=5)
        assert not client.is_connected

    as_terminal(place, counter, sends)
    assert place.waiting() == 0


def test_a_ledger_that_fails_keeps_the_batch_waiting(place: Place, counter: Counter) -> None:
    class Failing:
        failures = 0

        def ingest_all(self, deliveries: Sequence[Delivery]) -> list[LedgerAnswer]:
            if self.failures < 2:
                self.failures += 1
                raise OSError("the disk is full")
            return place.centre.ledger.ingest_all(deliveries)

    failing = Failing()
    with (
        place.transport(counter) as (transport, road),
        Consuming(place.cluster, failing, [HA_NOI]),
    ):
        assert place.acknowledged(transport.send_batch(counter.batch())).through_seq == 2
    assert (failing.failures, road.batches, place.held(counter)) == (2, 0, 2)


def test_two_consumers_share_what_waits_and_take_each_batch_once(place: Place) -> None:
    counters = [place.counter(f"T000000{number}") for number in range(1, 9)]
    for one in counters:
        one.write(CashIn(1_000, "lan"))
        with place.transport(one, answer_s=0.05) as (transport, _):
            assert later(transport, one.batch()) == "broker-waiting"
    with place.consuming(), place.consuming():
        until(lambda: place.waiting() == 0)
    assert [place.held(one) for one in counters] == [1] * 8


def test_a_pass_by_keys_of_before_is_renewed(place: Place, counter: Counter) -> None:
    elsewhere = place.folder / "elsewhere"
    key = Nkey.new(NkeyKind.USER)
    old = BrokerAuthority.make(elsewhere).let_terminal_in(
        key.public, counter.id, HA_NOI, place.centre.clock()
    )
    (place.folder / counter.id.text).write_bytes(Credential.parse(old, key).to_file())
    with place.transport(counter) as (transport, road), place.consuming():
        transport.send_batch(counter.batch())
        assert road.batches == 1, "the nodes do not know it"
        assert sends_by_broker(counter, transport, road)


def test_a_terminal_gets_a_pass_for_itself_only(place: Place, counter: Counter) -> None:
    other = place.counter("T0000002")
    road = Road(place.url, counter.prover(place.centre))
    key = "U" + "A" * 55
    for path, code in (
        (f"/api/v1/terminals/{other.id}/broker/{key}", "access-of-another-terminal"),
        (f"/api/v1/terminals/{counter.id}/broker/{key}", "nkey-malformed"),
        (f"/api/v1/terminals/{counter.id}/broker/x", "nkey-malformed"),
    ):
        with pytest.raises(TransportError) as refused:
            road.fetch(path, None)
        assert refused.value.code == code
    (place.centre.settings.broker).unlink()
    with pytest.raises(TransportError) as refused:
        road.fetch(path, None)
    assert refused.value.code == "broker-unknown"
    road.close()


def as_terminal(
    place: Place, counter: Counter, work: Callable[[Client], Coroutine[Any, Any, Done]]
) -> Done:
    """`work` with a connection of the terminal's own, past all that a counter would check."""
    key = Nkey.new(NkeyKind.USER)
    claim = place.cluster.authority.let_terminal_in(
        key.public, counter.id, HA_NOI, place.centre.clock()
    )
    inbox = TerminalSubjects.of(HA_NOI, counter.id).inbox

    async def connected() -> Done:
        client = await connect(
            place.cluster.address, lambda: Credential.parse(claim, key), inbox, "terminal"
        )
        try:
            return await work(client)
        finally:
            await close(client)

    return awaited(connected())


def test_the_commands_make_the_streams_and_take_batches_until_they_are_told_to_stop(
    place: Place, counter: Counter
) -> None:
    cluster, state = place.cluster, place.centre.settings.state
    cluster.run(drop_streams)
    words = [sys.executable, "-m", "cardsvc", "--state", str(state), "--language", "en", "broker"]
    where = [word for url in cluster.address.urls for word in ("--url", url)]
    where += ["--ca", str(cluster.address.ca)]
    made = subprocess.run(  # noqa: S603 - the test's own words
        [*words, "setup", *where, "--stream-mib", "16"], capture_output=True, text=True, check=True
    )
    assert made.stdout.splitlines() == [
        f"Stream ready: {_SUBJECTS.batch_stream}",
        f"Stream ready: {_SUBJECTS.answer_stream}",
    ]
    with (
        place.transport(counter) as (transport, road),
        subprocess.Popen(  # noqa: S603
            [*words, "consume", *where, "--metrics-port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as consumer,
    ):
        assert consumer.stdout is not None
        address = consumer.stdout.readline().split()[2].removesuffix("/metrics,")
        assert place.acknowledged(transport.send_batch(counter.batch())).through_seq == 2
        assert road.batches == 0
        until(lambda: 'chitra_batches_total{outcome="acknowledged"} 1.0' in figures(address))
        assert "chitra_outbox_age_seconds_count 1.0" in figures(address)
        assert httpx.get(f"{address}/ready").json()["ready"] is True
        consumer.terminate()
        _, logged = consumer.communicate(timeout=_SOON_S)
        assert consumer.returncode == 0
    events = [json.loads(line)["event"] for line in logged.splitlines()]
    assert "broker-joined" in events


def figures(address: str) -> str:
    return httpx.get(f"{address}/metrics").text


def test_batches_are_counted_by_what_became_of_them(place: Place, counter: Counter) -> None:
    metrics = Metrics(place.centre)
    batch = counter.batch()
    refusals = (ContractError("batch-gap"), ContractError("whatever-else"), None)
    for answer in (place.centre.ledger.ingest(counter.id, batch), *refusals):
        metrics.answered(batch, answer)
    told = metrics.text().decode()
    for outcome in ("acknowledged", "gap", "refused", "failed"):
        assert f'chitra_batches_total{{outcome="{outcome}"}} 1.0' in told
    assert "chitra_acknowledgements_total 1.0" in told


def test_the_doctor_tells_which_nodes_let_a_counter_in(place: Place, counter: Counter) -> None:
    with place.transport(counter) as (transport, _), place.consuming():
        transport.send_batch(counter.batch())
    pass_file, now = place.folder / counter.id.text, place.centre.clock()
    address = place.cluster.address

    words = Catalogue.load((WEB_MESSAGES, MESSAGES), strict=True)

    def found(address: BrokerAddress = address, now: datetime = now) -> str:
        finding = check_broker(address, pass_file, now)
        is_well = finding.code == "broker-answers"
        assert finding.level is (Level.OK if is_well else Level.WARN)
        for language in LANGUAGES:
            t = words.translator(language)
            assert what(finding, t)
            assert (mend(finding, t) is None) == is_well
        return finding.code

    assert found() == "broker-answers"
    nobody = "tls://127.0.0.1:1"
    assert found(replace(address, urls=(*address.urls, nobody))) == "broker-nodes-away"
    assert found(replace(address, urls=(nobody,))) == "broker-unreachable"
    assert found(replace(address, ca=place.folder / "gone.pem")) == "broker-ca"
    assert found(now=now + timedelta(days=8)) == "broker-pass-over"
    place.cluster.run(drop_streams)
    assert found() == "broker-no-stream"
    pass_file.unlink()
    assert found() == "broker-no-pass"


def test_a_stream_that_does_not_fit_its_nodes_is_named(place: Place) -> None:
    with pytest.raises(BrokerFault, match="broker-stream"):
        place.cluster.set_up([HA_NOI], max_bytes=1 << 50)
