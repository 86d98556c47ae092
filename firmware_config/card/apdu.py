"""APDUs (ISO/IEC 7816-4 §5): commands, responses, status words, chaining and GET RESPONSE.

A `Connection` is one method wide, so that PC/SC, a simulated reader, a recorder in a test or
a secure channel stack on one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol, runtime_checkable

from firmware_config.errors import ContractError

SHORT_DATA_MAX = 255  # ISO/IEC 7816-4 §5.2: Lc of a short command is one octet
SHORT_LE_MAX = 256  # the same: Le of 00 asks for 256
ANSWER_MAX = 4096  # ours are under 512; a card that says "more" for ever must not hold a reader
CLA_CHAINING = 0x10  # §5.4.1, bit 5: not the last command of a chain
_INS_GET_RESPONSE = 0xC0


class SW(IntEnum):
    """Status words this application uses (ISO/IEC 7816-4 tables 5 and 6)."""

    OK = 0x9000
    AUTHENTICATION_FAILED = 0x6300
    WRONG_LENGTH = 0x6700
    CHAINING_NOT_SUPPORTED = 0x6884
    LAST_COMMAND_EXPECTED = 0x6883
    SECURITY_STATUS = 0x6982
    PIN_BLOCKED = 0x6983
    CONDITIONS = 0x6985
    WRONG_DATA = 0x6A80
    FILE_NOT_FOUND = 0x6A82
    RECORD_NOT_FOUND = 0x6A83
    MEMORY_FULL = 0x6A84
    INCORRECT_P1P2 = 0x6A86
    REFERENCE_NOT_FOUND = 0x6A88
    WRONG_OFFSET = 0x6B00
    INS_NOT_SUPPORTED = 0x6D00
    CLA_NOT_SUPPORTED = 0x6E00
    UNKNOWN = 0x6F00


class ApduError(ContractError):
    """The card answered with a status word other than 9000. `data` came with it."""

    def __init__(self, sw: int, data: bytes = b"", *, ins: int = 0) -> None:
        super().__init__("apdu-status", sw=f"{sw:04X}", ins=f"{ins:02X}")
        self.sw = sw
        self.response_data = data


class MalformedApdu(ContractError):
    """Octets that are no APDU."""


class CardGone(ContractError):
    """The card or the reader went away, perhaps in the middle of a command.

    What the card did with the command in flight is not known.
    """

    def __init__(self, **data: object) -> None:
        super().__init__("card-gone", **data)


class Connection(Protocol):
    """A powered card with which one can speak."""

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        """One command as octets; the response's data and its status word.

        Raises:
            CardGone: the card was pulled or the reader lost; the outcome is unknown.
        """
        ...


@runtime_checkable
class NarrowConnection(Protocol):
    """A connection whose commands hold less data than 255 octets, as a secure channel's do."""

    @property
    def data_max(self) -> int: ...


class SmartCard(Protocol):
    """The card's side of the contacts: what a reader slot or a virtual reader drives."""

    @property
    def atr(self) -> bytes:
        """The answer to reset (ISO/IEC 7816-3 §8)."""
        ...

    def power_on(self) -> None: ...

    def power_off(self) -> None: ...

    def transmit(self, apdu: bytes) -> bytes:
        """One command APDU in, one response APDU (data, SW1, SW2) out."""
        ...


@dataclass(frozen=True, slots=True)
class Command:
    """A command APDU. `le` is the longest answer wanted: 0 for none, up to 256."""

    cla: int
    ins: int
    p1: int = 0
    p2: int = 0
    data: bytes = b""
    le: int = 0

    def encode(self) -> bytes:
        """The short form. Raises `MalformedApdu` past 255 octets of data (chain instead)."""
        if len(self.data) > SHORT_DATA_MAX or not 0 <= self.le <= SHORT_LE_MAX:
            raise MalformedApdu("apdu-too-long", length=len(self.data), le=self.le)
        header = bytes((self.cla, self.ins, self.p1, self.p2))
        body = bytes((len(self.data),)) + self.data if self.data else b""
        return header + body + (bytes((self.le & 0xFF,)) if self.le else b"")

    @classmethod
    def parse(cls, apdu: bytes) -> Command:
        """A short command of case 1, 2, 3 or 4 (§5.1).

        Raises:
            MalformedApdu: `apdu-length`; extended length is refused.
        """
        if len(apdu) < 4:
            raise MalformedApdu("apdu-length", length=len(apdu))
        cla, ins, p1, p2 = apdu[:4]
        body = apdu[4:]
        if not body:
            return cls(cla, ins, p1, p2)
        if len(body) == 1:
            return cls(cla, ins, p1, p2, le=body[0] or SHORT_LE_MAX)
        lc, rest = body[0], body[1:]
        if lc == 0 or len(rest) not in (lc, lc + 1):
            raise MalformedApdu("apdu-length", length=len(apdu))
        le = (rest[lc] or SHORT_LE_MAX) if len(rest) > lc else 0
        return cls(cla, ins, p1, p2, rest[:lc], le)

    @property
    def is_chained(self) -> bool:
        """Whether more commands of the same chain follow."""
        return bool(self.cla & CLA_CHAINING)


def exchange(connection: Connection, command: Command) -> bytes:
    """Send `command`, chained if its data is long, and collect the whole answer (61xx, 6Cxx).

    Raises:
        ApduError: any final status word but 9000.
        MalformedApdu: an answer that has no end.
        CardGone: from the connection.
    """
    data_max = connection.data_max if isinstance(connection, NarrowConnection) else SHORT_DATA_MAX
    starts = range(0, len(command.data) or 1, data_max)
    pieces = [command.data[at : at + data_max] for at in starts]
    for piece in pieces[:-1]:
        link = Command(command.cla | CLA_CHAINING, command.ins, command.p1, command.p2, piece)
        data, sw = connection.send_and_receive(link.encode())
        if sw != SW.OK:
            raise ApduError(sw, data, ins=command.ins)
    last = Command(command.cla, command.ins, command.p1, command.p2, pieces[-1], command.le)
    data, sw = connection.send_and_receive(last.encode())
    if sw >> 8 == 0x6C:
        last = Command(last.cla, last.ins, last.p1, last.p2, last.data, sw & 0xFF or SHORT_LE_MAX)
        data, sw = connection.send_and_receive(last.encode())
    answer = data
    while sw >> 8 == 0x61:
        if not data or len(answer) > ANSWER_MAX:
            raise MalformedApdu("apdu-answer-endless", length=len(answer))
        more = Command(command.cla & ~CLA_CHAINING, _INS_GET_RESPONSE, le=sw & 0xFF or 256)
        data, sw = connection.send_and_receive(more.encode())
        answer += data
    if sw != SW.OK:
        raise ApduError(sw, answer, ins=command.ins)
    return answer
