"""A practice's own folder: made at the first start, and told from a real counter's by its mark.

`counter/` is the counter's state, `tray/` the cards and sheets, `people/` the records, `keys/` the
centre's keys, `practice.json` the mark with the sign-ins.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from counter.practice.centre import PracticeCentre
from counter.practice.issuing import OFFICE, STATUS_URI, issue_all
from counter.practice.keys import PracticeKeys
from counter.practice.people import PEOPLE
from counter.settings import SIMULATED, Settings, make_counter
from firmware_config.clock import Clock, utc_now
from firmware_config.cose import Sign1
from firmware_config.durable import write_durably
from firmware_config.errors import ContractError
from firmware_config.ids import TerminalId
from firmware_config.period import Period
from firmware_config.record import Record
from firmware_config.vietnamese.dates import month_of, today
from firmware_config.web.accounts import FileAccounts

MARK = "practice.json"
TERMINAL = TerminalId("TAPDUOT1")
OFFICE_NAME = "Bưu cục tập dượt"
TELLER, SUPERVISOR = "hocvien", "kiemsoat"
NO_CENTRE = "practice:"
"""In place of the centre's address: nothing could be asked there."""


class PracticeFault(ContractError):
    """`practice-place-taken`: the folder holds something that is no practice."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Printed at every start: practice passwords are no secret."""

    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Practice:
    """All that a practice counter is made of. `records` are the people's, by exercise."""

    settings: Settings
    centre: PracticeCentre
    records: dict[str, Record]
    sign_ins: tuple[SignIn, ...]


def open_practice(
    folder: Path, port: int, *, fresh: bool = False, clock: Clock = utc_now
) -> Practice:
    """The practice in `folder`, made if there is none; `fresh` begins it anew.

    An interrupted first start leaves no mark and is begun again.

    Raises:
        PracticeFault
    """
    if fresh and (folder / MARK).exists():
        shutil.rmtree(folder)
    if not (folder / MARK).exists():
        _make(folder, clock)
    told = json.loads((folder / MARK).read_text(encoding="utf-8"))
    month = Period(told["month"])
    keys = PracticeKeys.load(folder / "keys")
    settings = _counter(folder, keys, port)
    records = {
        person.key: Record.parse(
            Sign1.parse((folder / "people" / f"{person.key}.record").read_bytes()).payload
        )
        for person in PEOPLE
    }
    centre = PracticeCentre(keys, records, TERMINAL, settings.public_key, month, clock)
    sign_ins = tuple(SignIn(*one) for one in told["sign_ins"])
    return Practice(settings, centre, records, sign_ins)


def _make(folder: Path, clock: Clock) -> None:
    half_done = folder.with_name(folder.name + ".half-done")
    if folder.exists() and any(folder.iterdir()):
        raise PracticeFault("practice-place-taken", path=str(folder))
    shutil.rmtree(half_done, ignore_errors=True)
    half_done.mkdir(mode=0o700, parents=True)
    now = clock()
    month = month_of(today(now))
    keys = PracticeKeys.make(half_done / "keys")
    issue_all(keys, half_done / "people", half_done / "tray", now, month)
    accounts = FileAccounts(_counter(half_done, keys, 0).accounts_file)
    sign_ins = [
        [TELLER, accounts.create(TELLER, "teller")],
        [SUPERVISOR, accounts.create(SUPERVISOR, "supervisor")],
    ]
    told = {"month": month.code, "sign_ins": sign_ins}
    write_durably(half_done / MARK, json.dumps(told).encode())
    if folder.exists():
        folder.rmdir()  # empty
    half_done.rename(folder)


def _counter(folder: Path, keys: PracticeKeys, port: int) -> Settings:
    return make_counter(
        folder / "counter",
        practice=True,
        terminal=TERMINAL.text,
        office=OFFICE.text,
        office_name=OFFICE_NAME,
        centre_url=NO_CENTRE,
        root=keys.root.public_key.point.hex(),
        status_uris=[STATUS_URI],
        reader=SIMULATED,
        port=port,
    )
