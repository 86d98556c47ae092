"""People: found by name, citizen number or card, all about one of them, and lists as files.

What was searched for is kept at the centre, so that no name or number gets into an address or a
cookie, and with them into a log, the browser's history or its files. Who saw whom is in the trail.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, Select

from cardsvc.current_centre import the_centre
from cardsvc.export.sheet import Sheet
from cardsvc.registry.errors import RegistryError
from cardsvc.registry.offices import Office, offices
from cardsvc.registry.people import Person, person, person_of_card
from cardsvc.registry.photos import photo_of
from cardsvc.staff.audit import record
from cardsvc.staff.roles import APPROVER, INSPECTOR, ISSUER, PREPARER
from cardsvc.staff.scope import current_scope
from cardsvc.web.current_pages import pages
from cardsvc.web.download import Download
from cardsvc.web.people_table import FILE_HEADINGS, Line, people_query, people_table
from cardsvc.web.person_view import found_or_404, view_of, viewed
from cardsvc.web.searches import Search
from cardsvc.web.table import Asked, every_row, read_table
from firmware_config.errors import ContractError
from firmware_config.ids import CardId, CitizenNumber
from firmware_config.vietnamese import dates
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t

people = Blueprint("people", __name__, url_prefix="/people")

_SEARCH = "people"
_MOST_LETTERS = 100


@people.get("")
@roles(PREPARER, APPROVER, ISSUER, INSPECTOR)
def page() -> str:
    search = _search()
    now = the_centre().clock()
    with the_centre().reading.begin() as connection:
        known = _offices(connection)
        view = read_table(connection, _query(search, known), _asked(), Line.of)
    if view.rows:
        shown = ",".join(str(line.person.id) for line in view.rows)
        with the_centre().engine.begin() as connection:
            user = current_account().user
            record(connection, user, "people-listed", "people", now, shown=shown, rows=view.total)
    return render_template(
        "cardsvc/people.html",
        words=search.words,
        chosen=_chosen(search, known),
        offices={one.id: one for one in known},
        view=view,
        today=dates.today(now),
    )


@people.post("")
@roles(PREPARER, APPROVER, ISSUER, INSPECTOR)
def search() -> ResponseReturnValue:
    """A whole citizen number or card number leads to its person, anything else to a list."""
    words = " ".join(request.form.get("words", "").split())[:_MOST_LETTERS]
    try:
        with the_centre().reading.begin() as connection:
            found = _by_number(connection, words)
    except RegistryError:
        flash(t("people-said-unknown"), "attention")
        return redirect(url_for("people.page"), 303)
    if found is not None:
        return redirect(url_for("people.one", person_id=found.id), 303)
    kept = Search(words, request.form.get("office", "")[:6])
    session[_SEARCH] = pages().searches.keep(current_account().user, kept)
    return redirect(url_for("people.page"), 303)


@people.get("/people.<kind>")
@roles(PREPARER, APPROVER, ISSUER, INSPECTOR)
def download(kind: str) -> Response:
    """Everybody whom the search and the filters leave, in the order shown."""
    search = _search()
    headings = [t(heading) for heading in FILE_HEADINGS]
    with the_centre().reading.begin() as connection:
        known = _offices(connection)
        named = {one.id: one for one in known}
        rows = every_row(connection, _query(search, known), _asked())
        cells = (Line.of(row).cells(named) for row in rows)
        made = Download.of(kind, Sheet(t("people-title"), headings, cells))
    with the_centre().engine.begin() as connection:
        user, now = current_account().user, the_centre().clock()
        record(connection, user, "people-downloaded", "people", now, rows=made.rows, kind=kind)
    return made.response()


@people.get("/<int:person_id>")
@roles(PREPARER, APPROVER, ISSUER, INSPECTOR)
def one(person_id: int) -> str:
    view = viewed(person_id)
    sheet = request.args.get("sheet", "")
    shown = next((held for held in view.records if held.id.hex() == sheet), None)
    return render_template("cardsvc/person.html", view=view, new_sheet=shown)


@people.get("/<int:person_id>/dues")
@roles(PREPARER, APPROVER, ISSUER, INSPECTOR)
def dues_part(person_id: int) -> str:
    return render_template("cardsvc/person_dues_part.html", view=view_of(person_id))


@people.get("/<int:person_id>/photo/<sha256>.jpg")
@roles(PREPARER, APPROVER, ISSUER, INSPECTOR)
def photo(person_id: int, sha256: str) -> Response:
    """The photo of that hash, which stands on the person's page and nowhere else."""
    with the_centre().reading.begin() as connection:
        found_or_404(connection, person_id)
        kept = photo_of(connection, person_id)
    if kept is None or kept.sha256.hex() != sha256:
        abort(404)
    return Response(kept.jpeg, mimetype="image/jpeg")


def _search() -> Search:
    return pages().searches.find(str(session.get(_SEARCH, "")), current_account().user)


def _asked() -> Asked:
    return Asked.parse(people_table(dates.today(the_centre().clock())), request.args)


def _query(search: Search, known: Sequence[Office]) -> Select[tuple[object, ...]]:
    chosen = _chosen(search, known)
    return people_query(search.words, chosen.id if chosen else None, current_scope())


def _chosen(search: Search, known: Sequence[Office]) -> Office | None:
    return next((one for one in known if one.id.text == search.office), None)


def _offices(connection: Connection) -> tuple[Office, ...]:
    """Those whose people the account may see."""
    scope = current_scope()
    return tuple(one for one in offices(connection) if scope.allows(one.province, one.id))


def _by_number(connection: Connection, words: str) -> Person | None:
    """The person of a citizen or card number; None if `words` is no number.

    Raises:
        RegistryError: `person-unknown`, also of one whom the account may not see.
    """
    digits = "".join(words.split())
    found: Person | None = None
    try:
        found = person(connection, CitizenNumber(digits))
    except RegistryError:
        raise
    except ContractError:
        try:
            found = person_of_card(connection, CardId.parse(digits))
        except RegistryError:
            raise
        except ContractError:
            return None
    if not current_scope().allows(found.province, found.office):
        raise RegistryError("person-unknown")
    return found
