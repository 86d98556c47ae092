"""The administrator's commands, from an empty folder to a paid month."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner, Result

from cardsvc.cli import main
from firmware_config.signing import FileKey
from tests.simulators.list_files import HEADINGS

HANH = ("Nguyễn Thị Hồng Hạnh", "12/03/1945", "001145012345", "Số 5", "K6.1", 2, 1_000_000, 1, 0)


def write_list(path: Path, *people: tuple[object, ...]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        total_vnd = 0
        for number, person in enumerate(people, 1):
            monthly, months, arrears = person[-3:]
            assert isinstance(monthly, int)
            assert isinstance(months, int)
            assert isinstance(arrears, int)
            sum_vnd = monthly * months + arrears
            total_vnd += sum_vnd
            sheet.write_row(number, 0, (number, *person, sum_vnd))
        sheet.write_row(len(people) + 1, 0, ("", "Tổng cộng", *[""] * 8, total_vnd))
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
@pytest.mark.parametrize(("language", "said"), [("vi", "đã đầy"), ("en", "is full")])
def test_a_file_that_has_no_room_is_told_and_not_begun(
    tmp_path: Path, language: str, said: str
) -> None:
    file = tmp_path / "fleet.toml"
    (tmp_path / "fleet.toml.new").symlink_to("/dev/full")
    state = ["--state", str(tmp_path / "state"), "--language", language]
    assert CliRunner().invoke(main, [*state, "init"]).exit_code == 0
    told = CliRunner().invoke(main, [*state, "fleet-report", str(file)])
    assert told.exit_code == 1
    assert str(file) in told.output
    assert said in told.output
    assert not file.exists()


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def run(state: Path, *words: str, language: str = "en") -> Result:
    return CliRunner().invoke(main, ["--state", str(state), "--language", language, *words])


def done(state: Path, *words: str, language: str = "en") -> str:
    result = run(state, *words, language=language)
    assert result.exit_code == 0, result.output
    return result.output


def import_list(state: Path, file: Path, *more: str) -> Result:
    terms = ("--programme", "BTXH", "--province", "01", "--office", "100000", "--period", "2026-11")
    people = ("--prepared-by", "lan", "--approved-by", "hung", "--transfer", "1000000")
    return run(state, "import", str(file), *terms, *people, *more)


@pytest.fixture
def ready(state: Path, tmp_path: Path) -> Path:
    done(state, "office", "add", "100000", "--name", "Bưu cục Ba Đình", "--province", "01")
    assert import_list(state, write_list(tmp_path / "ds.xlsx", HANH)).exit_code == 0
    return state


def test_the_root_key_is_told_and_stays(state: Path) -> None:
    first = re.findall(r"[0-9a-f]{66}", done(state, "init"))
    assert re.findall(r"[0-9a-f]{66}", done(state, "init")) == first
    assert len(first) == 1


def test_a_list_is_imported_and_its_progress_shown(ready: Path) -> None:
    shown = done(ready, "progress")
    assert "Bưu cục Ba Đình" in shown
    assert "1.000.000" in shown


def test_a_preview_stores_nothing(ready: Path, tmp_path: Path) -> None:
    file = write_list(tmp_path / "next.xlsx", ("Trần Văn Minh", "1952", "001052067890", *HANH[3:]))
    assert "1 rows read" in import_list(ready, file, "--preview").output
    assert done(ready, "progress").count("1.000.000") == 2


def test_bad_rows_are_told_and_nothing_is_taken_unless_they_are_set_aside(
    ready: Path, tmp_path: Path
) -> None:
    good = ("Trần Văn Minh", "1952", "001052067890", *HANH[3:])
    bad = ("Lê Thị Sai", "1960", "12345", *HANH[3:])
    file = write_list(tmp_path / "next.xlsx", good, bad)
    result = import_list(ready, file)
    assert result.exit_code == 1
    assert "Row 3, column Số CCCD: “12345”" in result.output
    result = import_list(ready, file, "--set-aside-bad-rows")
    assert "1 people taken" in result.output
    assert "1 rows set aside" in result.output


def test_nobody_approves_a_list_of_their_own(ready: Path, tmp_path: Path) -> None:
    file = write_list(tmp_path / "next.xlsx", ("Trần Văn Minh", "1952", "001052067890", *HANH[3:]))
    result = import_list(ready, file, "--approved-by", "lan")
    assert (result.exit_code, "same-person" in result.output) == (1, True)


def test_without_a_second_person_a_list_waits(state: Path, tmp_path: Path) -> None:
    done(state, "office", "add", "100000", "--name", "Bưu cục Ba Đình", "--province", "01")
    file = str(write_list(tmp_path / "ds.xlsx", HANH))
    terms = ("--programme", "BTXH", "--province", "01", "--office", "100000", "--period", "2026-11")
    assert "waits for another person" in done(state, "import", file, *terms)
    assert "1.000.000" not in done(state, "progress")


def test_a_simulated_card_is_issued_and_says_so(ready: Path, tmp_path: Path) -> None:
    card = tmp_path / "hanh.card"
    told = done(ready, "card", "issue", "--person", HANH[2], "--file", str(card), language="vi")
    assert "Thẻ đã kích hoạt" in told
    assert "thẻ mô phỏng" in told
    again = run(ready, "card", "issue", "--person", HANH[2], "--file", str(card))
    assert (again.exit_code, "card-not-blank" in again.output) == (1, True)


def test_a_card_is_renewed_by_the_number_printed_on_it(ready: Path, tmp_path: Path) -> None:
    told = done(ready, "card", "issue", "--person", HANH[2], "--file", str(tmp_path / "one.card"))
    (number,) = re.findall(r"[0-9A-F]{4}(?:-[0-9A-F]{4}){3}", told)
    assert f"Script 1 queued for card {number}" in done(ready, "card", "renew", "--card", number)
    assert "1 cards" in done(ready, "terminal", "new-generation")


def test_a_qr_sheet_is_written(ready: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "hanh.pdf"
    done(ready, "qr", "--person", HANH[2], "--out", str(sheet))
    assert sheet.read_bytes().startswith(b"%PDF")


def test_a_terminal_is_enrolled(ready: Path) -> None:
    point = FileKey.new().public_key.point.hex()
    enrol = ("terminal", "add", "T0000001", "--office", "100000", "--public-key")
    assert "T0000001" in done(ready, *enrol, point)
    other = FileKey.new().public_key.point.hex()
    assert "terminal-exists" in run(ready, *enrol, other).output


def test_the_first_two_administrators_may_sign_in_and_whoever_follows_is_proposed(
    ready: Path,
) -> None:
    for user in ("hoa", "lan"):
        told = done(ready, "staff", "create", user, "--role", "administrator")
        assert re.search(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}", told)
        assert "Sign in and change it within 72 hours" in told
    told = done(ready, "staff", "create", "minh", "--role", "issuer", "--provinces", "08")
    assert "An administrator must approve it" in told
    assert "account-exists" in run(ready, "staff", "create", "lan", "--role", "issuer").output
    assert "not one of" in run(ready, "staff", "create", "x", "--role", "teller").output
    assert (ready / "staff.key").stat().st_mode & 0o077 == 0


def test_the_trail_is_verified_and_an_earlier_head_with_it(ready: Path) -> None:
    done(ready, "staff", "create", "hoa", "--role", "administrator")
    told = done(ready, "audit", "verify")
    (head,) = re.findall(r"\d+:[0-9a-f]{64}", told)
    done(ready, "staff", "create", "lan", "--role", "administrator")
    assert "The trail is whole" in done(ready, "audit", "verify", "--head", head)
    broken = run(ready, "audit", "verify", "--head", f"1:{'0' * 64}")
    assert broken.exit_code == 1
    assert "The trail was rewritten" in broken.output
    assert "audit-head-malformed" in run(ready, "audit", "verify", "--head", "x").output


def test_a_refusal_is_told_and_ends_the_command(ready: Path) -> None:
    result = run(ready, "qr", "--person", "001052067890", "--out", "x.pdf", language="vi")
    assert result.exit_code == 1
    assert "Không thực hiện được: person-unknown" in result.output
