"""The commands: looking after a counter, and driving a running one."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from counter.api.tills import Tills
from counter.cli import cli, main
from counter.db import open_store
from counter.settings import Settings
from tests.simulators.answering import answering
from tests.simulators.counter_settings import settings_in
from tests.simulators.station import Centre, Counter
from tests.simulators.world import CITIZEN, PIN, IssuedCard, IssuedQr, World


@pytest.fixture
def card(world: World, centre: Centre) -> IssuedCard:
    return centre.issue_card(world.two_months())


class Shell:
    """Commands to a counter that answers on a port of this machine."""

    def __init__(self, url: str, token: str) -> None:
        self._environment = {"COUNTER_URL": url, "COUNTER_TOKEN": token}

    def run(self, *words: str, typed: str = "") -> Result:
        return CliRunner().invoke(cli, words, input=typed, env=self._environment)

    def told(self, *words: str, typed: str = "") -> dict[str, Any]:
        result = self.run(*words, typed=typed)
        assert result.exit_code == 0, result.output
        answer: dict[str, Any] = json.loads(result.stdout)
        return answer


@pytest.fixture
def shell(counter: Counter, tills: Tills) -> Iterator[Shell]:
    with answering(counter.app) as url:
        yield Shell(url, tills.add("quay-1", "lan"))


def test_a_card_is_paid_and_taken_back_by_commands(
    shell: Shell, counter: Counter, card: IssuedCard, tmp_path: Path
) -> None:
    password = counter.accounts.create("boss", "supervisor")
    counter.offer(card.card)
    assert shell.told("show")["offer"]["name"] == card.record.name
    assert shell.told("pay", "--months", "1", typed=f"{PIN}\n")["total_vnd"] == 500_000
    listed = shell.told("recent")["payouts"]
    assert shell.run("receipt", str(listed[0]["seq"]), str(tmp_path / "r.pdf")).exit_code == 0
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF")
    back = shell.told("reverse", "--supervisor", "boss", typed=f"{password}\n{PIN}\n")
    assert back["kind"] == "taken-back"
    assert shell.told("next")["number"] > back["number"]


def test_a_sheet_is_presented_and_paid_by_commands(shell: Shell, sheet: IssuedQr) -> None:
    assert shell.told("present", typed=sheet.text)["kind"] == "offered"
    assert shell.told("pay", typed=f"{CITIZEN.digits}\n")["kind"] == "paid"


def test_a_refusal_ends_with_1_and_its_document_on_standard_error(
    shell: Shell, counter: Counter, card: IssuedCard
) -> None:
    counter.offer(card.card)
    result = shell.run("pay", typed="999999\n")
    assert (result.exit_code, result.stdout) == (1, "")
    assert json.loads(result.stderr)["rule"] == "pin-wrong"


def test_nothing_to_pay_asks_nobody_for_a_pin_that_would_be_used(shell: Shell) -> None:
    result = shell.run("pay", typed=f"{PIN}\n")
    assert (result.exit_code, json.loads(result.stderr)["code"]) == (1, "moved")


def test_the_status_tells_the_counter_its_lists_and_its_outbox(shell: Shell) -> None:
    assert set(shell.told("status")) == {"counter", "lists", "outbox"}
    assert shell.told("unsettled") == {"unsettled": []}


def test_a_supervisor_confirms_the_clock_by_command(shell: Shell, counter: Counter) -> None:
    password = counter.accounts.create("boss", "supervisor")
    answer = shell.told("confirm-clock", "--supervisor", "boss", typed=f"{password}\n")
    assert answer == {"seq": None}


def test_no_counter_or_no_token_is_said_in_both_languages(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COUNTER_TOKEN", raising=False)
    for words, said in (
        (["show"], ("Thiếu mã truy cập", "The access token is missing")),
        (
            ["show", "--token", "x", "--url", "http://127.0.0.1:1"],
            ("Quầy không trả lời", "does not answer"),
        ),
        (["show", "--token", "x", "--url", "no url"], ("Quầy không trả lời", "does not answer")),
    ):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 2
        told = capsys.readouterr().err
        assert all(one in told for one in said)


# Looking after a counter.


@pytest.fixture
def settings(tmp_path: Path, world: World) -> Settings:
    made = settings_in(world, tmp_path / "counter", reader="simulated", port=0)
    open_store(made.database_url).dispose()
    return made


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words)


def test_the_doctor_ends_with_2_for_a_counter_that_may_not_pay(settings: Settings) -> None:
    for language, said in (("vi", "X Chứng thư máy quầy:"), ("en", "X Terminal certificate:")):
        result = run("doctor", "--state", str(settings.state), "--language", language)
        assert result.exit_code == 2
        assert said in result.output
        assert settings.public_key.point.hex() in result.output


def test_a_backup_is_made_and_checked_by_command(settings: Settings, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy")
    made = run("backup", "--state", str(settings.state), copy)
    assert made.exit_code == 0
    checked = run("restore-check", copy, "--state", str(settings.state))
    assert checked.exit_code == 0
    assert checked.output == made.output


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_an_account_that_has_no_room_is_told_with_its_file_in_each_language(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    file = settings.accounts_file
    file.with_name(f"{file.name}.new").symlink_to("/dev/full")
    add = ["account", "--state", str(settings.state), "--user", "hoa", "--role", "teller"]
    with pytest.raises(SystemExit) as ended:
        main(add)
    assert ended.value.code == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert all(line.startswith("counter: ") and str(file) in line for line in told)
    assert run(*add).exit_code == 0


def test_a_store_on_postgresql_is_told_what_backs_it_up(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (settings.state / "counter.toml").open("a") as file:
        file.write('database_url = "postgresql+psycopg://localhost/counter"\n')
    with pytest.raises(SystemExit) as ended:
        main(["backup", "--state", str(settings.state), str(tmp_path / "copy")])
    assert ended.value.code == 2
    assert f"pg_dump --format=custom --file={tmp_path / 'copy'}" in capsys.readouterr().err


def test_a_counter_is_moved_and_wiped_by_command(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "new"
    with pytest.raises(SystemExit):
        main(["move", "--state", str(settings.state), str(settings.state / "inside")])
    assert "own folder" in capsys.readouterr().err
    assert run("move", "--state", str(settings.state), str(place)).exit_code == 0
    with pytest.raises(SystemExit):
        main(["wipe", "--state", str(place), "--terminal", "T0000009"])
    assert "T0000001" in capsys.readouterr().err
    assert run("wipe", "--state", str(place), "--terminal", "T0000001").exit_code == 0
    assert not place.exists()


def test_tills_are_added_listed_and_removed_by_command(settings: Settings) -> None:
    state = ("--state", str(settings.state))
    run("account", *state, "--user", "lan", "--role", "teller")
    token = run("till", "add", *state, "quay-1", "--user", "lan").output.strip()
    assert len(token) >= 43
    assert run("till", "list", *state).output == "quay-1 lan\n"
    assert run("till", "remove", *state, "quay-1").exit_code == 0
    assert run("till", "list", *state).output == ""


def test_every_command_says_what_it_does() -> None:
    for command in cli.commands.values():
        assert command.help, command.name
