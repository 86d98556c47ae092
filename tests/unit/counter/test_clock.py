"""A clock that is not believed: what stops, what is kept of it, and the supervisor's way out."""

from __future__ import annotations

import html
from datetime import datetime, timedelta

import pytest

from counter.centre.seen_times import ClockFault
from counter.decision.decide import check_clock
from counter.decision.refusal import Rule
from counter.station import Station
from firmware_config.body.clock import ClockConfirmed
from firmware_config.body.shift import CashIn
from tests.simulators.station import Counter
from tests.unit.counter.teller import Teller

YEAR = timedelta(days=365)


def set_clock(counter: Counter, at: datetime) -> Station:
    counter.now = at
    return counter.station


def doubt(station: Station) -> Rule | None:
    refusal = check_clock(station.known(), station.clock())
    return None if refusal is None else refusal.rule


def test_what_is_written_ten_years_ahead_does_not_lift_the_time_seen(counter: Counter) -> None:
    now = counter.world.now
    counter.station.journal.append(CashIn(1000, "lan"))
    station = set_clock(counter, now + 10 * YEAR)
    assert doubt(station) is Rule.CLOCK_AHEAD
    station.journal.append(CashIn(1000, "lan"))
    assert station.journal.latest_time() == now
    assert doubt(station) is Rule.CLOCK_AHEAD
    assert doubt(set_clock(counter, now)) is None


def test_a_supervisor_vouches_for_a_clock_far_ahead(counter: Counter) -> None:
    now = counter.world.now
    station = set_clock(counter, now + YEAR)
    station.confirm_clock("mai")
    assert doubt(station) is None
    (entry,) = station.journal.entries_from(2, 10)
    assert entry.body == ClockConfirmed(now, "mai")
    assert entry.at == now + YEAR


def test_a_supervisor_vouches_for_a_clock_that_is_right_again(counter: Counter) -> None:
    """It ran some days fast, payouts were made, and somebody set it right."""
    now = counter.world.now
    set_clock(counter, now + timedelta(days=20)).journal.append(CashIn(1000, "lan"))
    station = set_clock(counter, now)
    assert doubt(station) is Rule.CLOCK_BEHIND
    station.confirm_clock("mai")
    assert doubt(station) is None
    assert station.journal.append(CashIn(1000, "lan")).at == now


def test_nobody_vouches_against_what_the_centre_signed(counter: Counter) -> None:
    station = set_clock(counter, counter.world.now - YEAR)
    assert doubt(station) is Rule.CLOCK_BEHIND
    with pytest.raises(ClockFault, match="clock-behind-signed"):
        station.confirm_clock("mai")
    assert doubt(station) is Rule.CLOCK_BEHIND


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_supervisor_s_page_shows_the_time_and_takes_the_word(
    counter: Counter, language: str
) -> None:
    mai = Teller.at(counter, "mai", "supervisor")
    mai.in_language(language)
    words = counter.words(language)
    assert words("clock-confirm") not in html.unescape(mai.get("/supervisor"))
    set_clock(counter, counter.world.now + YEAR)
    page = html.unescape(mai.get("/supervisor"))
    assert words("clock-confirm") in page
    assert "05/11/2027 15:00" in page
    assert mai.sent_to("/supervisor/clock") == "/supervisor"
    assert words("clock-confirm") not in html.unescape(mai.get("/supervisor"))


def test_the_page_says_when_it_cannot_be_confirmed(counter: Counter) -> None:
    mai = Teller.at(counter, "mai", "supervisor")
    set_clock(counter, counter.world.now - YEAR)
    page = html.unescape(mai.get(mai.sent_to("/supervisor/clock")))
    assert counter.words("vi")("clock-behind-signed") in page


def test_a_teller_cannot_vouch(counter: Counter) -> None:
    set_clock(counter, counter.world.now + YEAR)
    assert Teller.at(counter).post("/supervisor/clock").status_code == 403
