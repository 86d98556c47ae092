"""Who may do what at the counter's pages, and under whose name it is journalled."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event

from counter.desk.state import Offered, Told, Waiting
from firmware_config.body.payout import Refused
from tests.simulators.routes import routes_without_rule
from tests.simulators.station import Centre, Counter
from tests.simulators.world import CITIZEN, World
from tests.unit.counter.teller import Teller

CITIZEN_CARD = f"{CITIZEN.digits}||Nguyễn Thị Hồng Hạnh|02011945|Nữ|Hà Nội|01012021"


def test_every_route_says_who_may_use_it(counter: Counter) -> None:
    assert routes_without_rule(counter.app) == []


def test_nobody_sees_or_does_anything_before_signing_in(counter: Counter) -> None:
    stranger = counter.app.test_client()
    for path in ("/", "/live", "/status", "/recent", "/supervisor", "/receipt/1.pdf"):
        assert stranger.get(path).headers["Location"].startswith("/sign-in")
    page = stranger.get("/sign-in").text
    assert "ĐẦU ĐỌC MÔ PHỎNG" in page
    assert "data-events" not in page
    assert stranger.get("/events", headers={"Accept": "text/event-stream"}).status_code == 401


def test_a_teller_does_not_see_the_supervisor_s_page(counter: Counter, teller: Teller) -> None:
    assert teller.client.get("/supervisor").status_code == 403
    assert "/supervisor" not in teller.page
    assert "/supervisor" in Teller.at(counter, "hoa", "supervisor").page


def refusers(counter: Counter) -> list[str]:
    """Who stands in the journal for each refusal."""
    entries = counter.station.journal.entries_from(1, 100)
    return [entry.body.teller for entry in entries if isinstance(entry.body, Refused)]


def test_what_is_refused_at_the_reader_is_journalled_under_who_is_signed_in_then(
    counter: Counter, teller: Teller, world: World
) -> None:
    unlisted = world.issue_card()
    for _ in range(2):
        counter.slot.insert(unlisted.card)
        counter.wait_for(Told)
        counter.slot.pull()
        counter.wait_for_empty_reader()
        counter.station.desk.next_person()
        teller.post("/sign-out")
    assert refusers(counter) == ["lan", "-"]


def test_after_sign_out_the_scanner_pays_nobody(
    counter: Counter, teller: Teller, world: World, centre: Centre
) -> None:
    sheet = centre.issue_sheet()
    counter.station.line.refresh()
    scanner = counter.station.desk.scanned
    scanner(sheet.text)
    assert isinstance(counter.state, Offered)
    teller.post("/sign-out")
    scanner(CITIZEN_CARD)
    assert isinstance(counter.state, Offered)
    assert counter.payouts == []
    counter.station.desk.next_person()
    scanner(sheet.text)
    assert isinstance(counter.state, Waiting)
    password = counter.accounts.new_password("lan")
    assert "chưa ai đăng nhập" in Teller.signed_in(counter, "lan", password).page
    scanner(sheet.text)
    scanner(CITIZEN_CARD)
    assert [one.teller for one in counter.payouts] == ["lan"]


def test_a_person_is_answered_soon_though_the_centre_is_slow(
    tmp_path: Path, world: World, centre: Centre
) -> None:
    made = Counter(tmp_path / "slow", world, centre, wait_s=0.2)
    try:
        centre.slow = Event()
        unlisted = world.issue_card()
        began = time.monotonic()
        made.slot.insert(unlisted.card)
        made.wait_for(Told)
        assert time.monotonic() - began < 3.0
    finally:
        assert centre.slow is not None
        centre.slow.set()
        made.stop()
