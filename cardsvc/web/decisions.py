"""What the pages of programmes, rates and stops have in common: refusals in words, four eyes."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from cardsvc.current_centre import the_centre, the_news
from cardsvc.staff.proposals import withdraw
from cardsvc.web.words import known_in
from firmware_config.errors import ContractError
from firmware_config.web.access import current_account
from firmware_config.web.language import t

_MOST_REASON_LETTERS = 200


def refused_words(fault: ContractError) -> str:
    """Why a change cannot be proposed or approved."""
    code = known_in(fault.code, "decision-refused")
    told = dict(fault.data) if code == fault.code else {"code": fault.code}
    return t(f"decision-refused-{code}", **told)


def written(change: Callable[[Connection], object], said: str, back: str) -> ResponseReturnValue:
    """Do `change` in one transaction, say `said` or why not, and go `back`."""
    try:
        with the_centre().engine.begin() as connection:
            change(connection)
    except ContractError as fault:
        flash(refused_words(fault), "attention")
    else:
        the_news().publish("decisions")
        flash(t(said), "paid")
    return redirect(back, 303)


def did(
    change: Callable[[], object], said: str, after: str, back: str, news: str
) -> ResponseReturnValue:
    """Do `change`, say `said` and go on to `after`; or say why not, and go `back`."""
    try:
        change()
    except ContractError as fault:
        flash(refused_words(fault), "attention")
        return redirect(back, 303)
    the_news().publish(news)
    flash(t(said), "paid")
    return redirect(after, 303)


def taken_back(proposal_id: int, back: str) -> ResponseReturnValue:
    """Withdraw a proposal, with the reason that the form gives."""
    reason = " ".join(request.form.get("reason", "").split())[:_MOST_REASON_LETTERS]
    user, now = current_account().user, the_centre().clock()
    return written(
        lambda connection: withdraw(connection, proposal_id, user, now, reason),
        "decision-withdrawn",
        back,
    )
