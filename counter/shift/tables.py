"""A shift's report as tables, in one language: the page, the PDF and the workbook show the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from counter.journal.drawer import change_vnd
from counter.shift.report import ShiftReport, ranges
from counter.words import programme_name
from firmware_config.body.kinds import Body
from firmware_config.body.shift import CashIn, CashOut, DrawerCounted, ShiftClosed
from firmware_config.notes import Notes
from firmware_config.vietnamese.dates import time_vi
from firmware_config.web.catalogue import Catalogue, Translator


@dataclass(frozen=True, slots=True)
class Row:
    """`count` and `amount_vnd` are None where there is none to tell."""

    label: str
    count: int | None = None
    amount_vnd: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """`total_vnd` is the last line's, None for a table without one."""

    title: str
    rows: tuple[Row, ...]
    total_vnd: int | None = None


def tables(report: ShiftReport, words: Catalogue, language: str) -> tuple[Table, ...]:
    """In the order in which a supervisor reads them; those that would be empty are left out."""
    t = words.translator(language)
    closing = report.shift.closing
    made = (
        Table(t("report-drawer"), tuple(_drawer(report, t)), closing.expected_vnd),
        Table(t("report-difference"), tuple(_difference(closing, t))),
        Table(
            t("report-programmes"),
            tuple(
                Row(programme_name(words, code, language), one.count, one.amount_vnd)
                for code, one in report.by_programme.items()
            ),
            report.paid.amount_vnd,
        ),
        Table(
            t("report-media"),
            tuple(
                Row(t(f"report-medium-{medium.value}"), one.count, one.amount_vnd)
                for medium, one in report.by_medium.items()
            ),
            report.paid.amount_vnd,
        ),
        Table(
            t("report-cash"), tuple(_cash_row(one.body, time_vi(one.at), t) for one in report.cash)
        ),
        Table(
            t("report-refused"),
            tuple(Row(_rule(words, rule, t), count) for rule, count in report.refused.items()),
        ),
        _notes_table(t("report-float"), report.shift.opening.counted),
        _notes_table(t("report-counted"), closing.counted),
        Table(t("report-counts"), tuple(_counts(report, t)) if len(report.counts) > 1 else ()),
        Table(t("report-ledger"), tuple(_ledger(report, t))),
    )
    return tuple(one for one in made if one.rows)


def _drawer(report: ShiftReport, t: Translator) -> Iterator[Row]:
    """How the sum that should be in the drawer comes about."""
    yield Row(t("report-float"), None, report.shift.opening.counted.total_vnd)
    if report.carried_vnd:
        yield Row(t("report-carried"), None, report.carried_vnd)
    yield Row(t("report-cash-in"), None, report.cash_in_vnd)
    yield Row(t("report-cash-out"), None, -report.cash_out_vnd)
    yield Row(t("report-paid", people=report.handouts), None, -report.paid.amount_vnd)
    taken_back = report.taken_back
    yield Row(t("report-taken-back"), taken_back.count or None, taken_back.amount_vnd)
    if report.by_hand.count:
        yield Row(t("report-by-hand"), report.by_hand.count, report.by_hand.amount_vnd)


def _difference(closing: ShiftClosed, t: Translator) -> Iterator[Row]:
    yield Row(t("shift-expected"), None, closing.expected_vnd)
    yield Row(t("shift-counted"), None, closing.counted.total_vnd)
    yield Row(t("shift-difference"), None, closing.difference_vnd)
    if closing.explanation is not None:
        told = t(f"explanation-{closing.explanation.value}")
        yield Row(f"{t('shift-explanation')}: {told}")
    if closing.note:
        yield Row(f"{t('report-note')}: {closing.note}")
    if closing.supervisor is not None:
        yield Row(t("report-approved", supervisor=closing.supervisor))


def _cash_row(body: Body, at: str, t: Translator) -> Row:
    assert isinstance(body, CashIn | CashOut)
    direction = "in" if isinstance(body, CashIn) else "out"
    return Row(f"{at} · {t(f'cash-{direction}-{body.reason.value}')}", None, change_vnd(body))


def _rule(words: Catalogue, rule: str, t: Translator) -> str:
    message_id = f"refusal-{rule}-what"
    return t(message_id) if message_id in words else rule


def _notes_table(title: str, notes: Notes) -> Table:
    rows = tuple(Row(_grouped(one), count, one * count) for one, count in notes if count)
    return Table(title, rows, notes.total_vnd)


def _grouped(denomination_vnd: int) -> str:
    return f"{denomination_vnd:,}".replace(",", ".")


def _counts(report: ShiftReport, t: Translator) -> Iterator[Row]:
    """Every count of the drawer, where there was more than one."""
    for number, entry in enumerate(report.counts, 1):
        body = entry.body
        assert isinstance(body, DrawerCounted)
        told = t("report-count", number=number, at=time_vi(entry.at), teller=body.teller)
        yield Row(told, None, body.counted.total_vnd)


def _ledger(report: ShiftReport, t: Translator) -> Iterator[Row]:
    opened, closed = report.shift.opened, report.shift.closed
    yield Row(t("report-entries", first=str(opened.seq), last=str(closed.seq)))
    yield Row(t("report-head", hash=_in_groups(closed.hash.hex())))
    yield Row(t("report-unconfirmed-then"), report.shift.closing.unconfirmed)
    yield Row(t("report-unconfirmed-now"), len(report.unconfirmed))
    if report.unconfirmed:
        yield Row(t("report-unconfirmed-seqs", seqs=ranges(report.unconfirmed)))


def _in_groups(digits: str) -> str:
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))
