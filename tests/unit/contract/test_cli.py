"""The contract's own command."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from firmware_config.cli import cli
from firmware_config.errors import ContractError
from tests.simulators.world import World


def test_a_sheets_text_is_told_without_the_persons_name(tmp_path: Path) -> None:
    sheet = World.make().issue_qr()
    (tmp_path / "sheet.txt").write_text(sheet.text, encoding="ascii")
    told = CliRunner().invoke(cli, ["show", str(tmp_path / "sheet.txt")])
    assert told.exit_code == 0
    assert "for paper, office 100000" in told.output
    assert "BTXH 500000 đồng each: 2026-11" in told.output
    assert sheet.record.name not in told.output


def test_other_signed_octets_are_told_by_their_type(tmp_path: Path) -> None:
    world = World.make()
    (tmp_path / "trust").write_bytes(world.trust.sign(world.root))
    told = CliRunner().invoke(cli, ["show", str(tmp_path / "trust")])
    assert "application/chitra-trust+cbor" in told.output


def test_octets_that_are_nothing_signed_are_named(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"hello")
    told = CliRunner().invoke(cli, ["show", str(tmp_path / "x")])
    assert isinstance(told.exception, ContractError)
    assert told.exception.code == "qr-not-a-record"


def test_a_policy_with_an_unknown_key_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text("chip_limit = 1\n", encoding="utf-8")
    told = CliRunner().invoke(cli, ["policy", str(tmp_path / "policy.toml")])
    assert isinstance(told.exception, ContractError)
    assert told.exception.code == "policy-key"


def test_the_policy_that_is_shipped_is_told(tmp_path: Path) -> None:
    shipped = Path("firmware_config/terminal_policy.toml").read_text(encoding="utf-8")
    (tmp_path / "policy.toml").write_text(shipped, encoding="utf-8")
    told = CliRunner().invoke(cli, ["policy", str(tmp_path / "policy.toml")])
    assert told.exit_code == 0
    assert "5000000 đồng" in told.output
