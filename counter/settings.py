"""What one counter is: parsed once from `counter.toml` in its state folder, then frozen."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Self

from sqlalchemy.engine import make_url

from counter.printer.address import PrinterAddress
from counter.printer.roll import Roll
from firmware_config.broker.address import BrokerAddress
from firmware_config.durable import write_durably
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId, ProvinceCode, TerminalId
from firmware_config.pkcs11 import Pkcs11Key
from firmware_config.pkcs11_uri import Pkcs11Uri
from firmware_config.signing import FileKey, PublicKey, Signer
from firmware_config.token import TokenFault

FILE = "counter.toml"
SIMULATED = "simulated"
LOOPBACK = ("127.0.0.0/8", "::1/128")

Network = IPv4Network | IPv6Network


class SettingsError(ContractError):
    """`settings-missing`, `settings-malformed` or `settings-key`, with the file and the key;
    `settings-practice`: a practice is not to be run as a real counter."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`state` is the folder that holds all of it. `reader` is `simulated` or a part of a PC/SC
    reader's name (empty: the first one). `key` is where the terminal's key lies in a token; None:
    in `key_file`, for development."""

    state: Path
    terminal: TerminalId
    office: OfficeId
    office_name: str
    centre_url: str
    root: PublicKey
    status_uris: tuple[str, ...]
    reader: str
    scanner_port: str
    host: str
    port: int
    database_url: str
    key: Pkcs11Uri | None = None
    province: ProvinceCode | None = None
    """Whose configuration is fetched; without it the built-in one is used."""
    printer: str = ""
    """As `PrinterAddress` reads it; empty: receipts are printed from the browser."""
    roll_mm: int = 80
    """The width of its paper, 80 or 58."""
    prints_at_once: bool = False
    """A payout's receipt is printed as soon as it is paid."""
    practice: bool = False
    """For training: nothing here is real, and it never asks a centre over a network."""
    tills_from: tuple[Network, ...] = tuple(ip_network(one) for one in LOOPBACK)
    """Where a post's own till may call from. It sends PINs: elsewhere only behind TLS."""
    stick: Path | None = None
    """Where a stick that is put in appears; None: sticks are for the command line alone."""

    broker: BrokerAddress | None = None
    """Where batches go first; by HTTP alone where it is None."""

    @property
    def key_file(self) -> Path:
        return self.key_file_in(self.state)

    @staticmethod
    def key_file_in(state: Path) -> Path:
        return state / "terminal.key"

    @property
    def configuration_root(self) -> Path:
        """The first root of the configuration's keys, given at installation."""
        return self.configuration_root_in(self.state)

    @staticmethod
    def configuration_root_in(state: Path) -> Path:
        return state / "configuration-root.json"

    @property
    def configuration_file(self) -> Path:
        """What was fetched and verified last."""
        return self.state / "configuration"

    @property
    def stick_key_file(self) -> Path:
        """What the centre's answers on a stick are sealed for."""
        return self.state / "stick.key"

    @property
    def broker_pass_file(self) -> Path:
        """What opens the broker to this terminal; asked of the centre."""
        return self.state / "broker-pass"

    @property
    def accounts_file(self) -> Path:
        return self.state / "accounts"

    @property
    def store_file(self) -> Path | None:
        """The SQLite file of the store; None where it is a server's."""
        url = make_url(self.database_url)
        return Path(url.database or "") if url.get_backend_name() == "sqlite" else None

    @property
    def tills_file(self) -> Path:
        return self.state / "tills"

    @property
    def tray(self) -> Path:
        """Where a simulated reader finds its cards and sheets."""
        return self.state.parent / "tray"

    @property
    def photos(self) -> Path:
        """Where the photos of the office's people are kept."""
        return self.state / "photos"

    def signer(self) -> Signer:
        """The terminal's key.

        Raises:
            KeyFault: a file that is no key, or that others may read.
            TokenFault, Pkcs11UriError: a token that cannot be used.
        """
        return FileKey.load(self.key_file) if self.key is None else Pkcs11Key.open(self.key)

    @property
    def public_key(self) -> PublicKey:
        """The terminal's; the centre registers it."""
        return self.signer().public_key

    @classmethod
    def load(cls, state: Path) -> Self:
        """Raises `SettingsError`, or another `ContractError` for a value in the file."""
        path = state / FILE
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise SettingsError("settings-missing", path=str(path)) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError("settings-malformed", path=str(path), cause=str(error)) from None
        try:
            return cls(
                state=state,
                terminal=TerminalId(values["terminal"]),
                office=OfficeId(values["office"]),
                office_name=str(values["office_name"]),
                centre_url=str(values["centre_url"]),
                root=PublicKey(bytes.fromhex(values["root"])),
                status_uris=tuple(str(uri) for uri in values["status_uris"]),
                reader=str(values.get("reader", "")),
                scanner_port=str(values.get("scanner_port", "")),
                host=str(values.get("host", "127.0.0.1")),
                port=int(values.get("port", 8200)),
                database_url=str(
                    values.get("database_url", f"sqlite:///{state / 'counter.sqlite'}")
                ),
                key=Pkcs11Uri.parse(values["key"]) if "key" in values else None,
                province=ProvinceCode(values["province"]) if "province" in values else None,
                printer=_printer(values.get("printer", "")),
                roll_mm=Roll.of_width(int(values.get("roll_mm", 80))).width_mm,
                prints_at_once=_yes_or_no(values.get("prints_at_once", False)),
                practice=_yes_or_no(values.get("practice", False)),
                tills_from=_networks(values.get("tills_from", LOOPBACK)),
                stick=Path(str(values["stick"])) if "stick" in values else None,
                broker=_broker(state, values.get("broker_urls", ()), values.get("broker_ca")),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise SettingsError("settings-key", path=str(path), cause=str(error)) from None


def make_counter(state: Path, **values: str | int | list[str]) -> Settings:
    """Write `values` as the settings of the counter in `state`, and make its key if it has none.

    Raises:
        SettingsError, IdError, KeyFault: a value that `Settings.load` would not take.
        TokenFault, Pkcs11UriError: a token that cannot be used.
    """
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = "".join(f"{key} = {toml_of(value)}\n" for key, value in values.items())
    write_durably(state / FILE, text.encode())
    settings = Settings.load(state)
    make_key(settings.key, state)
    return settings


def make_key(uri: Pkcs11Uri | None, state: Path) -> None:
    """The terminal's key where `uri` says, or in its file in `state`; one that is there stays.

    Raises:
        TokenFault: a token that cannot be used.
    """
    if uri is None:
        if not Settings.key_file_in(state).exists():
            FileKey.new().save(Settings.key_file_in(state))
        return
    try:
        Pkcs11Key.open(uri)
    except TokenFault as fault:
        if fault.code != "token-key-missing":
            raise
        Pkcs11Key.create(uri)


def _printer(text: object) -> str:
    if text:
        PrinterAddress.parse(str(text))
    return str(text)


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"true or false, not {value!r}")
    return value


def _networks(texts: Iterable[str]) -> tuple[Network, ...]:
    return tuple(ip_network(text) for text in texts)


def _broker(state: Path, urls: Iterable[str], ca: str | None) -> BrokerAddress | None:
    """`ca` is a file; a name without a folder lies in the counter's own."""
    named = tuple(urls)
    return BrokerAddress.parse(named, None if ca is None else state / ca) if named else None


def toml_of(value: str | int | list[str]) -> str:
    """As it is written in the file."""
    if isinstance(value, list):
        return "[" + ", ".join(toml_of(item) for item in value) + "]"
    # A JSON string without its surrogate escapes is a TOML basic string.
    return json.dumps(value, ensure_ascii=False)
