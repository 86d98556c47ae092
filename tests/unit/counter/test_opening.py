"""A store that cannot be opened: what is wrong, where, and what to do; no library's trace."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from counter.cli import main
from counter.db import open_store
from counter.settings import make_counter
from counter.store.opening import LEAST_BYTES, Place, StoreNotOpened, code_of
from counter.store.writing import StoreFault
from counter.web.not_started import not_started
from counter.words import fault_words
from firmware_config.sqlite_words import SQLITE_BROKEN, SQLITE_BUSY, SQLITE_FULL
from tests.simulators.world import World

NOBODY = 65534
GOOD = Place(
    is_folder=False, has_folder=True, is_read_only=False, may_write=True, free_bytes=LEAST_BYTES
)
SERVER = "postgresql+psycopg://counter:hidden@127.0.0.1:1/counter"


def refused(file: Path) -> StoreNotOpened:
    with pytest.raises(StoreNotOpened) as told:
        open_store(f"sqlite:///{file}")
    return told.value


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "counter.sqlite"
    file.write_bytes(b"not a store " * 1000)
    before = file.read_bytes()
    assert refused(file).code == "store-not-a-database"
    assert file.read_bytes() == before


def test_a_folder_in_the_place_of_the_file_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "counter.sqlite").mkdir()
    assert refused(tmp_path / "counter.sqlite").code == "store-not-a-database"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    fault = refused(tmp_path / "gone" / "counter.sqlite")
    assert fault.code == "store-no-folder"
    assert fault.data["folder"] == str(tmp_path / "gone")


@pytest.mark.skipif(os.name != "posix", reason="rights by user")
@pytest.mark.parametrize("closed", ["file", "folder"])
def test_a_store_of_another_user_is_told_as_such(closed: str) -> None:
    with open_folder() as folder:
        file = folder / "counter.sqlite"
        open_store(f"sqlite:///{file}").dispose()
        (file if closed == "file" else folder).chmod(0)
        with as_nobody():
            fault = refused(file)
        folder.chmod(0o755)
    assert fault.code == "store-denied"
    assert fault.data == {"file": str(file), "folder": str(folder)}


@contextmanager
def open_folder() -> Iterator[Path]:
    """One that every user may reach."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may do all; anybody else is somebody already."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(
    ("words", "place", "code"),
    [
        (SQLITE_FULL, GOOD, "store-no-room"),
        ("disk I/O error", replace(GOOD, free_bytes=0), "store-no-room"),
        ("disk I/O error", GOOD, "store-disk-fails"),
        ("unable to open database file", GOOD, "store-disk-fails"),
        ("unable to open database file", replace(GOOD, is_read_only=True), "store-read-only"),
        ("attempt to write a readonly database", replace(GOOD, may_write=False), "store-denied"),
        (SQLITE_BUSY, GOOD, "store-locked"),
        ("file is not a database", GOOD, "store-not-a-database"),
        ("no such table: journal", GOOD, None),
    ],
)
def test_what_sqlite_says_is_told_by_what_the_place_is(
    words: str, place: Place, code: str | None
) -> None:
    assert code_of(words, place) == code


@pytest.mark.parametrize("words", [SQLITE_FULL, SQLITE_BUSY, *SQLITE_BROKEN])
def test_no_word_of_a_failing_disk_is_left_without_a_cause(words: str) -> None:
    assert code_of(words, GOOD) is not None


def test_a_server_that_does_not_answer_is_told_and_its_password_is_not() -> None:
    with pytest.raises(StoreFault, match="store-unreachable") as told:
        open_store(SERVER)
    assert "hidden" not in str(told.value)


CODES = [
    *("store-not-a-database", "store-denied", "store-no-folder", "store-read-only"),
    *("store-no-room", "store-disk-fails", "store-locked", "store-server-refuses"),
]


@pytest.mark.parametrize("code", CODES)
def test_each_is_told_in_both_languages_with_its_place(code: str) -> None:
    fault = StoreNotOpened(code, file="/f/counter.sqlite", folder="/f", cause="EIO")
    vietnamese, english = fault_words(fault)
    for words in (vietnamese, english):
        assert ("/f" in words) != (code == "store-server-refuses")
        assert "{" not in words
    assert vietnamese != english


def test_a_command_ends_with_these_words(
    tmp_path: Path, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "counter"
    settings = make_counter(
        state,
        terminal=world.terminal.text,
        office=world.office.text,
        office_name="Hoàn Kiếm",
        centre_url="http://127.0.0.1:1",
        root=world.root.public_key.point.hex(),
        status_uris=["01/0"],
        reader="simulated",
    )
    assert settings.store_file is not None
    settings.store_file.write_bytes(b"not a store " * 1000)
    with pytest.raises(SystemExit, match="2"):
        main(["pending", "--state", str(state)])
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert all(str(settings.store_file) in line for line in told)


def test_the_page_of_a_counter_whose_store_does_not_open_says_why() -> None:
    fault = StoreNotOpened("store-read-only", file="/f/counter.sqlite", folder="/f")
    answer = not_started(fault).test_client().get("/shift")
    assert answer.status_code == 503
    assert "chỉ cho đọc" in answer.text
    assert "read-only" in answer.text
