"""`python -m tests.bench [NAME…] [--json FILE] [--page FOLDER]`: run benchmarks, all of them unless
named; `peak` takes a `--rate`, `--minutes`, `--counters` and `--way` of its own.

Every figure is a ratio to a yardstick measured in the same run, or a count; times in
milliseconds are told and not gated, but for the peak's. Exit status 1 when a gate does not hold.
With `--page` the page of FOLDER is written anew after each benchmark.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType

from tests.bench.figure import Figure
from tests.bench.machine import Machine
from tests.bench.report_page import Measured, Pages

NAMES = (
    "tap",
    "verify",
    "disburse",
    "status",
    "issue",
    "import",
    "config",
    "day",
    "ingest",
    "national",
    "report",
    "peak",
)

_MODULES = {"import": "import_"}
"""Of a name that Python keeps for itself."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The benchmarks to run, the file for their figures, the folder of the page, and what the peak
    is to be."""

    names: Sequence[str]
    json_file: Path | None = None
    page: Path | None = None
    load: tuple[tuple[str, object], ...] = ()


def main() -> int:
    asked = asked_for(sys.argv[1:])
    machine = Machine.here() if asked.page else None
    figures: list[Figure] = []
    for name in asked.names:
        print(f"{name} …", file=sys.stderr)
        found = figures_of(name, asked)
        figures += found
        if asked.page and machine:
            Pages(asked.page).keep(name, Measured(datetime.now(UTC), machine, tuple(found)))
    if asked.json_file is not None:
        told = [figure.to_json() for figure in figures]
        asked.json_file.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    else:
        _print_table(figures)
    return 0 if all(figure.holds for figure in figures) else 1


def figures_of(name: str, asked: Asked) -> list[Figure]:
    """Run one benchmark."""
    module = module_of(name)
    found: list[Figure] = (
        module.run(module.Load(**dict(asked.load))) if name == "peak" else module.run()
    )
    return found


def module_of(name: str) -> ModuleType:
    """Where a benchmark is; its `run` gives the figures."""
    return import_module(f"tests.bench.{_MODULES.get(name, name)}")


def asked_for(words: Sequence[str]) -> Asked:
    """What the words of the command mean."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    # Python 3.11 holds "none named" against the choices too.
    parser.add_argument("names", nargs="*", choices=(*NAMES, []), metavar="NAME")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--page", type=Path, metavar="FOLDER")
    peak = parser.add_argument_group("peak")
    peak.add_argument("--rate", type=float, metavar="PER_S", dest="per_s")
    peak.add_argument("--minutes", type=float)
    peak.add_argument("--counters", type=int)
    peak.add_argument("--way", choices=("http", "broker"), action="append", dest="ways")
    asked = parser.parse_args(words)
    told = {name: getattr(asked, name) for name in ("per_s", "minutes", "counters", "ways")}
    load = tuple((name, value) for name, value in told.items() if value is not None)
    if asked.page and load:
        parser.error("--page is for the whole peak")
    return Asked(asked.names or NAMES, asked.json, asked.page, load)


def _print_table(figures: list[Figure]) -> None:
    for one in figures:
        sign = {"lower": "≤", "higher": "≥"}[one.better]
        gate = "" if one.gate is None else f"{sign} {one.gate:g}"
        mark = "" if one.holds else "  FAILS"
        print(f"{one.figure:<20} {one.value:>12.3f} {one.unit:<6} {gate:>10}{mark}")


if __name__ == "__main__":
    sys.exit(main())
