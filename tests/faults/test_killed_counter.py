"""A counter killed before each of its steps, from the card to the ledger's answer.

A step is a system call that something outside can see: a write to the store, a sync, a command to
the card, a request to the centre, the word to the teller that the cash may leave. They are not
listed: one payout is watched, and then, with a new person each time, the counter is killed at the
first, the second … call of each kind until a payout ends before there is another.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Count
from tests.simulators.counter_process import SENT
from tests.simulators.one_counter import one_counter
from tests.simulators.strace import Fault, names_of

pytestmark = pytest.mark.soak

MOST = 200
KILL = "signal=SIGKILL"
EXPECTED = {"write", "pwrite64", "fsync", "sendto", "unlink"}
"""Without one of these strace has not seen a payout."""


@pytest.mark.timeout(900)
def test_a_counter_killed_at_any_step_pays_each_person_once(tmp_path: Path, count: Count) -> None:
    with one_counter(tmp_path, people=MOST) as counter:
        counter.next_person()
        kinds = names_of(counter.serve_with(None).calls)
        assert kinds.keys() >= EXPECTED
        people, cuts = 1, 0
        for kind in kinds:
            step = is_there = 1
            while is_there:
                counter.next_person()
                ended = counter.serve_with(Fault(kind, KILL, str(step)))
                is_there = ended.was_killed
                if is_there:
                    counter.serve()
                else:
                    assert ended.told[-1] == (SENT, 0)
                people, cuts, step = people + 1, cuts + is_there, step + 1
        assert cuts >= sum(kinds.values()) / 2
        counter.check(people)
    count(cuts, "faults: kill -9 of a counter, before each step of a payout and its confirmation")
