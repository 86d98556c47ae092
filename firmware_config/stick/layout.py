"""Where things are on a stick. Many counters may share one.

chitra-out/T0000001/manifest          what a counter brings, written last
chitra-out/T0000001/<sha256>.cbor     its batches and its telling
chitra-in/T0000001.answer             what the centre gives it
"""

from __future__ import annotations

from pathlib import Path

from firmware_config.errors import ContractError
from firmware_config.ids import IdError, TerminalId

OUT, IN, MANIFEST = "chitra-out", "chitra-in", "manifest"
_ANSWER, _FILE = ".answer", ".cbor"


class StickError(ContractError):
    """What is on a stick cannot be taken. `code` is one of:

    `stick-absent`         there is no such folder, or it cannot be read or written
    `stick-empty`          nothing for this side is on it
    `stick-half-written`   a file is missing, cut off or changed: it was pulled out too soon
    `stick-of-another`     it is for, or by, another `terminal`
    `stick-not-unpacked`   the centre's answers lie on it still packed, as `file`
    `stick-sealed`         sealed for another key than this counter's, or changed
    `stick-malformed`      not of the form that this program writes
    `stick-too-large`      more than any counter brings
    """


def going_folder(stick: Path, terminal: TerminalId) -> Path:
    return stick / OUT / terminal.text


def going_folders(stick: Path) -> tuple[Path, ...]:
    """Of every counter that has written to the stick. Raises `StickError`."""
    return tuple(sorted(path for path in _inside(stick, OUT) if path.is_dir()))


def answer_file(stick: Path, terminal: TerminalId) -> Path:
    return stick / IN / answer_name(terminal)


def answer_name(terminal: TerminalId) -> str:
    return f"{terminal}{_ANSWER}"


def answered(stick: Path) -> tuple[TerminalId, ...]:
    """Whom answers on the stick are for, by their names. Raises `StickError`."""
    found = []
    for path in sorted(_inside(stick, IN)):
        try:
            if path.suffix == _ANSWER:
                found.append(TerminalId(path.stem))
        except IdError:  # somebody's copy of one
            continue
    return tuple(found)


def file_name(digest: bytes) -> str:
    return digest.hex() + _FILE


def is_file_name(name: str) -> bool:
    """Whether `file_name` may have made it."""
    return name.endswith(_FILE)


def check_there(stick: Path) -> None:
    """Raises `StickError` (`stick-absent`)."""
    if not stick.is_dir():
        raise StickError("stick-absent", path=str(stick))


def _inside(stick: Path, name: str) -> tuple[Path, ...]:
    check_there(stick)
    try:
        return tuple((stick / name).iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise StickError("stick-absent", path=str(stick), cause=type(error).__name__) from None
