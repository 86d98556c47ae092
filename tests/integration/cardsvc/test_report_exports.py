"""Postings for a spreadsheet, and the money side for a bank's program."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema

from cardsvc.centre import Centre
from cardsvc.export.csv_file import write_csv
from cardsvc.ledger.line import TransferKind
from cardsvc.money.instruction import book
from cardsvc.reports.camt import NAMESPACE, Statement, write_statement
from cardsvc.reports.errors import ReportError
from cardsvc.reports.postings import Days, postings
from cardsvc.reports.terms import ReportTerms
from firmware_config.body.shift import CashIn
from tests.simulators.by_hand import of_programme
from tests.simulators.centre_world import (
    BTXH,
    HA_NOI,
    MINH,
    NOVEMBER,
    NOW,
    Counter,
    find,
    issue_card,
    pay_paper,
    row,
    take,
)

SCHEMA = Path(__file__).parents[2] / "data" / "camt.053.001.08.xsd"
DAYS = Days(date(2026, 11, 1), date(2026, 11, 30))
TERMS = ReportTerms(BTXH, HA_NOI, NOVEMBER)
HEADINGS = ("id", "at", "kind", "debit", "credit", "vnd", "terminal", "seq", "line")
REST = ("reference", "user", "entitlement", "period")


@pytest.fixture
def month(centre: Centre) -> Centre:
    """Funded, paid twice, one of them taken back; a reference that a spreadsheet would run."""
    take(centre, [row(centre), row(centre, MINH, at=6)])
    counter = Counter.enrolled(centre)
    card = issue_card(centre)
    paid = card.pay(counter)
    paper = pay_paper(centre.issue_paper(find(centre, MINH).id).record)
    counter.write(CashIn(2_000_000, "lan"), paid, paper, card.reverse(counter, paid))
    centre.ledger.ingest(counter.id, counter.batch())
    with centre.engine.begin() as connection:
        book(
            connection, of_programme(TransferKind.FUNDED, 1_000_000, "=1+1 UNC\x01 17"), "thu", NOW
        )
        book(connection, of_programme(TransferKind.FEE, 6_000, "HD 3"), "thu", NOW)
        book(connection, of_programme(TransferKind.REFUNDED, 4_000, "UNC 18"), "thu", NOW)
    return centre


def written(centre: Centre, days: Days = DAYS) -> list[dict[str, str]]:
    file = io.BytesIO()
    with centre.reports.reading() as connection:
        write_csv(file, postings(connection, TERMS, days, "", (*HEADINGS, *REST)))
    return list(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))


def stated(centre: Centre, days: Days = DAYS) -> bytes:
    file = io.BytesIO()
    with centre.reports.reading() as connection:
        name = "BTXH Hà Nội"
        write_statement(file, connection, Statement(BTXH, HA_NOI, days, NOW, name))
    return file.getvalue()


def test_every_posting_is_a_line_and_no_text_is_run(month: Centre) -> None:
    lines = written(month)
    assert sorted(line["kind"] for line in lines) == sorted(
        ("cash-in", "paid", "paid", "reversed", "funded", "fee", "refunded")
    )
    (funded,) = [line for line in lines if line["kind"] == "funded"]
    assert funded["reference"].startswith("'=1+1")
    assert (funded["debit"], funded["credit"]) == ("bank/01", "funding/BTXH/01")
    (back,) = [line for line in lines if line["kind"] == "reversed"]
    assert (back["vnd"], back["period"]) == ("500000", "2026-11")


def test_other_days_have_no_postings(month: Centre) -> None:
    assert written(month, Days(date(2026, 11, 24), date(2026, 11, 30))) == []


def test_the_statement_keeps_its_schema(month: Centre) -> None:
    xmlschema.XMLSchema(str(SCHEMA)).validate(io.BytesIO(stated(month)))


def test_a_statement_of_days_without_anything_keeps_its_schema(month: Centre) -> None:
    empty = stated(month, Days(date(2026, 12, 1), date(2026, 12, 31)))
    xmlschema.XMLSchema(str(SCHEMA)).validate(io.BytesIO(empty))


def test_the_statements_entries_lead_from_one_balance_to_the_other(month: Centre) -> None:
    document = ElementTree.fromstring(stated(month))  # noqa: S314 - our own
    names = {"c": NAMESPACE}

    def signed(element: ElementTree.Element) -> int:
        amount_vnd = int(element.findtext("c:Amt", "", names))
        return amount_vnd if element.findtext("c:CdtDbtInd", "", names) == "CRDT" else -amount_vnd

    opening, closing = (signed(one) for one in document.iterfind(".//c:Bal", names))
    entries = [signed(one) for one in document.iterfind(".//c:Ntry", names)]
    assert opening == 0
    assert sorted(entries) == [-1_000_000, -6_000, -4_000, 500_000, 1_000_000]
    assert opening + sum(entries) == closing == 1_000_000 - 6_000 - 4_000 - 500_000
    taken_back = [
        one.findtext("c:CdtDbtInd", "", names)
        for one in document.iterfind(".//c:Ntry", names)
        if one.findtext("c:RvslInd", "", names) == "true"
    ]
    assert taken_back == ["CRDT"]


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-11-30", "2026-11-01"), ("", "2026-11-01"), ("2024-01-01", "2026-11-01"), ("x", "y")],
)
def test_days_that_are_none_are_refused(first: str, last: str) -> None:
    with pytest.raises(ReportError, match="report-days"):
        Days.parse(first, last)
