"""A PostgreSQL server of the test's own: a private socket, no network, thrown away afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

REMEDY = "apt install postgresql"

_START_TIMEOUT_S = 20.0
_DEBIAN = Path("/usr/lib/postgresql")
# Nothing here outlives the test, so nothing has to reach a disk.
_FAST = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class PostgresMissing(Exception):
    """PostgreSQL isn't installed, or can't start."""


class Postgres:
    """Started when made. It refuses to run as root, so root gives it to Debian's own user."""

    def __init__(self) -> None:
        self._user = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="chitra-pg-"))
        self._made = 0
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
        name = f"test_{self._made}"
        create = [_program("createdb"), "-h", str(self.folder), "-U", "chitra", name]
        subprocess.run(create, check=True)  # noqa: S603
        return f"postgresql+psycopg://chitra@/{name}?host={self.folder}"

    def start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            [*self._command, "-c", "listen_addresses=", *_FAST],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=self._user,
            cwd=self.folder,
        )
        self._wait_until_ready()

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


def _program(name: str) -> str:
    """The newest installed: Debian keeps the server's programs out of PATH."""
    folders = sorted(_DEBIAN.glob("*/bin"), key=lambda folder: -float(folder.parent.name))
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    found = shutil.which(name, path=path)
    if found is None:
        raise PostgresMissing(f"{name} is not installed")
    return found
