"""Looking: the counter itself, payouts and their receipts, the age of lists, the outbox."""

from __future__ import annotations

from flask import Response
from flask.typing import ResponseReturnValue

from counter.api.blueprint import api
from counter.api.operation import PDF, operation
from counter.api.refused import refused
from counter.api.shapes import Shape, lists_shape, moment, outbox_shape, payout_shape
from counter.web.here import station
from counter.web.paper import receipt_of
from counter.web.recent import rows
from counter.web.status import strip
from firmware_config.web.access import by_token, current_account


@api.get("/counter")
@by_token
@operation("Which counter this is, and for whom this token stands.", "Counter")
def counter() -> Shape:
    here = station()
    reader = here.worker.status()
    return {
        "terminal": here.settings.terminal.text,
        "office": here.settings.office.text,
        "office_name": here.settings.office_name,
        "teller": current_account().user,
        "reader": reader.reader_name,
        "reader_fault": None if reader.problem is None else reader.problem.value,
        "simulated": reader.simulated,
        "now": moment(here.clock()),
    }


@api.get("/payouts")
@by_token
@operation("The latest payouts.", "Payouts")
def payouts() -> Shape:
    return {"payouts": [payout_shape(row) for row in rows()]}


@api.get("/payouts/<int:seq>/receipt.pdf")
@by_token
@operation(
    "The receipt, while its answer is on the screen; then a copy is made.", PDF, refusals=(404,)
)
def receipt(seq: int) -> ResponseReturnValue:
    pdf: Response | None = receipt_of(seq)
    return refused("no-such-payout", 404) if pdf is None else pdf


@api.post("/payouts/<int:seq>/copies")
@by_token
@operation("Make a copy of the receipt: numbered, and noted in the journal.", PDF, refusals=(404,))
def copy(seq: int) -> ResponseReturnValue:
    here = station()
    number = here.receipts.number_of(seq)
    if number is None:
        return refused("no-such-payout", 404)
    made = here.copies.make(number, current_account().user)
    return receipt_of(number, made.number) or refused("no-such-payout", 404)


@api.get("/lists")
@by_token
@operation("How old is what a decision rests on.", "Lists")
def lists() -> Shape:
    return lists_shape(strip())


@api.get("/outbox")
@by_token
@operation("What the ledger has not confirmed, and what it set aside.", "Outbox")
def outbox() -> Shape:
    return outbox_shape(strip(), station().outbox.dead_letters())
