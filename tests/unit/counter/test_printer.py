"""Receipts on a receipt printer: the very page of the PDF, and what the printer says of itself."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest
from escpos.printer import Dummy
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from counter.desk.at_once import AtOnce
from counter.desk.state import Told, Waiting
from counter.paper.receipt_pdf import receipt_pdf
from counter.paying.payout import Paid
from counter.printer.address import PrinterAddress, PrinterAddressError
from counter.printer.picture import picture
from counter.printer.printer import Outcome, PrinterFault, ReceiptPrinter
from counter.printer.printing import Job, Printing, Stage
from counter.printer.roll import Roll, RollError
from counter.settings import Settings, make_counter
from firmware_config.body.payout import Disbursed
from firmware_config.claim import Claim, Medium
from firmware_config.errors import ContractError
from firmware_config.ids import EntitlementId, ProgrammeCode, TerminalId
from firmware_config.period import Period
from firmware_config.signing import FileKey
from firmware_config.wire import GENESIS, Entry
from tests.simulators.escpos_printer import EscposPrinter, joined, strips
from tests.unit.test_receipt_pdf import RECEIPT

WIDE, NARROW = Roll.of_width(80), Roll.of_width(58)
PDF = receipt_pdf(RECEIPT)


def printer_at(address: str, roll: Roll = WIDE, finish_s: float = 2.0) -> ReceiptPrinter:
    return ReceiptPrinter(PrinterAddress.parse(address), roll, answer_s=0.3, finish_s=finish_s)


def code_of(printer: ReceiptPrinter) -> str:
    with pytest.raises(PrinterFault) as fault:
        printer.print(PDF)
    return fault.value.code


# ---- the picture ----


@pytest.mark.parametrize(("roll", "dots"), [(WIDE, 576), (NARROW, 384)])
def test_a_picture_is_as_wide_as_the_printer_s_head(roll: Roll, dots: int) -> None:
    page = picture(receipt_pdf(RECEIPT, roll), roll)
    assert (page.width, page.mode) == (dots, "1")


def test_nothing_of_the_page_is_cut_off_at_its_sides() -> None:
    page = picture(PDF, WIDE)
    inked = page.convert("L").point(lambda shade: 255 - shade).getbbox()
    assert inked is not None
    assert inked[0] <= 1  # the rules begin where the head begins
    assert inked[2] >= page.width - 1


def test_there_are_rolls_of_two_widths() -> None:
    with pytest.raises(RollError, match="roll-width"):
        Roll.of_width(76)


# ---- printing ----


@pytest.mark.parametrize("roll", [WIDE, NARROW])
def test_what_comes_out_is_the_pdf_s_page_dot_for_dot(device: EscposPrinter, roll: Roll) -> None:
    pdf = receipt_pdf(RECEIPT, roll)
    assert printer_at(device.address, roll).print(pdf) is Outcome.PRINTED
    assert device.page.tobytes() == picture(pdf, roll).tobytes()


def test_a_wide_roll_is_cut_once_and_a_narrow_one_is_torn(device: EscposPrinter) -> None:
    printer_at(device.address).print(PDF)
    assert device.cuts == 1
    printer_at(device.address, NARROW).print(receipt_pdf(RECEIPT, NARROW))
    assert device.cuts == 1


def test_a_device_file_is_written_to_and_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lp0"
    path.touch()
    printer = printer_at(f"file:{path}")
    assert printer.check() is False
    assert printer.print(PDF) is Outcome.SENT
    assert printer.print(PDF) is Outcome.SENT
    printed, cuts = strips(path.read_bytes())
    page = picture(PDF, WIDE)
    assert joined(printed).tobytes() == page.tobytes() * 2
    assert cuts == 2


def test_the_octets_are_those_of_the_library_s_own_dummy_printer(tmp_path: Path) -> None:
    path = tmp_path / "lp0"
    path.touch()
    printer_at(f"file:{path}").print(PDF)
    dummy = Dummy(profile="TM-T20II")
    dummy.hw("INIT")
    dummy.image(picture(PDF, WIDE), fragment_height=256)
    dummy.cut()
    assert path.read_bytes() == dummy.output


def test_a_printer_that_answers_nothing_is_sent_to(device: EscposPrinter) -> None:
    device.mute = True
    printer = printer_at(device.address)
    assert printer.check() is False
    assert printer.print(PDF) is Outcome.SENT


# ---- what goes wrong ----


@pytest.mark.parametrize(
    ("cause", "paper", "code"),
    [
        (0x12 | 0x20, 0x12 | 0x60, "printer-no-paper"),
        (0x12 | 0x20, 0x12, "printer-no-paper"),
        (0x12 | 0x04, 0x12, "printer-cover-open"),
        (0x12 | 0x40, 0x12, "printer-jammed"),
    ],
)
def test_a_printer_that_says_why_it_cannot_is_sent_nothing(
    device: EscposPrinter, cause: int, paper: int, code: str
) -> None:
    device.cause, device.paper = cause, paper
    assert code_of(printer_at(device.address)) == code
    assert device.printed == []


def test_paper_that_ends_on_the_way_is_told_and_all_is_printed_again(
    device: EscposPrinter,
) -> None:
    device.runs_out_after = 2
    printer = printer_at(device.address)
    assert code_of(printer) == "printer-no-paper"
    device.paper_in()
    assert printer.print(PDF) is Outcome.PRINTED
    # What the printer still held of the first may come out before.
    page = picture(PDF, WIDE)
    whole = device.page
    last = whole.crop((0, whole.height - page.height, whole.width, whole.height))
    assert last.tobytes() == page.tobytes()


def test_a_printer_that_is_not_there_is_absent(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert code_of(printer_at(f"network:127.0.0.1:{port}")) == "printer-absent"
    missing = tmp_path / "lp0"
    assert code_of(printer_at(f"file:{missing}")) == "printer-absent"
    assert not missing.exists()  # a wrong name makes no file


def test_a_usb_printer_that_is_not_there_or_lacks_its_driver_says_so() -> None:
    assert code_of(printer_at("usb:ffff:fffe")) in ("printer-absent", "printer-driver-missing")


@pytest.mark.skipif(os.name != "posix", reason="a device that is always full is Linux's")
def test_a_device_without_paper_is_told_by_the_kernel() -> None:
    assert code_of(printer_at("file:/dev/full")) == "printer-no-paper"


def test_a_printer_that_takes_nothing_more_is_silent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        port = server.getsockname()[1]
        printer = printer_at(f"network:127.0.0.1:{port}", finish_s=0.5)
        image = Image.new("1", (576, 200_000))  # more than the system's buffers take
        with pytest.raises(PrinterFault, match="printer-silent"), printer._line() as line:
            line.print(image)


# ---- where it is ----


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("file:/dev/usb/lp0", PrinterAddress(path="/dev/usb/lp0")),
        ("file:LPT1", PrinterAddress(path="LPT1")),
        ("network:10.0.0.5:9101", PrinterAddress(host="10.0.0.5", port=9101)),
        ("network:may-in.buu-cuc", PrinterAddress(host="may-in.buu-cuc", port=9100)),
        ("network:[fe80::1]:9100", PrinterAddress(host="fe80::1", port=9100)),
        ("usb:04b8:0202", PrinterAddress(device=(0x04B8, 0x0202, 0x82, 0x01))),
        ("usb:0416:5011:81:03", PrinterAddress(device=(0x0416, 0x5011, 0x81, 0x03))),
    ],
)
def test_an_address_says_where_the_printer_is(text: str, address: PrinterAddress) -> None:
    assert PrinterAddress.parse(text) == address


@pytest.mark.parametrize(
    "text",
    ["", "lp0", "file:", "network:", "network:a:0", "network:a:65536", "network:a b:1", "usb:4b8"],
)
def test_an_address_of_no_printer_is_refused(text: str) -> None:
    with pytest.raises(PrinterAddressError, match="printer-address"):
        PrinterAddress.parse(text)


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_named_error(text: str) -> None:
    with suppress(PrinterAddressError):
        PrinterAddress.parse(text)


def settings_with(folder: Path, **values: str | int) -> Settings:
    return make_counter(
        folder,
        terminal="TQ010001",
        office="301940",
        office_name="Bưu cục Tân Trào",
        centre_url="http://127.0.0.1:1",
        root=FileKey.new().public_key.point.hex(),
        status_uris=["01/0"],
        **values,
    )


def test_the_settings_say_where_the_printer_is_and_how_wide_its_paper(tmp_path: Path) -> None:
    settings = settings_with(tmp_path, printer="network:10.0.0.5", roll_mm=58, prints_at_once=True)
    assert (settings.printer, settings.roll_mm) == ("network:10.0.0.5", 58)
    assert settings.prints_at_once is True


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"printer": "lp0"}, "printer-address"),
        ({"roll_mm": 76}, "roll-width"),
        ({"prints_at_once": "yes"}, "settings-key"),
    ],
)
def test_a_setting_of_the_printer_that_is_wrong_is_named_before_anybody_is_paid(
    tmp_path: Path, values: dict[str, str | int], code: str
) -> None:
    with pytest.raises(ContractError, match=code):
        settings_with(tmp_path, **values)


# ---- jobs ----


class Hands:
    """A printer that waits until it is let go."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.go = Event()
        self.fault = fault

    def print(self, pdf: bytes) -> Outcome:
        self.go.wait(5)
        if self.fault is not None:
            raise self.fault
        return Outcome.PRINTED


def test_nobody_waits_for_a_job_and_it_tells_how_it_went() -> None:
    told: list[None] = []
    hands = Hands()
    printing = Printing(hands, lambda: told.append(None))
    assert printing.start(7, lambda: PDF)
    assert printing.last == Job(7, None, Stage.PRINTING)
    hands.go.set()
    printing.stop()
    assert printing.last == Job(7, None, Stage.PRINTED)
    assert len(told) == 2


def test_a_job_at_a_time() -> None:
    hands = Hands()
    printing = Printing(hands, lambda: None)
    printing.start(7, lambda: PDF)
    assert printing.start(8, lambda: PDF) is False
    hands.go.set()
    printing.stop()
    assert printing.start(8, lambda: PDF)
    printing.stop()
    assert printing.about(7) is None
    assert printing.about(8) == Job(8, None, Stage.PRINTED)


def test_a_printer_that_keeps_a_job_waiting_is_told_of_and_may_go_on() -> None:
    stalled = Event()
    hands = Hands()
    printing = Printing(hands, lambda: is_stalled(printing, stalled), stalled_after_s=0.05)
    printing.start(7, lambda: PDF)
    assert stalled.wait(5)
    assert printing.is_busy
    hands.go.set()
    printing.stop()
    assert printing.last == Job(7, None, Stage.PRINTED)


def is_stalled(printing: Printing, stalled: Event) -> None:
    if printing.last is not None and printing.last.stage is Stage.STALLED:
        stalled.set()


@pytest.mark.parametrize(
    ("raised", "fault"),
    [(PrinterFault("printer-no-paper"), "printer-no-paper"), (RuntimeError("?"), "internal")],
)
def test_a_job_that_fails_says_why_and_can_be_begun_again(raised: Exception, fault: str) -> None:
    hands = Hands(raised)
    hands.go.set()
    printing = Printing(hands, lambda: None)
    printing.start(7, lambda: PDF, copy=2)
    printing.stop()
    assert printing.last == Job(7, 2, Stage.FAILED, fault)
    hands.fault = None
    assert printing.start(7, lambda: PDF, copy=2)
    printing.stop()
    assert printing.last == Job(7, 2, Stage.PRINTED)


# ---- at once ----


def paid(*seqs: int, late: bool = False) -> Told:
    claim = Claim(EntitlementId.new(), ProgrammeCode("BTXH"), Period.of_month(2026, 11), 1, 500_000)
    body = Disbursed(bytes(8), Medium.QR, None, bytes(8), claim, None, "citizen-card", "lan")
    terminal = TerminalId("TQ010001")
    now = RECEIPT.paid_at
    entries = tuple(Entry.make(terminal, seq, GENESIS, now, body) for seq in seqs)
    return Told(Paid(entries), None, late=late)


def test_each_answer_is_printed_at_once_and_once() -> None:
    begun: list[int] = []
    at_once = AtOnce(begun.append)
    for state in (Waiting(), paid(3, 5), paid(3, 5), Waiting(), paid(8)):
        at_once.look(state)
    assert begun == [3, 8]


def test_what_is_shown_again_after_a_restart_is_not_printed_by_itself() -> None:
    begun: list[int] = []
    AtOnce(begun.append).look(paid(3, late=True))
    assert begun == []


def test_a_printing_that_cannot_begin_is_no_fault_of_the_payout() -> None:
    def fail(seq: int) -> None:
        raise RuntimeError

    AtOnce(fail).look(paid(3))
