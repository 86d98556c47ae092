"""`docs/security.md` is whole. That what it points to is there is asked of every page
(`test_documents.py`)."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.conftest import Count

ROOT = Path(__file__).parents[2]
_PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| (\d+\.\d+\.\d+)(?:–(\d+\.\d+\.\d+))? [^|]*\| ([^|]+) \|", re.MULTILINE)
_STATES = ("met", "partly", "not met", "n/a")
_TOTALS = re.compile(r"^\| met \| partly .*\n\|[-|]+\|\n\| (.+) \|$", re.MULTILINE)

# ASVS 4.0.3, level 2: how many requirements each section has, without those that were deleted or
# are of level 3 alone. Their numbers have gaps, which `_GAPS` names.
_LAST = """
1.1:7 1.2:4 1.4:5 1.5:4 1.6:4 1.7:2 1.8:2 1.9:2 1.10:1 1.11:2 1.12:2 1.14:6
2.1:12 2.2:3 2.3:3 2.4:5 2.5:7 2.6:3 2.7:6 2.8:7 2.9:3 2.10:4
3.1:1 3.2:4 3.3:4 3.4:5 3.5:3 3.7:1
4.1:5 4.2:2 4.3:3
5.1:5 5.2:8 5.3:10 5.4:3 5.5:4
6.1:3 6.2:6 6.3:2 6.4:2
7.1:4 7.2:2 7.3:4 7.4:3
8.1:4 8.2:3 8.3:8
9.1:3 9.2:4
10.2:2 10.3:3
11.1:8
12.1:3 12.2:1 12.3:6 12.4:2 12.5:2 12.6:1
13.1:5 13.2:6 13.3:2 13.4:2
14.1:4 14.2:6 14.3:3 14.4:7 14.5:4
"""
_GAPS = frozenset({"1.4.2", "1.4.3", "1.12.1", "4.1.4", "7.3.2", "13.1.2", "13.2.4", "14.3.1"})


def _required() -> set[str]:
    sections = (text.split(":") for text in _LAST.split())
    return {
        f"{section}.{number}" for section, last in sections for number in range(1, int(last) + 1)
    } - _GAPS


def _answered() -> list[tuple[str, str]]:
    found = []
    for first, last, state in _ROW.findall(_PAGE):
        section, _, begin = first.rpartition(".")
        end = last.rpartition(".")[2] or begin
        found += [
            (f"{section}.{number}", state.strip()) for number in range(int(begin), int(end) + 1)
        ]
    return found


def test_every_requirement_of_level_2_has_one_line_and_a_state(count: Count) -> None:
    answered = _answered()
    ids = [one for one, _ in answered]
    assert set(ids) == _required()
    assert len(ids) == len(set(ids))
    states = Counter(state for _, state in answered)
    assert states.keys() <= set(_STATES)
    (totals,) = _TOTALS.findall(_PAGE)
    told = [int(number) for number in totals.split(" | ")]
    assert told == [*(states[state] for state in _STATES), len(ids)]
    for state, number in states.items():
        count(number, f"ASVS 4.0.3 level 2: {state}")
