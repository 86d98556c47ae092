"""The person's face on the teller's page, by the hash that the signed list has of the photo."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from counter.centre.photos import MAX_PHOTO_BYTES, MOST_AT_ONCE, Photos
from counter.centre.published import photo_path
from counter.desk.state import Waiting
from counter.transport import Fetched, TransportError
from firmware_config.payout_list import Line, OfficePayoutList
from tests.simulators.knowing import listing
from tests.simulators.station import Centre, Counter
from tests.simulators.world import IssuedCard, World
from tests.unit.counter.teller import Teller

FACE = b"\xff\xd8 a face"
DIGEST = hashlib.sha256(FACE).digest()


@dataclass
class Album:
    """A `Transport` that has photos and nothing else."""

    photos: dict[bytes, bytes]
    asked: list[str] = field(default_factory=list)
    fault: str = "photo-unknown"

    def fetch(self, path: str, etag: str | None) -> Fetched:
        self.asked.append(path)
        for digest, octets in self.photos.items():
            if path == photo_path(digest):
                return Fetched(octets, "")
        raise TransportError(self.fault)

    def send_batch(self, batch: bytes) -> bytes:
        raise AssertionError

    def ask(self, path: str, request: bytes) -> bytes:
        raise AssertionError

    def close(self) -> None:
        raise AssertionError


def naming(world: World, *digests: bytes) -> OfficePayoutList:
    lines = tuple(Line(world.entitlement(), "Lê Thị Ân", photo=digest) for digest in digests)
    return replace(listing(world), lines=lines)


@pytest.fixture
def photos(tmp_path: Path) -> Photos:
    return Photos(tmp_path / "photos")


def test_a_photo_comes_once_and_stays(photos: Photos, world: World) -> None:
    album = Album({DIGEST: FACE})
    assert [photos.refresh(album, naming(world, DIGEST)) for _ in range(2)] == [1, 0]
    assert photos.octets(DIGEST) == FACE
    assert album.asked == [photo_path(DIGEST)]


@pytest.mark.parametrize("octets", [b"", FACE + b"x", bytes(MAX_PHOTO_BYTES + 1)])
def test_another_picture_than_the_list_says_is_not_kept(
    photos: Photos, world: World, octets: bytes
) -> None:
    assert photos.refresh(Album({DIGEST: octets}), naming(world, DIGEST)) == 0
    assert photos.octets(DIGEST) is None


def test_a_photo_too_large_is_not_kept_even_by_its_hash(photos: Photos, world: World) -> None:
    large = bytes(MAX_PHOTO_BYTES + 1)
    digest = hashlib.sha256(large).digest()
    assert photos.refresh(Album({digest: large}), naming(world, digest)) == 0


def test_a_photo_spoilt_on_the_disk_is_not_shown(
    photos: Photos, world: World, tmp_path: Path
) -> None:
    photos.refresh(Album({DIGEST: FACE}), naming(world, DIGEST))
    (tmp_path / "photos" / f"{DIGEST.hex()}.jpg").write_bytes(b"another")
    assert photos.octets(DIGEST) is None


def test_whom_the_list_names_no_more_is_forgotten(photos: Photos, world: World) -> None:
    photos.refresh(Album({DIGEST: FACE}), naming(world, DIGEST))
    photos.refresh(Album({}), naming(world))
    assert photos.octets(DIGEST) is None


def test_one_photo_that_the_centre_has_no_more_holds_up_no_other(
    photos: Photos, world: World
) -> None:
    album = Album({DIGEST: FACE})
    assert photos.refresh(album, naming(world, b"\0" * 32, DIGEST)) == 1


def test_a_centre_that_is_away_is_told(photos: Photos, world: World) -> None:
    with pytest.raises(TransportError):
        photos.refresh(Album({}, fault="centre-slow"), naming(world, DIGEST))


def test_the_photos_of_a_new_office_come_in_turns(photos: Photos, world: World) -> None:
    faces = [b"face %d" % number for number in range(MOST_AT_ONCE + 1)]
    album = Album({hashlib.sha256(face).digest(): face for face in faces})
    listed = naming(world, *album.photos)
    assert [photos.refresh(album, listed) for _ in range(3)] == [MOST_AT_ONCE, 1, 0]


def test_the_face_is_on_the_page_of_the_offer_and_goes_with_it(
    counter: Counter, centre: Centre, card: IssuedCard, teller: Teller
) -> None:
    centre.photos[DIGEST] = FACE
    centre.lines = [replace(line, photo=DIGEST) for line in centre.lines]
    counter.station.line.refresh()
    address = f"/photo/{DIGEST.hex()}"
    assert teller.client.get(address).status_code == 404
    counter.offer(card.card)
    assert f'src="{address}"' in teller.page
    shown = teller.client.get(address)
    assert (shown.data, shown.mimetype) == (FACE, "image/jpeg")
    assert "no-store" in shown.headers["Cache-Control"]
    assert teller.client.get(f"/photo/{'0' * 64}").status_code == 404
    counter.slot.pull()
    counter.wait_for(Waiting)
    assert teller.client.get(address).status_code == 404


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_a_photo_that_has_no_room_takes_no_list_along(
    counter: Counter, centre: Centre, caplog: pytest.LogCaptureFixture
) -> None:
    folder = counter.station.settings.photos
    folder.mkdir(exist_ok=True)
    (folder / f"{DIGEST.hex()}.jpg.new").symlink_to("/dev/full")
    centre.photos[DIGEST] = FACE
    centre.lines = list(naming(counter.world, DIGEST).lines)
    counter.station.line.refresh()
    assert counter.station.line.centre_fault is None
    listed = counter.station.published.snapshot.payout_list
    assert listed is not None
    assert [line.photo for line in listed.lines] == [DIGEST]
    assert "photo-not-kept" in [record.message for record in caplog.records]
    counter.station.line.refresh()
    assert counter.station.photos.octets(DIGEST) == FACE


def test_without_a_photo_the_page_has_no_picture(
    counter: Counter, card: IssuedCard, teller: Teller
) -> None:
    counter.offer(card.card)
    assert "offer__photo" not in teller.page
