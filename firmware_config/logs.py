"""Logs as JSON, a line an event, with nothing of any person in them.

Our own events are static words with fields that hold ids and codes. Of what other people's code
says the form of the sentence is kept: what is put into it may be a name from a list, or a
database's word about a row. Of an exception the kinds and the places are told, never its words.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import PurePath
from types import TracebackType
from typing import TextIO

from firmware_config.errors import ContractError

OURS = ("cardsvc", "counter", "firmware_config")
MOST_LETTERS = 200
MOST_FRAMES = 20
_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_CITIZEN_NUMBER = re.compile(r"[0-9]{12}")
"""A last net: no id of ours that belongs in a log has twelve digits in a row."""


class JsonLines(logging.Formatter):
    """`time`, `level`, `logger`, `event`, the event's own fields, and `fault` of an exception."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _plain(record.msg if isinstance(record.msg, str) else type(record.msg)),
        }
        if record.name.partition(".")[0] in OURS:
            fields = record.__dict__.items()
            told |= {name: _plain(value) for name, value in fields if name not in _STANDARD}
        if record.exc_info and record.exc_info[1] is not None:
            told["fault"] = list(_faults(record.exc_info[1]))
        return json.dumps(told, ensure_ascii=False)


@contextmanager
def json_lines(level: str, to: TextIO | None = None) -> Iterator[None]:
    """Meanwhile everything this process logs goes `to` there; by itself to standard error."""
    handler = logging.StreamHandler(to)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(level.upper())
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value if isinstance(value, str) else str(value)
    return _CITIZEN_NUMBER.sub("…", text)[:MOST_LETTERS]


def _faults(fault: BaseException | None) -> Iterator[dict[str, object]]:
    """What was raised, then what that was raised over."""
    while fault is not None:
        told: dict[str, object] = {"kind": type(fault).__qualname__}
        if isinstance(fault, ContractError):
            told["code"] = fault.code
        told["at"] = _places(fault.__traceback__)
        yield told
        hidden = fault.__suppress_context__
        fault = fault.__cause__ if hidden or fault.__cause__ else fault.__context__


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-MOST_FRAMES:]
    return [f"{PurePath(one.filename).name}:{one.lineno} {one.name}" for one in frames]
