"""What a journal says of shifts: each kind in its one shape."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config import cbor
from firmware_config.body.kinds import Body, body_of_wire
from firmware_config.body.shift import (
    MAX_DRAWER_VND,
    CashIn,
    CashOut,
    CashReason,
    DrawerCounted,
    Explanation,
    ShiftClosed,
    ShiftOpened,
)
from firmware_config.errors import ContractError
from firmware_config.money import MAX_VND
from firmware_config.notes import DENOMINATIONS_VND, Notes

texts = st.text(st.characters(codec="utf-8"), min_size=1, max_size=64)
seqs = st.integers(1, 1 << 40)
expected = st.integers(-MAX_DRAWER_VND, MAX_DRAWER_VND)
notes = st.builds(Notes.of, st.dictionaries(st.sampled_from(DENOMINATIONS_VND), st.integers(0, 99)))


@st.composite
def closings(draw: st.DrawFn) -> ShiftClosed:
    counted = draw(notes)
    expected_vnd = draw(st.one_of(st.just(counted.total_vnd), expected))
    differs = counted.total_vnd != expected_vnd
    return ShiftClosed(
        draw(seqs),
        counted,
        expected_vnd,
        draw(st.sampled_from(Explanation)) if differs else None,
        draw(st.text(st.characters(codec="utf-8"), max_size=64)),
        draw(texts),
        draw(st.one_of(st.none(), texts)),
        draw(st.integers(0, 1 << 40)),
    )


bodies: st.SearchStrategy[Body] = st.one_of(
    st.builds(ShiftOpened, notes, texts),
    st.builds(CashIn, st.integers(0, MAX_VND), texts, st.sampled_from(CashReason)),
    st.builds(CashOut, st.integers(0, MAX_VND), texts, st.sampled_from(CashReason)),
    st.builds(DrawerCounted, seqs, notes, expected, texts),
    closings(),
)


@given(bodies)
def test_a_body_comes_back_as_it_was_written(body: Body) -> None:
    wire = cbor.decode(cbor.encode(body.to_wire()))
    assert body_of_wire(body.kind, wire) == body


COUNTED = [[500_000, 2], [1_000, 5]]
CLOSED: list[object] = [1, COUNTED, 1_005_000, None, "", "lan", None, 0]


def closed(**different: object) -> list[object]:
    at = ("opened_seq", "counted", "expected_vnd", "explanation", "note", "teller", "supervisor")
    return [
        different.get(name, value) for name, value in zip((*at, "unconfirmed"), CLOSED, strict=True)
    ]


def test_a_shift_that_closes_without_a_difference_is_taken() -> None:
    assert body_of_wire("shift-closed", CLOSED).to_wire() == CLOSED


@pytest.mark.parametrize(
    ("kind", "wire"),
    [
        pytest.param("shift-opened", [COUNTED, ""], id="opened by nobody"),
        pytest.param("shift-opened", [[[3_000, 1]], "lan"], id="a note that there is not"),
        pytest.param("shift-opened", [[[1_000, 5], [500_000, 2]], "lan"], id="notes out of order"),
        pytest.param("shift-opened", [[[1_000, -1]], "lan"], id="less than no notes"),
        pytest.param("shift-opened", [[[500_000, 100_000]] * 2, "lan"], id="a note twice"),
        pytest.param("shift-opened", [1_005_000, "lan"], id="a sum for notes"),
        pytest.param("cash-in", [1_000, "lan"], id="cash in without a reason"),
        pytest.param("cash-in", [1_000, "lan", "gift"], id="an unknown reason"),
        pytest.param("cash-out", [-1, "lan", "safe"], id="negative cash out"),
        pytest.param("cash-out", [True, "lan", "safe"], id="a truth value for cash"),
        pytest.param("drawer-counted", [0, COUNTED, 0, "lan"], id="a count of no shift"),
        pytest.param("drawer-counted", [1, COUNTED, True, "lan"], id="a truth value for a sum"),
        pytest.param("drawer-counted", [1, COUNTED, 10**12 + 1, "lan"], id="more than any drawer"),
        pytest.param("shift-closed", closed(expected_vnd=0), id="a difference unexplained"),
        pytest.param("shift-closed", closed(explanation="unknown"), id="nothing explained"),
        pytest.param(
            "shift-closed", closed(expected_vnd=0, explanation="luck"), id="an unknown explanation"
        ),
        pytest.param("shift-closed", closed(note="x" * 65), id="an endless note"),
        pytest.param("shift-closed", closed(supervisor=""), id="a nameless supervisor"),
        pytest.param("shift-closed", closed(supervisor=7), id="a supervisor by number"),
        pytest.param("shift-closed", closed(unconfirmed=-1), id="less than none unconfirmed"),
        pytest.param("shift-closed", closed(opened_seq=True), id="a truth value for a shift"),
        pytest.param("shift-closed", [*CLOSED, 0], id="something more"),
    ],
)
def test_a_body_with_one_thing_wrong_is_refused(kind: str, wire: Any) -> None:
    with pytest.raises(ContractError):
        body_of_wire(kind, wire)


def test_a_difference_is_negative_when_money_is_missing() -> None:
    body = body_of_wire("shift-closed", closed(expected_vnd=1_005_500, explanation="unknown"))
    assert isinstance(body, ShiftClosed)
    assert body.difference_vnd == -500
