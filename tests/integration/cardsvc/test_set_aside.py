"""Revoked terminals and cloned ones: what counts, what is kept and counts nowhere."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cardsvc.case_opening.kind import CaseKind, Resolution
from cardsvc.cases.case import Case, case_of_row, case_query
from cardsvc.cases.settling import allowed
from cardsvc.centre import Centre
from cardsvc.fleet.setting_aside import (
    Change,
    Deed,
    DeedRefused,
    approve_change,
    propose_change,
)
from cardsvc.ledger.ingest import IngestRefused
from cardsvc.ledger.set_aside import histories_of
from cardsvc.staff.errors import StaffError
from cardsvc.staff.scope import EVERYWHERE, Scope
from cardsvc.tables import SetAside, TerminalState
from firmware_config.body.shift import CashIn
from firmware_config.ids import ProvinceCode
from firmware_config.vietnamese.dates import VIET_NAM
from tests.simulators.books import books
from tests.simulators.centre_world import (
    NOVEMBER,
    NOW,
    Counter,
    Hands,
    IssuedCard,
    find,
    pay_paper,
    state_of,
)


def send(centre: Centre, counter: Counter, first: int = 1, last: int | None = None) -> str:
    """The refusal's code; empty when the batch was acknowledged."""
    try:
        centre.ledger.ingest(counter.id, counter.batch(first, last))
    except IngestRefused as refused:
        return refused.code
    return ""


def revoke(centre: Centre, counter: Counter, since: datetime | None = None) -> None:
    now, change = centre.clock(), Change(Deed.REVOKE, counter.id, since)
    with centre.engine.begin() as connection:
        made = propose_change(connection, change, "quantri", EVERYWHERE, now)
        approve_change(connection, made, "quantri2", EVERYWHERE, now)


def kept(centre: Centre, counter: Counter) -> list[tuple[int, SetAside, int, int]]:
    with centre.reading.begin() as connection:
        found = histories_of(connection, counter.id)
    return [(one.number, one.reason, one.first_seq, one.last_seq) for one in found]


def clone_of(counter: Counter) -> Counter:
    """The same key and the same journal so far, at another place."""
    return Counter(counter.id, counter.key, list(counter.entries))


def test_what_a_stolen_terminal_wrote_before_counts_and_after_is_kept_only(
    centre: Centre, counter: Counter, clock: Hands
) -> None:
    stolen_at = NOW + timedelta(hours=1)
    counter.write(CashIn(1_000, "lan"))
    counter.write(CashIn(2_000, "lan"), at=stolen_at - timedelta(seconds=1))
    counter.write(CashIn(4_000, "lan"), at=stolen_at)
    counter.write(CashIn(8_000, "lan"), at=NOW)  # the clock set back
    clock.forward(timedelta(days=1))
    revoke(centre, counter, stolen_at)
    before = books(centre)
    assert send(centre, counter) == "terminal-revoked"
    assert books(centre) != before
    assert kept(centre, counter) == [(0, SetAside.REVOKED, 3, 4)]
    settled = books(centre)
    assert send(centre, counter) == "terminal-revoked"
    assert books(centre) == settled
    assert send(centre, counter, 1, 2) == ""
    counter.write(CashIn(16_000, "lan"), at=stolen_at + timedelta(days=2))
    assert send(centre, counter, 3) == "terminal-revoked"
    assert kept(centre, counter) == [(0, SetAside.REVOKED, 3, 5)]
    assert books(centre) == settled


def test_what_came_before_the_revocation_stays_booked(
    centre: Centre, counter: Counter, clock: Hands
) -> None:
    counter.write(CashIn(1_000, "lan"))
    assert send(centre, counter) == ""
    before = books(centre)
    clock.forward(timedelta(hours=1))
    revoke(centre, counter, NOW)
    assert books(centre) == before
    assert send(centre, counter) == ""


STOLEN_AT = NOW + timedelta(hours=2)


@pytest.mark.parametrize(
    ("paid_at", "came_at", "since", "found"),
    [
        (STOLEN_AT + timedelta(hours=1), STOLEN_AT + timedelta(hours=2), STOLEN_AT, 1),
        (STOLEN_AT, STOLEN_AT, STOLEN_AT, 1),
        (NOW, STOLEN_AT + timedelta(hours=2), STOLEN_AT, 1),  # dated back, or sent late
        (NOW, STOLEN_AT - timedelta(seconds=1), STOLEN_AT, 0),
        (STOLEN_AT + timedelta(hours=1), STOLEN_AT + timedelta(hours=2), None, 0),
    ],
)
def test_what_a_lost_terminal_sent_until_its_revocation_is_a_case_and_stays_booked(
    centre: Centre,
    counter: Counter,
    clock: Hands,
    paid_at: datetime,
    came_at: datetime,
    since: datetime | None,
    found: int,
) -> None:
    counter.write(pay_paper(centre.issue_paper(find(centre).id).record), at=paid_at)
    clock.forward(came_at - clock())
    assert send(centre, counter) == ""
    settled = books(centre)
    clock.forward(timedelta(days=1))
    revoke(centre, counter, since)
    assert books(centre) == settled
    opened = cases(centre, EVERYWHERE)
    assert [(one.kind, one.accused) for one in opened] == [
        (CaseKind.PAID_AFTER_LOSS, counter.id.text)
    ] * found
    for case in opened:
        assert (case.period, case.amount_vnd) == (NOVEMBER, 500_000)
        with centre.reading.begin() as connection:
            assert Resolution.REPAID in allowed(connection, case)
        assert case.evidence["lost_at"] == f"{STOLEN_AT.astimezone(VIET_NAM):%d/%m/%Y %H:%M}"


def test_a_payment_taken_back_before_the_revocation_is_no_case(
    centre: Centre, counter: Counter, card: IssuedCard, clock: Hands
) -> None:
    paid = card.pay(counter)
    counter.write(paid, card.reverse(counter, paid))
    assert send(centre, counter) == ""
    revoke(centre, counter, NOW)
    assert cases(centre, EVERYWHERE) == []


def cases(centre: Centre, scope: Scope) -> list[Case]:
    with centre.reading.begin() as connection:
        return [case_of_row(row) for row in connection.execute(case_query(scope))]


def test_a_cloned_terminal_is_quarantined_and_both_histories_are_kept_apart(
    centre: Centre, counter: Counter
) -> None:
    counter.write(CashIn(1_000, "lan"))
    assert send(centre, counter) == ""
    clone = clone_of(counter)
    counter.write(CashIn(2_000, "lan"))
    clone.write(CashIn(9_000, "thief"), pay_paper(centre.issue_paper(find(centre).id).record))
    assert send(centre, counter, 2) == ""
    settled = books(centre)
    for _ in range(2):
        assert send(centre, clone, 2) == "terminal-quarantined"
    counter.write(CashIn(3_000, "lan"))
    clone.write(CashIn(10_000, "thief"))
    assert send(centre, counter, 3) == "terminal-quarantined"
    assert send(centre, clone, 2) == "terminal-quarantined"
    assert state_of(centre, counter) is TerminalState.QUARANTINED
    assert kept(centre, counter) == [(0, SetAside.FORKED, 3, 3), (1, SetAside.FORKED, 2, 4)]
    with centre.reading.begin() as connection:
        _, other = histories_of(connection, counter.id)
    assert (other.payouts, other.paid_vnd > 0) == (1, True)
    assert books(centre) == settled


def test_a_third_copy_is_a_history_of_its_own(centre: Centre, counter: Counter) -> None:
    counter.write(CashIn(1_000, "lan"))
    second, third = clone_of(counter), clone_of(counter)
    counter.write(CashIn(2_000, "lan"))
    second.write(CashIn(3_000, "lan"), CashIn(5_000, "lan"))
    third.write(CashIn(4_000, "lan"))
    assert send(centre, counter) == ""
    send(centre, second)
    send(centre, third)
    send(centre, second, 3)
    assert kept(centre, counter) == [(1, SetAside.FORKED, 2, 3), (2, SetAside.FORKED, 2, 2)]


def test_a_lifted_quarantine_books_the_held_history_on(centre: Centre, counter: Counter) -> None:
    counter.write(CashIn(1_000, "lan"))
    clone = clone_of(counter)
    send(centre, counter)
    counter.write(CashIn(2_000, "lan"))
    clone.write(CashIn(9_000, "thief"))
    send(centre, counter)
    send(centre, clone)
    counter.write(CashIn(3_000, "lan"))
    assert send(centre, counter, 3) == "terminal-quarantined"
    now, change = centre.clock(), Change(Deed.RELEASE, counter.id, None)
    with centre.engine.begin() as connection:
        made = propose_change(connection, change, "quantri", EVERYWHERE, now)
        approve_change(connection, made, "quantri2", EVERYWHERE, now)
    assert send(centre, counter, 3) == ""
    assert len(kept(centre, counter)) == 2


def test_two_people_within_their_scope_revoke(centre: Centre, counter: Counter) -> None:
    now, change = centre.clock(), Change(Deed.REVOKE, counter.id, None)
    with centre.engine.begin() as connection:
        made = propose_change(connection, change, "quantri", EVERYWHERE, now)
    with pytest.raises(StaffError, match="same-person"), centre.engine.begin() as connection:
        approve_change(connection, made, "quantri", EVERYWHERE, now)
    elsewhere = Scope(frozenset({ProvinceCode("46")}))
    with pytest.raises(DeedRefused, match="out-of-scope"), centre.engine.begin() as connection:
        approve_change(connection, made, "quantri2", elsewhere, now)
    assert state_of(centre, counter) is TerminalState.ACTIVE
    with centre.engine.begin() as connection:
        approve_change(connection, made, "quantri2", EVERYWHERE, now)
    assert state_of(centre, counter) is TerminalState.REVOKED


@pytest.mark.parametrize(
    ("deed", "since", "code"),
    [
        (Deed.RELEASE, None, "terminal-not-quarantined"),
        (Deed.REVOKE, NOW + timedelta(minutes=1), "terminal-revoked-ahead"),
    ],
)
def test_what_cannot_be_proposed(
    centre: Centre, counter: Counter, deed: Deed, since: datetime | None, code: str
) -> None:
    change = Change(deed, counter.id, since)
    with pytest.raises(DeedRefused, match=code), centre.engine.begin() as connection:
        propose_change(connection, change, "quantri", EVERYWHERE, centre.clock())
    revoke(centre, counter)
    again = Change(Deed.REVOKE, counter.id, None)
    with pytest.raises(DeedRefused, match="already"), centre.engine.begin() as connection:
        propose_change(connection, again, "quantri", EVERYWHERE, centre.clock())
