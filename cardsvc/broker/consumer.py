"""Taking batches from the broker into the ledger. It keeps nothing: any number run side by side.

A batch leaves the broker when the ledger's commit is on disk and its answer is where the counter
finds it. Who dies before that leaves the batch to another, and the ledger takes it once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import Any, NamedTuple, TypeVar

import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js import JetStreamContext
from nats.js.errors import APIError
from nats.js.errors import Error as JetStreamError

from cardsvc.broker.authority import BrokerAuthority
from cardsvc.broker.claims import CONSUMER_INBOX, OF_A_CONSUMER
from cardsvc.broker.streams import ACK_WAIT, CONSUMER
from cardsvc.ledger.ingest import Answer as LedgerAnswer
from cardsvc.ledger.ingest import Delivery, Takes
from firmware_config.broker.address import BrokerAddress, BrokerError
from firmware_config.broker.answer import BATCH_HEADER, Answer
from firmware_config.broker.credential import Credential
from firmware_config.broker.line import close, connect
from firmware_config.broker.subjects import ProvinceSubjects, TerminalSubjects
from firmware_config.clock import Clock
from firmware_config.errors import ContractError
from firmware_config.ids import ProvinceCode, TerminalId
from firmware_config.wire import MAX_BATCH_BYTES, WireError

WORKERS = 3
"""Threads that feed the ledger: one reads, one waits for the checks, one for the disk."""
TOGETHER = 16
"""Batches given to the ledger at once, so many as have come meanwhile: one commit for them all."""
_PULLS = 32
"""Batches in hand, of all provinces."""
_PULL_S = 10.0
_AGAIN_S = 2.0
_ANSWER_S = 10.0
_SIGN_OF_LIFE_S = ACK_WAIT.total_seconds() / 3
Result = TypeVar("Result")
_log = logging.getLogger(__name__)


class _InHand(NamedTuple):
    """A batch on its way to the ledger. `answer` is None where it must come again."""

    delivery: Delivery
    answer: asyncio.Future[LedgerAnswer | None]


class LedgerConsumer:
    """Serves `provinces` from whichever node answers, until told to stop.

    `taken` is called after batches were taken, in the thread that took them; `told` of each batch
    with what the ledger said, None where it must come again.
    """

    def __init__(
        self,
        address: BrokerAddress,
        authority: BrokerAuthority,
        ledger: Takes,
        provinces: Sequence[ProvinceCode],
        clock: Clock,
        taken: Callable[[], object] = lambda: None,
        workers: int = WORKERS,
        told: Callable[[bytes, LedgerAnswer | None], object] = lambda batch, answer: None,
    ) -> None:
        self._address = address
        self._authority = authority
        self._ledger = ledger
        self._provinces = provinces
        self._clock = clock
        self._taken = taken
        self._told = told
        self._workers = workers
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="ledger")
        self._in_hand: asyncio.Queue[_InHand] = asyncio.Queue()

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping`; a batch being taken is taken to its end."""
        feeding = [asyncio.create_task(self._feed_ledger()) for _ in range(self._workers)]
        try:
            while not stopping.is_set():
                await self._serve_once(stopping)
        finally:
            for task in feeding:
                task.cancel()
            await asyncio.gather(*feeding, return_exceptions=True)
            self._threads.shutdown()

    async def _serve_once(self, stopping: asyncio.Event) -> None:
        try:
            client = await connect(self._address, self._credential, CONSUMER_INBOX, "ledger")
        except BrokerError as error:
            _log.warning("broker-away", extra={"fault": error.code})
            await _wait(stopping, _AGAIN_S)
            return
        _log.info("broker-joined")
        each = max(2, _PULLS // len(self._provinces))
        try:
            async with asyncio.TaskGroup() as tasks:
                for province in self._provinces:
                    for _ in range(each):
                        tasks.create_task(self._serve(client, province, stopping))
        except* nats.errors.Error as broken:
            fault = type(broken.exceptions[0]).__name__
            _log.warning("broker-line-broken", extra={"fault": fault})
            await _wait(stopping, _AGAIN_S)
        finally:
            await close(client)

    def _credential(self) -> Credential:
        return self._authority.let_program_in("ledger", OF_A_CONSUMER, self._clock())

    async def _serve(self, client: Client, province: ProvinceCode, stopping: asyncio.Event) -> None:
        jetstream = client.jetstream(timeout=_ANSWER_S)
        stream = ProvinceSubjects.of(province).batch_stream
        pulls = await jetstream.pull_subscribe_bind(CONSUMER, stream)
        while client.is_connected and not stopping.is_set():
            try:
                (message,) = await _unless(stopping, pulls.fetch(1, timeout=_PULL_S))
            except TimeoutError:
                continue  # nothing to take
            except (APIError, nats.errors.Error) as error:
                if not client.is_connected:
                    return
                # No leader just now, or no stream: the broker has lost its disks.
                _log.warning(
                    "broker-stream-away",
                    extra={"province": province.text, "fault": type(error).__name__},
                )
                await _wait(stopping, _AGAIN_S)
                continue
            # A broken line ends the work on it; the batch comes again.
            with suppress(nats.errors.Error, JetStreamError, TimeoutError):
                await self._take(jetstream, message)

    async def _take(self, jetstream: JetStreamContext, message: Msg) -> None:
        async with _signs_of_life(message):
            answer = await self._answer_to(message)
        if answer is None:
            await message.nak(delay=_AGAIN_S)
            await asyncio.sleep(_AGAIN_S)  # what ails the ledger ails the next batch too
            return
        to = TerminalSubjects.of_batch(message.subject).answer
        await jetstream.publish(to, answer.body, timeout=_ANSWER_S, headers=answer.headers)
        await message.ack()

    async def _answer_to(self, message: Msg) -> Answer | None:
        name = (message.headers or {}).get(BATCH_HEADER, "")
        try:
            terminal = TerminalId(TerminalSubjects.of_batch(message.subject).terminal)
            if len(message.data) > MAX_BATCH_BYTES:
                raise WireError("batch-too-large", limit=MAX_BATCH_BYTES)
        except ContractError as refused:
            return Answer.refused(name, refused)
        answer = asyncio.get_running_loop().create_future()
        self._in_hand.put_nowait(_InHand((terminal, message.data), answer))
        match await answer:
            case None:
                return None
            case bytes(acknowledgement):
                return Answer(name, acknowledgement)
            case refused:
                _log.info("broker-batch-refused", extra={"code": refused.code})
                return Answer.refused(name, refused)

    async def _feed_ledger(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            some = [await self._in_hand.get()]
            while len(some) < TOGETHER and not self._in_hand.empty():
                some.append(self._in_hand.get_nowait())
            deliveries = [one.delivery for one in some]
            answers = await loop.run_in_executor(self._threads, self._ingest, deliveries)
            for one, answer in zip(some, answers, strict=True):
                self._told(one.delivery[1], answer)
                if not one.answer.done():  # else its line broke meanwhile
                    one.answer.set_result(answer)

    def _ingest(self, deliveries: Sequence[Delivery]) -> Sequence[LedgerAnswer | None]:
        """None for all: not the batches' fault, and they must come again."""
        try:
            answers = self._ledger.ingest_all(deliveries)
        except Exception as fault:
            # A database or a key that is away comes back; a fault of ours is mended.
            code = fault.code if isinstance(fault, ContractError) else type(fault).__name__
            _log.exception("broker-ledger-away", extra={"fault": code})
            return [None] * len(deliveries)
        try:
            self._taken()
        except Exception:
            _log.exception("broker-taken-failed")
        return answers


@asynccontextmanager
async def _signs_of_life(message: Msg) -> AsyncIterator[None]:
    """While this lasts no other consumer gets the message."""

    async def tell() -> None:
        while True:
            await asyncio.sleep(_SIGN_OF_LIFE_S)
            await message.in_progress()

    telling = asyncio.create_task(tell())
    try:
        yield
    finally:
        telling.cancel()
        with suppress(asyncio.CancelledError, nats.errors.Error):
            await telling


async def _unless(stopping: asyncio.Event, work: Coroutine[Any, Any, Result]) -> Result:
    """What `work` gives; `TimeoutError` when told to stop first. What came meanwhile comes again,
    to another consumer."""
    doing = asyncio.ensure_future(work)
    told = asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait((doing, told), return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise TimeoutError
        return doing.result()
    finally:
        told.cancel()
        doing.cancel()
        await asyncio.gather(doing, told, return_exceptions=True)


async def _wait(stopping: asyncio.Event, seconds: float) -> None:
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(stopping.wait(), seconds)
