"""Following one terminal's chain from its first entry. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from cardsvc.operation.ledger_check.finding import Fault, Finding
from firmware_config import cbor, cose
from firmware_config.errors import ContractError
from firmware_config.signing import PublicKey
from firmware_config.wire import BATCH_TYP, GENESIS, Entry


@dataclass(frozen=True, slots=True)
class KeptEntry:
    """An entry as it lies in the table."""

    terminal: str
    seq: int
    octets: bytes
    hash: bytes

    @property
    def where(self) -> str:
        return f"{self.terminal}/{self.seq}"


@dataclass(slots=True)
class Chain:
    """Give it a terminal's entries in order. `head` is the hash of the last; None after a gap."""

    terminal: str
    seq: int = 0
    head: bytes | None = GENESIS
    found: list[Finding] = field(default_factory=list)

    def follow(self, kept: KeptEntry) -> Entry | None:
        """The entry, if it is whole: what it says may then be compared with the books.

        1. None is missing before it.
        2. Its octets are those that were hashed.
        3. It can be read, and stands where it says.
        4. It names the entry before it.
        """
        # 1
        if kept.seq != self.seq + 1:
            missing = f"{self.seq + 1}…{kept.seq - 1}"
            self._find(Fault.ENTRY_MISSING, f"{self.terminal}/{missing}")
            self.head = None
        before, self.seq, self.head = self.head, kept.seq, kept.hash
        # 2
        made = hashlib.sha256(kept.octets).digest()
        if made != kept.hash:
            self._find(Fault.ENTRY_CHANGED, kept.where, kept.hash.hex(), made.hex())
            return None
        # 3
        try:
            entry = Entry.parse(kept.octets)
        except ContractError as error:
            self._find(Fault.ENTRY_UNREADABLE, kept.where, found=error.code)
            return None
        if (entry.terminal.text, entry.seq) != (kept.terminal, kept.seq):
            named = f"{entry.terminal.text}/{entry.seq}"
            self._find(Fault.ENTRY_MISPLACED, kept.where, found=named)
            return None
        # 4
        if before is not None and entry.previous != before:
            self._find(Fault.CHAIN_BROKEN, kept.where, before.hex(), entry.previous.hex())
        return entry

    def end(self, signed_head: bytes | None, key: PublicKey) -> None:
        """The terminal's own newest signature covers the chain to its end, and no further."""
        if self.seq == 0 and signed_head is None:
            return
        last = f"{self.terminal}/{self.seq}"
        if signed_head is None:
            self._find(Fault.HEAD_MISSING, last)
            return
        try:
            message = cose.Sign1.parse(signed_head)
            claim = cbor.decode(message.verify(key))
        except ContractError as error:
            self._find(Fault.HEAD_UNSIGNED, last, found=error.code)
            return
        if message.typ != BATCH_TYP or not cbor.is_row(claim, bytes, int, int, bytes):
            self._find(Fault.HEAD_UNSIGNED, last)
            return
        terminal, _, through, head = claim
        if (terminal, through) != (self.terminal.encode(), self.seq):
            told = f"{terminal.decode('ascii', 'replace')}/{through}"
            self._find(Fault.HEAD_DIFFERS, last, told, last)
        elif self.head is not None and head != self.head:
            self._find(Fault.HEAD_DIFFERS, last, head.hex(), self.head.hex())

    def taken(self) -> Iterator[Finding]:
        """What was found since the last time."""
        found, self.found = self.found, []
        yield from found

    def _find(self, fault: Fault, where: str, expected: str = "", found: str = "") -> None:
        self.found.append(Finding(fault, where, expected, found))
