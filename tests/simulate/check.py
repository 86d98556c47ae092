"""The checker: what must hold once all is healed, read out of the stores themselves.

It shares no code with the product (`books`), and believes the simulation's own log of cash, of
orders that cards heard, and of what their journals hold. A terminal that was stolen is a named
exception: of it only what it can no longer change is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.simulate.books import (
    PAYOUT,
    REVERSAL,
    Ledger,
    Move,
    Row,
    Slip,
    Store,
    row_of,
    slip_of,
)
from tests.simulate.log import Log

_GENESIS = bytes(32)
_EXPLAINED = frozenset(
    (
        "second-payment",
        "paper-of-another-office",
        "terminal-uncertified",
        "silent-terminal",
        "outcome-unknown",
        "cash-not-back",
        "chain-forked",
    )
)
"""The exceptions that an honest office can come to by such faults. Another one is a finding."""
_AT_ONCE = frozenset(("chain-forked",))
"""Cases of a message, not of an entry: they do not come again with the entries."""


@dataclass(frozen=True, slots=True)
class Problem:
    """`rule` names what does not hold; `what` where."""

    rule: str
    what: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.what}"


@dataclass(frozen=True)
class Evidence:
    """The stores at rest, and the log. `again` had the same batches in another order."""

    centre: Path
    again: Path
    counters: dict[str, Path]
    log: Log

    @cached_property
    def ledger(self) -> Ledger:
        return Ledger.read(self.centre)

    @cached_property
    def stores(self) -> dict[str, Store]:
        return {terminal: Store(path) for terminal, path in self.counters.items()}

    @cached_property
    def journals(self) -> dict[str, list[Row]]:
        return {
            terminal: [
                row_of(row["octets"])
                for row in sorted(store.table("journal"), key=lambda row: row["seq"])
            ]
            for terminal, store in self.stores.items()
        }

    @property
    def kept(self) -> list[str]:
        """Terminals that were not stolen."""
        return [terminal for terminal in self.counters if terminal not in self.log.lost]

    def slip(self, octets: bytes) -> Slip:
        return slip_of(octets, self.ledger.points)

    @cached_property
    def told(self) -> dict[tuple[str, int], tuple[str, bytes]]:
        """Of each entry that moves cash for somebody, the terminal and nonce that it names."""
        named: dict[tuple[str, int], tuple[str, bytes]] = {}
        for terminal, chain in self.ledger.chains.items():
            for row in chain:
                if row.kind in ("disbursed", "reversed", "outcome-unknown"):
                    named[terminal, row.seq] = terminal, row.body[0]
                elif row.kind == "carried-receipt":
                    slip = self.slip(row.body[1])
                    named[terminal, row.seq] = slip.terminal, slip.nonce
        return named


def check(evidence: Evidence) -> list[Problem]:
    """Every law, in the order of `LAWS`; no problem, no line."""
    found = [
        Problem(law.__name__.replace("_", " "), what) for law in LAWS for what in law(evidence)
    ]
    return found + [Problem("seen on the way", what) for what in evidence.log.broken]


def chains_are_whole(of: Evidence) -> Iterator[str]:
    """Each entry holds the hash of the one before, at the counter and in the ledger."""
    for where, chains in (("counter", of.journals), ("ledger", of.ledger.chains)):
        for terminal, chain in chains.items():
            before = _GENESIS
            for seq, row in enumerate(chain, 1):
                if (row.terminal, row.seq, row.previous) != (terminal, seq, before):
                    yield f"{terminal}#{seq} at the {where}"
                before = row.hash


def the_ledger_has_every_entry(of: Evidence) -> Iterator[str]:
    """What a counter wrote, octet for octet; of a stolen one, what it had been told is there."""
    for terminal, journal in of.journals.items():
        held = of.ledger.chains.get(terminal, [])
        acked = max(
            (row["through_seq"] for row in _table(of, terminal, "acknowledgement")), default=0
        )
        if len(held) < acked:
            yield f"{terminal} was acknowledged through {acked}, the ledger has {len(held)}"
        if terminal in of.log.lost:
            continue
        if len(held) != len(journal) or any(
            one.hash != other.hash for one, other in zip(held, journal, strict=False)
        ):
            yield f"{terminal} has {len(journal)} entries, the ledger {len(held)} of them"
        waiting = len(_table(of, terminal, "outbox"))
        if waiting:
            yield f"{terminal} still has {waiting} to send"


def cash_is_in_the_journal(of: Evidence) -> Iterator[str]:
    """Nothing left a drawer but by an entry that is still there after every power cut."""
    for cash in of.log.cash:
        journal = of.journals[cash.terminal]
        if len(journal) < cash.seq or journal[cash.seq - 1].hash != cash.hash:
            yield f"{cash.terminal}#{cash.seq}: {cash.amount_vnd} đ moved, the journal lost it"


def cash_is_in_the_ledger_once(of: Evidence) -> Iterator[str]:
    """Each payout and each taking back, for each month, in one transfer; what stands in suspense
    has its case."""
    moves: dict[tuple[str, bytes], list[Move]] = {}
    for move in of.ledger.moves:
        named = of.told.get(move.at[:2])
        if named is not None:
            moves.setdefault(named, []).append(move)
    cases = {(case["terminal"], case["seq"]) for case in of.ledger.cases}
    for cash in of.log.cash:
        drawer = f"drawer/{cash.terminal}"
        for due in cash.dues:
            posted = [
                move
                for move in moves.get((cash.terminal, cash.nonce), [])
                if move.due == due
                and drawer == (move.credit if cash.amount_vnd < 0 else move.debit)
            ]
            if len(posted) > 1 or (not posted and cash.terminal not in of.log.lost):
                yield f"{cash.terminal}#{cash.seq} is posted {len(posted)} times for a month"
            for move in posted:
                if move.amount_vnd * len(cash.dues) != abs(cash.amount_vnd):
                    yield f"{cash.terminal}#{cash.seq} is posted with another amount"
                if move.kind == "suspense" and move.at[:2] not in cases:
                    yield f"{cash.terminal}#{cash.seq} is in suspense without a case"


def at_most_one_payment_is_settled(of: Evidence) -> Iterator[str]:
    """For each entitlement and month."""
    for due, times in Counter(move.due for move in of.ledger.settled).items():
        if times > 1:
            yield f"{_name(due)} is settled {times} times"


def every_other_payment_is_in_suspense(of: Evidence) -> Iterator[str]:
    """What people hold for a month is what is settled for it and what is in suspense for it, and
    what is not settled has an open case."""
    opened = {(c["entitlement"], c["period"]) for c in of.ledger.cases if c["closed_at"] is None}
    settled: Counter[Any] = Counter()
    waiting = of.ledger.waiting
    handed: Counter[Any] = Counter()
    for move in of.ledger.settled:
        settled[move.due] += move.amount_vnd
    for cash in of.log.cash:
        for due in cash.dues:
            handed[due] -= cash.amount_vnd // len(cash.dues)
    uncertain = {due for cash in of.log.cash if cash.terminal in of.log.lost for due in cash.dues}
    uncertain |= {
        move.due
        for move in of.ledger.moves
        if move.due and any(f"drawer/{one}" in (move.debit, move.credit) for one in of.log.lost)
    }
    for due in handed.keys() | settled.keys() | waiting.keys():
        booked = settled[due] + waiting[due]
        if due not in uncertain and handed[due] != booked:
            yield f"{_name(due)}: {handed[due]} handed out, {booked} settled or in suspense"
        if waiting[due] and due not in opened:
            yield f"{_name(due)}: {waiting[due]} in suspense, and nobody is told"


def drawers_change_by_the_cash(of: Evidence) -> Iterator[str]:
    """In the ledger as at the counter as in the drawer."""
    for terminal in of.kept:
        there = of.log.drawer_vnd(terminal)
        (drawer,) = _table(of, terminal, "drawer")
        booked = of.ledger.balance_vnd(f"drawer/{terminal}")
        if not there == booked == drawer["balance_vnd"]:
            kept = drawer["balance_vnd"]
            yield f"{terminal}: {there} in it, {kept} at the counter, {booked} in the ledger"


def transfers_balance(of: Evidence) -> Iterator[str]:
    """Each from one account to another, all of them together nothing."""
    if of.ledger.orphans:
        yield f"{of.ledger.orphans} transfers without account or entry"
    for move in of.ledger.moves:
        if move.amount_vnd <= 0 or move.debit == move.credit:
            yield f"transfer {move.id}"
    total = sum(of.ledger.balance_vnd(key) for key in of.ledger.accounts.values())
    if total:
        yield f"the accounts sum to {total}"


def cards_are_asked_after_the_intent(of: Evidence) -> Iterator[str]:
    """Of what a card was ordered, its terminal's journal knows."""
    for terminal, nonce in sorted(of.log.asked):
        rows = of.journals[terminal]
        if not any(row.kind == "intent" and row.body[0] == nonce for row in rows):
            yield f"{terminal} has forgotten what it asked a card"


def what_cards_signed_is_told(of: Evidence) -> Iterator[str]:
    """By the terminal that asked, unless that is gone: as paid, as taken back, or as unknown."""
    for octets in (one for card in of.log.signed.values() for one in card):
        slip = of.slip(octets)
        if slip.kind not in (PAYOUT, REVERSAL) or slip.terminal not in of.kept:
            continue
        kinds = {
            row.kind for row in of.journals[slip.terminal] if row.body and row.body[0] == slip.nonce
        }
        if "abandoned" in kinds or not kinds & {"disbursed", "reversed", "outcome-unknown"}:
            yield f"{slip.terminal}: a card signed {slip.amount_vnd} đ, the journal says {kinds}"


def no_card_pays_a_month_twice(of: Evidence) -> Iterator[str]:
    """By the receipts that it signed, in the order of its counter."""
    by_card: dict[bytes, dict[int, Slip]] = {}
    for octets in _receipts(of):
        slip = of.slip(octets)
        if not slip.is_signed:
            yield f"a receipt at {slip.terminal} that no card signed"
        before = by_card.setdefault(slip.card, {}).setdefault(slip.counter, slip)
        if before != slip:
            yield f"card {slip.card.hex()} signed its number {slip.counter} twice"
    for card, slips in by_card.items():
        paid: set[tuple[bytes, int]] = set()
        for _, slip in sorted(slips.items()):
            if slip.kind == PAYOUT:
                if paid & set(slip.dues):
                    yield f"card {card.hex()} paid a month again at {slip.terminal}"
                paid |= set(slip.dues)
            elif slip.kind == REVERSAL:
                paid -= set(slip.dues)


def no_intent_is_left_open(of: Evidence) -> Iterator[str]:
    for terminal in of.kept:
        for row in _table(of, terminal, "open_intent"):
            yield f"{terminal}#{row['seq']}"


def every_exception_has_a_reason(of: Evidence) -> Iterator[str]:
    """That such faults bring about; another says that something was done wrong."""
    for case in of.ledger.cases:
        if case["kind"] not in _EXPLAINED:
            yield f"{case['kind']} at {case['terminal']}#{case['seq']}"


def any_order_leaves_the_same_books(of: Evidence) -> Iterator[str]:
    """Balances, settled payments and open cases; which of two payments came first is the order."""
    here, there = _state(of.ledger), _state(Ledger.read(of.again))
    for what in here:
        if here[what] != there[what]:
            here_only, there_only = here[what] - there[what], there[what] - here[what]
            yield f"{what}: {sorted(here_only)} here, {sorted(there_only)} in the other order"


LAWS: tuple[Callable[[Evidence], Iterator[str]], ...] = (
    chains_are_whole,
    the_ledger_has_every_entry,
    cash_is_in_the_journal,
    cash_is_in_the_ledger_once,
    at_most_one_payment_is_settled,
    every_other_payment_is_in_suspense,
    drawers_change_by_the_cash,
    transfers_balance,
    cards_are_asked_after_the_intent,
    what_cards_signed_is_told,
    no_card_pays_a_month_twice,
    no_intent_is_left_open,
    every_exception_has_a_reason,
    any_order_leaves_the_same_books,
)


def _state(ledger: Ledger) -> dict[str, set[str]]:
    balances = {key: ledger.balance_vnd(key) for key in ledger.accounts.values()}
    cases = Counter(
        f"{case['kind']} {case['about_terminal']} {_name((case['entitlement'], case['period']))}"
        f" {case['amount_vnd']}"
        for case in ledger.cases
        if case["closed_at"] is None and case["kind"] not in _AT_ONCE
    )
    return {
        "balances": {f"{key} {balance}" for key, balance in balances.items() if balance},
        "settled": {_name(move.due) for move in ledger.settled},
        "open cases": {f"{times} × {case}" for case, times in cases.items()},
    }


def _receipts(of: Evidence) -> Iterator[bytes]:
    for card in of.log.signed.values():
        yield from card
    for chain in (*of.journals.values(), *of.ledger.chains.values()):
        for row in chain:
            at = {"disbursed": 5, "reversed": 4, "carried-receipt": 1}.get(row.kind)
            if at is not None and row.body[at] is not None:
                yield row.body[at]


def _table(of: Evidence, terminal: str, name: str) -> list[dict[str, Any]]:
    return of.stores[terminal].table(name)


def _name(due: tuple[bytes | None, int | None] | None) -> str:
    if due is None or due[0] is None:
        return "-"
    return f"{due[0].hex()[-6:]}/{due[1]}"
