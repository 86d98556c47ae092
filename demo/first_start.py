"""What the demonstration makes before it can be used: keys, people, a list, cards, sheets.

Everything goes through the doors that staff use: the list is a workbook read by the ordinary
import, the cards are personalised command by command, the terminal enrols with its own key.
"""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

from cardsvc.centre import Centre
from cardsvc.issuance.card_source import card_in_reader
from cardsvc.issuance.tray import Tray, write_label
from cardsvc.registry.list_row import ListTerms
from cardsvc.registry.offices import Office
from cardsvc.registry.people import Person as KnownPerson
from cardsvc.registry.people import person
from cardsvc.settings import Settings as CentreSettings
from cardsvc.staff.accounts import StaffAccounts
from cardsvc.staff.roles import ADMINISTRATOR, APPROVER, FINANCE, INSPECTOR, ISSUER, PREPARER
from counter.settings import Settings as CounterSettings
from counter.settings import make_counter
from demo.configuration import publish_first
from demo.payout_list import STANDARD_VND, write_payout_list
from demo.people import TAN_TRAO, Person, people
from demo.processes import Ports, SignIn, StartFault, centre_environment
from firmware_config.card.apdu import Connection
from firmware_config.clock import utc_now
from firmware_config.errors import ContractError
from firmware_config.ids import OfficeId, ProgrammeCode, TerminalId
from firmware_config.period import Period
from firmware_config.signing import PublicKey
from firmware_config.vietnamese.dates import month_of, today
from firmware_config.web.accounts import FileAccounts, generated_password

MARK = "chitra-demo.json"
_MADE_AS = 3  # how the folder is laid out: cards, accounts; older ones cannot be gone on with
STAFF = {
    "lapdanhsach": PREPARER,
    "duyet": APPROVER,
    "phathanh": ISSUER,
    "thanhtra": INSPECTOR,
    "taichinh": FINANCE,
    # Two, for what one of them proposes the other approves.
    "quantri": ADMINISTRATOR,
    "quantri2": ADMINISTRATOR,
}
OFFICE = Office(OfficeId("301040"), "Bưu điện Tân Trào", TAN_TRAO.province)
TERMINAL = TerminalId("TQ000001")
PROGRAMME = ProgrammeCode("BTXH")
STATUS_URI = f"{TAN_TRAO.province}/0"
PEOPLE = 200
CARDS, SHEETS = 5, 3
_SEED = 2026


def first_start(state: Path, reader: str, ports: Ports) -> tuple[SignIn, ...]:
    """Make what is missing under `state`; the sign-ins to print.

    An interrupted first start leaves no mark and is begun again in an empty folder.

    Raises:
        StartFault: the folder was made by an earlier version.
    """
    mark = state / MARK
    if not mark.exists():
        print("First start: keys, a payout list, cards and sheets …", flush=True)
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        sign_ins = _make(state, reader, ports)
        told = [[one.side, one.user, one.password] for one in sign_ins]
        mark.touch(mode=0o600)
        mark.write_text(json.dumps({"made_as": _MADE_AS, "sign_ins": told}), encoding="utf-8")
    made: Any = json.loads(mark.read_text(encoding="utf-8"))
    if not isinstance(made, dict) or made.get("made_as") != _MADE_AS:
        raise StartFault(f"{state} is of an earlier version; begin anew with FRESH=1")
    _counter(state, CounterSettings.load(state / "counter").root, ports)
    _use_reader(state, reader, ports)
    return tuple(SignIn(*one) for one in made["sign_ins"])


def _make(state: Path, reader: str, ports: Ports) -> list[SignIn]:
    settings = centre_settings(state, reader, ports)
    centre = Centre.open(settings)
    try:
        centre.add_office(OFFICE)
        period = _this_month(utc_now())
        everyone = people(_SEED, PEOPLE, period)
        _import(centre, state / "danh-sach-chi-tra.xlsx", everyone, period)
        counter = _counter(state, centre.keyring.root, ports)
        publish_first(centre, state / "cau-hinh", OFFICE, PROGRAMME, counter)
        centre.certificates.enrol(TERMINAL, OFFICE.id, counter.public_key)
        _issue(centre, Tray(state / "tray", centre.keyring.card_master), everyone)
        tellers = FileAccounts(counter.accounts_file)
        return [
            *_staff(StaffAccounts.open(settings, centre.engine, centre.clock)),
            SignIn("counter", "giaodich", tellers.create("giaodich", "teller")),
            SignIn("counter", "giamsat", tellers.create("giamsat", "supervisor")),
        ]
    finally:
        centre.close()


def _staff(accounts: StaffAccounts) -> list[SignIn]:
    """With passwords of their own, so that nobody is asked for another at the first sign-in."""
    made = []
    for user, role in STAFF.items():
        accounts.create(user, role)
        password = generated_password()
        accounts.choose_password(user, password)
        made.append(SignIn("centre", user, password))
    return made


def centre_settings(state: Path, reader: str, ports: Ports) -> CentreSettings:
    return CentreSettings.parse(centre_environment(state, reader, ports))


def _import(centre: Centre, path: Path, everyone: tuple[Person, ...], period: Period) -> None:
    write_payout_list(path, everyone, period, is_messy=True)
    terms = ListTerms(PROGRAMME, OFFICE.province, OFFICE.id, period)
    with path.open("rb") as file:
        case = centre.lists.open_case(file, path.name, terms, "lapdanhsach")
    total_vnd = sum(one.total_vnd(STANDARD_VND) for one in everyone)
    centre.lists.announce(case, total_vnd, "", "lapdanhsach")
    centre.lists.submit(case, "lapdanhsach")
    centre.lists.approve(case, "duyet")
    centre.runs.work_off()


def _counter(state: Path, root: PublicKey, ports: Ports) -> CounterSettings:
    """The counter, made or pointed at other ports; its key and store stay."""
    return make_counter(
        state / "counter",
        terminal=TERMINAL.text,
        office=OFFICE.id.text,
        office_name=OFFICE.name,
        centre_url=ports.centre_url,
        root=root.point.hex(),
        status_uris=[STATUS_URI],
        province=OFFICE.province.text,
        port=ports.counter,
    )


def _issue(centre: Centre, tray: Tray, everyone: tuple[Person, ...]) -> None:
    """Some cards and sheets for the tray: people with arrears or two months among them."""
    chosen = sorted(everyone, key=lambda one: (one.arrears_months == 0, one.months == 1))
    for one in chosen[:CARDS]:
        known = _known(centre, one)
        tray.add_card(known, _issue_card(centre, tray.new_card(known), known))
    for one in chosen[CARDS : CARDS + SHEETS]:
        # The made-up citizen number stands in for the citizen card the teller would scan.
        known = _known(centre, one)
        tray.add_sheet(known, centre.issue_paper(known.id))


def _issue_card(
    centre: Centre, source: AbstractContextManager[Connection], known: KnownPerson
) -> str:
    """Returns the PIN."""
    with source as card:
        issued = centre.cards.personalise(card, known.id)
        centre.cards.activate(card, issued)
    return issued.pin


def _use_reader(state: Path, reader: str, ports: Ports) -> None:
    """A blank card in a real reader is issued before the counter takes the reader."""
    if reader != "pcsc":
        return
    centre = Centre.open(centre_settings(state, reader, ports))
    try:
        one = people(_SEED, PEOPLE, _this_month(utc_now()))[-1]
        pin = _issue_card(centre, card_in_reader(is_waiting=False), _known(centre, one))
        write_label(state / "card-in-reader.toml", one.name, pin=pin)
        print(f"Issued the card in the reader to {one.name}; PIN {pin}", flush=True)
    except ContractError as error:
        print(f"No blank card was issued on the reader: {error}", flush=True)
    finally:
        centre.close()


def _known(centre: Centre, one: Person) -> KnownPerson:
    with centre.reading.begin() as connection:
        return person(connection, one.citizen)


def _this_month(now: datetime) -> Period:
    return month_of(today(now))
