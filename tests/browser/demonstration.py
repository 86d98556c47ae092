"""`make run`, started and ended: both sides as processes, with the passwords that it prints."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.signing_in import sign_in

_STOP_S = 60.0


@dataclass(frozen=True, slots=True)
class Demonstration:
    """Where both sides answer, and who may sign in."""

    centre_url: str
    counter_url: str
    passwords: dict[str, str]

    def sign_in(self, page: Page, url: str, user: str) -> None:
        sign_in(page, url, user, self.passwords[user])


@contextmanager
def demonstration_in(state: Path) -> Iterator[Demonstration]:
    centre_port, counter_port = _free_ports()
    command = [
        sys.executable, "-m", "demo", "--state", str(state),
        "--centre-port", str(centre_port), "--counter-port", str(counter_port),
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        passwords = {}
        for line in process.stdout:
            told = re.match(r"\s+(?:centre|counter)\s+(\w+)\s+([\w-]+)$", line)
            if told:
                passwords[told[1]] = told[2]
            if "Ctrl-C" in line:
                break
        yield Demonstration(
            f"http://127.0.0.1:{centre_port}/", f"http://127.0.0.1:{counter_port}/", passwords
        )
        process.send_signal(signal.SIGINT)
        assert process.wait(_STOP_S) == 0


def _free_ports() -> list[int]:
    with ExitStack() as stack:
        taken = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2)]
        return [one.getsockname()[1] for one in taken]
