"""Photos: whatever was uploaded becomes one small picture with nothing behind it, or is refused."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from cardsvc.registry.photos import (
    LEAST_HEIGHT,
    LEAST_WIDTH,
    MAX_PHOTO_BYTES,
    MOST_HEIGHT,
    MOST_WIDTH,
    PhotoError,
    portrait,
)

RED, BLUE = (200, 30, 30), (30, 30, 200)


def saved(image: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def opened(octets: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(octets))
    image.load()
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_photo_becomes_a_small_jpeg_of_the_same_shape(kind: str) -> None:
    image = opened(portrait(saved(Image.new("RGB", (1500, 2000), RED), kind)))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (MOST_WIDTH, MOST_HEIGHT))


def test_a_wide_photo_keeps_its_proportions() -> None:
    assert opened(portrait(saved(Image.new("RGB", (2000, 1000))))).size == (480, 240)


def test_a_small_photo_is_not_blown_up() -> None:
    assert opened(portrait(saved(Image.new("RGB", (200, 300))))).size == (200, 300)


def test_place_time_device_and_comments_are_gone() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "a telephone", {1: "N", 2: (21.0, 2.0, 3.0)}
    octets = saved(Image.new("RGB", (300, 400)), exif=exif, comment=b"a secret")
    assert b"a telephone" in octets
    made = portrait(octets)
    assert not opened(made).getexif()
    assert b"a telephone" not in made
    assert b"a secret" not in made


def test_what_was_held_sideways_stands_upright() -> None:
    image = Image.new("RGB", (400, 300), RED)
    image.paste(BLUE, (0, 0, 200, 300))  # left half
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter: what is left belongs on top
    made = opened(portrait(saved(image, exif=exif, quality=95)))
    assert made.size == (300, 400)
    top = made.getpixel((150, 20))
    assert isinstance(top, tuple)
    assert top[2] > top[0]


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "1", "I;16"])
def test_a_picture_of_any_colours_is_taken(mode: str) -> None:
    assert opened(portrait(saved(Image.new(mode, (300, 400)), "PNG"))).mode == "RGB"


def test_what_is_transparent_is_white() -> None:
    made = opened(portrait(saved(Image.new("RGBA", (300, 400), (0, 0, 0, 0)), "PNG")))
    assert made.getpixel((100, 100)) == (255, 255, 255)


def test_print_colours_are_taken() -> None:
    assert opened(portrait(saved(Image.new("CMYK", (300, 400))))).mode == "RGB"


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few octets that says it is huge."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(8_000, 8_000), (20_000, 20_000), (100_000, 100_000)])
def test_a_bomb_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(PhotoError) as refused:
        portrait(bomb(*size))
    assert refused.value.code in ("photo-too-large", "photo-unreadable")


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        pytest.param(b"", "photo-missing", id="nothing"),
        pytest.param(b"%PDF-1.7", "photo-unreadable", id="a PDF"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo-unreadable", id="SVG"),
        pytest.param(saved(Image.new("RGB", (300, 400)), "GIF"), "photo-unreadable", id="GIF"),
        pytest.param(saved(Image.new("RGB", (300, 400)), "WEBP"), "photo-unreadable", id="WebP"),
        pytest.param(saved(Image.new("RGB", (300, 400)))[:300], "photo-unreadable", id="half"),
        pytest.param(bytes(MAX_PHOTO_BYTES + 1), "photo-too-large", id="too many octets"),
        pytest.param(
            saved(Image.new("RGB", (LEAST_WIDTH - 1, LEAST_HEIGHT))), "photo-too-small", id="tiny"
        ),
    ],
)
def test_what_is_no_photo_is_refused(octets: bytes, code: str) -> None:
    with pytest.raises(PhotoError) as refused:
        portrait(octets)
    assert refused.value.code == code
