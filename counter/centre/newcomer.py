"""A counter that nobody has taken in yet: what it was told at its making, and its key.

`new-counter.toml` stands in its folder until the centre has said which terminal it is; then
`counter.toml` does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from counter.settings import FILE, Settings, SettingsError, make_counter, make_key, toml_of
from firmware_config.durable import write_durably
from firmware_config.enrolment import MAX_PLACE, Assignment
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId
from firmware_config.pkcs11 import Pkcs11Key
from firmware_config.pkcs11_uri import Pkcs11Uri
from firmware_config.signing import FileKey, PublicKey, Signer

NEW_FILE = "new-counter.toml"
_TOLD = ("centre_url", "reader", "scanner_port", "printer", "host", "port", "key", "database_url")
"""What goes on into the settings as it is."""


class NewcomerError(ContractError):
    """`newcomer-place` (too long, or with signs that cannot be shown), `newcomer-is-counter`
    (the folder holds a counter that was taken in)."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """`place` is what people at the office call it (`Quầy 2`)."""

    state: Path
    centre_url: str
    root: PublicKey
    office: OfficeId
    place: str
    host: str
    port: int
    key: Pkcs11Uri | None
    told: Mapping[str, str | int] = field(repr=False)

    @classmethod
    def is_in(cls, state: Path) -> bool:
        return (state / NEW_FILE).exists()

    @classmethod
    def make(cls, state: Path, **values: str | int) -> Self:
        """Write what a new counter is told, and make its key if it has none.

        Raises:
            NewcomerError, SettingsError, IdError, KeyFault, TokenFault, Pkcs11UriError.
        """
        if (state / FILE).exists():
            raise NewcomerError("newcomer-is-counter", path=str(state))
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        text = "".join(f"{key} = {toml_of(value)}\n" for key, value in values.items())
        write_durably(state / NEW_FILE, text.encode())
        made = cls.load(state)
        make_key(made.key, state)
        return made

    @classmethod
    def load(cls, state: Path) -> Self:
        """Raises as `Settings.load` does, and `NewcomerError`."""
        path = state / NEW_FILE
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
            place = str(values.get("place", ""))
            if len(place) > MAX_PLACE or not place.isprintable():
                raise NewcomerError("newcomer-place", limit=MAX_PLACE)
            return cls(
                state,
                str(values["centre_url"]),
                PublicKey(bytes.fromhex(values["root"])),
                OfficeId(values["office"]),
                place,
                str(values.get("host", "127.0.0.1")),
                int(values.get("port", 8200)),
                Pkcs11Uri.parse(values["key"]) if "key" in values else None,
                {name: values[name] for name in _TOLD if name in values},
            )
        except FileNotFoundError:
            raise SettingsError("settings-missing", path=str(path)) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError("settings-malformed", path=str(path), cause=str(error)) from None
        except (KeyError, ValueError, TypeError) as error:
            raise SettingsError("settings-key", path=str(path), cause=str(error)) from None

    def signer(self) -> Signer:
        """Raises as `Settings.signer` does."""
        if self.key is not None:
            return Pkcs11Key.open(self.key)
        return FileKey.load(Settings.key_file_in(self.state))

    def becomes(self, assigned: Assignment) -> Settings:
        """The counter that the centre says it is."""
        settings = make_counter(
            self.state,
            **self.told,
            root=self.root.point.hex(),
            terminal=assigned.terminal.text,
            office=assigned.office.text,
            office_name=assigned.office_name,
            province=assigned.province.text,
            status_uris=list(assigned.status_uris),
        )
        (self.state / NEW_FILE).unlink()
        return settings
