"""A QR in a picture: an image file or a frame of the browser's camera."""

from __future__ import annotations

import io
import warnings

import zxingcpp
from PIL import Image, UnidentifiedImageError

from firmware_config.errors import ContractError

MAX_IMAGE_BYTES = 12 * 1024 * 1024  # a telephone's photograph is 3 to 8 MiB
MAX_PIXELS = 50_000_000
_FORMATS = ("JPEG", "PNG", "WEBP")
_QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


class ImageError(ContractError):
    """`image-too-large`, `image-unreadable`, `image-without-qr` or `image-with-several`."""


def qr_text(data: bytes) -> str:
    """The text of the one QR in a JPEG, PNG or WebP picture.

    Raises:
        ImageError: see there.
    """
    if len(data) > MAX_IMAGE_BYTES:
        raise ImageError("image-too-large", length=len(data), limit=MAX_IMAGE_BYTES)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow only warns of a decompression bomb
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
            if image.width * image.height > MAX_PIXELS:
                raise ImageError("image-too-large", pixels=image.width * image.height)
            grey = image.convert("L")
    except (UnidentifiedImageError, OSError, SyntaxError, Warning, ValueError):
        raise ImageError("image-unreadable") from None
    found = zxingcpp.read_barcodes(grey, formats=_QR)
    texts = {one.text for one in found if one.valid}
    if not texts:
        raise ImageError("image-without-qr")
    if len(texts) > 1:
        raise ImageError("image-with-several", count=len(texts))
    return texts.pop()
