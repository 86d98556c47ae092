"""The two key pairs a card makes for itself and never gives away."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from firmware_config.card.profile import CardKey
from firmware_config.card.simulator.store import Store
from firmware_config.signing import PublicKey

_ECDSA = ec.ECDSA(hashes.SHA256())


def new_scalar() -> bytes:
    """A private key, 32 octets."""
    private = ec.generate_private_key(ec.SECP256R1())
    return private.private_numbers().private_value.to_bytes(32)


def public_key_of(scalar: bytes) -> PublicKey:
    return PublicKey.of(_private(scalar).public_key())


def sign(store: Store, which: CardKey, message: bytes) -> bytes:
    """A DER signature by the card's key `which`."""
    return _private(store.key(which)).sign(message, _ECDSA)


def _private(scalar: bytes) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(scalar), ec.SECP256R1())
