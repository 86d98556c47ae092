from __future__ import annotations

import signal
import subprocess
import sys

import httpx
import pytest

_PROGRAM = """
from firmware_config.web.serve import Server, serve_until_signal

def app(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"here"]

servers = [Server(app), Server(app, on_stop=[lambda: print("stopping", flush=True)])]
print(*(one.url for one in servers), flush=True)
serve_until_signal(*servers)
print("stopped", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_all_servers_cleanly(number: signal.Signals) -> None:
    command = [sys.executable, "-W", "error", "-c", _PROGRAM]
    with subprocess.Popen(  # noqa: S603 - the program is the text above
        command, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        urls = process.stdout.readline().split()
        assert all(url.startswith("http://127.0.0.1:") for url in urls)
        for url in urls:
            assert httpx.get(url, timeout=5).text == "here"
        process.send_signal(number)
        rest, _ = process.communicate(timeout=10)
    assert rest.splitlines() == ["stopping", "stopped"]
    assert process.returncode == 0
