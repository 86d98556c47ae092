"""What one centre is told at its start. Parsed once, frozen, passed down."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cardsvc.errors import CentreError
from cardsvc.monitoring import Monitoring
from firmware_config.pkcs11_uri import Pkcs11Uri

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8470
_PREFIX = "CARDSVC_"


class SettingsError(CentreError):
    """A setting that cannot be taken (`setting-…`), with its `name`."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`state` is the folder for the database and the keys, its owner's alone.

    `hosts` are the names by which browsers and counters may call the centre, without port.
    `is_simulated` is told on every page and sheet. `tray` is a simulated counter's tray: cards are
    then made as files in it, not in a reader. `token` is where new keys are made; in files where
    there is none. `totp_required`: nobody signs in with a password alone.
    """

    state: Path
    database_url: str
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    hosts: frozenset[str] = frozenset({DEFAULT_HOST, "localhost"})
    https: bool = False
    is_simulated: bool = False
    tray: Path | None = None
    token: Pkcs11Uri | None = None
    totp_required: bool = True
    monitoring: Monitoring = field(default_factory=Monitoring)

    @classmethod
    def of(cls, state: Path, database_url: str | None = None) -> Settings:
        """The defaults: SQLite in the state folder, on loopback."""
        return cls(state, database_url or f"sqlite:///{state / 'cardsvc.db'}")

    @classmethod
    def parse(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """From `CARDSVC_STATE`, `_DATABASE_URL`, `_HOST`, `_PORT`, `_HOSTS` (comma-separated),
        `_HTTPS` and `_SIMULATED` (`0` or `1`), `_TRAY`, `_TOKEN` (a PKCS#11 URI),
        `_TOTP` (`0` only when simulated), and what `Monitoring` takes.

        Raises:
            SettingsError: `setting-missing`, `setting-not-a-port`, `setting-not-0-or-1`,
                `setting-only-when-simulated`.
            Pkcs11UriError: a token that cannot be taken.
            MonitoringError: see there.
        """
        told = {
            name.removeprefix(_PREFIX): value.strip()
            for name, value in environ.items()
            if name.startswith(_PREFIX) and value.strip()
        }
        if "STATE" not in told:
            raise SettingsError("setting-missing", name=f"{_PREFIX}STATE")
        if "TRAY" in told and not _flag("SIMULATED", told):
            raise SettingsError("setting-only-when-simulated", name=f"{_PREFIX}TRAY")
        totp_required = _flag("TOTP", {"TOTP": "1"} | told)
        if not totp_required and not _flag("SIMULATED", told):
            raise SettingsError("setting-only-when-simulated", name=f"{_PREFIX}TOTP")
        state = Path(told["STATE"]).absolute()
        host = told.get("HOST", DEFAULT_HOST)
        named = {name.strip() for name in told.get("HOSTS", "").split(",") if name.strip()}
        return cls(
            state,
            told.get("DATABASE_URL", f"sqlite:///{state / 'cardsvc.db'}"),
            host,
            _port(told.get("PORT", str(DEFAULT_PORT))),
            frozenset(named or {host, "localhost"}),
            _flag("HTTPS", told),
            _flag("SIMULATED", told),
            Path(told["TRAY"]).absolute() if "TRAY" in told else None,
            Pkcs11Uri.parse(told["TOKEN"]) if "TOKEN" in told else None,
            totp_required,
            Monitoring.parse(told, https=_flag("HTTPS", told)),
        )

    @property
    def keys(self) -> Path:
        return self.state / "keys"

    @property
    def staff_key(self) -> Path:
        return self.state / "staff.key"

    @property
    def configuration(self) -> Path:
        """The counters' configuration: what is published, and the keys in service."""
        return self.state / "configuration"

    @property
    def broker(self) -> Path:
        """The broker's keys; there is no such folder where there is no broker."""
        return self.state / "broker"

    @property
    def uploads(self) -> Path:
        return self.state / "uploads"

    @property
    def reports(self) -> Path:
        return self.state / "reports"

    def make_folder(self) -> None:
        """The state folder, for its owner alone."""
        self.state.mkdir(mode=0o700, parents=True, exist_ok=True)


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) < 1 << 16:
        return int(text)
    raise SettingsError("setting-not-a-port", name=f"{_PREFIX}PORT", value=text)


def _flag(name: str, told: Mapping[str, str]) -> bool:
    value = told.get(name, "0")
    if value not in ("0", "1"):
        raise SettingsError("setting-not-0-or-1", name=f"{_PREFIX}{name}", value=value)
    return value == "1"
