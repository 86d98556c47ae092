"""Granting holds: a sheet is paid away from its office only while the centre keeps its periods for
that counter, and for no other.

A hold ends by the payment's entry, by the counter giving it back, or by passing. One that passed
without a word is not given to another counter at once: the first may have paid and not sent it yet.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, func, insert, or_, select, update

from cardsvc import tables
from cardsvc.errors import CentreError
from cardsvc.ledger.held_journals import terminals_of
from cardsvc.ledger.paid_early import waiting_periods
from cardsvc.signing.keys import Keyring
from cardsvc.tables import TerminalState
from firmware_config.body.payout import Disbursed
from firmware_config.claim import Medium
from firmware_config.clock import Clock
from firmware_config.hold import Held, Hold, HoldRequest
from firmware_config.ids import TerminalId
from firmware_config.period import Period, mask_of
from firmware_config.signing import PublicKey
from firmware_config.trust import Role
from firmware_config.wire import Entry

LIFETIME = timedelta(minutes=15)  # from the scan to the cash, for somebody who is slow
SILENCE = timedelta(days=1)
"""How long after it passed a hold still keeps others off while its counter has sent nothing."""
_log = logging.getLogger(__name__)


class HoldRefused(CentreError):
    """`terminal-unknown`, `hold-terminal` (not active), `hold-record` (none of ours, revoked, or no
    sheet), or why none of the periods is granted: `hold-paid`, `hold-not-due`, `hold-elsewhere`."""


@dataclass(frozen=True, slots=True)
class Holds:
    engine: Engine
    keyring: Keyring
    clock: Clock

    def grant(self, octets: bytes) -> bytes:
        """Answer a signed request with a signed hold on what of it may be paid.

        1. The terminal is active, and signed the request just now.
        2. The sheet is one of ours, of the entitlements' own person, and not revoked.
        3. Of what is asked, that is granted which is owed, neither paid nor waiting in suspense,
           and held for no other counter.
        4. What this counter holds already is held longer.

        Raises:
            HoldRefused: by 1, 2, or 3 when nothing is left.
            HoldError, BadSignature, CoseError, CborError: by 1.
        """
        now = self.clock()
        with self.engine.begin() as connection:
            # 1
            terminal, request = _asked(connection, octets, now)
            # 2
            _check_record(connection, request)
            # 3
            granted: list[Held] = []
            why = "hold-not-due"
            for wanted in sorted(request.wanted, key=lambda one: one.entitlement.octets):
                free, refused = _free(connection, terminal, wanted, now)
                why = refused or why
                if free:
                    granted.append(Held(wanted.entitlement, wanted.base, free))
            if not granted:
                raise HoldRefused(why)
            # 4
            hold = Hold(terminal, request.record_id, now, now + LIFETIME, tuple(granted))
            _keep(connection, hold)
        _log.info("hold-granted", extra={"terminal": terminal.text})
        return hold.sign(self.keyring.signer(Role.LEDGER_ACK, now))

    def release(self, octets: bytes) -> None:
        """Take back what a counter holds and did not pay. Raises as `grant` does by 1."""
        now = self.clock()
        with self.engine.begin() as connection:
            terminal, request = _asked(connection, octets, now)
            for one in request.wanted:
                held = tables.hold.c
                connection.execute(
                    update(tables.hold)
                    .where(
                        held.terminal == terminal.text,
                        held.entitlement == one.entitlement.octets,
                        held.period.in_([period.code for period in one.periods]),
                        held.settled_seq.is_(None),
                        held.released_at.is_(None),
                    )
                    .values(released_at=now)
                )


def settle_holds(connection: Connection, entry: Entry) -> None:
    """A payment was posted: what was held for it is held no longer."""
    paid, held = entry.body, tables.hold.c
    if not isinstance(paid, Disbursed):
        return
    connection.execute(
        update(tables.hold)
        .where(
            held.terminal == entry.terminal.text,
            held.entitlement == paid.claim.entitlement.octets,
            held.period.in_([period.code for period in paid.claim.periods]),
            held.settled_seq.is_(None),
            held.released_at.is_(None),
        )
        .values(settled_seq=entry.seq)
    )


def held_now(
    connection: Connection, entitlements: Select[tuple[bytes]], now: datetime
) -> frozenset[tuple[bytes, int]]:
    """Of `entitlements`, the ids and period codes that are held for some counter."""
    held = tables.hold.c
    rows = connection.execute(
        select(held.entitlement, held.period).where(
            *(held.entitlement.in_(entitlements), held.expires_at > now),
            *(held.settled_seq.is_(None), held.released_at.is_(None)),
        )
    )
    return frozenset((row.entitlement, row.period) for row in rows)


def _asked(connection: Connection, octets: bytes, now: datetime) -> tuple[TerminalId, HoldRequest]:
    named = HoldRequest.terminal_named_in(octets)
    terminal = terminals_of(connection, (named.text,)).get(named.text)
    if terminal is None:
        raise HoldRefused("terminal-unknown", terminal=named.text)
    request = HoldRequest.parse(octets, PublicKey(terminal.public_key), now)
    if terminal.state is not TerminalState.ACTIVE:
        raise HoldRefused("hold-terminal")
    return named, request


def _check_record(connection: Connection, request: HoldRequest) -> None:
    record, entitlement = tables.record.c, tables.entitlement.c
    found = connection.execute(
        select(record.beneficiary, record.medium, record.revoked_at).where(
            record.id == request.record_id
        )
    ).one_or_none()
    if found is None or found.medium != Medium.QR or found.revoked_at is not None:
        raise HoldRefused("hold-record")
    refs = {one.entitlement.octets for one in request.wanted}
    # Locked in the order of their ids, as the ledger does: what is found unpaid stays so.
    holders = connection.execute(
        select(entitlement.id, entitlement.beneficiary)
        .where(entitlement.id.in_(refs))
        .order_by(entitlement.id)
        .with_for_update()
    ).all()
    if len(holders) != len(refs) or {row.beneficiary for row in holders} != {found.beneficiary}:
        raise HoldRefused("hold-record")


def _free(
    connection: Connection, terminal: TerminalId, wanted: Held, now: datetime
) -> tuple[int, str | None]:
    """The periods of `wanted` that may be held, as a mask, and why others may not."""
    ref = wanted.entitlement.octets
    codes = [period.code for period in wanted.periods]
    due, paid, held = tables.due.c, tables.transfer.c, tables.hold.c
    owed = set(
        connection.scalars(select(due.period).where(due.entitlement == ref, due.period.in_(codes)))
    )
    done = set(
        connection.scalars(
            select(paid.period).where(
                *(paid.entitlement == ref, paid.period.in_(codes)),
                *(paid.kind == "paid", tables.IS_STANDING),
            )
        )
    )
    of_this = select(tables.entitlement.c.id).where(tables.entitlement.c.id == ref)
    done |= {period for _, period in waiting_periods(connection, of_this)}
    elsewhere = set(
        connection.scalars(
            select(held.period).where(
                *(held.entitlement == ref, held.period.in_(codes)),
                *(held.terminal != terminal.text, _keeps_others_off(now)),
            )
        )
    )
    why = None
    if elsewhere & owed:
        why = "hold-elsewhere"
    elif done & owed:
        why = "hold-paid"
    free = [Period(code) for code in sorted(owed - done - elsewhere)]
    return (mask_of(wanted.base, free) if free else 0), why


def _keeps_others_off(now: datetime) -> Any:
    """Of a hold: it has not ended; or it passed, and its counter has not been heard since."""
    held, entry = tables.hold.c, tables.entry.c
    heard = (
        select(func.max(entry.received_at))
        .where(entry.terminal == held.terminal)
        .correlate(tables.hold)
        .scalar_subquery()
    )
    return and_(
        held.settled_seq.is_(None),
        held.released_at.is_(None),
        or_(
            held.expires_at > now,
            and_(
                held.expires_at > now - SILENCE,
                or_(heard.is_(None), heard <= held.expires_at),
            ),
        ),
    )


def _keep(connection: Connection, hold: Hold) -> None:
    held = tables.hold.c
    for one in hold.held:
        for period in one.periods:
            is_it = and_(
                held.entitlement == one.entitlement.octets,
                held.period == period.code,
                held.settled_seq.is_(None),
                held.released_at.is_(None),
            )
            longer = connection.execute(
                update(tables.hold)
                .where(is_it, held.terminal == hold.terminal.text)
                .values(expires_at=hold.expires_at)
            )
            if longer.rowcount:
                continue
            # Another counter's, which passed.
            connection.execute(update(tables.hold).where(is_it).values(released_at=hold.granted_at))
            connection.execute(
                insert(tables.hold).values(
                    entitlement=one.entitlement.octets,
                    period=period.code,
                    terminal=hold.terminal.text,
                    record=hold.record_id,
                    granted_at=hold.granted_at,
                    expires_at=hold.expires_at,
                )
            )
