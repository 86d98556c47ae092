"""A keypad on the reader: the PIN goes from the person's finger to the card and nowhere else.

PC/SC part 10 (v2.02.09): the host hands over a VERIFY command whose PIN is left open, and the
reader fills in what is typed. The host sees the status word alone.
"""

from __future__ import annotations

import struct
from typing import Protocol, runtime_checkable

from firmware_config.errors import ContractError

ENTRY_TIMEOUT_S = 30
"""How long a person may take between two keys. Part 10's `bTimeOut` holds one octet."""
_LITTLE = struct.Struct("<BBBBBHBBHB3sI")  # part 10 §2.5.2, PIN_VERIFY_STRUCTURE
# Bytes as units, the PIN from the first octet of the data, left justified, ASCII digits.
_FORMAT = 0x82
_NO_LENGTH = 0x00  # the PIN's length stands nowhere in the block
_BY_OK_KEY = 0x02  # a person may correct a digit before
_USUAL_MESSAGE = 0xFF
_VIETNAMESE = 0x042A
_SW_TIMEOUT, _SW_CANCELLED, _SW_TOO_SHORT = 0x6400, 0x6401, 0x6403
_FAULTS = {
    _SW_TIMEOUT: "keypad-timeout",
    _SW_CANCELLED: "keypad-cancelled",
    _SW_TOO_SHORT: "keypad-too-short",
}


class KeypadFault(ContractError):
    """No PIN reached the card and no try is spent: `keypad-timeout`, `keypad-cancelled`,
    `keypad-too-short`; or `keypad-missing`, which the caller should have looked at before."""


@runtime_checkable
class KeypadConnection(Protocol):
    """A connection through a reader that may have a keypad."""

    @property
    def has_keypad(self) -> bool: ...

    def verify_on_keypad(self, apdu: bytes, digits: int) -> int:
        """Have `digits` digits typed into `apdu`, an open VERIFY, and sent; the card's status word.

        Raises:
            KeypadFault: nothing was sent to the card.
            CardGone: as `send_and_receive`.
        """
        ...


def has_keypad(connection: object) -> bool:
    return isinstance(connection, KeypadConnection) and connection.has_keypad


def pin_verify_structure(apdu: bytes, digits: int) -> bytes:
    """Part 10's PIN_VERIFY_STRUCTURE for a VERIFY of `digits` digits, no more and no fewer."""
    block_bytes = apdu[4]
    head = _LITTLE.pack(
        ENTRY_TIMEOUT_S,
        ENTRY_TIMEOUT_S,
        _FORMAT,
        block_bytes,
        _NO_LENGTH,
        digits << 8 | digits,
        _BY_OK_KEY,
        _USUAL_MESSAGE,
        _VIETNAMESE,
        0,  # bMsgIndex
        bytes(3),  # bTeoPrologue: the driver knows its protocol
        len(apdu),
    )
    return head + apdu


def checked_sw(sw: int) -> int:
    """`sw` if it is the card's. Raises `KeypadFault` for the reader's own."""
    if sw in _FAULTS:
        raise KeypadFault(_FAULTS[sw])
    return sw


def control_code(features: bytes, feature: int) -> int | None:
    """The control code of `feature` in the answer to GET_FEATURE_REQUEST (part 10 §2.2): tags of
    one octet, a length of 4, a code, big-endian. None when the reader has not got it."""
    for at in range(0, len(features) - 5, 6):
        if features[at : at + 2] == bytes((feature, 4)):
            return int.from_bytes(features[at + 2 : at + 6])
    return None
