"""Files beside the store, on a disk that is full or takes no changes: named, and as before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from cardsvc.registry.list_row import ListTerms
from cardsvc.signing.card_master import save_master
from cardsvc.web.uploads import Uploads
from counter.api.tills import Tills
from firmware_config.file_trouble import trouble_of
from firmware_config.signing import FileKey
from firmware_config.web.accounts import FileAccounts
from tests.simulators.centre_pages import OFFICE
from tests.simulators.centre_world import BTXH, NOVEMBER, Hands
from tests.simulators.cheap import CHEAP
from tests.simulators.small_disk import REMEDY, DiskMissing, SmallDisk, small_disk
from tests.simulators.without import without

pytestmark = pytest.mark.soak

TERMS = ListTerms(BTXH, OFFICE.province, OFFICE.id, NOVEMBER)
Write = Callable[[Path, int], object]


def account(folder: Path, turn: int) -> object:
    return FileAccounts(folder / "accounts", hasher=CHEAP).create(f"lan{turn}", "teller")


def till(folder: Path, turn: int) -> object:
    accounts = FileAccounts(folder.parent / "accounts", hasher=CHEAP)
    if accounts.find("lan") is None:
        accounts.create("lan", "teller")
    return Tills(folder / "tills", accounts).add(f"quay-{turn}", "lan")


def upload(folder: Path, turn: int) -> object:
    file = BytesIO(bytes([turn]) * 20_000)
    return Uploads(folder / "uploads", Hands()).keep(file, "list.csv", TERMS)


def master(folder: Path, turn: int) -> None:
    save_master(folder / f"master{turn}.hex")


def key(folder: Path, turn: int) -> None:
    FileKey.new().save(folder / f"{turn}.pem")


WRITERS: list[Write] = [account, till, upload, master, key]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    try:
        with small_disk(tmp_path / "disk") as mounted:
            yield mounted
    except DiskMissing as missing:
        without(f"a small disk: {missing}", REMEDY)


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "somebody-else's"
    }


@pytest.mark.parametrize("write", WRITERS)
def test_what_has_no_room_is_named_and_leaves_everything_as_it_was(
    disk: SmallDisk, write: Write
) -> None:
    write(disk.folder, 1)
    before = files_in(disk.folder)
    disk.fill()
    check_refused(disk, write, "file-no-room")
    assert files_in(disk.folder) == before
    disk.make_room()
    write(disk.folder, 2)
    assert files_in(disk.folder) != before


@pytest.mark.parametrize("write", WRITERS)
def test_what_may_only_be_read_is_named(disk: SmallDisk, write: Write) -> None:
    write(disk.folder, 1)
    before = files_in(disk.folder)
    disk.make_read_only()
    check_refused(disk, write, "file-read-only")
    assert files_in(disk.folder) == before


def check_refused(disk: SmallDisk, write: Write, code: str) -> None:
    with pytest.raises(OSError) as caught:  # noqa: PT011  its number is what is looked at
        write(disk.folder, 2)
    trouble = trouble_of(caught.value)
    assert trouble is not None
    assert trouble.code == code
    assert trouble.place.startswith(str(disk.folder))
