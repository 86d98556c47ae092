"""Entries that the ledger waits for: which terminal lacks which, and since when."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from cardsvc import tables
from cardsvc.current_centre import the_centre
from cardsvc.export.sheet import Cell, Sheet
from cardsvc.staff.audit import record
from cardsvc.staff.roles import ADMINISTRATOR, INSPECTOR
from cardsvc.staff.scope import current_scope
from cardsvc.terminals.missing_entries import GAP, GAP_KEY, Lacking, lacking_query
from cardsvc.web.download import Download
from cardsvc.web.fleet_table import of_provinces
from cardsvc.web.table import Asked, Column, Filter, Table, TableView, every_row, read_table
from cardsvc.web.words import province
from firmware_config.web.access import current_account, roles
from firmware_config.web.language import t

gaps = Blueprint("gaps", __name__, url_prefix="/fleet/gaps")

_FILE_HEADINGS = (
    *("province", "office-code", "office", "terminal"),
    *("gap-first", "gap-last", "gap-entries", "gap-since", "gap-batches"),
)


@gaps.get("")
@roles(ADMINISTRATOR, INSPECTOR)
def page() -> str:
    return render_template("cardsvc/gaps.html", view=_view())


@gaps.get("/part")
@roles(ADMINISTRATOR, INSPECTOR)
def part() -> str:
    return render_template("cardsvc/gaps_part.html", view=_view())


@gaps.get("/gaps.<kind>")
@roles(ADMINISTRATOR, INSPECTOR)
def download(kind: str) -> Response:
    centre, asked = the_centre(), _asked()
    headings = [t(heading) for heading in _FILE_HEADINGS]
    with centre.reading.begin() as connection:
        found = every_row(connection, lacking_query(current_scope()), asked)
        rows = (_cells(Lacking.of(row)) for row in found)
        made = Download.of(kind, Sheet(t("gap-title"), headings, rows))
    with centre.engine.begin() as connection:
        user, now = current_account().user, centre.clock()
        record(connection, user, "gaps-downloaded", "fleet", now, rows=made.rows, kind=kind)
    return made.response()


def _view() -> TableView[Lacking]:
    with the_centre().reading.begin() as connection:
        return read_table(connection, lacking_query(current_scope()), _asked(), Lacking.of)


def _asked() -> Asked:
    table = Table(
        columns=(
            Column("terminal", "terminal", GAP.terminal),
            Column("office", "office", tables.terminal.c.office),
            Column("first", "gap-missing", GAP.first, is_number=True),
            Column("entries", "gap-entries", GAP.last - GAP.first, is_number=True),
            Column("since", "gap-since", GAP.since),
            Column("batches", "gap-batches", GAP.batches, is_number=True),
        ),
        unique=GAP_KEY,
        first="since",
        filters=(Filter("province", "province", of_provinces(current_scope())),),
        endpoint="gaps.page",
    )
    return Asked.parse(table, request.args)


def _cells(one: Lacking) -> tuple[Cell, ...]:
    """As `_FILE_HEADINGS` has them."""
    office, gap = one.office, one.gap
    return (
        *(province(office.province), office.id.text, office.name, gap.terminal.text),
        *(gap.first, gap.last, gap.entries, gap.since, gap.batches),
    )
