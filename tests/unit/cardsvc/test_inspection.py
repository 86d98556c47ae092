"""Lots that anybody can repeat, and what is unusual at a counter."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cardsvc.inspection.errors import InspectionError
from cardsvc.inspection.lot import Payment, drawn, list_hash, seed_hash
from cardsvc.inspection.patterns import PatternKind, Thresholds, patterns_in, thresholds
from firmware_config.body.card import Reversed
from firmware_config.body.kinds import Body
from firmware_config.body.payout import Disbursed
from firmware_config.claim import Claim, Medium
from firmware_config.collector import Collector, Document
from firmware_config.ids import CardId, EntitlementId, ProgrammeCode, TerminalId
from firmware_config.wire import GENESIS, Entry
from tests.simulators.centre_world import NOVEMBER, NOW

SEED = bytes(range(32))
TERMINAL = TerminalId("T0000001")


def payments(count: int) -> list[Payment]:
    ids = (hashlib.sha256(bytes([number])).digest()[:16] for number in range(count))
    return [Payment(EntitlementId(one), NOVEMBER) for one in ids]


def test_a_draw_is_repeated_from_the_seed_and_the_list_with_nothing_but_hmac() -> None:
    every = payments(20)
    octets = sorted(one.entitlement.octets + NOVEMBER.code.to_bytes(2, "big") for one in every)
    of_list = hashlib.sha256(b"".join(octets)).digest()

    def lot(one: bytes) -> bytes:
        message = b"chitra call-back lot 1\0" + of_list + one
        return hmac.new(SEED, message, hashlib.sha256).digest()

    by_hand = sorted(octets, key=lot)[:5]
    assert [one.octets for one in drawn(SEED, every, 5)] == by_hand
    assert (list_hash(every), seed_hash(SEED)) == (of_list, hashlib.sha256(SEED).digest())


@given(st.permutations(payments(12)), st.integers(1, 15))
def test_the_order_of_the_list_changes_nothing(every: list[Payment], size: int) -> None:
    found = drawn(SEED, every, size)
    assert found == drawn(SEED, payments(12), size)
    assert len(found) == min(size, 12)


def test_another_seed_or_one_payment_more_draws_others() -> None:
    every = payments(50)
    assert drawn(SEED, every, 10) != drawn(SEED[::-1], every, 10)
    assert drawn(SEED, every, 10) != drawn(SEED, every[:-1], 10)


def payout(number: int, medium: Medium = Medium.QR, last4: str = "") -> Disbursed:
    claim = Claim(
        EntitlementId(number.to_bytes(16, "big")), ProgrammeCode("BTXH"), NOVEMBER, 1, 500_000
    )
    collector = Collector(Document.CITIZEN_CARD, last4, NOW.date()) if last4 else None
    nonce = number.to_bytes(8, "big")
    supervisor = "hoa" if medium is Medium.LIST else None
    return Disbursed(
        *(nonce, medium, None, bytes(8), claim, None, "citizen-card", "lan"),
        *(collector, supervisor),
    )


def journal(
    *bodies: Body, every: timedelta = timedelta(minutes=2), begin: datetime = NOW
) -> list[Entry]:
    found: list[Entry] = []
    for at, body in enumerate(bodies):
        previous = found[-1].hash if found else GENESIS
        found.append(Entry.make(TERMINAL, at + 1, previous, begin + at * every, body))
    return found


def kinds(entries: list[Entry], at: Thresholds | None = None) -> dict[PatternKind, tuple[int, int]]:
    return {one.kind: (one.number, one.of) for one in patterns_in(entries, at or thresholds())}


def test_an_ordinary_month_shows_nothing() -> None:
    assert kinds(journal(*map(payout, range(40)))) == {}


def test_payouts_faster_than_a_person_can_be_served_are_shown_with_their_share() -> None:
    entries = journal(*map(payout, range(40)), every=timedelta(seconds=20))
    assert kinds(entries) == {PatternKind.FAST: (39, 40)}


def test_payouts_at_night_are_shown() -> None:
    late = journal(*map(payout, range(20)), begin=NOW + timedelta(hours=8))
    assert kinds(late) == {PatternKind.HOURS: (20, 20)}


def test_many_payouts_by_the_list_are_shown() -> None:
    some = [payout(number, Medium.LIST if number < 4 else Medium.QR) for number in range(40)]
    assert kinds(journal(*some)) == {PatternKind.LIST: (4, 40)}
    fewer = [payout(number, Medium.LIST if number < 3 else Medium.QR) for number in range(40)]
    assert kinds(journal(*fewer)) == {}


def test_one_proxy_for_many_is_shown_and_the_same_person_s_months_count_once() -> None:
    some = [payout(number, last4="1234" if number < 5 else "") for number in range(40)]
    (found,) = patterns_in(journal(*some), thresholds())
    assert (found.kind, found.number, found.who) == (PatternKind.PROXY, 5, "1234")
    same = [replace(some[0], nonce=bytes([number] * 8)) for number in range(5)]
    assert kinds(journal(*same, *some[5:])) == {}


def test_many_reversals_are_shown() -> None:
    back = [
        Reversed(bytes([9, *[number] * 7]), bytes(8), CardId.new(), one.claim, b"r", "lan", "hoa")
        for number, one in enumerate(map(payout, range(2)))
    ]
    assert kinds(journal(*map(payout, range(40)), *back)) == {PatternKind.REVERSED: (2, 40)}


def test_of_a_teller_with_few_payouts_nothing_is_said() -> None:
    few = journal(*map(payout, range(19)), every=timedelta(seconds=1))
    assert kinds(few) == {}


@pytest.mark.parametrize("text", ["", "least_payouts = 0", "nonsense = 3", 'fast_seconds = "3"'])
def test_a_file_of_thresholds_that_cannot_be_is_refused_by_name(text: str) -> None:
    with pytest.raises(InspectionError) as refused:
        Thresholds.parse(text)
    assert refused.value.code == "patterns-file"
