"""A shift at one drawer: opened with a float, counted blind, closed with its difference."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from counter.desk.approval import Action, NotApproved, approve
from counter.journal.journal import Journal
from counter.shift.shift import Closing, Count, NoShift, ShiftFault, Shifts
from firmware_config.body.payout import Disbursed, Intent, OutcomeUnknown
from firmware_config.body.shift import CashReason, Explanation, ShiftClosed
from firmware_config.claim import Claim, Medium
from firmware_config.notes import MAX_COUNT, Notes
from firmware_config.web.accounts import Account, AccountsError, FileAccounts
from tests.simulators.cheap import CHEAP
from tests.simulators.world import World

FLOAT = Notes.of({100_000: 10})
EMPTY = Notes()


@pytest.fixture
def shifts(journal: Journal) -> Shifts:
    return Shifts(journal, lambda: 20_000)


def payment(world: World, amount_vnd: int = 500_000) -> Disbursed:
    due = world.entitlement()
    claim = Claim(due.id, due.programme, due.base, due.payable, amount_vnd)
    return Disbursed(
        *(secrets.token_bytes(8), Medium.QR, None, secrets.token_bytes(8)),
        *(claim, None, "citizen-card", "lan"),
    )


def closing(count: Count, **different: object) -> Closing:
    said = Closing(count.seq, None, "", "lan", None)
    return replace(said, **different)  # type: ignore[arg-type]


def fault_of(error: pytest.ExceptionInfo[ShiftFault]) -> str:
    return error.value.code


def test_nothing_is_open_at_first(shifts: Shifts) -> None:
    assert shifts.current is None
    assert not shifts.is_open_for("lan")


def test_a_shift_is_its_teller_s_and_knows_what_the_drawer_should_hold(
    shifts: Shifts, journal: Journal, world: World
) -> None:
    opened = shifts.open(FLOAT, "lan")
    shifts.cash_in(300_000, CashReason.SAFE, "lan")
    shifts.cash_out(50_000, CashReason.EXCHANGE, "lan")
    journal.append(payment(world))
    shift = shifts.current
    assert shift is not None
    assert (shift.opened_seq, shift.teller, shift.opened_at) == (opened.seq, "lan", world.now)
    assert (shift.counted, shift.expected_vnd, shift.count) == (FLOAT, 750_000, None)
    assert shifts.is_open_for("lan")
    assert not shifts.is_open_for("minh")
    assert [one.body.kind for one in shifts.movements(opened.seq)] == ["cash-in", "cash-out"]


def test_only_one_shift_is_open_at_a_drawer(shifts: Shifts) -> None:
    shifts.open(FLOAT, "lan")
    for teller in ("lan", "minh"):
        with pytest.raises(ShiftFault) as error:
            shifts.open(FLOAT, teller)
        assert fault_of(error) == "shift-open"
    assert shifts.is_open_for("lan")


def test_a_power_cut_does_not_end_a_shift(
    shifts: Shifts, journal: Journal, store: Engine, world: World
) -> None:
    shifts.open(FLOAT, "lan")
    count = shifts.count(FLOAT, "lan")
    journal.close()
    again = Shifts(Journal(store, world.terminal, lambda: world.now))
    shift = again.current
    assert shift is not None
    assert (shift.teller, shift.expected_vnd, shift.count) == ("lan", 1_000_000, count)


def test_cash_moves_only_in_the_teller_s_own_shift(shifts: Shifts) -> None:
    with pytest.raises(NoShift):
        shifts.cash_in(1_000, CashReason.SAFE, "lan")
    shifts.open(FLOAT, "lan")
    with pytest.raises(NoShift):
        shifts.cash_out(1_000, CashReason.SAFE, "minh")
    with pytest.raises(ShiftFault) as error:
        shifts.cash_in(0, CashReason.SAFE, "lan")
    assert fault_of(error) == "cash-nothing"


def test_more_cash_out_than_there_should_be_tells_nothing(shifts: Shifts) -> None:
    shifts.open(FLOAT, "lan")
    shifts.cash_out(1_000_001, CashReason.SAFE, "lan")
    assert shifts.count(EMPTY, "lan").difference_vnd == 1


def test_a_drawer_that_holds_what_it_should_is_closed(shifts: Shifts, journal: Journal) -> None:
    opened = shifts.open(FLOAT, "lan")
    count = shifts.count(FLOAT, "lan")
    entry = shifts.close(closing(count), 7)
    assert entry.body == ShiftClosed(opened.seq, FLOAT, 1_000_000, None, "", "lan", None, 7)
    assert shifts.current is None
    assert journal.drawer().balance_vnd == 0
    (over,) = shifts.closed(10)
    assert (over.opened, over.closed) == (opened, entry)
    assert shifts.closed_at(opened.seq) == over
    assert shifts.closed_at(entry.seq) is None


def test_a_shift_is_not_closed_without_a_count(shifts: Shifts) -> None:
    shifts.open(FLOAT, "lan")
    with pytest.raises(ShiftFault) as error:
        shifts.close(Closing(1, None, "", "lan", None), 0)
    assert fault_of(error) == "shift-not-counted"


def test_a_count_is_not_changed_but_made_again(shifts: Shifts, journal: Journal) -> None:
    shifts.open(FLOAT, "lan")
    first = shifts.count(Notes.of({100_000: 9}), "lan")
    second = shifts.count(FLOAT, "lan")
    assert (first.difference_vnd, second.difference_vnd) == (-100_000, 0)
    with pytest.raises(ShiftFault) as error:
        shifts.close(closing(first, explanation=Explanation.UNKNOWN), 0)
    assert fault_of(error) == "shift-not-counted"
    shifts.close(closing(second), 0)
    kinds = [entry.body.kind for entry in journal.entries_from(1, 10)]
    assert kinds == ["shift-opened", "drawer-counted", "drawer-counted", "shift-closed"]


def test_a_count_counts_no_more_once_money_has_moved(
    shifts: Shifts, journal: Journal, world: World
) -> None:
    shifts.open(FLOAT, "lan")
    count = shifts.count(FLOAT, "lan")
    journal.append(payment(world))
    shift = shifts.current
    assert shift is not None
    assert shift.count is None
    with pytest.raises(ShiftFault) as error:
        shifts.close(closing(count), 0)
    assert fault_of(error) == "shift-not-counted"


def test_a_difference_is_explained(shifts: Shifts) -> None:
    shifts.open(FLOAT, "lan")
    count = shifts.count(Notes.of({100_000: 10, 10_000: 1}), "lan")
    with pytest.raises(ShiftFault) as error:
        shifts.close(closing(count), 0)
    assert fault_of(error) == "shift-explanation"
    said = closing(count, explanation=Explanation.WRONG_CHANGE, note="trả thiếu tiền lẻ")
    body = shifts.close(said, 0).body
    assert isinstance(body, ShiftClosed)
    assert (body.difference_vnd, body.explanation) == (10_000, Explanation.WRONG_CHANGE)
    assert (body.note, body.supervisor) == ("trả thiếu tiền lẻ", None)


def test_a_difference_above_the_limit_takes_a_supervisor(shifts: Shifts) -> None:
    shifts.open(FLOAT, "lan")
    at_limit = shifts.count(Notes.of({100_000: 10, 20_000: 1}), "lan")
    assert not shifts.needs_approval(at_limit)
    count = shifts.count(Notes.of({100_000: 9, 50_000: 1, 20_000: 1, 5_000: 1}), "lan")
    assert shifts.needs_approval(count)
    said = closing(count, explanation=Explanation.UNKNOWN)
    with pytest.raises(ShiftFault) as error:
        shifts.close(said, 0)
    assert fault_of(error) == "shift-approval"
    body = shifts.close(replace(said, supervisor="hoa"), 0).body
    assert isinstance(body, ShiftClosed)
    assert (body.difference_vnd, body.supervisor) == (-25_000, "hoa")


def test_another_teller_does_not_count_or_close_but_a_supervisor_may(shifts: Shifts) -> None:
    shifts.open(FLOAT, "lan")
    with pytest.raises(ShiftFault) as error:
        shifts.count(FLOAT, "minh")
    assert (fault_of(error), error.value.data) == ("shift-of-another", {"teller": "lan"})
    count = shifts.count(FLOAT, "hoa", supervising=True)
    with pytest.raises(ShiftFault):
        shifts.close(closing(count, teller="minh"), 0)
    body = shifts.close(closing(count, teller="hoa"), 0, supervising=True).body
    assert isinstance(body, ShiftClosed)
    assert body.teller == "hoa"


def test_what_a_card_tells_after_the_close_is_carried_into_the_next_shift(
    shifts: Shifts, journal: Journal, world: World
) -> None:
    shifts.open(FLOAT, "lan")
    shifts.close(closing(shifts.count(FLOAT, "lan")), 0)
    journal.append(payment(world))
    assert journal.drawer().balance_vnd == -500_000
    shifts.open(FLOAT, "minh")
    shift = shifts.current
    assert shift is not None
    assert shift.expected_vnd == 500_000


def test_what_a_supervisor_says_of_cash_counts(
    shifts: Shifts, journal: Journal, world: World
) -> None:
    shifts.open(FLOAT, "lan")
    intent = payment(world)
    told = OutcomeUnknown(
        *(intent.nonce, None, intent.claim),
        is_reversal=False,
        cash_moved=False,
        reason="card-lost",
        teller="lan",
        supervisor="hoa",
    )
    for is_reversal, cash_moved, change_vnd in (
        (False, False, 0),
        (False, True, -500_000),
        (True, True, 500_000),
    ):
        before = journal.drawer().balance_vnd
        nonce = secrets.token_bytes(8)
        journal.append(Intent(nonce, intent.medium, None, intent.claim, "lan"))
        journal.append(replace(told, nonce=nonce, is_reversal=is_reversal, cash_moved=cash_moved))
        assert journal.drawer().balance_vnd - before == change_vnd


def test_a_drawer_too_full_is_a_slip_of_the_hand(shifts: Shifts) -> None:
    with pytest.raises(ShiftFault) as error:
        shifts.open(Notes((MAX_COUNT * 21, *EMPTY.counts[1:])), "lan")
    assert fault_of(error) == "drawer-too-full"


# ---- approval ----


@pytest.fixture
def accounts(tmp_path: Path) -> FileAccounts:
    return FileAccounts(tmp_path / "accounts", hasher=CHEAP)


def test_a_supervisor_approves_by_name_and_password(accounts: FileAccounts) -> None:
    password = accounts.create("hoa", "supervisor")
    told = approve(accounts, " Hoa ", password, Action.SHIFT_DIFFERENCE, actor="lan")
    assert isinstance(told, Account)
    assert told.user == "hoa"


def test_who_does_not_approve(accounts: FileAccounts) -> None:
    passwords = {
        "hoa": accounts.create("hoa", "supervisor"),
        "minh": accounts.create("minh", "teller"),
    }

    def told(user: str, password: str, actor: str | None = None) -> Account | NotApproved:
        return approve(accounts, user, password, Action.REVERSAL, actor=actor)

    assert told("minh", passwords["minh"]) is NotApproved.NOT_SUPERVISOR
    assert told("hoa", passwords["hoa"], actor="hoa") is NotApproved.OWN_ACTION
    assert told("nobody", "wrong") is NotApproved.NOT_SUPERVISOR
    for _ in range(3):
        assert told("hoa", "wrong") is NotApproved.NOT_SUPERVISOR
    assert told("hoa", passwords["hoa"]) is NotApproved.TOO_MANY_FAILURES


def test_accounts_that_cannot_be_read_are_no_wrong_password(
    accounts: FileAccounts, tmp_path: Path
) -> None:
    password = accounts.create("hoa", "supervisor")
    (tmp_path / "accounts").chmod(0o644)
    with pytest.raises(AccountsError):
        approve(accounts, "hoa", password, Action.REVERSAL)
