"""Whether an entry and its transfers agree: each explains the other, and nothing is left. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cardsvc.operation.ledger_check.finding import Fault, Finding
from cardsvc.operation.ledger_check.moved import (
    DRAWER,
    OFFICE_CASH,
    PAID,
    SUSPENSE,
    Moved,
    Side,
)
from cardsvc.operation.ledger_check.said import DrawerSaid, Said, Way, drawer_said, payment_said
from firmware_config.body.card import ScriptApplied
from firmware_config.body.payout import Disbursed
from firmware_config.card.receipt import Kind, SignedReceipt
from firmware_config.claim import Medium
from firmware_config.errors import ContractError
from firmware_config.signing import PublicKey
from firmware_config.wire import Entry


@dataclass(frozen=True, slots=True)
class Facts:
    """What the registry holds of what some entries name, by the octets of ids.

    `told_elsewhere` holds terminal, nonce, entitlement and period of what an earlier word of a
    card or a supervisor has moved; `with_case` the terminals and numbers of entries that somebody
    is, or was, asked to look into; `untold` those that brought a receipt of which its terminal has
    told nothing.
    """

    offices: dict[str, str]
    keys: dict[bytes, PublicKey] = field(default_factory=dict)
    entitlements: dict[bytes, tuple[str, str]] = field(default_factory=dict)
    owed_vnd: dict[tuple[bytes, int], int] = field(default_factory=dict)
    told_elsewhere: set[tuple[str, bytes, bytes, int]] = field(default_factory=set)
    with_case: set[tuple[str, int]] = field(default_factory=set)
    untold: set[tuple[str, int]] = field(default_factory=set)

    def has_case(self, entry: Entry) -> bool:
        return (entry.terminal.text, entry.seq) in self.with_case


def differences(entry: Entry, moved: Sequence[Moved], facts: Facts) -> Iterator[Finding]:
    """What of `entry` is not in the books as it says.

    1. A drawer's movement is one transfer, between the drawer and its office.
    2. A payment's transfers are of its entitlement, its periods and its amount, and go the way
       that its entry can have caused, each period once.
    3. No period is left out.
    4. What is booked as proved bears a card's own receipt.
    5. An entry of any other kind moves nothing.
    """
    drawer = drawer_said(entry)
    if drawer is not None:  # 1
        yield from _of_drawer(entry, drawer, moved, facts)
        return
    said = payment_said(entry)
    if said is None:  # 5
        yield from (Finding(Fault.TRANSFER_UNEXPLAINED, one.where, found=one.kind) for one in moved)
        yield from _script(entry, facts)
        return
    done: set[int] = set()
    for one in moved:  # 2
        yield from _of_payment(entry, said, one, done, facts)
    yield from _left_out(entry, said, done, moved, facts)  # 3
    if any(one.kind != SUSPENSE and one.way is not Way.MOVED for one in moved):  # 4
        yield from _receipt(entry, said, facts)


def _left_out(
    entry: Entry, said: Said, done: set[int], moved: Sequence[Moved], facts: Facts
) -> Iterator[Finding]:
    missing = Finding(Fault.POSTING_MISSING, _where(entry), str(said.amount_vnd))
    if not said.must:
        if not moved and (entry.terminal.text, entry.seq) in facts.untold:
            yield missing
        return
    for period in sorted(said.periods - done):
        part = said.terminal, said.nonce, said.entitlement, period
        if part not in facts.told_elsewhere:
            yield missing


def _where(entry: Entry) -> str:
    return f"{entry.terminal.text}/{entry.seq}"


def _of_drawer(
    entry: Entry, said: Sequence[DrawerSaid], moved: Sequence[Moved], facts: Facts
) -> Iterator[Finding]:
    left = list(moved)
    terminal = entry.terminal.text
    drawer = Side(DRAWER, None, None, None, terminal, None)
    for movement in said:
        found = next((one for one in left if one.kind == movement.kind), None)
        if found is None:
            yield Finding(Fault.POSTING_MISSING, _where(entry), str(abs(movement.amount_vnd)))
            continue
        left.remove(found)
        if found.amount_vnd != abs(movement.amount_vnd):
            yield Finding(
                Fault.AMOUNT_DIFFERS,
                found.where,
                str(abs(movement.amount_vnd)),
                str(found.amount_vnd),
            )
        mine, other = found.debit, found.credit
        if movement.amount_vnd < 0:
            mine, other = other, mine
        kind = SUSPENSE if movement.kind == "differs" else OFFICE_CASH
        if mine != drawer or (other.kind, other.office) != (kind, facts.offices.get(terminal)):
            yield Finding(Fault.ACCOUNT_DIFFERS, found.where, str(drawer), str(mine))
        if kind == SUSPENSE and not facts.has_case(entry):
            yield Finding(Fault.CASE_MISSING, found.where)
    for one in left:
        yield Finding(Fault.TRANSFER_UNEXPLAINED, one.where, found=one.kind)


def _of_payment(
    entry: Entry, said: Said, one: Moved, done: set[int], facts: Facts
) -> Iterator[Finding]:
    way = one.way
    named = one.entitlement == said.entitlement and one.period in said.periods
    if not named or one.period is None or way is None or way not in said.may:
        yield Finding(Fault.TRANSFER_UNEXPLAINED, one.where, found=one.kind)
        return
    if way in said.must:
        if one.period in done:
            yield Finding(Fault.TRANSFER_UNEXPLAINED, one.where, found=one.kind)
            return
        done.add(one.period)
    if one.amount_vnd != said.amount_vnd:
        expected, found = str(said.amount_vnd), str(one.amount_vnd)
        yield Finding(Fault.AMOUNT_DIFFERS, one.where, expected, found)
    yield from _accounts(said, one, way, facts)
    if one.kind == PAID:
        owed_vnd = facts.owed_vnd.get((said.entitlement, one.period))
        if owed_vnd != one.amount_vnd:
            expected = "" if owed_vnd is None else str(owed_vnd)
            yield Finding(Fault.NOT_OWED, one.where, expected, str(one.amount_vnd))
    if one.kind == SUSPENSE and not facts.has_case(entry):
        yield Finding(Fault.CASE_MISSING, one.where)


def _accounts(said: Said, one: Moved, way: Way, facts: Facts) -> Iterator[Finding]:
    """1. It comes from, or goes to, the drawer that the entry names, or out of suspense.
    2. What is paid is booked under the entitlement's programme and province, for the period.
    3. What it is against is there, of the same period and amount, and is where it comes from."""
    # 1
    ours, other = (one.credit, one.debit) if way is Way.OUT else (one.debit, one.credit)
    is_drawer = ours.kind == DRAWER and ours.terminal == said.terminal
    if way in (Way.OUT, Way.IN) and not is_drawer:
        expected = f"{DRAWER}/{said.terminal}"
        yield Finding(Fault.ACCOUNT_DIFFERS, one.where, expected, str(ours))
    if way is Way.BACK and not is_drawer and ours.kind != SUSPENSE:
        expected = f"{DRAWER}/{said.terminal}"
        yield Finding(Fault.ACCOUNT_DIFFERS, one.where, expected, str(ours))
    # 2
    if one.kind == PAID:
        programme, province = facts.entitlements.get(said.entitlement, (None, None))
        booked = one.debit.kind, one.debit.programme, one.debit.province, one.debit.period
        if booked != (PAID, programme, province, one.period):
            expected = f"{PAID}/{programme}/{province}"
            yield Finding(Fault.ACCOUNT_DIFFERS, one.where, expected, str(one.debit))
    elif one.kind == SUSPENSE and other.kind != SUSPENSE:
        yield Finding(Fault.ACCOUNT_DIFFERS, one.where, SUSPENSE, str(other))
    # 3
    if way in (Way.BACK, Way.MOVED):
        was = one.against
        kind = PAID if one.kind == "reversed" else SUSPENSE
        expected_of = (kind, one.entitlement, one.period, one.amount_vnd, one.credit_id)
        if was is None or expected_of != (
            *(was.kind, was.entitlement, was.period, was.amount_vnd, was.debit),
        ):
            yield Finding(Fault.AGAINST_DIFFERS, one.where)


def _receipt(entry: Entry, said: Said, facts: Facts) -> Iterator[Finding]:
    body = entry.body
    if isinstance(body, Disbursed) and body.medium is not Medium.CHIP:
        return  # paper signs nothing
    if said.receipt is None or said.card is None:
        if isinstance(body, Disbursed):
            yield Finding(Fault.RECEIPT_INVALID, _where(entry), found="receipt-missing")
        return
    fault = _receipt_fault(said.receipt, said.card, facts)
    if fault is None:
        receipt = SignedReceipt.parse(said.receipt).receipt
        kind = Kind.REVERSAL if said.is_reversal else Kind.PAYOUT
        first, mask = receipt.base.code, receipt.mask
        periods = frozenset(first + bit for bit in range(mask.bit_length()) if mask >> bit & 1)
        signed = (
            *(receipt.kind, receipt.terminal.text, receipt.nonce, receipt.entitlement.octets),
            *(periods, receipt.amount_vnd),
        )
        amount_vnd = said.amount_vnd * len(said.periods)
        told = (kind, said.terminal, said.nonce, said.entitlement, said.periods, amount_vnd)
        fault = None if signed == told else "receipt-differs"
    if fault is not None:
        yield Finding(Fault.RECEIPT_INVALID, _where(entry), found=fault)


def _script(entry: Entry, facts: Facts) -> Iterator[Finding]:
    """A card's answer to a script that nobody is asked to look into was signed by the card."""
    if not isinstance(entry.body, ScriptApplied) or facts.has_case(entry):
        return
    fault = _receipt_fault(entry.body.receipt, entry.body.card.octets, facts)
    if fault is not None:
        yield Finding(Fault.RECEIPT_INVALID, _where(entry), found=fault)


def _receipt_fault(octets: bytes, card: bytes, facts: Facts) -> str | None:
    """Why it is no receipt that the card signed."""
    key = facts.keys.get(card)
    if key is None:
        return "card-unknown"
    try:
        signed = SignedReceipt.parse(octets)
        signed.verify(key)
    except ContractError as error:
        return error.code
    return None if signed.receipt.card.octets == card else "receipt-differs"
