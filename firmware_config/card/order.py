"""What a terminal asks a card to do with money, as it travels."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

from firmware_config.ids import TerminalId

# slot 1 | mask 4 | amount 4 | terminal 8 | nonce 8 | time 4
DISBURSE_ORDER: Final = struct.Struct(">BII8s8sI")
# counter 4 | terminal 8 | nonce 8 | time 4
REVERSE_ORDER: Final = struct.Struct(">I8s8sI")


@dataclass(frozen=True, slots=True)
class DisburseOrder:
    """Pay: `amount_vnd` for all periods in `mask` together."""

    slot: int
    mask: int
    amount_vnd: int
    terminal: TerminalId
    nonce: bytes
    at_unix: int

    def encode(self) -> bytes:
        return DISBURSE_ORDER.pack(
            self.slot,
            self.mask,
            self.amount_vnd,
            self.terminal.octets,
            self.nonce,
            self.at_unix,
        )


@dataclass(frozen=True, slots=True)
class ReverseOrder:
    """Take back the card's last entry, `counter`, a payout by this same terminal."""

    counter: int
    terminal: TerminalId
    nonce: bytes
    at_unix: int

    def encode(self) -> bytes:
        return REVERSE_ORDER.pack(self.counter, self.terminal.octets, self.nonce, self.at_unix)
