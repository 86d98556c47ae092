"""A whole run: a history from its seed, healed and checked; and the shortest that still fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.simulate.check import Evidence, Problem, check
from tests.simulate.entropy import seeded
from tests.simulate.event import FAULTS, Event
from tests.simulate.parts import SOUND, Parts
from tests.simulate.replay import deliver_again
from tests.simulate.story import story
from tests.simulate.template import COUNTERS, template
from tests.simulate.world import World

_TRIES = 300
"""How many runs shrinking may take."""

History = tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """`outcomes` tells of each event in a few words what came of it."""

    seed: int
    events: History
    problems: tuple[Problem, ...]
    tally: Counter[str]
    outcomes: tuple[str, ...]

    def __str__(self) -> str:
        told = [
            f"{event}  -> {came}" for event, came in zip(self.events, self.outcomes, strict=True)
        ]
        return "\n".join((f"seed {self.seed}", *told, *(f"! {one}" for one in self.problems)))


def events_of(seed: int, days: int) -> History:
    media = [person.media for person in template().people]
    return story(seed, days, len(COUNTERS), media)


def run(seed: int, days: int, parts: Parts = SOUND) -> Result:
    return run_history(seed, events_of(seed, days), parts)


def run_history(seed: int, events: History, parts: Parts = SOUND) -> Result:
    """Let `events` happen in a new world, heal it, and check it."""
    made = template()
    world = World.begin(made, seed, parts)
    with seeded(world.entropy):
        for event in events:
            world.do(event)
        world.heal()
        world.rest()
        deliver_again(world, seed)
    counters = {counter.id.text: counter.disk.path for counter in world.counters}
    evidence = Evidence(made.disk.path, made.again.path, counters, world.log)
    world.log.tally["events"] += len(events)
    outcomes = tuple(world.log.outcomes)
    return Result(seed, events, tuple(check(evidence)), world.log.tally, outcomes)


def shortest(failed: Result, parts: Parts = SOUND) -> Result:
    """A history with as little as possible in it that still breaks the first rule that `failed`
    breaks: events are left out, then their faults."""
    rule, tries = failed.problems[0].rule, 0
    best = failed

    def fails(events: History) -> bool:
        nonlocal best, tries
        if tries >= _TRIES:
            return False
        tries += 1
        result = run_history(failed.seed, events, parts)
        if any(problem.rule == rule for problem in result.problems):
            best = result
            return True
        return False

    _leave_out(lambda: best.events, fails)
    _without_faults(lambda: best.events, fails)
    _leave_out(lambda: best.events, fails)
    return best


def _leave_out(events: Callable[[], History], fails: Callable[[History], bool]) -> None:
    size = max(len(events()) // 2, 1)
    while True:
        at, shrunk = 0, False
        while at < len(events()):
            if fails(events()[:at] + events()[at + size :]):
                shrunk = True
            else:
                at += size
        if size == 1 and not shrunk:
            return
        size = max(size // 2, 1)


def _without_faults(events: Callable[[], History], fails: Callable[[History], bool]) -> None:
    for at in range(len(events())):
        for name, nothing in {**FAULTS, "minutes": 0}.items():
            event = events()[at]
            if getattr(event, name) != nothing:
                plainer = replace(event, **{name: nothing})  # type: ignore[arg-type]
                fails((*events()[:at], plainer, *events()[at + 1 :]))
