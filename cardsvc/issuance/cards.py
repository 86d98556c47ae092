"""Personalising a chip card, in named steps that resume where a pulled card left off.

The steps before `ACTIVATED` may all be done again; what the card has, and what the register knows
of it, decide where to go on. PIN and PUK are drawn anew at each attempt, handed out once and kept
nowhere.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import Engine, Row, insert, select, update

from cardsvc import tables
from cardsvc.issuance.errors import IssuanceError
from cardsvc.issuance.records import issue_record, replace_records
from cardsvc.registry.people import Person, person_by_id
from cardsvc.signing.keys import Keyring
from cardsvc.tables import CardState
from firmware_config.card.apdu import Connection
from firmware_config.card.certificate import CardCertificate
from firmware_config.card.personalise import Personalisation
from firmware_config.card.profile import LIMITS, CardKey, Life, Stage
from firmware_config.card.session import CardSession, CardStatus
from firmware_config.card.state import AUTH_NONCE_BYTES, Voucher, auth_message
from firmware_config.clock import Clock
from firmware_config.errors import ContractError
from firmware_config.ids import CardId
from firmware_config.journal_body import Medium
from firmware_config.record import Record
from firmware_config.signing import PublicKey
from firmware_config.trust import Role

CERTIFICATE_VALIDITY = timedelta(days=5 * 365)
"""A card's own life; its records are renewed each year."""


class Step(StrEnum):
    """What an issuance desk shows while it works."""

    IDENTIFIED = "identified"
    KEYS_MADE = "keys-made"
    CERTIFIED = "certified"
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

        1. The card is blank, or one that we began for the same person.
        2. It makes its keys; they count once the register holds them.
        3. The certificate over both keys.
        4. The record and its vouchers.
        5. PIN and PUK.
        6. All is read back: certificate, record and vouchers are as written, and the card proves
           its state with the certified key.

        Raises:
            IssuanceError: `card-not-blank`, `card-of-another-desk`, `card-of-another-person`,
                `card-read-back` with `what` differs; `nothing-payable`, `too-many-entitlements`.
            CardGone, ApduError, NotOurCard: from the card; put it in and begin again.
        """
        session, desk = CardSession(connection), Personalisation(connection)
        # 1
        status = session.select()
        card, person = self._identify(status, desk, person_id)
        self.told(Step.IDENTIFIED)
        # 2, 3
        if Stage.CERTIFICATE not in status.stages:
            auth, receipt = desk.generate_key(CardKey.AUTH), desk.generate_key(CardKey.RECEIPT)
            self.told(Step.KEYS_MADE)
            desk.store_certificate(self._certify(card, auth, receipt))
        kept = self._row(card)
        self.told(Step.CERTIFIED)
        # 4
        record, octets = self._record(person, card, PublicKey(kept.auth_point))
        vouchers = _vouchers(record)
        desk.store_record(octets)
        for voucher in vouchers:
            desk.put_voucher(voucher)
        self.told(Step.RECORD_WRITTEN)
        # 5
        pin, puk = _digits(LIMITS.pin_digits), _digits(LIMITS.puk_digits)
        desk.store_pin(pin)
        desk.store_puk(puk)
        self.told(Step.SECRETS_WRITTEN)
        # 6
        self._read_back(session, kept.certificate, octets, vouchers)
        self.told(Step.VERIFIED)
        return Personalised(card, record.id, pin, puk)

    def activate(self, connection: Connection, issued: Personalised) -> None:
        """Make the card good for payouts, and every earlier one of the person's not.

        The register goes first: a card it calls active that is not yet so pays nothing, and
        `activate` may be called again with the same card.

        Raises:
            IssuanceError: `card-of-another-person` when another card lies in the reader.
            CardGone, ApduError: from the card.
        """
        session = CardSession(connection)
        status = session.select()
        if status.card != issued.card:
            raise IssuanceError("card-of-another-person")
        self._register_active(issued)
        if status.life is not Life.ACTIVE:
            Personalisation(connection).activate()
        if session.select().life is not Life.ACTIVE:
            raise IssuanceError("card-read-back", what="life")
        self.told(Step.ACTIVATED)

    def _identify(
        self, status: CardStatus, desk: Personalisation, person_id: int
    ) -> tuple[CardId, Person]:
        if status.life not in (Life.BLANK, Life.PERSONALISING, Life.PERSONALISED):
            raise IssuanceError("card-not-blank", life=status.life.name.lower())
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

    def _certify(self, card: CardId, auth: PublicKey, receipt: PublicKey) -> bytes:
        now = self.clock().replace(microsecond=0)
        certificate = CardCertificate(card, auth, receipt, now, now + CERTIFICATE_VALIDITY)
        octets = certificate.sign(self.keyring.signer(Role.CARD_CA, now))
        self._update(card, auth_point=auth.point, receipt_point=receipt.point, certificate=octets)
        return octets

    def _record(self, person: Person, card: CardId, auth: PublicKey) -> tuple[Record, bytes]:
        """A fresh record; one from an attempt before is replaced at activation."""
        with self.engine.begin() as connection:
            record, octets = issue_record(connection, self.keyring, person, self.clock(), auth)
            connection.execute(
                update(tables.card).where(tables.card.c.id == card.octets).values(record=record.id)
            )
        return record, octets

    def _read_back(
        self,
        session: CardSession,
        certificate: bytes,
        record: bytes,
        vouchers: tuple[Voucher, ...],
    ) -> None:
        status = session.select()
        trust = self.keyring.trust(self.clock())
        if session.certificate(status) != certificate:
            raise IssuanceError("card-read-back", what="certificate")
        parsed = CardCertificate.parse(certificate, trust)
        if session.record(status) != record:
            raise IssuanceError("card-read-back", what="record")
        state, proof = session.state(), session.prove(secrets.token_bytes(AUTH_NONCE_BYTES))
        if state.vouchers != vouchers:
            raise IssuanceError("card-read-back", what="vouchers")
        signed = auth_message(
            parsed.card.octets, proof.terminal_nonce, proof.card_nonce, state.octets
        )
        try:
            parsed.auth_key.verify(signed, proof.signature)
        except ContractError:
            raise IssuanceError("card-read-back", what="proof") from None
        if status.life is not Life.PERSONALISED:
            raise IssuanceError("card-read-back", what="life")

    def _register_active(self, issued: Personalised) -> None:
        card = tables.card.c
        with self.engine.begin() as connection:
            person_id = connection.execute(
                select(card.beneficiary).where(card.id == issued.card.octets)
            ).scalar_one()
            earlier = update(tables.card).where(
                card.beneficiary == person_id,
                card.id != issued.card.octets,
                card.state == CardState.ACTIVE,
            )
            connection.execute(earlier.values(state=CardState.TERMINATED))
            this = update(tables.card).where(card.id == issued.card.octets)
            connection.execute(this.values(state=CardState.ACTIVE))
            replace_records(connection, person_id, Medium.CHIP, issued.record_id)

    def _row(self, card: CardId) -> Row[tuple[object, ...]]:
        with self.engine.begin() as connection:
            return connection.execute(
                select(tables.card).where(tables.card.c.id == card.octets)
            ).one()

    def _update(self, card: CardId, **values: object) -> None:
        with self.engine.begin() as connection:
            found = update(tables.card).where(tables.card.c.id == card.octets)
            connection.execute(found.values(values))


def _vouchers(record: Record) -> tuple[Voucher, ...]:
    """One slot an entitlement, as the record says."""
    return tuple(
        Voucher(slot, held.id, held.base, held.payable, held.amount_vnd, sequence=1, paid=0)
        for slot, held in enumerate(record.entitlements)
    )


def _digits(length: int) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(length))
