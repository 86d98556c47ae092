"""One reviewed TOML file with the lines of its keys, so that a fault names its place.

`tomllib` tells values without lines. Reviewed files are plain: a key or a header begins its line,
strings stay on theirs (`source-multiline-string` otherwise), so that finding lines is a short scan.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from firmware_config import plain_toml
from firmware_config.errors import ContractError

MAX_SOURCE_BYTES = 256 * 1024

Path = tuple[str | int, ...]
"""Where a value stands: keys, and positions in arrays of tables."""

_HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=\s*(.*)$")
_STRING_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*')
_PLACE = re.compile(r"at line (\d+)")


class SourceError(ContractError):
    """A file that is no plain TOML: `source-…` with `file` and `line`."""


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed file. `file` is its name as the person knows it."""

    file: str
    table: dict[str, Any]
    lines: Mapping[Path, int]

    @classmethod
    def parse(cls, file: str, octets: bytes) -> Source:
        """Raises `SourceError`: `source-too-large`, `source-not-utf8`, `source-not-toml`,
        `source-multiline-string`."""
        if len(octets) > MAX_SOURCE_BYTES:
            raise SourceError("source-too-large", file=file, line=1, limit=MAX_SOURCE_BYTES)
        try:
            text = octets.decode("utf-8")
            table = plain_toml.loads(text)
        except UnicodeDecodeError as error:
            line = octets[: error.start].count(b"\n") + 1
            raise SourceError("source-not-utf8", file=file, line=line) from None
        except tomllib.TOMLDecodeError as error:
            found = _PLACE.search(str(error))
            line = int(found[1]) if found else text.count("\n") + 1
            raise SourceError("source-not-toml", file=file, line=line, cause=str(error)) from None
        return cls(file, table, _lines(file, text))

    def line(self, path: Path) -> int:
        """The line of the value at `path`, or of the nearest thing that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def _lines(file: str, text: str) -> dict[Path, int]:
    found: dict[Path, int] = {}
    counts: dict[str, int] = {}
    table: Path = ()
    open_brackets = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if '"""' in line or "'''" in line:
            raise SourceError("source-multiline-string", file=file, line=number)
        bare = _STRING_OR_COMMENT.sub("", line)
        header, key = _HEADER.match(line), _KEY.match(line)
        if open_brackets == 0 and header:
            names = tuple(header[2].split("."))
            if header[1] == "[[":
                at = counts.get(header[2], 0)
                counts[header[2]] = at + 1
                table = (*names, at)
            else:
                table = names
            found[table] = number
            continue
        if open_brackets == 0 and key:
            found[(*table, key[1])] = number
        open_brackets += bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
    return found
