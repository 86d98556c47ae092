"""Passkeys: a security key or a device's own, as a second step beside the authenticator app (W3C
Web Authentication, level 2).

Everything is between the browser, the key and this centre: no network beyond it is asked. What a
key signs holds for one address (`Site`), so that a look-alike page gains nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import urlsplit

from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from cardsvc import tables
from cardsvc.staff.account import account_subject
from cardsvc.staff.audit import record
from cardsvc.staff.errors import StaffError

MOST_PASSKEYS = 5
MOST_NAME_LETTERS = 40
_ALGORITHMS: tuple[type[CoseKey], ...] = (ES256, EdDSA, RS256)
"""What keys and platforms have: ES256 all, EdDSA some keys, RS256 a TPM."""
_HANDLE_BYTES = 16
# The password was given: to have the key and to touch it is the second thing.
_TOUCH_ONLY = UserVerificationRequirement.DISCOURAGED

State = Mapping[str, Any]
"""What was asked, for the answer to be held against it, once."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """`name` is its owner's word for it."""

    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Site:
    """Where the browser is: `origin` as `https://chitra.example:8470`. `name` is shown by keys."""

    origin: str
    name: str

    @property
    def server(self) -> Fido2Server:
        party = PublicKeyCredentialRpEntity(name=self.name, id=urlsplit(self.origin).hostname)
        # Which make a key is of is nobody's business here, so no attestation.
        none = AttestationConveyancePreference.NONE
        server = Fido2Server(party, none, verify_origin=lambda origin: origin == self.origin)
        server.allowed_algorithms = [
            PublicKeyCredentialParameters(
                type=PublicKeyCredentialType.PUBLIC_KEY, alg=algorithm.ALGORITHM
            )
            for algorithm in _ALGORITHMS
        ]
        return server


def passkeys_of(connection: Connection, user: str) -> tuple[Passkey, ...]:
    """The oldest first."""
    return tuple(
        Passkey(row.id, row.name, row.added_at, row.used_at) for row in _rows(connection, user)
    )


def ask_for_new(connection: Connection, user: str, site: Site) -> tuple[dict[str, Any], State]:
    """What the browser is told to have one made."""
    known = [AttestedCredentialData(row.credential) for row in _rows(connection, user)]
    handle = hashlib.sha256(user.encode()).digest()[:_HANDLE_BYTES]
    options, state = site.server.register_begin(
        PublicKeyCredentialUserEntity(id=handle, name=user, display_name=user),
        known,
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=_TOUCH_ONLY,
    )
    return dict(options), _plain(state)


def add(
    connection: Connection,
    user: str,
    site: Site,
    state: State,
    answer: Mapping[str, Any],
    name: str,
    now: datetime,
) -> None:
    """Keep what the browser answered to `ask_for_new`.

    Raises:
        StaffError: `passkey-refused`, `passkey-known`, `passkeys-too-many`.
    """
    try:
        made = site.server.register_complete(dict(state), answer)
    except Exception:  # the library raises whatever a malformed answer leads to
        raise StaffError("passkey-refused") from None
    credential = made.credential_data
    if credential is None or type(credential.public_key) not in _ALGORITHMS:
        raise StaffError("passkey-refused")
    column = tables.staff_passkey.c
    if len(_rows(connection, user)) >= MOST_PASSKEYS:
        raise StaffError("passkeys-too-many", most=MOST_PASSKEYS)
    digest = hashlib.sha256(credential.credential_id).digest()
    known = select(func.count()).where(column.digest == digest)
    if connection.execute(known).scalar_one():
        raise StaffError("passkey-known")
    connection.execute(
        insert(tables.staff_passkey).values(
            user=user,
            digest=digest,
            credential=bytes(credential),
            sign_count=made.counter,
            name=name.strip()[:MOST_NAME_LETTERS],
            added_at=now,
        )
    )
    record(connection, user, "passkey-added", account_subject(user), now)


def ask_for_known(
    connection: Connection, user: str, site: Site
) -> tuple[dict[str, Any], State] | None:
    """What the browser is told to have one of the user's answer; None where there is none."""
    known = [AttestedCredentialData(row.credential) for row in _rows(connection, user)]
    if not known:
        return None
    options, state = site.server.authenticate_begin(known, user_verification=_TOUCH_ONLY)
    return dict(options), _plain(state)


def use(
    connection: Connection,
    user: str,
    site: Site,
    state: State,
    answer: Mapping[str, Any],
    now: datetime,
) -> bool:
    """Whether the answer is by one of the user's passkeys, to just what was asked.

    A key that counts and has counted no further was copied (level 2, §7.2 step 21): refused.
    """
    rows = {row.credential: row for row in _rows(connection, user)}
    try:
        known = [AttestedCredentialData(credential) for credential in rows]
        found = site.server.authenticate_complete(dict(state), known, answer)
        told = AuthenticationResponse.from_dict(answer)
    except Exception:  # as above
        return False
    count, row = told.response.authenticator_data.counter, rows[bytes(found)]
    if (count or row.sign_count) and count <= row.sign_count:
        record(connection, user, "passkey-copied", account_subject(user), now)
        return False
    column = tables.staff_passkey.c
    # Of two at once, one counts no further.
    same = (column.id == row.id, column.sign_count == row.sign_count)
    used = update(tables.staff_passkey).where(*same)
    return connection.execute(used.values(sign_count=count, used_at=now)).rowcount == 1


def remove(connection: Connection, user: str, passkey: int, now: datetime) -> None:
    """Raises `StaffError` (`passkey-unknown`)."""
    column = tables.staff_passkey.c
    gone = delete(tables.staff_passkey).where(column.id == passkey, column.user == user)
    if connection.execute(gone).rowcount != 1:
        raise StaffError("passkey-unknown")
    record(connection, user, "passkey-removed", account_subject(user), now)


def _rows(connection: Connection, user: str) -> list[Row[Any]]:
    column = tables.staff_passkey.c
    found = select(tables.staff_passkey).where(column.user == user).order_by(column.id)
    return list(connection.execute(found))


def _plain(state: State) -> State:
    """As a cookie can hold it."""
    return {name: str(cast(str, value)) for name, value in state.items()}
