"""Both servers as processes of their own, and one clean end for both."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import httpx

_START_S = 90.0
_STOP_S = 10.0


@dataclass(frozen=True, slots=True)
class SignIn:
    """A user of one side and the password, for the demonstration only."""

    side: str
    user: str
    password: str


class StartFault(Exception):
    """What keeps the demonstration from running, in words."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the two sides answer, on loopback."""

    centre: int
    counter: int

    @property
    def centre_url(self) -> str:
        return f"http://127.0.0.1:{self.centre}"

    @property
    def counter_url(self) -> str:
        return f"http://127.0.0.1:{self.counter}"


def centre_environment(state: Path, reader: str, ports: Ports) -> dict[str, str]:
    """The centre's settings, as its process and `first_start` both read them."""
    told = {
        "CARDSVC_STATE": str(state / "centre"),
        "CARDSVC_PORT": str(ports.centre),
        "CARDSVC_SIMULATED": "1",
        # Nobody who tries it out on loopback needs a telephone; every page says so.
        "CARDSVC_TOTP": "0",
    }
    if reader == "simulated":
        told["CARDSVC_TRAY"] = str(state / "tray")
    return told


def run_both(state: Path, reader: str, ports: Ports, sign_ins: tuple[SignIn, ...]) -> int:
    """Serve until Ctrl-C. Returns the exit status."""
    stop_on_signal()
    chosen = ["--reader", "simulated"] if reader == "simulated" else ["--reader", ""]
    centre_command = ["cardsvc", "run"]
    counter_command = ["counter", "run", "--state", str(state / "counter"), *chosen]
    os.environ.update(centre_environment(state, reader, ports))
    try:
        with (
            serving(centre_command, state / "centre") as centre,
            serving(counter_command, state / "counter") as counter,
        ):
            wait_for(f"{ports.centre_url}/sign-in")
            wait_for(f"{ports.counter_url}/sign-in")
            _greet(ports, sign_ins)
            while centre.poll() is None and counter.poll() is None:
                time.sleep(0.5)
            raise StartFault("a server ended by itself; see log.txt in the state folder")
    except KeyboardInterrupt:
        print("\nStopped. Everything is kept; `make run` goes on from here.")
        return 0
    except StartFault as fault:
        print(f"chitra: {fault}", file=sys.stderr)
        return 1


def check_free(port: int) -> None:
    """Raises `StartFault` where something answers on `port` already: it would be taken for ours."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise StartFault(
                f"port {port} is taken. If `make run` is running elsewhere, end that one (Ctrl-C); "
                "if another program has it, end that; `python -m demo --help` tells of other ports"
            )


def stop_on_signal() -> None:
    """Make SIGTERM end the program as Ctrl-C does, and Ctrl-C also where a shell muted it."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


@contextmanager
def serving(command: list[str], state: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m command…`, ended when the block is left."""
    with (state / "log.txt").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", *command],
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for us alone; we end our children in order
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(url: str) -> None:
    """Until `url` answers. Raises `StartFault` after a minute and a half."""
    until = time.monotonic() + _START_S
    while time.monotonic() < until:
        try:
            if httpx.get(url, timeout=2.0).status_code < 500:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise StartFault(f"{url} does not answer; see log.txt in the state folder")


def _greet(ports: Ports, sign_ins: tuple[SignIn, ...]) -> None:
    print(f"\n  Trung tâm / the centre       {ports.centre_url}/")
    print(f"  Quầy chi trả / the counter   {ports.counter_url}/\n")
    for one in sign_ins:
        print(f"  {one.side:<10} {one.user:<12} {one.password}")
    print("\n  Ctrl-C ends both.\n", flush=True)
