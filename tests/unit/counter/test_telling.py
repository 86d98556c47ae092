"""What a counter tells of itself, when, and that a silent centre costs it nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from counter.centre.telling import TOLD_EVERY
from firmware_config.body.shift import CashIn
from firmware_config.telling import Data, Telling, Trouble
from tests.simulators.station import Counter


def test_it_tells_its_versions_its_ages_and_what_waits(counter: Counter) -> None:
    report = counter.station.report
    counter.centre.fault = "centre-unreachable"
    counter.station.journal.append(CashIn(1_000, "lan"))
    told = report.now()
    assert told.terminal == counter.world.terminal
    assert told.configuration == 0
    assert told.store_revision.isdigit()
    assert told.pending == 1
    assert told.as_of[Data.TRUST_LIST] == counter.world.trust.issued_at
    assert told.as_of[Data.CONFIGURATION] is None
    assert told.oldest is None
    key = counter.world.terminal_key.public_key
    assert Telling.parse(report.signed(), told.terminal, key).pending == 1


def test_a_refresh_tells_once_and_again_when_something_is_wrong_or_time_has_passed(
    counter: Counter,
) -> None:
    heard = counter.centre.tellings
    assert len(heard) == 1
    counter.station.line.refresh()
    assert len(heard) == 1
    counter.station.line.configuration_fault = "configuration-expired"
    counter.station.line.refresh()
    assert heard[-1].troubles >= {Trouble.CONFIGURATION}
    assert len(heard) == 2
    counter.now += TOLD_EVERY
    counter.station.line.refresh()
    assert len(heard) == 3


def test_a_centre_that_does_not_answer_is_told_at_the_next_contact(counter: Counter) -> None:
    counter.now += TOLD_EVERY
    counter.centre.fault = "centre-slow"
    counter.station.line.refresh()
    assert len(counter.centre.tellings) == 1
    counter.centre.fault = None
    counter.station.line.refresh()
    assert len(counter.centre.tellings) == 2


def test_it_says_how_far_its_clock_is_off(counter: Counter) -> None:
    report = counter.station.report
    report.heard(counter.now + timedelta(seconds=90))
    assert report.now().clock_ahead_s == -90
    words = counter.words("vi")("link-proof-clock", side="behind", minutes=1)
    assert "chậm khoảng 1 phút" in words


def test_a_missing_certificate_is_a_trouble(counter: Counter) -> None:
    station = counter.station
    assert Trouble.CERTIFICATE not in station.report.now().troubles
    published = station.published
    published._snapshot = replace(published.snapshot, certificate=None)
    assert Trouble.CERTIFICATE in station.report.now().troubles
