"""What may be paid falls as data ages, and a clock is not believed beyond its bounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from counter.decision.age import Age, Band, Evidence, age_of, limit_vnd
from counter.decision.decide import Known, Offer, decide
from counter.decision.presented import Presented
from counter.decision.refusal import Basis, Refusal, Rule
from firmware_config.bundle.review.plan import Programme, ProvincePlan, Stage
from firmware_config.claim import Medium
from firmware_config.ids import OfficeId, ProgrammeCode
from firmware_config.terminal_policy import PolicyError, TerminalPolicy
from tests.simulators.configuration import text_of
from tests.simulators.knowing import knowing, scanned, statuses, tapped
from tests.simulators.world import World

POLICY = TerminalPolicy.default()


def aged(world: World, *, hours: float, **limits: Any) -> Known:
    """Everything the counter knows is so old; the policy has these limits."""
    policy = replace(POLICY, **limits) if limits else POLICY
    then = world.now - timedelta(hours=hours)
    return knowing(
        world,
        policy=policy,
        trust=replace(world.trust, issued_at=then),
        status={"01/0": replace(statuses(world), issued_at=then)},
        latest_time_seen=then,
    )


@pytest.mark.parametrize(
    ("hours", "band"),
    [
        (0, Band.FRESH),
        (72, Band.FRESH),
        (72.1, Band.AGEING),
        (336, Band.AGEING),
        (336.1, Band.STALE),
        (1080, Band.STALE),
        (1080.1, Band.TOO_OLD),
        (-5, Band.FRESH),
    ],
)
def test_data_ages_by_the_hour(world: World, hours: float, band: Band) -> None:
    evidence = Evidence(Basis.TRUST_LIST, world.now - timedelta(hours=hours))
    assert age_of([evidence], POLICY, world.now) == Age(band, evidence)


def test_the_worst_evidence_counts_and_of_equals_the_oldest(world: World) -> None:
    ages = [
        Evidence(Basis.TRUST_LIST, world.now - timedelta(hours=80)),
        Evidence(Basis.CONFIGURATION, world.now - timedelta(hours=90)),
        Evidence(Basis.STATUS_LIST, world.now),
    ]
    assert age_of(ages, POLICY, world.now) == Age(Band.AGEING, ages[1])


def test_a_status_list_over_its_own_bound_is_stale_and_not_all_clear(world: World) -> None:
    old = world.now - timedelta(hours=POLICY.status_age_limit_h + 1)
    evidence = Evidence(Basis.STATUS_LIST, old, POLICY.status_age_limit)
    assert age_of([evidence], POLICY, world.now).band is Band.STALE


def test_a_missing_status_list_is_stale(world: World) -> None:
    assert age_of([Evidence(Basis.STATUS_LIST, None)], POLICY, world.now).band is Band.STALE


@pytest.mark.parametrize("medium", list(Medium))
def test_limits_never_rise_with_age(medium: Medium) -> None:
    limits = [limit_vnd(band, medium, POLICY) for band in Band]
    assert limits[0] is None
    numbers = [limit for limit in limits if limit is not None]
    assert numbers == sorted(numbers, reverse=True)


def test_a_chip_may_go_on_for_longer_than_a_sheet() -> None:
    for band in (Band.AGEING, Band.STALE, Band.TOO_OLD):
        chip, sheet = (limit_vnd(band, medium, POLICY) for medium in (Medium.CHIP, Medium.QR))
        assert chip is not None
        assert sheet is not None
        assert chip > sheet


@pytest.mark.parametrize(
    "wrong",
    [
        {"stale_up_to_h": 1},
        {"too_old_chip_limit_vnd": 30_000_000},
        {"stale_qr_limit_vnd": 20_000_000},
    ],
)
def test_a_policy_whose_limits_rise_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(PolicyError, match="policy-order"):
        replace(POLICY, **wrong)


@pytest.mark.parametrize("hours", ["100001", "9" * 400])
def test_a_policy_with_an_age_before_all_calendars_is_refused(hours: str) -> None:
    text = text_of("policy.toml")
    told = f"stale_up_to_h = {POLICY.stale_up_to_h}"
    assert told in text
    with pytest.raises(PolicyError, match="policy-value"):
        TerminalPolicy.parse(text.replace(told, f"stale_up_to_h = {hours}"))


def decided(presented: Presented, known: Known, world: World) -> Offer | Rule:
    decision = decide(presented, known, world.now)
    return decision.rule if isinstance(decision, Refusal) else decision


@pytest.mark.parametrize(
    ("hours", "limits", "rule"),
    [
        (71, {}, None),
        (100, {}, None),
        (100, {"ageing_chip_limit_vnd": 400_000, "ageing_qr_limit_vnd": 0,
               "stale_chip_limit_vnd": 0, "too_old_chip_limit_vnd": 0},
         Rule.OVER_LIMIT_FOR_AGE),
        (400, {}, None),
        (1200, {}, None),
        (1200, {"too_old_chip_limit_vnd": 0}, Rule.DATA_TOO_OLD),
        (1450, {}, Rule.CLOCK_AHEAD),
    ],
)  # fmt: skip
def test_a_chip_is_paid_within_the_limit_of_its_data_s_age(
    world: World, hours: float, limits: dict[str, int], rule: Rule | None
) -> None:
    limits = {**limits, **({"stale_qr_limit_vnd": 0} if limits else {})}
    found = decided(tapped(world.issue_card()), aged(world, hours=hours, **limits), world)
    assert isinstance(found, Offer) if rule is None else found is rule


@pytest.mark.parametrize(("hours", "rule"), [(71, None), (100, None), (400, Rule.STATUS_UNKNOWN)])
def test_a_sheet_stops_earlier(world: World, hours: float, rule: Rule | None) -> None:
    found = decided(scanned(world.issue_qr()), aged(world, hours=hours), world)
    assert isinstance(found, Offer) if rule is None else found is rule


def test_a_sheet_on_a_stale_configuration_alone_is_refused_with_the_reason(world: World) -> None:
    old = world.now - timedelta(hours=400)
    known = knowing(world, configuration_as_of=old)
    refusal = decide(scanned(world.issue_qr()), known, world.now)
    assert isinstance(refusal, Refusal)
    assert (refusal.rule, refusal.basis, refusal.as_of) == (
        Rule.DATA_TOO_OLD,
        Basis.CONFIGURATION,
        old,
    )
    assert refusal.data == {"band": "stale", "limit_vnd": 0, "amount_vnd": 500_000}


@pytest.mark.parametrize(("days", "rule"), [(60, None), (61, Rule.CLOCK_AHEAD)])
def test_a_clock_may_be_ahead_by_so_much_and_no_more(
    world: World, days: int, rule: Rule | None
) -> None:
    known = knowing(world, latest_time_seen=world.now - timedelta(days=days))
    found = decided(tapped(world.issue_card()), known, world)
    assert isinstance(found, Offer) if rule is None else found is rule


def running(world: World, stage: Stage, *offices: OfficeId) -> Known:
    programme = Programme(world.programme, stage, frozenset(offices))
    plan = ProvincePlan(world.province, (programme,), ())
    return knowing(world, plan=plan, configuration_as_of=world.now)


def test_a_programme_is_paid_where_it_runs(world: World) -> None:
    sheet = scanned(world.issue_qr())
    assert isinstance(decided(sheet, running(world, Stage.FULL), world), Offer)
    assert isinstance(decided(sheet, running(world, Stage.PILOT, world.office), world), Offer)


@pytest.mark.parametrize("stage", [Stage.OFF, Stage.PILOT])
def test_a_programme_is_not_paid_where_it_does_not_run(world: World, stage: Stage) -> None:
    offices = [OfficeId("999999")] if stage is Stage.PILOT else []
    refusal = decide(scanned(world.issue_qr()), running(world, stage, *offices), world.now)
    assert isinstance(refusal, Refusal)
    assert refusal.rule is Rule.PROGRAMME_NOT_HERE
    assert refusal.data == {"programme": "BTXH"}


def test_of_two_programmes_the_one_that_runs_here_is_paid(world: World) -> None:
    other = replace(world.entitlement(), programme=ProgrammeCode("NCC"))
    card = world.issue_card(world.entitlement(), other)
    decision = decide(tapped(card), running(world, Stage.FULL), world.now)
    assert isinstance(decision, Offer)
    assert [due.claim.programme for due in decision.dues] == [world.programme]
