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

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from firmware_config.card import profile, tlv
from firmware_config.card.apdu import SHORT_LE_MAX, SW, Command, MalformedApdu
from firmware_config.card.profile import LIMITS, CardKey, Data, File, Ins, Life, Stage
from firmware_config.card.receipt import PAYLOAD_BYTES, Kind, Receipt
from firmware_config.card.session import DISBURSE_ORDER, STATUS_TEMPLATE, StatusTag
from firmware_config.card.simulator.memory import Buffer, PowerLost, Tear, no_tear
from firmware_config.card.simulator.store import NO_VOUCHER, Store
from firmware_config.card.state import AUTH_NONCE_BYTES, VOUCHER, Voucher, auth_message
from firmware_config.clock import from_unix
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, TerminalId

# ISO/IEC 7816-3 §8: direct convention, T=1, historical bytes "CHITRASIM", check octet last.
_ATR_BODY = bytes.fromhex("3B8901") + b"CHITRASIM"
SIMULATED_ATR: Final = _ATR_BODY + bytes((reduce(xor, _ATR_BODY[1:]),))
_ECDSA = ec.ECDSA(hashes.SHA256())
_KEY_STAGE = {CardKey.AUTH: Stage.AUTH_KEY, CardKey.RECEIPT: Stage.RECEIPT_KEY}
_DATA_STAGE = {
    Data.CARD_ID: (Stage.CARD_ID, 8, 8),
    Data.CERTIFICATE: (Stage.CERTIFICATE, 1, LIMITS.certificate),
    Data.RECORD: (Stage.RECORD, 1, LIMITS.record),
    Data.PIN: (Stage.PIN, profile.PIN_BLOCK, profile.PIN_BLOCK),
    Data.PUK: (Stage.PUK, profile.PIN_BLOCK, profile.PIN_BLOCK),
}


class _Refuse(Exception):
    """Answer with this status word."""

    def __init__(self, sw: int) -> None:
        self.sw = sw


class SoftwareCard:
    """One card. `buffer` is its memory; `tear` may cut the power at any write."""

    def __init__(self, buffer: Buffer, tear: Tear = no_tear) -> None:
        self.store = Store(buffer, tear)
        self._powered = False
        self._le = SHORT_LE_MAX
        self._reset()
        self._handlers: dict[tuple[int, int], Callable[[Command], bytes]] = {
            (profile.CLA_ISO, Ins.GET_DATA): self._get_data,
            (profile.CLA_ISO, Ins.READ_BINARY): self._read_binary,
            (profile.CLA_ISO, Ins.READ_RECORD): self._read_record,
            (profile.CLA_ISO, Ins.GET_CHALLENGE): self._get_challenge,
            (profile.CLA_ISO, Ins.INTERNAL_AUTHENTICATE): self._internal_authenticate,
            (profile.CLA_ISO, Ins.VERIFY): self._verify,
            (profile.CLA_OWN, Ins.DISBURSE): self._disburse,
            (profile.CLA_OWN, Ins.GET_RECEIPT): self._get_receipt,
            (profile.CLA_OWN, Ins.GENERATE_KEY): self._generate_key,
            (profile.CLA_OWN, Ins.STORE_DATA): self._store_data,
            (profile.CLA_OWN, Ins.PUT_VOUCHER): self._put_voucher,
            (profile.CLA_OWN, Ins.ACTIVATE): self._activate,
            (profile.CLA_OWN, Ins.TERMINATE): self._terminate,
        }

    @classmethod
    def blank(cls) -> SoftwareCard:
        """A card as its maker ships it, in this process's memory."""
        return cls(Store.manufacture())

    @classmethod
    def in_file(cls, path: Path) -> SoftwareCard:
        """A card whose memory is the file `path`, made blank if there is none."""
        if not path.exists():
            fresh = path.with_suffix(".new")
            fresh.write_bytes(Store.manufacture())
            fresh.rename(path)
        handle = os.open(path, os.O_RDWR)
        try:
            return cls(mmap.mmap(handle, Store.LENGTH))
        finally:
            os.close(handle)

    @property
    def atr(self) -> bytes:
        return SIMULATED_ATR

    def power_on(self) -> None:
        self._reset()
        self._powered = False
        self.store.memory.recover()  # may be cut as well: then the card is not on
        self._powered = True

    def power_off(self) -> None:
        self._powered = False

    def transmit(self, apdu: bytes) -> bytes:
        """One command in, one response out. Raises `PowerLost` when the tear says so."""
        if not self._powered:
            raise PowerLost
        try:
            data, sw = self._answer(Command.parse(apdu)), int(SW.OK)
        except MalformedApdu:
            data, sw = b"", int(SW.WRONG_LENGTH)
        except _Refuse as refused:
            data, sw = b"", refused.sw
        except PowerLost:
            self._powered = False
            raise
        except ContractError:
            data, sw = b"", int(SW.WRONG_DATA)
        if len(data) > self._le:
            data, self._rest = data[: self._le], data[self._le :]
            sw = 0x6100 | min(len(self._rest), 0xFF)
        return data + sw.to_bytes(2)

    def _reset(self) -> None:
        self._selected = False
        self._pin_verified = False
        self._file: File | None = None
        self._chain: Command | None = None
        self._rest = b""
        self._challenge = b""

    def _answer(self, command: Command) -> bytes:
        self._le = command.le or SHORT_LE_MAX
        if command.ins == Ins.GET_RESPONSE:
            rest, self._rest = self._rest, b""
            if not rest:
                raise _Refuse(SW.CONDITIONS)
            return rest
        self._rest = b""
        whole = self._collect(command)
        if whole is None:
            return b""
        if whole.ins == Ins.SELECT and whole.cla == profile.CLA_ISO:
            return self._select(whole)
        if not self._selected:
            raise _Refuse(SW.CONDITIONS)
        handler = self._handlers.get((whole.cla, whole.ins))
        if handler is None:
            known = whole.cla in (profile.CLA_ISO, profile.CLA_OWN)
            raise _Refuse(SW.INS_NOT_SUPPORTED if known else SW.CLA_NOT_SUPPORTED)
        return handler(whole)

    def _collect(self, command: Command) -> Command | None:
        """The whole command once its last link is here, or None while links are missing."""
        chain, self._chain = self._chain, None
        if chain is not None:
            link = (command.cla & ~0x10, command.ins, command.p1, command.p2)
            if (chain.cla, chain.ins, chain.p1, chain.p2) != link:
                raise _Refuse(SW.LAST_COMMAND_EXPECTED)
        data = (chain.data if chain else b"") + command.data
        if len(data) > LIMITS.record:
            raise _Refuse(SW.WRONG_LENGTH)
        whole = Command(command.cla & ~0x10, command.ins, command.p1, command.p2, data, command.le)
        if command.is_chained:
            self._chain = whole
            return None
        return whole

    # ISO/IEC 7816-4 commands

    def _select(self, command: Command) -> bytes:
        if (command.p1, command.p2) != (0x04, 0x00):
            raise _Refuse(SW.INCORRECT_P1P2)
        self._reset()
        if command.data != profile.AID:
            raise _Refuse(SW.FILE_NOT_FOUND)
        self._selected = True
        fci = tlv.encode([(0x84, profile.AID), (STATUS_TEMPLATE, self._status())])
        return tlv.encode([(0x6F, fci)])

    def _status(self) -> bytes:
        store = self.store
        return tlv.encode(
            [
                (StatusTag.VERSION, bytes((profile.VERSION,))),
                (StatusTag.LIFE, bytes((store.life,))),
                (StatusTag.STAGES, bytes((store.stages,))),
                (StatusTag.CARD_ID, store.card_id),
                (StatusTag.CERTIFICATE_LENGTH, len(store.certificate).to_bytes(2)),
                (StatusTag.RECORD_LENGTH, len(store.record).to_bytes(2)),
                (StatusTag.PIN_TRIES, bytes((store.pin_tries,))),
            ]
        )

    def _get_data(self, command: Command) -> bytes:
        match command.p1 << 8 | command.p2:
            case Data.STATUS:
                return self._status()
            case Data.STATE:
                return self.store.state.octets
        raise _Refuse(SW.REFERENCE_NOT_FOUND)

    def _read_binary(self, command: Command) -> bytes:
        if command.p1 & 0x80:
            if command.p1 & 0x1F not in (File.CERTIFICATE, File.RECORD):
                raise _Refuse(SW.FILE_NOT_FOUND)
            self._file, offset = File(command.p1 & 0x1F), command.p2
        else:
            offset = command.p1 << 8 | command.p2
        if self._file is None:
            raise _Refuse(SW.CONDITIONS)
        content = self.store.certificate if self._file is File.CERTIFICATE else self.store.record
        if offset >= len(content):
            raise _Refuse(SW.WRONG_OFFSET)
        return content[offset : offset + self._le]

    def _read_record(self, command: Command) -> bytes:
        if command.p2 != File.JOURNAL << 3 | 0x04:
            raise _Refuse(SW.INCORRECT_P1P2)
        stored = self.store.receipt(command.p1 - 1)
        if stored is None:
            raise _Refuse(SW.RECORD_NOT_FOUND)
        return stored

    def _get_challenge(self, command: Command) -> bytes:
        self._challenge = secrets.token_bytes(8)
        return self._challenge

    def _internal_authenticate(self, command: Command) -> bytes:
        if len(command.data) != AUTH_NONCE_BYTES:
            raise _Refuse(SW.WRONG_LENGTH)
        if Stage.AUTH_KEY not in self.store.stages:
            raise _Refuse(SW.CONDITIONS)
        nonce = secrets.token_bytes(AUTH_NONCE_BYTES)
        message = auth_message(self.store.card_id, command.data, nonce, self.store.state.octets)
        return nonce + self._sign(CardKey.AUTH, message)

    def _verify(self, command: Command) -> bytes:
        if command.p2 != profile.PIN_REFERENCE:
            raise _Refuse(SW.REFERENCE_NOT_FOUND)
        self._pin_verified = False
        tries = self.store.pin_tries
        if tries == 0:
            raise _Refuse(SW.PIN_BLOCKED)
        if not command.data:
            raise _Refuse(0x63C0 | tries)
        if len(command.data) != profile.PIN_BLOCK:
            raise _Refuse(SW.WRONG_LENGTH)
        # The try is spent before the comparison, so that cutting the power wins none back.
        self.store.set_pin_tries(tries - 1)
        if not self.store.pin_is(command.data):
            raise _Refuse(0x63C0 | tries - 1 if tries > 1 else SW.PIN_BLOCKED)
        self.store.set_pin_tries(LIMITS.pin_tries)
        self._pin_verified = True
        return b""

    # Payout

    def _disburse(self, command: Command) -> bytes:
        if self.store.life is not Life.ACTIVE:
            raise _Refuse(SW.CONDITIONS)
        if not self._pin_verified:
            raise _Refuse(SW.SECURITY_STATUS)
        if len(command.data) != DISBURSE_ORDER.size:
            raise _Refuse(SW.WRONG_LENGTH)
        slot, mask, amount, terminal, nonce, at = DISBURSE_ORDER.unpack(command.data)
        known = self._stored(nonce)
        if known is not None:
            same = Receipt.parse(known[:PAYLOAD_BYTES])
            if (same.slot, same.mask, same.terminal.octets) == (slot, mask, terminal):
                return known
            raise _Refuse(SW.CONDITIONS)
        voucher = self.store.voucher(slot) if slot < LIMITS.slots else None
        if voucher is None:
            raise _Refuse(SW.REFERENCE_NOT_FOUND)
        counter = self.store.counter + 1
        if counter > LIMITS.counter_max:
            raise _Refuse(SW.MEMORY_FULL)
        if mask == 0 or mask & ~voucher.payable or amount != voucher.amount_vnd * mask.bit_count():
            raise _Refuse(SW.WRONG_DATA)
        if mask & voucher.paid:
            raise _Refuse(SW.CONDITIONS)
        receipt = Receipt(
            Kind.PAYOUT,
            CardId(self.store.card_id),
            slot,
            voucher.entitlement,
            voucher.base,
            mask,
            amount,
            counter,
            TerminalId.from_octets(terminal),
            nonce,
            from_unix(at),
        )
        stored = receipt.payload() + self._sign(CardKey.RECEIPT, receipt.to_be_signed())
        self.store.put_receipt_aside(counter, stored)
        self.store.commit_payout(slot, voucher.paid | mask, counter)
        return stored

    def _get_receipt(self, command: Command) -> bytes:
        stored = self._stored(command.data) if command.data else self.store.receipt(0)
        if stored is None:
            raise _Refuse(SW.RECORD_NOT_FOUND)
        return stored

    def _stored(self, nonce: bytes) -> bytes | None:
        for back in range(LIMITS.journal_records):
            stored = self.store.receipt(back)
            if stored is None:
                return None
            if Receipt.parse(stored[:PAYLOAD_BYTES]).nonce == nonce:
                return stored
        return None

    # Personalisation: in clear on a card that is not active yet; a secure channel goes round it

    def _generate_key(self, command: Command) -> bytes:
        self._check_open()
        try:
            which = CardKey(command.p1)
        except ValueError:
            raise _Refuse(SW.INCORRECT_P1P2) from None
        private = ec.generate_private_key(ec.SECP256R1())
        scalar = private.private_numbers().private_value.to_bytes(32)
        self.store.personalise(_KEY_STAGE[which], scalar)
        return private.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    def _store_data(self, command: Command) -> bytes:
        self._check_open()
        known = {int(tag): rule for tag, rule in _DATA_STAGE.items()}
        rule = known.get(command.p1 << 8 | command.p2)
        if rule is None:
            raise _Refuse(SW.REFERENCE_NOT_FOUND)
        stage, shortest, longest = rule
        if not shortest <= len(command.data) <= longest:
            raise _Refuse(SW.WRONG_LENGTH)
        self.store.personalise(stage, command.data)
        return b""

    def _put_voucher(self, command: Command) -> bytes:
        self._check_open()
        if len(command.data) != VOUCHER.size or command.data == NO_VOUCHER:
            raise _Refuse(SW.WRONG_LENGTH)
        if command.p1 >= LIMITS.slots:
            raise _Refuse(SW.INCORRECT_P1P2)
        voucher = Voucher.parse(command.p1, command.data)
        if voucher.paid & ~voucher.payable:
            raise _Refuse(SW.WRONG_DATA)
        self.store.personalise(Stage.VOUCHER, command.data, slot=command.p1)
        return b""

    def _activate(self, command: Command) -> bytes:
        if self.store.life is not Life.PERSONALISED:
            raise _Refuse(SW.CONDITIONS)
        self.store.set_life(Life.ACTIVE)
        return b""

    def _terminate(self, command: Command) -> bytes:
        self._check_open()
        self.store.set_life(Life.TERMINATED)
        return b""

    def _check_open(self) -> None:
        if self.store.life not in (Life.BLANK, Life.PERSONALISING, Life.PERSONALISED):
            raise _Refuse(SW.CONDITIONS)

    def _sign(self, which: CardKey, message: bytes) -> bytes:
        private = ec.derive_private_key(self.store.key(which), ec.SECP256R1())
        return private.sign(message, _ECDSA)
