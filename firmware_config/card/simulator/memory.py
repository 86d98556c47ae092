"""Journaled card memory that can lose power at every write.

Bytes outlive power; a write of several octets may be cut in the middle. A transaction keeps the
old octets in an undo log first, so that after a cut the next power-on finds all of its writes or
none. One octet is written whole or not at all: that is what EEPROM promises, and all we need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from firmware_config.card.apdu import CardGone
from firmware_config.card.profile import LIMITS
from firmware_config.errors import ContractError

# The undo log at the front: a count of entries, then for each offset 2, length 1, old octets.
_COUNT_AT = 0
_LOG_AT = 1
_LOG_BYTES = LIMITS.transaction
_ENTRY_HEAD = 3
DATA_AT = _LOG_AT + _LOG_BYTES


class PowerLost(CardGone):
    """The card left the field: nothing after this write happened."""


class TransactionTooLarge(ContractError):
    """More in one transaction than a small Java Card's commit buffer holds."""


class Buffer(Protocol):
    """What the octets live in: a `bytearray`, or an `mmap` for a card that outlives the process."""

    def __len__(self) -> int: ...
    def __getitem__(self, key: slice, /) -> bytes | bytearray: ...
    def __setitem__(self, key: slice, value: bytes, /) -> None: ...


class Tear(Protocol):
    """Decides how many octets of the next write get through; None for all of them."""

    def __call__(self, length: int) -> int | None: ...


def no_tear(length: int) -> int | None:
    return None


class TearAt:
    """Cut the power at the `n`th write (from 0), after `kept` of its octets."""

    def __init__(self, n: int, kept: Callable[[int], int] = lambda length: 0) -> None:
        self._left = n
        self._kept = kept

    def __call__(self, length: int) -> int | None:
        self._left -= 1
        return min(self._kept(length), length) if self._left < 0 else None


class Memory:
    """Flat memory of `DATA_AT` + `size` octets with single writes and transactions."""

    def __init__(self, buffer: Buffer, tear: Tear = no_tear) -> None:
        self._buffer = buffer
        self.tear = tear
        self.writes = 0
        self._log_end: int | None = None

    @staticmethod
    def length(size: int) -> int:
        """How many octets a buffer needs for `size` octets of data."""
        return DATA_AT + size

    def read(self, at: int, length: int) -> bytes:
        return bytes(self._buffer[DATA_AT + at : DATA_AT + at + length])

    def write(self, at: int, octets: bytes) -> None:
        """Store `octets`; part of the open transaction if there is one."""
        if self._log_end is not None:
            self._log(at, len(octets))
        self._raw(DATA_AT + at, octets)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside or none. Not nested. An exception undoes them."""
        assert self._log_end is None
        self._log_end = _LOG_AT
        try:
            yield
            self._raw(_COUNT_AT, b"\0")
        except PowerLost:
            raise
        except BaseException:
            self.recover()
            raise
        finally:
            self._log_end = None

    def recover(self) -> None:
        """What power-on does: undo a transaction that was cut. Safe to be cut itself."""
        entries = []
        at = _LOG_AT
        for _ in range(self._buffer[_COUNT_AT : _COUNT_AT + 1][0]):
            offset = int.from_bytes(self._buffer[at : at + 2])
            length = self._buffer[at + 2 : at + 3][0]
            entries.append((offset, bytes(self._buffer[at + 3 : at + 3 + length])))
            at += _ENTRY_HEAD + length
        for offset, old in reversed(entries):
            self._raw(DATA_AT + offset, old)
        if entries:
            self._raw(_COUNT_AT, b"\0")

    def _log(self, at: int, length: int) -> None:
        assert self._log_end is not None
        entry = at.to_bytes(2) + length.to_bytes(1) + self.read(at, length)
        if self._log_end + len(entry) > _LOG_AT + _LOG_BYTES:
            raise TransactionTooLarge("transaction-too-large", limit=_LOG_BYTES)
        self._raw(self._log_end, entry)
        self._log_end += len(entry)
        # The entry counts from here on: one octet, so it is logged whole or not at all.
        self._raw(_COUNT_AT, bytes((self._buffer[_COUNT_AT : _COUNT_AT + 1][0] + 1,)))

    def _raw(self, at: int, octets: bytes) -> None:
        kept = self.tear(len(octets))
        self.writes += 1
        if kept is not None:
            self._buffer[at : at + kept] = octets[:kept]
            raise PowerLost
        self._buffer[at : at + len(octets)] = octets


class Cell:
    """A named field of the memory: an offset and a length."""

    __slots__ = ("at", "length")

    def __init__(self, at: int, length: int) -> None:
        self.at = at
        self.length = length


class Layout:
    """Hands out cells one after another."""

    def __init__(self) -> None:
        self.size = 0

    def cell(self, length: int) -> Cell:
        cell = Cell(self.size, length)
        self.size += length
        return cell

    def cells(self, count: int, length: int) -> list[Cell]:
        return [self.cell(length) for _ in range(count)]
