"""A disk that takes nothing is told on a page, in a part of one, and by a command."""

from __future__ import annotations

import errno
import html
import os
import sys
from pathlib import Path

import pytest
from flask import Flask

from firmware_config.durable import write_durably
from firmware_config.file_trouble import trouble_of
from firmware_config.web.access import LIVE_HEADER, public
from firmware_config.web.catalogue import LANGUAGES, WEB_MESSAGES, Catalogue
from firmware_config.web.file_words import end_command
from tests.simulators.both_sides import sign_in
from tests.unit.web.small_side import accounts_in, small_side

KINDS = {
    errno.ENOSPC: ("file-no-room", 507),
    errno.EROFS: ("file-read-only", 503),
    errno.EACCES: ("file-denied", 503),
    errno.EPERM: ("file-denied", 503),
    errno.EIO: ("file-broken", 503),
}
PLACE = "/var/lib/chitra/accounts"
full_device = pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")


def side(folder: Path, error: OSError) -> Flask:
    app = small_side(folder)

    @app.get("/save")
    @public
    def save() -> str:
        raise error

    return app


def words(code: str, language: str, place: str) -> list[str]:
    t = Catalogue.load((WEB_MESSAGES,)).translator(language)
    return [t(f"error-{code}-{part}", place=place) for part in ("what", "why", "do")]


@pytest.mark.parametrize("live", [{}, {LIVE_HEADER: "1"}])
@pytest.mark.parametrize("number", KINDS)
def test_a_page_says_what_was_not_written_where_and_what_to_do(
    tmp_path: Path, number: int, live: dict[str, str]
) -> None:
    code, status = KINDS[number]
    client = side(tmp_path, OSError(number, os.strerror(number), PLACE)).test_client()
    password = accounts_in(tmp_path).create("lan", "teller")
    for place in ("none", PLACE):
        for language in LANGUAGES:
            client.set_cookie("language", language)
            answer = client.get("/save", headers=live)
            page = html.unescape(answer.text)
            assert answer.status_code == status
            for part in words(code, language, place):
                assert part in page
            # Folders are told to nobody who has not signed in.
            assert (PLACE in page) == (place == PLACE)
        sign_in(client, "lan", password)


@pytest.mark.parametrize(
    "error", [FileNotFoundError(errno.ENOENT, "no"), ConnectionResetError(errno.ECONNRESET, "no")]
)
def test_what_is_no_disks_fault_stays_a_fault_of_the_program(
    tmp_path: Path, error: OSError
) -> None:
    app = side(tmp_path, error)
    assert app.test_client().get("/save").status_code == 500
    with pytest.raises(type(error)):
        end_command("counter", error)


@full_device
def test_a_file_that_has_no_room_is_what_it_was_and_nothing_lies_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "kept"
    write_durably(file, b"before")
    no_room_for(file)
    with pytest.raises(OSError, match="No space left") as caught:
        write_durably(file, b"after")
    trouble = trouble_of(caught.value)
    assert trouble is not None
    assert (trouble.code, trouble.place) == ("file-no-room", str(file))
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert file.read_bytes() == b"before"


@full_device
def test_accounts_that_cannot_be_written_are_as_they_were(tmp_path: Path) -> None:
    accounts = accounts_in(tmp_path)
    accounts.create("lan", "teller")
    file = tmp_path / "staff"
    before = file.read_bytes()
    no_room_for(file)
    with pytest.raises(OSError, match="No space left"):
        accounts.create("hoa", "teller")
    assert file.read_bytes() == before
    accounts.create("hoa", "teller")


def no_room_for(file: Path) -> None:
    """What is written aside first goes to a device that is always full."""
    file.with_name(f"{file.name}.new").symlink_to("/dev/full")
