"""A benchmark's figure and how it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `gate` bounds it (None: told only); `better` is `lower` or `higher`.

    `yardstick` is what it was measured against in the same run, in a unit of its own.
    """

    figure: str
    value: float
    unit: str
    gate: float | None
    better: str
    yardstick: float | None = None
    yardstick_unit: str = ""

    @property
    def holds(self) -> bool:
        if self.gate is None:
            return True
        return self.value <= self.gate if self.better == "lower" else self.value >= self.gate

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` took."""
    began = perf_counter()
    work()
    return perf_counter() - began


def percentile(seconds: list[float], share: float) -> float:
    """The value below which `share` (0…1) of the sorted measurements lie."""
    return sorted(seconds)[min(int(len(seconds) * share), len(seconds) - 1)]


def microseconds(seconds: list[float]) -> float:
    """The median of measurements, to be told."""
    return percentile(seconds, 0.5) * 1e6


def paired_ratio(
    ours: Callable[[], object], yardstick: Callable[[], object], rounds: int
) -> tuple[float, list[float], list[float]]:
    """Medians of the two, taken in turn so that a machine's drift hits both: ratio and times."""
    for _ in range(min(rounds // 10, 50)):
        ours()
        yardstick()
    mine, theirs = [], []
    for _ in range(rounds):
        mine.append(timed(ours))
        theirs.append(timed(yardstick))
    return percentile(mine, 0.5) / percentile(theirs, 0.5), mine, theirs
