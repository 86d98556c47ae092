"""Lists on paper: of a shift that is over for its teller, of any run of the journal for a
supervisor.

Of an open shift a teller gets none: it would tell what the drawer should hold before it is counted.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from counter.desk.approval import SUPERVISOR
from counter.paper.payout_sheet import PayoutSheet
from counter.paper.payout_sheets import SheetFault
from counter.web.here import station
from firmware_config.web.access import current_account, roles

sheets = Blueprint("sheets", __name__)

SHIFTS_SHOWN = 14
SAID = frozenset({"sheet-empty", "sheet-too-long", "sheet-range"})


@sheets.get("/lists")
@roles("teller", "supervisor")
def page() -> str:
    here, said = station(), request.args.get("said")
    return render_template(
        "counter/lists.html",
        shifts=here.shifts.closed(SHIFTS_SHOWN),
        last_seq=here.journal.head().seq,
        said=said if said in SAID else None,
    )


@sheets.get("/lists/payouts.pdf")
@roles("teller", "supervisor")
def payouts() -> ResponseReturnValue:
    """The payout list of the entries `first` to `last`."""
    sheet = _sheet()
    if not isinstance(sheet, PayoutSheet):
        return sheet
    name = f"danh-sach-{sheet.terminal}-{sheet.first_seq:06}-{sheet.last_seq:06}"
    return _pdf(station().sheets.pdf(sheet), name)


@sheets.get("/lists/signatures.pdf")
@roles("teller", "supervisor")
def signatures() -> ResponseReturnValue:
    """The form to sign by hand; without a range it is blank."""
    here, sheet = station(), None
    if "first" in request.args:
        found = _sheet()
        if not isinstance(found, PayoutSheet):
            return found
        sheet = found
    made_at = here.clock() if sheet is None else sheet.ended_at
    return _pdf(here.sheets.hand_pdf(sheet, made_at), f"to-ky-nhan-{here.settings.terminal}")


def _sheet() -> PayoutSheet | ResponseReturnValue:
    first, last = (request.args.get(name, -1, type=int) for name in ("first", "last"))
    if not 0 < first <= last < 1 << 63:
        return _back("sheet-range")
    if current_account().role != SUPERVISOR and not _is_closed_shift(first, last):
        abort(403)
    try:
        return station().sheets.sheet(first, last)
    except SheetFault as fault:
        return _back(fault.code)


def _is_closed_shift(first: int, last: int) -> bool:
    shift = station().shifts.closed_at(first)
    return shift is not None and shift.closed.seq == last


def _pdf(octets: bytes, name: str) -> Response:
    answer = Response(octets, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _back(said: str) -> ResponseReturnValue:
    return redirect(url_for("sheets.page", said=said), 303)
