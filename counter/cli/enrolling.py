"""A new counter at the command line, and at its first start: asked, shown, taken in."""

from __future__ import annotations

import time
from pathlib import Path

import click

from counter.centre.enrolling import ASKED_EVERY_S, Enrolling
from counter.centre.newcomer import Newcomer, NewcomerError
from counter.cli.options import state_folder
from counter.settings import Settings
from counter.transport.http import HttpTransport
from counter.web.enrolling import enrolling_page, fault_in
from counter.words import MESSAGES
from firmware_config.enrolment import EnrolmentState
from firmware_config.errors import ContractError
from firmware_config.web.catalogue import LANGUAGES, Catalogue
from firmware_config.web.serve import Server, serve_until_signal

SHOWN_AFTER_S = 5.0
"""So long the page still says that the counter was taken in, before the counter itself answers."""


@click.command()
@state_folder
@click.option("--wait/--once", default=True, help="Wait for an officer, or ask once.")
def enrol(state: Path, wait: bool) -> None:
    """Ask the centre to take a new counter in; prints the code that is compared there."""
    enrolling = _enrolling(state)
    said = ""
    while True:
        enrolling.round()
        said = _say_how_it_stands(enrolling, said)
        if enrolling.is_over or not wait:
            break
        time.sleep(ASKED_EVERY_S)
    enrolling.stop()
    if enrolling.done.is_set():
        settings = Settings.load(state)
        _say("enrol-command-done", terminal=settings.terminal.text, office=settings.office_name)
        return
    if enrolling.fault is not None:
        raise enrolling.fault
    if enrolling.is_over:
        raise NewcomerError("newcomer-refused")


def serve_until_enrolled(state: Path) -> bool:
    """The page with the code, at the address of the counter to be; whether it was taken in."""
    enrolling = _enrolling(state)
    new = enrolling.newcomer
    server = Server(enrolling_page(enrolling), host=new.host, port=new.port)
    enrolling.start()
    click.echo(server.url)
    told: list[float] = []

    def shown() -> bool:
        if enrolling.done.is_set() and not told:
            told.append(time.monotonic())
        return bool(told) and time.monotonic() - told[0] >= SHOWN_AFTER_S

    try:
        was_stopped = serve_until_signal(server, until=shown)
    finally:
        enrolling.stop()
    return enrolling.done.is_set() and not was_stopped


def _say_how_it_stands(enrolling: Enrolling, said: str) -> str:
    """A code or a fault, unless it was `said` last; what was."""
    answer, fault = enrolling.answer, enrolling.fault
    if fault is not None:
        if fault.code != said:
            _say_fault(fault)
        return fault.code
    if answer is None or answer.state is not EnrolmentState.WAITING:
        return said
    if answer.code != said:
        _say("enrol-command-code", code=answer.code)
    return answer.code


def _enrolling(state: Path) -> Enrolling:
    new = Newcomer.load(state)
    return Enrolling(new, HttpTransport(new.centre_url, None))


def _say(message: str, **told: str) -> None:
    catalogue = Catalogue.load((MESSAGES,))
    for language in LANGUAGES:
        click.echo(catalogue.translator(language)(message, **told))


def _say_fault(fault: ContractError) -> None:
    catalogue = Catalogue.load((MESSAGES,))
    for language in LANGUAGES:
        click.echo(fault_in(fault, catalogue, catalogue.translator(language)), err=True)
