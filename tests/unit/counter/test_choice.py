"""Choosing the months that are paid now: pure, on the desk, and on the page."""

from __future__ import annotations

import pytest

from counter.decision.choice import ChoiceFault, Chosen, months_of, narrowed, oldest_of
from counter.decision.decide import Offer, decide
from counter.desk.state import Offered, Told
from counter.paying.payout import Paid
from firmware_config.body.payout import Disbursed
from firmware_config.ids import EntitlementId
from firmware_config.period import Period
from firmware_config.record import Entitlement
from tests.simulators.knowing import knowing, tapped
from tests.simulators.station import Centre, Counter
from tests.simulators.world import CITIZEN, PIN, IssuedCard, IssuedQr, World
from tests.unit.counter.teller import Teller

# September, October and November; October was paid before.
ARREARS = 0b101


@pytest.fixture
def arrears(world: World) -> Entitlement:
    return world.entitlement(base=world.base.plus(-2), payable=ARREARS)


@pytest.fixture
def merit(world: World) -> Entitlement:
    return world.merit()


@pytest.fixture
def offer(world: World, arrears: Entitlement, merit: Entitlement) -> Offer:
    decided = decide(tapped(world.issue_card(arrears, merit)), knowing(world), world.now)
    assert isinstance(decided, Offer)
    return decided


def test_without_a_choice_all_is_paid(offer: Offer) -> None:
    assert narrowed(offer, None) is offer
    assert months_of(offer, None) == (2, 1)


def test_the_oldest_months_are_chosen_whatever_gaps_there_are(
    offer: Offer, arrears: Entitlement
) -> None:
    paying = narrowed(offer, oldest_of(offer, (1, 0)))
    (due,) = paying.dues
    assert due.claim.periods == (arrears.base,)
    assert paying.total_vnd == 500_000
    assert narrowed(offer, oldest_of(offer, (2, 1))) == offer


def test_what_is_not_named_is_not_paid(offer: Offer, merit: Entitlement) -> None:
    assert narrowed(offer, {merit.id: 0b1}).total_vnd == 2_055_000


def code_of(offer: Offer, chosen: Chosen) -> str:
    with pytest.raises(ChoiceFault) as fault:
        narrowed(offer, chosen)
    return fault.value.code


def test_nothing_but_the_offer_can_be_chosen(offer: Offer, arrears: Entitlement) -> None:
    assert code_of(offer, {EntitlementId.new(): 0b1}) == "choice-unknown"
    assert code_of(offer, {arrears.id: 0b111}) == "choice-unknown"
    assert code_of(offer, {arrears.id: 0b100}) == "choice-not-oldest-first"
    assert code_of(offer, {arrears.id: 0}) == "choice-empty"
    assert code_of(offer, {}) == "choice-empty"


@pytest.mark.parametrize("months", [(), (1,), (3, 0), (-1, 1), (1, 1, 1)])
def test_so_many_months_as_were_not_offered_are_refused(
    offer: Offer, months: tuple[int, ...]
) -> None:
    with pytest.raises(ChoiceFault):
        oldest_of(offer, months)


# ---- on the page ----


@pytest.fixture
def card(world: World, centre: Centre, arrears: Entitlement, merit: Entitlement) -> IssuedCard:
    return centre.issue_card(arrears, merit)


@pytest.fixture
def sheet(world: World, centre: Centre) -> IssuedQr:
    return centre.issue_sheet(world.entitlement(base=world.base.plus(-2), payable=0b111))


def paid_periods(counter: Counter) -> list[Period]:
    bodies = [entry.body for entry in counter.station.journal.latest_payouts(10)]
    return [
        period for body in bodies if isinstance(body, Disbursed) for period in body.claim.periods
    ]


def test_the_card_signs_for_the_chosen_months_and_the_rest_stays_due(
    counter: Counter, teller: Teller, card: IssuedCard, arrears: Entitlement
) -> None:
    form = {"presentation": counter.offer(card.card).presentation, "pin": PIN, "months": ["1", "0"]}
    assert teller.sent_to("/pay/chip", **form) == "/"
    assert paid_periods(counter) == [arrears.base]
    state = counter.state
    assert isinstance(state, Told)
    assert isinstance(state.answer, Paid)
    assert state.answer.total_vnd == 500_000
    counter.slot.pull()
    counter.wait_for_empty_reader()
    counter.station.desk.next_person()
    again = counter.offer(card.card)
    assert again.offer.total_vnd == 500_000 + 2_055_000


def test_without_a_script_the_page_counts_again_and_keeps_the_choice(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    presentation = counter.offer(card.card).presentation
    assert "3.055.000" in teller.page
    assert teller.sent_to("/choose", presentation=presentation, months=["1", "1"]) == "/"
    page = teller.page
    assert '<p class="amount">2.555.000' in page
    assert "Hai triệu năm trăm năm mươi lăm nghìn đồng" in page or "hai triệu năm trăm" in page
    assert "Lần này chưa chi 500.000" in page
    assert 'form="pay" name="months" value="1"' in page
    # A wrong PIN does not forget it.
    teller.post("/pay/chip", presentation=presentation, pin="999999", months=["1", "1"])
    assert '<p class="amount">2.555.000' in teller.page


def test_with_a_script_only_the_sum_changes_and_the_page_stays(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    presentation = counter.offer(card.card).presentation
    number, _ = counter.station.desk.shown
    data = {"csrf_token": teller.token, "presentation": presentation, "months": ["0", "1"]}
    part = teller.client.post("/choose", data=data, headers={"X-Live": "submit"})
    assert part.status_code == 200
    assert "2.055.000" in part.text
    assert "<html" not in part.text
    assert teller.get(f"/live?shown={number}").strip() == ""


def test_the_scanner_at_the_side_pays_what_is_chosen_on_the_page(
    counter: Counter, teller: Teller, sheet: IssuedQr
) -> None:
    teller.post("/scan", text=sheet.text)
    state = counter.state
    assert isinstance(state, Offered)
    teller.post("/choose", presentation=state.presentation, months=["2"])
    counter.station.desk.scanned(f"{CITIZEN.digits}||Nguyễn Thị Hồng Hạnh|02011945|Nữ|Hà Nội|x")
    assert len(paid_periods(counter)) == 2


@pytest.mark.parametrize(
    ("months", "said"),
    [
        (["9", "9"], "choice-unknown"),
        (["1"], "choice-unknown"),
        (["x", "1"], "choice-unknown"),
        (["-1", "1"], "choice-unknown"),
        (["٢", "1"], "choice-unknown"),
        (["0", "0"], "choice-empty"),
    ],
)
def test_a_form_that_was_never_offered_pays_nothing(
    counter: Counter, teller: Teller, card: IssuedCard, months: list[str], said: str
) -> None:
    presentation = counter.offer(card.card).presentation
    for path in ("/choose", "/pay/chip"):
        form = {"presentation": presentation, "pin": PIN, "months": months}
        assert teller.sent_to(path, **form) == f"/?said={said}"
        assert 'said" role="alert"' in teller.get(f"/?said={said}")
    assert paid_periods(counter) == []


def test_the_choice_of_a_page_that_is_gone_is_not_carried_over(
    counter: Counter, teller: Teller, card: IssuedCard, sheet: IssuedQr
) -> None:
    old = counter.offer(card.card).presentation
    counter.slot.pull()
    counter.wait_for_empty_reader()
    teller.post("/scan", text=sheet.text)
    assert teller.sent_to("/choose", presentation=old, months=["1", "1"]) == "/?said=moved"
    form = {"presentation": old, "pin": PIN, "months": ["1", "1"]}
    assert teller.sent_to("/pay/chip", **form) == "/?said=moved"
    state = counter.state
    assert isinstance(state, Offered)
    assert state.chosen is None


def test_one_month_of_one_programme_leaves_nothing_to_choose(
    counter: Counter, teller: Teller, world: World, centre: Centre
) -> None:
    one = centre.issue_sheet()
    counter.station.line.refresh()
    teller.post("/scan", text=one.text)
    assert "months-1" not in teller.page
