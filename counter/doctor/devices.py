"""What is plugged in: the reader, the scanner, the receipt printer."""

from __future__ import annotations

import os
from pathlib import Path

from serial.tools import list_ports

from counter.doctor.finding import Finding, fault, ok, warn
from counter.printer.address import PrinterAddress
from counter.printer.printer import PrinterFault, ReceiptPrinter
from counter.printer.roll import Roll
from firmware_config.reader.pcsc import PcscSlot
from firmware_config.reader.slot import NoReader
from firmware_config.reader.status import ReaderStatus

_READER, _SCANNER, _PRINTER = "reader", "scanner", "printer"


def look_for_reader(name: str) -> ReaderStatus:
    """What PC/SC says of a reader whose name contains `name`, without touching a card."""
    slot = PcscSlot(name or None)
    try:
        state = slot.wait(None)
    finally:
        slot.close()
    if isinstance(state, NoReader):
        return ReaderStatus(None, False, state.problem, state.remedy)
    return ReaderStatus(state.reader_name, False)


def check_reader(status: ReaderStatus) -> Finding:
    if status.simulated:
        return warn(_READER, "reader-simulated")
    if status.problem is not None:
        return fault(
            _READER, "reader-absent", problem=status.problem.value, remedy=status.remedy or "–"
        )
    return ok(_READER, "reader-ready", name=status.reader_name or "")


def check_scanner(port: str) -> Finding:
    """A port that is there and may be used; it is not opened, the counter may hold it."""
    if not port:
        return ok(_SCANNER, "scanner-none")
    if "://" in port:
        return ok(_SCANNER, "scanner-elsewhere", port=port)
    # Windows has no such files: its ports are known by name alone.
    if not Path(port).exists() and all(port != known.device for known in list_ports.comports()):
        return fault(_SCANNER, "scanner-absent", port=port)
    if os.name == "posix" and not os.access(port, os.R_OK | os.W_OK):
        return fault(_SCANNER, "scanner-not-allowed", port=port)
    return ok(_SCANNER, "scanner-ready", port=port)


def check_printer(text: str) -> Finding:
    """The printer's own word, if it gives one; nothing is printed."""
    if not text:
        return ok(_PRINTER, "printer-none")
    try:
        answers = ReceiptPrinter(PrinterAddress.parse(text), Roll.of_width(80)).check()
    except PrinterFault as error:
        return fault(_PRINTER, "printer-fault", fault=error.code, printer=text)
    return ok(_PRINTER, "printer-ready" if answers else "printer-says-nothing", printer=text)
