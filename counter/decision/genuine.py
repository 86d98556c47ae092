"""Is what was presented genuine? Signatures, keys and the binding to the card; no dates of the
record, no dues. Pure: no I/O, one reference time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from counter.decision.presented import Presented, PresentedChip
from counter.decision.refusal import Basis, Refusal, Rule
from firmware_config.card.certificate import CardCertificate
from firmware_config.card.profile import Life
from firmware_config.card.state import auth_message
from firmware_config.cose import Sign1
from firmware_config.errors import ContractError
from firmware_config.ids import CardId
from firmware_config.record import MAX_RECORD_BYTES, Record
from firmware_config.signing import BadSignature, PublicKey
from firmware_config.trust import Role, TrustList, Untrusted

_RULE_OF_UNTRUSTED = {
    "untrusted-programme": Rule.KEY_NOT_FOR_PROGRAMME,
    "untrusted-province": Rule.KEY_NOT_FOR_PROVINCE,
}


@dataclass(frozen=True, slots=True)
class Genuine:
    """A record that its authority signed and, with a chip, the card it was signed for."""

    record: Record
    receipt_key: PublicKey | None


def check_genuine(presented: Presented, trust: TrustList, now: datetime) -> Genuine | Refusal:
    """Believe or refuse.

    1. The record reads, and a key in the trust list may sign for its province and programmes.
    2. That key signed it.
    3. Paper: the record is not one that counts with its chip only.
    4. Chip: the province's card authority signed the certificate, which has not expired.
    5. Chip: the card proves by its AUTH key that the state read is its state now.
    6. Chip: the record is for this card's AUTH key.
    7. Chip: the card is active.
    """
    # 1
    try:
        message = Sign1.parse(presented.record, max_bytes=MAX_RECORD_BYTES)
        record = Record.parse(message.payload)
    except ContractError as error:
        return Refusal(Rule.RECORD_UNREADABLE, Basis.RECORD, data={"fault": error.code})
    try:
        key = trust.key_for(
            message.kid,
            Role.ENTITLEMENT,
            record.issued_at,
            province=record.province,
            programmes=(due.programme for due in record.entitlements),
        )
    except Untrusted as error:
        rule = _RULE_OF_UNTRUSTED.get(error.code, Rule.KEY_NOT_TRUSTED)
        return Refusal(rule, Basis.TRUST_LIST, trust.issued_at, {"kid": message.kid.hex()})
    # 2
    try:
        message.verify(key)
    except BadSignature:
        return Refusal(Rule.RECORD_FORGED, Basis.RECORD)
    if isinstance(presented, PresentedChip):
        return _check_card(presented, record, trust, now)
    # 3
    if record.is_for_chip:
        return Refusal(Rule.NEEDS_CHIP, Basis.RECORD, record_id=record.id)
    return Genuine(record, None)


def proved_receipt_key(presented: PresentedChip, trust: TrustList) -> PublicKey | None:
    """The key of the card's receipts, if the card proves that it is itself and its state so.

    Whatever its life and its dates: what an expired or blocked card did before still counts.
    """
    try:
        certificate = CardCertificate.parse(presented.certificate, trust)
        _check_proof(presented, certificate)
    except ContractError:
        return None
    return certificate.receipt_key if certificate.card == presented.card else None


def receipt_key_of(certificate: bytes, card: CardId, trust: TrustList) -> PublicKey | None:
    """The key of `card`'s receipts, if a trusted card authority certified it."""
    try:
        told = CardCertificate.parse(certificate, trust)
    except ContractError:
        return None
    return told.receipt_key if told.card == card else None


def _check_card(
    presented: PresentedChip, record: Record, trust: TrustList, now: datetime
) -> Genuine | Refusal:
    # 4
    try:
        certificate = CardCertificate.parse(presented.certificate, trust, record.province)
    except ContractError as error:
        fault = {"fault": error.code}
        return Refusal(Rule.CARD_NOT_GENUINE, Basis.CARD, data=fault, record_id=record.id)
    if now > certificate.expires_at:
        expired = {"expired_at": certificate.expires_at}
        return Refusal(Rule.CARD_EXPIRED, Basis.CARD, data=expired, record_id=record.id)
    # 5
    try:
        _check_proof(presented, certificate)
    except BadSignature:
        fault = {"fault": "proof"}
        return Refusal(Rule.CARD_NOT_GENUINE, Basis.CARD, data=fault, record_id=record.id)
    # 6
    if record.card_key != certificate.auth_key or presented.card != certificate.card:
        return Refusal(Rule.RECORD_OF_ANOTHER_CARD, Basis.CARD, record_id=record.id)
    # 7
    if presented.state.life is not Life.ACTIVE:
        life = {"life": presented.state.life.name.lower()}
        return Refusal(Rule.CARD_NOT_ACTIVE, Basis.CARD, data=life, record_id=record.id)
    return Genuine(record, certificate.receipt_key)


def _check_proof(presented: PresentedChip, certificate: CardCertificate) -> None:
    """Raise `BadSignature` unless the certificate's card proved the state that was read."""
    proof = presented.proof
    signed = auth_message(
        certificate.card.octets, proof.terminal_nonce, proof.card_nonce, presented.state.octets
    )
    certificate.auth_key.verify(signed, proof.signature)
