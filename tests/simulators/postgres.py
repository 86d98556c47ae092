"""A PostgreSQL server of the test's own: a private socket, no network, thrown away afterwards."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from cardsvc.db import migrate
from firmware_config.sqlite import make_engine

REMEDY = "apt install postgresql"

_START_TIMEOUT_S = 60.0  # after a crash, on a busy machine
_DEBIAN = Path("/usr/lib/postgresql")
# Nothing here outlives the test, so nothing has to reach a disk.
_FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")

_TEMPLATE = "centre"


class PostgresMissing(Exception):
    """PostgreSQL isn't installed, or can't start."""


class Postgres:
    """Started when made. It refuses to run as root, so root gives it to Debian's own user.

    `durable`: it waits for its disk, as a real one does; for benchmarks.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self._mode = () if durable else _FAST
        self._user = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="chitra-pg-"))
        self._made = 0
        self._has_template = False
        initdb, postgres = _program("initdb"), _program("postgres")
        data = self.folder / "data"
        if self._user is not None:
            try:
                owner = pwd.getpwnam(self._user)
            except KeyError:
                raise PostgresMissing("there is no user postgres") from None
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        made = subprocess.run(  # noqa: S603 - the test's own words
            [initdb, "-D", data, "-A", "trust", "-U", "chitra", "-E", "UTF8", "--no-sync"],
            capture_output=True,
            text=True,
            user=self._user,
            cwd=self.folder,
            check=False,
        )
        if made.returncode:
            raise PostgresMissing(made.stderr)
        self._command = [postgres, "-D", str(data), "-k", str(self.folder)]
        self.start()

    def new_database(self) -> str:
        """The URL of an empty database."""
        self._made += 1
        return self._create(f"test_{self._made}")

    def centre_database(self) -> str:
        """The URL of a database with all tables of a centre, a copy of one that was migrated once:
        that takes longer than most tests of something else."""
        if not self._has_template:
            engine = make_engine(self._create(_TEMPLATE))
            migrate(engine)
            engine.dispose()
            self._has_template = True
        self._made += 1
        return self._create(f"test_{self._made}", "--template", _TEMPLATE)

    def _create(self, name: str, *how: str) -> str:
        create = [_program("createdb"), "-h", str(self.folder), "-U", "chitra", *how, name]
        subprocess.run(create, check=True)  # noqa: S603
        return f"postgresql+psycopg://chitra@/{name}?host={self.folder}"

    def start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            [*self._command, "-c", "listen_addresses=", *self._mode],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=self._user,
            cwd=self.folder,
        )
        self._wait_until_ready()

    @property
    def pid(self) -> int:
        """Of the server; its backends are its children."""
        return self._process.pid

    def kill(self) -> None:
        """End the server and all its processes as a crash would. One that is not `durable` loses
        what it has said it committed."""
        server = self._process.pid
        os.kill(server, signal.SIGSTOP)  # so that it makes no other meanwhile
        while _state(server) != "T":
            time.sleep(0.001)
        backends = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        self._process.kill()
        self._process.wait()
        for backend in backends:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(backend), signal.SIGKILL)
        # The next server refuses to start while one of them holds the memory they share.
        deadline = time.monotonic() + _START_TIMEOUT_S
        while any(_state(one) not in _ENDED for one in backends) and time.monotonic() < deadline:
            time.sleep(0.01)

    def halt(self) -> None:
        """End the server and every connection to it; what was committed is kept."""
        self._process.send_signal(signal.SIGINT)  # its word for a fast shutdown
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def stop(self) -> None:
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _START_TIMEOUT_S
        ready = [_program("pg_isready"), "-q", "-h", str(self.folder), "-U", "chitra"]
        while subprocess.run(ready, check=False).returncode:  # noqa: S603
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise PostgresMissing("the server does not come up")
            time.sleep(0.05)


def version() -> str:
    """Of the server that would be started: `17.6`."""
    told = subprocess.run(  # noqa: S603 - the test's own words
        [_program("postgres"), "--version"], capture_output=True, text=True, check=True
    )
    return told.stdout.split()[2]


_ENDED = ("Z", "")


def _state(pid: int | str) -> str:
    """proc(5): it stands after the name, in parentheses. Empty for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return ""


def _program(name: str) -> str:
    """The newest installed: Debian keeps the server's programs out of PATH."""
    folders = sorted(_DEBIAN.glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    if found is None:
        raise PostgresMissing(f"{name} is not installed")
    return found
