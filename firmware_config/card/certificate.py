"""The card certificate: the card authority's word that two public keys live on one card.

A CWT with `cnf` (RFC 8747) for the AUTH key and one private claim for the card id and the
RECEIPT key. At most 256 octets, so that a terminal reads it with one command.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firmware_config import cbor, cose
from firmware_config.card.profile import LIMITS
from firmware_config.clock import from_unix, to_unix
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, ProvinceCode
from firmware_config.signing import PublicKey, Signer
from firmware_config.trust import Role, TrustList

_EXP, _IAT, _CNF, _CARD = 4, 6, 8, -65538


class CertificateError(ContractError):
    """A payload that is no card certificate (`certificate-malformed`)."""


@dataclass(frozen=True, slots=True)
class CardCertificate:
    """A card's id and its two public keys."""

    card: CardId
    auth_key: PublicKey
    receipt_key: PublicKey
    issued_at: datetime
    expires_at: datetime

    def sign(self, card_ca: Signer) -> bytes:
        claims = {
            _EXP: to_unix(self.expires_at),
            _IAT: to_unix(self.issued_at),
            _CNF: {1: self.auth_key.to_cose_key()},
            _CARD: [self.card.octets, self.receipt_key.point],
        }
        return cose.sign1(cbor.encode(claims), card_ca)

    @classmethod
    def parse(
        cls, data: bytes, trust: TrustList, province: ProvinceCode | None = None
    ) -> CardCertificate:
        """Signed by a card authority in `trust`, one of `province`'s where the holder's is known;
        whether it has expired is the caller's rule.

        Raises:
            Untrusted, BadSignature, CoseError, CborError: from the layers below.
            CertificateError: `certificate-malformed`.
        """
        message = cose.Sign1.parse(data, max_bytes=LIMITS.certificate)
        key = trust.key_for(message.kid, Role.CARD_CA, None)
        match cbor.decode(message.verify(key)):
            case {4: exp, 6: iat, 8: {1: dict(auth)}, -65538: [bytes(card), bytes(receipt)]}:
                pass
            case _:
                raise CertificateError("certificate-malformed")
        issued_at = from_unix(iat)
        trust.key_for(message.kid, Role.CARD_CA, issued_at, province=province)
        return cls(
            CardId(card),
            PublicKey.from_cose_key(auth),
            PublicKey(receipt),
            issued_at,
            from_unix(exp),
        )
