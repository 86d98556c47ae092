"""Taking in what terminals send: batches of journal entries become postings, once.

Any order and any number of deliveries leave the same balances and open cases. Of two payments for
one entitlement and period the first to arrive is the payment and the other stands in suspense; both
are for the same amount, so only the case's own entry tells which came first. When one of them is
taken back, the other is the payment, and no case is left.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from cardsvc.errors import CentreError
from cardsvc.ledger.doubting import Judged, judge
from cardsvc.ledger.held_journals import NO_ENTRY, Head, HeldTerminal, heads_of, terminals_of
from cardsvc.ledger.knowledge import receipt_points
from cardsvc.ledger.receipt_checks import ChecksHere, ReceiptChecks
from cardsvc.ledger.receipts import shown_in
from cardsvc.ledger.taking import Came, IngestRefused, enrolled, take
from cardsvc.ledger.transaction import in_transaction
from cardsvc.signing.keys import Keyring
from firmware_config.clock import Clock
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.signing import PublicKey
from firmware_config.sqlite import for_reading
from firmware_config.trust import Role
from firmware_config.wire import MAX_BATCH_BYTES, Batch

__all__ = ["Answer", "Delivery", "IngestRefused", "Ledger", "Takes"]

Delivery = tuple[TerminalId, bytes]
"""The terminal that a batch is said to be of, and its octets."""
Answer = bytes | ContractError
"""A signed acknowledgement, or why there is none."""
_log = logging.getLogger(__name__)


class Takes(Protocol):
    """`Ledger`, for those who bring it many batches."""

    def ingest_all(self, deliveries: Sequence[Delivery]) -> list[Answer]: ...


class LedgerFault(CentreError):
    """`ledger-fault`: a batch that the database refused, by a fault of ours that the log tells."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The one writer of entries, their transfers and cases. Threads may share one, and processes a
    database."""

    engine: Engine
    keyring: Keyring
    clock: Clock
    checks: ReceiptChecks = field(default_factory=ChecksHere)

    def ingest(self, terminal: TerminalId, octets: bytes) -> bytes:
        """Take one batch; its signed acknowledgement.

        Raises:
            IngestRefused, WireError, BadSignature, ContractError: it is not taken, and why.
            LedgerAway: the database does not take it now.
        """
        (answer,) = self._take_together([(terminal, octets)])
        if isinstance(answer, ContractError):
            raise answer
        return answer

    def ingest_all(self, deliveries: Sequence[Delivery]) -> list[Answer]:
        """Take many batches in few transactions, and answer each in its place. One that is not
        taken keeps none of the others out.

        Raises:
            LedgerAway: the database takes nothing now. What was taken before is taken.
        """
        answers: list[Answer] = []
        for some in _in_measure(deliveries):
            try:
                answers += self._take_together(some)
            except DBAPIError:
                _log.exception("ingest-one-by-one")
                answers += [self._alone(delivery) for delivery in some]
        return answers

    def _take_together(self, deliveries: Sequence[Delivery]) -> list[Answer]:
        """
        1. Each terminal is enrolled; each batch is whole, in order, and signed by its
           terminal's key.
        2. What cards signed in entries that are new is checked before anything is locked.
        3. The batches are taken in one transaction (`taking`).
        4. Each acknowledgement is signed once all is committed.
        """
        now, names = self.clock(), {terminal.text for terminal, _ in deliveries}
        terminals, heads = in_transaction(
            for_reading(self.engine),
            lambda connection: (terminals_of(connection, names), heads_of(connection, names)),
        )
        # 1
        batches = [_parsed(*delivery, terminals) for delivery in deliveries]
        came = [
            Came(place, batch, octets)
            for place, (batch, (_, octets)) in enumerate(zip(batches, deliveries, strict=True))
            if isinstance(batch, Batch)
        ]
        # 2
        judged = self._judged([one.batch for one in came], heads)
        # 3
        told = in_transaction(self.engine, lambda connection: take(connection, came, judged, now))
        # 4
        signer = self.keyring.signer(Role.LEDGER_ACK, now)
        answers: list[Answer] = []
        for place, batch in enumerate(batches):
            outcome = told[place] if isinstance(batch, Batch) else batch
            answers.append(outcome if isinstance(outcome, ContractError) else outcome.sign(signer))
        return answers

    def _judged(self, batches: Iterable[Batch], heads: Mapping[str, Head]) -> Judged:
        shown = shown_in(
            entry.body
            for batch in batches
            for entry in batch.entries
            if entry.seq > heads.get(batch.terminal.text, NO_ENTRY).seq
        )
        if not shown:
            return {}
        cards = {card for _, card in shown}
        points = in_transaction(
            for_reading(self.engine), lambda connection: receipt_points(connection, cards)
        )
        return judge(shown, points, self.checks.are_signed)

    def _alone(self, delivery: Delivery) -> Answer:
        """After a fault of ours in one of many: the others are not to wait for its mending."""
        try:
            (answer,) = self._take_together([delivery])
        except DBAPIError:
            _log.exception("ingest-fault", extra={"terminal": delivery[0].text})
            return LedgerFault("ledger-fault", terminal=delivery[0].text)
        return answer


def _in_measure(deliveries: Sequence[Delivery]) -> Iterator[Sequence[Delivery]]:
    """In pieces of as many octets as one batch may have."""
    first, size = 0, 0
    for at, (_, octets) in enumerate(deliveries):
        size += len(octets)
        if size > MAX_BATCH_BYTES and at > first:
            yield deliveries[first:at]
            first, size = at, len(octets)
    if deliveries:
        yield deliveries[first:]


def _parsed(
    terminal: TerminalId, octets: bytes, terminals: Mapping[str, HeldTerminal]
) -> Batch | ContractError:
    try:
        held = enrolled(terminals, terminal)
        return Batch.parse(octets, terminal, PublicKey(held.public_key))
    except ContractError as refused:
        return refused
