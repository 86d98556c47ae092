"""A small world for tests: authorities and their keys, a trust list, cards and QR sheets.

Everything goes through the contract's own doors: what is issued here was signed, personalised
and printed as the real thing is. (The centre's own test world is `centre_world.py`.)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from firmware_config import qr
from firmware_config.card.apdu import Connection
from firmware_config.card.certificate import CardCertificate
from firmware_config.card.personalise import Personalisation
from firmware_config.card.profile import CardKey
from firmware_config.card.scp03 import StaticKeys
from firmware_config.card.script import Body, Script
from firmware_config.card.secure_messaging import SecureChannel, open_channel
from firmware_config.card.session import CardSession, DisburseOrder, ReverseOrder
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.card.state import Voucher
from firmware_config.card.terminal_certificate import TerminalCertificate
from firmware_config.clock import to_unix
from firmware_config.ids import (
    CardId,
    CitizenNumber,
    EntitlementId,
    OfficeId,
    ProgrammeCode,
    ProvinceCode,
    TerminalId,
)
from firmware_config.period import Period
from firmware_config.record import CitizenHash, Entitlement, Record, StatusRef
from firmware_config.signing import FileKey, PublicKey, Signer
from firmware_config.trust import Role, TrustedKey, TrustList
from tests.simulators.connection import CardConnection

NOW = datetime(2026, 11, 5, 8, 0, tzinfo=UTC)
CITIZEN = CitizenNumber("001145012345")
PROVINCE = ProvinceCode("01")
OFFICE = OfficeId("100000")
PROGRAMME = ProgrammeCode("BTXH")
TERMINAL = TerminalId("T0000001")
BASE = Period.of_month(2026, 11)
PIN, PUK = "123456", "12345678"
SERIAL = b"serial-001"
CHANNEL_KEYS = StaticKeys(b"channel enc key!", b"channel mac key!", b"channel dek key!")
"""Every test card's own; a real card's come from the master in the HSM (`scp03.diversify`)."""
_YEAR = timedelta(days=365)
_AUTHORITIES = (
    Role.ENTITLEMENT,
    Role.CARD_CA,
    Role.CARD_SCRIPT,
    Role.TERMINAL_CA,
    Role.STATUS_LIST,
    Role.PAYOUT_LIST,
    Role.LEDGER_ACK,
)


@dataclass(frozen=True, slots=True)
class TerminalIdentity:
    """What a terminal shows a card: its certificate, and the key that it is for."""

    terminal: TerminalId
    certificate: bytes
    key: Signer

    def prove(self, session: CardSession, card: CardId) -> None:
        session.authenticate_terminal(self.certificate, self.terminal, card, self.key)


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """A card, active unless told otherwise, and what is known of it outside."""

    card: SoftwareCard
    pin: str
    record: Record
    signed: bytes
    certificate: CardCertificate
    terminal: TerminalIdentity

    @property
    def entitlements(self) -> tuple[Entitlement, ...]:
        return self.record.entitlements

    def session(self, pin: str | None = None, *, terminal: bool | None = None) -> CardSession:
        """The card powered up afresh and selected; with its PIN verified if `pin` is given.

        With a PIN the world's terminal proves itself too, unless `terminal` says otherwise.
        """
        session = CardSession(CardConnection(self.card))
        session.select()
        if terminal or (terminal is None and pin is not None):
            self.terminal.prove(session, self.certificate.card)
        if pin is not None:
            session.verify_pin(pin)
        return session


@dataclass(frozen=True, slots=True)
class Written:
    """What personalisation wrote on a card."""

    record: Record
    signed: bytes
    certificate: CardCertificate


@dataclass(frozen=True, slots=True)
class IssuedQr:
    """A QR sheet: `text` is what a scanner reads."""

    text: str
    record: Record
    signed: bytes


@dataclass(frozen=True, slots=True)
class World:
    """The keys behind one province, one office and one programme, at the time `now`."""

    now: datetime
    root: FileKey
    keys: dict[Role, FileKey]
    terminal_key: FileKey
    trust: TrustList
    province: ProvinceCode = PROVINCE
    office: OfficeId = OFFICE
    programme: ProgrammeCode = PROGRAMME
    terminal: TerminalId = TERMINAL
    generation: int = 1
    base: Period = BASE

    @classmethod
    def make(cls, now: datetime = NOW) -> World:
        """Fresh keys for every authority, trusted from a year before `now` to a year after."""
        keys = {role: FileKey.new() for role in _AUTHORITIES}
        trusted = tuple(
            TrustedKey(key.public_key, role, now - _YEAR, now + _YEAR) for role, key in keys.items()
        )
        trust = TrustList(1, now, now + _YEAR, trusted)
        return cls(now, FileKey.new(), keys, FileKey.new(), trust)

    def key(self, role: Role) -> FileKey:
        return self.keys[role]

    def entitlement(
        self, *, payable: int = 0b1, amount_vnd: int = 500_000, base: Period | None = None
    ) -> Entitlement:
        """`payable` is the mask of months from `base`, the world's own unless given."""
        return Entitlement(
            EntitlementId.new(), self.programme, base or self.base, payable, amount_vnd
        )

    def two_months(self) -> Entitlement:
        """The world's own month and the one before."""
        return self.entitlement(base=self.base.plus(-1), payable=0b11)

    def merit(self) -> Entitlement:
        """A month of another programme."""
        return Entitlement(EntitlementId.new(), ProgrammeCode("NCC"), self.base, 0b1, 2_055_000)

    def record(
        self,
        entitlements: Iterable[Entitlement] = (),
        *,
        card_key: PublicKey | None = None,
    ) -> Record:
        """A year's record with one entitlement of one month unless told otherwise."""
        return Record(
            id=CardId.new().octets,
            province=self.province,
            office=self.office,
            name="Nguyễn Thị Hồng Hạnh",
            birth="19450102",
            citizen=CitizenHash.of(CITIZEN),
            entitlements=tuple(entitlements) or (self.entitlement(),),
            status=StatusRef("01/0", 123_456),
            issued_at=self.now,
            not_before=self.now,
            expires_at=self.now + _YEAR,
            card_key=card_key,
        )

    def sign(self, record: Record) -> bytes:
        return record.sign(self.key(Role.ENTITLEMENT))

    def issue_qr(self, *entitlements: Entitlement) -> IssuedQr:
        record = self.record(entitlements)
        signed = self.sign(record)
        return IssuedQr(qr.to_digits(signed), record, signed)

    def issue_card(
        self,
        *entitlements: Entitlement,
        card: SoftwareCard | None = None,
        pin: str = PIN,
        activate: bool = True,
    ) -> IssuedCard:
        """A card with a voucher for each entitlement, personalised command by command."""
        card = card or blank_card()
        with CardConnection(card) as connection:
            written = self.personalise(opened_desk(connection), *entitlements, pin=pin)
            if activate:
                opened_desk(connection).activate()
        return IssuedCard(
            card, pin, written.record, written.signed, written.certificate, self.terminal_identity()
        )

    def personalise(
        self, desk: Personalisation, *entitlements: Entitlement, pin: str = PIN
    ) -> Written:
        """All steps on a blank card but ACTIVATE."""
        card_id = CardId.new()
        desk.store_card_id(card_id)
        auth_key = desk.generate_key(CardKey.AUTH)
        receipt_key = desk.generate_key(CardKey.RECEIPT)
        certificate = CardCertificate(
            card_id, auth_key, receipt_key, self.now, self.now + 5 * _YEAR
        )
        desk.store_certificate(certificate.sign(self.key(Role.CARD_CA)))
        record = self.record(entitlements, card_key=auth_key)
        signed = self.sign(record)
        desk.store_record(signed)
        for slot, due in enumerate(record.entitlements):
            desk.put_voucher(voucher_of(due, slot))
        terminal_ca = self.key(Role.TERMINAL_CA).public_key
        desk.store_terminal_ca(terminal_ca.kid, self.generation, terminal_ca)
        desk.store_script_authority(self.key(Role.CARD_SCRIPT).public_key)
        desk.store_pin(pin)
        desk.store_puk(PUK)
        return Written(record, signed, certificate)

    def terminal_identity(
        self,
        terminal: TerminalId | None = None,
        *,
        key: FileKey | None = None,
        ca: FileKey | None = None,
        generation: int | None = None,
    ) -> TerminalIdentity:
        """The world's terminal, certified by its terminal CA unless told otherwise."""
        terminal, key, ca = (
            terminal or self.terminal,
            key or self.terminal_key,
            ca or self.key(Role.TERMINAL_CA),
        )
        certificate = TerminalCertificate(
            ca.public_key.kid,
            terminal,
            self.office,
            self.generation if generation is None else generation,
            self.now + _YEAR,
            key.public_key,
        )
        return TerminalIdentity(terminal, certificate.sign(ca), key)

    def script(self, issued: IssuedCard, number: int, body: Body) -> bytes:
        """A script for this card, signed by the world's script authority."""
        return Script(issued.certificate.card, number, body).sign(self.key(Role.CARD_SCRIPT))

    def order(
        self,
        due: Entitlement,
        *,
        nonce: bytes = b"nonce--1",
        slot: int = 0,
        mask: int | None = None,
        amount_vnd: int | None = None,
    ) -> DisburseOrder:
        """What a counter asks for: all payable months of `due` unless told otherwise."""
        mask = due.payable if mask is None else mask
        if amount_vnd is None:
            amount_vnd = due.amount_vnd * mask.bit_count()
        return DisburseOrder(slot, mask, amount_vnd, self.terminal, nonce, to_unix(self.now))

    def reversal(self, counter: int, *, nonce: bytes = b"reverse1") -> ReverseOrder:
        return ReverseOrder(counter, self.terminal, nonce, to_unix(self.now))

    def trusting(self, changed: TrustedKey) -> World:
        """The same world with `changed` in place of the key of its role."""
        kept = tuple(key for key in self.trust.keys if key.role is not changed.role)
        return replace(self, trust=replace(self.trust, keys=(*kept, changed)))


def voucher_of(due: Entitlement, slot: int = 0) -> Voucher:
    return Voucher(slot, due.id, due.base, due.payable, due.amount_vnd, sequence=1, paid=0)


def blank_card() -> SoftwareCard:
    return SoftwareCard.blank(SERIAL, CHANNEL_KEYS)


def opened_channel(connection: Connection) -> SecureChannel:
    """A desk's channel to a test card, which is selected anew for it."""
    CardSession(connection).select()
    return open_channel(connection, lambda told: CHANNEL_KEYS)


def opened_desk(connection: Connection) -> Personalisation:
    return Personalisation(opened_channel(connection))
