"""Reading one table of a reviewed file: every fault is noted with its line, reading goes on."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from firmware_config.bundle.review.finding import ConfigurationFaulty, Finding
from firmware_config.bundle.review.source import Path, Source
from firmware_config.errors import ContractError

T = TypeVar("T")
Choice = TypeVar("Choice", bound=StrEnum)


def read_file(file: str, octets: bytes, read: Callable[[Section], T | None]) -> T:
    """What `read` makes of one whole file.

    Raises:
        SourceError, or ConfigurationFaulty with everything that is wrong.
    """
    findings: list[Finding] = []
    found = read(Section.of(Source.parse(file, octets), findings))
    if findings or found is None:
        raise ConfigurationFaulty(tuple(sorted(findings)))
    return found


class Section:
    """A table at `path` of `source`. What a method cannot read it notes in `findings` and gives
    its `default`; `close` notes the keys that nobody asked for."""

    def __init__(
        self, source: Source, path: Path, values: Mapping[str, Any], findings: list[Finding]
    ) -> None:
        self._source = source
        self._path = path
        self._values = values
        self._findings = findings
        self._asked: set[str] = set()

    @classmethod
    def of(cls, source: Source, findings: list[Finding]) -> Section:
        return cls(source, (), source.table, findings)

    def note(self, key: str, code: str, **data: object) -> None:
        """Note a fault of the value at `key` ("" for the whole table)."""
        path = (*self._path, key) if key else self._path
        finding = Finding(
            self._source.file, self._source.line(path), code, {"key": key or "-", **data}
        )
        self._findings.append(finding)

    def count(self, key: str, default: int, *, least: int = 0, most: int = 1 << 40) -> int:
        """A whole number from `least` to `most`."""
        value = self._take(key)
        if value is None:
            return default
        if type(value) is not int or not least <= value <= most:
            self.note(key, "not-in-range", least=least, most=most)
            return default
        return value

    def text(self, key: str, default: str = "", *, optional: bool = False) -> str:
        value = self._take(key, optional=optional)
        if value is None:
            return default
        if type(value) is not str or not value.strip() or len(value) > 200:
            self.note(key, "not-a-text")
            return default
        return value

    def parsed(self, key: str, parse: Callable[[str], T], expected: str) -> T | None:
        """A text that `parse` takes; `expected` is an example of one."""
        text = self.text(key)
        return self._parsed(key, text, parse, expected) if text else None

    def parsed_each(self, key: str, parse: Callable[[str], T], expected: str) -> tuple[T, ...]:
        """A list of such texts; empty when the key is absent."""
        value = self._take(key, optional=True)
        if value is None:
            return ()
        if type(value) is not list:
            self.note(key, "not-a-list", example=expected)
            return ()
        found = []
        for text in value:
            one = self._parsed(key, text, parse, expected)
            if one is None:
                continue
            if one in found:
                self.note(key, "twice", value=str(text))
            found.append(one)
        return tuple(found)

    def choice(self, key: str, kind: type[Choice]) -> Choice | None:
        value = self._take(key)
        if value is None:
            return None
        try:
            return kind(value)
        except ValueError:
            self.note(key, "not-a-choice", choices=", ".join(kind))
            return None

    def day(self, key: str) -> datetime | None:
        """A date as `2027-01-31`: midnight UTC."""
        value = self._take(key)
        if value is None:
            return None
        if type(value) is not date:
            self.note(key, "not-a-date")
            return None
        return datetime(value.year, value.month, value.day, tzinfo=UTC)

    def accept(self, *keys: str) -> None:
        """Keys that may stand here and that this reader leaves to others."""
        self._asked.update(keys)

    def has(self, key: str) -> bool:
        return key in self._values

    def rows(self, key: str) -> Iterator[Section]:
        """The tables of `[[key]]`, none when absent."""
        value = self._take(key, optional=True)
        if value is None:
            return
        if type(value) is not list or not all(type(row) is dict for row in value):
            self.note(key, "not-tables")
            return
        for at, row in enumerate(value):
            yield Section(self._source, (*self._path, key, at), row, self._findings)

    def close(self) -> None:
        for key in self._values.keys() - self._asked:
            near = difflib.get_close_matches(key, self._asked, 1)
            self.note(key, "unknown-key", near=near[0] if near else "none")

    def _take(self, key: str, *, optional: bool = False) -> Any:
        self._asked.add(key)
        value = self._values.get(key)
        if value is None and not optional:
            self.note(key, "missing")
        return value

    def _parsed(self, key: str, text: object, parse: Callable[[str], T], expected: str) -> T | None:
        try:
            if type(text) is str:
                return parse(text)
        except (ContractError, ValueError):
            pass
        self.note(key, "not-readable", value=str(text)[:40], example=expected)
        return None
