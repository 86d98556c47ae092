"""What a software card keeps in its memory, by name. Offsets are nobody else's business."""

from __future__ import annotations

from typing import Final

from firmware_config.card.profile import ALL_STAGES, LIMITS, PIN_BLOCK, CardKey, Life, Stage
from firmware_config.card.receipt import STORED_BYTES
from firmware_config.card.simulator.memory import Buffer, Cell, Layout, Memory, Tear, no_tear
from firmware_config.card.state import VOUCHER, CardState, Voucher

# One place more than a reader sees: the next receipt is written there while the oldest is
# still whole, and becomes valid when the counter moves.
_RING = LIMITS.journal_records + 1
_RECORD = STORED_BYTES + 1

_layout: Final = Layout()
_LIFE: Final = _layout.cell(1)
_STAGES: Final = _layout.cell(1)
_COUNTER: Final = _layout.cell(4)
_CARD_ID: Final = _layout.cell(8)
_PIN: Final = _layout.cell(PIN_BLOCK)
_PIN_TRIES: Final = _layout.cell(1)
_PUK: Final = _layout.cell(PIN_BLOCK)
_KEYS: Final = {key: _layout.cell(32) for key in CardKey}
_CERTIFICATE: Final = _layout.cell(2 + LIMITS.certificate)
_RECORD_FILE: Final = _layout.cell(2 + LIMITS.record)
_VOUCHERS: Final = _layout.cells(LIMITS.slots, VOUCHER.size)
_JOURNAL: Final = _layout.cells(_RING, _RECORD)

_PAID_AT: Final = VOUCHER.size - 4
NO_VOUCHER: Final = bytes(VOUCHER.size)


class Store:
    """Typed access to a card's memory. Every setter is one write or one transaction."""

    LENGTH: Final = Memory.length(_layout.size)

    def __init__(self, buffer: Buffer, tear: Tear = no_tear) -> None:
        self.memory = Memory(buffer, tear)

    @staticmethod
    def manufacture() -> bytearray:
        """The memory of a card as its maker ships it: blank."""
        buffer = bytearray(Store.LENGTH)
        Store(buffer)._set(_LIFE, bytes((Life.BLANK,)))
        return buffer

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
        return Stage(self._get(_STAGES)[0])

    @property
    def card_id(self) -> bytes:
        return self._get(_CARD_ID)

    @property
    def certificate(self) -> bytes:
        return self._get_counted(_CERTIFICATE)

    @property
    def record(self) -> bytes:
        return self._get_counted(_RECORD_FILE)

    @property
    def pin_tries(self) -> int:
        return self._get(_PIN_TRIES)[0]

    def set_pin_tries(self, tries: int) -> None:
        self._set(_PIN_TRIES, bytes((tries,)))

    def pin_is(self, block: bytes) -> bool:
        return self._get(_PIN) == block

    def key(self, which: CardKey) -> int:
        return int.from_bytes(self._get(_KEYS[which]))

    def personalise(self, stage: Stage, value: bytes, slot: int = 0) -> None:
        """Store what a stage of personalisation brings, and that it was brought."""
        cell = {
            Stage.CARD_ID: _CARD_ID,
            Stage.AUTH_KEY: _KEYS[CardKey.AUTH],
            Stage.RECEIPT_KEY: _KEYS[CardKey.RECEIPT],
            Stage.CERTIFICATE: _CERTIFICATE,
            Stage.RECORD: _RECORD_FILE,
            Stage.VOUCHER: _VOUCHERS[slot],
            Stage.PIN: _PIN,
            Stage.PUK: _PUK,
        }[stage]
        if stage in (Stage.CERTIFICATE, Stage.RECORD):
            value = len(value).to_bytes(2) + value
        # The mark falls before the value changes and rises after: a cut between leaves the
        # stage open, never a half-written value that counts.
        self._set(_STAGES, bytes((self.stages & ~stage,)))
        self._set(cell, value)
        if stage is Stage.PIN:
            self.set_pin_tries(LIMITS.pin_tries)
        self._set(_STAGES, bytes((self.stages | stage,)))

    @property
    def counter(self) -> int:
        return int.from_bytes(self._get(_COUNTER))

    def voucher(self, slot: int) -> Voucher | None:
        octets = self._get(_VOUCHERS[slot])
        return None if octets == NO_VOUCHER else Voucher.parse(slot, octets)

    @property
    def state(self) -> CardState:
        vouchers = (self.voucher(slot) for slot in range(LIMITS.slots))
        return CardState.make(self.life, self.counter, tuple(v for v in vouchers if v is not None))

    def put_receipt_aside(self, counter: int, stored: bytes) -> None:
        """Write the receipt that `counter` will make valid into the spare place."""
        cell = _JOURNAL[counter % _RING]
        self._set(cell, bytes((len(stored),)) + stored)

    def commit_payout(self, slot: int, paid: int, counter: int) -> None:
        """The one transaction of a payout: the paid mask and the counter, eight octets."""
        with self.memory.transaction():
            self.memory.write(_VOUCHERS[slot].at + _PAID_AT, paid.to_bytes(4))
            self.memory.write(_COUNTER.at, counter.to_bytes(4))

    def receipt(self, back: int) -> bytes | None:
        """The receipt `back` payouts ago (0 is the last), or None past the journal's end."""
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
