"""A shift's forms, filled in by its teller."""

from __future__ import annotations

import html
from typing import Any

from counter.desk.state import Told
from counter.shift.shift import Shift
from firmware_config.body.shift import ShiftClosed
from firmware_config.notes import Notes
from tests.simulators.station import FLOAT, Counter
from tests.simulators.world import CITIZEN, IssuedCard, IssuedQr
from tests.unit.counter.teller import Teller

LESS = Notes.of({500_000: 39, 100_000: 4})  # 19.900.000


def fields(notes: Notes) -> dict[str, str]:
    return {f"n{one}": str(count) for one, count in notes if count}


def open_shift(counter: Counter, teller: Teller, notes: Notes = FLOAT) -> Shift:
    assert teller.sent_to("/shift/open", **fields(notes)) == "/"
    shift = counter.station.shifts.current
    assert shift is not None
    return shift


def field_of(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def text_of(teller: Teller, path: str) -> str:
    return " ".join(html.unescape(teller.get(path)).split())


def close_form(teller: Teller, **said: Any) -> dict[str, Any]:
    page = teller.get("/shift/close")
    return {"count": field_of(page, "count"), "opened": field_of(page, "opened"), **said}


def closing_of(counter: Counter) -> ShiftClosed:
    (over,) = counter.station.shifts.closed(10)
    return over.closing


def pay_card(counter: Counter, teller: Teller, card: IssuedCard) -> None:
    counter.offer(card.card)
    teller.pay_by_chip()
    counter.wait_for(Told)
    counter.slot.pull()
    counter.wait_for_empty_reader()


def pay_sheet(counter: Counter, teller: Teller, sheet: IssuedQr) -> None:
    teller.post("/scan", text=sheet.text)
    form = {"presentation": teller.field("presentation"), "identity": CITIZEN.digits}
    teller.post("/pay/paper", **form)
