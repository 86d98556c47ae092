"""The decision: one test a verdict."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from counter.decision.decide import Known, Offer, decide
from counter.decision.presented import Presented, PresentedPaper
from counter.decision.refusal import Basis, Refusal, Rule
from firmware_config.ids import EntitlementId, OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period
from firmware_config.status import Status
from firmware_config.trust import Role, TrustedKey
from tests.simulators.knowing import knowing, listing, scanned, statuses, tapped
from tests.simulators.world import World

ELSEWHERE = OfficeId("999999")


def offered(presented: Presented, known: Known, world: World) -> Offer:
    decision = decide(presented, known, world.now)
    assert isinstance(decision, Offer), decision
    return decision


def refused(presented: Presented, known: Known, world: World) -> Refusal:
    decision = decide(presented, known, world.now)
    assert isinstance(decision, Refusal), decision
    return decision


def test_a_card_with_a_month_due_is_offered_that_month(world: World) -> None:
    issued = world.issue_card()
    offer = offered(tapped(issued), knowing(world), world)
    assert [due.claim.periods for due in offer.dues] == [(world.base,)]
    assert offer.total_vnd == 500_000
    assert offer.card == issued.certificate.card


def test_a_sheet_with_a_month_due_is_offered_that_month(world: World) -> None:
    offer = offered(scanned(world.issue_qr()), knowing(world), world)
    assert offer.total_vnd == 500_000
    assert offer.receipt_key is None


def test_missed_months_are_offered_together_and_later_ones_wait(world: World) -> None:
    base = world.base.plus(-2)
    sheet = world.issue_qr(world.entitlement(base=base, payable=0b111111))
    (due,) = offered(scanned(sheet), knowing(world), world).dues
    assert due.claim.periods == (base, base.plus(1), base.plus(2))
    assert due.claim.amount_vnd == 1_500_000


def test_the_month_begins_in_viet_nam_not_in_utc(world: World) -> None:
    sheet = world.issue_qr(world.entitlement(payable=0b11))
    last_evening = world.now.replace(day=30, hour=18)  # 01:00 on 1 December in Ha Noi
    fresh = {"01/0": replace(statuses(world), issued_at=last_evening)}
    trust = replace(world.trust, issued_at=last_evening)
    decision = decide(scanned(sheet), knowing(world, status=fresh, trust=trust), last_evening)
    assert isinstance(decision, Offer)
    assert decision.dues[0].claim.mask == 0b11


def test_two_months_together_are_due_when_the_list_says_so(world: World) -> None:
    due = world.entitlement(payable=0b11)
    known = knowing(world, payout_list=listing(world, due))
    assert offered(scanned(world.issue_qr(due)), known, world).total_vnd == 1_000_000


def test_only_what_is_listed_is_due_at_the_own_counter(world: World) -> None:
    due = world.two_months()
    only_this_month = replace(due, base=world.base, payable=0b1)
    known = knowing(world, payout_list=listing(world, only_this_month))
    offer = offered(scanned(world.issue_qr(due)), known, world)
    assert offer.dues[0].claim.periods == (world.base,)


def test_arrears_are_offered_once_beside_the_month(world: World) -> None:
    arrears = world.entitlement(base=Period.once_in(2026, 11), amount_vnd=360_000)
    issued = world.issue_card(world.entitlement(), arrears)
    assert offered(tapped(issued), knowing(world), world).total_vnd == 860_000


def test_a_clock_behind_the_latest_time_seen_pays_nothing(world: World) -> None:
    known = knowing(world, latest_time_seen=world.now + timedelta(hours=1))
    assert refused(scanned(world.issue_qr()), known, world).rule is Rule.CLOCK_BEHIND


def test_a_clock_a_little_behind_is_drift(world: World) -> None:
    known = knowing(world, latest_time_seen=world.now + timedelta(seconds=299))
    offered(scanned(world.issue_qr()), known, world)


def test_without_a_trust_list_nobody_is_paid(world: World) -> None:
    refusal = refused(scanned(world.issue_qr()), knowing(world, trust=None), world)
    assert refusal.rule is Rule.NO_TRUST


def test_a_trust_list_past_its_age_is_not_used(world: World) -> None:
    old = replace(world.trust, issued_at=world.now - timedelta(hours=1441))
    refusal = refused(scanned(world.issue_qr()), knowing(world, trust=old), world)
    assert (refusal.rule, refusal.as_of) == (Rule.NO_TRUST, old.issued_at)


def test_octets_that_are_no_record_are_unreadable(world: World) -> None:
    refusal = refused(PresentedPaper(b"\xd2nonsense"), knowing(world), world)
    assert refusal.rule is Rule.RECORD_UNREADABLE


def test_every_flipped_bit_of_a_sheet_is_refused(world: World) -> None:
    signed = world.issue_qr().signed
    known = knowing(world)
    for bit in range(len(signed) * 8):
        damaged = bytearray(signed)
        damaged[bit // 8] ^= 1 << bit % 8
        assert isinstance(decide(PresentedPaper(bytes(damaged)), known, world.now), Refusal)


def test_every_flipped_bit_of_a_card_certificate_is_refused(world: World) -> None:
    presented, known = tapped(world.issue_card()), knowing(world)
    for bit in range(len(presented.certificate) * 8):
        damaged = bytearray(presented.certificate)
        damaged[bit // 8] ^= 1 << bit % 8
        refusal = refused(replace(presented, certificate=bytes(damaged)), known, world)
        assert refusal.rule is Rule.CARD_NOT_GENUINE


def test_a_record_signed_by_a_stranger_is_refused(world: World) -> None:
    stranger = World.make(world.now).issue_qr()
    refusal = refused(scanned(stranger), knowing(world), world)
    assert (refusal.rule, refusal.basis) == (Rule.KEY_NOT_TRUSTED, Basis.TRUST_LIST)


def trusting(world: World, role: Role = Role.ENTITLEMENT, **limits: Any) -> World:
    key = TrustedKey(
        world.key(role).public_key,
        role,
        world.now - timedelta(days=1),
        world.now + timedelta(days=1),
    )
    return world.trusting(replace(key, **limits))


def test_a_key_for_another_programme_does_not_count(world: World) -> None:
    other = trusting(world, programmes=frozenset({ProgrammeCode("NCC")}))
    refusal = refused(scanned(other.issue_qr()), knowing(other), world)
    assert refusal.rule is Rule.KEY_NOT_FOR_PROGRAMME


def test_a_key_for_another_province_does_not_count(world: World) -> None:
    other = trusting(world, provinces=frozenset({ProvinceCode("79")}))
    refusal = refused(scanned(other.issue_qr()), knowing(other), world)
    assert refusal.rule is Rule.KEY_NOT_FOR_PROVINCE


def test_a_card_certified_for_another_province_is_refused(world: World) -> None:
    other = trusting(world, Role.CARD_CA, provinces=frozenset({ProvinceCode("79")}))
    refusal = refused(tapped(other.issue_card()), knowing(other), world)
    assert refusal.rule is Rule.CARD_NOT_GENUINE
    assert refusal.data == {"fault": "untrusted-province"}


def test_a_revoked_key_does_not_count_however_early_it_signed(world: World) -> None:
    other = trusting(world, revoked_at=world.now + timedelta(hours=1))
    refusal = refused(scanned(other.issue_qr()), knowing(other), world)
    assert refusal.rule is Rule.KEY_NOT_TRUSTED


def test_a_chip_record_shown_as_a_sheet_needs_its_chip(world: World) -> None:
    copied = PresentedPaper(world.issue_card().signed)
    assert refused(copied, knowing(world), world).rule is Rule.NEEDS_CHIP


def test_a_record_copied_to_another_card_is_refused(world: World) -> None:
    first, second = world.issue_card(), world.issue_card()
    cloned = replace(tapped(second), record=first.signed)
    assert refused(cloned, knowing(world), world).rule is Rule.RECORD_OF_ANOTHER_CARD


def test_a_state_that_the_card_did_not_prove_is_refused(world: World) -> None:
    issued = world.issue_card()
    earlier = tapped(issued)
    issued.session(issued.pin).disburse(world.order(issued.entitlements[0]))
    replayed = replace(tapped(issued), state=earlier.state)
    assert refused(replayed, knowing(world), world).rule is Rule.CARD_NOT_GENUINE


def test_a_card_past_its_certificate_is_refused(world: World) -> None:
    presented = tapped(world.issue_card())
    years_later = world.now + timedelta(days=5 * 365 + 1)
    trust = replace(world.trust, issued_at=years_later)
    known = knowing(world, trust=trust, latest_time_seen=years_later)
    decision = decide(presented, known, years_later)
    assert isinstance(decision, Refusal)
    assert decision.rule is Rule.CARD_EXPIRED


def test_a_card_that_is_not_active_is_refused(world: World) -> None:
    issued = world.issue_card(activate=False)
    assert refused(tapped(issued), knowing(world), world).rule is Rule.CARD_NOT_ACTIVE


def test_a_voucher_that_is_not_the_records_is_refused(world: World) -> None:
    issued = world.issue_card()
    more = replace(issued.record, entitlements=(world.entitlement(),))
    other = replace(tapped(issued), record=world.sign(more))
    assert refused(other, knowing(world), world).rule is Rule.CARD_DISAGREES


def test_a_record_is_not_paid_before_its_time(world: World) -> None:
    record = replace(world.record(), not_before=world.now + timedelta(days=1))
    sheet = PresentedPaper(world.sign(record))
    assert refused(sheet, knowing(world), world).rule is Rule.NOT_YET_VALID


def test_a_record_is_not_paid_after_its_time(world: World) -> None:
    record = replace(world.record(), not_before=world.now - timedelta(2), expires_at=world.now)
    sheet = PresentedPaper(world.sign(record))
    assert refused(sheet, knowing(world), world).rule is Rule.EXPIRED


@pytest.mark.parametrize(
    ("status", "rule"), [(Status.INVALID, Rule.REVOKED), (Status.SUSPENDED, Rule.SUSPENDED)]
)
def test_a_blocked_record_is_refused(world: World, status: Status, rule: Rule) -> None:
    known = knowing(world, status={"01/0": statuses(world, i123456=status)})
    for presented in (tapped(world.issue_card()), scanned(world.issue_qr())):
        refusal = refused(presented, known, world)
        assert (refusal.rule, refusal.as_of) == (rule, world.now)


def test_a_block_counts_however_old_the_list_that_told_it(world: World) -> None:
    shard = replace(
        statuses(world, i123456=Status.INVALID), issued_at=world.now - timedelta(days=90)
    )
    known = knowing(world, status={"01/0": shard})
    assert refused(tapped(world.issue_card()), known, world).rule is Rule.REVOKED


def test_a_list_whose_key_was_revoked_blocks_and_clears_nobody(world: World) -> None:
    disowned = replace(statuses(world, i123456=Status.INVALID), is_disowned=True)
    known = knowing(world, status={"01/0": disowned})
    assert refused(tapped(world.issue_card()), known, world).rule is Rule.REVOKED
    known = knowing(world, status={"01/0": replace(statuses(world), is_disowned=True)})
    assert refused(scanned(world.issue_qr()), known, world).rule is Rule.STATUS_UNKNOWN
    offered(tapped(world.issue_card()), known, world)


def test_a_stale_status_list_is_no_all_clear_for_paper(world: World) -> None:
    shard = replace(statuses(world), issued_at=world.now - timedelta(hours=169))
    known = knowing(world, status={"01/0": shard})
    refusal = refused(scanned(world.issue_qr()), known, world)
    assert (refusal.rule, refusal.as_of) == (Rule.STATUS_UNKNOWN, shard.issued_at)


def test_a_chip_is_paid_at_its_own_counter_without_a_status_list(world: World) -> None:
    offered(tapped(world.issue_card()), knowing(world, status={}), world)


def test_a_chip_elsewhere_needs_a_status_list(world: World) -> None:
    known = knowing(world, status={}, office=ELSEWHERE)
    assert refused(tapped(world.issue_card()), known, world).rule is Rule.STATUS_UNKNOWN


def test_a_sheet_of_another_office_needs_a_hold(world: World) -> None:
    refusal = refused(scanned(world.issue_qr()), knowing(world, office=ELSEWHERE), world)
    assert refusal.rule is Rule.PAPER_OF_ANOTHER_OFFICE
    assert refusal.data == {"office": world.office.text}


def test_a_chip_elsewhere_is_paid_up_to_the_limit(world: World) -> None:
    known = knowing(world, office=ELSEWHERE)
    offered(tapped(world.issue_card(world.entitlement(amount_vnd=5_000_000))), known, world)
    above = world.issue_card(world.entitlement(amount_vnd=5_000_001))
    assert refused(tapped(above), known, world).rule is Rule.OVER_LIMIT_ELSEWHERE


def test_elsewhere_the_payout_list_of_this_office_says_nothing(world: World) -> None:
    known = knowing(world, office=ELSEWHERE, payout_list=listing(world))
    offered(tapped(world.issue_card()), known, world)


def test_a_card_paid_at_one_counter_is_refused_at_the_next(world: World) -> None:
    issued = world.issue_card()
    issued.session(issued.pin).disburse(world.order(issued.entitlements[0]))
    refusal = refused(tapped(issued), knowing(world, office=ELSEWHERE), world)
    assert (refusal.rule, refusal.basis) == (Rule.ALREADY_PAID, Basis.CARD)


def test_what_the_journal_paid_by_sheet_is_not_paid_again_by_sheet_or_card(world: World) -> None:
    due = world.entitlement()

    def history(entitlement: EntitlementId) -> frozenset[Period]:
        return frozenset({world.base}) if entitlement == due.id else frozenset()

    known = knowing(world, history=history)
    assert refused(scanned(world.issue_qr(due)), known, world).rule is Rule.ALREADY_PAID
    assert refused(tapped(world.issue_card(due)), known, world).rule is Rule.ALREADY_PAID


def test_a_payment_from_before_the_records_base_changes_nothing(world: World) -> None:
    known = knowing(world, history=lambda entitlement: frozenset({world.base.plus(-1)}))
    offered(scanned(world.issue_qr()), known, world)


def test_someone_not_on_the_list_is_told_so_with_its_age(world: World) -> None:
    known = knowing(world, payout_list=listing(world))
    refusal = refused(scanned(world.issue_qr()), known, world)
    assert (refusal.rule, refusal.as_of) == (Rule.NOT_ON_LIST, world.now)


def test_a_held_line_is_not_paid(world: World) -> None:
    due = world.entitlement()
    known = knowing(world, payout_list=listing(world, due, held="reverification"))
    refusal = refused(tapped(world.issue_card(due)), known, world)
    assert refusal.rule is Rule.HELD
    assert refusal.data == {"reason": "reverification"}


def test_nothing_is_due_before_the_first_month(world: World) -> None:
    sheet = world.issue_qr(world.entitlement(base=world.base.plus(1)))
    assert refused(scanned(sheet), knowing(world), world).rule is Rule.NOTHING_DUE


def test_a_card_in_two_programmes_is_offered_both_and_one_when_the_other_is_paid(
    world: World,
) -> None:
    first, second = world.entitlement(), world.entitlement(amount_vnd=300_000)
    issued = world.issue_card(first, second)
    assert offered(tapped(issued), knowing(world), world).total_vnd == 800_000
    issued.session(issued.pin).disburse(world.order(first, slot=0))
    offer = offered(tapped(issued), knowing(world), world)
    assert [due.slot for due in offer.dues] == [1]
