"""A scanner on a serial port (also USB in its virtual COM mode): one text a line."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread
from typing import Protocol

import serial

from firmware_config.qr import MAX_DIGITS

_log = logging.getLogger(__name__)

READ_TIMEOUT_S = 0.5  # how soon `stop` is noticed
REOPEN_S = 3.0
SCANNER_BAUD = 9600  # what scanners are shipped with
LINE_END = b"\r"


class Port(Protocol):
    """As much of `serial.Serial` as a scanner needs."""

    def read_until(self, expected: bytes, size: int) -> bytes: ...

    def close(self) -> None: ...


def open_port(name: str, baud: int = SCANNER_BAUD) -> Port:
    """The port `name`, 8N1."""
    port: Port = serial.serial_for_url(name, baudrate=baud, timeout=READ_TIMEOUT_S)
    return port


class SerialScanner:
    """Reads lines in a thread of its own and hands each text on; survives unplugging."""

    def __init__(
        self,
        name: str,
        scanned: Callable[[str], None],
        opener: Callable[[str], Port] = open_port,
    ) -> None:
        self._name = name
        self._scanned = scanned
        self._opener = opener
        self._stop = Event()
        self._thread = Thread(target=self._run, name="scanner", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(5.0)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                port = self._opener(self._name)
            except (serial.SerialException, OSError):
                self._stop.wait(REOPEN_S)
                continue
            try:
                self._read(port)
            except (serial.SerialException, OSError) as error:
                _log.warning("scanner-lost", extra={"cause": type(error).__name__})
                self._stop.wait(REOPEN_S)
            finally:
                port.close()

    def _read(self, port: Port) -> None:
        line = b""
        while not self._stop.is_set():
            line += port.read_until(LINE_END, MAX_DIGITS + 2)
            if not line.endswith(LINE_END):
                # A time-out in the middle of a text: the rest follows. Noise without an end
                # is dropped once it is longer than any text.
                line = line if len(line) <= MAX_DIGITS else b""
                continue
            text, line = line.strip(b"\r\n ").decode("ascii", "replace"), b""
            if text:
                self._scanned(text)
