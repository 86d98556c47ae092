"""DISBURSE and REVERSE: the two commands that move money."""

from __future__ import annotations

from dataclasses import replace

from firmware_config.card.apdu import SW, Command
from firmware_config.card.order import DISBURSE_ORDER, REVERSE_ORDER
from firmware_config.card.profile import LIMITS, Life
from firmware_config.card.receipt import Kind, Receipt
from firmware_config.card.simulator.journal import Journal
from firmware_config.card.simulator.pins import Pins
from firmware_config.card.simulator.refuse import Refuse, unless
from firmware_config.card.simulator.store import Store
from firmware_config.card.simulator.terminal import Terminal
from firmware_config.card.state import Voucher
from firmware_config.clock import from_unix
from firmware_config.ids import CardId, TerminalId


class Payout:
    def __init__(self, store: Store, journal: Journal, pins: Pins, terminal: Terminal) -> None:
        self._store = store
        self._journal = journal
        self._pins = pins
        self._terminal = terminal

    def disburse(self, command: Command) -> bytes:
        """Mark periods paid and sign for it; the same order again gives the stored receipt."""
        self._check_may_pay()
        unless(len(command.data) == DISBURSE_ORDER.size, SW.WRONG_LENGTH)
        slot, mask, amount, terminal, nonce, at = DISBURSE_ORDER.unpack(command.data)
        self._terminal.check_is(terminal)
        known = self._journal.find(nonce)
        if known is not None:
            made, stored = known
            same = (made.kind, made.slot, made.mask, made.terminal.octets)
            unless(same == (Kind.PAYOUT, slot, mask, terminal), SW.CONDITIONS)
            return stored
        voucher = self._voucher(slot)
        counter = self._journal.next_counter()
        right = amount == voucher.amount_vnd * mask.bit_count()
        unless(mask != 0 and mask & ~voucher.payable == 0 and right, SW.WRONG_DATA)
        unless(mask & voucher.paid == 0, SW.CONDITIONS)
        receipt = Receipt(
            Kind.PAYOUT,
            CardId(self._store.card_id),
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
        return self._commit(receipt, voucher.paid | mask)

    def reverse(self, command: Command) -> bytes:
        """Take back the last entry, a payout by this same terminal, and sign for it."""
        self._check_may_pay()
        unless(len(command.data) == REVERSE_ORDER.size, SW.WRONG_LENGTH)
        counter, terminal, nonce, at = REVERSE_ORDER.unpack(command.data)
        self._terminal.check_is(terminal)
        known = self._journal.find(nonce)
        if known is not None:
            made, stored = known
            same = (made.kind, made.counter - 1, made.terminal.octets)
            unless(same == (Kind.REVERSAL, counter, terminal), SW.CONDITIONS)
            return stored
        last = self._journal.last()
        if last is None or (last.kind, last.counter, last.terminal.octets) != (
            Kind.PAYOUT,
            counter,
            terminal,
        ):
            raise Refuse(SW.CONDITIONS)
        receipt = replace(
            last,
            kind=Kind.REVERSAL,
            counter=self._journal.next_counter(),
            nonce=nonce,
            at=from_unix(at),
        )
        return self._commit(receipt, self._voucher(last.slot).paid & ~last.mask)

    def _check_may_pay(self) -> None:
        unless(self._store.life is Life.ACTIVE, SW.CONDITIONS)
        self._pins.check_verified()
        self._terminal.check_authenticated()

    def _voucher(self, slot: int) -> Voucher:
        voucher = self._store.voucher(slot) if slot < LIMITS.slots else None
        if voucher is None:
            raise Refuse(SW.REFERENCE_NOT_FOUND)
        return voucher

    def _commit(self, receipt: Receipt, paid: int) -> bytes:
        stored = self._journal.put_aside(receipt)
        with self._store.transaction():
            self._store.set_paid(receipt.slot, paid)
            self._store.set_counter(receipt.counter)
        return stored
