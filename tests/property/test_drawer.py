"""The journal's sum is the drawer's change, at the counter and in the ledger alike."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cardsvc.ledger import account
from cardsvc.ledger.known import Known, KnownTerminal
from cardsvc.ledger.posting import lines_of
from counter.db import open_store
from counter.journal.drawer import change_vnd
from counter.journal.journal import Journal
from counter.shift.shift import Closing, Shifts
from firmware_config.body.kinds import Body
from firmware_config.body.payout import Disbursed, Intent, OutcomeUnknown
from firmware_config.body.shift import CashIn, CashOut, CashReason, Explanation
from firmware_config.claim import Claim, Medium
from firmware_config.ids import EntitlementId, OfficeId, ProgrammeCode, ProvinceCode, TerminalId
from firmware_config.notes import DENOMINATIONS_VND, Notes
from firmware_config.period import Period
from firmware_config.wire import GENESIS, Entry

TERMINAL = TerminalId("T0000001")
NOW = datetime(2026, 11, 5, 8, 0, tzinfo=UTC)
HERE = KnownTerminal(TERMINAL, OfficeId("100000"), ProvinceCode("01"))
amounts = st.integers(1, 5_000_000)
reasons = st.sampled_from(CashReason)
notes = st.builds(Notes.of, st.dictionaries(st.sampled_from(DENOMINATIONS_VND), st.integers(0, 40)))


def claim(amount_vnd: int) -> Claim:
    return Claim(EntitlementId.new(), ProgrammeCode("BTXH"), Period(322), 1, amount_vnd)


def payment(amount_vnd: int) -> tuple[Body, ...]:
    told = (secrets.token_bytes(8), Medium.QR, None, secrets.token_bytes(8), claim(amount_vnd))
    return (Disbursed(*told, None, "citizen-card", "lan"),)


def by_hand(amount_vnd: int, is_reversal: bool, cash_moved: bool) -> tuple[Body, ...]:
    nonce, due = secrets.token_bytes(8), claim(amount_vnd)
    return (
        Intent(nonce, Medium.CHIP, None, due, "lan"),
        OutcomeUnknown(nonce, None, due, is_reversal, cash_moved, "card-lost", "lan", "hoa"),
    )


moves: st.SearchStrategy[tuple[Body, ...]] = st.one_of(
    st.builds(payment, amounts),
    st.builds(by_hand, amounts, st.booleans(), st.booleans()),
    st.tuples(st.builds(CashIn, amounts, st.just("lan"), reasons)),
    st.tuples(st.builds(CashOut, amounts, st.just("lan"), reasons)),
)


def posted_vnd(entries: Iterable[Entry]) -> int:
    """What the ledger's lines of `entries` put into the drawer."""
    drawer = account.drawer(TERMINAL)
    known = Known(HERE, {}, {}, {}, {}, {})
    lines = [line for entry in entries for line in lines_of(entry, known)]
    return sum(
        line.amount_vnd * ((line.debit == drawer) - (line.credit == drawer)) for line in lines
    )


@settings(max_examples=40, deadline=None)
@given(notes, st.lists(moves, max_size=12), notes)
def test_the_journal_s_sum_is_the_drawer_s_change(
    opening: Notes, moved: list[tuple[Body, ...]], counted: Notes
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine = open_store(f"sqlite:///{Path(folder) / 'counter.sqlite'}")
        journal = Journal(engine, TERMINAL, lambda: NOW)
        shifts = Shifts(journal, lambda: 10**12)
        shifts.open(opening, "lan")
        for bodies in moved:
            journal.append_all(bodies)
        entries = journal.entries_from(1, 1_000)
        changed_vnd = sum(change_vnd(entry.body) for entry in entries)
        shift = shifts.current
        assert shift is not None
        assert shift.expected_vnd == journal.drawer().balance_vnd == changed_vnd
        assert posted_vnd(entries) == changed_vnd

        count = shifts.count(counted, "lan")
        assert count.difference_vnd == counted.total_vnd - changed_vnd
        explanation = Explanation.UNKNOWN
        shifts.close(Closing(count.seq, explanation, "", "lan", None), 0)
        assert journal.drawer().balance_vnd == 0
        assert posted_vnd(journal.entries_from(1, 1_000)) == 0
        journal.close()
        engine.dispose()


@given(moves)
def test_each_move_is_the_same_money_on_both_sides(bodies: tuple[Body, ...]) -> None:
    entries = [Entry.make(TERMINAL, 1, GENESIS, NOW, body) for body in bodies]
    assert posted_vnd(entries) == sum(change_vnd(body) for body in bodies)
