"""Two counters of one office on one PostgreSQL store: each person is paid once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Thread

import pytest

from counter.db import open_store
from counter.decision.refusal import Basis, Refusal, Rule
from counter.desk.state import DeskState, Offered, Told, Trouble
from counter.journal.journal import Journal
from counter.paying.payout import Paid, Unsettled
from counter.store.writing import StoreFault
from firmware_config.body.shift import CashIn
from firmware_config.card.profile import Ins
from firmware_config.ids import TerminalId
from firmware_config.signing import FileKey
from firmware_config.wire import GENESIS
from tests.simulators.cut_line import CutLine
from tests.simulators.held import Held
from tests.simulators.postgres import Postgres
from tests.simulators.station import Centre, Counter
from tests.simulators.world import CITIZEN, World

RACES = 15


@pytest.fixture
def url(postgres: Postgres) -> str:
    return postgres.new_database()


@pytest.fixture
def counters(tmp_path: Path, url: str) -> Iterator[tuple[Counter, Counter]]:
    world = World.make()
    next_to_it = replace(world, terminal=TerminalId("T0000002"), terminal_key=FileKey.new())
    centre = Centre(world)
    first = Counter(tmp_path / "first", world, centre, database_url=url)
    second = Counter(
        tmp_path / "second", next_to_it, Centre(next_to_it, lines=centre.lines), database_url=url
    )
    yield first, second
    first.stop()
    second.stop()


def at_once(*works: Callable[[], None]) -> None:
    start = Barrier(len(works))

    def run(work: Callable[[], None]) -> None:
        start.wait()
        work()

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def presentation(counter: Counter) -> int:
    state = counter.wait_for(Offered)
    return state.presentation


def by_sheet(counter: Counter) -> Callable[[], None]:
    offer = presentation(counter)
    return lambda: counter.station.desk.pay_paper(offer, CITIZEN, "lan")


def answers(counters: tuple[Counter, Counter]) -> list[object]:
    states: list[DeskState] = [counter.state for counter in counters]
    assert all(isinstance(state, Told) for state in states), states
    return [state.answer for state in states if isinstance(state, Told)]


def paid_by(counters: tuple[Counter, Counter]) -> int:
    """How many payments both journals hold."""
    return sum(len(counter.station.journal.latest_payouts(1000)) for counter in counters)


def test_one_sheet_at_two_counters_in_the_same_second_is_paid_once(
    counters: tuple[Counter, Counter],
) -> None:
    for race in range(1, RACES + 1):
        sheet = counters[0].world.issue_qr()
        counters[0].centre.list_record(sheet.record)
        for counter in counters:
            counter.station.line.refresh()
            counter.station.desk.show_text(sheet.text, "lan")
        at_once(*(by_sheet(counter) for counter in counters))
        told = answers(counters)
        assert [type(answer) for answer in told].count(Paid) == 1
        (refused,) = (answer for answer in told if isinstance(answer, Refusal))
        assert (refused.rule, refused.basis) == (Rule.ALREADY_PAID, Basis.JOURNAL)
        assert paid_by(counters) == race
        for counter in counters:
            counter.station.desk.next_person()


def test_a_card_at_one_counter_and_its_sheet_at_the_other_are_paid_once(
    counters: tuple[Counter, Counter],
) -> None:
    first, second = counters
    for race in range(1, RACES + 1):
        due = first.world.entitlement()
        issued, sheet = first.world.issue_card(due), first.world.issue_qr(due)
        first.centre.list_record(issued.record)
        first.station.line.refresh()
        second.station.line.refresh()
        first.slot.insert(issued.card)
        offer = presentation(first)
        second.station.desk.show_text(sheet.text, "lan")

        def by_card(offer: int = offer, pin: str = issued.pin) -> None:
            first.station.desk.pay_chip(offer, pin, "lan")

        at_once(by_card, by_sheet(second))
        told = answers(counters)
        assert [type(answer) for answer in told].count(Paid) == 1, told
        (refused,) = (answer for answer in told if isinstance(answer, Refusal))
        assert refused.rule in (Rule.ALREADY_PAID, Rule.UNSETTLED)
        assert paid_by(counters) == race
        first.slot.pull()
        first.wait_for_empty_reader()
        for counter in counters:
            counter.station.desk.next_person()


def test_what_one_counter_has_begun_is_not_paid_by_sheet_at_the_other(
    counters: tuple[Counter, Counter],
) -> None:
    first, second = counters
    due = first.world.entitlement()
    issued, sheet = first.world.issue_card(due), first.world.issue_qr(due)
    first.centre.list_record(issued.record)
    first.station.line.refresh()
    second.station.line.refresh()
    held = Held(issued.card, Ins.DISBURSE)
    first.slot.insert(held)
    offer = presentation(first)
    paying = Thread(target=first.station.desk.pay_chip, args=(offer, issued.pin, "lan"))
    paying.start()
    held.asked.wait(10)
    first.slot.pull()  # the card finishes the command; nobody hears it
    held.let_go.set()
    paying.join()
    state = first.wait_for(Told)
    assert isinstance(state.answer, Unsettled)
    second.station.desk.show_text(sheet.text, "lan")
    told = second.state
    assert isinstance(told, Told)
    assert isinstance(told.answer, Refusal)
    assert told.answer.rule is Rule.UNSETTLED
    assert paid_by(counters) == 0


def test_each_counter_has_a_chain_a_drawer_and_an_outbox_of_its_own(
    counters: tuple[Counter, Counter],
) -> None:
    first, second = counters
    sheet = first.centre.issue_sheet()
    first.station.line.refresh()
    second.centre.fault = "centre-unreachable"
    first.station.desk.show_text(sheet.text, "lan")
    by_sheet(first)()
    second.station.journal.append(CashIn(1_000, "lan"))
    for counter in counters:
        counter.station.line.drainer.round()
        (opened, *_) = counter.station.journal.entries_from(1, 1)
        assert (opened.terminal, opened.previous) == (counter.world.terminal, GENESIS)
    assert first.station.outbox.pending().confirmations == 0
    assert second.station.outbox.pending().confirmations == 1
    drawers = [counter.station.shifts.current for counter in counters]
    assert [shift.expected_vnd - 20_000_000 for shift in drawers if shift] == [-500_000, 1_000]


def test_a_server_started_anew_between_offer_and_payment_changes_nothing(
    counters: tuple[Counter, Counter], postgres: Postgres
) -> None:
    sheet = counters[0].world.issue_qr()
    counters[0].centre.list_record(sheet.record)
    pays = []
    for counter in counters:
        counter.station.line.refresh()
        counter.station.desk.show_text(sheet.text, "lan")
        pays.append(by_sheet(counter))
    postgres.halt()
    postgres.start()
    at_once(*pays)
    assert sorted(type(answer).__name__ for answer in answers(counters)) == ["Paid", "Refusal"]
    assert paid_by(counters) == 1


def test_a_card_paid_while_the_server_is_away_is_told_when_it_is_back(
    counters: tuple[Counter, Counter], postgres: Postgres
) -> None:
    first, _ = counters
    issued = first.centre.issue_card()
    first.station.line.refresh()
    held = Held(issued.card, Ins.DISBURSE)
    first.slot.insert(held)
    offer = presentation(first)
    paying = Thread(target=first.station.desk.pay_chip, args=(offer, issued.pin, "lan"))
    paying.start()
    held.asked.wait(10)
    postgres.halt()
    held.let_go.set()
    paying.join()
    postgres.start()
    state = first.state
    assert isinstance(state, Trouble)
    assert state.code == "store-unreachable"
    first.slot.pull()
    first.wait_for_empty_reader()
    first.station.desk.next_person()
    first.slot.insert(issued.card)
    told = first.wait_for(Told)
    assert isinstance(told.answer, Paid)
    assert told.late
    assert paid_by(counters) == 1


def test_a_counter_started_twice_is_refused_until_the_first_has_stopped(
    tmp_path: Path, url: str
) -> None:
    world = World.make()
    first = Counter(tmp_path / "first", world, Centre(world), database_url=url)
    with pytest.raises(StoreFault) as refused:
        Counter(tmp_path / "second", world, Centre(world), database_url=url)
    assert refused.value.code == "terminal-in-use"
    assert refused.value.data == {"terminal": world.terminal.text}
    first.stop()
    Counter(tmp_path / "third", world, Centre(world), database_url=url).stop()


def test_a_counter_that_lost_its_line_writes_no_more_once_another_has_taken_its_name(
    url: str, postgres: Postgres
) -> None:
    terminal = TerminalId("T0000001")
    engines = [open_store(url), open_store(url)]
    first, second = (Journal(engine, terminal) for engine in engines)
    first.append(CashIn(1_000, "lan"))
    postgres.halt()
    postgres.start()
    second.append(CashIn(2_000, "hoa"))
    with pytest.raises(StoreFault) as refused:
        first.append(CashIn(4_000, "lan"))
    assert refused.value.code == "terminal-in-use"
    assert second.head().seq == 2
    for journal in (first, second):
        journal.close()
    for engine in engines:
        engine.dispose()


def test_a_commit_whose_answer_was_lost_is_not_written_twice(
    tmp_path: Path, url: str, postgres: Postgres
) -> None:
    line = CutLine(tmp_path / ".s.PGSQL.5432", postgres.folder / ".s.PGSQL.5432")
    engine = open_store(url.replace(str(postgres.folder), str(tmp_path)))
    journal = Journal(engine, TerminalId("T0000001"))
    journal.append(CashIn(1_000, "lan"))
    for lost in (b"COMMIT", b"INSERT INTO outbox"):
        # The server's end of the line stays: for all it knows the counter is still there.
        line.cut_after(lost)
        entry = journal.append(CashIn(2_000, "lan"))
        assert line.was_cut
        assert journal.head().hash == entry.hash
    assert [entry.seq for entry in journal.entries_from(1, 9)] == [1, 2, 3]
    journal.close()
    engine.dispose()
    line.stop()
