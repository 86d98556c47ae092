"""One terminal's line to the broker: a batch out, the ledger's answer in. asyncio.

The broker's own confirmation settles nothing here: it only says that the batch will not be lost by
one node's failing. The answer comes when the ledger has committed, on the terminal's own subject,
and is kept there: who was away asks for the last one.
"""

from __future__ import annotations

import time

import nats.errors
from nats.aio.client import Client
from nats.aio.subscription import Subscription
from nats.js.errors import APIError, NoStreamResponseError

from counter.transport import BrokerAway, TransportError
from firmware_config.broker.address import BrokerAddress, BrokerError
from firmware_config.broker.answer import BATCH_HEADER, Answer, AnswerError, batch_name
from firmware_config.broker.credential import Credential
from firmware_config.broker.line import close, connect
from firmware_config.broker.subjects import TerminalSubjects

PUBLISH_S = 5.0  # two nodes' disks; longer is a broker without its majority
ANSWER_S = 30.0  # as of a centre asked over HTTP
_LOOK_S = 2.0  # between looks at the last answer, should its own message have missed us
_TOO_LARGE = 10054  # JSStreamMessageExceedsMaximumErr
_NOT_STORED = 10077  # JSStreamStoreFailedF: the stream, or this terminal's part of it, is full


class BrokerLine:
    """Opened when first used and again after it broke."""

    def __init__(self, address: BrokerAddress, answer_s: float = ANSWER_S) -> None:
        self._address = address
        self._answer_s = answer_s
        self._client: Client | None = None
        self._pass: Credential | None = None
        self._answers: Subscription | None = None
        # Whether an answer to a batch sent before may wait for us: of an earlier start, perhaps.
        self._owes = True

    async def send(self, credential: Credential, batch: bytes) -> bytes:
        """The ledger's signed acknowledgement of `batch`, as it came.

        Raises:
            BrokerAway: whether or not the broker has the batch, it has to go another way.
            TransportError: `broker-full`, `broker-waiting` (the broker has it and the ledger has
                not answered yet), `batch-too-large`, or the ledger's refusal.
            CborError, AnswerError: not a batch.
        """
        name = batch_name(batch)
        subjects = TerminalSubjects(credential.province, credential.name)
        try:
            client, answers = await self._joined(credential, subjects)
            answer = await _last_answer(client, subjects, name) if self._owes else None
            # A refusal of earlier may not be what the ledger says now.
            if answer is None or answer.refusal is not None:
                self._owes = True
                await _publish(client, subjects, name, batch)
                answer = await self._wait_for(client, answers, subjects, name)
        except BrokerError as error:
            raise BrokerAway(error.code, **error.data) from None
        except (TimeoutError, OSError, nats.errors.Error) as error:
            await self.close()
            raise BrokerAway("broker-broken", cause=type(error).__name__) from None
        self._owes = False
        if answer.refusal is not None:
            raise TransportError(answer.refusal, expected=answer.expected)
        return answer.acknowledgement

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await close(client)

    async def _joined(
        self, credential: Credential, subjects: TerminalSubjects
    ) -> tuple[Client, Subscription]:
        client, answers = self._client, self._answers
        if client and answers and client.is_connected and credential == self._pass:
            return client, answers
        await self.close()
        client = await connect(self._address, lambda: credential, subjects.inbox, subjects.terminal)
        self._client, self._pass = client, credential
        self._answers = await client.subscribe(subjects.answer)
        return client, self._answers

    async def _wait_for(
        self, client: Client, answers: Subscription, subjects: TerminalSubjects, name: str
    ) -> Answer:
        until = time.monotonic() + self._answer_s
        while (left := until - time.monotonic()) > 0:
            try:
                message = await answers.next_msg(timeout=min(left, _LOOK_S))
                answer = _answer_in(message.headers, message.data, name)
            except TimeoutError:
                answer = await _last_answer(client, subjects, name)
            if answer is not None:
                return answer
        raise TransportError("broker-waiting")


async def _publish(client: Client, subjects: TerminalSubjects, name: str, batch: bytes) -> None:
    jetstream = client.jetstream(timeout=PUBLISH_S)
    try:
        await jetstream.publish(subjects.batch, batch, headers={BATCH_HEADER: name})
    except nats.errors.MaxPayloadError:
        raise TransportError("batch-too-large") from None
    except NoStreamResponseError:
        raise BrokerAway("broker-no-stream") from None
    except APIError as error:
        if error.err_code == _TOO_LARGE:
            raise TransportError("batch-too-large") from None
        if error.err_code == _NOT_STORED:
            raise TransportError("broker-full") from None
        raise BrokerAway("broker-refuses", cause=error.err_code) from None


async def _last_answer(client: Client, subjects: TerminalSubjects, name: str) -> Answer | None:
    """The ledger's last answer to this terminal, if it is to the batch `name`."""
    try:
        message = await client.request(subjects.last_answer, timeout=_LOOK_S)
    except (TimeoutError, nats.errors.NoRespondersError):
        return None
    return _answer_in(message.headers, message.data, name)


def _answer_in(headers: dict[str, str] | None, body: bytes, name: str) -> Answer | None:
    try:
        answer = Answer.parse(headers, body)
    except AnswerError:  # no answer yet: the broker says so by a message without our headers
        return None
    return answer if answer.batch == name else None
