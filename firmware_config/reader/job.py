"""One piece of work with a card, on its way from a caller's thread to the worker's and back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import Generic, TypeVar

from firmware_config.card.apdu import CardGone, Connection
from firmware_config.card.keypad import KeypadConnection, KeypadFault, has_keypad
from firmware_config.reader.errors import JobTimeout

T = TypeVar("T")


class Job(Generic[T]):
    """`work`, meant for one insertion only."""

    def __init__(self, work: Callable[[Connection], T], insertion: int) -> None:
        self._work = work
        self._future: Future[T] = Future()
        self.insertion = insertion

    def begin(self) -> bool:
        """Whether anyone still waits for it. From here on it can't be called off."""
        return self._future.set_running_or_notify_cancel()

    def perform(self, connection: Connection) -> None:
        """Do the work and hand its result or its exception to the caller. After `begin`."""
        try:
            result = self._work(connection)
        except BaseException as error:  # also SystemExit: it is the caller's, not the worker's
            self._future.set_exception(error)
        else:
            self._future.set_result(result)

    def fail(self, error: Exception) -> None:
        """Hand `error` to the caller instead. After `begin`."""
        self._future.set_exception(error)

    def result(self, timeout_s: float) -> T:
        """Wait for the outcome; a job not begun in time never will be.

        Raises:
            JobTimeout: see there.
            Exception: whatever the work raised.
        """
        wait([self._future], timeout_s)
        if not self._future.done():
            started = not self._future.cancel()
            if not self._future.done() or not started:
                raise JobTimeout(started=started, timeout_s=timeout_s)
        return self._future.result()


class Lease:
    """The card for the length of one job. It remembers a lost card even if the job does not."""

    def __init__(self, connection: Connection) -> None:
        self._connection: Connection | None = connection
        self.broken = False

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        connection = self._lent()
        try:
            return connection.send_and_receive(apdu)
        except CardGone:
            self.broken = True
            raise

    @property
    def has_keypad(self) -> bool:
        return has_keypad(self._lent())

    def verify_on_keypad(self, apdu: bytes, digits: int) -> int:
        connection = self._lent()
        if not isinstance(connection, KeypadConnection):
            raise KeypadFault("keypad-missing")
        try:
            return connection.verify_on_keypad(apdu, digits)
        except CardGone:
            self.broken = True
            raise

    def end(self) -> None:
        self._connection = None

    def _lent(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("a connection was kept after the job it was lent to")
        return self._connection
