"""The money side as an ISO 20022 statement: camt.053.001.08, BankToCustomerStatement.

The account is a programme's money in a province. Funding, returns and fees are entries of their
own; payouts are booked as a batch for each day and office, as a bank books a payroll.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import IO, Any
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from sqlalchemy import (
    BigInteger,
    Connection,
    Row,
    Select,
    case,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)

from cardsvc import tables
from cardsvc.ledger.account import AccountKind
from cardsvc.reports.postings import Days, booked_at, moved, told, with_time
from firmware_config.ids import ProgrammeCode, ProvinceCode
from firmware_config.vietnamese.dates import VIET_NAM

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
_CURRENCY = "VND"  # ISO 4217: no minor unit
_MOST_REFERENCE = 35  # Max35Text
_MOST_WORDS = 500  # Max500Text
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""XML 1.0 §2.2."""
_ZONE_S = 7 * 3600
_DAY_S = 86_400
_ALONE = (AccountKind.FUNDING, AccountKind.RETURNED, AccountKind.FEE)
_USED = (*_ALONE, AccountKind.PAID, AccountKind.SUSPENSE)
_account = tables.account.c


@dataclass(frozen=True, slots=True)
class Statement:
    """Whose statement, of which days, made when. `name` is the account's, for people."""

    programme: ProgrammeCode
    province: ProvinceCode
    days: Days
    made_at: datetime
    name: str

    @property
    def account(self) -> str:
        return f"funding/{self.programme}/{self.province}"

    @property
    def id(self) -> str:
        """Max35Text, unique by account, days and moment."""
        return f"{self.programme}-{self.province}-{self.made_at.astimezone(UTC):%Y%m%d%H%M%S}"


def write_statement(file: IO[bytes], connection: Connection, statement: Statement) -> int:
    """Writes the document; how many entries. Entry by entry, so that memory stays flat.

    Both balances and the entries are read in the caller's transaction: let it be a snapshot.
    """
    days = statement.days
    opening_vnd = _balance_vnd(connection, statement, days.begin)
    closing_vnd = _balance_vnd(connection, statement, days.end)
    xml = _Xml(file)
    with xml.element("Document", {"xmlns": NAMESPACE}), xml.element("BkToCstmrStmt"):
        with xml.element("GrpHdr"):
            xml.text("MsgId", statement.id)
            xml.text("CreDtTm", _moment(statement.made_at))
        with xml.element("Stmt"):
            xml.text("Id", statement.id)
            xml.text("CreDtTm", _moment(statement.made_at))
            with xml.element("FrToDt"):
                xml.text("FrDtTm", _moment(days.begin))
                xml.text("ToDtTm", _moment(days.end - timedelta(seconds=1)))
            with xml.element("Acct"):
                with xml.element("Id"), xml.element("Othr"):
                    xml.text("Id", statement.account)
                xml.text("Ccy", _CURRENCY)
                xml.text("Nm", statement.name[:70])
            _balance(xml, "OPBD", opening_vnd, days.first)
            _balance(xml, "CLBD", closing_vnd, days.last)
            return _entries(xml, connection, statement)


def _entries(xml: _Xml, connection: Connection, statement: Statement) -> int:
    number = 0
    rows = connection.execute(_postings(statement), execution_options={"yield_per": 500})
    for number, row in enumerate(rows, start=1):
        _entry(xml, number, row)
    return number


def _entry(xml: _Xml, number: int, row: Row[Any]) -> None:
    day = date.fromordinal(date(1970, 1, 1).toordinal() + int(row.day)).isoformat()
    side = "DBIT" if row.is_debit else "CRDT"
    amount_vnd = int(row.vnd)
    with xml.element("Ntry"):
        xml.text("NtryRef", str(number))
        xml.amount("Amt", amount_vnd)
        xml.text("CdtDbtInd", side)
        xml.text("RvslInd", "true" if _is_taken_back(row) else "false")
        with xml.element("Sts"):
            xml.text("Cd", "BOOK")
        for name in ("BookgDt", "ValDt"):
            with xml.element(name):
                xml.text("Dt", day)
        if row.reference:
            xml.text("AcctSvcrRef", row.reference[:_MOST_REFERENCE])
        with xml.element("BkTxCd"), xml.element("Prtry"):
            xml.text("Cd", row.kind.upper())
        if row.kind not in _ALONE:
            with xml.element("NtryDtls"), xml.element("Btch"):
                xml.text("NbOfTxs", str(row.several))
                xml.amount("TtlAmt", amount_vnd)
                xml.text("CdtDbtInd", side)
        words = row.reference or row.office
        if words:
            xml.text("AddtlNtryInf", words[:_MOST_WORDS])


def _is_taken_back(row: Row[Any]) -> bool:
    """Money that comes back from where it went."""
    return not row.is_debit and row.kind in (AccountKind.PAID, AccountKind.SUSPENSE)


def _postings(statement: Statement) -> Select[Any]:
    """Grouped as they are booked: by day, kind, office and side; alone, what finance instructed."""
    seconds = type_coerce(booked_at, BigInteger) + _ZONE_S
    alone = _account.kind.in_(_ALONE)

    def side(column: Any, *, is_debit: bool) -> Select[Any]:
        query = select(
            ((seconds - seconds % _DAY_S) / _DAY_S).label("day"),
            _account.kind,
            _account.office,
            case((alone, told.reference)).label("reference"),
            case((alone, moved.id)).label("own"),
            literal(int(is_debit)).label("side"),
            moved.amount_vnd,
        ).select_from(tables.transfer)
        return (
            with_time(query)
            .join(tables.account, _account.id == column)
            .where(_is_of(statement), statement.days.clause())
        )

    both = union_all(side(moved.debit, is_debit=True), side(moved.credit, is_debit=False))
    all_of = both.subquery()
    by = all_of.c
    keys = (by.day, by.kind, by.office, by.reference, by.own, by.side)
    return (
        select(
            *(by.day, by.kind, by.office, by.reference),
            (by.side == 1).label("is_debit"),
            func.sum(by.amount_vnd).label("vnd"),
            func.count().label("several"),
        )
        .group_by(*keys)
        .order_by(by.day, by.kind, by.office, by.own, by.side)
    )


def _balance_vnd(connection: Connection, statement: Statement, before: datetime) -> int:
    """What is left of the money at that moment: credited less debited on all its accounts."""
    signed = case((_account.id == moved.credit, moved.amount_vnd), else_=-moved.amount_vnd)
    query = with_time(select(func.coalesce(func.sum(signed), 0)).select_from(tables.transfer)).join(
        tables.account, or_(_account.id == moved.debit, _account.id == moved.credit)
    )
    total = connection.execute(query.where(_is_of(statement), booked_at < before))
    return int(total.scalar_one())


def _is_of(statement: Statement) -> Any:
    return (
        (_account.programme == statement.programme.text)
        & (_account.province == statement.province.text)
        & _account.kind.in_(_USED)
    )


def _balance(xml: _Xml, code: str, amount_vnd: int, day: date) -> None:
    with xml.element("Bal"):
        with xml.element("Tp"), xml.element("CdOrPrtry"):
            xml.text("Cd", code)
        xml.amount("Amt", abs(amount_vnd))
        xml.text("CdtDbtInd", "DBIT" if amount_vnd < 0 else "CRDT")
        with xml.element("Dt"):
            xml.text("Dt", day.isoformat())


class _Xml:
    """Elements without prefixes, written as they come."""

    def __init__(self, file: IO[bytes]) -> None:
        self._out = XMLGenerator(file, encoding="utf-8", short_empty_elements=True)
        self._out.startDocument()

    @contextmanager
    def element(self, name: str, attributes: dict[str, str] | None = None) -> Iterator[None]:
        self._out.startElement(name, AttributesImpl(attributes or {}))
        yield
        self._out.endElement(name)

    def text(self, name: str, text: str) -> None:
        with self.element(name):
            self._out.characters(_NOT_XML.sub("\ufffd", text))

    def amount(self, name: str, amount_vnd: int) -> None:
        with self.element(name, {"Ccy": _CURRENCY}):
            self._out.characters(str(amount_vnd))


def _moment(at: datetime) -> str:
    """ISODateTime, with the zone."""
    return at.astimezone(VIET_NAM).replace(microsecond=0).isoformat()
