"""A person's cards and sheet brought to what is payable now, after a rate, a stop, a resumption.

A card learns it by a script at the next counter; a sheet gets a successor. That nothing is left to
be paid is told by the status list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from cardsvc import tables
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.records import issue_record
from cardsvc.issuance.scripts import ScriptDesk
from cardsvc.issuance.vouchers import payable_entitlements
from cardsvc.registry.people import person_by_id
from cardsvc.status.setting import set_status
from cardsvc.tables import CardState
from firmware_config.claim import Medium
from firmware_config.ids import CardId
from firmware_config.status import Status

_NOTHING = "nothing-payable"


@dataclass(frozen=True, slots=True)
class Renewed:
    """How many scripts were queued, and the sheet to be printed, if the person has one."""

    scripts: int
    sheet: bytes | None


def renew_media(
    connection: Connection, scripts: ScriptDesk, person_id: int, now: datetime
) -> Renewed:
    """In the caller's transaction.

    1. With nothing payable, records that are valid are suspended: no counter pays on them.
    2. Otherwise what had been suspended is valid again; a script goes to each issued card.
    3. A valid sheet gets a successor. The old one stays valid until that is in the person's hands:
       a counter pays each month once on whichever it sees.

    Raises:
        IssuanceError: `too-many-entitlements` for one record.
        KeyringError: the card's authority has been revoked.
    """
    person = person_by_id(connection, person_id)
    try:
        payable_entitlements(connection, person)
    except IssuanceError as fault:
        if fault.code != _NOTHING:
            raise
        _turn_records(connection, person_id, Status.VALID, Status.SUSPENDED, now)  # 1
        return Renewed(0, None)
    # 2
    _turn_records(connection, person_id, Status.SUSPENDED, Status.VALID, now)
    card = tables.card.c
    issued = connection.scalars(
        select(card.id).where(
            card.beneficiary == person_id, card.state.in_((CardState.ACTIVE, CardState.BLOCKED))
        )
    ).all()
    queued = 0
    for one in issued:
        try:
            scripts.renew_within(connection, CardId(one))
        except IssuanceError as fault:
            if fault.code != _NOTHING:  # of the periods that this card can still name
                raise
        else:
            queued += 1
    # 3
    record = tables.record.c
    has_sheet = connection.execute(
        select(record.id)
        .where(
            record.beneficiary == person_id,
            record.medium == Medium.QR,
            record.status == Status.VALID,
            record.expires_at > now,
        )
        .limit(1)
    ).first()
    if has_sheet is None:
        return Renewed(queued, None)
    made, _ = issue_record(connection, scripts.keyring, person, now)
    return Renewed(queued, made.id)


def _turn_records(
    connection: Connection, person_id: int, of: Status, into: Status, now: datetime
) -> None:
    column = tables.record.c
    found = connection.scalars(
        select(column.id).where(column.beneficiary == person_id, column.status == of)
    ).all()
    for one in found:
        set_status(connection, one, into, now)
