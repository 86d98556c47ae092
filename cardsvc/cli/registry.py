"""The registry: offices, payout lists, and how far the payout has come."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click

from cardsvc.cli.context import Told, pass_told
from cardsvc.lists.case import problems_of_case, sums_of
from cardsvc.lists.errors import ListCaseError
from cardsvc.registry.finding import Problem
from cardsvc.registry.list_row import ListTerms
from cardsvc.registry.offices import Office
from cardsvc.registry.payout_list import read_payout_list
from cardsvc.registry.preview import Preview
from cardsvc.reports.progress import open_cases, progress
from firmware_config.ids import OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.money import format_vnd
from firmware_config.period import Period
from firmware_config.places import province as known_province

_OF_THE_FILE = ("list-bad-rows", "list-whole-faulty", "list-no-good-row")
"""Faults after which the file is mended and brought in again; else the list stays a draft."""


@click.group("office")
def office_group() -> None:
    """Post offices."""


@office_group.command("add")
@click.argument("office")
@click.option("--name", required=True)
@click.option("--province", required=True, help="Two digits, as 01.")
@pass_told
def add_office(told: Told, office: str, name: str, province: str) -> None:
    """Enter an office, and have its province's keys made."""
    with told.centre() as centre:
        code = known_province(ProvinceCode(province)).code
        centre.add_office(Office(OfficeId(office), name, code))
        told.say(told.t("command-office-added", office=office))


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--programme", required=True)
@click.option("--province", required=True)
@click.option("--office", required=True)
@click.option("--period", required=True, help="As 2026-11.")
@click.option("--sheet", help="Which sheet, if several hold a list.")
@click.option("--set-aside-bad-rows", is_flag=True)
@click.option("--transfer", type=click.IntRange(0), help="The announced transfer, in đồng.")
@click.option("--prepared-by", help="Default: who runs the command.")
@click.option("--approved-by", help="Another person; left out, the list waits for approval.")
@click.option("--preview", is_flag=True, help="Show what is understood; store nothing.")
@pass_told
def import_list(
    told: Told,
    file: Path,
    programme: str,
    province: str,
    office: str,
    period: str,
    sheet: str | None,
    set_aside_bad_rows: bool,
    transfer: int | None,
    prepared_by: str | None,
    approved_by: str | None,
    preview: bool,
) -> None:
    """Bring in a payout list (XLSX or CSV): all of it, or without its bad rows, or nothing.

    Two people answer for it. Named here both, it is taken in at once; with one, it waits on the
    page of lists.
    """
    with told.centre() as centre:
        terms = ListTerms(
            ProgrammeCode(programme),
            ProvinceCode(province),
            OfficeId(office),
            Period.parse(period),
        )
        if preview:
            octets = file.read_bytes()
            _say_preview(
                told, read_payout_list(octets, terms, centre.rates_now(), sheet_name=sheet)
            )
            return
        preparer = prepared_by or os.environ.get("USER", "command")
        if approved_by == preparer:
            raise ListCaseError("same-person")
        if approved_by is not None and transfer is None:
            raise click.UsageError("--approved-by needs --transfer")
        with file.open("rb") as opened:
            case = centre.lists.open_case(opened, file.name, terms, preparer, sheet)
        with centre.reading.begin() as connection:
            sums, problems = sums_of(connection, case), problems_of_case(connection, case)
        _say_problems(told, problems)
        if transfer is not None:
            centre.lists.announce(case, transfer, "", preparer)
        try:
            centre.lists.submit(case, preparer, aside=sums.bad if set_aside_bad_rows else 0)
        except ListCaseError as refused:
            if refused.code in _OF_THE_FILE:
                centre.lists.withdraw(case, preparer)
            raise
        if approved_by is None:
            told.say(told.t("command-list-waits", list=case))
            return
        centre.lists.approve(case, approved_by)
        centre.runs.work_off()
        told.say(
            told.t(
                "command-list-taken",
                people=sums.good,
                total=format_vnd(sums.good_vnd),
                aside=sums.bad,
            )
        )


@click.command("progress")
@pass_told
def show_progress(told: Told) -> None:
    """What is owed, paid and unpaid, by office, programme and period."""
    with told.centre() as centre:
        with centre.reading.begin() as connection:
            lines, cases = progress(connection), open_cases(connection)
        for line in lines:
            told.say(
                told.t(
                    "command-progress-line",
                    office=line.office_name,
                    programme=line.programme.text,
                    period=str(line.period),
                    owed=line.owed,
                    owed_money=format_vnd(line.owed_vnd),
                    paid=line.paid,
                    paid_money=format_vnd(line.paid_vnd),
                    unpaid=line.unpaid,
                    unpaid_money=format_vnd(line.unpaid_vnd),
                )
            )
        for case in cases:
            told.say(
                told.t(
                    "command-progress-cases",
                    kind=case.kind,
                    cases=case.cases,
                    money=format_vnd(case.amount_vnd),
                )
            )
        if not lines:
            told.say(told.t("command-progress-none"))


def _say_preview(told: Told, understood: Preview) -> None:
    told.say(
        told.t(
            "command-list-understood",
            rows=understood.totals.counted,
            total=format_vnd(sum(row.total_vnd for row in understood.rows)),
            problems=len(understood.problems),
            notes=len(understood.notes),
        )
    )
    _say_problems(told, understood.problems)


def _say_problems(told: Told, problems: Iterable[Problem]) -> None:
    for problem in problems:
        words = told.t(f"list-problem-{problem.reason}", **problem.data)
        if problem.row is None:
            told.say(told.t("command-list-whole", words=words))
        else:
            told.say(
                told.t(
                    "command-list-line",
                    row=problem.row,
                    heading=problem.heading,
                    value=problem.value,
                    words=words,
                )
            )
