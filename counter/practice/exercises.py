"""The exercises, and what the practice journal says of each. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from counter.decision.refusal import Rule
from firmware_config.body.card import Reversed
from firmware_config.body.kinds import Body
from firmware_config.body.payout import Disbursed, Refused
from firmware_config.body.shift import ShiftClosed
from firmware_config.claim import Medium
from firmware_config.record import Record
from firmware_config.wire import Entry


class Exercise(StrEnum):
    """In the order of a morning. All but `close` are named as the person who comes for it."""

    CHIP = "chip"
    SHEET = "sheet"
    STOLEN = "stolen"
    PIN = "pin"
    PART = "part"
    FORGOTTEN = "forgotten"
    REVERSAL = "reversal"
    CLOSE = "close"


class Outcome(StrEnum):
    """`WRONG`: something was done, and not what was asked for; it cannot be undone."""

    OPEN = "open"
    DONE = "done"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Result:
    """`seq` is the entry that shows it, None while there is none."""

    exercise: Exercise
    outcome: Outcome
    seq: int | None = None


def results(entries: Iterable[Entry], records: Mapping[str, Record]) -> tuple[Result, ...]:
    """How far the practice that wrote `entries`, a journal from its start, has come.

    `records` are the people's, by the name of their exercise.
    """
    every = tuple(entries)
    found = []
    for exercise in Exercise:
        record = records.get(exercise.value)
        own = tuple(entry for entry in every if record is None or _is_about(entry.body, record))
        found.append(_judged(exercise, own))
    return tuple(found)


def _judged(exercise: Exercise, entries: tuple[Entry, ...]) -> Result:
    """By the first entry that decides it."""
    judge = _JUDGES[exercise]
    before: list[Body] = []
    for entry in entries:
        outcome = judge(entry.body, before)
        if outcome is not Outcome.OPEN:
            return Result(exercise, outcome, entry.seq)
        before.append(entry.body)
    return Result(exercise, Outcome.OPEN)


def _is_about(body: Body, record: Record) -> bool:
    match body:
        case Disbursed(record_id=record_id) | Refused(record_id=record_id):
            return record_id == record.id
        case Reversed(claim=claim):
            return any(claim.entitlement == due.id for due in record.entitlements)
    return False


def _as(is_right: bool) -> Outcome:
    return Outcome.DONE if is_right else Outcome.WRONG


def _chip(body: Body, before: list[Body]) -> Outcome:
    """Paid with card and PIN."""
    if isinstance(body, Disbursed):
        return _as(body.medium is Medium.CHIP and body.receipt is not None)
    return Outcome.OPEN


def _sheet(body: Body, before: list[Body]) -> Outcome:
    """Paid by the sheet, to the person whose citizen card was compared."""
    if isinstance(body, Disbursed):
        return _as(body.medium is Medium.QR and body.supervisor is None)
    return Outcome.OPEN


def _stolen(body: Body, before: list[Body]) -> Outcome:
    """Refused for the list's sake."""
    if isinstance(body, Refused) and body.rule == Rule.REVOKED.value:
        return Outcome.DONE
    return Outcome.WRONG if isinstance(body, Disbursed) else Outcome.OPEN


def _pin(body: Body, before: list[Body]) -> Outcome:
    """Two wrong PINs, and paid with the third."""
    wrong = sum(isinstance(one, Refused) and one.rule == Rule.PIN_WRONG.value for one in before)
    match body:
        case Disbursed():
            return _as(wrong == 2)
        case Refused(rule=Rule.PIN_BLOCKED.value):
            return Outcome.WRONG
    return Outcome.OPEN


def _part(body: Body, before: list[Body]) -> Outcome:
    """The oldest of several months alone."""
    return _as(body.claim.mask == 1) if isinstance(body, Disbursed) else Outcome.OPEN


def _forgotten(body: Body, before: list[Body]) -> Outcome:
    """Paid by the payout list, with a supervisor."""
    return _as(body.supervisor is not None) if isinstance(body, Disbursed) else Outcome.OPEN


def _reversal(body: Body, before: list[Body]) -> Outcome:
    """Paid, and taken back."""
    return Outcome.DONE if isinstance(body, Reversed) else Outcome.OPEN


def _close(body: Body, before: list[Body]) -> Outcome:
    """Closed on a count that differs, which is explained."""
    if isinstance(body, ShiftClosed):
        return _as(body.counted.total_vnd != body.expected_vnd)
    return Outcome.OPEN


_JUDGES: Mapping[Exercise, Callable[[Body, list[Body]], Outcome]] = {
    Exercise.CHIP: _chip,
    Exercise.SHEET: _sheet,
    Exercise.STOLEN: _stolen,
    Exercise.PIN: _pin,
    Exercise.PART: _part,
    Exercise.FORGOTTEN: _forgotten,
    Exercise.REVERSAL: _reversal,
    Exercise.CLOSE: _close,
}
