"""The card's journal: the receipts it signed, and how the next one comes to be."""

from __future__ import annotations

from firmware_config.card.apdu import SW, Command
from firmware_config.card.profile import LIMITS, CardKey, File
from firmware_config.card.receipt import PAYLOAD_BYTES, Receipt
from firmware_config.card.simulator import keys
from firmware_config.card.simulator.refuse import Refuse, unless
from firmware_config.card.simulator.store import Store


class Journal:
    """Receipts as they are stored: payload ‖ DER signature."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def last(self) -> Receipt | None:
        stored = self._store.receipt(0)
        return None if stored is None else Receipt.parse(stored[:PAYLOAD_BYTES])

    def find(self, nonce: bytes) -> tuple[Receipt, bytes] | None:
        """The latest receipt with this nonce, and as it is stored."""
        for back in range(LIMITS.journal_records):
            stored = self._store.receipt(back)
            if stored is None:
                return None
            receipt = Receipt.parse(stored[:PAYLOAD_BYTES])
            if receipt.nonce == nonce:
                return receipt, stored
        return None

    def next_counter(self) -> int:
        """The number of the next entry; a card that has none left refuses (6A84)."""
        counter = self._store.counter + 1
        unless(counter <= LIMITS.counter_max, SW.MEMORY_FULL)
        return counter

    def put_aside(self, receipt: Receipt) -> bytes:
        """Sign `receipt` into the spare place; it counts once the counter has moved to it."""
        signature = keys.sign(self._store, CardKey.RECEIPT, receipt.to_be_signed())
        stored = receipt.payload() + signature
        self._store.put_receipt_aside(receipt.counter, stored)
        return stored

    # Commands

    def get_receipt(self, command: Command) -> bytes:
        """GET RECEIPT: the one with this nonce, or without a nonce the last."""
        if not command.data:
            return self._there(self._store.receipt(0))
        found = self.find(command.data)
        return self._there(found and found[1])

    def read_record(self, command: Command) -> bytes:
        unless(command.p2 == File.JOURNAL << 3 | 0x04, SW.INCORRECT_P1P2)
        return self._there(self._store.receipt(command.p1 - 1))

    def _there(self, stored: bytes | None) -> bytes:
        if stored is None:
            raise Refuse(SW.RECORD_NOT_FOUND)
        return stored
