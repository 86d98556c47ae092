"""Long runs: done chunk by chunk, paused, gone on with after a stop, and never by two at once."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from cardsvc.centre import Centre
from cardsvc.errors import CentreError
from cardsvc.runs.errors import RunError
from cardsvc.runs.run import Run, Step, find_run, newest_runs
from cardsvc.runs.runs import HELD_FOR, Runs
from cardsvc.tables import RunState
from tests.simulators.centre_world import Hands

WAIT_S = 20.0


@dataclass(slots=True)
class Work:
    """Ten items, done three at a time; `before` happens within each step."""

    done: list[int] = field(default_factory=list)
    before: Callable[[], None] = lambda: None

    def step(self, subject: str) -> Step:
        self.before()
        more = list(range(len(self.done), min(len(self.done) + 3, 10)))
        self.done += more
        return Step(len(more), is_finished=len(self.done) == 10)


def started(centre: Centre, work: Work) -> int:
    centre.runs.register("count", work.step)
    return centre.runs.start("count", "x", 10, "lan")


def seen(centre: Centre, run: int) -> Run:
    with centre.reading.begin() as connection:
        return find_run(connection, run)


def test_a_run_is_done_to_its_end_and_tells_of_every_step(centre: Centre) -> None:
    told: list[int] = []
    work = Work()
    run = started(centre, work)
    centre.runs.listen(lambda: told.append(seen(centre, run).done))
    centre.runs.work_off()
    assert seen(centre, run).state is RunState.DONE
    assert (work.done, told) == (list(range(10)), [3, 6, 9, 10])


def test_a_run_whose_disk_is_full_says_so_and_goes_on_when_there_is_room(centre: Centre) -> None:
    def fail() -> None:
        raise OSError(errno.ENOSPC, "no room", "/var/lib/chitra/reports/1")

    work = Work(before=fail)
    run = started(centre, work)
    centre.runs.work_off()
    assert (seen(centre, run).state, seen(centre, run).fault) == (RunState.FAILED, "file-no-room")
    work.before = lambda: None
    centre.runs.resume(run)
    centre.runs.work_off()
    assert (seen(centre, run).state, seen(centre, run).fault) == (RunState.DONE, None)


def test_the_same_work_is_not_begun_twice_until_it_is_done(centre: Centre) -> None:
    run = started(centre, Work())
    with pytest.raises(RunError) as refused:
        centre.runs.start("count", "x", 10, "lan")
    assert (refused.value.code, refused.value.data) == ("run-open", {"run": run})
    centre.runs.work_off()
    centre.runs.start("count", "x", 10, "lan")


def test_work_that_nobody_can_do_is_not_begun(centre: Centre) -> None:
    with pytest.raises(RunError, match="run-kind-unknown"):
        centre.runs.start("other", "x", 1, "lan")


def test_a_run_paused_within_a_step_stops_after_it(centre: Centre) -> None:
    work = Work()
    run = started(centre, work)
    work.before = lambda: centre.runs.pause(run)
    centre.runs.work_off()
    assert len(work.done) == 3
    assert (seen(centre, run).state, seen(centre, run).done) == (RunState.PAUSED, 3)
    work.before = lambda: None
    centre.runs.resume(run)
    centre.runs.work_off()
    assert seen(centre, run).state is RunState.DONE
    with pytest.raises(RunError, match="run-not-resting"):
        centre.runs.resume(run)


def test_a_fault_is_told_and_the_run_goes_on_from_there_once_mended(centre: Centre) -> None:
    def fail() -> None:
        raise CentreError("nothing-works")

    work = Work(before=fail)
    run = started(centre, work)
    centre.runs.work_off()
    assert (seen(centre, run).state, seen(centre, run).fault) == (RunState.FAILED, "nothing-works")
    work.before = lambda: None
    centre.runs.resume(run)
    centre.runs.work_off()
    assert (seen(centre, run).state, seen(centre, run).fault) == (RunState.DONE, None)


def test_a_killed_step_is_done_again_by_the_next_process(centre: Centre, clock: Hands) -> None:
    def die() -> None:
        raise KeyboardInterrupt

    run = started(centre, Work(before=die))
    with pytest.raises(KeyboardInterrupt):
        centre.runs.work_off()
    work, later = Work(), Runs(centre.engine, clock)
    later.register("count", work.step)
    later.work_off()
    assert seen(centre, run).state is RunState.DONE
    assert len(work.done) == 10


def test_no_two_processes_do_one_run_at_once(centre: Centre, clock: Hands) -> None:
    other, theirs = Runs(centre.engine, clock), Work()
    other.register("count", theirs.step)
    work = Work(before=other.work_off)
    started(centre, work)
    centre.runs.work_off()
    assert (len(work.done), theirs.done) == (10, [])


def test_what_a_dead_process_held_is_free_after_a_while(centre: Centre, clock: Hands) -> None:
    run = started(centre, Work())
    with centre.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE run SET held_until = 4000000000")
    centre.runs.work_off()
    assert seen(centre, run).done == 0
    with centre.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE run SET held_until = 1")
    clock.forward(HELD_FOR)
    centre.runs.work_off()
    assert seen(centre, run).state is RunState.DONE


def test_a_thread_of_the_centre_s_works_by_itself(centre: Centre) -> None:
    centre.runs.begin()
    run = started(centre, Work())
    until = time.monotonic() + WAIT_S
    while seen(centre, run).state is not RunState.DONE:
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.01)
    with centre.reading.begin() as connection:
        assert [one.id for one in newest_runs(connection)] == [run]
