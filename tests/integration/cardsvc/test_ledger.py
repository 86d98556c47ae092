"""The ledger takes every terminal's journal once, and explains every đồng that left a drawer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.ledger.ingest import IngestRefused
from cardsvc.reports.progress import progress
from cardsvc.tables import TerminalState
from cardsvc.terminals.terminal import heard_from, set_state
from firmware_config.body.kinds import Body
from firmware_config.body.payout import Abandoned, Refused
from firmware_config.body.shift import CashIn
from firmware_config.claim import Medium
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.money import MAX_VND
from firmware_config.signing import BadSignature, FileKey
from firmware_config.wire import Batch, WireError
from tests.simulators.books import books, cases, send
from tests.simulators.centre_world import (
    CAU_GIAY,
    NOW,
    Counter,
    find,
    issue_card,
    pay_paper,
    row,
    state_of,
    take,
)

DRAWER = "drawer/T0000001"


PAID = "paid/BTXH/01/100000/2026-11"


SUSPENSE = "suspense/BTXH/01"


def test_a_card_payout_is_posted_and_acknowledged(centre: Centre, counter: Counter) -> None:
    paid = issue_card(centre).pay(counter)
    counter.write(CashIn(5_000_000, "lan"), paid)
    acknowledgement = send(centre, counter)
    assert (acknowledgement.through_seq, acknowledgement.head) == (2, counter.entries[-1].hash)
    assert acknowledgement.refused == ()
    assert books(centre) == {"office-cash/100000": -5_000_000, DRAWER: 4_500_000, PAID: 500_000}
    with centre.reading.begin() as connection:
        (line,) = progress(connection)
    assert (line.owed, line.paid, line.unpaid_vnd) == (1, 1, 0)


def test_a_paper_payout_is_posted(centre: Centre, counter: Counter) -> None:
    counter.write(pay_paper(centre.issue_paper(find(centre).id).record))
    assert send(centre, counter).refused == ()
    assert books(centre) == {DRAWER: -500_000, PAID: 500_000}


def test_what_moves_no_money_is_kept_and_acknowledged(centre: Centre, counter: Counter) -> None:
    counter.write(
        Refused("expired", Medium.QR, None, "lan"),
        Abandoned(bytes(8), "no-receipt", "lan"),
        CashIn(0, "lan"),
    )
    assert send(centre, counter).through_seq == 3
    assert books(centre) == {}


def test_the_same_batch_again_posts_nothing_and_is_acknowledged_alike(
    centre: Centre, counter: Counter
) -> None:
    counter.write(CashIn(1_000_000, "lan"), issue_card(centre).pay(counter))
    first = send(centre, counter)
    before = books(centre)
    assert send(centre, counter) == first
    assert books(centre) == before


def test_an_overlapping_batch_posts_what_is_new(centre: Centre, counter: Counter) -> None:
    counter.write(*(CashIn(1_000, "lan") for _ in range(5)))
    send(centre, counter, 1, 3)
    assert send(centre, counter, 2, 5).through_seq == 5
    assert books(centre)[DRAWER] == 5_000


def test_a_gap_is_not_taken_and_the_terminal_is_told_what_is_missing(
    centre: Centre, counter: Counter
) -> None:
    counter.write(*(CashIn(1_000, "lan") for _ in range(5)))
    send(centre, counter, 1, 2)
    with pytest.raises(IngestRefused) as refused:
        send(centre, counter, 4, 5)
    assert (refused.value.code, refused.value.data) == ("batch-gap", {"expected": 3})
    assert send(centre, counter, 3, 5).through_seq == 5


def test_another_history_under_the_same_numbers_quarantines_the_terminal(
    centre: Centre, counter: Counter
) -> None:
    counter.write(CashIn(1_000, "lan"), CashIn(2_000, "lan"))
    send(centre, counter)
    other = Counter(counter.id, counter.key)
    other.write(CashIn(1_000, "lan"), CashIn(9_000, "lan"))
    for _ in range(2):
        with pytest.raises(IngestRefused) as refused:
            send(centre, other)
        assert refused.value.code == "terminal-quarantined"
    assert state_of(centre, counter) is TerminalState.QUARANTINED
    assert cases(centre) == [("chain-forked", 1)]
    assert books(centre)[DRAWER] == 3_000
    with centre.reading.begin() as connection:
        kept = connection.scalar(select(tables.exception_case.c.octets))
    assert kept == other.entries[1].octets


def test_a_history_that_goes_on_from_another_entry_quarantines_too(
    centre: Centre, counter: Counter
) -> None:
    counter.write(CashIn(1_000, "lan"))
    send(centre, counter)
    other = Counter(counter.id, counter.key)
    other.write(CashIn(7_000, "lan"), CashIn(2_000, "lan"))
    with pytest.raises(IngestRefused):
        send(centre, other, 2)
    assert state_of(centre, counter) is TerminalState.QUARANTINED


def test_a_quarantine_that_a_person_lifts_lets_the_true_history_go_on(
    centre: Centre, counter: Counter
) -> None:
    counter.write(CashIn(1_000, "lan"))
    send(centre, counter)
    other = Counter(counter.id, counter.key)
    other.write(CashIn(7_000, "lan"))
    with pytest.raises(IngestRefused):
        send(centre, other)
    with centre.engine.begin() as connection:
        set_state(connection, counter.id, TerminalState.ACTIVE)
    counter.write(CashIn(2_000, "lan"))
    assert send(centre, counter).through_seq == 2


@pytest.mark.parametrize("state", [TerminalState.QUARANTINED, TerminalState.REVOKED])
def test_a_terminal_set_aside_is_not_heard(
    centre: Centre, counter: Counter, state: TerminalState
) -> None:
    counter.write(CashIn(1_000, "lan"))
    with centre.engine.begin() as connection:
        set_state(connection, counter.id, state)
    with pytest.raises(IngestRefused) as refused:
        send(centre, counter)
    assert refused.value.code == f"terminal-{state}"


def test_a_stranger_is_not_heard(centre: Centre, counter: Counter) -> None:
    stranger = Counter(TerminalId("T9999999"))
    stranger.write(CashIn(1_000, "lan"))
    with pytest.raises(IngestRefused) as refused:
        send(centre, stranger)
    assert refused.value.code == "terminal-unknown"


def test_a_batch_signed_by_another_key_is_refused(centre: Centre, counter: Counter) -> None:
    counter.write(CashIn(1_000, "lan"))
    forged = Batch(counter.id, tuple(counter.entries)).sign(FileKey.new())
    with pytest.raises(BadSignature):
        centre.ledger.ingest(counter.id, forged)


def test_a_batch_with_one_octet_changed_is_refused_and_leaves_nothing(
    centre: Centre, counter: Counter
) -> None:
    counter.write(CashIn(1_000, "lan"), CashIn(2_000, "lan"))
    octets = counter.batch()
    for at in range(0, len(octets), 7):
        changed = octets[:at] + bytes((octets[at] ^ 1,)) + octets[at + 1 :]
        with pytest.raises(ContractError):
            centre.ledger.ingest(counter.id, changed)
    assert books(centre) == {}
    assert state_of(centre, counter) is TerminalState.ACTIVE


def test_a_second_payment_is_cash_that_left_and_stands_in_suspense(
    centre: Centre, counter: Counter
) -> None:
    sheet = centre.issue_paper(find(centre).id).record
    elsewhere = Counter.enrolled(centre, "T0000002")
    counter.write(pay_paper(sheet))
    elsewhere.write(pay_paper(sheet))
    assert send(centre, counter).refused == ()
    assert send(centre, elsewhere).refused == ((1, "second-payment"),)
    assert books(centre) == {
        DRAWER: -500_000,
        "drawer/T0000002": -500_000,
        PAID: 500_000,
        SUSPENSE: 500_000,
    }
    assert cases(centre) == [("second-payment", 1)]


def test_card_and_paper_for_one_period_are_two_payments(centre: Centre, counter: Counter) -> None:
    sheet = centre.issue_paper(find(centre).id).record
    counter.write(issue_card(centre).pay(counter), pay_paper(sheet))
    assert send(centre, counter).refused == ((2, "second-payment"),)


def test_a_card_is_paid_at_any_office(centre: Centre, counter: Counter) -> None:
    elsewhere = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    elsewhere.write(issue_card(centre).pay(elsewhere))
    assert send(centre, elsewhere).refused == ()


def test_a_payment_of_two_months_is_two_postings(centre: Centre) -> None:
    take(centre, [row(centre, months=2)])
    counter = Counter.enrolled(centre)
    sheet = centre.issue_paper(find(centre).id).record
    one = pay_paper(sheet)
    both = replace(one, claim=replace(one.claim, mask=3, amount_vnd=1_000_000))
    counter.write(both)
    assert send(centre, counter).refused == ()
    assert books(centre) == {
        DRAWER: -1_000_000,
        PAID: 500_000,
        "paid/BTXH/01/100000/2026-12": 500_000,
    }


def test_arrears_are_paid_once_as_a_grant(centre: Centre) -> None:
    take(centre, [row(centre, arrears_vnd=720_000)])
    counter = Counter.enrolled(centre)
    record = centre.issue_paper(find(centre).id).record
    once = next(held for held in record.entitlements if held.base.is_one_off)
    month = pay_paper(replace(record, entitlements=(once,)), once.base)
    counter.write(month, replace(month, nonce=b"another1"))
    assert send(centre, counter).refused == ((2, "second-payment"),)
    assert books(centre)["paid/BTXH/01/100000/once-2026-11"] == 720_000


@pytest.mark.parametrize("amount_vnd", [1, MAX_VND])
def test_any_whole_amount_can_be_put_in_a_drawer(
    centre: Centre, counter: Counter, amount_vnd: int
) -> None:
    counter.write(CashIn(amount_vnd, "lan"))
    send(centre, counter)
    assert books(centre)[DRAWER] == amount_vnd


def test_a_batch_of_another_terminal_is_refused(centre: Centre, counter: Counter) -> None:
    other = Counter.enrolled(centre, "T0000002")
    body: Body = CashIn(1_000, "lan")
    other.write(body)
    signed_by_counter = Batch(other.id, tuple(other.entries)).sign(counter.key)
    with pytest.raises(WireError) as refused:
        centre.ledger.ingest(counter.id, signed_by_counter)
    assert refused.value.code == "batch-of-another-terminal"


def test_a_receipt_made_for_another_terminal_pays_nothing_here(
    centre: Centre, counter: Counter
) -> None:
    elsewhere = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    elsewhere.write(issue_card(centre).pay(counter))
    assert send(centre, elsewhere).refused == ((1, "receipt-differs"),)


def test_two_counters_that_send_at_the_same_moment_pay_once(
    centre: Centre, counter: Counter
) -> None:
    sheet = centre.issue_paper(find(centre).id).record
    elsewhere = Counter.enrolled(centre, "T0000002")
    for one in (counter, elsewhere):
        one.write(*(CashIn(1_000, "lan") for _ in range(50)), pay_paper(sheet))
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda one: send(centre, one).refused, (counter, elsewhere)))
    assert sorted(told) == [(), ((51, "second-payment"),)]
    assert books(centre)[PAID] == 500_000


def test_how_far_each_journal_has_come_is_known(centre: Centre, counter: Counter) -> None:
    Counter.enrolled(centre, "T0000002", CAU_GIAY)
    counter.write(CashIn(1_000, "lan"), CashIn(1_000, "lan"))
    send(centre, counter)
    with centre.reading.begin() as connection:
        heard = heard_from(connection)
    assert [(one.terminal.id.text, one.seq, one.last_at) for one in heard] == [
        ("T0000001", 2, NOW),
        ("T0000002", 0, None),
    ]
