"""Taking a card's last payout back, in the order that survives a crash anywhere.

As a payout: an intent, durable, with a fresh nonce; REVERSE; the receipt verified; `reversed` with
its outbox row and the periods freed, in one durable transaction; only then is anybody told. A
crash leaves an intent that `resolve` closes by asking the card.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from counter.card.pin import show_pin
from counter.card.terminal_proof import TerminalProof
from counter.decision.genuine import receipt_key_of
from counter.decision.refusal import Basis, Refusal, Rule
from counter.journal.journal import Journal
from counter.journal.reading import Reversing
from counter.paying.payout import NoLongerWanted, Step, check_receipt, no_step
from firmware_config.body.card import Reversed
from firmware_config.body.payout import NONCE_BYTES, Abandoned, Disbursed, Intent
from firmware_config.card.apdu import ApduError
from firmware_config.card.order import ReverseOrder
from firmware_config.card.receipt import Kind, SignedReceipt
from firmware_config.card.session import CardSession
from firmware_config.claim import Claim, Medium
from firmware_config.clock import Clock, to_unix, utc_now
from firmware_config.errors import ContractError
from firmware_config.ids import CardId
from firmware_config.signing import PublicKey
from firmware_config.trust import TrustList
from firmware_config.wire import Entry


@dataclass(frozen=True, slots=True)
class Reversible:
    """The last payment of the card that is in the reader under `insertion`."""

    payment: Entry
    insertion: int

    @property
    def claim(self) -> Claim:
        assert isinstance(self.payment.body, Disbursed)
        return self.payment.body.claim


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Durably taken back: the cash is to be collected and belongs in the drawer."""

    entry: Entry

    @property
    def claim(self) -> Claim:
        assert isinstance(self.entry.body, Reversed)
        return self.entry.body.claim


@dataclass(frozen=True, slots=True)
class ReversalUnsettled:
    """The card left while it was taking a payout back: whether it did is not known."""

    intent: Entry


ReversalAnswer = TakenBack | Refusal | ReversalUnsettled


def last_reversible(journal: Journal, card: CardId) -> Entry | None:
    """This counter's last payment by `card`, unless it has been taken back.

    Whether it is also the card's last entry, the card itself knows.
    """
    payment = journal.last_payment_of(card)
    if payment is None or journal.is_taken_back(payment.seq):
        return None
    return payment


class Reversals:
    """The reversals of one terminal."""

    def __init__(
        self,
        journal: Journal,
        proof: TerminalProof,
        trust: Callable[[], TrustList | None],
        clock: Clock = utc_now,
        step: Step = no_step,
    ) -> None:
        self._journal = journal
        self._proof = proof
        self._trust = trust
        self._clock = clock
        self._step = step

    def reverse(
        self,
        session: CardSession,
        payment: Entry,
        pin: str,
        teller: str,
        supervisor: str,
        wanted: Callable[[], bool] = lambda: True,
    ) -> ReversalAnswer:
        """Take `payment` back.

        1. The card is the one that paid, and genuine.
        2. It believes this terminal, and its holder shows the PIN.
        3. It takes the payment back, if that is its last entry.

        Raises:
            CardGone, ApduError: before anything was asked of it; nothing has changed.
            NoLongerWanted: likewise.
        """
        paid = payment.body
        assert isinstance(paid, Disbursed)
        assert paid.receipt is not None
        # 1
        status, trust = session.select(), self._trust()
        if trust is None:
            return Refusal(Rule.NO_TRUST, Basis.TRUST_LIST)
        key = receipt_key_of(session.certificate(status), status.card, trust)
        if key is None or status.card != paid.card:
            return Refusal(Rule.CARD_NOT_GENUINE, Basis.CARD, record_id=paid.record_id)
        # 2
        refused = self._proof.show(session, status.card) or show_pin(session, pin)
        if refused is not None:
            return replace(refused, record_id=paid.record_id)
        if not wanted():
            raise NoLongerWanted("reversal-no-longer-wanted")
        # 3
        counter = SignedReceipt.parse(paid.receipt).receipt.counter
        reversing = Reversing(payment.seq, supervisor)
        return self._reverse(session, key, payment, counter, reversing, teller)

    def resolve(
        self,
        session: CardSession,
        receipt_key: PublicKey,
        intent: Entry,
        *,
        evidence: str = "card-has-no-receipt",
    ) -> Entry:
        """Close `intent` by what its card says: a `Reversed` entry, or an `Abandoned` one, which
        gives `evidence`.

        Raises:
            CardGone: the card left again; the intent stays open.
            ContractError: a receipt that does not verify or match; the intent stays open.
        """
        body = intent.body
        assert isinstance(body, Intent)
        receipt = session.receipt_for(body.nonce)
        if receipt is None:
            return self._journal.append(Abandoned(body.nonce, evidence, body.teller))
        return self._taken_back(body, receipt_key, receipt)

    def _reverse(
        self,
        session: CardSession,
        key: PublicKey,
        payment: Entry,
        counter: int,
        reversing: Reversing,
        teller: str,
    ) -> ReversalAnswer:
        paid = payment.body
        assert isinstance(paid, Disbursed)
        nonce = secrets.token_bytes(NONCE_BYTES)
        body = Intent(nonce, Medium.CHIP, paid.card, paid.claim, teller)
        self._step("before-intent")
        intent = self._journal.append(body, reversing)
        order = ReverseOrder(counter, self._journal.terminal, nonce, to_unix(self._clock()))
        self._step("before-reverse")
        try:
            receipt = session.reverse(order)
            self._step("before-reversed")
            closed = self._taken_back(body, key, receipt)
        except ContractError as error:
            # No answer, or not one of a card, or a status word, which can also come after the
            # card has committed: its journal decides, if the card is still there.
            why = f"card-refused-{error.sw:04x}" if isinstance(error, ApduError) else error.code
            try:
                closed = self.resolve(session, key, intent, evidence=why)
            except ContractError:
                return ReversalUnsettled(intent)
        match closed.body:
            case Abandoned(evidence=evidence):
                told = {"evidence": evidence}
                return Refusal(Rule.REVERSAL_REFUSED, Basis.CARD, None, told, paid.record_id)
        return TakenBack(closed)

    def _taken_back(self, intent: Intent, key: PublicKey, receipt: SignedReceipt) -> Entry:
        """Raises `BadSignature` or `ReceiptError` unless the card signed for this very reversal."""
        check_receipt(receipt, Kind.REVERSAL, key, intent, self._journal.terminal)
        reversing = self._journal.reversing(intent.nonce)
        assert reversing is not None
        payment = self._journal.entry(reversing.paid_seq)
        assert payment is not None
        assert isinstance(payment.body, Disbursed)
        assert intent.card is not None
        return self._journal.append(
            Reversed(
                intent.nonce,
                payment.body.nonce,
                intent.card,
                intent.claim,
                receipt.cose,
                intent.teller,
                reversing.supervisor,
            )
        )
