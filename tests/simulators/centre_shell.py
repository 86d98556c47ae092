"""A centre's folder, and people at its shell with a password and an authenticator app each."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from cardsvc.centre import Centre
from cardsvc.cli import main
from cardsvc.settings import Settings
from cardsvc.staff import totp
from cardsvc.staff.accounts import StaffAccounts
from cardsvc.staff.scope import EVERYWHERE, Scope
from cardsvc.staff.staff_key import StaffKey
from firmware_config.clock import utc_now
from tests.simulators.cheap import CHEAP

PASSWORD = "nine goats under a tin roof"


class Shell:
    """`run` is one command in English; `as_` one by somebody `hire`d, who types what is asked."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.codes: dict[str, list[str]] = {}
        self.centre = Centre.open(Settings.of(state))
        key = StaffKey.open(self.centre.settings.staff_key)
        self.accounts = StaffAccounts(self.centre.engine, key, self.centre.clock, hasher=CHEAP)

    def hire(self, user: str, role: str, scope: Scope = EVERYWHERE) -> None:
        self.accounts.create(user, role, scope)
        self.accounts.choose_password(user, PASSWORD)
        secret = self.accounts.second.begin(user)
        code = totp.code_at(secret, totp.step_of(utc_now()))
        self.codes[user] = list(self.accounts.second.confirm(user, code))

    def run(self, *words: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(
            main, ["--state", str(self.state), "--language", "en", *words], input=typed
        )

    def as_(self, user: str, *words: str) -> Result:
        typed = f"{PASSWORD}\n{self.codes[user].pop()}\n"
        return self.run(*words, "--user", user, typed=typed)
