"""A centre that is served, one counter on a disk, and a person for each fault that is tried."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cardsvc.app import app_of
from cardsvc.centre import Centre
from counter.db import open_store
from counter.settings import Settings
from counter.shift.shift import Shifts
from counter.station import SIMULATED
from firmware_config.ids import CitizenNumber
from firmware_config.notes import Notes
from tests.simulators.answering import answering
from tests.simulators.centre_world import (
    NOW,
    Contacts,
    IssuedCard,
    issue_card,
    open_centre,
    row,
    take,
)
from tests.simulators.counter_process import (
    FAULT,
    GREEN,
    TELLER,
    Parts,
    card_at,
    serve_one,
    served,
    shown_again,
)
from tests.simulators.counter_settings import enrolled_at
from tests.simulators.doomed import Ended, run_with
from tests.simulators.ledger_checker import Checked, cash_amiss, check_ledger
from tests.simulators.strace import OUTWARD, REMEDY, Fault, StraceMissing
from tests.simulators.without import without

AMOUNT_VND = 500_000
FLOAT = Notes.of({500_000: 400})
TERMINAL = "T0000001"


@dataclass
class OneCounter:
    """`handed` is the cash that the teller was told to hand over: đồng by the payment's nonce. What
    is told again, after a start, is handed over once."""

    centre: Centre
    settings: Settings
    numbers: list[CitizenNumber]
    log: Path
    card: IssuedCard | None = None
    handed: dict[bytes, int] = field(default_factory=dict)

    def next_person(self) -> None:
        self.card = issue_card(self.centre, self.numbers.pop())

    def serve(self) -> None:
        """The person at a counter that starts, unharmed, in the test's own process."""
        assert self.card is not None
        parts = Parts.open(self.settings, self.centre.clock)
        self.handed.update(shown_again(parts))
        for what, about in served(parts, Contacts(self.card.card), self.card.issued.pin):
            assert what != FAULT, about
            if what in GREEN:
                self.handed.update(about)
        assert parts.send() == 0
        parts.close()

    def serve_with(
        self, fault: Fault | None, calls: str = OUTWARD, paths: Sequence[Path] = ()
    ) -> Ended:
        """The same in a process of its own, its steps counted, with a `fault` at one of them."""
        assert self.card is not None
        with card_at(self.card.card) as line:
            work = (serve_one, self.settings.state, NOW, line, self.card.issued.pin)
            try:
                ended = run_with(fault, self.log, *work, calls=calls, paths=paths)
            except StraceMissing as missing:
                without(f"strace: {missing}", REMEDY)
        self.heard(ended)
        return ended

    def heard(self, ended: Ended) -> None:
        """What the teller was told by a process that has ended."""
        for what, about in ended.told:
            if what in GREEN:
                self.handed.update(about)

    def check(self, people: int) -> None:
        """Each of so many `people` was handed what is due, once; both sides say the same."""
        parts = Parts.open(self.settings, self.centre.clock)
        try:
            pending = parts.outbox.pending()
            assert (pending.confirmations, pending.dead_letters) == (0, 0)
            assert parts.journal.open_intents() == []
            balance_vnd = FLOAT.total_vnd - people * AMOUNT_VND
            assert parts.journal.drawer().balance_vnd == balance_vnd
            head = parts.journal.head().seq
            hashes = [entry.hash for entry in parts.journal.entries_from(1, head)]
        finally:
            parts.close()
        assert list(self.handed.values()) == [AMOUNT_VND] * people
        assert cash_amiss(self.centre.engine, self.handed) == {}
        checked = check_ledger(self.centre.engine, {TERMINAL: hashes}, {TERMINAL: head})
        assert checked == Checked(head, 0, 0, 0, 0)


@contextmanager
def one_counter(folder: Path, people: int, state: Path | None = None) -> Iterator[OneCounter]:
    """The counter has its lists and a shift open. `state` is where it keeps all, if not beside the
    centre."""
    with ExitStack() as stack:
        centre = open_centre(folder / "centre")
        stack.callback(centre.close)
        numbers = [CitizenNumber(f"00114501{number:04}") for number in range(people)]
        take(centre, [row(centre, number) for number in numbers])
        url = stack.enter_context(answering(app_of(centre)))
        settings = enrolled_at(centre, url, state or folder / "counter", TERMINAL, reader=SIMULATED)
        counter = OneCounter(centre, settings, numbers, folder / "strace.log")
        open_store(settings.database_url).dispose()
        parts = Parts.open(settings, centre.clock)
        parts.published.refresh(parts.transport)
        Shifts(parts.journal, lambda: 0).open(FLOAT, TELLER)
        parts.close()
        yield counter
