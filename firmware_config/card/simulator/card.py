"""The software card: the reference for what a payout card answers to every command.

It implements the card's side of the contacts (`SmartCard`), so a simulated slot or pcscd's
virtual reader drives it like any card. It is simulated and its ATR says so.
"""

from __future__ import annotations

import mmap
import os
import secrets
from collections.abc import Callable
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Final

from firmware_config.card import profile
from firmware_config.card.apdu import CLA_CHAINING, SHORT_LE_MAX, SW, Command, MalformedApdu
from firmware_config.card.profile import CLA_ISO, CLA_OWN, CLA_SECURE, Ins
from firmware_config.card.scp03 import StaticKeys
from firmware_config.card.simulator.chain import Chain
from firmware_config.card.simulator.channel import Channel
from firmware_config.card.simulator.desk import Desk
from firmware_config.card.simulator.files import Files
from firmware_config.card.simulator.journal import Journal
from firmware_config.card.simulator.memory import Buffer, PowerLost, Tear, no_tear
from firmware_config.card.simulator.payout import Payout
from firmware_config.card.simulator.pins import Pins
from firmware_config.card.simulator.proof import Proof
from firmware_config.card.simulator.randomness import Random
from firmware_config.card.simulator.refuse import Refuse, unless
from firmware_config.card.simulator.scripts import Scripts
from firmware_config.card.simulator.store import Store
from firmware_config.card.simulator.terminal import Terminal
from firmware_config.errors import ContractError

# ISO/IEC 7816-3 §8: direct convention, T=1, historical bytes "CHITRASIM", check octet last.
_ATR_BODY = bytes.fromhex("3B8901") + b"CHITRASIM"
SIMULATED_ATR: Final = _ATR_BODY + bytes((reduce(xor, _ATR_BODY[1:]),))
_SELECT_BY_NAME = 0x0400
_SECURE = CLA_OWN | CLA_SECURE
_DESK_ONLY = frozenset(
    (Ins.GENERATE_KEY, Ins.STORE_DATA, Ins.PUT_VOUCHER, Ins.ACTIVATE, Ins.TERMINATE)
)

Handler = Callable[[Command], bytes]


class SoftwareCard:
    """One card. `buffer` is its memory; `tear` may cut the power at any write."""

    def __init__(
        self, buffer: Buffer, tear: Tear = no_tear, random: Random = secrets.token_bytes
    ) -> None:
        self.store = Store(buffer, tear)
        self._powered = False
        self._selected = False
        self._rest = b""
        self._chain = Chain()
        journal = Journal(self.store)
        self._files = Files(self.store)
        self._pins = Pins(self.store)
        self._terminal = Terminal(self.store, random)
        self._channel = Channel(self.store, random)
        payout = Payout(self.store, journal, self._pins, self._terminal)
        scripts = Scripts(self.store, journal, self._terminal)
        desk = Desk(self.store)
        self._handlers: dict[tuple[int, int], Handler] = {
            (CLA_ISO, Ins.GET_DATA): self._files.get_data,
            (CLA_ISO, Ins.READ_BINARY): self._files.read_binary,
            (CLA_ISO, Ins.READ_RECORD): journal.read_record,
            (CLA_ISO, Ins.INTERNAL_AUTHENTICATE): Proof(self.store, random).make,
            (CLA_ISO, Ins.GET_CHALLENGE): self._terminal.get_challenge,
            (CLA_ISO, Ins.PERFORM_SECURITY_OPERATION): self._terminal.verify_certificate,
            (CLA_ISO, Ins.EXTERNAL_AUTHENTICATE): self._terminal.authenticate,
            (CLA_ISO, Ins.VERIFY): self._pins.verify,
            (CLA_ISO, Ins.CHANGE_REFERENCE_DATA): self._pins.change,
            (CLA_ISO, Ins.RESET_RETRY_COUNTER): self._pins.reset,
            (CLA_OWN, Ins.DISBURSE): payout.disburse,
            (CLA_OWN, Ins.REVERSE): payout.reverse,
            (CLA_OWN, Ins.GET_RECEIPT): journal.get_receipt,
            (CLA_OWN, Ins.PUT_SCRIPT): scripts.put,
            (CLA_OWN, Ins.GENERATE_KEY): desk.generate_key,
            (CLA_OWN, Ins.STORE_DATA): desk.store_data,
            (CLA_OWN, Ins.PUT_VOUCHER): desk.put_voucher,
            (CLA_OWN, Ins.ACTIVATE): desk.activate,
            (CLA_OWN, Ins.TERMINATE): desk.terminate,
            (CLA_OWN, Ins.INITIALIZE_UPDATE): self._channel.initialize_update,
        }

    @classmethod
    def blank(cls, serial: bytes, keys: StaticKeys) -> SoftwareCard:
        """A card as its maker ships it, in this process's memory."""
        return cls(Store.manufacture(serial, keys))

    @classmethod
    def blank_in_file(cls, path: Path, serial: bytes, keys: StaticKeys) -> SoftwareCard:
        """A card as its maker ships it, whose memory is the new file `path`."""
        fresh = path.with_suffix(".new")
        fresh.write_bytes(Store.manufacture(serial, keys))
        fresh.rename(path)
        return cls.in_file(path)

    @classmethod
    def in_file(cls, path: Path) -> SoftwareCard:
        """The card whose memory is the file `path`. Raises `FileNotFoundError`."""
        handle = os.open(path, os.O_RDWR)
        try:
            return cls(mmap.mmap(handle, Store.LENGTH))
        finally:
            os.close(handle)

    @property
    def atr(self) -> bytes:
        return SIMULATED_ATR

    def power_on(self) -> None:
        self._forget()
        self._powered = False
        self.store.memory.recover()  # may be cut as well: then the card is not on
        self._powered = True

    def power_off(self) -> None:
        self._powered = False

    def transmit(self, apdu: bytes) -> bytes:
        """One command in, one response out. Raises `PowerLost` when the tear says so."""
        if not self._powered:
            raise PowerLost
        longest = SHORT_LE_MAX
        try:
            command = Command.parse(apdu)
            longest = command.le or SHORT_LE_MAX
            data, sw = self._answer(command), int(SW.OK)
        except MalformedApdu:
            data, sw = b"", int(SW.WRONG_LENGTH)
        except Refuse as refused:
            data, sw = b"", refused.sw
        except PowerLost:
            self._powered = False
            raise
        except ContractError:
            data, sw = b"", int(SW.WRONG_DATA)
        if len(data) > longest:
            data, self._rest = data[:longest], data[longest:]
            sw = 0x6100 | min(len(self._rest), 0xFF)
        return data + sw.to_bytes(2)

    def _forget(self) -> None:
        """What held for this session holds no longer."""
        self._selected = False
        self._rest = b""
        self._chain.forget()
        self._files.forget()
        self._pins.forget()
        self._terminal.forget()
        self._channel.forget()

    def _answer(self, command: Command) -> bytes:
        if command.ins == Ins.GET_RESPONSE:
            rest, self._rest = self._rest, b""
            unless(rest != b"", SW.CONDITIONS)
            return rest
        self._rest = b""
        if command.cla & ~CLA_CHAINING == _SECURE:
            return self._answer_secure(command)
        if (command.cla, command.ins) == (CLA_ISO, Ins.SELECT):  # also in the midst of a chain
            return self._select(command)
        whole = self._chain.collect(command, secure=False)
        return b"" if whole is None else self._handle(whole, secure=False)

    def _answer_secure(self, command: Command) -> bytes:
        unless(self._selected, SW.CONDITIONS)
        if command.ins == Ins.EXTERNAL_AUTHENTICATE and not command.is_chained:
            self._chain.forget()
            return self._channel.external_authenticate(command)
        whole = self._chain.collect(self._channel.unwrap(command), secure=True)
        return self._channel.wrap(b"" if whole is None else self._handle(whole, secure=True))

    def _handle(self, command: Command, *, secure: bool) -> bytes:
        unless(self._selected, SW.CONDITIONS)
        handler = self._handlers.get((command.cla, command.ins))
        if handler is None:
            known = command.cla in (CLA_ISO, CLA_OWN)
            raise Refuse(SW.INS_NOT_SUPPORTED if known else SW.CLA_NOT_SUPPORTED)
        unless(secure or command.ins not in _DESK_ONLY, SW.SECURITY_STATUS)
        return handler(command)

    def _select(self, command: Command) -> bytes:
        unless(command.p1 << 8 | command.p2 == _SELECT_BY_NAME, SW.INCORRECT_P1P2)
        self._forget()
        unless(command.data == profile.AID, SW.FILE_NOT_FOUND)
        self._selected = True
        return self._files.describe()
