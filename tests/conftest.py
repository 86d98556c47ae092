"""What tests counted, told at the end of the run: vectors held, cuts made, seeds run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

Count = Callable[[int, str], None]
"""`count(413, "vectors: …")` adds to the line of that text in the closing summary."""

_PROPERTY = "counted"


@pytest.fixture
def count(record_property: Callable[[str, object], None]) -> Count:
    # Properties travel with a test's report, also out of a worker process.
    return lambda number, what: record_property(_PROPERTY, (number, what))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    totals = Counter[str]()
    for report in terminalreporter.getreports("passed"):
        if report.when == "call":
            for name, value in report.user_properties:
                if name == _PROPERTY:
                    number, what = value
                    totals[what] += number
    if totals:
        terminalreporter.section("counted")
    for what, number in sorted(totals.items()):
        terminalreporter.line(f"{number:9,} {what}")
