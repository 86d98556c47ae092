"""Running histories: one, some, or as many as fit into an hour."""

from __future__ import annotations

import logging
import secrets
import sys
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from pathlib import Path

from tests.simulate.event import Event
from tests.simulate.parts import SOUND, Parts
from tests.simulate.planted import PLANTED
from tests.simulate.run import Result, run, run_history, shortest

_EVERY_S = 30.0
_CAME = "  -> "  # between an event and what came of it


def main() -> int:
    """0 when every law held."""
    told = _arguments()
    logging.disable(logging.CRITICAL)  # what goes wrong here goes wrong on purpose
    parts = PLANTED[told.planted] if told.planted else SOUND
    if told.history:
        lines = told.history.read_text().splitlines()
        events = tuple(Event.parse(line.partition(_CAME)[0]) for line in lines if _CAME in line)
        return _told(run_history(told.seed, events, parts), parts, shrink=False)
    if told.soak:
        return _soak(told, parts)
    first, _, end = (told.seeds or f"{told.seed}:{told.seed + 1}").partition(":")
    total, failed = Counter[str](), 0
    for seed in range(int(first), int(end)):
        result = run(seed, told.days, parts)
        total += result.tally
        failed |= _told(result, parts, shrink=True, whole=told.verbose)
    _print_tally(total, int(end) - int(first))
    return failed


def _soak(told: Namespace, parts: Parts) -> int:
    """Seeds that nobody has seen before, until the time is over or one fails."""
    started, said = time.monotonic(), time.monotonic()
    total, seeds = Counter[str](), 0
    seed = told.seed or secrets.randbelow(1 << 32)
    print(f"from seed {seed} on, {told.minutes} minutes")
    while time.monotonic() - started < told.minutes * 60:
        result = run(seed + seeds, told.days, parts)
        seeds += 1
        total += result.tally
        if _told(result, parts, shrink=True):
            _print_tally(total, seeds)
            return 1
        if time.monotonic() - said > _EVERY_S:
            said = time.monotonic()
            print(f"{seeds} seeds, {total['events']} events", flush=True)
    _print_tally(total, seeds)
    return 0


def _told(result: Result, parts: Parts, *, shrink: bool, whole: bool = False) -> int:
    if whole or (result.problems and not shrink):
        print(result)
    if not result.problems:
        return 0
    if shrink:
        print(f"seed {result.seed} fails: {result.problems[0]}\nthe shortest history:")
        print(shortest(result, parts), flush=True)
    return 1


def _print_tally(total: Counter[str], seeds: int) -> None:
    print(f"{seeds:9,} seeds")
    for what, count in sorted(total.items()):
        print(f"{count:9,} {what}")


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.simulate", description=__doc__)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seeds", metavar="FROM:TO", help="several, TO not among them")
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--history", type=Path, help="a printed history, to be run again")
    parser.add_argument("--planted", choices=sorted(PLANTED), help="with a bug that we know")
    parser.add_argument("--soak", action="store_true", help="until the minutes are over")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--verbose", action="store_true", help="print every history")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
