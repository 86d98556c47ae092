"""Paying, in the order that survives a crash anywhere.

Chip: the card believes the terminal, and its holder's PIN; then (1) `intent` durable, with a fresh
nonce; (2) DISBURSE; (3) receipt verified; (4) `disbursed` with its outbox row in one durable
transaction; (5) only then is the caller told.
A crash leaves an intent that `resolve` closes by asking the card for the receipt of its nonce.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from counter.card.pin import show_pin
from counter.card.terminal_proof import TerminalProof
from counter.decision.decide import Due, Offer
from counter.decision.refusal import Basis, Refusal, Rule
from counter.journal.beside import AlreadyPaid
from counter.journal.journal import BegunElsewhere, Journal
from firmware_config.body.payout import NONCE_BYTES, Abandoned, Disbursed, Intent
from firmware_config.card.apdu import ApduError
from firmware_config.card.order import DisburseOrder
from firmware_config.card.profile import LIMITS
from firmware_config.card.receipt import Kind, ReceiptError, SignedReceipt
from firmware_config.card.session import CardSession
from firmware_config.claim import Claim, Medium
from firmware_config.clock import Clock, to_unix, utc_now
from firmware_config.collector import Collector
from firmware_config.errors import ContractError
from firmware_config.ids import CitizenNumber, TerminalId
from firmware_config.signing import PublicKey
from firmware_config.wire import Entry

IDENTITY_PIN = "pin"
IDENTITY_CITIZEN_CARD = "citizen-card"

Step = Callable[[str], None]
"""Told before each step, by name: what a crash test cuts at."""


def no_step(name: str) -> None:
    return None


class NoLongerWanted(ContractError):
    """Whoever asked has given up; nothing was paid."""


@dataclass(frozen=True, slots=True)
class Paid:
    """Durably paid: the cash may leave. One journal entry for each entitlement."""

    entries: tuple[Entry, ...]
    refused: Refusal | None = None
    """Why the rest was not paid, when a later entitlement was refused."""

    @property
    def total_vnd(self) -> int:
        return sum(claim.amount_vnd for claim in self.claims)

    @property
    def claims(self) -> tuple[Claim, ...]:
        return tuple(e.body.claim for e in self.entries if isinstance(e.body, Disbursed))


@dataclass(frozen=True, slots=True)
class Unsettled:
    """The card left while it was paying: whether it paid is not known, so no cash leaves.

    `entries` are those that were paid before.
    """

    intent: Entry
    entries: tuple[Entry, ...]


class Payouts:
    """The payouts of one terminal."""

    def __init__(
        self,
        journal: Journal,
        proof: TerminalProof,
        clock: Clock = utc_now,
        step: Step = no_step,
    ) -> None:
        self._journal = journal
        self._proof = proof
        self._clock = clock
        self._step = step

    def pay_chip(
        self,
        session: CardSession,
        offer: Offer,
        pin: str | None,
        teller: str,
        wanted: Callable[[], bool] = lambda: True,
        collector: Collector | None = None,
    ) -> Paid | Refusal | Unsettled:
        """Prove the terminal and the holder, then pay each due in turn while it is still `wanted`.

        Without a `pin` it is typed on the reader's keypad.
        `collector` is the proxy who has been found good (`check_proxy`), if one has come.

        The card believes this terminal first: nobody types a PIN for one that it does not.

        Raises:
            CardGone, ApduError: before anything was paid; nothing is owed.
            NoLongerWanted: likewise.
        """
        assert offer.card is not None
        refused = self._proof.show(session, offer.card) or show_pin(session, pin)
        if refused is not None:
            return replace(refused, record_id=offer.record.id)
        paid: list[Entry] = []
        for due in offer.dues:
            if not wanted():
                break
            try:
                outcome = self._pay_due(session, offer, due, teller, collector)
            except AlreadyPaid:  # by another counter, since this was offered
                no = Refusal(Rule.ALREADY_PAID, Basis.JOURNAL, record_id=offer.record.id)
                return Paid(tuple(paid), no) if paid else no
            match outcome.body:
                case Disbursed():
                    paid.append(outcome)
                case Intent():
                    return Unsettled(outcome, tuple(paid))
                case Abandoned(evidence=evidence):
                    told = {"evidence": evidence}
                    no = Refusal(Rule.CARD_REFUSED, Basis.CARD, None, told, offer.record.id)
                    return Paid(tuple(paid), no) if paid else no
        if not paid:
            raise NoLongerWanted("payout-no-longer-wanted")
        return Paid(tuple(paid))

    def pay_paper(
        self,
        offer: Offer,
        number: CitizenNumber,
        teller: str,
        collector: Collector | None = None,
    ) -> Paid | Refusal:
        """Pay every due of a paper record whose person's citizen number was compared, to that
        person or to the proxy who has been found good."""
        if not offer.record.citizen.matches(number):
            return Refusal(Rule.IDENTITY_MISMATCH, Basis.RECORD, record_id=offer.record.id)
        if offer.held_until is not None and self._clock() >= offer.held_until:
            why = {"reason": "hold-passed"}
            return Refusal(Rule.HOLD_REFUSED, Basis.CENTRE, None, why, offer.record.id)
        return self._pay_without_chip(offer, teller, collector, None)

    def pay_list(
        self, offer: Offer, teller: str, supervisor: str, collector: Collector | None = None
    ) -> Paid | Refusal:
        """Pay every due of a person who was found on the payout list by the number on the citizen
        card; `supervisor` has allowed it."""
        return self._pay_without_chip(offer, teller, collector, supervisor)

    def resolve(
        self,
        session: CardSession,
        receipt_key: PublicKey,
        record_id: bytes,
        intent: Entry,
        *,
        evidence: str = "card-has-no-receipt",
        is_marked: bool = False,
    ) -> Entry:
        """Close `intent` by what its card says: a `Disbursed` or an `Abandoned` entry.

        `evidence` is what an `Abandoned` entry gives. `is_marked`: the card's proved state has
        the periods paid. Then a missing receipt may have fallen off the end of its journal, unless
        that is whole: another counter has paid them.

        Raises:
            CardGone: the card left again; the intent stays open.
            ContractError: a receipt that does not verify or match, or that the card no longer
                has (`receipt-fell-off`); the intent stays open.
        """
        body = intent.body
        assert isinstance(body, Intent)
        receipt = session.receipt_for(body.nonce)
        if receipt is None:
            if is_marked and not _has_every_receipt(session, receipt_key):
                raise ReceiptError("receipt-fell-off")
            return self._journal.append(Abandoned(body.nonce, evidence, body.teller))
        check_receipt(receipt, Kind.PAYOUT, receipt_key, body, self._journal.terminal)
        return self._disbursed(body, record_id, receipt)

    def _pay_without_chip(
        self, offer: Offer, teller: str, collector: Collector | None, supervisor: str | None
    ) -> Paid | Refusal:
        """Nothing signs for it: the journal alone refuses a second time."""
        bodies = [
            Disbursed(
                secrets.token_bytes(NONCE_BYTES),
                offer.medium,
                None,
                offer.record.id,
                due.claim,
                None,
                IDENTITY_CITIZEN_CARD,
                teller,
                collector,
                supervisor,
            )
            for due in offer.dues
        ]
        self._step("before-disbursed")
        try:
            return Paid(self._journal.append_all(bodies))
        except AlreadyPaid:
            return Refusal(Rule.ALREADY_PAID, Basis.JOURNAL, record_id=offer.record.id)
        except BegunElsewhere:
            return Refusal(Rule.UNSETTLED, Basis.JOURNAL, record_id=offer.record.id)

    def _pay_due(
        self,
        session: CardSession,
        offer: Offer,
        due: Due,
        teller: str,
        collector: Collector | None,
    ) -> Entry:
        """The entry that tells the outcome: `Disbursed`, `Abandoned`, or the `Intent` itself
        when the outcome is unknown."""
        assert due.slot is not None
        assert offer.receipt_key is not None
        nonce = secrets.token_bytes(NONCE_BYTES)
        body = Intent(nonce, Medium.CHIP, offer.card, due.claim, teller, collector)
        self._step("before-intent")
        intent = self._journal.append(body)
        order = DisburseOrder(
            due.slot,
            due.claim.mask,
            due.claim.amount_vnd,
            self._journal.terminal,
            nonce,
            to_unix(self._clock()),
        )
        self._step("before-disburse")
        try:
            receipt = session.disburse(order)
            self._step("before-disbursed")
            check_receipt(receipt, Kind.PAYOUT, offer.receipt_key, body, self._journal.terminal)
        except ContractError as error:
            # No answer, or not one of a card, or a status word, which can also come after the
            # card has committed: its journal decides, if the card is still there.
            why = f"card-refused-{error.sw:04x}" if isinstance(error, ApduError) else error.code
            try:
                return self.resolve(
                    session, offer.receipt_key, offer.record.id, intent, evidence=why
                )
            except ContractError:
                return intent
        return self._disbursed(body, offer.record.id, receipt)

    def _disbursed(self, intent: Intent, record_id: bytes, receipt: SignedReceipt) -> Entry:
        return self._journal.append(
            Disbursed(
                intent.nonce,
                intent.medium,
                intent.card,
                record_id,
                intent.claim,
                receipt.cose,
                IDENTITY_PIN,
                intent.teller,
                intent.collector,
            )
        )


def _has_every_receipt(session: CardSession, key: PublicKey) -> bool:
    """Whether the oldest receipt in the card's journal is the first that it ever signed."""
    oldest = None
    for number in range(1, LIMITS.journal_records + 1):
        receipt = session.journal_record(number)
        if receipt is None:
            break
        oldest = receipt
    if oldest is None:
        return False
    oldest.verify(key)
    return oldest.receipt.counter == 1


def check_receipt(
    receipt: SignedReceipt, kind: Kind, key: PublicKey, intent: Intent, terminal: TerminalId
) -> None:
    """Raise `BadSignature` or `ReceiptError` unless the card signed for exactly this intent."""
    receipt.verify(key)
    told, claim = receipt.receipt, intent.claim
    if (
        told.kind is not kind
        or told.card != intent.card
        or told.terminal != terminal
        or told.nonce != intent.nonce
        or (told.entitlement, told.base, told.mask, told.amount_vnd)
        != (claim.entitlement, claim.base, claim.mask, claim.amount_vnd)
    ):
        raise ReceiptError("receipt-does-not-match")
