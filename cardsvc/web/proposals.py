"""What waits for a second person (chờ duyệt), with the way to the page where it is decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, render_template

from cardsvc.staff.proposals import Proposal, open_proposals
from cardsvc.web.current_staff import current_staff, staff_pages
from firmware_config.sqlite import for_reading
from firmware_config.web.access import staff

proposals = Blueprint("proposals", __name__, url_prefix="/proposals")

pages_of_subjects: dict[str, Callable[[str], str]] = {}
"""The address of a subject's page, by the word before its colon; each page enters its own. The
function is given what stands behind the colon."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """`address` is empty where no page is known; `is_own`: another must decide."""

    proposal: Proposal
    address: str
    is_own: bool


@proposals.get("")
@staff
def page() -> str:
    return render_template("cardsvc/proposals.html", waiting=_waiting())


def _waiting() -> list[Waiting]:
    user = current_staff().user
    with for_reading(staff_pages().accounts.engine).begin() as connection:
        found = open_proposals(connection)
    return [Waiting(one, _address(one), one.proposed_by == user) for one in found]


def _address(one: Proposal) -> str:
    word, _, rest = one.subject.partition(":")
    page_of = pages_of_subjects.get(word)
    return page_of(rest) if page_of else ""
