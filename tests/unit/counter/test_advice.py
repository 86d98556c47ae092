"""What the centre tells the teller of a person, on the page and in the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from counter.advice import Advice
from counter.decide import Offer, decide
from counter.desk_state import Offered, Told
from firmware_config.ids import CitizenNumber, OfficeId
from firmware_config.payout_list import Line, OfficePayoutList, Proxy
from firmware_config.record import CitizenHash
from tests.simulators.knowing import knowing, listing, tapped
from tests.simulators.station import Centre, Counter
from tests.simulators.world import IssuedCard, World
from tests.unit.counter.teller import Teller

BROTHER = Proxy("Nguyễn Văn Nam", CitizenHash.of(CitizenNumber("001070001234")), date(2026, 11, 5))
NOTE = "Nghe kém, nói to và chậm."


def told(issued: IssuedCard) -> tuple[Line, ...]:
    return tuple(
        Line(due, issued.record.name, None, BROTHER, True, NOTE) for due in issued.entitlements
    )


def list_of(world: World, *lines: Line) -> OfficePayoutList:
    return replace(listing(world), lines=lines)


def advised(issued: IssuedCard, world: World, later: timedelta = timedelta()) -> Advice:
    known = knowing(world, payout_list=list_of(world, *told(issued)))
    offer = decide(tapped(issued), known, world.now + later)
    assert isinstance(offer, Offer), offer
    return offer.advice


def test_the_offer_carries_what_the_list_tells_of_the_person(world: World) -> None:
    assert advised(world.issue_card(), world) == Advice(BROTHER, False, True, NOTE)


def test_a_proxy_is_over_on_the_day_after_the_last(world: World) -> None:
    issued = world.issue_card()
    assert not advised(issued, world, timedelta(hours=8)).is_proxy_over  # 23:00 in Viet Nam
    assert advised(issued, world, timedelta(hours=9, minutes=1)).is_proxy_over


def test_without_a_list_of_its_own_office_the_counter_knows_nothing(world: World) -> None:
    issued = world.issue_card()
    here = decide(tapped(issued), knowing(world), world.now)
    assert isinstance(here, Offer)
    elsewhere = knowing(world, office=OfficeId("999999"), payout_list=list_of(world, *told(issued)))
    there = decide(tapped(issued), elsewhere, world.now)
    assert isinstance(there, Offer)
    assert here.advice == there.advice == Advice()


@pytest.fixture
def centre(world: World) -> Centre:
    return Centre(world)


def shown(tmp_path: Path, world: World, centre: Centre, lines: tuple[Line, ...]) -> str:
    issued = world.issue_card()
    centre.lines += [
        replace(line, entitlement=due) for line, due in zip(lines, issued.entitlements, strict=True)
    ]
    counter = Counter(tmp_path, world, centre)
    try:
        teller = Teller.at(counter)
        counter.slot.insert(issued.card)
        state = counter.wait_for(Told if lines[0].held else Offered)
        assert isinstance(state, Offered | Told)
        return teller.page
    finally:
        counter.stop()


def test_the_teller_reads_note_home_and_proxy(tmp_path: Path, world: World, centre: Centre) -> None:
    page = shown(tmp_path, world, centre, told(world.issue_card()))
    assert NOTE in page
    assert "Người này được chi trả tại nhà." in page
    assert "Người nhận thay: Nguyễn Văn Nam (4 số cuối căn cước: 1234)." in page
    assert "có hiệu lực đến hết ngày 05/11/2026" in page


def test_the_teller_is_warned_of_a_paper_that_ran_out(
    tmp_path: Path, world: World, centre: Centre
) -> None:
    over = replace(BROTHER, until=date(2026, 11, 4))
    lines = tuple(replace(line, proxy=over) for line in told(world.issue_card()))
    page = shown(tmp_path, world, centre, lines)
    assert "đã hết hạn ngày 04/11/2026: không chi cho người nhận thay" in page


def test_a_line_held_for_a_death_says_so(tmp_path: Path, world: World, centre: Centre) -> None:
    lines = tuple(replace(line, held="reported-dead") for line in told(world.issue_card()))
    assert "Theo danh sách chi trả, người hưởng đã qua đời." in shown(
        tmp_path, world, centre, lines
    )
