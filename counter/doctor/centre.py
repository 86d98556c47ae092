"""The centre: does it answer, does it know this terminal, and what time is it there?"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import httpx

from counter.centre.published import certificate_path
from counter.doctor.finding import Finding, fault, ok, warn
from counter.settings import Settings
from counter.transport import TransportError
from counter.transport.http import HttpTransport, date_of
from firmware_config.clock import Clock
from firmware_config.request_proof import CLOCK_SKEW_S, Prover, audience_of
from firmware_config.signing import Signer
from firmware_config.vietnamese.dates import day_time_vi

ANSWER_S = 5.0
DRIFT_WARN_S = 30
# Further off, the centre takes no proof of this terminal's any more.
DRIFT_FAULT_S = CLOCK_SKEW_S
_CENTRE, _CLOCK = "centre", "clock"


@dataclass(frozen=True, slots=True)
class CentreAnswer:
    """`fault` is a `TransportError`'s code, None if the centre knows this terminal; `ahead` is how
    far this machine's clock is past the centre's, None if it told no time."""

    elapsed_ms: int
    fault: str | None
    ahead: timedelta | None


def ask_centre(settings: Settings, signer: Signer, clock: Clock) -> CentreAnswer:
    """One request for its time, and one that this terminal proves itself with."""
    began = time.monotonic()
    try:
        answer = httpx.head(settings.centre_url, timeout=ANSWER_S)
    except (httpx.HTTPError, httpx.InvalidURL):
        return CentreAnswer(_since(began), "centre-unreachable", None)
    elapsed_ms, told = _since(began), date_of(answer.headers)
    ahead = None if told is None else clock() - told
    prover = Prover(settings.terminal, audience_of(settings.root), signer, clock)
    transport = HttpTransport(settings.centre_url, prover, ANSWER_S, ANSWER_S)
    try:
        transport.fetch(certificate_path(settings.terminal), None)
    except TransportError as error:
        return CentreAnswer(elapsed_ms, error.code, ahead)
    finally:
        transport.close()
    return CentreAnswer(elapsed_ms, None, ahead)


def check_centre(answer: CentreAnswer, url: str, last_contact: datetime | None) -> Finding:
    """A centre that is silent is no fault: the counter pays without it."""
    contact = "none"
    if last_contact is not None:
        contact = day_time_vi(last_contact)
    told: dict[str, str | int] = {"host": urlsplit(url).netloc, "contact": contact}
    match answer.fault:
        case None:
            return ok(_CENTRE, "centre-answers", **told, millis=answer.elapsed_ms)
        case "centre-unreachable" | "centre-slow" | "centre-fault" as code:
            return warn(_CENTRE, "centre-silent", **told, fault=code)
        case code:
            return fault(_CENTRE, "centre-refuses", **told, fault=code)


def check_clock(answer: CentreAnswer, latest: datetime | None, now: datetime) -> Finding:
    """Against the centre's time and the latest that the journal has seen."""
    if latest is not None and (latest - now).total_seconds() > DRIFT_WARN_S:
        return fault(_CLOCK, "clock-behind-journal", seconds=_seconds(latest - now))
    if answer.ahead is None:
        return warn(_CLOCK, "clock-unproved")
    seconds = abs(_seconds(answer.ahead))
    side = "ahead" if answer.ahead > timedelta(0) else "behind"
    if seconds > DRIFT_FAULT_S:
        return fault(_CLOCK, "clock-off", seconds=seconds, side=side)
    if seconds > DRIFT_WARN_S:
        return warn(_CLOCK, "clock-off", seconds=seconds, side=side)
    return ok(_CLOCK, "clock-right", seconds=seconds)


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())
