"""`docs/benchmarks.md` and its charts: every benchmark's last figures, and what they mean.

Each run writes over what it measured and leaves the rest as it was; `figures.json` beside the
charts is where the page is made from.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.bench.chart import chart
from tests.bench.figure import Figure
from tests.bench.machine import Machine

_MEANINGS = Path(__file__).with_name("meanings.toml")
_HEAD = """# Benchmarks

Measured by `make bench`, which writes this page; `python -m tests.bench NAME… --page docs`
measures some of them anew and leaves the others. A ratio is against a yardstick that was measured
in the same run, so it can be compared between machines where a time cannot. A figure without a
goal is told, not judged. In the charts 1 is the goal and less is better.
"""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One sentence of what a figure says, and what its yardstick is, if it has one."""

    means: str
    yardstick: str


@dataclass(frozen=True, slots=True)
class About:
    """A benchmark in words. `peers`: what others do, where that is the yardstick."""

    title: str
    peers: str
    figures: Mapping[str, Meaning]

    @classmethod
    def all(cls) -> dict[str, About]:
        """Of every benchmark, by its name."""
        found = tomllib.loads(_MEANINGS.read_text("utf-8"))
        return {name: cls._of(name, told) for name, told in found.items()}

    @classmethod
    def _of(cls, name: str, told: dict[str, Any]) -> About:
        figures = {
            f"{name}.{figure}": Meaning(one["means"], one.get("yardstick", ""))
            for figure, one in told["figures"].items()
        }
        return cls(told["title"], told.get("peers", ""), figures)


@dataclass(frozen=True, slots=True)
class Measured:
    """A benchmark's last run, `at` a time in UTC."""

    at: datetime
    machine: Machine
    figures: tuple[Figure, ...]

    @classmethod
    def of(cls, told: dict[str, Any]) -> Measured:
        figures = tuple(Figure(**one) for one in told["figures"])
        return cls(datetime.fromisoformat(told["at"]), Machine.of(told["machine"]), figures)

    def to_json(self) -> dict[str, object]:
        return {
            "at": self.at.isoformat(timespec="seconds"),
            "machine": self.machine.to_json(),
            "figures": [one.to_json() for one in self.figures],
        }


@dataclass(frozen=True, slots=True)
class Pages:
    """The page in the folder `docs`, with what it is made from in `docs/benchmarks`."""

    docs: Path

    @property
    def folder(self) -> Path:
        return self.docs / "benchmarks"

    @property
    def kept(self) -> Path:
        return self.folder / "figures.json"

    def measured(self) -> dict[str, Measured]:
        """The last run of each benchmark that ever ran."""
        if not self.kept.exists():
            return {}
        told = json.loads(self.kept.read_text("utf-8"))
        return {name: Measured.of(one) for name, one in told.items()}

    def keep(self, name: str, measured: Measured) -> None:
        """Write everything anew with the figures of benchmark `name`.

        Raises:
            KeyError: a figure that `meanings.toml` says nothing of; nothing is written.
        """
        every = self.measured() | {name: measured}
        ordered = {one: every[one] for one in About.all() if one in every}
        written = page(ordered)
        self.folder.mkdir(parents=True, exist_ok=True)
        told = {one: found.to_json() for one, found in ordered.items()}
        self.kept.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
        drawn = chart(name, measured.figures)
        if drawn is not None:
            (self.folder / f"{name}.svg").write_text(drawn, "utf-8")
        (self.docs / "benchmarks.md").write_text(written, "utf-8")


def page(every: Mapping[str, Measured]) -> str:
    """The page, of at least one benchmark.

    Raises:
        KeyError: a figure that `meanings.toml` says nothing of.
    """
    newest = max(every.values(), key=lambda one: one.at)
    machine = newest.machine
    told = (
        ("Last run", f"{newest.at:%Y-%m-%d}"),
        *machine.rows,
        ("4 KiB synced in", f"{machine.sync_ms:.2g} ms"),
    )
    rows = "\n".join(f"| {name} | {value} |" for name, value in told)
    parts = [
        _HEAD,
        f"## The machine\n\n| | |\n|---|---|\n{rows}\n",
        _missed(every),
    ]
    abouts = About.all()
    parts += [_part(name, one, abouts[name], newest) for name, one in every.items()]
    return "\n".join(parts)


def _missed(every: Mapping[str, Measured]) -> str:
    judged = [one for found in every.values() for one in found.figures if one.gate is not None]
    missed = [one.figure for one in judged if not one.holds]
    told = f"{len(judged) - len(missed)} of {len(judged)} goals are met."
    if missed:
        told += f" Missed: {', '.join(f'**{name}**' for name in missed)}."
    return f"{told}\n"


def _part(name: str, measured: Measured, about: About, newest: Measured) -> str:
    lines = [f"## {name}", "", about.title]
    lines += _where(measured, newest)
    if chart(name, measured.figures) is not None:
        alt = f"{name}: how much of each goal is used; the same numbers are in the table"
        lines += ["", f"![{alt}](benchmarks/{name}.svg)"]
    lines += [
        "",
        "| Figure | Value | Goal | | Yardstick of the same run | What it means |",
        "|---|--:|--:|---|---|---|",
        *(_row(one, about.figures[one.figure]) for one in measured.figures),
    ]
    if about.peers:
        lines += ["", f"Peers: {about.peers}"]
    return "\n".join([*lines, ""])


def _where(measured: Measured, newest: Measured) -> list[str]:
    """Of a run of another day or on another machine: when, and in what that machine differed."""
    rows = zip(measured.machine.rows, newest.machine.rows, strict=True)
    others = [f"{name} {value}" for (name, value), (_, now) in rows if value != now]
    if measured.at.date() == newest.at.date() and not others:
        return []
    told = ", ".join([f"Measured on {measured.at:%Y-%m-%d}", *others])
    return ["", f"{told}."]


def _row(one: Figure, meaning: Meaning) -> str:
    sign = {"lower": "≤", "higher": "≥"}[one.better]
    goal = "" if one.gate is None else f"{sign} {_number(one.gate)}"
    judged = "" if one.gate is None else "met" if one.holds else "**missed**"
    cells = [f"`{one.figure}`", _with_unit(one.value, one.unit), goal, judged]
    cells += [_yardstick(one, meaning), meaning.means]
    return f"| {' | '.join(cells)} |"


def _yardstick(one: Figure, meaning: Meaning) -> str:
    if one.yardstick is None:
        return meaning.yardstick
    told = _with_unit(one.yardstick, one.yardstick_unit)
    return f"{meaning.yardstick}: {told}"


def _with_unit(value: float, unit: str) -> str:
    if unit in ("", "x"):
        return _number(value)
    return f"{_number(value)}{unit}" if unit.startswith("/") else f"{_number(value)} {unit}"


def _number(value: float) -> str:
    """Three digits that say something; thousands apart."""
    if not math.isfinite(value):
        return "never" if math.isinf(value) else "–"
    if value == round(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
