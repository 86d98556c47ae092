"""What is not enforced while the centre does not answer, and that it is said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from counter.decision.offline import Gap, unenforced
from counter.decision.refusal import Basis
from tests.simulators.station import Centre, Counter
from tests.simulators.world import NOW
from tests.unit.counter.teller import Teller

DATES = [(Basis.STATUS_LIST, NOW), (Basis.PAYOUT_LIST, NOW - timedelta(days=2))]


def test_nothing_is_unenforced_while_the_centre_answers() -> None:
    assert unenforced(None, DATES, NOW) == ()


def test_without_the_centre_every_gap_is_named_with_the_last_time_it_was_closed() -> None:
    gaps = unenforced("centre-unreachable", DATES, NOW)
    assert [one.gap for one in gaps] == list(Gap)
    assert {one.since for one in gaps} == {NOW}


def test_a_list_that_was_never_there_is_said_to_be_missing() -> None:
    dates = [*DATES, (Basis.STATUS_LIST, None)]
    gaps = {one.gap: one.since for one in unenforced("centre-slow", dates, NOW)}
    assert gaps[Gap.BLOCKS] is None
    assert gaps[Gap.HELD] == NOW


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_banner_follows_the_line_both_ways_by_itself(
    counter: Counter, centre: Centre, language: str
) -> None:
    teller = Teller.at(counter)
    teller.in_language(language)
    words = counter.words(language)
    assert words("offline-more") not in teller.page
    assert words("strip-more") in teller.page

    centre.fault = "centre-unreachable"
    counter.station.line.refresh()
    page = teller.page
    assert words("offline-more") in page
    assert words("offline-other-sheets") in page
    assert words("basis-status-list") in page

    centre.fault = None
    counter.station.line.refresh()
    assert words("offline-more") not in teller.page
