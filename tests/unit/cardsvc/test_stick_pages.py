"""Sticks at the centre's page: a folder in, answers out as one ZIP."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from sqlalchemy import select
from werkzeug.test import TestResponse

from cardsvc import tables
from firmware_config.body.shift import CashIn
from firmware_config.ids import TerminalId
from firmware_config.stick.coming import Answer
from firmware_config.stick.going import Kind, Manifest, write
from firmware_config.stick.sealing import OpeningKey
from firmware_config.wire import Acknowledgement
from tests.simulators.centre_pages import Browser, Desk
from tests.simulators.centre_world import NOW, Counter

KEY = OpeningKey.new()


def written(counter: Counter, folder: Path) -> Path:
    """As a counter writes to its stick."""
    counter.write(CashIn(1_000_000, "lan"))
    files = [(Kind.BATCH, counter.batch())]
    write(
        folder / counter.id.text,
        files,
        lambda named: Manifest(counter.id, NOW, KEY.public, ("01/0",), named).sign(counter.key),
    )
    return folder


def sent(browser: Browser, folder: Path, *left_out: str) -> TestResponse:
    """All files below `folder`, as a browser sends a chosen folder's."""
    files = [
        (io.BytesIO(path.read_bytes()), str(path.relative_to(folder.parent)))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in left_out
    ]
    token = {"csrf_token": browser.get("/").text.split('name="csrf-token" content="')[1][:43]}
    return browser.client.post(
        "/sticks", data={"files": files, **token}, content_type="multipart/form-data"
    )


def test_many_counters_are_taken_and_answered(desk: Desk, tmp_path: Path) -> None:
    folder, officer = tmp_path / "chitra-out", desk.sign_in("preparer")
    counters = [Counter.enrolled(desk.centre, name) for name in ("T0000001", "T0000002")]
    for counter in counters:
        written(counter, folder)
    answer = sent(officer, folder)
    assert answer.status_code == 303
    page = officer.get(answer.location).text
    assert page.count("Đã nhận") == 2
    packed = officer.get(f"{answer.location}/chitra-in.zip")
    with zipfile.ZipFile(io.BytesIO(packed.data)) as answers:
        assert answers.namelist() == ["chitra-in/T0000001.answer", "chitra-in/T0000002.answer"]
        opened = Answer.open(answers.read(answers.namelist()[1]), TerminalId("T0000002"), KEY)
    trust = desk.centre.keyring.trust(NOW)
    (ack,) = (Acknowledgement.parse(one, trust) for one in opened.acknowledgements)
    assert (ack.terminal.text, ack.through_seq) == ("T0000002", 1)
    assert desk.rows_in("entry") == 2
    with desk.centre.reading.begin() as connection:
        noted = connection.execute(
            select(tables.audit.c.user, tables.audit.c.subject).where(
                tables.audit.c.action == "stick-taken"
            )
        ).all()
    assert [tuple(one) for one in noted] == [
        ("preparer", "terminal:T0000001"),
        ("preparer", "terminal:T0000002"),
    ]


def test_a_folder_of_something_else_is_told(desk: Desk, tmp_path: Path) -> None:
    officer = desk.sign_in("preparer")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"\xff\xd8\xff" * 100_000)
    answer = sent(officer, tmp_path / "photos")
    assert answer.status_code == 422
    assert "không có dữ liệu của quầy nào" in answer.text


def test_a_file_that_is_missing_is_told_and_books_nothing(desk: Desk, tmp_path: Path) -> None:
    officer = desk.sign_in("preparer")
    counter = Counter.enrolled(desk.centre)
    folder = written(counter, tmp_path / "chitra-out")
    (batch,) = folder.rglob("*.cbor")
    page = officer.get(sent(officer, folder, batch.name).location).text
    assert "USB bị rút ra quá sớm" in page
    assert "Không có trả lời cho máy này" in page
    assert "chitra-in.zip" not in page
    assert desk.rows_in("entry") == 0


def test_an_unknown_terminal_is_named(desk: Desk, tmp_path: Path) -> None:
    officer = desk.sign_in("preparer")
    folder = written(Counter(TerminalId("X0000001")), tmp_path / "chitra-out")
    page = officer.get(sent(officer, folder).location).text
    assert "X0000001" in page
    assert "Chưa đăng ký máy quầy này" in page


def test_answers_are_for_who_asked_for_them(desk: Desk, tmp_path: Path) -> None:
    counter = Counter.enrolled(desk.centre)
    first = desk.sign_in("preparer")
    place = sent(first, written(counter, tmp_path / "chitra-out")).location
    other = desk.sign_in("preparer", "mai")
    for path in (place, f"{place}/chitra-in.zip", "/sticks/unknown"):
        assert other.get(path).status_code == 404
