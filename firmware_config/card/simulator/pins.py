"""The holder's PIN, and the PUK that sets a new one.

A try is spent before the comparison, so that cutting the power wins none back.
"""

from __future__ import annotations

from firmware_config.card import profile
from firmware_config.card.apdu import SW, Command
from firmware_config.card.pin import is_pin_block
from firmware_config.card.profile import LIMITS, PIN_BLOCK
from firmware_config.card.simulator.refuse import Refuse, unless
from firmware_config.card.simulator.store import Store

_TRIES_LEFT = 0x63C0  # ISO/IEC 7816-4 §5.6: a counter in the last four bits


class Pins:
    def __init__(self, store: Store) -> None:
        self._store = store
        self._verified = False

    def forget(self) -> None:
        self._verified = False

    def check_verified(self) -> None:
        unless(self._verified, SW.SECURITY_STATUS)

    # Commands

    def verify(self, command: Command) -> bytes:
        """VERIFY. Without data it only tells the tries left."""
        tries = self._begin(command, self._store.pin_tries)
        if not command.data:
            raise Refuse(_TRIES_LEFT | tries)
        unless(len(command.data) == PIN_BLOCK, SW.WRONG_LENGTH)
        self._present_pin(command.data, tries)
        self._store.set_pin_tries(LIMITS.pin_tries)
        self._verified = True
        return b""

    def change(self, command: Command) -> bytes:
        """CHANGE REFERENCE DATA: the old PIN and the new."""
        tries = self._begin(command, self._store.pin_tries)
        old, new = _two_blocks(command)
        self._present_pin(old, tries)
        self._store.change_pin(new)
        return b""

    def reset(self, command: Command) -> bytes:
        """RESET RETRY COUNTER: the PUK and a new PIN."""
        tries = self._begin(command, self._store.puk_tries)
        puk, new = _two_blocks(command)
        self._store.set_puk_tries(tries - 1)
        _check_match(self._store.puk_is(puk), tries - 1)
        self._store.reset_pin(new)
        return b""

    def _begin(self, command: Command, tries: int) -> int:
        unless(command.p1 == 0, SW.INCORRECT_P1P2)
        unless(command.p2 == profile.PIN_REFERENCE, SW.REFERENCE_NOT_FOUND)
        self._verified = False
        unless(tries > 0, SW.PIN_BLOCKED)
        return tries

    def _present_pin(self, block: bytes, tries: int) -> None:
        self._store.set_pin_tries(tries - 1)
        _check_match(self._store.pin_is(block), tries - 1)


def _two_blocks(command: Command) -> tuple[bytes, bytes]:
    """What is shown, and the new PIN, which must be one before a try is spent."""
    unless(len(command.data) == 2 * PIN_BLOCK, SW.WRONG_LENGTH)
    shown, new = command.data[:PIN_BLOCK], command.data[PIN_BLOCK:]
    unless(is_pin_block(new, LIMITS.pin_digits), SW.WRONG_DATA)
    return shown, new


def _check_match(matches: bool, left: int) -> None:
    unless(matches, _TRIES_LEFT | left if left else SW.PIN_BLOCKED)
