"""Receipts from the counter's own printer: originals from the desk, and copies."""

from __future__ import annotations

from collections.abc import Callable

from counter.desk.state import DeskState
from counter.paper.receipt_pdf import Copy, receipt_pdf
from counter.paper.receipts import Receipts
from counter.printer.address import PrinterAddress
from counter.printer.printer import ReceiptPrinter
from counter.printer.printing import Job, Printing
from counter.printer.roll import Roll
from counter.settings import Settings


class ReceiptPrints:
    """Every method may be called by any thread; none waits for the printer."""

    def __init__(
        self,
        printing: Printing,
        roll: Roll,
        receipts: Receipts,
        state: Callable[[], DeskState],
    ) -> None:
        """`state` is what the desk shows."""
        self.printing = printing
        self._roll = roll
        self._receipts = receipts
        self._state = state

    @classmethod
    def of(
        cls,
        settings: Settings,
        receipts: Receipts,
        state: Callable[[], DeskState],
        told: Callable[[], None],
    ) -> ReceiptPrints | None:
        """None for a counter without a printer of its own. `told` is called when a job changes."""
        if not settings.printer:
            return None
        roll = Roll.of_width(settings.roll_mm)
        printer = ReceiptPrinter(PrinterAddress.parse(settings.printer), roll)
        return cls(Printing(printer, told), roll, receipts, state)

    def original(self, seq: int) -> bool:
        """Begin to print the original that has entry `seq` on it; False while another is printed,
        or if there is none."""
        number = self._receipts.number_of(seq)
        return number is not None and self._start(number, None)

    def copy(self, number: int, copy: Copy) -> bool:
        """Begin to print `copy` of the receipt that bears `number`; False as above."""
        return self._start(number, copy)

    def has_original(self, number: int) -> bool:
        """Whether the original that bears `number` is the last that came out."""
        job: Job | None = self.printing.about(number)
        return job is not None and job.copy is None and job.is_done

    def _start(self, number: int, copy: Copy | None) -> bool:
        state = self._state()

        def pdf() -> bytes:
            view = self._receipts.view(number, state, copy)
            assert view is not None
            return receipt_pdf(view, self._roll)

        return self.printing.start(number, pdf, None if copy is None else copy.number)
