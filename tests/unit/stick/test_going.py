"""What a counter writes to a stick, and what is found when it was pulled out too soon."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware_config import cbor, cose
from firmware_config.ids import TerminalId
from firmware_config.signing import BadSignature, FileKey
from firmware_config.stick.going import (
    GOING_TYP,
    MAX_MANIFEST_BYTES,
    Kind,
    Manifest,
    Named,
    files_in,
    read_manifest,
    write,
)
from firmware_config.stick.layout import MANIFEST, StickError, file_name

TERMINAL = TerminalId("T0000001")
AT = datetime(2026, 11, 5, 8, 0, tzinfo=UTC)
KEY = FileKey.new()
FILES = ((Kind.BATCH, b"first batch"), (Kind.BATCH, b"second"), (Kind.TELLING, b"telling"))


def manifest(files: tuple[Named, ...]) -> bytes:
    return Manifest(TERMINAL, AT, bytes(32), ("01/0",), files).sign(KEY)


def read(folder: Path) -> list[tuple[Kind, bytes]]:
    told = Manifest.parse(read_manifest(folder), KEY.public_key)
    return [(one.kind, told.read(one, files_in(folder))) for one in told.files]


def test_what_was_written_is_read_in_its_order(tmp_path: Path) -> None:
    assert write(tmp_path, FILES, manifest) == 3
    assert read(tmp_path) == list(FILES)
    told = Manifest.parse(read_manifest(tmp_path), KEY.public_key)
    assert (told.terminal, told.at, told.status_uris) == (TERMINAL, AT, ("01/0",))
    assert Manifest.terminal_named_in(read_manifest(tmp_path)) == TERMINAL


def test_writing_anew_leaves_nothing_of_before(tmp_path: Path) -> None:
    write(tmp_path, FILES, manifest)
    write(tmp_path, FILES[1:], manifest)
    assert read(tmp_path) == list(FILES[1:])
    assert len(list(tmp_path.iterdir())) == 3


def test_a_stick_pulled_out_at_any_moment_has_the_old_bundle_or_the_new_one_or_says_so(
    tmp_path: Path,
) -> None:
    new = ((Kind.BATCH, b"third"),)
    write(tmp_path, FILES, manifest)

    def stopped(files: tuple[Named, ...]) -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, new, stopped)
    assert read(tmp_path) == list(FILES)
    write(tmp_path, new, manifest)
    assert read(tmp_path) == list(new)


def test_without_a_manifest_it_is_half_written(tmp_path: Path) -> None:
    write(tmp_path, FILES, manifest)
    (tmp_path / MANIFEST).unlink()
    with pytest.raises(StickError, match="stick-half-written"):
        read(tmp_path)


@pytest.mark.parametrize("left", [b"", b"first", b"first batc!", b"first batch and more"])
def test_a_file_cut_off_or_changed_is_found(tmp_path: Path, left: bytes) -> None:
    write(tmp_path, FILES, manifest)
    name = file_name(Named.of(*FILES[0]).digest)
    (tmp_path / name).write_bytes(left)
    with pytest.raises(StickError, match=r"stick-half-written|stick-too-large"):
        read(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    write(tmp_path, FILES, manifest)
    name = file_name(Named.of(*FILES[1]).digest)
    (tmp_path / name).unlink()
    with pytest.raises(StickError, match=name):
        read(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="pipes are made so on POSIX")
def test_what_is_no_plain_file_is_not_waited_for(tmp_path: Path) -> None:
    write(tmp_path, FILES, manifest)
    (tmp_path / MANIFEST).unlink()
    os.mkfifo(tmp_path / MANIFEST)
    with pytest.raises(StickError, match="stick-half-written"):
        read(tmp_path)


def test_a_manifest_without_end_is_not_read_to_it(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(bytes(MAX_MANIFEST_BYTES + 1))
    with pytest.raises(StickError, match="stick-too-large"):
        read_manifest(tmp_path)


def test_another_key_signed_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadSignature):
        Manifest.parse(manifest(()), FileKey.new().public_key)


@pytest.mark.parametrize(
    "wire",
    [
        [],
        [2, TERMINAL.octets, 0, bytes(32), [], []],
        [1, TERMINAL.octets, 0, bytes(31), [], []],
        [1, b"t0000001", 0, bytes(32), [], []],
        [1, TERMINAL.octets, -1, bytes(32), [], []],
        [1, TERMINAL.octets, 0, bytes(32), [7], []],
        [1, TERMINAL.octets, 0, bytes(32), [], [["photo", bytes(32), 1]]],
        [1, TERMINAL.octets, 0, bytes(32), [], [["batch", bytes(31), 1]]],
        [1, TERMINAL.octets, 0, bytes(32), [], [["batch", bytes(32), 0]]],
        [1, TERMINAL.octets, 0, bytes(32), [], [["batch", bytes(32), 1 << 40]]],
        "text",
    ],
)
def test_another_form_is_refused(wire: object) -> None:
    octets = cose.sign1(cbor.encode(wire), KEY, typ=GOING_TYP)
    with pytest.raises(StickError, match="stick-malformed"):
        Manifest.parse(octets, KEY.public_key)


def test_another_signed_thing_is_no_manifest() -> None:
    octets = cose.sign1(cbor.encode([1, TERMINAL.octets, 0, bytes(32), [], []]), KEY, typ="x/y")
    with pytest.raises(StickError, match="stick-malformed"):
        Manifest.parse(octets, KEY.public_key)
    with pytest.raises(StickError, match="stick-malformed"):
        Manifest.parse(b"not even COSE", KEY.public_key)


def test_more_than_a_counter_can_have_is_refused() -> None:
    files = tuple(Named(Kind.BATCH, bytes(32), 4 * 1024 * 1024) for _ in range(65))
    with pytest.raises(StickError, match="stick-too-large"):
        Manifest.parse(manifest(files), KEY.public_key)


def test_a_stick_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    with pytest.raises(StickError, match="stick-absent"):
        write(tmp_path / "taken", FILES, manifest)
