"""A small world for tests: authorities and their keys, a trust list, cards and QR sheets.

Everything goes through the contract's own doors: what is issued here was signed, personalised
and printed as the real thing is. (The centre's own test world is `centre_world.py`.)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from firmware_config import qr
from firmware_config.card.certificate import CardCertificate
from firmware_config.card.personalise import Personalisation
from firmware_config.card.profile import CardKey
from firmware_config.card.session import CardSession, DisburseOrder
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.card.state import Voucher
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
from firmware_config.signing import FileKey, PublicKey
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
_YEAR = timedelta(days=365)
_AUTHORITIES = (
    Role.ENTITLEMENT,
    Role.CARD_CA,
    Role.STATUS_LIST,
    Role.PAYOUT_LIST,
    Role.LEDGER_ACK,
)


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """A card, active unless told otherwise, and what is known of it outside."""

    card: SoftwareCard
    pin: str
    record: Record
    signed: bytes
    certificate: CardCertificate

    @property
    def entitlements(self) -> tuple[Entitlement, ...]:
        return self.record.entitlements

    def session(self, pin: str | None = None) -> CardSession:
        """The card powered up afresh and selected; with its PIN verified if `pin` is given."""
        session = CardSession(CardConnection(self.card))
        session.select()
        if pin is not None:
            session.verify_pin(pin)
        return session


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
        card = card or SoftwareCard.blank()
        card_id = CardId.new()
        with CardConnection(card) as connection:
            CardSession(connection).select()
            desk = Personalisation(connection)
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
            desk.store_pin(pin)
            desk.store_puk(PUK)
            if activate:
                desk.activate()
        return IssuedCard(card, pin, record, signed, certificate)

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

    def trusting(self, changed: TrustedKey) -> World:
        """The same world with `changed` in place of the key of its role."""
        kept = tuple(key for key in self.trust.keys if key.role is not changed.role)
        return replace(self, trust=replace(self.trust, keys=(*kept, changed)))


def voucher_of(due: Entitlement, slot: int = 0) -> Voucher:
    return Voucher(slot, due.id, due.base, due.payable, due.amount_vnd, sequence=1, paid=0)
