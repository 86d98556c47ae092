"""What a check found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """From well to worst."""

    OK = "ok"
    WARN = "warn"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` says what was looked at and `code` what was found: the messages `doctor-<check>` and
    `doctor-<code>`, and, unless all is well, `doctor-<code>-do`, with `data` for both."""

    check: str
    level: Level
    code: str
    data: Mapping[str, str | int] = field(default_factory=dict)


def worst_of(findings: Iterable[Finding]) -> Level:
    order = tuple(Level)
    return max((one.level for one in findings), key=order.index, default=Level.OK)


def ok(check: str, code: str, **data: str | int) -> Finding:
    return Finding(check, Level.OK, code, data)


def warn(check: str, code: str, **data: str | int) -> Finding:
    return Finding(check, Level.WARN, code, data)


def fault(check: str, code: str, **data: str | int) -> Finding:
    return Finding(check, Level.FAULT, code, data)
