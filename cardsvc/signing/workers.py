"""Many records at once: signed, and citizen numbers hashed, by as many processes as are wanted.

Keys never travel. A process is told where a key lies, and opens it there itself: the file, or its
own session with the token.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple, Self, TypeVar

from cardsvc.errors import CentreError
from cardsvc.signing import kept_key
from cardsvc.signing.keys import Keyring
from firmware_config.cose import sign1
from firmware_config.errors import ContractError
from firmware_config.ids import CitizenNumber, ProgrammeCode, ProvinceCode
from firmware_config.record import CitizenHash, Record
from firmware_config.signing import Signer

RECORDS_AT_ONCE = 1024
"""Some twenty milliseconds of work: long against handing it over, short against waiting for the
last. Fewer where there would not be enough for every process."""
RECORDS_AT_LEAST = 64
"""Less is signed sooner than it is handed over."""
PIECES_AHEAD = 4
"""For each process: the one it has in hand, and enough not to wait for the slowest of all."""
NUMBERS_AT_ONCE = 8
"""The same, at some 40 ms a number."""

Item = TypeVar("Item")
Done = TypeVar("Done")


class WorkersFault(CentreError):
    """`workers-lost`: a process has died, and nothing of what was asked for is done. Ask again."""


class _Piece(NamedTuple):
    """Payloads in a row, each with the place in `keys` of the key that is to sign it."""

    keys: tuple[Path, ...]
    payloads: list[tuple[int, bytes]]


class _Refused(NamedTuple):
    """An error on its way here: exceptions that carry data do not travel by themselves."""

    kind: type[ContractError]
    code: str
    data: dict[str, object]


class SigningWorkers:
    """Close it, or use it in a `with`. With one process the work is done in this one.

    What `sign` and `hash_citizens` give is in the order of what they were given, all or nothing:
    a long run asks for a thousand or so at a time, keeps them, and asks for the next.
    """

    def __init__(self, keyring: Keyring, processes: int | None = None) -> None:
        self._keyring = keyring
        self._processes = processes or os.cpu_count() or 1
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def sign(self, records: Sequence[Record], now: datetime) -> list[bytes]:
        """The signed octets of each, by the key for its province and programmes.

        Raises:
            TokenFault, KeyFault: a key that does not sign. Nothing is lost but this call's work.
            WorkersFault: `workers-lost`.
        """
        return self._done(_sign, self._pieces(records, now))

    def hash_citizens(self, numbers: Sequence[CitizenNumber]) -> list[CitizenHash]:
        """What records say of citizen numbers: made once a person and kept, for it takes some 40 ms
        on purpose. An earlier record of the person's holds it (`Record.citizen`).

        Raises:
            WorkersFault: `workers-lost`.
        """
        return self._done(_hash, _batches(numbers, NUMBERS_AT_ONCE))

    def _pieces(self, records: Sequence[Record], now: datetime) -> Iterator[_Piece]:
        known: dict[tuple[ProvinceCode, frozenset[ProgrammeCode]], Path] = {}
        share = -(-len(records) // self._processes)
        for batch in _batches(records, min(RECORDS_AT_ONCE, max(share, RECORDS_AT_LEAST))):
            places: dict[Path, int] = {}
            payloads = []
            for record in batch:
                use = record.province, record.programmes
                if use not in known:
                    known[use] = self._keyring.entitlement_key(use[0], now, use[1]).path
                path = known[use]
                payloads.append((places.setdefault(path, len(places)), record.encode()))
            yield _Piece(tuple(places), payloads)

    def _done(
        self, work: Callable[[Item], list[Done] | _Refused], pieces: Iterable[Item]
    ) -> list[Done]:
        rest = iter(pieces)
        first = list(islice(rest, 2))
        # Processes take a second to start: not for what one of them would do alone.
        if self._processes == 1 or (self._pool is None and len(first) < 2):
            return _joined(map(work, chain(first, rest)))
        if self._pool is None:
            # A fork would copy this process's locks and its sessions with tokens.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._processes, mp_context=context)
        try:
            return _joined(self._by_pool(self._pool, work, chain(first, rest)))
        except BrokenProcessPool:
            self.close()
            raise WorkersFault("workers-lost", processes=self._processes) from None

    def _by_pool(
        self, pool: ProcessPoolExecutor, work: Callable[[Item], Done], pieces: Iterable[Item]
    ) -> Iterator[Done]:
        """Each piece's result, in order. The next pieces are made while processes work: to make
        them all first would keep the pool's own threads from handing over the first."""
        ahead: deque[Future[Done]] = deque()
        for piece in pieces:
            if len(ahead) == PIECES_AHEAD * self._processes:
                yield ahead.popleft().result()
            ahead.append(pool.submit(work, piece))
        while ahead:
            yield ahead.popleft().result()


_signers: dict[Path, Signer] = {}
"""Of this process. A key's file never changes."""


def _sign(piece: _Piece) -> list[bytes] | _Refused:
    try:
        signers = [_signer(path) for path in piece.keys]
        return [sign1(payload, signers[key]) for key, payload in piece.payloads]
    except ContractError as error:
        return _Refused(type(error), error.code, error.data)


def _signer(path: Path) -> Signer:
    if path not in _signers:
        _signers[path] = kept_key.load_signer(path)
    return _signers[path]


def _hash(numbers: Sequence[CitizenNumber]) -> list[CitizenHash] | _Refused:
    return [CitizenHash.of(number) for number in numbers]


def _joined(pieces: Iterable[list[Done] | _Refused]) -> list[Done]:
    done: list[Done] = []
    for piece in pieces:
        if isinstance(piece, _Refused):
            raise piece.kind(piece.code, **piece.data)
        done += piece
    return done


def _batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for at in range(0, len(items), size):
        yield items[at : at + size]
