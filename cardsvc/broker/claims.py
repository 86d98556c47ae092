"""The broker's claims: JWTs of an operator, its accounts and their users, signed by nkeys.

nats-server trusts the operator named in its configuration, the accounts that the operator signed
and the users that an account signed. Terminals' claims are signed by a key whose every user has
the permissions of one template: whoever holds that key can let a terminal in, and do no more.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from firmware_config.broker.credential import PROVINCE_TAG
from firmware_config.broker.nkey import Nkey
from firmware_config.broker.subjects import ProvinceSubjects, TerminalSubjects
from firmware_config.clock import to_unix
from firmware_config.ids import ProvinceCode, TerminalId

_VERSION = 2
_NO_LIMIT = -1
_HEADER = {"typ": "JWT", "alg": "ed25519-nkey"}
_A_TERMINALS = TerminalSubjects(f"{{{{tag({PROVINCE_TAG})}}}}", "{{name()}}")
"""The server puts in what stands in the user's claim."""
_SUBSCRIPTIONS = 8  # of one terminal: its answers, its inbox, and some for connections being closed


@dataclass(frozen=True, slots=True)
class Permissions:
    """Subjects to which a user may publish, and to which subscribe; all others are denied."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        return {"pub": {"allow": [*self.publish]}, "sub": {"allow": [*self.subscribe]}}


OF_A_TERMINAL = Permissions(
    (_A_TERMINALS.batch, _A_TERMINALS.last_answer),
    (_A_TERMINALS.answer, f"{_A_TERMINALS.inbox}.>"),
)
CONSUMER_INBOX, SETUP_INBOX = "_INBOX.ledger", "_INBOX.setup"
OF_A_CONSUMER = Permissions(
    (
        ProvinceSubjects("*").answers,
        "$JS.API.CONSUMER.MSG.NEXT.*.*",
        "$JS.ACK.>",
    ),
    (f"{CONSUMER_INBOX}.>",),
)
OF_SETUP = Permissions(
    (
        *(f"$JS.API.STREAM.{done}.*" for done in ("INFO", "CREATE", "UPDATE")),
        *(f"$JS.API.CONSUMER.{done}.>" for done in ("CREATE", "DURABLE.CREATE")),
    ),
    (f"{SETUP_INBOX}.>",),
)


def operator_claim(operator: Nkey, system_account: str, now: datetime) -> str:
    kind = {"type": "operator", "system_account": system_account}
    return _signed(operator, operator.public, "chitra", kind, now)


def system_account_claim(operator: Nkey, account: str, now: datetime) -> str:
    kind = {"type": "account", "limits": _limits()}
    return _signed(operator, account, "system", kind, now)


def account_claim(operator: Nkey, account: str, terminals: str, now: datetime) -> str:
    """Of the account in which everything happens; `terminals` is the key that signs terminals'."""
    template = {
        **OF_A_TERMINAL.to_json(),
        "subs": _SUBSCRIPTIONS,
        "data": _NO_LIMIT,
        "payload": _NO_LIMIT,
        "allowed_connection_types": ["STANDARD"],
    }
    scope = {"kind": "user_scope", "key": terminals, "role": "terminal", "template": template}
    stored = {"mem_storage": _NO_LIMIT, "disk_storage": _NO_LIMIT}
    counted = {"streams": _NO_LIMIT, "consumer": _NO_LIMIT}
    kind = {
        "type": "account",
        "limits": {**_limits(), **stored, **counted},
        "signing_keys": [scope],
    }
    return _signed(operator, account, "payments", kind, now)


def terminal_claim(
    terminals: Nkey,
    account: str,
    key: str,
    terminal: TerminalId,
    province: ProvinceCode,
    now: datetime,
    until: datetime,
) -> str:
    """Lets the terminal whose nkey is `key` do what the template says, under its own name."""
    kind = {
        "type": "user",
        "issuer_account": account,
        "tags": [f"{PROVINCE_TAG}:{province}"],
        "pub": {},
        "sub": {},
    }
    return _signed(terminals, key, terminal.text, kind, now, until)


def user_claim(
    account: Nkey, key: str, name: str, allowed: Permissions, now: datetime, until: datetime
) -> str:
    """For the centre's own programs."""
    unbounded = {"subs": _NO_LIMIT, "data": _NO_LIMIT, "payload": _NO_LIMIT}
    kind = {"type": "user", **allowed.to_json(), **unbounded}
    return _signed(account, key, name, kind, now, until)


def _limits() -> dict[str, object]:
    counted = ("subs", "data", "payload", "imports", "exports", "conn", "leaf")
    return {**dict.fromkeys(counted, _NO_LIMIT), "wildcards": True}


def _signed(
    key: Nkey,
    subject: str,
    name: str,
    kind: Mapping[str, object],
    now: datetime,
    until: datetime | None = None,
) -> str:
    body: dict[str, Any] = {
        "iat": to_unix(now),
        "iss": key.public,
        "name": name,
        "nats": {**kind, "version": _VERSION},
        "sub": subject,
    }
    if until is not None:
        body["exp"] = to_unix(until)
    digest = sha256(json.dumps(body, sort_keys=True).encode()).digest()
    body["jti"] = base64.b32encode(digest).decode().rstrip("=")
    signed = f"{_part(_HEADER)}.{_part(body)}"
    return f"{signed}.{_text(key.sign(signed.encode()))}"


def _part(value: Mapping[str, object]) -> str:
    return _text(json.dumps(value, separators=(",", ":")).encode())


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")
