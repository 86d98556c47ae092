"""`cardsvc keys`: every change takes two administrators, each with a password and a code."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result

from cardsvc.signing.keys import KeyState
from cardsvc.staff.account import change
from cardsvc.staff.roles import ADMINISTRATOR, APPROVER
from firmware_config.clock import utc_now
from firmware_config.trust import Role, TrustList
from tests.simulators.centre_shell import PASSWORD, Shell
from tests.simulators.cheap import CHEAP


class Office(Shell):
    """Its words are those of `cardsvc keys`."""

    def run(self, *words: str, typed: str | None = None) -> Result:
        return super().run("keys", *words, typed=typed)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path / "state")
    for user in ("lan", "minh"):
        office.hire(user, ADMINISTRATOR)
    return office


def kid_of(office: Office, role: Role) -> str:
    return office.centre.keyring.signer(role, utc_now()).public_key.kid.hex()


def state_of(office: Office, kid: str) -> KeyState:
    keyring = office.centre.keyring
    return keyring.state(keyring.find(bytes.fromhex(kid)), utc_now())


def test_every_key_is_listed(office: Office) -> None:
    told = office.run("list").output
    assert len(told.splitlines()) == len(office.centre.keyring.held())
    assert kid_of(office, Role.LEDGER_ACK) in told
    assert "A file on the server" in told


def test_two_administrators_revoke_a_key(office: Office) -> None:
    kid = kid_of(office, Role.STATUS_LIST)
    before = office.centre.publisher.trust_list()
    proposed = office.as_("lan", "revoke", kid)
    assert proposed.exit_code == 0, proposed.output
    assert PASSWORD not in proposed.output
    number = re.search(r"approve (\d+)", proposed.output)
    assert number is not None
    assert kid in office.run("waiting").output
    alone = office.as_("lan", "approve", number[1])
    assert alone.exit_code != 0
    assert "same-person" in alone.output
    assert state_of(office, kid) is KeyState.SIGNING
    done = office.as_("minh", "approve", number[1])
    assert done.exit_code == 0, done.output
    assert state_of(office, kid) is KeyState.REVOKED
    # A centre that runs meanwhile publishes it without being told.
    after = office.centre.publisher.trust_list()
    assert after.etag != before.etag
    trust = TrustList.parse(after.octets, office.centre.keyring.root)
    assert [one.key.kid.hex() for one in trust.keys if one.revoked_at] == [kid]
    again = office.as_("minh", "revoke", kid)
    assert "key-revoked" in again.output


def test_a_key_is_made_rotated_and_retired(office: Office) -> None:
    year = str((utc_now() + timedelta(hours=7)).year + 1)
    terms = ("--role", "entitlement", "--province", "01", "--programme", "BTXH", "--year", year)
    for words in (("create", *terms), ("rotate", kid_of(office, Role.CARD_CA), "--days", "7")):
        assert office.as_("lan", *words).exit_code == 0
    for number in ("1", "2"):
        assert office.as_("minh", "approve", number).exit_code == 0
    told = office.run("list").output
    assert f"entitlement · 01 · BTXH · {year}" in told
    assert told.count("Published, not signing yet") == 2
    kid = kid_of(office, Role.LEDGER_ACK)
    office.as_("minh", "retire", kid)
    assert office.as_("lan", "approve", "3").exit_code == 0
    assert state_of(office, kid) is KeyState.RETIRED


def test_a_proposal_is_withdrawn(office: Office) -> None:
    kid = kid_of(office, Role.CARD_CA)
    office.as_("lan", "retire", kid)
    assert office.as_("minh", "withdraw", "1", "--reason", "not now").exit_code == 0
    assert "No proposal is waiting" in office.run("waiting").output
    assert "proposal-not-open" in office.as_("minh", "approve", "1").output


def test_nobody_else_changes_keys(office: Office) -> None:
    office.hire("thu", APPROVER)
    kid = kid_of(office, Role.CARD_CA)
    assert "has not the role" in office.as_("thu", "revoke", kid).output
    wrong = office.run("revoke", kid, "--by", "lan", typed="wrong\n")
    assert "has not the role" in wrong.output
    no_code = office.run("revoke", kid, "--by", "lan", typed=f"{PASSWORD}\n000000\n")
    assert "has not the role" in no_code.output
    password = office.accounts.create("moi", ADMINISTRATOR)
    fresh = office.run("revoke", kid, "--by", "moi", typed=f"{password}\n")
    assert "Sign in to the centre" in fresh.output
    assert "No proposal is waiting" in office.run("waiting").output


def test_a_guessable_password_from_before_gives_no_command(office: Office) -> None:
    guessable = "Matkhau@2026"
    with office.centre.engine.begin() as connection:
        change(connection, "lan", password_hash=CHEAP.hash(guessable))
    typed = f"{guessable}\n{office.codes['lan'].pop()}\n"
    told = office.run("revoke", kid_of(office, Role.CARD_CA), "--by", "lan", typed=typed)
    assert "Sign in to the centre" in told.output
    assert "No proposal is waiting" in office.run("waiting").output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("revoke", "nothing"), "hexadecimal"),
        (("revoke", "00" * 8), "key-unknown"),
        (("create", "--role", "entitlement", "--province", "99"), "province-unknown"),
        (("create", "--role", "entitlement", "--programme", "b"), "programme-code"),
        (("create", "--role", "card-ca", "--year", "2021"), "key-expired"),
    ],
)
def test_what_cannot_be_is_told(office: Office, words: tuple[str, ...], told: str) -> None:
    answer = office.as_("lan", *words)
    assert answer.exit_code != 0
    assert told in answer.output
