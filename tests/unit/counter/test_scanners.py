"""Scanners: a serial port that is a real one to the kernel, and pictures."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import SimpleQueue

import pytest
import qrcode
from PIL import Image

from counter.readers.image import MAX_IMAGE_BYTES, ImageError, qr_text
from counter.readers.serial_port import SerialScanner
from tests.simulators.world import World

WAIT_S = 5.0


@dataclass
class Line:
    """The far end of a pseudo-terminal, where the scanner's cable goes."""

    handle: int
    name: str

    def send(self, octets: bytes) -> None:
        os.write(self.handle, octets)


@pytest.fixture
def line() -> Iterator[Line]:
    ours, theirs = os.openpty()
    yield Line(ours, os.ttyname(theirs))
    os.close(theirs)
    os.close(ours)


@pytest.fixture
def scanned(line: Line) -> Iterator[SimpleQueue[str]]:
    texts: SimpleQueue[str] = SimpleQueue()
    scanner = SerialScanner(line.name, texts.put)
    scanner.start()
    time.sleep(0.2)  # until the port is open and raw
    yield texts
    scanner.stop()


def test_a_sheet_comes_over_the_serial_line(line: Line, scanned: SimpleQueue[str]) -> None:
    text = World.make().issue_qr().text
    line.send(text.encode() + b"\r\n")
    assert scanned.get(timeout=WAIT_S) == text


def test_a_text_that_comes_in_pieces_is_one_text(line: Line, scanned: SimpleQueue[str]) -> None:
    line.send(b"123")
    time.sleep(0.7)  # longer than one read waits
    line.send(b"456\r")
    assert scanned.get(timeout=WAIT_S) == "123456"


def test_two_texts_are_two_and_blank_lines_none(line: Line, scanned: SimpleQueue[str]) -> None:
    line.send(b"1\r\r\n2\r")
    assert [scanned.get(timeout=WAIT_S) for _ in range(2)] == ["1", "2"]


def test_a_port_that_is_not_there_is_tried_again_and_stop_does_not_hang() -> None:
    scanner = SerialScanner("/dev/no-such-port", lambda text: None)
    scanner.start()
    began = time.monotonic()
    scanner.stop()
    assert time.monotonic() - began < WAIT_S


def png_of(*texts: str) -> bytes:
    pictures = [qrcode.make(text).get_image().convert("L") for text in texts]
    width = sum(one.width for one in pictures)
    sheet = Image.new("L", (width, max(one.height for one in pictures)), 255)
    at = 0
    for one in pictures:
        sheet.paste(one, (at, 0))
        at += one.width
    return encoded(sheet, "PNG")


def encoded(image: Image.Image, kind: str) -> bytes:
    octets = io.BytesIO()
    image.save(octets, kind)
    return octets.getvalue()


def test_a_sheet_is_read_from_a_picture() -> None:
    text = World.make().issue_qr().text
    assert qr_text(png_of(text)) == text


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"", "image-unreadable"),
        (lambda: b"<svg/>", "image-unreadable"),
        (lambda: png_of("1")[:200], "image-unreadable"),
        (lambda: encoded(Image.new("L", (50, 50), 255), "GIF"), "image-unreadable"),
        (lambda: bytes(MAX_IMAGE_BYTES + 1), "image-too-large"),
        (lambda: encoded(Image.new("L", (9000, 9000), 255), "PNG"), "image-too-large"),
        (lambda: encoded(Image.new("L", (50, 50), 255), "JPEG"), "image-without-qr"),
        (lambda: png_of("111", "222"), "image-with-several"),
    ],
)
def test_a_picture_that_does_not_serve_is_named(make: Callable[[], bytes], code: str) -> None:
    with pytest.raises(ImageError) as caught:
        qr_text(make())
    assert caught.value.code == code


def test_a_picture_whose_pixels_break_off_is_refused() -> None:
    file = io.BytesIO()
    qrcode.make("1234").save(file)
    octets = bytearray(file.getvalue())
    length_at = octets.index(b"IDAT") - 4
    octets[length_at : length_at + 4] = (20).to_bytes(4)
    with pytest.raises(ImageError, match="image-unreadable"):
        qr_text(bytes(octets))
