"""Ingest loses nothing and takes nothing twice, whatever happens to batch, line or server."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from cardsvc import tables
from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.ledger.ingest import Answer, IngestRefused, Ledger
from cardsvc.ledger.receipt_checks import WORTH_HANDING_OVER, CheckWorkers
from cardsvc.ledger.transaction import LedgerAway
from cardsvc.ledger.waiting import MAX_WAITING, gaps
from firmware_config.body.kinds import Unreadable
from firmware_config.body.shift import CashIn
from firmware_config.cbor import CborError
from firmware_config.ids import CardId, TerminalId
from firmware_config.signing import FileKey
from firmware_config.wire import MAX_BATCH_BYTES, Acknowledgement, Batch, WireError
from tests.simulators.books import books, send
from tests.simulators.centre_world import (
    CAU_GIAY,
    NOW,
    Counter,
    Hands,
    find,
    issue_card,
    open_centre,
    pay_paper,
    row,
    take,
)
from tests.simulators.cut_line import CutLine
from tests.simulators.postgres import Postgres

DRAWER = "drawer/T0000001"


def codes(answers: list[Answer]) -> list[str]:
    return ["" if isinstance(one, bytes) else one.code for one in answers]


def test_a_batch_that_came_early_waits_can_be_seen_and_is_taken_when_the_gap_is_filled(
    centre: Centre, counter: Counter, clock: Hands
) -> None:
    counter.write(*(CashIn(1_000, "lan") for _ in range(5)))
    for first, last in ((4, 5), (3, 3)):
        with pytest.raises(IngestRefused) as early:
            send(centre, counter, first, last)
        assert (early.value.code, early.value.data["expected"]) == ("batch-gap", 1)
    with centre.reading.begin() as connection:
        (gap,) = gaps(connection)
    assert (gap.terminal, gap.first, gap.last, gap.batches) == (counter.id, 1, 2, 2)
    assert books(centre) == {}
    assert send(centre, counter, 1, 2).through_seq == 5
    assert books(centre)[DRAWER] == 5_000
    with centre.reading.begin() as connection:
        assert gaps(connection) == ()


def test_a_terminal_cannot_make_more_wait_than_it_may(centre: Centre, counter: Counter) -> None:
    counter.write(*(CashIn(1_000, "lan") for _ in range(MAX_WAITING + 6)))
    early = range(2, MAX_WAITING + 6)
    answers = centre.ledger.ingest_all([(counter.id, counter.batch(at, at)) for at in early])
    assert set(codes(answers)) == {"batch-gap"}
    with pytest.raises(IngestRefused):
        send(centre, counter, MAX_WAITING + 6)
    with centre.reading.begin() as connection:
        (gap,) = gaps(connection)
    assert gap.batches == MAX_WAITING


def test_what_waited_and_tells_another_history_quarantines_its_terminal(
    centre: Centre, counter: Counter
) -> None:
    counter.write(CashIn(1_000, "lan"))
    other = Counter(counter.id, counter.key, list(counter.entries))
    counter.write(CashIn(2_000, "lan"), CashIn(3_000, "lan"))
    other.write(CashIn(9_000, "lan"), CashIn(9_000, "lan"))
    with pytest.raises(IngestRefused):
        centre.ledger.ingest(counter.id, other.batch(3))
    # All that it told before stays; what comes next is not heard.
    assert send(centre, counter, 1, 2).through_seq == 2
    assert books(centre)[DRAWER] == 3_000
    with pytest.raises(IngestRefused) as refused:
        send(centre, counter, 3)
    assert refused.value.code == "terminal-quarantined"


def test_many_batches_are_answered_each_in_its_place(centre: Centre, counter: Counter) -> None:
    there = Counter.enrolled(centre, "T0000002", CAU_GIAY)
    stranger = Counter(TerminalId("T9999999"))
    for one in (counter, there, stranger):
        one.write(CashIn(1_000, "lan"), CashIn(2_000, "lan"))
    forged = Batch(there.id, tuple(there.entries)).sign(FileKey.new())
    answers = centre.ledger.ingest_all(
        [
            (counter.id, counter.batch(2)),
            (stranger.id, stranger.batch()),
            (there.id, forged),
            (there.id, b"nonsense"),
            (counter.id, counter.batch(1, 1)),
            (there.id, there.batch()),
        ]
    )
    assert codes(answers) == ["", "terminal-unknown", "bad-signature", "cbor-malformed", "", ""]
    assert books(centre)[DRAWER] == books(centre)["drawer/T0000002"] == 3_000
    assert centre.ledger.ingest_all([]) == []


def test_an_entry_that_cannot_be_read_keeps_none_of_the_others_out(
    centre: Centre, counter: Counter
) -> None:
    paid = issue_card(centre).pay(counter)
    counter.write(CashIn(1_000_000, "lan"), Unreadable("newer", [1, "x"], ""), paid)
    assert send(centre, counter).refused == ((2, "entry-unreadable"),)
    assert books(centre)[DRAWER] == 500_000
    with centre.reading.begin() as connection:
        kept = connection.scalars(select(tables.entry.c.octets).order_by(tables.entry.c.seq)).all()
        case = connection.execute(select(tables.exception_case)).one()
    assert list(kept) == [entry.octets for entry in counter.entries]
    assert (case.kind, case.seq, case.amount_vnd) == ("entry-unreadable", 2, None)
    # It asks for a payment to be taken back that nobody can read: that is a case like any other.
    assert send(centre, counter).through_seq == 3


def test_a_batch_of_64_megabytes_is_refused_by_its_name(centre: Centre, counter: Counter) -> None:
    with pytest.raises(WireError) as refused:
        centre.ledger.ingest(counter.id, bytes(64 * 1024 * 1024))
    assert refused.value.code == "batch-too-large"
    assert refused.value.data["limit"] == MAX_BATCH_BYTES


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nothing_that_is_compressed_is_inflated(centre: Centre, counter: Counter) -> None:
    client = app_of(centre).test_client()
    bomb = gzip.compress(bytes(16 * 1024 * 1024))
    path = f"/api/v1/terminals/{counter.id}/batches"
    proof = counter.proof(centre, path, bomb, "POST")
    answer = client.post(
        path,
        data=bomb,
        content_type="application/cbor",
        headers={"Content-Encoding": "gzip", **proof},
    )
    assert answer.status_code == 415
    assert answer.json == {"code": "batch-compressed", "data": {}}
    with pytest.raises(CborError):
        centre.ledger.ingest(counter.id, bomb)


def test_of_what_goes_wrong_in_the_database_nothing_is_kept(
    centre: Centre, counter: Counter
) -> None:
    counter.write(pay_paper(centre.issue_paper(find(centre).id).record))
    with centre.engine.begin() as connection:
        before = connection.execute(text("SELECT count(*) FROM account")).scalar_one()
    with pytest.raises(DBAPIError), centre.engine.begin() as connection:
        connection.execute(text("INSERT INTO transfer (kind, debit, credit, amount_vnd, line)"
                                " VALUES ('paid', 1, 1, 5, 0)"))  # fmt: skip
    assert books(centre) == {}
    assert before == 0


@pytest.mark.parametrize("change", ["UPDATE balance SET debited_vnd = 1", "DELETE FROM balance"])
def test_a_balance_is_written_by_its_transfers_alone(
    centre: Centre, counter: Counter, change: str
) -> None:
    counter.write(CashIn(1_000, "lan"))
    send(centre, counter)
    if change.startswith("UPDATE") and centre.engine.dialect.name == "sqlite":
        pytest.skip("SQLite cannot tell a trigger's statement from another")
    with pytest.raises(DBAPIError, match="follows its transfers"), centre.engine.begin() as one:
        one.execute(text(change))


# On a server.


@dataclass
class Served:
    """A centre on a server, over a line that can be cut."""

    centre: Centre
    line: CutLine
    counter: Counter
    server: Postgres


@pytest.fixture
def served(postgres: Postgres, tmp_path: Path) -> Iterator[Served]:
    url = postgres.new_database()
    line = CutLine(tmp_path / ".s.PGSQL.5432", postgres.folder / ".s.PGSQL.5432")
    centre = open_centre(tmp_path / "state", url.replace(str(postgres.folder), str(tmp_path)))
    take(centre, [row(centre)])
    yield Served(centre, line, Counter.enrolled(centre), postgres)
    centre.close()
    line.stop()


@pytest.mark.parametrize("lost", [b"COMMIT", b'COPY "transfer"', b"FOR UPDATE"])
def test_a_line_lost_around_the_commit_changes_nothing_and_books_once(
    served: Served, lost: bytes
) -> None:
    counter = served.counter
    counter.write(CashIn(1_000_000, "lan"), issue_card(served.centre).pay(counter))
    send(served.centre, counter, 1, 1)
    served.line.cut_after(lost)
    assert send(served.centre, counter).through_seq == 2
    assert served.line.was_cut
    assert books(served.centre)[DRAWER] == 500_000


def test_a_server_that_starts_again_is_found_again(served: Served) -> None:
    counter = served.counter
    counter.write(CashIn(1_000, "lan"))
    send(served.centre, counter)
    counter.write(CashIn(2_000, "lan"))
    client = app_of(served.centre).test_client()
    path = f"/api/v1/terminals/{counter.id}/batches"
    served.server.halt()
    try:
        with pytest.raises(LedgerAway) as away:
            send(served.centre, counter)
        assert away.value.code == "ledger-away"
        batch = counter.batch()
        proof = counter.proof(served.centre, path, batch, "POST")
        answer = client.post(path, data=batch, content_type="application/cbor", headers=proof)
        assert (answer.status_code, answer.json and answer.json["code"]) == (503, "ledger-away")
    finally:
        served.server.start()
    assert send(served.centre, counter).through_seq == 2
    assert books(served.centre)[DRAWER] == 3_000


def test_the_loser_of_a_deadlock_does_it_again(served: Served) -> None:
    centre, counter = served.centre, served.counter
    counter.write(issue_card(centre).pay(counter))
    with centre.engine.connect() as other:
        other.execute(text("SET deadlock_timeout = '30s'"))  # it is the ledger that finds out
        other.execute(text("SELECT id FROM entitlement FOR UPDATE"))
        told: list[Acknowledgement] = []
        thread = threading.Thread(target=lambda: told.append(send(centre, counter)))
        thread.start()
        time.sleep(0.3)  # it holds its terminal, and waits for the entitlement
        other.execute(text("SELECT id FROM terminal FOR UPDATE"))
        other.commit()
        thread.join(20)
    assert [one.through_seq for one in told] == [1]
    assert books(centre)[DRAWER] == -500_000


def test_checks_are_the_same_in_workers_and_a_dead_worker_takes_nothing_with_it(
    served: Served,
) -> None:
    centre, counter = served.centre, served.counter
    paid = issue_card(centre).pay(counter)
    # The same receipt again and again, each time said to be of another payment: all but one lie.
    lies = [replace(paid, nonce=bytes((at,)) * 8) for at in range(WORTH_HANDING_OVER)]
    strangers = [replace(lie, card=CardId.new()) for lie in lies[:3]]
    broken = [
        replace(lie, receipt=lie.receipt[:-1] + bytes((lie.receipt[-1] ^ at + 1,)))
        for at, lie in enumerate(lies)
        if lie.receipt
    ]
    counter.write(paid, *lies, *strangers, *broken)
    workers = CheckWorkers()
    ledger = Ledger(centre.engine, centre.keyring, centre.clock, workers)
    acknowledgement = Acknowledgement.parse(
        ledger.ingest(counter.id, counter.batch()), centre.keyring.trust(NOW)
    )
    found = [code for _, code in acknowledgement.refused]
    assert found.count("receipt-differs") == len(lies)
    assert found.count("card-unknown") == len(strangers)
    assert found.count("receipt-invalid") == len(broken)
    assert len(found) == len(counter.entries) - 1

    point = FileKey.new().public_key.point
    asked = [(point, lie.receipt or b"") for lie in lies * 2]
    assert workers.are_signed(asked) == [False] * len(asked)
    assert workers.processes
    for process in workers.processes:
        process.kill()
        process.join()
    assert workers.are_signed(asked) == [False] * len(asked)
    assert workers.are_signed(asked) == [False] * len(asked)  # and new ones are there
    workers.close()
