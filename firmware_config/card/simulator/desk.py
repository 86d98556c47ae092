"""Personalisation: what an issuance desk does to a card that is not active yet.

Only through the secure channel; `card.py` sees to that.
"""

from __future__ import annotations

from firmware_config.card import profile
from firmware_config.card.apdu import SW, Command
from firmware_config.card.pin import is_pin_block
from firmware_config.card.profile import LIMITS, CardKey, Data, Life, Stage
from firmware_config.card.script import TERMINAL_CA
from firmware_config.card.simulator import keys
from firmware_config.card.simulator.refuse import Refuse, unless
from firmware_config.card.simulator.store import NO_VOUCHER, Store
from firmware_config.card.state import VOUCHER, Voucher
from firmware_config.signing import PublicKey

_POINT = 65
_KEY_STAGE = {CardKey.AUTH: Stage.AUTH_KEY, CardKey.RECEIPT: Stage.RECEIPT_KEY}
_DATA: dict[int, tuple[Stage, int, int]] = {
    Data.CARD_ID: (Stage.CARD_ID, 8, 8),
    Data.CERTIFICATE: (Stage.CERTIFICATE, 1, LIMITS.certificate),
    Data.RECORD: (Stage.RECORD, 1, LIMITS.record),
    Data.TERMINAL_CA: (Stage.TERMINAL_CA, TERMINAL_CA.size, TERMINAL_CA.size),
    Data.SCRIPT_KEY: (Stage.SCRIPT_KEY, 8 + _POINT, 8 + _POINT),
    Data.PIN: (Stage.PIN, profile.PIN_BLOCK, profile.PIN_BLOCK),
    Data.PUK: (Stage.PUK, profile.PIN_BLOCK, profile.PIN_BLOCK),
}
_DIGITS = {Stage.PIN: LIMITS.pin_digits, Stage.PUK: LIMITS.puk_digits}


class Desk:
    def __init__(self, store: Store) -> None:
        self._store = store

    def generate_key(self, command: Command) -> bytes:
        self._check_open()
        try:
            which = CardKey(command.p1)
        except ValueError:
            raise Refuse(SW.INCORRECT_P1P2) from None
        scalar = keys.new_scalar()
        self._store.personalise(_KEY_STAGE[which], scalar)
        return keys.public_key_of(scalar).uncompressed

    def store_data(self, command: Command) -> bytes:
        self._check_open()
        rule = _DATA.get(command.p1 << 8 | command.p2)
        if rule is None:
            raise Refuse(SW.REFERENCE_NOT_FOUND)
        stage, shortest, longest = rule
        data = command.data
        unless(shortest <= len(data) <= longest, SW.WRONG_LENGTH)
        if stage in _DIGITS:
            unless(is_pin_block(data, _DIGITS[stage]), SW.WRONG_DATA)
        if stage in (Stage.TERMINAL_CA, Stage.SCRIPT_KEY):
            PublicKey.from_uncompressed(data[-_POINT:])  # a fault of it is answered with 6A80
        self._store.personalise(stage, data)
        return b""

    def put_voucher(self, command: Command) -> bytes:
        """PUT VOUCHER; one of zeros frees the slot."""
        self._check_open()
        unless(len(command.data) == VOUCHER.size, SW.WRONG_LENGTH)
        unless(command.p1 < LIMITS.slots, SW.INCORRECT_P1P2)
        if command.data != NO_VOUCHER:
            voucher = Voucher.parse(command.p1, command.data)
            unless(voucher.paid & ~voucher.payable == 0, SW.WRONG_DATA)
        self._store.personalise_voucher(command.p1, command.data)
        return b""

    def activate(self, command: Command) -> bytes:
        unless(self._store.life is Life.PERSONALISED, SW.CONDITIONS)
        self._store.set_life(Life.ACTIVE)
        return b""

    def terminate(self, command: Command) -> bytes:
        self._check_open()
        self._store.set_life(Life.TERMINATED)
        return b""

    def _check_open(self) -> None:
        open_to_desks = (Life.BLANK, Life.PERSONALISING, Life.PERSONALISED)
        unless(self._store.life in open_to_desks, SW.CONDITIONS)
