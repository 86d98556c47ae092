"""The operator's commands, from files on a disk."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from firmware_config.bundle.publishing.files import FolderFiles
from firmware_config.bundle.publishing.repository import Repository
from firmware_config.bundle.rollout import Rollout
from firmware_config.cli import cli
from firmware_config.clock import to_unix, utc_now
from firmware_config.ids import OfficeId, ProvinceCode
from firmware_config.signing import FileKey
from tests.simulators.configuration import PROVINCE, reviewed, text_of

HANOI = ProvinceCode("01")


def written(folder: Path, number: int = 11, **changed: str) -> str:
    head = f'number = {number}\nreason = "Thử"\n'
    for name, octets in reviewed(configuration=head, **changed).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(octets)
    return str(folder)


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(cli, [str(one) for one in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def place(tmp_path: Path) -> list[str]:
    """The options of a founded repository."""
    options = ["--repository", str(tmp_path / "repository"), "--keys", str(tmp_path / "keys")]
    told = run("create-repository", *options, "--root-keys", tmp_path / "offline")
    assert Path(told.output.strip()).exists()
    return options


def rollout(tmp_path: Path) -> Rollout:
    return Repository(FolderFiles(tmp_path / "repository")).rollout(HANOI)


def test_a_sound_folder_is_told_sound(tmp_path: Path) -> None:
    told = run("check", written(tmp_path / "new"))
    assert (told.exit_code, told.output) == (0, "Cấu hình 11: không có lỗi; 1 tỉnh.\n")


def test_faults_are_told_with_their_places_and_fail_the_command(tmp_path: Path) -> None:
    folder = written(tmp_path / "new", province=text_of(PROVINCE).replace('"pilot"', '"plot"'))
    told = run("check", folder, "--language", "en")
    assert told.exit_code == 1
    assert f"{PROVINCE}:5: stage is none of its possible values." in told.output


def test_a_difference_is_told_in_words(tmp_path: Path) -> None:
    old = written(tmp_path / "old")
    new = written(tmp_path / "new", 12, devices=text_of("devices.toml").replace("a4", "a5"))
    assert "Mọi quầy: máy in Canon LBP đổi thiết lập" in run("diff", old, new).output
    assert run("diff", old, old).output == "Không có gì thay đổi.\n"


def test_a_configuration_goes_out_ring_by_ring_and_its_state_is_told(
    tmp_path: Path, place: list[str]
) -> None:
    first, second = written(tmp_path / "a", 11), written(tmp_path / "b", 12)
    assert run("publish", first, *place, "--ring", "country").exit_code == 0
    to_one = ("--ring", "office", "--office", "100000")
    told = run("publish", second, *place, *to_one, "--fleet", fleet(tmp_path))
    assert told.output == "Đã phát hành cấu hình 12 cho một bưu cục: 1 tỉnh.\n"
    assert rollout(tmp_path) == Rollout(11, 12, frozenset({OfficeId("100000")}))
    told = run("status", *place[:2])
    assert "Thành phố Hà Nội: cấu hình 11 cho toàn tỉnh, 12 cho 1 bưu cục" in told.output
    assert "timestamp phiên bản" in told.output
    assert "Đã dừng cấu hình 12" in run("halt", *place).output
    assert "12 đã dừng" in run("status", *place[:2]).output
    assert rollout(tmp_path).is_halted


@pytest.mark.parametrize(("days_old", "says"), [(None, "chưa thử trên"), (3, "đã cũ quá hai ngày")])
def test_what_was_not_tried_on_the_fleet_of_today_needs_two_approvers(
    tmp_path: Path, place: list[str], days_old: int | None, says: str
) -> None:
    assert run("publish", written(tmp_path / "a", 11), *place, "--ring", "country").exit_code == 0
    tried = () if days_old is None else ("--fleet", fleet(tmp_path, days_old=days_old))
    told = run("publish", written(tmp_path / "b", 12), *place, "--ring", "country", *tried)
    assert told.exit_code == 1
    assert says in told.output
    assert rollout(tmp_path) == Rollout(11)


def test_a_province_that_is_off_with_open_payments_fails_its_check_by_name(tmp_path: Path) -> None:
    folder, report = off(tmp_path)
    assert run("check", folder).exit_code == 0
    told = run("check", folder, "--fleet", report, "--language", "en")
    assert told.exit_code == 1
    assert "! Thành phố Hà Nội: Social assistance is off while 3 payments are open" in told.output
    assert "2 objections." in told.output


def off(tmp_path: Path) -> tuple[str, str]:
    """A configuration that stops all payouts, and a fleet that would notice."""
    text = text_of(PROVINCE).replace('"pilot"', '"off"')
    text = text.replace('offices = ["100000", "100001", "100002"]\n', "")
    counter = {
        "terminal": "T0000001",
        "office": "100000",
        "province": "01",
        "configuration": 11,
        "programmes": {"BTXH": 3},
        "keys": [],
    }
    return written(tmp_path / "off", 12, province=text), fleet(tmp_path, counter)


def fleet(tmp_path: Path, *counters: object, days_old: int = 0) -> str:
    """A report of the fleet."""
    as_of = to_unix(utc_now() - timedelta(days=days_old))
    file = tmp_path / f"fleet-{len(counters)}-{days_old}.json"
    file.write_text(json.dumps({"as_of": as_of, "counters": counters}), encoding="utf-8")
    return str(file)


def test_what_stops_all_payouts_is_not_published(tmp_path: Path, place: list[str]) -> None:
    folder, fleet = off(tmp_path)
    told = run("publish", folder, *place, "--ring", "country", "--fleet", fleet)
    assert told.exit_code == 1
    assert "! Thành phố Hà Nội: cả 1 quầy sẽ ngừng mọi khoản chi" in told.output
    assert "approvals-missing" in told.output
    assert rollout(tmp_path) == Rollout(0)


@pytest.mark.parametrize(
    ("signers", "code"),
    [
        ((0, 1), None),
        ((0,), "approvals-missing"),
        ((0, 0), "approvals-missing"),
        ((0, 2), "approval-stranger"),
    ],
)
def test_two_approvers_let_it_through(
    tmp_path: Path, place: list[str], signers: tuple[int, ...], code: str | None
) -> None:
    folder, fleet = off(tmp_path)
    keys = [FileKey.new() for _ in range(3)]
    points = ", ".join(f'"{one.public_key.point.hex()}"' for one in keys[:2])
    approvers = tmp_path / "approvers.toml"
    approvers.write_text(f"approvers = [{points}]\n", encoding="ascii")
    approvals: list[str | Path] = []
    for at, signer in enumerate(signers):
        path, out = tmp_path / f"{at}.pem", tmp_path / f"{at}.cose"
        keys[signer].save(path)
        run("approve", folder, "--fleet", fleet, "--key", path, "--out", out)
        approvals += ["--approval", out]
    publish = ["publish", folder, *place, "--ring", "country", "--fleet", fleet]
    told = run(*publish, "--approvers", approvers, *approvals)
    assert (told.exit_code == 0) == (code is None)
    assert code is None or code in told.output
    assert rollout(tmp_path) == Rollout(12 if code is None else 0)


def test_an_approval_is_for_one_configuration_only(tmp_path: Path, place: list[str]) -> None:
    folder, fleet = off(tmp_path)
    key = FileKey.new()
    key.save(tmp_path / "a.pem")
    approvers = tmp_path / "approvers.toml"
    approvers.write_text(f'approvers = ["{key.public_key.point.hex()}"]\n', encoding="ascii")
    out = tmp_path / "a.cose"
    run("approve", written(tmp_path / "x", 12), "--key", tmp_path / "a.pem", "--out", out)
    told = run(
        *("publish", folder, *place, "--ring", "country", "--fleet", fleet),
        *("--approvers", approvers, "--approval", out),
    )
    assert "approval-of-another" in told.output
