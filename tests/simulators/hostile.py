"""Strategies for what an attacker sends: arbitrary values, and good ones with one thing wrong."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

_INTS = st.one_of(
    st.integers(-(1 << 64), (1 << 64) - 1),
    st.sampled_from([0, 1, 2, -1, 1 << 31, (1 << 32) - 1, 1 << 32, 1 << 63, (1 << 64) - 1]),
)
_TEXTS = st.one_of(st.text(max_size=12), st.sampled_from(["", "0", "٠١", "\x00", "A" * 2000]))
scalars = st.one_of(st.none(), st.booleans(), _INTS, st.binary(max_size=70), _TEXTS)
keys = st.one_of(_INTS, st.binary(max_size=8), st.text(max_size=8))
values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(keys, inner, max_size=5)),
    max_leaves=12,
)
"""Any value that has a deterministic encoding."""


@st.composite
def spoiled(draw: st.DrawFn, good: Any) -> Any:
    """`good` with a member replaced, added, taken away or doubled, somewhere within."""
    whole = [copy.deepcopy(good)]
    holder: Any = whole
    place: Any = 0
    while _is_container(holder[place]) and draw(st.booleans()):
        inner = holder[place]
        if not inner:
            break
        holder = inner
        place = draw(
            st.sampled_from(
                sorted(inner, key=repr) if isinstance(inner, dict) else range(len(inner))
            )
        )
    match draw(st.sampled_from(["replace", "add", "drop", "double"])):
        case "add" if isinstance(holder[place], list):
            holder[place].append(draw(values))
        case "add" if isinstance(holder[place], dict):
            holder[place][draw(keys)] = draw(values)
        case "drop" if holder is not whole:
            del holder[place]
        case "double" if isinstance(holder, list) and holder is not whole:
            holder.insert(place, copy.deepcopy(holder[place]))
        case _:
            holder[place] = draw(values)
    return whole[0]


def _is_container(value: object) -> bool:
    return isinstance(value, list | dict)
