"""The units of systemd: each side runs as a user of its own, shut in."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNITS = ["cardsvc/service/chitra-centre.service", "counter/service/chitra-counter.service"]
SHUT_IN = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "UMask": "0077",
    "StateDirectoryMode": "0700",
    "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
    "CapabilityBoundingSet": "",
}


@pytest.mark.parametrize("unit", UNITS)
def test_a_side_runs_as_nobody_else_and_can_write_nowhere_but_in_its_own_folder(unit: str) -> None:
    lines = (ROOT / unit).read_text("utf-8").splitlines()
    told = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    assert {name: told.get(name) for name in SHUT_IN} == SHUT_IN
    assert told["User"] == told["Group"] != "root"
    assert told["StateDirectory"]
    assert "ReadWritePaths" not in told


def test_no_two_sides_run_as_the_same_user() -> None:
    users = [
        line
        for unit in UNITS
        for line in (ROOT / unit).read_text("utf-8").splitlines()
        if line.startswith("User=")
    ]
    assert len(set(users)) == len(UNITS)
