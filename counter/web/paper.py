"""Receipts on paper: as a PDF for the browser, or from the counter's own printer.

A receipt is an original while its answer is on the desk. Later each print is a copy with a number
and a line in the journal, so it takes a POST; the PDF of a copy can be looked at again.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from counter.paper.receipt_pdf import receipt_pdf
from counter.paper.receipt_prints import ReceiptPrints
from counter.web.back import to_desk
from counter.web.here import station
from firmware_config.web.access import current_account, roles
from firmware_config.wire import Entry

paper = Blueprint("paper", __name__)

# Without the script the page shows what has become of the print within this.
_PRINTED_SOON_S = 1.5


@paper.get("/receipt/<int:seq>.pdf")
@roles("teller", "supervisor")
def receipt(seq: int) -> ResponseReturnValue:
    """The original; with `copy`, the copy of that number."""
    number = station().receipts.number_of(seq)
    if number is None:
        abort(404)
    copy = request.args.get("copy", type=int)
    found = receipt_of(number, copy)
    if found is None and copy is None:
        return _to_recent("copy-only")
    return found or abort(404)


def receipt_of(seq: int, copy: int | None = None) -> Response | None:
    """The original that has entry `seq` on it, or one of its copies.

    None if there is none such: an original only while its answer is on the desk, and a copy only
    once it was made.
    """
    here = station()
    state, number = here.desk.state, here.receipts.number_of(seq)
    if number is None:
        return None
    made = None if copy is None else here.copies.find(number, copy)
    if made is None and (copy is not None or not here.receipts.is_original(number, state)):
        return None
    view = here.receipts.view(number, state, made)
    assert view is not None
    answer = Response(receipt_pdf(view), mimetype="application/pdf")
    ending = "" if made is None else f"-ban-sao-{made.number}"
    answer.headers["Content-Disposition"] = f'inline; filename="{view.number}{ending}.pdf"'
    return answer


@paper.post("/receipt/<int:seq>/print")
@roles("teller", "supervisor")
def print_original(seq: int) -> ResponseReturnValue:
    """Print the receipt of the answer on the desk, again after a print that failed."""
    here = station()
    number = here.receipts.number_of(seq)
    if number is None or here.prints is None:
        abort(404)
    if not may_print_original(number):
        return _to_recent("copy-only")
    return _begun(here.prints, here.prints.original(number))


@paper.post("/receipt/<int:seq>/copy")
@roles("teller", "supervisor")
def print_copy(seq: int) -> ResponseReturnValue:
    """Make a copy: on the printer with `way=printer`, else as a PDF."""
    here = station()
    number = here.receipts.number_of(seq)
    if number is None:
        abort(404)
    prints = here.prints if request.form.get("way") == "printer" else None
    if prints is not None and prints.printing.is_busy:
        return _begun(prints, False)  # no copy is counted that nobody prints
    copy = here.copies.make(number, current_account().user)
    if prints is not None:
        return _begun(prints, prints.copy(number, copy))
    return redirect(url_for("paper.receipt", seq=number, copy=copy.number), 303)


@paper.get("/printing")
@roles("teller", "supervisor")
def printing() -> str:
    """What the printer is doing, and the desk's buttons for the receipt `seq`."""
    return render_template("counter/printing_part.html", seq=request.args.get("seq", type=int))


@paper.app_template_global()
def receipt_seq(entries: tuple[Entry, ...]) -> int | None:
    """The number of the receipt that an answer's entries are on."""
    return station().receipts.number_of(entries[0].seq)


@paper.app_template_global()
def may_print_original(seq: int) -> bool:
    """Whether the original that bears `seq` has not come out of the printer yet.

    What a browser printed nobody knows.
    """
    here = station()
    is_out = here.prints is not None and here.prints.has_original(seq)
    return not is_out and here.receipts.is_original(seq, here.desk.state)


@paper.app_context_processor
def the_printer() -> dict[str, object]:
    """For templates: the printing of this counter, None without a printer of its own."""
    prints = station().prints
    return {"printing": None if prints is None else prints.printing}


def _begun(prints: ReceiptPrints, has_begun: bool) -> ResponseReturnValue:
    said = None if has_begun else "printer-busy"
    if has_begun:
        prints.printing.wait(_PRINTED_SOON_S)
    return _to_recent(said) if request.form.get("from") == "recent" else to_desk(said)


def _to_recent(said: str | None) -> ResponseReturnValue:
    return redirect(url_for("recent.page", said=said), 303)
