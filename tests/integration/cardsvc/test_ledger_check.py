"""`cardsvc ledger verify` finds every kind of damage that is done behind the ledger's back."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta

import pytest
from sqlalchemy import insert

from cardsvc import tables
from cardsvc.app import MESSAGES
from cardsvc.centre import Centre
from cardsvc.operation.ledger_check.check import check_ledger, count_entries
from cardsvc.operation.ledger_check.finding import Fault
from firmware_config.body.carried import CarriedReceipt
from firmware_config.body.payout import Abandoned
from firmware_config.body.shift import (
    CashIn,
    CashOut,
    CashReason,
    Explanation,
    ShiftClosed,
    ShiftOpened,
)
from firmware_config.notes import Notes
from firmware_config.period import Period
from firmware_config.web.catalogue import LANGUAGES, Catalogue
from firmware_config.wire import Entry
from tests.simulators.books import send
from tests.simulators.centre_world import (
    CAU_GIAY,
    HANH,
    MINH,
    Counter,
    Hands,
    IssuedCard,
    closed_by_hand,
    issue_card,
    pay_paper,
    row,
    take,
)
from tests.simulators.damage import damaging, forget_balances

ALONE = "T0000001"
OTHER = "T0000002"
FLOAT = Notes.of({500_000: 10})


def found(centre: Centre) -> list[tuple[Fault, str]]:
    return [(one.fault, one.where) for one in check_ledger(centre.engine)]


@pytest.fixture
def card(centre: Centre) -> IssuedCard:
    take(centre, [row(centre, months=2), row(centre, MINH, name="Trần Văn Minh", at=6)])
    return issue_card(centre)


@pytest.fixture
def counter(centre: Centre, card: IssuedCard) -> Counter:
    """A day of a counter: a shift, payments by card and paper, one taken back, one in suspense."""
    counter = Counter.enrolled(centre, ALONE)
    sheet = centre.issue_paper(2)
    november = card.pay(counter)
    counter.write(
        ShiftOpened(FLOAT, "lan"),  # 1
        november,  # 2
        card.reverse(counter, november),  # 3
        card.pay(counter, Period.of_month(2026, 12)),  # 4
        pay_paper(sheet.record),  # 5
        pay_paper(sheet.record),  # 6: a second payment
        CashIn(2_000_000, "lan"),  # 7
        CashOut(500_000, "lan", CashReason.SAFE),  # 8
        Abandoned(bytes(8), "card-untouched", "lan"),  # 9
        ShiftClosed(  # 10
            1, FLOAT, 5_500_000, Explanation.WRONG_CHANGE, "", "lan", None, 0
        ),
    )
    send(centre, counter, 1, 4)
    send(centre, counter, 5)
    return counter


def test_books_that_are_whole_give_no_finding(centre: Centre, counter: Counter) -> None:
    told: list[int] = []
    assert list(check_ledger(centre.engine, told.append)) == []
    assert sum(told) == count_entries(centre.engine) == len(counter.entries)


def test_an_empty_ledger_is_whole(centre: Centre) -> None:
    Counter.enrolled(centre)
    assert found(centre) == []


def test_a_changed_byte_of_an_entry_is_found(centre: Centre, counter: Counter) -> None:
    octets = bytearray(counter.entries[3].octets)
    octets[-1] ^= 1
    with damaging(centre) as hand:
        hand.do("UPDATE entry SET octets = :octets WHERE seq = 4", octets=bytes(octets))
    assert found(centre) == [(Fault.ENTRY_CHANGED, f"{ALONE}/4")]


def test_an_entry_put_in_place_of_another_breaks_the_chain(
    centre: Centre, counter: Counter
) -> None:
    was = counter.entries[6]
    other = Entry.make(was.terminal, was.seq, was.previous, was.at, CashIn(3_000_000, "lan"))
    with damaging(centre) as hand:
        hand.do(
            "UPDATE entry SET octets = :octets, hash = :hash WHERE seq = 7",
            octets=other.octets,
            hash=other.hash,
        )
    assert found(centre) == [
        (Fault.CHAIN_BROKEN, f"{ALONE}/8"),
        (Fault.AMOUNT_DIFFERS, f"{ALONE}/7/0"),
    ]


def test_a_last_entry_put_in_place_of_another_is_not_the_one_the_terminal_signed(
    centre: Centre, counter: Counter
) -> None:
    was = counter.entries[-1]
    body = Abandoned(bytes(8), "card-untouched", "lan")
    other = Entry.make(was.terminal, was.seq, was.previous, was.at, body)
    with damaging(centre) as hand:
        hand.do("DELETE FROM transfer WHERE seq = 10")
        hand.do(
            "UPDATE entry SET octets = :octets, hash = :hash WHERE seq = 10",
            octets=other.octets,
            hash=other.hash,
        )
        forget_balances(hand)
    assert found(centre) == [(Fault.HEAD_DIFFERS, f"{ALONE}/10")]


def test_a_missing_entry_is_found_and_so_is_what_it_moved(centre: Centre, counter: Counter) -> None:
    with damaging(centre) as hand:
        hand.do("DELETE FROM entry WHERE seq = 7")
    assert found(centre) == [
        (Fault.ENTRY_MISSING, f"{ALONE}/7…7"),
        (Fault.TRANSFER_WITHOUT_ENTRY, f"{ALONE}/7/0"),
    ]


def test_a_chain_cut_short_is_found(centre: Centre, counter: Counter) -> None:
    with damaging(centre) as hand:
        hand.do("DELETE FROM transfer WHERE seq = 10")
        hand.do("DELETE FROM entry WHERE seq = 10")
        forget_balances(hand)
    assert found(centre) == [(Fault.HEAD_DIFFERS, f"{ALONE}/9")]


def test_a_chain_nobody_signed_is_found(centre: Centre, counter: Counter) -> None:
    with damaging(centre) as hand:
        hand.do("DELETE FROM signed_head")
    assert found(centre) == [(Fault.HEAD_MISSING, f"{ALONE}/10")]


def test_a_signature_of_somebody_else_is_found(centre: Centre, counter: Counter) -> None:
    other = Counter.enrolled(centre, OTHER)
    with damaging(centre) as hand:
        hand.do(
            "UPDATE terminal SET public_key = :key WHERE id = :id",
            key=other.key.public_key.point,
            id=ALONE,
        )
    assert found(centre) == [(Fault.HEAD_UNSIGNED, f"{ALONE}/10")]


def test_entries_of_no_terminal_are_found(centre: Centre, counter: Counter) -> None:
    with damaging(centre) as hand:
        hand.do("DELETE FROM terminal")
    assert found(centre) == [(Fault.TERMINAL_MISSING, ALONE)]


def test_every_fault_has_words_in_both_languages() -> None:
    catalogue = Catalogue.load((MESSAGES,), strict=True)
    for language in LANGUAGES:
        t = catalogue.translator(language)
        assert all(t(f"finding-{fault}") for fault in Fault)


def test_a_wrong_amount_is_found(centre: Centre, counter: Counter) -> None:
    with damaging(centre) as hand:
        hand.do("UPDATE transfer SET amount_vnd = 3000000 WHERE seq = 7")
        forget_balances(hand)
    assert found(centre) == [(Fault.AMOUNT_DIFFERS, f"{ALONE}/7/0")]


def test_a_wrong_amount_paid_is_not_what_was_owed_either(centre: Centre, counter: Counter) -> None:
    with damaging(centre) as hand:
        hand.do("UPDATE transfer SET amount_vnd = 400000 WHERE seq = 4")
        forget_balances(hand)
    assert found(centre) == [
        (Fault.AMOUNT_DIFFERS, f"{ALONE}/4/0"),
        (Fault.NOT_OWED, f"{ALONE}/4/0"),
    ]


def test_a_missing_transfer_is_found(centre: Centre, counter: Counter) -> None:
    with damaging(centre) as hand:
        hand.do("DELETE FROM transfer WHERE seq = 4")
        forget_balances(hand)
    assert found(centre) == [(Fault.POSTING_MISSING, f"{ALONE}/4")]


def test_a_transfer_that_its_entry_does_not_tell_of_is_found(
    centre: Centre, counter: Counter
) -> None:
    with damaging(centre) as hand:
        hand.do("UPDATE transfer SET seq = 9 WHERE seq = 7")
    assert found(centre) == [
        (Fault.POSTING_MISSING, f"{ALONE}/7"),
        (Fault.TRANSFER_UNEXPLAINED, f"{ALONE}/9/0"),
    ]


def test_a_transfer_of_no_entry_is_found(centre: Centre, counter: Counter) -> None:
    with damaging(centre) as hand:
        hand.do(
            "INSERT INTO transfer (id, kind, debit, credit, amount_vnd, terminal, seq, line)"
            " SELECT 1000000, kind, debit, credit, amount_vnd, terminal, 99, 0"
            " FROM transfer WHERE seq = 7"
        )
        forget_balances(hand)
    assert found(centre) == [(Fault.TRANSFER_WITHOUT_ENTRY, f"{ALONE}/99/0")]


def test_money_moved_to_another_account_is_found(centre: Centre, counter: Counter) -> None:
    other = Counter.enrolled(centre, OTHER, CAU_GIAY)
    other.write(CashIn(1_000_000, "hoa"))
    send(centre, other)
    with damaging(centre) as hand:
        hand.do(
            "UPDATE transfer SET debit = (SELECT id FROM account WHERE key = :key) WHERE seq = 7",
            key=f"drawer/{OTHER}",
        )
        forget_balances(hand)
    assert found(centre) == [(Fault.ACCOUNT_DIFFERS, f"{ALONE}/7/0")]


def test_a_changed_balance_is_found(centre: Centre, counter: Counter) -> None:
    with damaging(centre) as hand:
        hand.do(
            "UPDATE balance SET debited_vnd = debited_vnd - 1"
            " WHERE account = (SELECT id FROM account WHERE key = :key)",
            key=f"drawer/{ALONE}",
        )
    assert found(centre) == [(Fault.BALANCE_DIFFERS, f"drawer/{ALONE}")]


def test_an_account_that_bears_another_name_is_found(centre: Centre, counter: Counter) -> None:
    with damaging(centre) as hand:
        hand.do(
            "UPDATE account SET key = 'drawer/T0000009' WHERE key = :key", key=f"drawer/{ALONE}"
        )
    assert found(centre) == [(Fault.ACCOUNT_MISNAMED, "drawer/T0000009")]


def test_a_payment_out_of_suspense_without_a_reason_is_found(
    centre: Centre, counter: Counter
) -> None:
    with damaging(centre) as hand:
        hand.do("UPDATE transfer SET kind = 'paid', turn = 1 WHERE seq = 6")
    told = found(centre)
    assert (Fault.ACCOUNT_DIFFERS, f"{ALONE}/6/0") in told
    assert [where for fault, where in told if fault is Fault.PAID_TWICE] != []


def test_suspense_that_nobody_is_asked_to_explain_is_found(
    centre: Centre, counter: Counter
) -> None:
    with damaging(centre) as hand:
        hand.do("DELETE FROM exception_case WHERE seq IN (6, 10)")
    assert found(centre) == [
        (Fault.CASE_MISSING, f"{ALONE}/6/0"),
        (Fault.CASE_MISSING, f"{ALONE}/10/1"),
    ]


def test_a_payment_that_no_card_of_ours_signed_is_found(centre: Centre, counter: Counter) -> None:
    with damaging(centre) as hand:
        hand.do("UPDATE card SET receipt_point = auth_point")
    assert found(centre) == [(Fault.RECEIPT_INVALID, f"{ALONE}/{seq}") for seq in (2, 3, 4)]


def test_what_was_never_owed_is_found(centre: Centre, counter: Counter) -> None:
    with damaging(centre) as hand:
        hand.do("DELETE FROM due WHERE period = :code", code=Period.of_month(2026, 12).code)
    assert found(centre) == [(Fault.NOT_OWED, f"{ALONE}/4/0")]


def test_a_reversal_of_something_else_is_found(centre: Centre, counter: Counter) -> None:
    with damaging(centre) as hand:
        hand.do("UPDATE transfer SET against_seq = 4 WHERE seq = 3")
    assert found(centre) == [(Fault.AGAINST_DIFFERS, f"{ALONE}/3/0")]


def test_receipts_that_cards_brought_are_part_of_whole_books(
    centre: Centre, card: IssuedCard, clock: Hands
) -> None:
    """In whichever order the card's word, the terminal's own and the supervisor's arrive."""
    silent, bringing = Counter.enrolled(centre, ALONE), Counter.enrolled(centre, OTHER)
    paid = card.pay(silent)
    back = card.reverse(silent, paid)
    later = card.pay(silent, Period.of_month(2026, 12))
    assert later.card is not None
    for body in (paid, back, later):
        assert body.receipt is not None
        bringing.write(CarriedReceipt(later.card, body.receipt))
    send(centre, bringing)
    assert found(centre) == []
    silent.write(closed_by_hand(paid, cash_moved=True), paid, back)
    send(centre, silent)
    assert found(centre) == []
    clock.forward(timedelta(minutes=1))
    silent.write(later)
    send(centre, silent, 4)
    assert found(centre) == []
    with damaging(centre) as hand:
        hand.do("DELETE FROM transfer WHERE terminal = :id AND seq = 3", id=OTHER)
        forget_balances(hand)
    assert found(centre) == [(Fault.POSTING_MISSING, f"{ALONE}/4")]


def test_a_brought_receipt_left_unposted_is_found(centre: Centre, card: IssuedCard) -> None:
    silent, bringing = Counter.enrolled(centre, ALONE), Counter.enrolled(centre, OTHER)
    paid = card.pay(silent)
    assert paid.card is not None
    assert paid.receipt is not None
    bringing.write(CarriedReceipt(paid.card, paid.receipt))
    send(centre, bringing)
    with damaging(centre) as hand:
        hand.do("DELETE FROM transfer")
        forget_balances(hand)
    assert found(centre) == [(Fault.POSTING_MISSING, f"{OTHER}/1")]


def test_a_supervisors_word_is_part_of_whole_books(centre: Centre, card: IssuedCard) -> None:
    counter = Counter.enrolled(centre, ALONE)
    paid = card.pay(counter)
    counter.write(closed_by_hand(paid, cash_moved=True), paid)
    send(centre, counter)
    assert found(centre) == []
    with damaging(centre) as hand:
        hand.do("DELETE FROM transfer")
        forget_balances(hand)
    assert found(centre) == [
        (Fault.POSTING_MISSING, f"{ALONE}/1"),
        (Fault.POSTING_MISSING, f"{ALONE}/2"),
    ]


def test_a_payment_before_its_list_is_part_of_whole_books(centre: Centre) -> None:
    take(centre, [row(centre)])
    sheet, counter = centre.issue_paper(1), Counter.enrolled(centre, ALONE)
    november = pay_paper(sheet.record)
    counter.write(november)
    send(centre, counter)
    assert HANH.digits not in repr(found(centre))
    assert found(centre) == []


def test_a_long_journal_takes_no_more_memory_than_a_short_one(
    centre: Centre, counter: Counter
) -> None:
    short = peak_bytes(centre)
    with damaging(centre) as hand:
        hand.do("DELETE FROM signed_head")
    body = Abandoned(bytes(8), "card-untouched", "lan")
    more = counter.write(*[body] * 12_000)
    with centre.engine.begin() as connection:
        connection.execute(
            insert(tables.entry),
            [
                {
                    "terminal": ALONE,
                    "seq": entry.seq,
                    "octets": entry.octets,
                    "hash": entry.hash,
                    "received_at": entry.at,
                }
                for entry in more
            ],
        )
    del more
    counter.entries.clear()
    # A thousand entries at once, and never all of them: 12 MB if they were.
    assert peak_bytes(centre) - short < 4_000_000
    assert found(centre) == [(Fault.HEAD_MISSING, f"{ALONE}/12010")]


def peak_bytes(centre: Centre) -> int:
    tracemalloc.start()
    for _ in check_ledger(centre.engine):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak
