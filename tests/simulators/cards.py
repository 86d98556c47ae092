"""Tiny software cards for tests of readers."""

from __future__ import annotations

import threading
from collections.abc import Callable

from firmware_config.card.apdu import Command


def atr(tag: bytes = b"A") -> bytes:
    """A valid T=1 ATR with one octet of `tag` at its end, so that two cards differ."""
    historical = b"CHITRA" + tag[:1]
    body = bytes((0x80 | len(historical), 0x80, 0x01)) + historical
    check = 0
    for octet in body:
        check ^= octet
    return b"\x3b" + body + bytes((check,))


class EchoCard:
    """INS 01 gives its data back, INS 02 counts the commands since power-up.

    INS 03 calls `during` and then answers: that is where a test pulls the card.
    """

    def __init__(self, tag: bytes = b"A", *, during: Callable[[], object] = lambda: None) -> None:
        self.atr = atr(tag)
        self.powered = False
        self.commands = 0
        self.during = during
        self.working = threading.Event()

    def power_on(self) -> None:
        self.powered = True
        self.commands = 0

    def power_off(self) -> None:
        self.powered = False

    def transmit(self, apdu: bytes) -> bytes:
        command = Command.parse(apdu)
        self.commands += 1
        if command.ins == 0x01:
            return command.data + b"\x90\x00"
        if command.ins == 0x02:
            return bytes((self.commands & 0xFF,)) + b"\x90\x00"
        if command.ins == 0x03:
            self.working.set()
            self.during()
            return b"\x90\x00"
        return b"\x6d\x00"
