"""What a software card keeps in its memory, by name. Offsets are nobody else's business."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Final

from firmware_config.card.profile import ALL_STAGES, LIMITS, PIN_BLOCK, CardKey, Life, Stage
from firmware_config.card.receipt import STORED_BYTES
from firmware_config.card.scp03 import KEY_BYTES, StaticKeys
from firmware_config.card.script import TERMINAL_CA
from firmware_config.card.simulator.memory import Buffer, Cell, Layout, Memory, Tear, no_tear
from firmware_config.card.state import VOUCHER, CardState, Voucher

# One place more than a reader sees: the next receipt is written there while the oldest is
# still whole, and becomes valid when the counter moves.
_RING = LIMITS.journal_records + 1
_RECEIPT = STORED_BYTES + 1

_layout: Final = Layout()
_SERIAL: Final = _layout.cell(LIMITS.serial)
_CHANNEL_KEYS: Final = _layout.cells(3, KEY_BYTES)
_LIFE: Final = _layout.cell(1)
_STAGES: Final = _layout.cell(2)
_COUNTER: Final = _layout.cell(4)
_SCRIPT_NUMBER: Final = _layout.cell(4)
_CARD_ID: Final = _layout.cell(8)
_TERMINAL_CA: Final = _layout.cell(TERMINAL_CA.size)
_SCRIPT_KEY: Final = _layout.cell(8 + 65)  # kid, 04‖x‖y
_PIN: Final = _layout.cell(PIN_BLOCK)
_PIN_TRIES: Final = _layout.cell(1)
_PUK: Final = _layout.cell(PIN_BLOCK)
_PUK_TRIES: Final = _layout.cell(1)
_KEYS: Final = {key: _layout.cell(32) for key in CardKey}
_CERTIFICATE: Final = _layout.cell(2 + LIMITS.certificate)
# Two, and which of them is read: a script writes the other and then changes one octet.
_RECORDS: Final = _layout.cells(2, 2 + LIMITS.record)
_CURRENT_RECORD: Final = _layout.cell(1)
_VOUCHERS: Final = _layout.cells(LIMITS.slots, VOUCHER.size)
_JOURNAL: Final = _layout.cells(_RING, _RECEIPT)

_PAID_AT: Final = VOUCHER.size - 4
NO_VOUCHER: Final = bytes(VOUCHER.size)
# What names a key must go when the key does.
_TAKES_BACK: Final = {
    Stage.AUTH_KEY: Stage.CERTIFICATE | Stage.RECORD,
    Stage.RECEIPT_KEY: Stage.CERTIFICATE,
}


class Store:
    """Typed access to a card's memory. Every setter is one write, or part of a transaction."""

    LENGTH: Final = Memory.length(_layout.size)

    def __init__(self, buffer: Buffer, tear: Tear = no_tear) -> None:
        self.memory = Memory(buffer, tear)

    @staticmethod
    def manufacture(serial: bytes, keys: StaticKeys) -> bytearray:
        """The memory of a card as its maker ships it: blank, with the keys of its desk channel."""
        assert len(serial) == LIMITS.serial
        buffer = bytearray(Store.LENGTH)
        store = Store(buffer)
        store._set(_LIFE, bytes((Life.BLANK,)))
        store._set(_SERIAL, serial)
        for cell, key in zip(_CHANNEL_KEYS, (keys.enc, keys.mac, keys.dek), strict=True):
            store._set(cell, key)
        return buffer

    def transaction(self) -> AbstractContextManager[None]:
        """All setters called inside, or none."""
        return self.memory.transaction()

    # Manufacture

    @property
    def serial(self) -> bytes:
        return self._get(_SERIAL)

    @property
    def channel_keys(self) -> StaticKeys:
        return StaticKeys(*(self._get(cell) for cell in _CHANNEL_KEYS))

    # Personalisation and life

    @property
    def life(self) -> Life:
        """As GET DATA tells it: blank while nothing is written, personalised once all is."""
        life = Life(self._get(_LIFE)[0])
        if life is Life.BLANK and self.stages:
            return Life.PERSONALISED if self.stages == ALL_STAGES else Life.PERSONALISING
        return life

    def set_life(self, life: Life) -> None:
        self._set(_LIFE, bytes((life,)))

    @property
    def stages(self) -> Stage:
        return Stage(int.from_bytes(self._get(_STAGES)))

    def personalise(self, stage: Stage, value: bytes) -> None:
        """Store what a stage of personalisation brings, and that it was brought."""
        cell = {
            Stage.CARD_ID: _CARD_ID,
            Stage.AUTH_KEY: _KEYS[CardKey.AUTH],
            Stage.RECEIPT_KEY: _KEYS[CardKey.RECEIPT],
            Stage.CERTIFICATE: _CERTIFICATE,
            Stage.RECORD: self._record_cell,
            Stage.TERMINAL_CA: _TERMINAL_CA,
            Stage.SCRIPT_KEY: _SCRIPT_KEY,
            Stage.PIN: _PIN,
            Stage.PUK: _PUK,
        }[stage]
        if stage in (Stage.CERTIFICATE, Stage.RECORD):
            value = _counted(value)
        # The mark falls before the value changes and rises after: a cut between leaves the
        # stage open, never a half-written value that counts.
        self._set_stages(self.stages & ~(stage | _TAKES_BACK.get(stage, stage)))
        self._set(cell, value)
        if stage is Stage.PIN:
            self.set_pin_tries(LIMITS.pin_tries)
        if stage is Stage.PUK:
            self.set_puk_tries(LIMITS.puk_tries)
        self._set_stages(self.stages | stage)

    def personalise_voucher(self, slot: int, octets: bytes) -> None:
        """Store a voucher, or free its slot. The stage is done while any slot is in use."""
        with self.transaction():
            self._set(_VOUCHERS[slot], octets)
            any_used = any(self.voucher(slot) is not None for slot in range(LIMITS.slots))
            others = self.stages & ~Stage.VOUCHER
            self._set_stages(others | Stage.VOUCHER if any_used else others)

    def _set_stages(self, stages: Stage) -> None:
        self._set(_STAGES, stages.to_bytes(2))

    @property
    def card_id(self) -> bytes:
        return self._get(_CARD_ID)

    @property
    def certificate(self) -> bytes:
        return self._get_counted(_CERTIFICATE)

    @property
    def terminal_ca(self) -> bytes:
        return self._get(_TERMINAL_CA)

    def set_terminal_ca(self, octets: bytes) -> None:
        self._set(_TERMINAL_CA, octets)

    @property
    def script_key(self) -> bytes:
        return self._get(_SCRIPT_KEY)

    def key(self, which: CardKey) -> bytes:
        return self._get(_KEYS[which])

    # PIN and PUK

    @property
    def pin_tries(self) -> int:
        return self._get(_PIN_TRIES)[0]

    def set_pin_tries(self, tries: int) -> None:
        self._set(_PIN_TRIES, bytes((tries,)))

    def pin_is(self, block: bytes) -> bool:
        return self._get(_PIN) == block

    @property
    def puk_tries(self) -> int:
        return self._get(_PUK_TRIES)[0]

    def set_puk_tries(self, tries: int) -> None:
        self._set(_PUK_TRIES, bytes((tries,)))

    def puk_is(self, block: bytes) -> bool:
        return self._get(_PUK) == block

    def change_pin(self, block: bytes) -> None:
        with self.transaction():
            self._set(_PIN, block)
            self.set_pin_tries(LIMITS.pin_tries)

    def reset_pin(self, block: bytes) -> None:
        """A new PIN, and all tries of both."""
        with self.transaction():
            self._set(_PIN, block)
            self.set_pin_tries(LIMITS.pin_tries)
            self.set_puk_tries(LIMITS.puk_tries)

    def unblock_pin(self) -> None:
        self.set_pin_tries(LIMITS.pin_tries)

    # What is due, and the record that says so

    @property
    def record(self) -> bytes:
        return self._get_counted(self._record_cell)

    @property
    def _record_cell(self) -> Cell:
        return _RECORDS[self._get(_CURRENT_RECORD)[0]]

    def put_record_aside(self, record: bytes) -> None:
        """Write the record that `set_entitlements` will make current."""
        self._set(_RECORDS[1 - self._get(_CURRENT_RECORD)[0]], _counted(record))

    def set_entitlements(self, vouchers: Iterable[Voucher]) -> None:
        """New vouchers and the record put aside. At most `LIMITS.script_vouchers` of them."""
        for voucher in vouchers:
            self._set(_VOUCHERS[voucher.slot], voucher.encode())
        self._set(_CURRENT_RECORD, bytes((1 - self._get(_CURRENT_RECORD)[0],)))

    def voucher(self, slot: int) -> Voucher | None:
        octets = self._get(_VOUCHERS[slot])
        return None if octets == NO_VOUCHER else Voucher.parse(slot, octets)

    def set_paid(self, slot: int, paid: int) -> None:
        self.memory.write(_VOUCHERS[slot].at + _PAID_AT, paid.to_bytes(4))

    @property
    def state(self) -> CardState:
        vouchers = (self.voucher(slot) for slot in range(LIMITS.slots))
        return CardState.make(self.life, self.counter, tuple(v for v in vouchers if v is not None))

    # Journal

    @property
    def counter(self) -> int:
        return int.from_bytes(self._get(_COUNTER))

    def set_counter(self, counter: int) -> None:
        self._set(_COUNTER, counter.to_bytes(4))

    @property
    def script_number(self) -> int:
        return int.from_bytes(self._get(_SCRIPT_NUMBER))

    def set_script_number(self, number: int) -> None:
        self._set(_SCRIPT_NUMBER, number.to_bytes(4))

    def put_receipt_aside(self, counter: int, stored: bytes) -> None:
        """Write the receipt that `counter` will make valid into the spare place."""
        self._set(_JOURNAL[counter % _RING], bytes((len(stored),)) + stored)

    def receipt(self, back: int) -> bytes | None:
        """The receipt `back` entries ago (0 is the last), or None past the journal's end."""
        counter = self.counter - back
        if counter < 1 or not 0 <= back < LIMITS.journal_records:
            return None
        octets = self._get(_JOURNAL[counter % _RING])
        return octets[1 : 1 + octets[0]]

    def _get(self, cell: Cell) -> bytes:
        return self.memory.read(cell.at, cell.length)

    def _set(self, cell: Cell, octets: bytes) -> None:
        assert len(octets) <= cell.length
        self.memory.write(cell.at, octets)

    def _get_counted(self, cell: Cell) -> bytes:
        octets = self._get(cell)
        return octets[2 : 2 + int.from_bytes(octets[:2])]


def _counted(octets: bytes) -> bytes:
    return len(octets).to_bytes(2) + octets
