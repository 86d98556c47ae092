"""The receipt printer: ESC/POS over the network, USB or a device file.

What the printer says of itself is asked before anything is sent, and again until it has printed
all. One that does not answer (a device file, some cheap printers) is sent to all the same.
"""

from __future__ import annotations

import errno
import os
import socket
import time
from collections.abc import Callable
from contextlib import closing, suppress
from enum import StrEnum
from typing import TYPE_CHECKING

from PIL import Image

from counter.printer.address import PrinterAddress
from counter.printer.picture import picture
from counter.printer.roll import Roll
from firmware_config.errors import ContractError

if TYPE_CHECKING:
    from escpos.escpos import Escpos

ANSWER_S = 2.0
FINISH_S = 20.0  # a metre of paper at 75 mm/s, and the cutter
_FRAGMENT_DOTS = 256  # lines a command: cheap printers buffer no more

# Epson ESC/POS command reference, DLE EOT n: real-time status, answered even when offline.
_OFFLINE_CAUSE = b"\x10\x04\x02"
_PAPER_SENSOR = b"\x10\x04\x04"
_COVER_OPEN, _STOPPED_BY_PAPER, _ERROR = 0x04, 0x20, 0x40
_PAPER_END = 0x60
# GS r 1: paper sensor, answered in its turn, so after all that was sent before it.
_WHEN_DONE = b"\x1dr\x01"
_DONE_PAPER_END = 0x0C

# Profiles of python-escpos with the head's width; the narrow ones have no cutter.
_PROFILES = {576: "TM-T20II", 384: "ZJ-5870"}
# Windows would turn every line feed of a picture into two octets.
_WRITING = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)
_FAULT_OF_ERRNO = {
    errno.ENOSPC: "printer-no-paper",  # the kernel's usblp says so
    errno.EBUSY: "printer-in-use",
    errno.EACCES: "printer-not-allowed",
    errno.EPERM: "printer-not-allowed",
    errno.EIO: "printer-jammed",
}


class PrinterFault(ContractError):
    """Why it is not printed, or not wholly. `code` is one of:

    `printer-absent`, `printer-no-paper`, `printer-cover-open`, `printer-jammed`, `printer-silent`,
    `printer-in-use`, `printer-not-allowed`, `printer-driver-missing`.
    """


class Outcome(StrEnum):
    """`PRINTED` on the printer's own word; `SENT` to one that says nothing."""

    PRINTED = "printed"
    SENT = "sent"


class ReceiptPrinter:
    """One printer. Not for two threads at once."""

    def __init__(
        self,
        address: PrinterAddress,
        roll: Roll,
        *,
        answer_s: float = ANSWER_S,
        finish_s: float = FINISH_S,
    ) -> None:
        """`answer_s` bounds each word from it, `finish_s` the printing."""
        self.address = address
        self.roll = roll
        self._answer_s = answer_s
        self._finish_s = finish_s

    def print(self, pdf: bytes) -> Outcome:
        """Print the one page of `pdf` and cut.

        Raises:
            PrinterFault: found by the check before, nothing was printed; later, perhaps a part.
        """
        image = picture(pdf, self.roll)
        with self._line() as line:
            answers = line.check()
            line.print(image)
            return line.finish(self._finish_s) if answers else Outcome.SENT

    def check(self) -> bool:
        """Whether it says itself that it is ready; False of one that says nothing.

        Raises:
            PrinterFault: it is not there, or says why it cannot print.
        """
        with self._line() as line:
            return line.check()

    def _line(self) -> closing[_Line]:
        profile = _PROFILES[self.roll.dots]
        return closing(_Line(_opened(self.address, profile, self._answer_s), self.address))


class _Line:
    """An open line to a printer."""

    def __init__(self, printer: Escpos, address: PrinterAddress) -> None:
        self._printer = printer
        self._has_answers = not address.path

    def check(self) -> bool:
        """Whether it answers. Raises `PrinterFault` when it says why it cannot print."""
        cause = self._ask(_OFFLINE_CAUSE, _is_real_time)
        if cause is None:
            return False
        paper = self._ask(_PAPER_SENSOR, _is_real_time) or 0
        if paper & _PAPER_END == _PAPER_END or cause & _STOPPED_BY_PAPER:
            raise PrinterFault("printer-no-paper")
        if cause & _COVER_OPEN:
            raise PrinterFault("printer-cover-open")
        if cause & _ERROR:
            raise PrinterFault("printer-jammed")
        return True

    def print(self, image: Image.Image) -> None:
        try:
            self._printer.hw("INIT")
            self._printer.image(image, fragment_height=_FRAGMENT_DOTS)
            self._printer.cut()
        except OSError as error:
            self.check()  # it may know better why it stopped taking
            raise _fault_of(error) from error

    def finish(self, within_s: float) -> Outcome:
        """Wait until it has printed all. One that says that nothing is wrong, but never that it is
        done, does not know the question."""
        until = time.monotonic() + within_s
        done = self._ask(_WHEN_DONE, _is_in_turn)
        while done is None:
            self.check()
            if time.monotonic() >= until:
                return Outcome.SENT
            done = self._ask(b"", _is_in_turn)
        if done & _DONE_PAPER_END == _DONE_PAPER_END:
            raise PrinterFault("printer-no-paper")
        return Outcome.PRINTED

    def close(self) -> None:
        with suppress(OSError):  # it is gone; what is to be said of that has been said
            self._printer.close()
        self._printer.device = False  # or it closes again when it is forgotten, and raises there

    def _ask(self, question: bytes, fits: Callable[[int], bool]) -> int | None:
        """The first octet that fits the question, or None; what else comes is an older answer."""
        if not self._has_answers:
            return None
        try:
            answer = bytes(self._printer.query_status(question))
        except OSError:  # it took too long, or cannot be read from
            return None
        return next((octet for octet in answer if fits(octet)), None)


def _is_real_time(octet: int) -> bool:
    return octet & 0x93 == 0x12


def _is_in_turn(octet: int) -> bool:
    return octet & 0x90 == 0


def _opened(address: PrinterAddress, profile: str, answer_s: float) -> Escpos:
    """Opened here where python-escpos would make a file that is not there, or leak a socket."""
    # Not above: importing it sets up the process's logging, and takes half a second.
    from escpos import printer
    from escpos.exceptions import DeviceNotFoundError

    try:
        if address.path:
            device = printer.File(address.path, profile=profile)
            device.device = os.fdopen(os.open(address.path, _WRITING), "wb")
        elif address.host:
            device = printer.Network(address.host, profile=profile)
            device.device = socket.create_connection((address.host, address.port), answer_s)
        else:
            assert address.device is not None
            if not printer.Usb.is_usable():  # no pyusb
                raise PrinterFault("printer-driver-missing")
            vendor, product, in_ep, out_ep = address.device
            device = printer.Usb(
                vendor, product, {}, int(answer_s * 1000), in_ep, out_ep, profile=profile
            )
            device.open()
    except OSError as error:
        raise _fault_of(error) from error
    except DeviceNotFoundError as error:
        raise PrinterFault("printer-absent") from error
    except ValueError as error:  # no libusb for pyusb (usb.core.NoBackendError)
        raise PrinterFault("printer-driver-missing") from error
    return device


def _fault_of(error: OSError) -> PrinterFault:
    if isinstance(error, TimeoutError):
        return PrinterFault("printer-silent")
    return PrinterFault(_FAULT_OF_ERRNO.get(error.errno or 0, "printer-absent"))
