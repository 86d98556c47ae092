"""The demonstration's state: made once, kept, and begun anew only when asked."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from cardsvc.centre import Centre
from cardsvc.reports.progress import progress
from counter.settings import Settings
from demo.first_start import centre_settings, first_start
from demo.processes import Ports

PORTS = Ports(1, 2)


def test_a_second_start_keeps_the_data_and_may_use_other_ports(tmp_path: Path) -> None:
    state = tmp_path / "state"
    first = first_start(state, "simulated", PORTS)
    key = Settings.load(state / "counter").public_key
    again = first_start(state, "simulated", Ports(3, 4))
    assert again == first
    settings = Settings.load(state / "counter")
    assert settings.public_key == key
    assert (settings.port, settings.centre_url) == (4, "http://127.0.0.1:3")
    centre = Centre.open(centre_settings(state, "simulated", PORTS))
    with centre.reading.begin() as connection:
        assert max(line.people for line in progress(connection)) == 200
    centre.close()


def test_nothing_secret_in_the_state_can_be_read_by_others(tmp_path: Path) -> None:
    state = tmp_path / "state"
    first_start(state, "simulated", PORTS)
    open_to_others = [
        path.name
        for path in state.rglob("*")
        if path.is_file() and path.stat().st_mode & 0o077 and path.suffix in (".key", ".pem", "")
    ]
    assert open_to_others == []
    assert state.stat().st_mode & 0o077 == 0


def test_a_port_that_is_taken_is_told_before_anything_is_made(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        command = [sys.executable, "-m", "demo", "--state", str(state), "--counter-port", port]
        command += ["--centre-port", "1"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 1
    assert f"port {port} is taken" in done.stderr
    assert not state.exists()


@pytest.mark.parametrize("fresh", [[], ["--fresh"]])
def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path, fresh: list[str]) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    command = [sys.executable, "-m", "demo", "--state", str(tmp_path), *fresh]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 2
    assert "name another folder" in done.stderr
    assert (tmp_path / "letter.txt").exists()
