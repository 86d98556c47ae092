"""Tokens of a post's own tills."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from counter.api.tills import TillError, Tills
from firmware_config.web.accounts import FileAccounts
from tests.simulators.cheap import CHEAP


@pytest.fixture
def accounts(tmp_path: Path) -> FileAccounts:
    made = FileAccounts(tmp_path / "accounts", hasher=CHEAP)
    made.create("lan", "teller")
    made.create("boss", "supervisor")
    return made


@pytest.fixture
def tills(tmp_path: Path, accounts: FileAccounts) -> Tills:
    return Tills(tmp_path / "tills", accounts)


def test_a_token_stands_for_its_teller_and_is_kept_nowhere(tills: Tills, tmp_path: Path) -> None:
    token = tills.add("quay-1", "lan")
    account = tills.account_of(token)
    assert account is not None
    assert account.user == "lan"
    assert token not in (tmp_path / "tills").read_text()
    assert tills.account_of(token[:-1]) is tills.account_of("") is None


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such bits")
def test_only_its_owner_reads_the_file(tills: Tills, tmp_path: Path) -> None:
    tills.add("quay-1", "lan")
    assert (tmp_path / "tills").stat().st_mode & 0o077 == 0


def test_two_tills_have_two_tokens_and_one_is_removed_alone(tills: Tills) -> None:
    first, second = tills.add("quay-1", "lan"), tills.add("quay-2", "lan")
    tills.remove("quay-1")
    assert tills.account_of(first) is None
    assert tills.account_of(second) is not None
    assert [till.name for till in tills.all()] == ["quay-2"]


def test_a_till_acts_for_tellers_only(tills: Tills, accounts: FileAccounts) -> None:
    for user in ("boss", "nobody"):
        with pytest.raises(TillError, match="till-not-a-teller"):
            tills.add("quay-1", user)
    token = tills.add("quay-1", "lan")
    accounts.remove("lan")
    accounts.create("lan", "supervisor")
    assert tills.account_of(token) is None


@pytest.mark.parametrize("name", ["", "Quay", "quay:1", "q" * 33, "quầy", "quay\n"])
def test_a_name_that_would_break_the_file_is_refused(tills: Tills, name: str) -> None:
    with pytest.raises(TillError, match="till-name"):
        tills.add(name, "lan")


def test_a_name_stands_for_one_till_only(tills: Tills) -> None:
    tills.add("quay-1", "lan")
    with pytest.raises(TillError, match="till-exists"):
        tills.add("quay-1", "lan")
    with pytest.raises(TillError, match="till-unknown"):
        tills.remove("quay-2")


def test_a_damaged_file_is_named_by_its_line(tills: Tills, tmp_path: Path) -> None:
    tills.add("quay-1", "lan")
    with (tmp_path / "tills").open("a") as file:
        file.write("quay-2:lan\n")
    with pytest.raises(TillError, match="line=2"):
        tills.all()
