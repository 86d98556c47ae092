"""A person's photo: taken from whatever was uploaded, kept as one small JPEG of our own making."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass, field

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import Connection, select

from cardsvc import tables
from cardsvc.db import insert
from cardsvc.registry.changes import Author, note_changes
from cardsvc.registry.errors import RegistryError
from cardsvc.tables import PersonField

MAX_PHOTO_BYTES = 12 * 1024 * 1024  # a telephone's photograph is 3 to 8 MiB
MAX_PIXELS = 50_000_000
MOST_WIDTH, MOST_HEIGHT = 480, 640
"""Three by four, as photos for papers are; 30 mm wide at 400 dots an inch."""
LEAST_WIDTH, LEAST_HEIGHT = 120, 160
_FORMATS = ("JPEG", "PNG")
_QUALITY = 85
_WHITE = (255, 255, 255)


class PhotoError(RegistryError):
    """`photo-missing`, `photo-too-large`, `photo-unreadable`, or `photo-too-small`."""


@dataclass(frozen=True, slots=True)
class Photo:
    """`sha256` names it in addresses: who has not seen the page of the person cannot guess it."""

    sha256: bytes
    jpeg: bytes = field(repr=False)


def portrait(octets: bytes) -> bytes:
    """A JPEG of at most `MOST_WIDTH` x `MOST_HEIGHT`, upright, from a JPEG or PNG.

    Only the pixels live on: no place, time or device (EXIF), and nothing hidden behind the image.

    Raises:
        PhotoError: see there.
    """
    if not octets:
        raise PhotoError("photo-missing")
    if len(octets) > MAX_PHOTO_BYTES:
        raise PhotoError("photo-too-large", length=len(octets), limit=MAX_PHOTO_BYTES)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow only warns of a decompression bomb
            image = Image.open(io.BytesIO(octets), formats=_FORMATS)
            # Before a single pixel is unpacked.
            if image.width * image.height > MAX_PIXELS:
                raise PhotoError("photo-too-large", pixels=image.width * image.height)
            image.draft("RGB", (2 * MOST_WIDTH, 2 * MOST_HEIGHT))
            image.load()
            upright = _on_white(ImageOps.exif_transpose(image))
    except (UnidentifiedImageError, Image.DecompressionBombError):
        raise PhotoError("photo-unreadable") from None
    except (OSError, SyntaxError, ValueError, Warning):  # what Pillow's decoders raise
        raise PhotoError("photo-unreadable") from None
    if upright.width < LEAST_WIDTH or upright.height < LEAST_HEIGHT:
        raise PhotoError("photo-too-small", width=LEAST_WIDTH, height=LEAST_HEIGHT)
    upright.thumbnail((MOST_WIDTH, MOST_HEIGHT), Image.Resampling.LANCZOS)
    fresh = Image.new("RGB", upright.size)
    fresh.paste(upright)
    file = io.BytesIO()
    fresh.save(file, "JPEG", quality=_QUALITY, optimize=True)
    return file.getvalue()


def keep_photo(connection: Connection, person_id: int, jpeg: bytes, author: Author) -> None:
    """In place of the one before, of which the history keeps the hash."""
    before = photo_of(connection, person_id)
    digest = hashlib.sha256(jpeg).digest()
    told = {PersonField.PHOTO: (before.sha256.hex() if before else "", digest.hex())}
    if not note_changes(connection, person_id, told, author):
        return
    values = {"sha256": digest, "jpeg": jpeg, "kept_by": author.user, "kept_at": author.at}
    statement = insert(connection, tables.photo).values(beneficiary=person_id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["beneficiary"], set_=values))


def photo_of(connection: Connection, person_id: int) -> Photo | None:
    query = select(tables.photo).where(tables.photo.c.beneficiary == person_id)
    row = connection.execute(query).one_or_none()
    return None if row is None else Photo(bytes(row.sha256), bytes(row.jpeg))


def _on_white(image: Image.Image) -> Image.Image:
    """Without transparency, palette or print colours."""
    if not image.has_transparency_data:
        return image.convert("RGB")
    seen = image.convert("RGBA")
    ground = Image.new("RGB", seen.size, _WHITE)
    ground.paste(seen, mask=seen.getchannel("A"))
    return ground
