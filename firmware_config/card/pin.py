"""PIN and PUK: how their digits travel, and what a card says of them."""

from __future__ import annotations

from firmware_config.card import profile
from firmware_config.errors import ContractError


class PinForm(ContractError):
    """A text that is not so many digits; it is not shown to the card."""


class WrongPin(ContractError):
    """The PIN or PUK did not match. `tries_left` more may be made."""

    def __init__(self, tries_left: int) -> None:
        super().__init__("pin-wrong", tries_left=tries_left)
        self.tries_left = tries_left


class PinBlocked(ContractError):
    """No tries left: the card answers to no PIN, or no PUK, until it is unblocked."""

    def __init__(self) -> None:
        super().__init__("pin-blocked")


def pin_block(digits: str, length: int) -> bytes:
    """PIN or PUK digits as they travel: ASCII padded with FF. Raises `PinForm`."""
    if not (len(digits) == length and digits.isascii() and digits.isdigit()):
        raise PinForm("pin-form", length=length)
    return digits.encode("ascii").ljust(profile.PIN_BLOCK, b"\xff")


def open_pin_block() -> bytes:
    """A block that a keypad fills in."""
    return b"\xff" * profile.PIN_BLOCK


def is_pin_block(octets: bytes, length: int) -> bool:
    """Whether `octets` are what `pin_block` makes of some `length` digits."""
    digits, padding = octets[:length], octets[length:]
    return digits.isdigit() and padding == b"\xff" * (profile.PIN_BLOCK - length)
