"""How a doubt in an entry is seen. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from cardsvc.ledger.doubt import Doubt
from cardsvc.ledger.known import Asked, Known, Shown
from firmware_config.body.card import ScriptApplied
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.kinds import Unreadable
from firmware_config.body.payout import Disbursed, OutcomeUnknown
from firmware_config.card.receipt import Kind, Receipt, SignedReceipt
from firmware_config.claim import Claim, Medium
from firmware_config.cose import Sign1
from firmware_config.errors import ContractError
from firmware_config.ids import CardId
from firmware_config.period import Period
from firmware_config.signing import PublicKey
from firmware_config.wire import Entry

Judged = dict[Shown, Receipt | Doubt]
"""Receipts that were looked at: what a card of ours signed, or why it is not that."""


def doubt_of_proof(entry: Entry, payment: Disbursed, known: Known) -> Doubt | None:
    """Whether the payment of `entry` is proved to have been made to the right person.

    1. A chip's payment bears a receipt,
    2. of a card we issued, signed by its key, that says what the entry says.
    3. The entitlement is ours.
    4. The record is one of ours, for that medium, of the same person. The payout list names the
       person's newest, whatever it is on.
    5. It was not revoked before it was paid; which says nothing of somebody found on the list.
    6. The programme is the entitlement's.
    7. Paper, which signs nothing, is paid at the entitlement's own office, or under a hold; who is
       found on the list, at that office alone.
    8. The terminal had a certificate in force when it paid: cards have no clock to see that.
    """
    claim, paid_at = payment.claim, entry.at
    if payment.medium is Medium.CHIP:
        # 1
        if payment.receipt is None or payment.card is None:
            return Doubt.RECEIPT_MISSING
        # 2
        doubt = doubt_of_receipt(
            Kind.PAYOUT, payment.receipt, payment.card, payment.nonce, claim, known
        )
        if doubt is not None:
            return doubt
        # What was interrupted is journaled when the card comes back; the card signed when it was.
        receipt = receipt_of(payment.receipt, payment.card, known)
        assert isinstance(receipt, Receipt)
        paid_at = receipt.at
    # 3
    entitlement = known.entitlements.get(claim.entitlement.octets)
    if entitlement is None:
        return Doubt.ENTITLEMENT_UNKNOWN
    # 4
    record = known.records.get(payment.record_id)
    by_list = payment.medium is Medium.LIST
    if record is None or record.beneficiary != entitlement.beneficiary:
        return Doubt.RECORD_UNKNOWN
    if not by_list and record.medium != payment.medium:
        return Doubt.RECORD_UNKNOWN
    # 5
    if record.revoked_at is not None and paid_at > record.revoked_at and not by_list:
        return Doubt.RECORD_REVOKED
    # 6
    if entitlement.programme != claim.programme:
        return Doubt.PROGRAMME_DIFFERS
    # 7
    is_away = entitlement.office != known.terminal.office
    is_sheet = payment.medium is Medium.QR
    if is_away and (by_list or (is_sheet and not known.is_held(claim, paid_at))):
        return Doubt.PAPER_OF_ANOTHER_OFFICE
    # 8
    if not known.is_certified(known.terminal.id.text, paid_at):
        return Doubt.TERMINAL_UNCERTIFIED
    return None


def doubt_of_entry(entry: Entry, known: Known) -> Doubt | None:
    """What somebody must look into though it moves no money."""
    match entry.body:
        case ScriptApplied():
            return doubt_of_script(entry, known)
        case OutcomeUnknown(cash_moved=False):
            return Doubt.OUTCOME_UNKNOWN
        case Unreadable():
            return Doubt.ENTRY_UNREADABLE
        case CarriedReceipt(card=card, receipt=octets):
            receipt = receipt_of(octets, card, known)
            return receipt if isinstance(receipt, Doubt) else _doubt_of_carried(receipt, known)
    return None


def _doubt_of_carried(receipt: Receipt, known: Known) -> Doubt | None:
    """What is not even worth a posting; what a good receipt tells is judged as it is posted."""
    if receipt.kind is Kind.SCRIPT:
        return Doubt.RECEIPT_DIFFERS
    known_here = receipt.entitlement.octets in known.entitlements
    return None if known_here else Doubt.ENTITLEMENT_UNKNOWN


def doubt_of_carried_payout(receipt: Receipt, known: Known) -> Doubt | None:
    """As `doubt_of_proof` for what a card itself brought, which tells no record: the record is the
    one that the card holds."""
    revoked_at = known.revoked.get(receipt.card.octets)
    if revoked_at is not None and receipt.at > revoked_at:
        return Doubt.RECORD_REVOKED
    if not known.is_certified(receipt.terminal.text, receipt.at):
        return Doubt.TERMINAL_UNCERTIFIED
    return None


def doubt_of_due(ref: bytes, period: Period, amount_vnd: int, known: Known) -> Doubt | None:
    """Whether this much was owed for the period and had not been paid."""
    owed_vnd = known.due.get((ref, period.code))
    if owed_vnd is None:
        return Doubt.NOT_DUE
    if owed_vnd != amount_vnd:
        return Doubt.AMOUNT_DIFFERS
    return Doubt.SECOND_PAYMENT if known.turn(ref, period.code).is_paid else None


def doubt_of_script(entry: Entry, known: Known) -> Doubt | None:
    """Whether a card's answer to a script shows that it applied one of ours; None for others.

    1. It is a receipt of a card we issued, signed by its key.
    2. It names the number that the entry says, and the very script that was queued under it.
    """
    applied = entry.body
    if not isinstance(applied, ScriptApplied):
        return None
    # 1
    receipt = receipt_of(applied.receipt, applied.card, known)
    if isinstance(receipt, Doubt):
        return receipt
    # 2
    told = (receipt.kind, receipt.card, receipt.mask)
    if told != (Kind.SCRIPT, applied.card, applied.number):
        return Doubt.RECEIPT_DIFFERS
    nonce = known.scripts.get((applied.card.octets, applied.number))
    return None if nonce == receipt.nonce else Doubt.SCRIPT_UNKNOWN


def doubt_of_receipt(
    kind: Kind, octets: bytes, card: CardId, nonce: bytes, claim: Claim, known: Known
) -> Doubt | None:
    """Whether `card` signed for exactly what the terminal tells."""
    receipt = receipt_of(octets, card, known)
    if isinstance(receipt, Doubt):
        return receipt
    signed_by_card = (
        receipt.kind,
        receipt.card,
        # A card pays for a terminal that has proved itself: the batch must be that terminal's.
        receipt.terminal,
        receipt.nonce,
        receipt.entitlement,
        receipt.base,
        receipt.mask,
        receipt.amount_vnd,
    )
    told_by_terminal = (
        kind,
        card,
        known.terminal.id,
        nonce,
        claim.entitlement,
        claim.base,
        claim.mask,
        claim.amount_vnd,
    )
    return None if signed_by_card == told_by_terminal else Doubt.RECEIPT_DIFFERS


def receipt_of(octets: bytes, card: CardId, known: Known) -> Receipt | Doubt:
    """The receipt that a card of ours signed."""
    shown = octets, card.octets
    if shown not in known.judged:
        known.judged.update(judge((shown,), known.receipt_points, _signed_here))
    return known.judged[shown]


def judge(
    shown: Sequence[Shown],
    points: Mapping[bytes, bytes],
    are_signed: Callable[[Sequence[Asked]], list[bool]],
) -> Judged:
    """Each receipt that a card of ours signed, and of any other why not.

    1. The card is one of ours: of those whose public `points` are given.
    2. It is a receipt,
    3. signed by the card's key,
    4. of that card.
    """
    judged: Judged = {}
    read: list[tuple[Shown, Asked, Receipt]] = []
    for one in shown:
        octets, card = one
        # 1
        point = points.get(card)
        if point is None:
            judged[one] = Doubt.CARD_UNKNOWN
            continue
        # 2
        try:
            read.append((one, (point, octets), SignedReceipt.parse(octets).receipt))
        except ContractError:
            judged[one] = Doubt.RECEIPT_INVALID
    # 3
    signed = are_signed([asked for _, asked, _ in read])
    for (one, _, receipt), is_signed in zip(read, signed, strict=True):
        # 4
        is_of_card = receipt.card.octets == one[1]
        good = receipt if is_of_card else Doubt.RECEIPT_DIFFERS
        judged[one] = good if is_signed else Doubt.RECEIPT_INVALID
    return judged


def is_signed(point: bytes, octets: bytes) -> bool:
    """Whether the key of `point` signed the COSE_Sign1 in `octets`."""
    try:
        Sign1.parse(octets).verify(PublicKey(point))
    except ContractError:
        return False
    return True


def _signed_here(asked: Sequence[Asked]) -> list[bool]:
    return [is_signed(*one) for one in asked]
