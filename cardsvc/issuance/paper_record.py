"""Paper: a record as a QR text, and all that its sheet shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from cardsvc import tables
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.qr_sheet import QrSheetView, SheetProgramme
from cardsvc.issuance.records import issue_record
from cardsvc.registry.offices import office
from cardsvc.registry.people import Person
from cardsvc.registry.rates import Rates
from cardsvc.signing.keys import Keyring
from cardsvc.status.setting import replace_records
from firmware_config import qr
from firmware_config.claim import Medium
from firmware_config.cose import Sign1
from firmware_config.record import Record
from firmware_config.status import Status


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """A record issued on paper: its signed octets, and its sheet for `qr_sheet_pdf`."""

    record: Record
    octets: bytes
    sheet: QrSheetView


def issue_paper(
    connection: Connection,
    keyring: Keyring,
    rates: Rates,
    person: Person,
    now: datetime,
    *,
    is_simulated: bool = False,
) -> PaperRecord:
    """A new sheet. Any earlier sheet of the person's is invalid from now on; a card is not.

    Raises:
        IssuanceError: `nothing-payable`, `too-many-entitlements`.
    """
    record, octets = issue_record(connection, keyring, person, now)
    replace_records(connection, person.id, Medium.QR, record.id, now)
    return _with_sheet(connection, rates, record, octets, is_simulated=is_simulated)


def paper_again(
    connection: Connection, rates: Rates, person: Person, record_id: bytes, *, is_simulated: bool
) -> PaperRecord:
    """A sheet that was issued and is still valid, to be printed once more.

    Raises:
        IssuanceError: `record-unknown`.
    """
    column = tables.record.c
    octets = connection.scalar(
        select(column.octets).where(
            column.id == record_id,
            column.beneficiary == person.id,
            column.medium == Medium.QR,
            column.status == Status.VALID,
        )
    )
    if octets is None:
        raise IssuanceError("record-unknown", record=record_id.hex())
    # Our own, from our own register: its signature needs no checking.
    record = Record.parse(Sign1.parse(octets).payload)
    return _with_sheet(connection, rates, record, octets, is_simulated=is_simulated)


def _with_sheet(
    connection: Connection, rates: Rates, record: Record, octets: bytes, *, is_simulated: bool
) -> PaperRecord:
    programmes = sorted({entitlement.programme for entitlement in record.entitlements})
    named = [rates.programme(code) for code in programmes]
    sheet = QrSheetView(
        qr_text=qr.to_digits(octets),
        name=record.name,
        birth_year=int(record.birth[:4]),
        last4=record.citizen.last4,
        office=record.office,
        office_name=office(connection, record.office).name,
        programmes=tuple(SheetProgramme(programme.vi, programme.en) for programme in named),
        issued_at=record.issued_at,
        valid_from=record.not_before,
        expires_at=record.expires_at,
        is_simulated=is_simulated,
    )
    return PaperRecord(record, octets, sheet)
