"""Where a key lies in a token: a PKCS#11 URI (RFC 7512), with the source of its PIN.

    pkcs11:token=chitra;object=ledger-ack?module-path=/usr/lib/softhsm/libsofthsm2.so
        &pin-source=file:/etc/chitra/pin

in one line. The PIN itself never stands in it: an URI ends up in settings, lists and command lines.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self
from urllib.parse import quote, unquote, unquote_to_bytes

from firmware_config.errors import ContractError

SCHEME = "pkcs11:"
_PATH = frozenset(("token", "serial", "object", "id", "type"))
_QUERY = frozenset(("module-path", "pin-source"))
_FILE, _ENV = "file:", "env:"


class Pkcs11UriError(ContractError):
    """A text that names no place in a token (`pkcs11-uri-…`), or a PIN that cannot be had.

    `pkcs11-uri-scheme` (another, or no text); `pkcs11-uri-attribute` (unknown here, empty, or given
    twice) and `pkcs11-uri-missing`, with the attribute's `name`; `pkcs11-uri-pin` (a PIN in it);
    `pin-source` (neither `file:` nor `env:`), `pin-missing`, `pin-file-not-private`.
    """


@dataclass(frozen=True, slots=True)
class Pkcs11Uri:
    """A token, and one object in it if `label` or `id` say which."""

    module: str
    token: str
    serial: str | None = None
    label: str | None = None
    id: bytes | None = None
    pin_source: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `Pkcs11UriError`."""
        if not text.startswith(SCHEME) or not _is_text(text):
            raise Pkcs11UriError("pkcs11-uri-scheme")
        path, _, query = text.removeprefix(SCHEME).partition("?")
        told = _attributes(path, ";", _PATH) | _attributes(query, "&", _QUERY)
        for name in ("token", "module-path"):
            if name not in told:
                raise Pkcs11UriError("pkcs11-uri-missing", name=name)
        return cls(
            unquote(told["module-path"]),
            unquote(told["token"]),
            unquote(told["serial"]) if "serial" in told else None,
            unquote(told["object"]) if "object" in told else None,
            unquote_to_bytes(told["id"]) if "id" in told else None,
            unquote(told["pin-source"]) if "pin-source" in told else None,
        )

    def __str__(self) -> str:
        path = [f"token={_quoted(self.token)}"]
        if self.serial is not None:
            path.append(f"serial={_quoted(self.serial)}")
        if self.label is not None:
            path.append(f"object={_quoted(self.label)}")
        if self.id is not None:
            path.append("id=" + "".join(f"%{octet:02X}" for octet in self.id))
        query = [f"module-path={_quoted(self.module)}"]
        if self.pin_source is not None:
            query.append(f"pin-source={_quoted(self.pin_source)}")
        return f"{SCHEME}{';'.join(path)}?{'&'.join(query)}"

    def with_object(self, label: str) -> Self:
        """The object `label` in the same token."""
        return replace(self, label=label, id=None)

    def pin(self, environ: Mapping[str, str] = os.environ) -> str | None:
        """The PIN from its source, asked anew each time; None where the URI names no source.

        Raises:
            Pkcs11UriError: `pin-source`, `pin-missing`, `pin-file-not-private`.
        """
        source = self.pin_source
        if source is None:
            return None
        if source.startswith(_ENV):
            name = source.removeprefix(_ENV)
            if not environ.get(name):
                raise Pkcs11UriError("pin-missing", source=source)
            return environ[name]
        # RFC 7512 §2.4: a file's URI, or its absolute path.
        path = Path(source.removeprefix(_FILE).removeprefix("//"))
        if not source.startswith(_FILE) and not path.is_absolute():
            raise Pkcs11UriError("pin-source", source=source)
        try:
            mode, pin = path.stat().st_mode, path.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            cause = type(error).__name__
            raise Pkcs11UriError("pin-missing", source=source, cause=cause) from None
        # Windows has no such bits; its folders inherit their owner's rights.
        if os.name == "posix" and mode & 0o077:
            raise Pkcs11UriError("pin-file-not-private", source=source, mode=oct(mode & 0o777))
        if not pin:
            raise Pkcs11UriError("pin-missing", source=source)
        return pin


def _attributes(text: str, separator: str, known: frozenset[str]) -> dict[str, str]:
    told: dict[str, str] = {}
    for part in text.split(separator) if text else ():
        name, _, value = part.partition("=")
        if name == "pin-value":
            raise Pkcs11UriError("pkcs11-uri-pin")
        if name not in known or name in told or not value:
            raise Pkcs11UriError("pkcs11-uri-attribute", name=name)
        told[name] = value
    return told


def _is_text(text: str) -> bool:
    """Not so where octets that are no UTF-8 came through a file or a variable (PEP 383)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _quoted(text: str) -> str:
    return quote(text, safe="/:-._~")
