"""The streams of a province: what waits for the ledger, and its last answer to each terminal."""

from __future__ import annotations

from datetime import timedelta

from nats.js import api

from firmware_config.broker.subjects import ProvinceSubjects
from firmware_config.ids import ProvinceCode
from firmware_config.wire import MAX_BATCH_BYTES

REPLICAS = 3
CONSUMER = "ledger"
DEFAULT_STREAM_BYTES = 1 << 30
"""A day of a large province: some 300,000 payments of a kilobyte, three times over."""
WAITING_A_TERMINAL = 4
"""Batches of one terminal: the one being taken, the next, and what a broken line sent twice. More
is `later`: a terminal that floods fills its own four places."""
ANSWER_BYTES = 64 << 20
ANSWERS_FOR = timedelta(days=7)
ACK_WAIT = timedelta(seconds=10)
"""How long after a consumer's last sign of life its batch goes to another one."""
_FOR_EVER = -1
_PULLS_WAITING = 4096
_IN_HAND = 4096


def batch_stream(province: ProvinceCode, max_bytes: int = DEFAULT_STREAM_BYTES) -> api.StreamConfig:
    """A work queue on disk, three times; what is full says so (`discard new`)."""
    subjects = ProvinceSubjects.of(province)
    return api.StreamConfig(
        name=subjects.batch_stream,
        subjects=[subjects.batches],
        retention=api.RetentionPolicy.WORK_QUEUE,
        storage=api.StorageType.FILE,
        num_replicas=REPLICAS,
        discard=api.DiscardPolicy.NEW,
        discard_new_per_subject=True,
        max_msgs_per_subject=WAITING_A_TERMINAL,
        max_bytes=max_bytes,
        max_msg_size=MAX_BATCH_BYTES,
        deny_delete=True,
        deny_purge=True,
    )


def answer_stream(province: ProvinceCode) -> api.StreamConfig:
    """The last answer to each terminal, in memory: the ledger gives it again when asked again."""
    subjects = ProvinceSubjects.of(province)
    return api.StreamConfig(
        name=subjects.answer_stream,
        subjects=[subjects.answers],
        retention=api.RetentionPolicy.LIMITS,
        storage=api.StorageType.MEMORY,
        num_replicas=REPLICAS,
        discard=api.DiscardPolicy.OLD,
        max_msgs_per_subject=1,
        max_bytes=ANSWER_BYTES,
        max_age=ANSWERS_FOR.total_seconds(),
        allow_direct=True,
    )


def ledger_consumer() -> api.ConsumerConfig:
    """One for all of the ledger's processes: each takes what it can, and keeps nothing itself."""
    return api.ConsumerConfig(
        durable_name=CONSUMER,
        ack_policy=api.AckPolicy.EXPLICIT,
        ack_wait=ACK_WAIT.total_seconds(),
        max_deliver=_FOR_EVER,
        max_ack_pending=_IN_HAND,
        max_waiting=_PULLS_WAITING,
    )
