"""What the centre tells the teller of a person, on the page and in the decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from counter.decision.advice import Advice
from counter.decision.decide import Offer, decide
from counter.desk.state import Offered, Told
from firmware_config.ids import CitizenNumber, OfficeId
from firmware_config.payout_list import Line, OfficePayoutList, Proxy
from firmware_config.record import CitizenHash
from tests.simulators.knowing import knowing, listing, tapped
from tests.simulators.station import Counter
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


def shown(counter: Counter, teller: Teller, card: IssuedCard, *lines: Line) -> str:
    """The page of `card` while the list has `lines` alone."""
    counter.centre.lines[:] = lines
    counter.station.line.refresh()
    counter.slot.insert(card.card)
    counter.wait_for(Told if lines[0].held else Offered)
    return teller.page


def test_the_teller_reads_note_home_and_proxy(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    page = shown(counter, teller, card, *told(card))
    assert NOTE in page
    assert "Người này được chi trả tại nhà." in page
    assert "Người nhận thay: Nguyễn Văn Nam (4 số cuối căn cước: 1234)." in page
    assert "có hiệu lực đến hết ngày 05/11/2026" in page


def test_the_teller_is_warned_of_a_paper_that_ran_out(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    over = replace(BROTHER, until=date(2026, 11, 4))
    page = shown(counter, teller, card, *(replace(line, proxy=over) for line in told(card)))
    assert "đã hết hạn ngày 04/11/2026: không chi cho người nhận thay" in page


def test_a_line_held_for_a_death_says_so(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    held = (replace(line, held="reported-dead") for line in told(card))
    page = shown(counter, teller, card, *held)
    assert "Theo danh sách chi trả, người hưởng đã qua đời." in page
