"""Paying by the payout list: who is found, what is refused, and who must stand by."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from counter.decision.by_list import decide_by_list
from counter.decision.decide import Offer
from counter.decision.presented import PresentedPerson
from counter.decision.refusal import Basis, Refusal, Rule
from counter.desk.state import Offered, Told
from counter.paying.payout import Paid
from firmware_config.claim import Medium
from firmware_config.ids import CitizenNumber, EntitlementId, OfficeId
from firmware_config.payout_list import Line, OfficePayoutList, Whose
from firmware_config.period import Period
from firmware_config.record import CitizenHash
from firmware_config.terminal_policy import TerminalPolicy
from tests.simulators.knowing import knowing
from tests.simulators.station import Centre, Counter
from tests.simulators.world import CITIZEN, IssuedCard, World
from tests.unit.counter.teller import Teller

NAMESAKE = CitizenNumber("001150992345")
"""Another with the same last four digits."""
WHOSE = Whose(b"record-1", CitizenHash.of(CITIZEN))


def list_of(world: World, *lines: Line, office: OfficeId | None = None) -> OfficePayoutList:
    return OfficePayoutList(
        office or world.office, world.province, world.base, world.now, tuple(lines)
    )


def decided(
    world: World,
    listed: OfficePayoutList | None,
    number: CitizenNumber = CITIZEN,
    **more: object,
) -> Offer | Refusal:
    known = replace(knowing(world), payout_list=listed, **more)  # type: ignore[arg-type]
    return decide_by_list(PresentedPerson(number), known, world.now)


def rule_of(decision: Offer | Refusal) -> Rule:
    assert isinstance(decision, Refusal)
    return decision.rule


def test_who_stands_on_the_list_is_offered_all_that_is_due_there(world: World) -> None:
    lines = (
        Line(world.entitlement(payable=0b1), "Trần Văn Đức", whose=WHOSE),
        Line(world.entitlement(amount_vnd=300_000), "Trần Văn Đức", whose=WHOSE),
        Line(world.entitlement(), "Lê Thị Ân", whose=Whose(b"record-2", CitizenHash.of(NAMESAKE))),
        Line(world.entitlement(), "Ai đó"),
    )
    offer = decided(world, list_of(world, *lines))
    assert isinstance(offer, Offer)
    assert (offer.medium, offer.card, offer.total_vnd) == (Medium.LIST, None, 800_000)
    assert (offer.record.name, offer.record.id) == ("Trần Văn Đức", b"record-1")


def test_a_number_that_is_not_there_finds_nobody_by_its_last_digits(world: World) -> None:
    listed = list_of(world, Line(world.entitlement(), "Trần Văn Đức", whose=WHOSE))
    refused = decided(world, listed, NAMESAKE)
    assert isinstance(refused, Refusal)
    assert (refused.rule, refused.basis) == (Rule.NOT_ON_LIST, Basis.PAYOUT_LIST)
    assert refused.as_of == world.now
    assert NAMESAKE.digits not in repr(refused)


def test_without_a_list_of_this_office_nobody_is_paid_by_list(world: World) -> None:
    line = Line(world.entitlement(), "Trần Văn Đức", whose=WHOSE)
    assert rule_of(decided(world, None)) is Rule.NO_PAYOUT_LIST
    elsewhere = list_of(world, line, office=OfficeId("999999"))
    assert rule_of(decided(world, elsewhere)) is Rule.NO_PAYOUT_LIST


def test_an_untrusted_clock_or_no_trust_list_pays_nobody(world: World) -> None:
    listed = list_of(world, Line(world.entitlement(), "Trần Văn Đức", whose=WHOSE))
    assert rule_of(decided(world, listed, trust=None)) is Rule.NO_TRUST
    later = world.now + timedelta(days=1)
    assert rule_of(decided(world, listed, latest_time_seen=later)) is Rule.CLOCK_BEHIND


def test_what_is_held_paid_or_unsettled_is_refused(world: World) -> None:
    due = world.entitlement()
    line = Line(due, "Trần Văn Đức", whose=WHOSE)
    held = list_of(world, replace(line, held="reported-dead"))
    assert rule_of(decided(world, held)) is Rule.HELD
    listed = list_of(world, line)

    def paid(ref: EntitlementId) -> frozenset[Period]:
        return frozenset({world.base}) if ref == due.id else frozenset()

    assert rule_of(decided(world, listed, history=paid)) is Rule.ALREADY_PAID
    unsettled = decided(world, listed, is_unsettled=lambda ref: ref == due.id)
    assert rule_of(unsettled) is Rule.UNSETTLED


def test_an_old_list_pays_up_to_the_limits_for_paper(world: World) -> None:
    policy = TerminalPolicy.default()
    age = timedelta(hours=policy.ageing_up_to_h + 1)
    old = replace(
        list_of(world, Line(world.entitlement(), "Trần Văn Đức", whose=WHOSE)),
        issued_at=world.now - age,
    )
    decision = decided(world, old)
    if policy.stale_qr_limit_vnd < 500_000:
        assert isinstance(decision, Refusal)
        assert decision.basis is Basis.PAYOUT_LIST
    else:
        assert isinstance(decision, Offer)


# ---- at the desk ----


@pytest.fixture
def card(world: World, centre: Centre) -> IssuedCard:
    """Of the person who has left it at home."""
    issued = world.issue_card(world.two_months())
    whose = Whose(issued.record.id, issued.record.citizen)
    centre.lines += [
        Line(due, issued.record.name, None, whose=whose) for due in issued.entitlements
    ]
    return issued


def found(counter: Counter, teller: Teller) -> int:
    scanned = f"{CITIZEN.digits}||Nguyễn Thị Hồng Hạnh|02011945|Nữ|Hà Nội"
    assert teller.sent_to("/person", number=scanned) == "/"
    state = counter.state
    assert isinstance(state, Offered)
    return state.presentation


def test_a_supervisor_stands_by_and_the_journal_names_both(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    password = counter.accounts.create("hoa", "supervisor")
    presentation = found(counter, teller)
    page = teller.page
    assert "Không có thẻ và phiếu" in page
    assert "Theo danh sách chi trả" in page
    form = {"presentation": presentation, "supervisor": "hoa", "password": password}
    assert teller.sent_to("/pay/list", **form, months=["1"]) == "/"
    (body,) = counter.payouts
    assert (body.medium, body.teller, body.supervisor) == (Medium.LIST, "lan", "hoa")
    assert (body.record_id, body.identity) == (card.record.id, "citizen-card")
    assert body.claim.periods == (body.claim.base,)
    assert isinstance(counter.state, Told)
    assert isinstance(counter.state.answer, Paid)
    assert "500.000" in teller.page
    assert teller.sent_to("/pay/list", **form) == "/?said=moved"
    assert "Theo danh sách chi trả" in teller.get("/recent")


@pytest.mark.parametrize("who", ["nobody", "lan", "tam", "wrong"])
def test_without_another_supervisor_nothing_is_paid(
    counter: Counter, teller: Teller, who: str
) -> None:
    password = counter.accounts.create("tam", "teller")
    right = counter.accounts.create("hoa", "supervisor")
    presentation = found(counter, teller)
    name, typed = {
        "nobody": ("", ""),
        "lan": ("lan", "x"),
        "tam": ("tam", password),
        "wrong": ("hoa", f"{right}x"),
    }[who]
    form = {"presentation": presentation, "supervisor": name, "password": typed}
    assert teller.sent_to("/pay/list", **form) == "/?said=list-not-supervisor"
    assert counter.payouts == []
    assert isinstance(counter.state, Offered)


def test_a_supervisor_who_pays_does_not_approve_it_too(tmp_path: Path, world: World) -> None:
    centre = Centre(world)
    whose = Whose(b"record-1", CitizenHash.of(CITIZEN))
    centre.lines.append(Line(world.entitlement(), "Trần Văn Đức", None, whose=whose))
    counter = Counter(tmp_path, world, centre, shift_of="hoa")
    try:
        password = counter.accounts.create("hoa", "supervisor")
        teller = Teller.signed_in(counter, "hoa", password)
        form = {
            "presentation": found(counter, teller),
            "supervisor": "hoa",
            "password": password,
        }
        assert teller.sent_to("/pay/list", **form) == "/?said=list-own-action"
        assert counter.payouts == []
    finally:
        counter.stop()


def test_an_offer_by_list_is_paid_by_no_other_door(counter: Counter, teller: Teller) -> None:
    form = {"presentation": found(counter, teller), "pin": "123456", "identity": CITIZEN.digits}
    assert teller.sent_to("/pay/chip", **form) == "/?said=moved"
    assert teller.sent_to("/pay/paper", **form) == "/?said=moved"
    assert counter.payouts == []


def test_the_card_that_turns_up_later_is_refused_here(
    counter: Counter, teller: Teller, card: IssuedCard
) -> None:
    password = counter.accounts.create("hoa", "supervisor")
    form = {"presentation": found(counter, teller), "supervisor": "hoa", "password": password}
    teller.post("/pay/list", **form)
    assert len(counter.payouts) == 1
    counter.station.desk.next_person()
    counter.slot.insert(card.card)
    told = counter.wait_for(Told)
    assert isinstance(told.answer, Refusal)
    assert told.answer.rule is Rule.ALREADY_PAID


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("", "citizen-card-empty"),
        ("012345678", "citizen-card-old-number"),
        ("x", "citizen-card-no-number"),
    ],
)
def test_what_is_no_number_is_asked_for_again(teller: Teller, number: str, said: str) -> None:
    assert teller.sent_to("/person", number=number) == f"/?said={said}"


def test_a_stranger_is_refused_in_words_and_the_number_is_nowhere(
    counter: Counter, teller: Teller
) -> None:
    teller.post("/person", number=NAMESAKE.digits)
    page = teller.page
    assert "answer--refused" in page
    assert NAMESAKE.digits not in page
    state = counter.station.settings.state
    kept = b"".join(path.read_bytes() for path in state.iterdir() if path.is_file())
    assert NAMESAKE.digits.encode() not in kept
