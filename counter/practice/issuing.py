"""Cards and sheets for practice, made through the contract's own doors."""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from counter.practice.keys import PracticeKeys
from counter.practice.people import PEOPLE, Person
from firmware_config import qr
from firmware_config.card.certificate import CardCertificate
from firmware_config.card.personalise import Personalisation
from firmware_config.card.profile import CardKey
from firmware_config.card.scp03 import StaticKeys
from firmware_config.card.secure_messaging import open_channel
from firmware_config.card.session import CardSession
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.card.state import Voucher
from firmware_config.claim import Medium
from firmware_config.clock import from_unix, to_unix
from firmware_config.ids import CardId, EntitlementId, OfficeId, ProgrammeCode, ProvinceCode
from firmware_config.period import Period
from firmware_config.record import CitizenHash, Entitlement, Record, StatusRef
from firmware_config.signing import PublicKey
from firmware_config.trust import Role

PROVINCE = ProvinceCode("08")
OFFICE = OfficeId("000000")
PROGRAMME = ProgrammeCode("BTXH")
STATUS_URI = "08/0"
GENERATION = 1
_LIFE = timedelta(days=5 * 365)
# The maker's keys of software cards that never leave this folder: they protect nothing.
_CHANNEL = StaticKeys(bytes(16), bytes(16), bytes(16))


class Contacts:
    """A reader without a reader: the contacts of a software card."""

    def __init__(self, card: SoftwareCard) -> None:
        self._card = card
        card.power_on()

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        answer = self._card.transmit(apdu)
        return answer[:-2], int.from_bytes(answer[-2:])


def issue(
    person: Person, number: int, keys: PracticeKeys, tray: Path, now: datetime, month: Period
) -> bytes:
    """The signed record of `person`, the list's `number`th, and what is brought laid into `tray`.

    `month` is the last that is due.
    """
    if person.medium is Medium.CHIP:
        return _card(person, number, keys, tray, now, month)
    _, signed = _record(person, number, keys, now, month, None)
    if person.medium is Medium.QR:
        _write_label(tray / f"{person.key}.toml", person, citizen=person.citizen.digits)
        (tray / f"{person.key}.qr").write_text(qr.to_digits(signed), encoding="ascii")
    return signed


def _card(
    person: Person, number: int, keys: PracticeKeys, tray: Path, now: datetime, month: Period
) -> bytes:
    file = tray / f"{person.key}.card"
    card = SoftwareCard.blank_in_file(file, secrets.token_bytes(10), _CHANNEL)
    contacts = Contacts(card)
    CardSession(contacts).select()
    desk = Personalisation(open_channel(contacts, lambda told: _CHANNEL))
    card_id = CardId.new()
    desk.store_card_id(card_id)
    auth, receipt = (desk.generate_key(which) for which in (CardKey.AUTH, CardKey.RECEIPT))
    certificate = CardCertificate(card_id, auth, receipt, now, now + _LIFE)
    desk.store_certificate(certificate.sign(keys.of(Role.CARD_CA)))
    record, signed = _record(person, number, keys, now, month, auth)
    desk.store_record(signed)
    for slot, due in enumerate(record.entitlements):
        desk.put_voucher(
            Voucher(slot, due.id, due.base, due.payable, due.amount_vnd, sequence=1, paid=0)
        )
    terminal_ca = keys.of(Role.TERMINAL_CA).public_key
    desk.store_terminal_ca(terminal_ca.kid, GENERATION, terminal_ca)
    desk.store_script_authority(keys.of(Role.CARD_SCRIPT).public_key)
    desk.store_pin(person.pin)
    desk.store_puk("24681357")
    desk.activate()
    card.power_off()
    _write_label(tray / f"{person.key}.toml", person, pin=person.pin)
    return signed


def _record(
    person: Person,
    number: int,
    keys: PracticeKeys,
    now: datetime,
    month: Period,
    card_key: PublicKey | None,
) -> tuple[Record, bytes]:
    since = from_unix(to_unix(now))
    base = Period(month.code - person.months + 1)
    payable = (1 << person.months) - 1
    due = Entitlement(EntitlementId.new(), PROGRAMME, base, payable, person.monthly_vnd)
    record = Record(
        id=CardId.new().octets,
        province=PROVINCE,
        office=OFFICE,
        name=person.name,
        birth=person.birth,
        citizen=CitizenHash.of(person.citizen),
        entitlements=(due,),
        status=StatusRef(STATUS_URI, number),
        issued_at=since,
        not_before=since,
        expires_at=since + _LIFE,
        card_key=card_key,
    )
    return record, record.sign(keys.of(Role.ENTITLEMENT))


def issue_all(
    keys: PracticeKeys, folder: Path, tray: Path, now: datetime, month: Period
) -> dict[str, bytes]:
    """Everybody's signed record, kept in `folder` too, and the tray filled."""
    for one in (folder, tray):
        one.mkdir(mode=0o700)
    made = {}
    for number, person in enumerate(PEOPLE):
        made[person.key] = issue(person, number, keys, tray, now, month)
        (folder / f"{person.key}.record").write_bytes(made[person.key])
    return made


def _write_label(path: Path, person: Person, **told: str) -> None:
    texts = {"label": person.name, **told}
    # A JSON string is a TOML string as well.
    lines = (f"{key} = {json.dumps(text, ensure_ascii=False)}\n" for key, text in texts.items())
    path.write_text("".join(lines), encoding="utf-8")
