from __future__ import annotations

import re
from pathlib import Path

import pytest

from firmware_config.web.accounts import AccountsError, FileAccounts
from firmware_config.web.throttle import MAX_NAMES, MAX_WAIT_S, Throttle
from tests.simulators.cheap import CHEAP
from tests.unit.web.small_side import Clock, accounts_in


def test_a_new_account_is_known_by_its_generated_password(accounts: FileAccounts) -> None:
    password = accounts.create("lan", "teller")
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", password)
    account = accounts.verify("lan", password)
    assert account is not None
    assert (account.user, account.role) == ("lan", "teller")
    assert account.password_hash not in repr(account)


def test_a_wrong_password_and_an_unknown_user_are_both_nobody(accounts: FileAccounts) -> None:
    accounts.create("lan", "teller")
    assert accounts.verify("lan", "wrong") is None
    assert accounts.verify("nobody", "wrong") is None


def test_the_file_holds_no_password_and_only_its_owner_reads_it(
    accounts: FileAccounts, tmp_path: Path
) -> None:
    password = accounts.create("lan", "teller")
    text = (tmp_path / "staff").read_text("utf-8")
    assert text.startswith("lan:teller:$argon2id$")
    assert password not in text
    assert (tmp_path / "staff").stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["staff"]


def test_a_file_that_others_can_read_is_refused(accounts: FileAccounts, tmp_path: Path) -> None:
    accounts.create("lan", "teller")
    (tmp_path / "staff").chmod(0o644)
    with pytest.raises(AccountsError, match="open-to-others"):
        accounts.find("lan")


@pytest.mark.parametrize("line", ["lan:teller", "lan:teller:a:b", "LAN:teller:x", ""])
def test_a_line_that_is_no_account_is_refused_by_its_number(
    accounts: FileAccounts, tmp_path: Path, line: str
) -> None:
    accounts.create("hoa", "teller")
    with (tmp_path / "staff").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    with pytest.raises(AccountsError) as caught:
        accounts.find("hoa")
    assert caught.value.data == {"line": 2}


@pytest.mark.parametrize(
    ("user", "role", "code"),
    [
        ("lan", "teller", "account-exists"),
        ("a:b", "teller", "account-user"),
        ("x\n", "teller", "account-user"),
        ("hoa", "a:b", "account-role"),
    ],
)
def test_an_account_that_cannot_be_made_says_why(
    accounts: FileAccounts, user: str, role: str, code: str
) -> None:
    accounts.create("lan", "teller")
    with pytest.raises(AccountsError) as caught:
        accounts.create(user, role)
    assert caught.value.code == code


def test_a_new_password_replaces_the_old_one(accounts: FileAccounts) -> None:
    old = accounts.create("lan", "teller")
    new = accounts.new_password("lan")
    assert accounts.verify("lan", old) is None
    assert accounts.verify("lan", new) is not None


def test_a_removed_account_is_gone_and_the_others_stay(accounts: FileAccounts) -> None:
    accounts.create("lan", "teller")
    accounts.create("hoa", "supervisor")
    accounts.remove("lan")
    assert accounts.find("lan") is None
    assert accounts.find("hoa") is not None


def test_an_account_made_by_another_process_counts_at_once(tmp_path: Path) -> None:
    server, command = accounts_in(tmp_path), accounts_in(tmp_path)
    assert server.find("lan") is None
    password = command.create("lan", "teller")
    assert server.verify("lan", password) is not None


def test_wrong_passwords_make_that_user_wait_and_nobody_else(
    accounts: FileAccounts, clock: Clock
) -> None:
    lan, hoa = accounts.create("lan", "teller"), accounts.create("hoa", "teller")
    for _ in range(3):
        assert accounts.verify("lan", "wrong") is None
    with pytest.raises(AccountsError) as caught:
        accounts.verify("lan", lan)
    assert caught.value.data == {"wait_s": 2}
    assert accounts.verify("hoa", hoa) is not None
    clock.now_s += 2
    assert accounts.verify("lan", lan) is not None


def test_the_wait_grows_to_its_limit_and_is_forgotten_in_time() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    waits = []
    for _ in range(12):
        throttle.failed("lan")
        waits.append(throttle.wait_s("lan"))
    assert waits[:6] == [0, 0, 2, 4, 8, 16]
    assert max(waits) == MAX_WAIT_S
    clock.now_s += 901
    throttle.failed("lan")
    assert throttle.wait_s("lan") == 0


def test_names_that_do_not_exist_wait_alike_and_take_bounded_memory() -> None:
    throttle = Throttle(Clock())
    for number in range(MAX_NAMES + 10):
        throttle.failed(f"{number}-" + "x" * 1000)
    assert len(throttle._failures) == MAX_NAMES


def test_an_unknown_user_costs_a_hash_as_well(tmp_path: Path) -> None:
    class Counting(type(CHEAP)):  # type: ignore[misc]
        verified = 0

        def verify(self, *args: str) -> bool:
            type(self).verified += 1
            return bool(super().verify(*args))

    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    assert FileAccounts(tmp_path / "staff", hasher=hasher).verify("nobody", "x") is None
    assert Counting.verified == 1
