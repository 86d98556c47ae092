"""Codes of an authenticator app (RFC 6238), and the recovery codes for a lost one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from firmware_config.web.accounts import generated_password

STEP_S = 30  # RFC 6238 §5.2
DIGITS = 6
SECRET_BYTES = 20  # RFC 4226 §4, R6
DRIFT_STEPS = 1
"""A telephone may be half a minute off (RFC 6238 §5.2: at most one step is allowed for)."""
RECOVERY_CODES = 10


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def step_of(now: datetime) -> int:
    return int(now.timestamp()) // STEP_S


def code_at(secret: bytes, step: int) -> str:
    # SHA-1, for that is all that most apps know; HMAC does not need it to resist collisions.
    return HOTP(secret, DIGITS, SHA1()).generate(step).decode()  # noqa: S303


def matching_step(secret: bytes, code: str, now: datetime, last_step: int | None) -> int | None:
    """The step whose code this is, if it is later than the last one that was used."""
    typed = "".join(code.split()).encode()
    current = step_of(now)
    for step in range(current - DRIFT_STEPS, current + DRIFT_STEPS + 1):
        is_fresh = last_step is None or step > last_step
        if is_fresh and hmac.compare_digest(code_at(secret, step).encode(), typed):
            return step
    return None


def secret_words(secret: bytes) -> str:
    """To be typed where no camera reads the picture: `JBSW Y3DP …`."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def otpauth_uri(secret: bytes, issuer: str, user: str) -> str:
    """What the picture holds (Key Uri Format, as authenticator apps read it)."""
    text = base64.b32encode(secret).decode()
    label = f"{quote(issuer, safe='')}:{quote(user, safe='')}"
    return f"otpauth://totp/{label}?secret={text}&issuer={quote(issuer, safe='')}"


def new_recovery_codes() -> tuple[str, ...]:
    """Each 79 random bits, so that a plain hash keeps them."""
    return tuple(generated_password() for _ in range(RECOVERY_CODES))


def recovery_digest(code: str) -> bytes:
    """However it is typed: with or without dashes, blanks and capitals."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return hashlib.sha256(plain.encode()).digest()
