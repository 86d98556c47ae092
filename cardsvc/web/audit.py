"""The audit trail: read, filtered, verified."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cardsvc.staff.audit import (
    MAX_SUBJECT,
    Break,
    Entry,
    Head,
    Wanted,
    actions,
    count_entries,
    entries,
    head,
    verify,
)
from cardsvc.staff.errors import StaffError
from cardsvc.staff.roles import ADMINISTRATOR, INSPECTOR
from cardsvc.web.current_staff import staff_pages
from cardsvc.web.words import count
from firmware_config.sqlite import for_reading
from firmware_config.vietnamese.dates import VIET_NAM
from firmware_config.web.access import roles
from firmware_config.web.language import t

audit = Blueprint("audit", __name__, url_prefix="/audit")

ROWS_A_PAGE = 50
_MOST_PAGES = 1_000_000
_FIRST_YEAR = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """As the address has it: days are those of Viet Nam, the last one included."""

    user: str = ""
    action: str = ""
    subject: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def of_address(cls) -> Asked:
        told = (request.args.get(name, "") for name in cls.__slots__)
        # PostgreSQL takes no NUL in a text.
        return cls(*(text.replace("\0", "").strip()[:MAX_SUBJECT] for text in told))

    @property
    def wanted(self) -> Wanted:
        until = _day(self.until)
        before = until + timedelta(days=1) if until else None
        return Wanted(self.user, self.action, self.subject, _day(self.since), before)

    @property
    def address(self) -> dict[str, str]:
        """What is set, for links to other pages."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class View:
    asked: Asked
    entries: tuple[Entry, ...]
    actions: tuple[str, ...]
    total: int
    number: int
    head: Head

    @property
    def last(self) -> int:
        return max(1, -(-self.total // ROWS_A_PAGE))


@audit.get("")
@roles(INSPECTOR, ADMINISTRATOR)
def page() -> str:
    return render_template("cardsvc/audit.html", view=_view())


@audit.post("/verify")
@roles(INSPECTOR, ADMINISTRATOR)
def check() -> ResponseReturnValue:
    """The whole chain, and whether a head written down earlier is still in it."""
    written = request.form.get("head", "")
    try:
        written_down = Head.parse(written) if written.strip() else None
    except StaffError:
        flash(t("audit-head-malformed"), "refused")
        return redirect(url_for("audit.page"), 303)
    with for_reading(staff_pages().accounts.engine).begin() as connection:
        broken, newest = verify(connection, written_down), head(connection)
    if broken is None:
        flash(t("audit-whole", count=count(newest.seq), head=str(newest)), "paid")
    else:
        flash(broken_words(broken), "refused")
    return redirect(url_for("audit.page"), 303)


def broken_words(broken: Break) -> str:
    return t(f"audit-broken-{broken.fault}", seq=count(broken.seq))


def _view() -> View:
    asked = Asked.of_address()
    number = max(1, min(request.args.get("page", 1, type=int), _MOST_PAGES))
    with for_reading(staff_pages().accounts.engine).begin() as connection:
        total = count_entries(connection, asked.wanted)
        number = min(number, max(1, -(-total // ROWS_A_PAGE)))
        return View(
            asked,
            entries(connection, asked.wanted, (number - 1) * ROWS_A_PAGE, ROWS_A_PAGE),
            actions(connection),
            total,
            number,
            head(connection),
        )


def _day(text: str) -> datetime | None:
    """Its beginning in Viet Nam; None for what is no day of a trail."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    if not _FIRST_YEAR <= day.year < _FIRST_YEAR + 100:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=VIET_NAM)
