"""Counters that ask to be taken in: their requests, and the officer who approves or refuses them.

One officer is enough: what the approval rests on is the code that counter and centre show alike,
read aloud by whoever stands at the counter. It is written into the trail.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from cardsvc import tables
from cardsvc.errors import CentreError
from cardsvc.registry.offices import Office, office
from cardsvc.signing.keys import Keyring
from cardsvc.staff.audit import record
from cardsvc.staff.scope import Scope
from cardsvc.tables import TerminalRole, TerminalState
from cardsvc.terminals.terminal import Terminal, TerminalError, enrol, terminal_of_key
from firmware_config.clock import Clock
from firmware_config.enrolment import (
    NONCE_BYTES,
    Assignment,
    EnrolmentAnswer,
    EnrolmentRequest,
    EnrolmentState,
    code_of,
)
from firmware_config.ids import OfficeId, ProvinceCode, TerminalId
from firmware_config.request_proof import audience_of
from firmware_config.signing import PublicKey
from firmware_config.status import shard_uri
from firmware_config.trust import Role

LIFE = timedelta(hours=24)
"""A request that nobody has looked at in that time is forgotten; the counter asks anew."""
MOST_OPEN_OF_AN_OFFICE = 20
MOST_OPEN_OF_A_SOURCE = 20
"""From one address: a technician brings a handful of counters up in a day."""
MOST_OPEN = 2000
_NUMBER_DIGITS = 6
_enrolment = tables.enrolment.c


class EnrolmentRefused(CentreError):
    """`enrolment-too-many`, `enrolment-unknown`, `enrolment-not-waiting`, `enrolment-expired`,
    `enrolment-other-code` (the request was made anew since it was shown), or
    `enrolment-out-of-scope`."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One counter that asks. `code` is what its screen shows."""

    id: int
    key: PublicKey
    code: str
    office: Office
    place: str
    software: str
    source: str
    state: EnrolmentState
    asked_at: datetime
    expires_at: datetime

    @property
    def key_id(self) -> str:
        return self.key.kid.hex()


@dataclass(frozen=True, slots=True)
class Enrolments:
    """`ask` is the counter's side, the rest is the officer's."""

    engine: Engine
    keyring: Keyring
    clock: Clock

    def ask(self, octets: bytes, source: str) -> bytes:
        """A counter's signed request; the signed answer, how it stands. Asking again is how a
        counter waits, and changes nothing but the office and place that it names.

        Raises:
            EnrolmentRefused: `enrolment-too-many`.
            RegistryError: `office-unknown`.
            TerminalError: `terminal-revoked`, `terminal-quarantined`: that key is of no use.
            ProofError, EnrolmentError, ContractError: as `EnrolmentRequest.parse`.
        """
        now = self.clock()
        request = EnrolmentRequest.parse(octets, audience_of(self.keyring.root), now)
        with self.engine.begin() as connection:
            known = terminal_of_key(connection, request.key)
            if known is not None:
                answer = _approved(connection, request.key, known, now)
            else:
                answer = _asked(connection, request, source[:45], now)
        return answer.sign(self.keyring.signer(Role.LEDGER_ACK, now))

    def waiting(self, scope: Scope) -> tuple[Asking, ...]:
        """Those that wait for somebody with `scope`, the oldest first."""
        query = (
            _query()
            .where(
                _enrolment.state == EnrolmentState.WAITING.value,
                _enrolment.expires_at > self.clock(),
                scope.offices_clause(tables.office.c.province, tables.office.c.id),
            )
            .order_by(_enrolment.asked_at, _enrolment.id)
        )
        with self.engine.begin() as connection:
            return tuple(_asking(row) for row in connection.execute(query))

    def find(self, asking: int, scope: Scope) -> Asking:
        """Raises `EnrolmentRefused`: `enrolment-unknown`, `enrolment-out-of-scope`."""
        with self.engine.begin() as connection:
            return _found(connection, asking, scope)

    def approve(
        self,
        asking: int,
        code: str,
        terminal: TerminalId,
        office_id: OfficeId,
        role: TerminalRole,
        user: str,
        scope: Scope,
    ) -> None:
        """Take the counter in as `terminal` of that office. `code` is what the officer compared.

        Raises:
            EnrolmentRefused
            TerminalError: `terminal-exists`.
            RegistryError: `office-unknown`.
        """
        now = self.clock()
        with self.engine.begin() as connection:
            found = _open(connection, asking, code, scope, now)
            at = office(connection, office_id)
            if not scope.allows(at.province, at.id):
                raise EnrolmentRefused("enrolment-out-of-scope")
            enrol(connection, terminal, office_id, found.key, role)
            _decide(connection, found, EnrolmentState.APPROVED, user, now, terminal)
            subject = f"terminal:{terminal}"
            told = {"office": office_id.text, "role": role.value, "key": found.key_id}
            record(connection, user, "terminal-enrolled", subject, now, **told)

    def refuse(self, asking: int, code: str, user: str, scope: Scope) -> None:
        """Raises `EnrolmentRefused`."""
        now = self.clock()
        with self.engine.begin() as connection:
            found = _open(connection, asking, code, scope, now)
            _decide(connection, found, EnrolmentState.REFUSED, user, now, None)
            subject = f"office:{found.office.id}"
            record(connection, user, "enrolment-refused", subject, now, key=found.key_id)

    def next_id(self, province: ProvinceCode) -> TerminalId:
        """An unused id to propose: the province's code and the next number."""
        column = tables.terminal.c.id
        length = len(province.text) + _NUMBER_DIGITS
        pattern = province.text + "_" * _NUMBER_DIGITS
        with self.engine.begin() as connection:
            known = connection.execute(select(column).where(column.like(pattern))).scalars().all()
        numbers = [int(one[2:]) for one in known if len(one) == length and one.isdigit()]
        return TerminalId(f"{province}{max(numbers, default=0) + 1:0{_NUMBER_DIGITS}d}")


def _asked(
    connection: Connection, request: EnrolmentRequest, source: str, now: datetime
) -> EnrolmentAnswer:
    office(connection, request.office)
    _forget_expired(connection, now)
    found = select(tables.enrolment).where(_enrolment.public_key == request.key.point)
    row = connection.execute(found).one_or_none()
    told = {"office": request.office.text, "place": request.place, "software": request.software}
    if row is None:
        _check_room(connection, request.office, source)
        nonce, expires_at = secrets.token_bytes(NONCE_BYTES), now + LIFE
        made = {
            "public_key": request.key.point,
            "nonce": nonce,
            "source": source,
            "state": EnrolmentState.WAITING.value,
            "asked_at": now,
            "expires_at": expires_at,
        }
        connection.execute(insert(tables.enrolment).values(made | told))
        return EnrolmentAnswer(request.key, nonce, EnrolmentState.WAITING, expires_at)
    if row.state == EnrolmentState.WAITING and any(
        getattr(row, name) != value for name, value in told.items()
    ):
        same = update(tables.enrolment).where(_enrolment.id == row.id)
        connection.execute(same.values(told))
    return EnrolmentAnswer(request.key, bytes(row.nonce), EnrolmentState(row.state), row.expires_at)


def _approved(
    connection: Connection, key: PublicKey, terminal: Terminal, now: datetime
) -> EnrolmentAnswer:
    if terminal.state is not TerminalState.ACTIVE:
        raise TerminalError(f"terminal-{terminal.state}", terminal=terminal.id.text)
    found = select(_enrolment.nonce).where(_enrolment.public_key == key.point)
    nonce = connection.scalar(found) or bytes(NONCE_BYTES)  # one that was added by its key
    at = office(connection, terminal.office)
    shards = (shard_uri(at.province, 0),)
    assigned = Assignment(terminal.id, at.id, at.name, at.province, shards)
    return EnrolmentAnswer(key, bytes(nonce), EnrolmentState.APPROVED, now + LIFE, assigned)


def _forget_expired(connection: Connection, now: datetime) -> None:
    connection.execute(
        delete(tables.enrolment).where(
            _enrolment.state != EnrolmentState.APPROVED.value, _enrolment.expires_at <= now
        )
    )


def _check_room(connection: Connection, wanted: OfficeId, source: str) -> None:
    not_taken_in = _enrolment.state != EnrolmentState.APPROVED.value
    for most, condition in (
        (MOST_OPEN, not_taken_in),
        (MOST_OPEN_OF_AN_OFFICE, not_taken_in & (_enrolment.office == wanted.text)),
        (MOST_OPEN_OF_A_SOURCE, not_taken_in & (_enrolment.source == source)),
    ):
        counted = select(func.count()).select_from(tables.enrolment).where(condition)
        if int(connection.execute(counted).scalar_one()) >= most:
            raise EnrolmentRefused("enrolment-too-many", limit=most)


def _open(connection: Connection, asking: int, code: str, scope: Scope, now: datetime) -> Asking:
    found = _found(connection, asking, scope)
    if found.state is not EnrolmentState.WAITING:
        raise EnrolmentRefused("enrolment-not-waiting")
    if found.expires_at <= now:
        raise EnrolmentRefused("enrolment-expired")
    if found.code != code:
        raise EnrolmentRefused("enrolment-other-code")
    return found


def _found(connection: Connection, asking: int, scope: Scope) -> Asking:
    row = connection.execute(_query().where(_enrolment.id == asking)).one_or_none()
    if row is None:
        raise EnrolmentRefused("enrolment-unknown")
    found = _asking(row)
    if not scope.allows(found.office.province, found.office.id):
        raise EnrolmentRefused("enrolment-out-of-scope")
    return found


def _decide(
    connection: Connection,
    found: Asking,
    state: EnrolmentState,
    user: str,
    now: datetime,
    terminal: TerminalId | None,
) -> None:
    # Of two officers at once, one finds it waiting.
    decided = connection.execute(
        update(tables.enrolment)
        .where(_enrolment.id == found.id, _enrolment.state == EnrolmentState.WAITING.value)
        .values(
            state=state.value,
            terminal=None if terminal is None else terminal.text,
            decided_by=user,
            decided_at=now,
        )
    )
    if decided.rowcount != 1:
        raise EnrolmentRefused("enrolment-not-waiting")


def _query() -> Any:
    return select(tables.enrolment, tables.office.c.name, tables.office.c.province).join(
        tables.office
    )


def _asking(row: Row[Any]) -> Asking:
    key = PublicKey(bytes(row.public_key))
    return Asking(
        row.id,
        key,
        code_of(key, bytes(row.nonce)),
        Office(OfficeId(row.office), row.name, ProvinceCode(row.province)),
        row.place,
        row.software,
        row.source,
        EnrolmentState(row.state),
        row.asked_at,
        row.expires_at,
    )
