"""Home visits: a route prepared, printed, paid on the road without a network, and settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from counter.decision.refusal import Refusal, Rule
from counter.desk.state import Offered, Told, Waiting
from counter.paying.payout import Paid
from counter.visit import MAX_STOPS, NAMES_KEPT, VisitFault, found_in
from firmware_config import qr
from firmware_config.ids import EntitlementId, OfficeId
from firmware_config.payout_list import Line
from firmware_config.record import Record
from tests.simulators.on_paper import words_on
from tests.simulators.station import Centre, Counter
from tests.simulators.world import CITIZEN, PIN, IssuedCard, IssuedQr, World
from tests.unit.counter.teller import Teller

DAY = timedelta(days=1)


def listed(world: World, centre: Centre, counter: Counter, *names: str) -> list[Line]:
    """The lines of a list that has nobody else."""
    centre.lines[:] = [Line(world.entitlement(), name) for name in names]
    counter.station.line.refresh()
    return [*centre.lines]


def test_people_are_found_however_the_name_is_typed(
    world: World, centre: Centre, counter: Counter
) -> None:
    listed(world, centre, counter, "Nguyễn Thị Hồng Hạnh", "Đỗ Văn Đức")
    centre.lines.append(Line(world.entitlement(), "Đỗ Văn Giữ", held="suspense"))
    counter.station.line.refresh()
    payout_list = counter.station.published.snapshot.payout_list
    assert [line.name for line in found_in(payout_list, "hong hanh")] == ["Nguyễn Thị Hồng Hạnh"]
    assert [line.name for line in found_in(payout_list, "ĐỖ van")] == ["Đỗ Văn Đức"]
    assert found_in(payout_list, " ") == ()
    assert found_in(None, "hanh") == ()


def test_a_route_is_chosen_by_search_kept_printed_and_walked(
    world: World, centre: Centre, counter: Counter, teller: Teller
) -> None:
    hanh, duc = listed(world, centre, counter, "Nguyễn Thị Hồng Hạnh", "Đỗ Văn Đức")
    page = teller.post("/visits/choose", q="hạnh", do="search").text
    assert str(hanh.entitlement.id) in page
    assert str(duc.entitlement.id) not in page
    chosen = [str(hanh.entitlement.id), str(duc.entitlement.id)]
    page = teller.post("/visits/choose", q="", do="search", stop=chosen).text
    assert page.count("checked") == 2
    assert "1.000.000" in page

    kept = teller.sent_to("/visits/choose", do="prepare", stop=chosen)
    page = teller.get(kept)
    assert "Đỗ Văn Đức" in page
    answer = teller.client.get("/visits/1.pdf")
    text = words_on(answer.data)
    assert "Nguyễn Thị Hồng Hạnh" in text
    assert "Một triệu đồng" in text or "một triệu đồng" in text

    assert "said=visit-set-out" in teller.sent_to("/visits/1/set-out")
    assert "Đang đi" in teller.get("/visits/1")
    assert teller.sent_to("/visits/1/returned").endswith("/shift")
    assert "Đã về lúc" in teller.get("/visits/1")


def test_what_cannot_be_a_route_is_refused_with_words(
    world: World, centre: Centre, counter: Counter, teller: Teller
) -> None:
    lines = listed(world, centre, counter, *(f"Người số {n}" for n in range(MAX_STOPS + 1)))
    empty = teller.post("/visits/choose", do="prepare")
    assert (empty.status_code, "Chưa chọn ai" in empty.text) == (422, True)
    all_of_them = [str(line.entitlement.id) for line in lines]
    too_long = teller.post("/visits/choose", do="prepare", stop=all_of_them)
    assert (too_long.status_code, "Quá 100 khoản" in too_long.text) == (422, True)
    gone = teller.post("/visits/choose", do="prepare", stop=[str(EntitlementId.new()), "nonsense"])
    assert (gone.status_code, "không còn trong danh sách" in gone.text) == (422, True)
    assert teller.client.get("/visits/7").status_code == 404
    assert teller.client.get("/visits/7.pdf").status_code == 404
    assert teller.post("/visits/7/set-out").status_code == 404


def test_nobody_sets_out_without_a_float_or_twice(
    world: World, centre: Centre, counter: Counter, teller: Teller
) -> None:
    (line,) = listed(world, centre, counter, "Đỗ Văn Đức")
    teller.sent_to("/visits/choose", do="prepare", stop=str(line.entitlement.id))
    other = Teller.at(counter, "hoa")
    assert "said=visit-no-shift" in other.sent_to("/visits/1/set-out")
    assert "said=visit-no-shift" in teller.sent_to("/visits/1/returned")
    assert "said=visit-set-out" in teller.sent_to("/visits/1/set-out")
    assert "said=visit-under-way" in teller.sent_to("/visits/1/set-out")
    teller.sent_to("/visits/1/returned")
    assert "said=visit-settled" in teller.sent_to("/visits/1/set-out")
    assert "said=visit-settled" in teller.sent_to("/visits/1/returned")


def test_the_names_of_old_routes_are_wiped(world: World, centre: Centre, counter: Counter) -> None:
    (line,) = listed(world, centre, counter, "Đỗ Văn Đức")
    visits = counter.station.visits
    lists = counter.station.published.snapshot.payout_list
    visits.prepare([line.entitlement.id], lists, "lan")
    visits.set_out(1, 1)
    visits.returned(1)
    counter.now += NAMES_KEPT + DAY
    visits.prepare([line.entitlement.id], lists, "lan")
    assert [stop.name for stop in visits.visit(1).stops] == [None]
    assert [stop.name for stop in visits.visit(2).stops] == ["Đỗ Văn Đức"]


def test_without_a_list_there_is_no_route(counter: Counter) -> None:
    with pytest.raises(VisitFault, match="visit-no-list"):
        counter.station.visits.prepare([EntitlementId.new()], None, "lan")


class Road:
    """A laptop on its way: nine cards and nine sheets of its own office are on its list."""

    def __init__(self, world: World, centre: Centre, counter: Counter) -> None:
        self.world = world
        self.counter = counter
        self.cards = [world.issue_card() for _ in range(9)]
        self.sheets = [world.issue_qr() for _ in range(9)]
        for record in [one.record for one in self.cards] + [one.record for one in self.sheets]:
            centre.list_record(record)
        counter.station.line.refresh()
        counter.station.line.drainer.stop()
        self.centre = centre

    def leave(self) -> None:
        self.centre.fault = "centre-unreachable"
        self.counter.station.line.refresh()

    def pay_chip(self, card: IssuedCard) -> Paid | Refusal:
        state = self.counter.offer(card.card)
        self.counter.station.desk.pay_chip(state.presentation, PIN, "lan")
        answer = self._answer()
        self.counter.slot.pull()
        self.counter.wait_for_empty_reader()
        self.counter.station.desk.next_person()
        self.counter.wait_for(Waiting)
        return answer

    def pay_sheet(self, sheet: IssuedQr) -> Paid | Refusal:
        desk = self.counter.station.desk
        desk.show_text(sheet.text, "lan")
        state = desk.state
        if isinstance(state, Offered):
            desk.pay_paper(state.presentation, CITIZEN, "lan")
        answer = self._answer()
        desk.next_person()
        return answer

    def of_another_office(self) -> tuple[Record, str]:
        record = replace(self.world.record(), office=OfficeId("999999"))
        return record, qr.to_digits(self.world.sign(record))

    def _answer(self) -> Paid | Refusal:
        told = self.counter.state
        assert isinstance(told, Told)
        assert isinstance(told.answer, Paid | Refusal)
        return told.answer


@pytest.fixture
def road(world: World, centre: Centre, counter: Counter) -> Road:
    return Road(world, centre, counter)


def test_a_week_on_the_road_pays_its_own_people_and_names_what_it_refuses(road: Road) -> None:
    road.leave()
    for day in range(8):
        assert isinstance(road.pay_chip(road.cards[day]), Paid), f"day {day}"
        # After a week, nobody knows any more which sheets were cancelled.
        on_sheet = road.pay_sheet(road.sheets[day])
        assert isinstance(on_sheet, Paid), f"day {day}: {on_sheet}"
        # A sheet is paid once, whatever the network.
        again = road.pay_sheet(road.sheets[day])
        assert isinstance(again, Refusal)
        assert again.rule is Rule.ALREADY_PAID
        # Another office's needs the centre.
        record, text = road.of_another_office()
        stranger = road.pay_sheet(IssuedQr(text, record, b""))
        assert isinstance(stranger, Refusal)
        assert stranger.rule is Rule.PAPER_OF_ANOTHER_OFFICE
        road.counter.now += DAY

    late = road.pay_sheet(road.sheets[8])
    assert isinstance(late, Refusal)
    assert late.rule is Rule.STATUS_UNKNOWN
    assert isinstance(road.pay_chip(road.cards[8]), Paid)

    # Home again: all of it is sent, and nothing is left to settle.
    station = road.counter.station
    assert station.outbox.pending().confirmations >= 17
    road.centre.fault = None
    station.line.refresh()
    station.line.drainer.round()
    assert station.outbox.pending().confirmations == 0
    assert station.outbox.dead_letters() == []
    shift = station.shifts.current
    assert shift is not None
    assert shift.expected_vnd == shift.counted.total_vnd - 17 * 500_000
