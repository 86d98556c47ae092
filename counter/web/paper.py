"""The receipt of a payout as a PDF."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from counter.desk_state import Told
from counter.handout import Handout, handout_of
from counter.payout import Paid, Unsettled
from counter.receipt_pdf import ReceiptLine, ReceiptView, receipt_pdf
from counter.web.here import station
from counter.web.names import name_of
from counter.web.programme import programme_in
from firmware_config.card.receipt import SignedReceipt
from firmware_config.cose import Sign1
from firmware_config.journal_body import Disbursed
from firmware_config.web.access import roles

paper = Blueprint("paper", __name__)


@paper.get("/receipt/<int:seq>.pdf")
@roles("teller", "supervisor")
def receipt(seq: int) -> Response:
    """The receipt of the payout that entry `seq` is part of.

    The original is what is printed while the answer is on the desk; from then on it is a copy.
    """
    here = station()
    handout = handout_of(here.journal, seq)
    if handout is None:
        abort(404)
    told = _answer_about(handout)
    name = told.offer.record.name if told and told.offer else name_of(handout.claims)
    pdf = receipt_pdf(_view(handout, name, is_copy=told is None))
    answer = Response(pdf, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = (
        f'inline; filename="{here.settings.terminal}-{handout.seq:06}.pdf"'
    )
    return answer


def _answer_about(handout: Handout) -> Told | None:
    """The answer on the desk, if it is about this payout."""
    state = station().desk.state
    if isinstance(state, Told) and isinstance(state.answer, Paid | Unsettled):
        shown = {entry.seq for entry in state.answer.entries}
        if shown & {entry.seq for entry in handout.entries}:
            return state
    return None


def _view(handout: Handout, name: str, *, is_copy: bool) -> ReceiptView:
    here = station()
    last_entry, last = handout.entries[-1], handout.bodies[-1]
    card_counter, signature = _card_s_word(last)
    return ReceiptView(
        office=here.settings.office,
        office_name=here.settings.office_name,
        terminal=here.settings.terminal,
        seq=handout.seq,
        paid_at=last_entry.at,
        teller=last.teller,
        name=name,
        medium=last.medium,
        lines=tuple(_lines(handout)),
        card=last.card,
        card_counter=card_counter,
        signature=signature,
        is_copy=is_copy,
        is_simulated=here.worker.status().simulated,
    )


def _lines(handout: Handout) -> list[ReceiptLine]:
    return [
        ReceiptLine(
            programme_in(claim.programme, "vi"),
            programme_in(claim.programme, "en"),
            period,
            claim.amount_per_period_vnd,
        )
        for claim in handout.claims
        for period in claim.periods
    ]


def _card_s_word(body: Disbursed) -> tuple[int | None, bytes | None]:
    """The card's transaction counter and signature; of several payments the last one's."""
    if body.receipt is None:
        return None, None
    counter = SignedReceipt.parse(body.receipt).receipt.counter
    return counter, Sign1.parse(body.receipt, max_bytes=512).signature
