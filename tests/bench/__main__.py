"""`python -m tests.bench [NAME…] [--json FILE]`: run benchmarks, all of them unless named.

Every figure is a ratio to a yardstick measured in the same run, or a count; times in
milliseconds are told and not gated. Exit status 1 when a gate does not hold.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

from tests.bench.figure import Figure

NAMES = ("tap", "verify", "disburse", "status", "issue", "import", "config", "day")

_MODULES = {"import": "import_"}
"""Of a name that Python keeps for itself."""


def main() -> int:
    names, json_file = asked_for(sys.argv[1:])
    figures: list[Figure] = []
    for name in names:
        print(f"{name} …", file=sys.stderr)
        figures += module_of(name).run()
    if json_file is not None:
        told = [figure.to_json() for figure in figures]
        json_file.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    else:
        _print_table(figures)
    return 0 if all(figure.holds for figure in figures) else 1


def module_of(name: str) -> ModuleType:
    """Where a benchmark is; its `run` gives the figures."""
    return import_module(f"tests.bench.{_MODULES.get(name, name)}")


def asked_for(words: Sequence[str]) -> tuple[Sequence[str], Path | None]:
    """The benchmarks to run, and the file for their figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    # Python 3.11 holds "none named" against the choices too.
    parser.add_argument("names", nargs="*", choices=(*NAMES, []), metavar="NAME")
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args(words)
    return asked.names or NAMES, asked.json


def _print_table(figures: list[Figure]) -> None:
    for one in figures:
        sign = {"lower": "≤", "higher": "≥"}[one.better]
        gate = "" if one.gate is None else f"{sign} {one.gate:g}"
        mark = "" if one.holds else "  FAILS"
        print(f"{one.figure:<20} {one.value:>12.3f} {one.unit:<6} {gate:>10}{mark}")


if __name__ == "__main__":
    sys.exit(main())
