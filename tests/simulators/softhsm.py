"""A SoftHSM 2 token of a test's own, which can go away and come back."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware_config.pkcs11_uri import Pkcs11Uri
from firmware_config.token import pkcs11

REMEDY = "apt install softhsm2 && pip install 'chitra[pkcs11]'"
_PLACES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/local/lib/softhsm/libsofthsm2.so",
    "/opt/homebrew/lib/softhsm/libsofthsm2.so",
)


class SoftHsm:
    """One token in `folder`. Processes begun while its environment is set see it too."""

    def __init__(self, folder: Path, module: str) -> None:
        self._tokens = folder / "tokens"
        self._away = folder / "away"
        self._pin_file = folder / "pin"
        self.configuration = folder / "softhsm2.conf"
        self._tokens.mkdir(parents=True)
        self.configuration.write_text(
            f"directories.tokendir = {self._tokens}\n"
            "objectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n"
        )
        self.label = f"chitra-{secrets.token_hex(4)}"
        self.set_pin_file(self.pin)
        self.uri = Pkcs11Uri(module, self.label, pin_source=f"file:{self._pin_file}")
        subprocess.run(  # noqa: S603 - our own words
            [
                *("softhsm2-util", "--init-token", "--free", "--label", self.label),
                *("--pin", self.pin, "--so-pin", "so-" + self.pin),
            ],
            check=True,
            capture_output=True,
            env={**os.environ, "SOFTHSM2_CONF": str(self.configuration)},
        )

    pin = "2468-rehearsal"

    def set_pin_file(self, pin: str) -> None:
        self._pin_file.touch(mode=0o600)
        self._pin_file.write_text(pin + "\n")

    def key(self, label: str) -> Pkcs11Uri:
        return self.uri.with_object(label)

    def goes_away(self) -> None:
        self._tokens.rename(self._away)
        self._tokens.mkdir()

    def comes_back(self) -> None:
        self._tokens.rmdir()
        self._away.rename(self._tokens)


@contextlib.contextmanager
def soft_hsm(folder: Path) -> Iterator[SoftHsm]:
    """A token that this process and those it starts find, as long as the block lasts."""
    module = next((place for place in _PLACES if Path(place).exists()), None)
    if module is None or shutil.which("softhsm2-util") is None:
        text = f"SoftHSM 2 is not installed; mend it with: {REMEDY}"
        if os.environ.get("CI") == "true":
            pytest.fail(text)
        pytest.skip(text)
    before = os.environ.get("SOFTHSM2_CONF")
    hsm = SoftHsm(folder, module)
    os.environ["SOFTHSM2_CONF"] = str(hsm.configuration)
    _forget(module)
    try:
        yield hsm
    finally:
        if before is None:
            del os.environ["SOFTHSM2_CONF"]
        else:
            os.environ["SOFTHSM2_CONF"] = before
        _forget(module)


def _forget(module: str) -> None:
    """SoftHSM reads its configuration when it begins."""
    with contextlib.suppress(pkcs11().PKCS11Error):
        pkcs11().lib(module).finalize()
