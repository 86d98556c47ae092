"""A day at the loudest level of logging leaves nobody's name, number, PIN, PUK or key behind: not
in a line of a log, not in a temporary file, not on an error page.

Both sides run as they do in earnest: the centre behind its server, the counter with its pages.
"""

from __future__ import annotations

import logging
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from cardsvc.app import app_of
from cardsvc.centre import Centre
from cardsvc.registry.list_row import ListTerms
from cardsvc.registry.offices import Office
from cardsvc.registry.people import person
from cardsvc.settings import Settings as CentreSettings
from counter.app import create_app
from counter.decision.refusal import Refusal
from counter.desk.state import DeskState, Offered, Told
from counter.paying.payout import Paid
from counter.paying.reversal import TakenBack
from counter.station import Station
from demo.payout_list import STANDARD_VND, write_payout_list
from demo.people import TAN_TRAO, Person, people
from firmware_config.ids import OfficeId, ProgrammeCode, TerminalId
from firmware_config.notes import Notes
from firmware_config.period import Period
from firmware_config.reader.simulated import SimulatedSlot
from firmware_config.web.accounts import FileAccounts
from firmware_config.web.events import EventStream
from tests.conftest import Count
from tests.simulators.answering import answering
from tests.simulators.blank_cards import blank_card
from tests.simulators.both_sides import sign_in
from tests.simulators.centre_pages import PASSWORD, accounts_of, new_account
from tests.simulators.cheap import CHEAP
from tests.simulators.connection import CardConnection
from tests.simulators.counter_settings import enrolled_at
from tests.simulators.waiting import wait_until
from tests.unit.web.small_side import token_of

PERIOD = Period.of_month(2026, 11)
NOW = datetime(2026, 11, 5, 2, 0, tzinfo=UTC)
OFFICE = Office(OfficeId("301040"), "Bưu điện Tân Trào", TAN_TRAO.province)
_KEY_LINE = 20


class Everything(logging.Handler):
    """Keeps all that anybody logs: the text, every field, and the traces of exceptions."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        fields = {name: value for name, value in vars(record).items() if name != "msg"}
        self.lines.append(f"{self.format(record)} {fields!r}")


@dataclass
class Day:
    """Both sides, the people of one list, and all that must not be found."""

    centre: Centre
    counter: Station
    slot: SimulatedSlot
    everyone: tuple[Person, ...]
    officer: FlaskClient
    teller: FlaskClient
    supervisor_password: str
    secrets: set[str] = field(default_factory=set)

    @property
    def state(self) -> DeskState:
        return self.counter.desk.state

    def id_of(self, one: Person) -> int:
        with self.centre.reading.begin() as connection:
            return person(connection, one.citizen).id

    def post(self, path: str, **fields: object) -> TestResponse:
        """A form of the teller's."""
        fields["csrf_token"] = token_of(self.teller.get("/"))
        return self.teller.post(path, data=fields)

    def offered(self) -> Offered:
        wait_until(lambda: isinstance(self.state, Offered))
        state = self.state
        assert isinstance(state, Offered)
        return state

    def answered(self, kind: type[object]) -> None:
        wait_until(lambda: isinstance(self.state, Told) and isinstance(self.state.answer, kind))


@pytest.fixture
def heard() -> Iterator[Everything]:
    root, handler = logging.getLogger(), Everything()
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


@pytest.fixture
def day(tmp_path: Path, heard: Everything, temporary: Path) -> Iterator[Day]:
    everyone = people(seed=7, count=30, period=PERIOD)
    with ExitStack() as stack:
        settings = CentreSettings(
            tmp_path / "centre",
            f"sqlite:///{tmp_path / 'centre' / 'cardsvc.db'}",
            is_simulated=True,
            totp_required=False,
        )
        centre = Centre.open(settings, lambda: NOW)
        stack.callback(centre.close)
        centre.add_office(OFFICE)
        staff = accounts_of(centre)
        app = app_of(centre, accounts=staff)
        url = stack.enter_context(answering(app))
        counter, slot, teller, password = _counter(stack, tmp_path, centre, url)
        new_account(staff, "canbo", "issuer")
        officer = app.test_client()
        sign_in(officer, "canbo", PASSWORD)
        made = Day(centre, counter, slot, everyone, officer, teller, password)
        made.secrets |= {one.name for one in everyone} | {one.citizen.digits for one in everyone}
        made.secrets |= {PASSWORD, password}
        yield made


def _counter(
    stack: ExitStack, folder: Path, centre: Centre, url: str
) -> tuple[Station, SimulatedSlot, FlaskClient, str]:
    terminal = TerminalId("TQ000001")
    settings = enrolled_at(centre, url, folder / "counter", terminal.text, OFFICE)
    slot, hub = SimulatedSlot(), EventStream()
    accounts = FileAccounts(settings.accounts_file, hasher=CHEAP)
    station = Station(settings, hub.publish, slot=slot, clock=lambda: NOW, accounts=accounts)
    stack.callback(station.stop)
    stack.callback(hub.close)
    station.shifts.open(Notes(), "lan")
    teller = create_app(station, hub).test_client()
    sign_in(teller, "lan", accounts.create("lan", "teller"))
    return station, slot, teller, accounts.create("hoa", "supervisor")


def test_a_day_leaves_nobody_s_name_number_pin_or_key_behind(
    day: Day, heard: Everything, temporary: Path, tmp_path: Path, count: Count
) -> None:
    one_month = [one for one in day.everyone if one.months == 1 and not one.arrears_months]
    hoa, lan = one_month[:2]
    _take_list(day, tmp_path / "list.xlsx")

    # Issued: a card with its PIN and PUK, and a sheet.
    card = blank_card(day.centre.keyring.card_master)
    with CardConnection(card) as connection:
        issued = day.centre.cards.personalise(connection, day.id_of(hoa))
        day.centre.cards.activate(connection, issued)
    sheet = day.centre.issue_paper(day.id_of(lan)).sheet
    day.secrets |= {issued.pin, issued.puk, sheet.qr_text, sheet.qr_text[100:160]}
    day.counter.start()
    wait_until(lambda: day.counter.published.snapshot.certificate is not None)
    wait_until(lambda: day.counter.published.snapshot.payout_list is not None)

    # Refused for a wrong PIN, then paid by chip, and taken back.
    day.slot.insert(card)
    day.post("/pay/chip", presentation=day.offered().presentation, pin="975318")
    day.secrets.add("975318")
    day.post("/pay/chip", presentation=day.offered().presentation, pin=issued.pin)
    day.answered(Paid)
    shown, _ = day.counter.desk.shown
    word = {"supervisor": "hoa", "password": day.supervisor_password, "shown": shown}
    day.post("/reverse", pin=issued.pin, **word)
    day.answered(TakenBack)
    shown, _ = day.counter.desk.shown
    day.slot.pull()
    day.post("/next", shown=shown)

    # Paid by sheet, to a wrong person first; then refused.
    day.post("/scan", text=sheet.qr_text)
    day.post("/pay/paper", presentation=day.offered().presentation, identity=hoa.citizen.digits)
    scanned = f"{lan.citizen.digits}|012345678|{lan.name}|02011945|Nữ|Tân Trào|01012021"
    day.post("/pay/paper", presentation=day.offered().presentation, identity=scanned)
    day.answered(Paid)
    day.post("/next", shown=day.counter.desk.shown[0])
    day.post("/scan", text=sheet.qr_text)
    day.answered(Refusal)
    wait_until(lambda: day.counter.outbox.pending().confirmations == 0)

    pages = [answer.text for answer in _errors(day, hoa)]
    day.secrets |= _keys(tmp_path)
    _find_nothing(day.secrets, "a line of a log", heard.lines)
    _find_nothing(day.secrets, "an error page", pages)
    left = [path for path in temporary.rglob("*") if path.is_file()]
    _find_nothing(day.secrets, "a temporary file", [path.read_text("latin-1") for path in left])
    assert any("api-refused" in line or "batch" in line for line in heard.lines)
    count(len(heard.lines), "logs: lines of a day in which nobody is named")
    count(len(day.secrets), "logs: names, numbers, PINs and keys looked for")


def _take_list(day: Day, path: Path) -> None:
    write_payout_list(path, day.everyone, PERIOD, is_messy=True)
    terms = ListTerms(ProgrammeCode("BTXH"), OFFICE.province, OFFICE.id, PERIOD)
    with path.open("rb") as file:
        case = day.centre.lists.open_case(file, path.name, terms, "lan")
    total_vnd = sum(one.total_vnd(STANDARD_VND) for one in day.everyone)
    day.centre.lists.announce(case, total_vnd, "", "lan")
    day.centre.lists.submit(case, "lan")
    day.centre.lists.approve(case, "hung")
    day.centre.runs.work_off()


def _errors(day: Day, one: Person) -> list[TestResponse]:
    """Pages that say no, asked for with somebody's data in a form (no address holds any); the last
    by a database that is broken."""
    client, secret = day.officer, {"words": one.name, "number": one.citizen.digits}
    token = token_of(client.get("/people"))
    told = [
        client.post("/nowhere", data=secret),
        client.post("/people", data=secret),
        client.get("/people/999999"),
        day.teller.post("/scan", data={"text": one.citizen.digits}),
        day.teller.get("/receipt/999999.pdf"),
        client.post("/people", data={"words": one.name, "csrf_token": "old"}),
    ]
    with sqlite3.connect(day.centre.settings.state / "cardsvc.db") as connection:
        connection.execute("ALTER TABLE beneficiary RENAME TO gone")
    told.append(
        client.post("/people", data={"words": one.name, "csrf_token": token}, follow_redirects=True)
    )
    broken = client.get("/people/1")
    assert broken.status_code == 500
    assert all(answer.status_code >= 400 for answer in told[:-1])
    return [*told, broken]


def _keys(folder: Path) -> set[str]:
    """Every line of every private key that lies on either side's disk."""
    texts = [
        path.read_text("latin-1")
        for path in folder.rglob("*")
        if path.is_file() and b"PRIVATE KEY" in path.read_bytes()[:200]
    ]
    assert len(texts) >= 2
    lines = {line for text in texts for line in text.splitlines() if len(line) > _KEY_LINE}
    return {line for line in lines if "PRIVATE KEY" not in line}


def _find_nothing(secrets: set[str], where: str, texts: list[str]) -> None:
    found = sorted(
        f"{secret[:4]}… in {where}: {text[:160]}"
        for text in texts
        for secret in secrets
        if secret in text
    )
    assert found == [], "\n".join(found[:10])
