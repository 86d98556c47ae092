"""Reading a personalised card back, before it is let out of the desk's hands."""

from __future__ import annotations

import secrets

from cardsvc.issuance.errors import IssuanceError
from firmware_config.card.certificate import CardCertificate
from firmware_config.card.profile import Life
from firmware_config.card.session import CardSession
from firmware_config.card.state import AUTH_NONCE_BYTES, Voucher, auth_message
from firmware_config.errors import ContractError
from firmware_config.trust import TrustList


def check_read_back(
    session: CardSession,
    trust: TrustList,
    certificate: bytes,
    record: bytes,
    vouchers: tuple[Voucher, ...],
) -> None:
    """The card holds what was written, wants nothing but activation, and proves its state.

    Raises:
        IssuanceError: `card-read-back` with `what` differs.
        CardGone, ApduError, NotOurCard: from the card.
    """
    status = session.select()
    if session.certificate(status) != certificate:
        raise IssuanceError("card-read-back", what="certificate")
    parsed = CardCertificate.parse(certificate, trust)
    if session.record(status) != record:
        raise IssuanceError("card-read-back", what="record")
    state, proof = session.state(), session.prove(secrets.token_bytes(AUTH_NONCE_BYTES))
    if state.vouchers != vouchers:
        raise IssuanceError("card-read-back", what="vouchers")
    signed = auth_message(parsed.card.octets, proof.terminal_nonce, proof.card_nonce, state.octets)
    try:
        parsed.auth_key.verify(signed, proof.signature)
    except ContractError:
        raise IssuanceError("card-read-back", what="proof") from None
    if status.life is not Life.PERSONALISED:
        raise IssuanceError("card-read-back", what="life")
