"""The ledger's answer to one batch, as the broker carries it.

An acknowledgement is signed, and the outbox believes nothing else. A refusal is as good as the
broker's word, as over HTTP: it makes a counter wait or send from another entry on, never forget.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from firmware_config import cbor
from firmware_config.errors import ContractError
from firmware_config.wire import MAX_BATCH_BYTES

BATCH_HEADER = "Chitra-Batch"
_CODE_HEADER = "Chitra-Refused"
_NAME = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[a-z0-9-]{1,64}")


class AnswerError(ContractError):
    """`answer-malformed`, `batch-malformed`."""


def batch_name(batch: bytes) -> str:
    """What an answer names its batch by: the entries in it, whenever they were signed.

    Raises:
        CborError, AnswerError (`batch-malformed`): not a batch at all.
    """
    match cbor.decode(batch, max_bytes=MAX_BATCH_BYTES):
        case [bytes(), [*entries]]:
            return hashlib.sha256(cbor.encode(entries)).hexdigest()
    raise AnswerError("batch-malformed")


@dataclass(frozen=True, slots=True)
class Answer:
    """`acknowledgement`, or a `refusal` with the sequence number the ledger expects, if it told."""

    batch: str
    acknowledgement: bytes = b""
    refusal: str | None = None
    expected: int | None = None

    @classmethod
    def refused(cls, batch: str, error: ContractError) -> Self:
        expected = error.data.get("expected")
        return cls(batch, refusal=error.code, expected=expected if type(expected) is int else None)

    @property
    def headers(self) -> dict[str, str]:
        told = {BATCH_HEADER: self.batch}
        return told if self.refusal is None else {**told, _CODE_HEADER: self.refusal}

    @property
    def body(self) -> bytes:
        if self.refusal is None:
            return self.acknowledgement
        return json.dumps({"expected": self.expected}).encode()

    @classmethod
    def parse(cls, headers: Mapping[str, str] | None, body: bytes) -> Self:
        """Raises `AnswerError`."""
        told = headers or {}
        batch, code = told.get(BATCH_HEADER, ""), told.get(_CODE_HEADER)
        if not _NAME.fullmatch(batch) or len(body) > MAX_BATCH_BYTES:
            raise AnswerError("answer-malformed")
        if code is None:
            return cls(batch, acknowledgement=body)
        if not _CODE.fullmatch(code):
            raise AnswerError("answer-malformed")
        return cls(batch, refusal=code, expected=_expected_in(body))


def _expected_in(body: bytes) -> int | None:
    try:
        match json.loads(body):
            case {"expected": int(seq)} if seq > 0:
                return seq
    except ValueError:
        pass
    return None
