"""What crosses between a counter and the centre: journal entries, batches, acknowledgements.

A journal is a chain: each entry holds the hash of the one before, so one signature over the head
covers all. A batch is a run of entries in order; an acknowledgement says through which entry the
ledger has taken a terminal's chain. All deterministic CBOR and COSE_Sign1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from firmware_config import cbor, cose
from firmware_config.body.kinds import Body, body_of_wire, kept_body
from firmware_config.clock import from_unix, to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.signing import PublicKey, Signer
from firmware_config.trust import Role, TrustList

HASH_BYTES = 32
GENESIS = bytes(HASH_BYTES)
MAX_BATCH_ENTRIES = 500
MAX_BATCH_BYTES = 4 * 1024 * 1024
MAX_ENTRY_BYTES = 8 * 1024
BATCH_TYP = "application/chitra-batch+cbor"
ACK_TYP = "application/chitra-ack+cbor"


class WireError(ContractError):
    """A batch, entry or acknowledgement that breaks the contract. `code` says how."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a terminal's journal. `octets` is its only form; the chain is over its `hash`
    (SHA-256)."""

    terminal: TerminalId
    seq: int
    previous: bytes
    at: datetime
    body: Body
    octets: bytes
    hash: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hash", hashlib.sha256(self.octets).digest())

    @classmethod
    def make(
        cls, terminal: TerminalId, seq: int, previous: bytes, at: datetime, body: Body
    ) -> Entry:
        """The entry that follows the one whose hash is `previous`; `seq` counts from 1."""
        seconds = to_unix(at)
        octets = cbor.encode([terminal.octets, seq, previous, seconds, body.kind, body.to_wire()])
        return cls(terminal, seq, previous, from_unix(seconds), body, octets)

    @classmethod
    def parse(cls, octets: bytes) -> Entry:
        """Raises `WireError` (`entry-malformed`), `BodyError` or `CborError`."""
        return cls._read(octets, body_of_wire)

    @classmethod
    def parse_kept(cls, octets: bytes) -> Entry:
        """As `parse`; a body that cannot be read is `Unreadable`, and refuses nothing."""
        return cls._read(octets, kept_body)

    @classmethod
    def _read(cls, octets: bytes, read_body: Callable[[str, list[object]], Body]) -> Entry:
        value = cbor.decode(octets, max_bytes=MAX_ENTRY_BYTES)
        if not cbor.is_row(value, bytes, int, bytes, int, str, list):
            raise WireError("entry-malformed")
        terminal, seq, previous, at, kind, body = value
        if not cbor.is_count(seq) or seq == 0 or len(previous) != HASH_BYTES:
            raise WireError("entry-malformed")
        return cls(
            TerminalId.from_octets(terminal),
            seq,
            previous,
            from_unix(at),
            read_body(kind, body),
            octets,
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries first_seq…last_seq of one terminal's chain, whole and in order."""

    terminal: TerminalId
    entries: tuple[Entry, ...]
    signed: bytes = field(default=b"", compare=False, repr=False)
    """The COSE_Sign1 over the head as it came, of a batch that was parsed."""

    @property
    def first_seq(self) -> int:
        return self.entries[0].seq

    @property
    def last_seq(self) -> int:
        return self.entries[-1].seq

    @property
    def head(self) -> bytes:
        return self.entries[-1].hash

    def sign(self, signer: Signer) -> bytes:
        """The octets to send: `[COSE_Sign1 over the head, [entry, …]]`."""
        claim = [self.terminal.octets, self.first_seq, self.last_seq, self.head]
        signed = cose.sign1(cbor.encode(claim), signer, typ=BATCH_TYP)
        return cbor.encode([signed, [entry.octets for entry in self.entries]])

    @classmethod
    def parse(cls, data: bytes, terminal: TerminalId, key: PublicKey) -> Batch:
        """The batch in `data` if `key` signed its head and every entry is in its chain.

        An entry whose body cannot be read is `Unreadable` and refuses nothing of the others.

        Raises:
            WireError: `batch-too-large` with its `limit`, `batch-malformed`,
                `batch-of-another-terminal`, `batch-chain-broken` (an entry out of order, missing
                or changed; `seq` tells which), `batch-head`.
            BadSignature: the head is not signed by `key`.
        """
        if len(data) > MAX_BATCH_BYTES:
            raise WireError("batch-too-large", length=len(data), limit=MAX_BATCH_BYTES)
        match cbor.decode(data):
            case [bytes(signed), [*items]] if 0 < len(items) <= MAX_BATCH_ENTRIES:
                message = cose.Sign1.parse(signed)
            case _:
                raise WireError("batch-malformed")
        claim = cbor.decode(message.verify(key))
        if message.typ != BATCH_TYP or not cbor.is_row(claim, bytes, int, int, bytes):
            raise WireError("batch-malformed")
        named, first, last, head = claim
        if named != terminal.octets:
            raise WireError("batch-of-another-terminal", terminal=terminal.text)
        entries = tuple(_entry_of_item(item) for item in items)
        _check_chain(terminal, entries)
        batch = cls(terminal, entries, signed)
        if (batch.first_seq, batch.last_seq, batch.head) != (first, last, head):
            raise WireError("batch-head", last_seq=last)
        return batch


def _entry_of_item(item: object) -> Entry:
    if type(item) is not bytes:
        raise WireError("batch-malformed")
    return Entry.parse_kept(item)


def _check_chain(terminal: TerminalId, entries: tuple[Entry, ...]) -> None:
    for before, entry in zip((None, *entries), entries, strict=False):
        follows = before is None or (entry.seq == before.seq + 1 and entry.previous == before.hash)
        if entry.terminal != terminal or not follows:
            raise WireError("batch-chain-broken", seq=entry.seq)
    first = entries[0]
    if (first.seq == 1) != (first.previous == GENESIS):
        raise WireError("batch-chain-broken", seq=first.seq)


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The ledger has a terminal's chain through `through_seq`, whose hash is `head`.

    `refused` names entries that the ledger keeps but will not post as they stand, with the
    reason's code: they go to the counter's dead-letter list.
    """

    terminal: TerminalId
    through_seq: int
    head: bytes
    at: datetime
    refused: tuple[tuple[int, str], ...] = ()

    def sign(self, signer: Signer) -> bytes:
        wire = [
            self.terminal.octets,
            self.through_seq,
            self.head,
            to_unix(self.at),
            [list(pair) for pair in self.refused],
        ]
        return cose.sign1(cbor.encode(wire), signer, typ=ACK_TYP)

    @classmethod
    def parse(cls, data: bytes, trust: TrustList) -> Acknowledgement:
        """Signed by a ledger key of `trust`.

        Raises:
            Untrusted, BadSignature, CoseError, CborError: from the layers below.
            WireError: `ack-malformed`.
        """
        message = cose.Sign1.parse(data)
        key = trust.key_for(message.kid, Role.LEDGER_ACK, None)
        match cbor.decode(message.verify(key)):
            case [bytes(terminal), through, bytes(head), at, [*refused]] if (
                message.typ == ACK_TYP and len(head) == HASH_BYTES and cbor.is_count(through)
            ):
                pass
            case _:
                raise WireError("ack-malformed")
        signed_at = from_unix(at)
        trust.key_for(message.kid, Role.LEDGER_ACK, signed_at)
        return cls(
            TerminalId.from_octets(terminal),
            through,
            head,
            signed_at,
            tuple(_refused_of_item(item) for item in refused),
        )


def _refused_of_item(item: object) -> tuple[int, str]:
    match item:
        case [int(seq), str(code)] if cbor.is_count(seq):
            return seq, code
    raise WireError("ack-malformed")
