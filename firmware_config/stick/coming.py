"""What the centre gives a counter on a stick: one file, sealed for that counter alone.

The file is `[format, terminal, at, sealed]`; what is sealed, `[[acknowledgement, …], refusal,
{path: document}]`. It bears no signature of its own: every document in it is signed by whoever may
sign it, or lists what is, and the counter checks each as if it had come over the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from firmware_config import cbor
from firmware_config.clock import from_unix, to_unix
from firmware_config.durable import write_durably
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.stick.going import read_bounded
from firmware_config.stick.layout import StickError, answer_file, answered, check_there
from firmware_config.stick.sealing import OpeningKey, seal

MAX_ANSWER_BYTES = 64 * 1024 * 1024
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a batch was not taken. `expected` is the entry that the ledger waits for, if it said."""

    code: str
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`acknowledgements` in the order of the batches; `documents` by the path they are fetched
    under; `at` is when the centre wrote it, which nothing rests on."""

    terminal: TerminalId
    at: datetime
    acknowledgements: tuple[bytes, ...]
    refused: Refused | None
    documents: Mapping[str, bytes]

    def seal(self, key: bytes) -> bytes:
        """The file. Raises `StickError` (`stick-malformed`) for what is no sealing key."""
        refusal = None if self.refused is None else [self.refused.code, self.refused.expected]
        told = [list(self.acknowledgements), refusal, dict(self.documents)]
        sealed = seal(cbor.encode(told), key, _what(self.terminal, self.at))
        return cbor.encode([_FORMAT, self.terminal.octets, to_unix(self.at), sealed])

    @classmethod
    def open(cls, octets: bytes, terminal: TerminalId, key: OpeningKey) -> Self:
        """The answer for `terminal`.

        Raises:
            StickError: `stick-of-another`, `stick-sealed`, `stick-malformed`.
        """
        named, at, sealed = _head(_decoded(octets, "stick-half-written"))
        if named != terminal:
            raise StickError("stick-of-another", terminal=named.text)
        match _decoded(key.open(sealed, _what(named, at)), "stick-malformed"):
            case [[*acks], refusal, dict(documents)] if all(
                type(one) is bytes for one in (*acks, *documents.values())
            ) and all(type(path) is str for path in documents):
                return cls(named, at, tuple(acks), _refused(refusal), documents)
        raise StickError("stick-malformed", what="answer")


def write_answer(stick: Path, answer: bytes, terminal: TerminalId) -> Path:
    """Raises `StickError` (`stick-absent`)."""
    file = answer_file(stick, terminal)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_durably(file, answer)
    except OSError as error:
        raise StickError("stick-absent", path=str(stick), cause=type(error).__name__) from None
    return file


def read_answer(stick: Path, terminal: TerminalId) -> bytes:
    """The file for `terminal`.

    Raises:
        StickError: `stick-absent`, `stick-empty`, `stick-of-another` (with whom it is for),
            `stick-not-unpacked`, `stick-too-large`.
    """
    check_there(stick)
    octets = read_bounded(answer_file(stick, terminal), MAX_ANSWER_BYTES)
    if octets is not None:
        return octets
    for packed in sorted(stick.glob("chitra-in*.zip")):
        raise StickError("stick-not-unpacked", file=packed.name)
    others = ", ".join(one.text for one in answered(stick))
    if others:
        raise StickError("stick-of-another", terminal=others)
    raise StickError("stick-empty", path=str(stick))


def _what(terminal: TerminalId, at: datetime) -> bytes:
    return cbor.encode(["chitra-stick-in", _FORMAT, terminal.octets, to_unix(at)])


def _head(wire: Any) -> tuple[TerminalId, datetime, bytes]:
    if cbor.is_row(wire, int, bytes, int, bytes) and wire[0] == _FORMAT:
        try:
            return TerminalId.from_octets(wire[1]), from_unix(wire[2]), wire[3]
        except ContractError:
            pass
    raise StickError("stick-malformed", what="answer")


def _decoded(octets: bytes, code: str) -> Any:
    try:
        return cbor.decode(octets, max_bytes=MAX_ANSWER_BYTES)
    except ContractError:
        raise StickError(code, file="answer") from None


def _refused(item: Any) -> Refused | None:
    match item:
        case None:
            return None
        case [str(code), None]:
            return Refused(code)
        case [str(code), expected] if cbor.is_count(expected):
            return Refused(code, expected)
    raise StickError("stick-malformed", what="answer")
