"""How long things are kept: rules as data, what they let go, and its removal by two people.

Whatever the rules say, only what has a function in `_CLAUSES` or is an upload can be removed here:
no row of the ledger, of a list, of a case or of the trail is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, func, or_, select

from cardsvc import tables
from cardsvc.centre import Centre
from cardsvc.errors import CentreError
from cardsvc.registry.rates import Source
from cardsvc.staff.audit import record
from cardsvc.staff.proposals import (
    Proposal,
    ProposalKind,
    approve,
    find_proposal,
    propose,
    withdraw,
)
from firmware_config.clock import from_unix, to_unix

SUBJECT = "retention:all"
_MOST_DAYS = 365 * 200


class RetentionError(CentreError):
    """`retention-file` (rules that cannot be used), or `retention-not-such` (a proposal of another
    kind)."""


class Kept(StrEnum):
    """What there is a rule for. Of the last four nothing is ever removed."""

    SESSION = "session"
    DEVICE = "device"
    UPLOAD = "upload"
    PHOTO = "photo"
    LEDGER = "ledger"
    LIST = "list"
    CASE = "case"
    TRAIL = "trail"


REMOVABLE = (Kept.SESSION, Kept.DEVICE, Kept.UPLOAD, Kept.PHOTO)


@dataclass(frozen=True, slots=True)
class Rule:
    """`kept_for` counts from when a thing is over; None: for ever, as far as this program goes."""

    what: Kept
    kept_for: timedelta | None
    source: Source


def rules(path: Path | None = None) -> tuple[Rule, ...]:
    """One for each of `Kept`, from `retention.toml` beside this module or another file.

    Raises:
        RetentionError: `retention-file`.
    """
    source = files(__package__) / "retention.toml" if path is None else path
    try:
        table = tomllib.loads(source.read_text(encoding="utf-8"))
        if set(table) != {what.value for what in Kept}:
            raise ValueError(sorted(table))
        return tuple(_rule(what, table[what.value]) for what in Kept)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise RetentionError("retention-file", fault=repr(fault)) from fault


@dataclass(frozen=True, slots=True)
class Retention:
    centre: Centre
    rules: tuple[Rule, ...]

    def over(self, now: datetime) -> dict[Kept, int]:
        """How many of each the rules let go at `now`."""
        with self.centre.reading.begin() as connection:
            return {
                rule.what: _count(connection, self.centre, rule.what, now - rule.kept_for)
                for rule in self.rules
                if rule.kept_for is not None
            }

    def propose(self, user: str) -> int:
        """That all be removed which the rules let go today; the proposal's id.

        Raises:
            StaffError: `already-proposed`.
        """
        now = self.centre.clock()
        over = {what.value: count for what, count in self.over(now).items()}
        data = {"as_of": to_unix(now), **over}
        with self.centre.engine.begin() as connection:
            return propose(connection, ProposalKind.RETENTION, SUBJECT, data, user, now)

    def approve(self, proposal_id: int, user: str) -> dict[Kept, int]:
        """Remove it: what was over when it was proposed, and nothing that has become so since.
        How many of each are gone.

        Raises:
            StaffError: as `proposals.approve`.
            RetentionError: `retention-not-such`.
        """
        now = self.centre.clock()
        with self.centre.engine.begin() as connection:
            _check_kind(connection, proposal_id)
            approved = approve(connection, proposal_id, user, now)
            as_of, removed = from_unix(approved.data["as_of"]), dict[Kept, int]()
            uploads: list[Path] = []
            for rule in self.rules:
                if rule.kept_for is not None and rule.what in _CLAUSES:
                    table, clause = _CLAUSES[rule.what]
                    gone = connection.execute(delete(table).where(clause(as_of - rule.kept_for)))
                    removed[rule.what] = gone.rowcount
                elif rule.kept_for is not None:
                    uploads = _uploads_before(self.centre, as_of - rule.kept_for)
                    removed[rule.what] = len(uploads)
            told = {what.value: count for what, count in removed.items()}
            record(connection, user, "retention-removed", SUBJECT, now, **told)
        for file in uploads:
            file.unlink(missing_ok=True)
        return removed

    def withdraw(self, proposal_id: int, user: str, reason: str) -> None:
        """Raises `StaffError`, `RetentionError` as `approve`."""
        with self.centre.engine.begin() as connection:
            _check_kind(connection, proposal_id)
            withdraw(connection, proposal_id, user, self.centre.clock(), reason)


def _rule(what: Kept, told: Mapping[str, Any]) -> Rule:
    is_certain = {"read": True, "confirm": False}[told.get("certainty", "read")]
    source = Source(told["decree"], told["clause"], is_certain)
    days = told.get("days")
    if what not in REMOVABLE and days is not None:
        raise ValueError(what)
    if what in REMOVABLE and (type(days) is not int or not 0 < days <= _MOST_DAYS):
        raise ValueError(what)
    return Rule(what, None if days is None else timedelta(days=days), source)


def _check_kind(connection: Connection, proposal_id: int) -> Proposal:
    found = find_proposal(connection, proposal_id)
    if found.kind is not ProposalKind.RETENTION:
        raise RetentionError("retention-not-such", proposal=proposal_id)
    return found


def _count(connection: Connection, centre: Centre, what: Kept, before: datetime) -> int:
    if what is Kept.UPLOAD:
        return len(_uploads_before(centre, before))
    table, clause = _CLAUSES[what]
    query = select(func.count()).select_from(table).where(clause(before))
    return connection.execute(query).scalar_one()


def _uploads_before(centre: Centre, before: datetime) -> list[Path]:
    folder = centre.settings.uploads
    if not folder.is_dir():
        return []
    return [file for file in folder.iterdir() if file.stat().st_mtime < before.timestamp()]


def _sessions(before: datetime) -> ColumnElement[bool]:
    return tables.staff_session.c.active_at < before


def _devices(before: datetime) -> ColumnElement[bool]:
    return tables.staff_device.c.seen_at < before


def _photos(before: datetime) -> ColumnElement[bool]:
    """Of people who died before then, or all of whose entitlements ended before then."""
    held, person, death = tables.entitlement.c, tables.beneficiary.c, tables.death.c
    mine = held.beneficiary == tables.photo.c.beneficiary
    goes_on = exists().where(mine, or_(held.ended_at.is_(None), held.ended_at >= before))
    ended = and_(exists().where(mine), ~goes_on)
    died = exists().where(
        person.id == tables.photo.c.beneficiary,
        death.citizen_number == person.citizen_number,
        death.died_on < before.date().isoformat(),
    )
    return and_(tables.photo.c.kept_at < before, or_(died, ended))


_CLAUSES: dict[Kept, tuple[Table, Callable[[datetime], ColumnElement[bool]]]] = {
    Kept.SESSION: (tables.staff_session, _sessions),
    Kept.DEVICE: (tables.staff_device, _devices),
    Kept.PHOTO: (tables.photo, _photos),
}
