"""Confirmations: nothing leaves the outbox but by the ledger's signed word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from counter.centre.outbox import IDLE_S, LAST_RETRY_S, Drainer, Outbox
from counter.journal.journal import Journal
from counter.transport import Fetched, TransportError
from firmware_config.body.payout import Refused
from firmware_config.body.shift import CashIn
from firmware_config.claim import Medium as M
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.signing import FileKey
from firmware_config.trust import Role
from firmware_config.wire import MAX_BATCH_ENTRIES, Acknowledgement, Batch
from tests.simulators.world import World


@pytest.fixture
def outbox(store: Engine, journal: Journal, world: World) -> Outbox:
    return Outbox(store, journal, world.terminal_key, lambda: world.now)


class Ledger:
    """A transport to a ledger that takes what is right and can be told to fail."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.taken: dict[int, bytes] = {}
        self.fails: list[TransportError | bytes] = []
        self.refused: tuple[tuple[int, str], ...] = ()
        self.loses_answers = 0

    def send_batch(self, batch: bytes) -> bytes:
        if self.fails:
            answer = self.fails.pop(0)
            if isinstance(answer, bytes):
                return answer
            raise answer
        key = self.world.terminal_key.public_key
        parsed = Batch.parse(batch, self.world.terminal, key)
        expected = max(self.taken, default=0) + 1
        if parsed.first_seq > expected:
            raise TransportError("batch-gap", expected=expected)
        assert parsed.first_seq == max(self.taken, default=0) + 1 or self.loses_answers == 0
        for entry in parsed.entries:
            assert self.taken.setdefault(entry.seq, entry.octets) == entry.octets
        if self.loses_answers:
            self.loses_answers -= 1
            raise TransportError("centre-slow")
        return self.acknowledge(parsed)

    def ask(self, path: str, request: bytes) -> bytes:
        raise NotImplementedError

    def acknowledge(self, batch: Batch, **different: object) -> bytes:
        ack = Acknowledgement(
            batch.terminal, batch.last_seq, batch.head, self.world.now, self.refused
        )
        return replace(ack, **different).sign(self.world.key(Role.LEDGER_ACK))  # type: ignore[arg-type]

    def fetch(self, path: str, etag: str | None) -> Fetched | None:
        raise NotImplementedError

    def close(self) -> None:
        pass


def cash(journal: Journal, times: int = 1) -> None:
    for _ in range(times):
        journal.append(CashIn(1_000_000, "hoa"))


def test_a_confirmation_is_pending_until_the_ledger_acknowledges_it(
    world: World, journal: Journal, outbox: Outbox
) -> None:
    cash(journal)
    assert outbox.pending().confirmations == 1
    assert outbox.drain(Ledger(world), world.trust) == 1
    told = outbox.pending()
    assert (told.confirmations, told.acked_through, told.last_ack_at) == (0, 1, world.now)


@pytest.mark.parametrize(
    "fault",
    [
        TransportError("centre-unreachable"),
        TransportError("centre-slow"),
        TransportError("centre-fault", status=500),
        TransportError("centre-nonsense"),
        b"",
        b"<html>hello</html>",
        b"\xd2\x84nonsense",
    ],
)
def test_a_centre_that_fails_loses_nothing(
    world: World, journal: Journal, outbox: Outbox, fault: TransportError | bytes
) -> None:
    cash(journal, 3)
    ledger = Ledger(world)
    ledger.fails = [fault]
    with pytest.raises(ContractError):
        outbox.drain(ledger, world.trust)
    assert outbox.pending().confirmations == 3
    assert outbox.drain(ledger, world.trust) == 3


def test_a_batch_whose_answer_was_lost_is_sent_again_and_taken_once(
    world: World, journal: Journal, outbox: Outbox
) -> None:
    cash(journal, 2)
    ledger = Ledger(world)
    ledger.loses_answers = 1
    with pytest.raises(TransportError):
        outbox.drain(ledger, world.trust)
    cash(journal)
    assert outbox.drain(ledger, world.trust) == 3
    assert sorted(ledger.taken) == [1, 2, 3]


@pytest.mark.parametrize(
    "different",
    [
        {"terminal": TerminalId("T0000002")},
        {"head": bytes(32)},
        {"through_seq": 1},
        {"through_seq": 9},
        {"refused": ((9, "receipt"),)},
    ],
)
def test_an_acknowledgement_that_is_not_of_this_journal_settles_nothing(
    world: World, journal: Journal, outbox: Outbox, different: dict[str, object]
) -> None:
    cash(journal, 2)
    batch = outbox.next_batch()
    assert batch is not None
    answer = Ledger(world).acknowledge(batch, **different)
    with pytest.raises(ContractError):
        outbox.settle(answer, batch, world.trust)
    assert outbox.pending().confirmations == 2


def test_an_acknowledgement_by_a_stranger_settles_nothing(
    world: World, journal: Journal, outbox: Outbox
) -> None:
    cash(journal)
    batch = outbox.next_batch()
    assert batch is not None
    ack = Acknowledgement(batch.terminal, 1, batch.head, world.now)
    for stranger in (FileKey.new(), world.key(Role.PAYOUT_LIST)):
        with pytest.raises(ContractError):
            outbox.settle(ack.sign(stranger), batch, world.trust)
    assert outbox.pending().confirmations == 1


def test_the_same_acknowledgement_twice_changes_nothing(
    world: World, journal: Journal, outbox: Outbox
) -> None:
    cash(journal)
    batch = outbox.next_batch()
    assert batch is not None
    answer = Ledger(world).acknowledge(batch)
    assert outbox.settle(answer, batch, world.trust) == 1
    assert outbox.settle(answer, batch, world.trust) == 0


def test_what_the_ledger_will_not_post_goes_to_the_dead_letters(
    world: World, journal: Journal, outbox: Outbox
) -> None:
    cash(journal, 2)
    ledger = Ledger(world)
    ledger.refused = ((2, "receipt-invalid"),)
    outbox.drain(ledger, world.trust)
    assert outbox.pending().confirmations == 0
    assert [(seq, reason) for seq, reason, _ in outbox.dead_letters()] == [(2, "receipt-invalid")]
    assert journal.entry(2) is not None


def test_a_ledger_restored_from_an_older_copy_is_brought_up_to_date(
    world: World, journal: Journal, outbox: Outbox
) -> None:
    ledger = Ledger(world)
    cash(journal, MAX_BATCH_ENTRIES + 5)
    outbox.drain(ledger, world.trust)
    ledger.taken = {seq: octets for seq, octets in ledger.taken.items() if seq <= 3}
    cash(journal)
    assert outbox.drain(ledger, world.trust) == 1
    assert sorted(ledger.taken) == list(range(1, MAX_BATCH_ENTRIES + 7))


def test_a_gap_that_makes_no_sense_is_a_failure_and_no_loop(
    world: World, journal: Journal, outbox: Outbox
) -> None:
    cash(journal)
    for expected in (0, 1, 2, -1, None, "1"):
        ledger = Ledger(world)
        ledger.fails = [TransportError("batch-gap", expected=expected)]
        with pytest.raises(TransportError):
            outbox.drain(ledger, world.trust)


def test_a_long_backlog_goes_in_bounded_batches(
    world: World, journal: Journal, outbox: Outbox
) -> None:
    cash(journal, MAX_BATCH_ENTRIES + 1)
    batch = outbox.next_batch()
    assert batch is not None
    assert len(batch.entries) == MAX_BATCH_ENTRIES
    assert outbox.drain(Ledger(world), world.trust) == MAX_BATCH_ENTRIES + 1


def test_a_refusal_travels_with_the_chain_but_is_no_confirmation(
    world: World, journal: Journal, outbox: Outbox
) -> None:
    journal.append(Refused("expired", M.QR, None, "hoa"))
    assert outbox.pending().confirmations == 0
    assert outbox.drain(Ledger(world), world.trust) == 1


@pytest.mark.parametrize("statement", ["UPDATE journal SET at = 0", "DELETE FROM journal"])
def test_the_store_itself_refuses_to_change_the_journal(
    store: Engine, journal: Journal, statement: str
) -> None:
    cash(journal)
    with pytest.raises(DatabaseError, match="append-only"), store.begin() as connection:
        connection.execute(text(statement))


def test_the_journal_goes_on_with_its_chain_after_a_restart(
    store: Engine, world: World, journal: Journal
) -> None:
    cash(journal, 2)
    journal.close()
    again = Journal(store, world.terminal, lambda: world.now)
    cash(again)
    entries = again.entries_from(1, 9)
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert entries[2].previous == entries[1].hash
    again.close()


def test_failures_double_the_wait_up_to_five_minutes_and_success_ends_it() -> None:
    faults: list[TransportError | None] = [TransportError("centre-slow")] * 12 + [None]
    told: list[str | None] = []

    def drain() -> None:
        fault = faults.pop(0)
        if fault is not None:
            raise fault

    drainer = Drainer(drain, told.append, jitter=lambda: 1.0)
    waits = []
    for _ in range(13):
        drainer.round()
        waits.append(drainer.delay_s())
    assert waits[:4] == [1.0, 2.0, 4.0, 8.0]
    assert waits[11] == LAST_RETRY_S
    assert waits[12] == IDLE_S
    assert told == ["centre-slow"] * 12 + [None]


def test_waits_of_many_counters_spread_over_half_the_interval() -> None:
    def drain() -> None:
        raise TransportError("centre-slow")

    waits = set()
    for share in (0.0, 0.5, 1.0):
        drainer = Drainer(drain, lambda fault: None, jitter=lambda share=share: share)  # type: ignore[misc]
        for _ in range(4):
            drainer.round()
        waits.add(drainer.delay_s())
    assert waits == {4.0, 6.0, 8.0}
