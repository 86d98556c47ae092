"""Dead letters: asked about again, printed, handed over on paper, never deleted."""

from __future__ import annotations

import pytest

from counter.centre.letters import LetterFault, Way
from counter.desk.state import Offered
from tests.simulators.on_paper import words_on
from tests.simulators.station import Centre, Counter
from tests.simulators.world import CITIZEN, World
from tests.unit.counter.teller import Teller


@pytest.fixture
def seq(counter: Counter, centre: Centre, world: World) -> int:
    """A payment that the ledger does not post."""
    sheet = centre.issue_sheet()
    counter.station.line.refresh()
    counter.station.line.drainer.stop()
    counter.station.desk.show_text(sheet.text, "lan")
    offered = counter.wait_for(Offered)
    counter.station.desk.pay_paper(offered.presentation, CITIZEN, "lan")
    last = counter.station.journal.head().seq
    centre.refused[last] = "not-due"
    counter.station.line.drainer.round()
    assert counter.station.outbox.pending().dead_letters == 1
    return last


def test_a_letter_that_the_centre_has_mended_is_closed_and_kept(
    counter: Counter, centre: Centre, boss: Teller, seq: int
) -> None:
    assert "closed=0" in boss.sent_to("/supervisor/letters/ask")
    assert counter.station.outbox.pending().dead_letters == 1

    centre.refused.clear()
    page = boss.get(boss.sent_to("/supervisor/letters/ask"))
    assert "không còn vướng mắc ở 1 khoản" in page
    assert "trung tâm đã ghi nhận" in page
    assert counter.station.outbox.pending().dead_letters == 0
    (letter,) = counter.station.letters.all()
    assert (letter.seq, letter.way, letter.by) == (seq, Way.MENDED, "mai")


def test_a_centre_that_does_not_answer_closes_nothing(
    counter: Counter, centre: Centre, boss: Teller, seq: int
) -> None:
    centre.fault = "centre-unreachable"
    page = boss.get(boss.sent_to("/supervisor/letters/ask"))
    assert "Không hỏi được trung tâm" in page
    assert counter.station.outbox.pending().dead_letters == 1


def test_a_letter_handed_over_on_paper_is_closed_once(
    counter: Counter, boss: Teller, seq: int
) -> None:
    page = boss.get(boss.sent_to(f"/supervisor/letters/{seq}/paper"))
    assert "đã nộp chứng cứ giấy cho trung tâm" in page
    page = boss.get(boss.sent_to(f"/supervisor/letters/{seq}/paper"))
    assert "đã được xử lý trước đó" in page
    assert boss.post(f"/supervisor/letters/{seq + 1}/paper").status_code == 404
    with pytest.raises(LetterFault):
        counter.station.letters.handed_over(seq, "mai")


def test_the_evidence_says_what_the_journal_says_and_names_nobody(
    counter: Counter, boss: Teller, seq: int
) -> None:
    answer = boss.client.get(f"/supervisor/letters/{seq}.pdf")
    assert answer.mimetype == "application/pdf"
    text = words_on(answer.data)
    entry = counter.station.journal.entry(seq)
    assert entry is not None
    assert entry.hash.hex()[:32] in text
    assert "500.000" in text
    assert "not-due" in text
    assert "Hạnh" not in text


def test_a_teller_may_not(counter: Counter, seq: int) -> None:
    teller = Teller.at(counter, "hoa")
    assert teller.post("/supervisor/letters/ask").status_code == 403
    assert teller.client.get(f"/supervisor/letters/{seq}.pdf").status_code == 403
