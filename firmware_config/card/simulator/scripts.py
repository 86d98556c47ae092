"""PUT SCRIPT: what the issuer has this one card do, numbered and signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from firmware_config import cose
from firmware_config.card.apdu import SW, Command
from firmware_config.card.profile import Life
from firmware_config.card.receipt import MAX_DER_SIGNATURE, Kind, Receipt
from firmware_config.card.script import (
    ANSWERED_BY,
    TERMINAL_CA,
    Block,
    Body,
    ClearPeriods,
    NewEntitlements,
    NewTerminalCa,
    Unblock,
    UnblockPin,
    Unread,
    nonce_of,
    parse_body,
)
from firmware_config.card.simulator.journal import Journal
from firmware_config.card.simulator.refuse import Refuse, unless
from firmware_config.card.simulator.store import Store
from firmware_config.card.simulator.terminal import Terminal
from firmware_config.card.state import Voucher
from firmware_config.clock import from_unix
from firmware_config.ids import EntitlementId
from firmware_config.period import Period
from firmware_config.signing import BadSignature, PublicKey, raw_from_der

Effect: TypeAlias = Callable[[], None]
_BODY_AT = 17  # 84 | 41 kind | 48 card id | 44 number
_KID_BYTES = 8
_NO_ENTITLEMENT = EntitlementId(bytes(16))


class Scripts:
    def __init__(self, store: Store, journal: Journal, terminal: Terminal) -> None:
        self._store = store
        self._journal = journal
        self._terminal = terminal

    def put(self, command: Command) -> bytes:
        """Check a script, do what it says, and sign that it was done.

        1. Its form (6A80).
        2. It is for this card (6A88).
        3. The script authority signed it (6982).
        4. The same script again, while its receipt is in the journal, gives that receipt.
        5. Its number is the next: 6985 for one that was, 6A83 for one too far ahead.
        6. Its body: 6A80 if no card could follow it, 6985 if this one cannot now.
        """
        unless(self._store.life in (Life.ACTIVE, Life.BLOCKED), SW.CONDITIONS)
        payload, signature = _split(command.data)  # 1
        script = Unread.parse(payload)
        unless(script.card.octets == self._store.card_id, SW.REFERENCE_NOT_FOUND)  # 2
        self._check_signature(payload, signature)  # 3
        nonce = nonce_of(payload)
        known = self._journal.find(nonce)
        if known is not None and known[0].kind is Kind.SCRIPT:  # 4: a payout may bear any nonce
            return known[1]
        next_number = self._store.script_number + 1  # 5
        unless(script.number >= next_number, SW.CONDITIONS)
        unless(script.number == next_number, SW.RECORD_NOT_FOUND)
        effect = self._prepare(parse_body(script.kind, script.body))  # 6
        receipt = Receipt(
            Kind.SCRIPT,
            script.card,
            0,
            _NO_ENTITLEMENT,
            Period(0),
            script.number,
            0,
            self._journal.next_counter(),
            ANSWERED_BY,
            nonce,
            from_unix(0),
        )
        stored = self._journal.put_aside(receipt)
        with self._store.transaction():
            effect()
            self._store.set_script_number(script.number)
            self._store.set_counter(receipt.counter)
        return stored

    def _check_signature(self, payload: bytes, der: bytes) -> None:
        kid, point = self._store.script_key[:_KID_BYTES], self._store.script_key[_KID_BYTES:]
        signed = cose.to_be_signed(cose.protected_header(kid), payload)
        try:
            PublicKey.from_uncompressed(point).verify(signed, raw_from_der(der))
        except BadSignature:
            raise Refuse(SW.SECURITY_STATUS) from None

    def _prepare(self, body: Body) -> Effect:
        """Check `body` against the card. What is returned runs within the transaction."""
        store = self._store
        match body:
            case NewEntitlements():
                vouchers = [self._carried_on(voucher) for voucher in body.vouchers]
                store.put_record_aside(body.record)
                return lambda: store.set_entitlements(vouchers)
            case ClearPeriods():
                held = store.voucher(body.slot)
                if held is None or (held.entitlement, held.base) != (body.entitlement, body.base):
                    raise Refuse(SW.CONDITIONS)
                paid = held.paid & ~body.mask
                return lambda: store.set_paid(body.slot, paid)
            case UnblockPin():
                return store.unblock_pin
            case Block():
                return lambda: store.set_life(Life.BLOCKED)
            case Unblock():
                return lambda: store.set_life(Life.ACTIVE)
            case NewTerminalCa():
                ca, generation, _ = TERMINAL_CA.unpack(store.terminal_ca)
                falls = body.ca == ca and body.generation < generation
                unless(not falls, SW.CONDITIONS)
                self._terminal.forget()
                return lambda: store.set_terminal_ca(body.encode())

    def _carried_on(self, new: Voucher) -> Voucher:
        """A slot that goes on with its entitlement keeps what was paid, moved to the new base."""
        old = self._store.voucher(new.slot)
        if old is None or old.entitlement != new.entitlement:
            return new
        same_kind = old.base.is_one_off == new.base.is_one_off
        moved = new.base.code - old.base.code
        unless(same_kind and moved >= 0 and new.sequence > old.sequence, SW.CONDITIONS)
        return replace(new, paid=old.paid >> moved | new.paid)


def _split(data: bytes) -> tuple[bytes, bytes]:
    """Payload and DER signature. Refuses (6A80) what is not the template."""
    first, *rest = data[_BODY_AT : _BODY_AT + 3].ljust(3, b"\0")
    if 0x40 <= first < 0x58:
        body_at, length = _BODY_AT + 1, first - 0x40
    elif first == 0x58 and rest[0] >= 24:  # shortest form only: a script has one set of octets
        body_at, length = _BODY_AT + 2, rest[0]
    elif first == 0x59 and rest[0] > 0:
        body_at, length = _BODY_AT + 3, int.from_bytes(rest)
    else:
        raise Refuse(SW.WRONG_DATA)
    end = body_at + length
    unless(0 < len(data) - end <= MAX_DER_SIGNATURE, SW.WRONG_DATA)
    return data[:end], data[end:]
