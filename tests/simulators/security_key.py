"""A security key in software, as a browser shows it to a page (W3C Web Authentication, level 2)."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.webauthn import AttestedCredentialData

_PRESENT, _ATTESTED = 0x01, 0x40


@dataclass(slots=True)
class SecurityKey:
    """Of one page's `origin`. `count` is its counter of signatures; one with no `step` has none."""

    origin: str
    step: int = 1
    count: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1()), repr=False
    )

    def make(self, asked: str) -> str:
        """The answer to what a page asks for a new passkey, both as JSON."""
        public = ES256.from_cryptography_key(self._private.public_key())  # type: ignore[no-untyped-call]
        credential = AttestedCredentialData.create(bytes(16), self.id, public)
        said = self._said(asked, "webauthn.create")
        data = self._data(_PRESENT | _ATTESTED) + credential
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._told({"clientDataJSON": said, "attestationObject": attested})

    def give(self, asked: str) -> str:
        """The answer to what a page asks of a passkey there is."""
        self.count += self.step
        said, data = self._said(asked, "webauthn.get"), self._data(_PRESENT)
        signed = self._private.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        told = {"clientDataJSON": said, "authenticatorData": data, "signature": signed}
        return self._told(told)

    def _said(self, asked: str, kind: str) -> bytes:
        challenge = json.loads(asked)["publicKey"]["challenge"]
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, flags: int) -> bytes:
        party = hashlib.sha256((urlsplit(self.origin).hostname or "").encode()).digest()
        return party + bytes([flags]) + self.count.to_bytes(4)

    def _told(self, response: dict[str, bytes]) -> str:
        told: dict[str, Any] = {"id": _text(self.id), "rawId": _text(self.id), "type": "public-key"}
        told["response"] = {name: _text(octets) for name, octets in response.items()}
        return json.dumps(told | {"clientExtensionResults": {}})


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")
