"""A pcscd of the test's own, with vpcd's virtual reader only, beside any system pcscd.

It gets its socket by systemd's socket passing (`LISTEN_FDS`), because Debian's build knows no
option for it; clients find it by `PCSCLITE_CSOCK_NAME`.
"""

from __future__ import annotations

import importlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REMEDY = "apt install pcscd vsmartcard-vpcd libpcsclite-dev gcc pkg-config"
READER_NAME = "Chitra test reader"

_DRIVER = Path("/usr/lib/pcsc/drivers/serial/libifdvpcd.so")
_SYSTEM_FOLDER = Path("/run/pcscd")  # compiled into pcscd, which insists on it
_START_TIMEOUT_S = 10.0
# The descriptor must be number 3, and LISTEN_PID the daemon's own, known only after the fork.
_PASS_SOCKET = 'export LISTEN_PID=$$ LISTEN_FDS=1; exec "$@" 3<&0 0</dev/null'


class PcscdMissing(Exception):
    """pcscd, the virtual reader's driver or pyscard isn't installed, or pcscd can't start."""


class Pcscd:
    """`folder` holds its configuration, socket and log. It can be started and ended repeatedly."""

    def __init__(self, folder: Path) -> None:
        self.socket_path = self.socket_path_in(folder)
        self.vpcd_port = _free_port_pair()
        self._log = folder / "pcscd.log"
        self._configuration = folder / "reader.conf.d"
        self._process: subprocess.Popen[bytes] | None = None
        self._readied = 0
        self.plug()

    @staticmethod
    def socket_path_in(folder: Path) -> Path:
        """For `PCSCLITE_CSOCK_NAME`."""
        return folder / "pcscd.comm"

    def plug(self) -> None:
        """Have the reader there at the next `start`: pcscd never looks at its files again."""
        self._configuration.mkdir(exist_ok=True)
        (self._configuration / "vpcd").write_text(
            f'FRIENDLYNAME "{READER_NAME}"\n'
            f"DEVICENAME /dev/null:0x{self.vpcd_port:04X}\n"
            f"LIBPATH {_DRIVER}\n"
            f"CHANNELID 0x{self.vpcd_port:04X}\n"
        )

    def unplug(self) -> None:
        """Have no reader at the next `start`."""
        (self._configuration / "vpcd").unlink()

    @property
    def plugged(self) -> bool:
        return (self._configuration / "vpcd").exists()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Raises `PcscdMissing`."""
        program = shutil.which("pcscd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
        if program is None or not _DRIVER.exists():
            raise PcscdMissing("pcscd or the virtual reader is not installed")
        if os.geteuid() == 0:
            _SYSTEM_FOLDER.mkdir(mode=0o755, exist_ok=True)
        with socket.socket(socket.AF_UNIX) as listener, self._log.open("ab") as log:
            self.socket_path.unlink(missing_ok=True)
            listener.bind(str(self.socket_path))
            listener.listen()
            command = [program, "--foreground", "--info", "--config", str(self._configuration)]
            self._process = subprocess.Popen(  # noqa: S603 - the test's own words
                ["/bin/sh", "-c", _PASS_SOCKET, "sh", *command],
                stdin=listener.fileno(),
                stdout=log,
                stderr=log,
            )
        self._wait_until_ready()

    def wait_until_empty(self) -> None:
        """Until pcscd has noticed that the card of the test before is out. Needs pyscard."""
        scard = importlib.import_module("smartcard.scard")
        status, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
        if status != scard.SCARD_S_SUCCESS:
            raise ConnectionError("PCSCLITE_CSOCK_NAME was set too late, or pcscd is down")
        try:
            known = scard.SCARD_STATE_UNAWARE
            while not known & scard.SCARD_STATE_EMPTY:
                status, states = scard.SCardGetStatusChange(
                    context, int(_START_TIMEOUT_S * 1000), [(f"{READER_NAME} 00 00", known)]
                )
                if status != scard.SCARD_S_SUCCESS:
                    raise TimeoutError("a card stays in the virtual reader")
                known = states[0][1] & ~scard.SCARD_STATE_CHANGED
        finally:
            scard.SCardReleaseContext(context)

    def stop(self) -> None:
        """End it as a shutdown would."""
        self._end(kill=False)

    def kill(self) -> None:
        """End it as a crash would."""
        self._end(kill=True)

    def _end(self, *, kill: bool) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if kill:
            process.kill()
        else:
            process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        self.socket_path.unlink(missing_ok=True)

    def _wait_until_ready(self) -> None:
        """It says so in its log; the socket takes connections before."""
        ready_before = self._readied
        deadline = time.monotonic() + _START_TIMEOUT_S
        while self._log.read_bytes().count(b"daemon ready") <= ready_before:
            if not self.running or time.monotonic() > deadline:
                self.kill()
                raise PcscdMissing(self._log.read_text(errors="replace")[-1000:])
            time.sleep(0.01)
        self._readied = ready_before + 1


def _free_port_pair() -> int:
    """The driver has two slots, and the second listens on the next port."""
    for _ in range(100):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except (OSError, OverflowError):
                continue
            return port
    raise PcscdMissing("no two free ports side by side")


@contextmanager
def private_pcscd() -> Iterator[Pcscd]:
    """A running one for this process alone. Before the process's first PC/SC call."""
    with tempfile.TemporaryDirectory(prefix="chitra-pcscd-") as folder:
        os.environ["PCSCLITE_CSOCK_NAME"] = str(Pcscd.socket_path_in(Path(folder)))
        daemon = Pcscd(Path(folder))
        daemon.start()
        try:
            yield daemon
        finally:
            daemon.stop()
