"""What is wrong at this counter, in the closed words that the centre is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from counter.card.terminal_proof import OwnCertificate
from counter.doctor.devices import check_scanner
from counter.doctor.disk import check_space
from counter.doctor.finding import Finding, Level
from counter.doctor.store import CERTIFICATE_SOON
from counter.printer.printing import Printing, Stage
from counter.settings import Settings
from firmware_config.reader.status import ReaderStatus
from firmware_config.telling import Trouble


def troubles_of(
    settings: Settings,
    reader: ReaderStatus,
    printing: Printing | None,
    disk: Finding | None,
    certificate: OwnCertificate | None,
    configuration_fault: str | None,
    open_intents: int,
    clock_behind: timedelta,
    clock_back_limit: timedelta,
    now: datetime,
) -> frozenset[Trouble]:
    """`clock_behind` is how far the clock is behind the latest time seen; nothing is printed and
    no card touched to find out."""
    expires_at = certificate.certificate.expires_at if certificate else now
    job = printing.last if printing else None
    found = {
        Trouble.READER: reader.problem is not None,
        Trouble.SCANNER: check_scanner(settings.scanner_port).level is not Level.OK,
        Trouble.PRINTER: job is not None and job.stage is Stage.FAILED,
        Trouble.DISK: disk is not None and disk.level is Level.FAULT,
        Trouble.SPACE: check_space(settings.state).level is not Level.OK,
        Trouble.CLOCK: clock_behind > clock_back_limit,
        Trouble.CONFIGURATION: configuration_fault is not None,
        Trouble.CERTIFICATE: expires_at - now < CERTIFICATE_SOON,
        Trouble.UNSETTLED: open_intents > 0,
    }
    return frozenset(one for one, is_so in found.items() if is_so)
