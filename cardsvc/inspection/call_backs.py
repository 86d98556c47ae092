"""Rounds of call-backs: published, drawn, called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, insert, select, update

from cardsvc import tables
from cardsvc.case_opening.kind import CaseKind
from cardsvc.case_opening.opening import About, open_case
from cardsvc.inspection.errors import InspectionError
from cardsvc.inspection.lot import SEED_BYTES, Payment, drawn, list_hash, seed_hash
from cardsvc.staff.audit import record
from cardsvc.staff.scope import Scope
from cardsvc.tables import CallResult
from firmware_config.ids import EntitlementId, ProgrammeCode, ProvinceCode, TerminalId
from firmware_config.period import Period

MOST_CALLS = 1000
_WRONG = (CallResult.NOT_RECEIVED, CallResult.OTHER_AMOUNT)
_draw, _call = tables.call_draw.c, tables.call_listed.c


@dataclass(frozen=True, slots=True)
class Draw:
    """`seed` is None until it is drawn; so are the last four."""

    id: int
    province: ProvinceCode
    programme: ProgrammeCode
    period: Period
    size: int
    seed_hash: bytes
    published_by: str
    published_at: datetime
    seed: bytes | None
    drawn_by: str | None
    drawn_at: datetime | None
    payments: int | None
    list_hash: bytes | None

    @property
    def subject(self) -> str:
        return f"call-back:{self.id}"


@dataclass(frozen=True, slots=True)
class Call:
    """A payment that was drawn. `rank` counts from 1; `result` is None until somebody called."""

    rank: int
    entitlement: EntitlementId
    person: int
    office_name: str
    terminal: str
    seq: int
    amount_vnd: int
    result: CallResult | None
    told_vnd: int | None
    called_by: str | None
    called_at: datetime | None


def publish_seed(
    connection: Connection,
    province: ProvinceCode,
    programme: ProgrammeCode,
    period: Period,
    size: int,
    user: str,
    now: datetime,
    random: Callable[[int], bytes],
) -> int:
    """A round that is to come: its seed is made, and its hash goes into the trail; the round's id.

    Raises:
        InspectionError: `draw-size` with the `most`; `draw-known`; `draw-too-late`, once a payment
            of the month is in the books.
    """
    if not 0 < size <= MOST_CALLS:
        raise InspectionError("draw-size", most=MOST_CALLS)
    wanted = (_draw.province == province.text, _draw.programme == programme.text)
    if connection.execute(select(_draw.id).where(*wanted, _draw.period == period.code)).first():
        raise InspectionError("draw-known")
    if connection.execute(_paid(province, programme, period).limit(1)).first():
        raise InspectionError("draw-too-late")
    seed = random(SEED_BYTES)
    published = seed_hash(seed)
    made = connection.execute(
        insert(tables.call_draw)
        .values(
            province=province.text,
            programme=programme.text,
            period=period.code,
            size=size,
            seed=seed,
            seed_hash=published,
            published_by=user,
            published_at=now,
        )
        .returning(_draw.id)
    ).scalar_one()
    told = {"seed_sha256": published.hex(), "size": str(size), "period": str(period)}
    record(connection, user, "call-back-published", f"call-back:{made}", now, **told)
    return int(made)


def draw(connection: Connection, draw_id: int, user: str, now: datetime, scope: Scope) -> Draw:
    """Fix the list of payments, draw from it, and reveal the seed.

    Raises:
        InspectionError: `draw-unknown`, `draw-done`, `draw-nothing-paid`.
    """
    connection.execute(select(_draw.id).where(_draw.id == draw_id).with_for_update())
    found = find_draw(connection, draw_id, scope)
    if found.drawn_at is not None:
        raise InspectionError("draw-done")
    rows = connection.execute(_paid(found.province, found.programme, found.period)).all()
    if not rows:
        raise InspectionError("draw-nothing-paid")
    seed = connection.execute(select(_draw.seed).where(_draw.id == draw_id)).scalar_one()
    payments = {Payment(EntitlementId(row.entitlement), found.period): row for row in rows}
    ranks = {one: at for at, one in enumerate(drawn(seed, payments.keys(), found.size), 1)}
    connection.execute(
        insert(tables.call_listed),
        [
            {
                "draw": draw_id,
                "entitlement": row.entitlement,
                "amount_vnd": row.amount_vnd,
                "terminal": row.terminal,
                "seq": row.seq,
                "rank": ranks.get(one),
            }
            for one, row in payments.items()
        ],
    )
    of_list = list_hash(payments.keys())
    told = {"drawn_by": user, "drawn_at": now, "payments": len(rows), "list_hash": of_list}
    connection.execute(update(tables.call_draw).where(_draw.id == draw_id).values(**told))
    said = {"seed": seed.hex(), "list_sha256": of_list.hex(), "payments": str(len(rows))}
    record(connection, user, "call-back-drawn", found.subject, now, **said)
    return find_draw(connection, draw_id, scope)


def record_call(
    connection: Connection,
    draw_id: int,
    rank: int,
    result: CallResult,
    told_vnd: int | None,
    user: str,
    now: datetime,
    scope: Scope,
) -> int | None:
    """What came of calling the person of this rank; the case that it opens, if it does. The case
    is about as much as the person says is missing.

    Raises:
        InspectionError: `draw-unknown`, `call-unknown`; `call-recorded`, of who was reached;
            `call-amount`, where another amount is told and it is none, or the same.
    """
    found = find_draw(connection, draw_id, scope)
    call = next((one for one in calls(connection, draw_id) if one.rank == rank), None)
    if call is None:
        raise InspectionError("call-unknown")
    if call.result not in (None, CallResult.NOT_REACHED):
        raise InspectionError("call-recorded")
    if result is not CallResult.OTHER_AMOUNT:
        told_vnd = None
    elif told_vnd is None or told_vnd < 0 or told_vnd == call.amount_vnd:
        raise InspectionError("call-amount")
    connection.execute(
        update(tables.call_listed)
        .where(_call.draw == draw_id, _call.rank == rank)
        .values(result=result.value, told_vnd=told_vnd, called_by=user, called_at=now)
    )
    told = {"rank": str(rank), "result": result.value}
    record(connection, user, "call-back-recorded", found.subject, now, **told)
    if result not in _WRONG:
        return None
    evidence: dict[str, str | int] = {"draw": draw_id, "rank": rank, "call": result.value}
    if told_vnd is not None:
        evidence["told_vnd"] = told_vnd
    missing_vnd = max(0, call.amount_vnd - (told_vnd or 0)) or None
    about = About(TerminalId(call.terminal), call.entitlement, found.period, missing_vnd)
    subject = f"{found.subject}/{rank}"
    return open_case(connection, CaseKind.CALL_BACK, subject, evidence, now, about)


def find_draw(connection: Connection, draw_id: int, scope: Scope) -> Draw:
    """Raises `InspectionError` (`draw-unknown`), also for one of a province outside `scope`."""
    row = connection.execute(select(tables.call_draw).where(_draw.id == draw_id)).one_or_none()
    if row is None or not scope.allows(ProvinceCode(row.province)):
        raise InspectionError("draw-unknown", draw=draw_id)
    return _draw_of(row)


def draws(connection: Connection, scope: Scope) -> tuple[Draw, ...]:
    """Newest first: a province has some dozens a year."""
    rows = connection.execute(select(tables.call_draw).order_by(_draw.id.desc()))
    return tuple(_draw_of(row) for row in rows if scope.allows(ProvinceCode(row.province)))


def calls(connection: Connection, draw_id: int) -> tuple[Call, ...]:
    """Those drawn, in order."""
    held, office, sender = tables.entitlement.c, tables.office.c, tables.terminal.c
    rows = connection.execute(
        select(tables.call_listed, held.beneficiary, office.name)
        .select_from(tables.call_listed)
        .join(tables.entitlement, held.id == _call.entitlement)
        .join(tables.terminal, sender.id == _call.terminal)
        .join(tables.office, office.id == sender.office)
        .where(_call.draw == draw_id, _call.rank.is_not(None))
        .order_by(_call.rank)
    )
    return tuple(
        Call(
            *(row.rank, EntitlementId(row.entitlement), row.beneficiary, row.name),
            *(row.terminal, row.seq, row.amount_vnd),
            CallResult(row.result) if row.result else None,
            *(row.told_vnd, row.called_by, row.called_at),
        )
        for row in rows
    )


def listed(connection: Connection, draw_id: int) -> Any:
    """Rows of `entitlement`, `amount_vnd`, `terminal`, `seq` and `rank`: all that was drawn from,
    in the list's order. No names: this is for anybody who repeats the draw."""
    told = (_call.entitlement, _call.amount_vnd, _call.terminal, _call.seq, _call.rank)
    return connection.execute(
        select(*told).where(_call.draw == draw_id).order_by(_call.entitlement)
    )


def _paid(province: ProvinceCode, programme: ProgrammeCode, period: Period) -> Any:
    """The month's payments that stand."""
    paid, held = tables.transfer.c, tables.entitlement.c
    return (
        select(paid.entitlement, paid.amount_vnd, paid.terminal, paid.seq)
        .select_from(tables.transfer)
        .join(tables.entitlement, held.id == paid.entitlement)
        .where(
            and_(held.province == province.text, held.programme == programme.text),
            paid.period == period.code,
            tables.IS_PAID,
            tables.IS_STANDING,
        )
    )


def _draw_of(row: Row[Any]) -> Draw:
    return Draw(
        *(row.id, ProvinceCode(row.province), ProgrammeCode(row.programme), Period(row.period)),
        *(row.size, row.seed_hash, row.published_by, row.published_at),
        row.seed if row.drawn_at is not None else None,
        *(row.drawn_by, row.drawn_at, row.payments, row.list_hash),
    )
