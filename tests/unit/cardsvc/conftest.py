"""A centre on SQLite with its pages, and payout lists as files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.settings import Settings
from demo.payout_list import write_payout_list
from demo.people import people
from firmware_config.web.events import EventStream
from tests.simulators.centre_pages import OFFICE, Browser, Desk, accounts_of
from tests.simulators.centre_world import BA_DINH, NOVEMBER, Hands, find, row, take
from tests.simulators.list_files import saved
from tests.simulators.routes import routes_without_rule


@pytest.fixture(scope="session")
def good_list(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("list") / "list.xlsx"
    write_payout_list(path, people(2026, 60, NOVEMBER), NOVEMBER, is_messy=True)
    return path.read_bytes()


@pytest.fixture(scope="session")
def bad_list(good_list: bytes) -> bytes:
    """Rows 10 and 12 cannot be taken."""
    book = openpyxl.load_workbook(BytesIO(good_list))
    sheet = book.worksheets[0]
    sheet["B10"] = "@SUM(1)"
    sheet["C12"] = "31/02/1950"
    return saved(book)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre's folder with its keys and database, to be copied."""
    state = tmp_path_factory.mktemp("made") / "state"
    centre = Centre.open(Settings.of(state), Hands())
    for office in (BA_DINH, OFFICE):
        centre.add_office(office)
    centre.close()
    return state


@pytest.fixture
def totp_required() -> bool:
    """Most tests are about something else; those about signing in ask for codes."""
    return False


@pytest.fixture
def desk(tmp_path: Path, made: Path, totp_required: bool) -> Iterator[Desk]:
    state, tray, clock = tmp_path / "state", tmp_path / "tray", Hands()
    shutil.copytree(made, state)
    database = f"sqlite:///{state / 'cardsvc.db'}"
    settings = Settings(state, database, is_simulated=True, tray=tray, totp_required=totp_required)
    centre, news = Centre.open(settings, clock), EventStream()
    accounts = accounts_of(centre)
    app = app_of(centre, news, accounts=accounts, strict=True)
    assert routes_without_rule(app) == []
    yield Desk(centre, clock, news, accounts, tray, app.test_client())
    centre.close()


@pytest.fixture
def issuer(desk: Desk) -> Browser:
    return desk.sign_in("issuer")


@pytest.fixture
def preparer(desk: Desk) -> Browser:
    return desk.sign_in("preparer")


@pytest.fixture
def inspector(desk: Desk) -> Browser:
    return desk.sign_in("inspector")


@pytest.fixture
def administrator(desk: Desk) -> Browser:
    return desk.sign_in("administrator")


@pytest.fixture
def approver(desk: Desk) -> Browser:
    return desk.sign_in("approver")


@pytest.fixture
def finance(desk: Desk) -> Browser:
    return desk.sign_in("finance")


@pytest.fixture
def hanh(desk: Desk) -> str:
    """The path of the page of one person, who is owed for November."""
    take(desk.centre, [row(desk.centre)])
    return f"/people/{find(desk.centre).id}"
