"""What lies with us until a sheet is chosen is private, short-lived, and little."""

from __future__ import annotations

import stat
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from cardsvc.registry.list_row import ListTerms
from cardsvc.web.uploads import KEPT_FOR, MOST_KEPT, UploadGone, Uploads
from tests.simulators.centre_pages import OFFICE
from tests.simulators.centre_world import BTXH, NOVEMBER, Hands

TERMS = ListTerms(BTXH, OFFICE.province, OFFICE.id, NOVEMBER)


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def uploads(tmp_path: Path, clock: Hands) -> Uploads:
    return Uploads(tmp_path / "uploads", clock)


def test_an_upload_comes_back_as_it_was(uploads: Uploads) -> None:
    kept = uploads.keep(BytesIO(b"a;b"), "a.csv", TERMS)
    assert uploads.open(kept.sha256) == kept
    assert kept.path.read_bytes() == b"a;b"


def test_its_files_are_its_owner_s_alone(uploads: Uploads, tmp_path: Path) -> None:
    uploads.keep(BytesIO(b"a;b"), "a.csv", TERMS)
    folder = tmp_path / "uploads"
    modes = {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert (modes, stat.S_IMODE(folder.stat().st_mode)) == ({0o600}, 0o700)


def test_only_the_newest_few_stay(uploads: Uploads, clock: Hands, tmp_path: Path) -> None:
    kept = []
    for number in range(MOST_KEPT + 3):
        kept.append(uploads.keep(BytesIO(b"%d" % number), "a.csv", TERMS))
        clock.forward(timedelta(seconds=1))
    assert len(list((tmp_path / "uploads").iterdir())) == 2 * MOST_KEPT
    assert uploads.open(kept[-1].sha256) == kept[-1]
    with pytest.raises(UploadGone):
        uploads.open(kept[0].sha256)


def test_an_old_one_goes(uploads: Uploads, clock: Hands, tmp_path: Path) -> None:
    kept = uploads.keep(BytesIO(b"a;b"), "a.csv", TERMS)
    clock.forward(KEPT_FOR - timedelta(seconds=1))
    uploads.open(kept.sha256)
    clock.forward(timedelta(seconds=1))
    with pytest.raises(UploadGone):
        uploads.open(kept.sha256)
    assert list((tmp_path / "uploads").iterdir()) == []


@pytest.mark.parametrize("name", ["", "..", "0" * 64, "../../etc/passwd"])
def test_a_name_that_is_no_upload_opens_nothing(uploads: Uploads, name: str) -> None:
    with pytest.raises(UploadGone):
        uploads.open(name)
    uploads.drop(name)
