"""Personalising a chip card, in named steps that resume where a pulled card left off.

Everything that is written goes through a secure channel (SCP03) with keys that only cards made for
this desk and the desk itself can derive.

The steps before `ACTIVATED` may all be done again; what the card has, and what the register knows
of it, decide where to go on. PIN and PUK are drawn anew at each attempt, handed out once and kept
nowhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import Connection as Database
from sqlalchemy import Engine, Row, insert, select, update

from cardsvc import tables
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.read_back import check_read_back
from cardsvc.issuance.records import issue_record
from cardsvc.issuance.scripts import ScriptDesk
from cardsvc.issuance.slots import Slots
from cardsvc.issuance.stopped_cards import hold, newest_stop
from cardsvc.registry.people import Person, person_by_id
from cardsvc.signing.keys import Keyring, KeyringError
from cardsvc.status.setting import replace_records
from cardsvc.tables import CardState, OrderReason
from cardsvc.terminals.certificates import TerminalCa
from firmware_config.card.apdu import Connection
from firmware_config.card.certificate import CardCertificate
from firmware_config.card.personalise import Personalisation
from firmware_config.card.profile import LIMITS, CardKey, Life, Stage
from firmware_config.card.scp03 import ChannelError, diversify
from firmware_config.card.secure_messaging import open_channel
from firmware_config.card.session import CardSession
from firmware_config.card.state import Voucher
from firmware_config.card.status import CardStatus
from firmware_config.claim import Medium
from firmware_config.clock import Clock
from firmware_config.ids import CardId, ProvinceCode
from firmware_config.record import Record
from firmware_config.signing import PublicKey
from firmware_config.sqlite import for_reading
from firmware_config.status import Status
from firmware_config.trust import Role

CERTIFICATE_VALIDITY = timedelta(days=5 * 365)
"""A card's own life; its records are renewed each year."""
BY_THE_DESK = "desk"
"""Who stops a card by making the next one."""


class Step(StrEnum):
    """What an issuance desk shows while it works."""

    CHANNEL_OPENED = "channel-opened"
    IDENTIFIED = "identified"
    KEYS_MADE = "keys-made"
    CERTIFIED = "certified"
    TRUST_WRITTEN = "trust-written"
    RECORD_WRITTEN = "record-written"
    SECRETS_WRITTEN = "secrets-written"
    VERIFIED = "verified"
    ACTIVATED = "activated"


Told = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Personalised:
    """A card ready to be activated, and the secrets for its holder's sealed letter."""

    card: CardId
    record_id: bytes
    pin: str = field(repr=False)
    puk: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CardDesk:
    """Issues cards over any connection. `told` hears of each step once it is done."""

    engine: Engine
    keyring: Keyring
    clock: Clock
    told: Told = lambda step: None

    def personalise(self, connection: Connection, person_id: int) -> Personalised:
        """Bring a blank or half-done card to the point where only `activate` is missing.

        1. The card is blank, or one that we began for the same person; it and we have the keys
           that a secure channel takes.
        2. It makes its keys; they count once the register holds them.
        3. The certificate over both keys; whose terminals and whose scripts the card obeys.
        4. The record and its vouchers.
        5. PIN and PUK.
        6. All is read back: certificate, record and vouchers are as written, and the card proves
           its state with the certified key.

        Raises:
            IssuanceError: `card-not-blank`, `card-keys-unknown`, `card-of-another-desk`,
                `card-of-another-person`, `card-read-back` with `what` differs;
                `nothing-payable`, `too-many-entitlements`.
            CardGone, ApduError, NotOurCard: from the card; put it in and begin again.
        """
        session = CardSession(connection)
        # 1
        status = session.select()
        _check_open(status)
        before = session.state().vouchers
        desk = self._open_channel(connection)
        self.told(Step.CHANNEL_OPENED)
        card, person = self._identify(status, desk, person_id)
        self.told(Step.IDENTIFIED)
        # 2, 3
        if Stage.CERTIFICATE not in status.stages:
            auth, receipt = desk.generate_key(CardKey.AUTH), desk.generate_key(CardKey.RECEIPT)
            self.told(Step.KEYS_MADE)
            desk.store_certificate(self._certify(card, person.province, auth, receipt))
        kept = self._row(card)
        self.told(Step.CERTIFIED)
        self._write_trust(desk, card)
        self.told(Step.TRUST_WRITTEN)
        # 4
        record, octets, vouchers = self._record(person, card, PublicKey(kept.auth_point))
        desk.store_record(octets)
        for voucher in vouchers:
            desk.put_voucher(voucher)
        for slot in {one.slot for one in before} - {one.slot for one in vouchers}:
            desk.clear_voucher(slot)
        self.told(Step.RECORD_WRITTEN)
        # 5
        pin, puk = _digits(LIMITS.pin_digits), _digits(LIMITS.puk_digits)
        desk.store_pin(pin)
        desk.store_puk(puk)
        self.told(Step.SECRETS_WRITTEN)
        # 6
        trust = self.keyring.trust(self.clock())
        check_read_back(session, trust, kept.certificate, octets, vouchers)
        self.told(Step.VERIFIED)
        return Personalised(card, record.id, pin, puk)

    def activate(self, connection: Connection, issued: Personalised) -> None:
        """Make the card good for payouts, and every earlier one of the person's not.

        The register goes first: a card it calls active that is not yet so pays nothing, and
        `activate` may be called again with the same card.

        Raises:
            IssuanceError: `card-of-another-person` when another card lies in the reader;
                `card-superseded` when the person's records were replaced meanwhile.
            CardGone, ApduError: from the card.
        """
        session = CardSession(connection)
        status = session.select()
        if status.card != issued.card:
            raise IssuanceError("card-of-another-person")
        self._register_active(issued)
        if status.life is not Life.ACTIVE:
            self._open_channel(connection).activate()
        if session.select().life is not Life.ACTIVE:
            raise IssuanceError("card-read-back", what="life")
        self.told(Step.ACTIVATED)

    def _open_channel(self, connection: Connection) -> Personalisation:
        master = self.keyring.card_master
        try:
            channel = open_channel(connection, lambda chip: diversify(master, chip))
        except ChannelError as error:
            raise IssuanceError("card-keys-unknown", cause=error.code) from None
        return Personalisation(channel)

    def _identify(
        self, status: CardStatus, desk: Personalisation, person_id: int
    ) -> tuple[CardId, Person]:
        with self.engine.begin() as connection:
            person = person_by_id(connection, person_id)
            if Stage.CARD_ID in status.stages:
                card = status.card
                begun_for = connection.scalar(
                    select(tables.card.c.beneficiary).where(tables.card.c.id == card.octets)
                )
                if begun_for is None:
                    raise IssuanceError("card-of-another-desk", card=str(card))
                if begun_for != person.id:
                    raise IssuanceError("card-of-another-person", card=str(card))
                return card, person
            card = CardId.new()
            connection.execute(
                insert(tables.card).values(
                    id=card.octets, beneficiary=person.id, state=CardState.PERSONALISING
                )
            )
        # In the register first: a card must never bear an id that we do not know.
        desk.store_card_id(card)
        return card, person

    def _certify(
        self, card: CardId, province: ProvinceCode, auth: PublicKey, receipt: PublicKey
    ) -> bytes:
        now = self.clock().replace(microsecond=0)
        expires_at = now + CERTIFICATE_VALIDITY
        certificate = CardCertificate(card, auth, receipt, now, expires_at)
        octets = certificate.sign(self.keyring.signer(Role.CARD_CA, now, province))
        self._update(
            card,
            auth_point=auth.point,
            receipt_point=receipt.point,
            certificate=octets,
            expires_at=expires_at,
        )
        return octets

    def _write_trust(self, desk: Personalisation, card: CardId) -> None:
        now = self.clock()
        scripts = self.keyring.signer(Role.CARD_SCRIPT, now).public_key
        with for_reading(self.engine).begin() as connection:
            ca = TerminalCa.now(connection, self.keyring, now)
        desk.store_terminal_ca(ca.key.kid, ca.generation, ca.key)
        desk.store_script_authority(scripts)
        self._update(card, script_kid=scripts.kid)

    def _record(
        self, person: Person, card: CardId, auth: PublicKey
    ) -> tuple[Record, bytes, tuple[Voucher, ...]]:
        """A fresh record and its vouchers; one from an attempt before is replaced at activation."""
        with self.engine.begin() as connection:
            self._hold_for_earlier(connection, person, card)
            record, octets = issue_record(connection, self.keyring, person, self.clock(), auth)
            slots = Slots(card)
            slots.clear(connection)
            vouchers = slots.placed(record.entitlements)
            slots.keep(connection, vouchers)
            connection.execute(
                update(tables.card).where(tables.card.c.id == card.octets).values(record=record.id)
            )
        return record, octets, vouchers

    def _hold_for_earlier(self, connection: Database, person: Person, card: CardId) -> None:
        """A card that is still good may have been paid somewhere without our knowing, too."""
        column = tables.card.c
        good = select(column.id).where(
            column.beneficiary == person.id,
            column.id != card.octets,
            column.state == CardState.ACTIVE,
        )
        for earlier in map(CardId, connection.scalars(good).all()):
            if newest_stop(connection, earlier) is None:
                hold(connection, earlier, OrderReason.RENEWAL, BY_THE_DESK, self.clock())

    def _register_active(self, issued: Personalised) -> None:
        card = tables.card.c
        with self.engine.begin() as connection:
            person_id = connection.execute(
                select(card.beneficiary).where(card.id == issued.card.octets)
            ).scalar_one()
            _check_record(connection, person_id, issued.record_id)
            self._end_earlier(connection, person_id, issued.card)
            this = update(tables.card).where(card.id == issued.card.octets)
            connection.execute(this.values(state=CardState.ACTIVE))
            replace_records(connection, person_id, Medium.CHIP, issued.record_id, self.clock())

    def _end_earlier(self, connection: Database, person_id: int, card: CardId) -> None:
        """The person's other cards pay nothing more. Those that do not know yet are told so."""
        column = tables.card.c
        earlier = (
            column.beneficiary == person_id,
            column.id != card.octets,
            column.state.in_((CardState.ACTIVE, CardState.BLOCKED)),
        )
        scripts = ScriptDesk(self.engine, self.keyring, self.clock)
        good = select(column.id).where(*earlier, column.state == CardState.ACTIVE)
        for one in map(CardId, connection.scalars(good).all()):
            # A revoked script authority has no say over its cards: the status list alone tells.
            with suppress(KeyringError):
                scripts.block_within(connection, one)
        ended = update(tables.card).where(*earlier)
        connection.execute(ended.values(state=CardState.TERMINATED))

    def _row(self, card: CardId) -> Row[tuple[object, ...]]:
        with self.engine.begin() as connection:
            return connection.execute(
                select(tables.card).where(tables.card.c.id == card.octets)
            ).one()

    def _update(self, card: CardId, **values: object) -> None:
        with self.engine.begin() as connection:
            found = update(tables.card).where(tables.card.c.id == card.octets)
            connection.execute(found.values(values))


def _check_open(status: CardStatus) -> None:
    if status.life not in (Life.BLANK, Life.PERSONALISING, Life.PERSONALISED):
        raise IssuanceError("card-not-blank", life=status.life.name.lower())


def _check_record(connection: Database, person_id: int, record_id: bytes) -> None:
    """Two cards begun for one person: the first one activated makes the other's record invalid.

    The person's row is locked, so that of two at once one waits and sees it.
    """
    people, record = tables.beneficiary.c, tables.record.c
    connection.execute(select(people.id).where(people.id == person_id).with_for_update())
    status = connection.scalar(select(record.status).where(record.id == record_id))
    if status != Status.VALID:
        raise IssuanceError("card-superseded", record=record_id.hex())


def _digits(length: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(length))
