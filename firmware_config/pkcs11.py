"""Keys in a token: what signs ES256 there, and the AES key that cards' keys are derived from.

Neither ever leaves it: both are made there, sensitive and not extractable. What is asked of the
token is `CKM_ECDSA` over a SHA-256 digest, which gives r‖s, and `CKM_AES_CMAC`.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING, Any, Self

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from firmware_config.card.scp03 import KEY_BYTES
from firmware_config.pkcs11_uri import Pkcs11Uri
from firmware_config.signing import SIGNATURE_BYTES, KeyFault, PublicKey
from firmware_config.token import TokenFault, on_token, pkcs11

if TYPE_CHECKING:
    from pkcs11 import Session

_ID_BYTES = 16


class Pkcs11Key:
    """A P-256 key pair in a token, as a `Signer`. `public_key` is known without the token."""

    def __init__(self, uri: Pkcs11Uri, public_key: PublicKey) -> None:
        self._uri = uri
        self._public = public_key
        self._found: tuple[Session, Any] | None = None

    @classmethod
    def open(cls, uri: Pkcs11Uri) -> Self:
        """The key at `uri`.

        Raises:
            TokenFault: `token-key-missing`, `token-key-twice`, or of the token itself.
            KeyFault: `key-not-p256`.
        """
        return cls(uri, on_token(uri, lambda session: _public_key(session, uri)))

    @classmethod
    def create(cls, uri: Pkcs11Uri) -> Self:
        """A new pair, made in the token under the label in `uri`.

        Raises:
            TokenFault: `token-key-exists`, or of the token itself.
        """

        def make(session: Session) -> PublicKey:
            library = pkcs11()
            _refuse_existing(session, uri)
            curve = library.util.ec.encode_named_curve_parameters("secp256r1")
            parameters = session.create_domain_parameters(
                library.KeyType.EC, {library.Attribute.EC_PARAMS: curve}, local=True
            )
            parameters.generate_keypair(
                store=True,
                label=uri.label,
                id=secrets.token_bytes(_ID_BYTES),
                capabilities=library.MechanismFlag.SIGN | library.MechanismFlag.VERIFY,
                private_template=_kept_inside(),
            )
            return _public_key(session, uri)

        return cls(uri, on_token(uri, make))

    @property
    def public_key(self) -> PublicKey:
        return self._public

    def sign(self, message: bytes) -> bytes:
        """ES256 over `message`: r‖s, 64 octets.

        Raises:
            TokenFault: `token-gone` and the like; `token-key-changed` when another key has come
                into its place.
        """
        digest = hashlib.sha256(message).digest()

        def work(session: Session) -> bytes:
            signature: bytes = self._private(session).sign(
                digest, mechanism=pkcs11().Mechanism.ECDSA
            )
            return signature

        signature = on_token(self._uri, work)
        if len(signature) != SIGNATURE_BYTES:
            raise TokenFault("token-signature", token=self._uri.token, label=self._uri.label)
        return signature

    def _private(self, session: Session) -> Any:
        if self._found is None or self._found[0] is not session:
            if _public_key(session, self._uri) != self._public:
                raise TokenFault("token-key-changed", token=self._uri.token, label=self._uri.label)
            library = pkcs11()
            private = _object(
                session, self._uri, library.ObjectClass.PRIVATE_KEY, library.KeyType.EC
            )
            self._found = session, private
        return self._found[1]


class Pkcs11Master:
    """An AES-128 key in a token, as a `MasterKey`."""

    def __init__(self, uri: Pkcs11Uri) -> None:
        self._uri = uri
        self._found: tuple[Session, Any] | None = None

    @classmethod
    def open(cls, uri: Pkcs11Uri) -> Self:
        """Raises `TokenFault` (`token-key-missing`, `token-key-twice`, or of the token itself)."""
        master = cls(uri)
        on_token(uri, master._key)
        return master

    @classmethod
    def create(cls, uri: Pkcs11Uri) -> Self:
        """A new key, made in the token. Raises `TokenFault` (`token-key-exists`)."""

        def make(session: Session) -> None:
            library = pkcs11()
            _refuse_existing(session, uri)
            session.generate_key(
                library.KeyType.AES,
                KEY_BYTES * 8,
                store=True,
                label=uri.label,
                id=secrets.token_bytes(_ID_BYTES),
                capabilities=library.MechanismFlag.SIGN,
                template=_kept_inside(),
            )

        on_token(uri, make)
        return cls(uri)

    def cmac(self, message: bytes) -> bytes:
        """AES-CMAC over `message`, 16 octets. Raises `TokenFault`."""

        def work(session: Session) -> bytes:
            mac: bytes = self._key(session).sign(message, mechanism=pkcs11().Mechanism.AES_CMAC)
            return mac

        return on_token(self._uri, work)

    def _key(self, session: Session) -> Any:
        if self._found is None or self._found[0] is not session:
            library = pkcs11()
            key = _object(session, self._uri, library.ObjectClass.SECRET_KEY, library.KeyType.AES)
            self._found = session, key
        return self._found[1]


def _kept_inside() -> dict[Any, bool]:
    attribute = pkcs11().Attribute
    return {attribute.SENSITIVE: True, attribute.EXTRACTABLE: False, attribute.PRIVATE: True}


def _refuse_existing(session: Session, uri: Pkcs11Uri) -> None:
    # A token takes a second object of the same name without a word.
    if uri.label is None:
        raise TokenFault("token-key-missing", token=uri.token, label=None)
    for _ in session.get_objects({pkcs11().Attribute.LABEL: uri.label}):
        raise TokenFault("token-key-exists", token=uri.token, label=uri.label)


def _public_key(session: Session, uri: Pkcs11Uri) -> PublicKey:
    library = pkcs11()
    # Whatever algorithm it is for, so that a wrong one is told for what it is.
    found = _object(session, uri, library.ObjectClass.PUBLIC_KEY, None)
    if found.key_type is not library.KeyType.EC:
        raise KeyFault("key-not-p256", label=uri.label)
    octets = library.util.ec.encode_ec_public_key(found)
    key = serialization.load_der_public_key(octets)
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise KeyFault("key-not-p256", label=uri.label)
    return PublicKey.of(key)


def _object(session: Session, uri: Pkcs11Uri, object_class: Any, key_type: Any) -> Any:
    if uri.label is None and uri.id is None:
        raise TokenFault("token-key-missing", token=uri.token, label=None)
    return session.get_key(object_class, key_type, uri.label, uri.id)
