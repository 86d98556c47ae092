"""Our signing port as TUF's: any `Signer` of ours (a file, a token) signs metadata."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec
from securesystemslib.signer import SecretsHandler, Signature, SSlibKey
from securesystemslib.signer import Signer as SecureSystemsSigner

from firmware_config.signing import PublicKey, Signer, der_from_raw


def tuf_key(key: PublicKey) -> SSlibKey:
    """`key` as metadata names it (scheme `ecdsa-sha2-nistp256`)."""
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.point)
    return SSlibKey.from_crypto(point)


class TufSigner(SecureSystemsSigner):
    """Signs with ES256; TUF wants the signature in DER."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._key = tuf_key(signer.public_key)

    @property
    def public_key(self) -> SSlibKey:
        return self._key

    def sign(self, payload: bytes) -> Signature:
        return Signature(self._key.keyid, der_from_raw(self._signer.sign(payload)).hex())

    @classmethod
    def from_priv_key_uri(
        cls,
        priv_key_uri: str,
        public_key: object,
        secrets_handler: SecretsHandler | None = None,
    ) -> TufSigner:
        """Keys are opened by who owns them, never by a name in a file."""
        raise NotImplementedError
