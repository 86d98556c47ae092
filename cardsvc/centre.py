"""The composition root: one centre with its database, keys and services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from sqlalchemy import Engine

from cardsvc.db import open_database
from cardsvc.issuance.cards import CardDesk, Told
from cardsvc.issuance.qr import PaperRecord, issue_paper, paper_again
from cardsvc.issuance.scripts import ScriptDesk
from cardsvc.ledger.holds import Holds
from cardsvc.ledger.ingest import Ledger
from cardsvc.publish.configuration import ConfigurationShelf
from cardsvc.publish.publisher import Publisher
from cardsvc.registry.intake import Intake, ListSource, take_list
from cardsvc.registry.offices import Office, add_office
from cardsvc.registry.people import person_by_id
from cardsvc.registry.preview import AcceptedList
from cardsvc.registry.rates import Rates
from cardsvc.settings import Settings
from cardsvc.signing.keys import Keyring
from cardsvc.terminals.certificates import TerminalCertificates
from firmware_config.clock import Clock, utc_now
from firmware_config.sqlite import for_reading


@dataclass(frozen=True, slots=True)
class Centre:
    """What pages, the terminals' interface and commands call. One write is one transaction."""

    settings: Settings
    engine: Engine
    keyring: Keyring
    rates: Rates
    ledger: Ledger
    holds: Holds
    publisher: Publisher
    cards: CardDesk
    scripts: ScriptDesk
    certificates: TerminalCertificates
    configuration: ConfigurationShelf
    clock: Clock

    @classmethod
    def open(cls, settings: Settings, clock: Clock = utc_now) -> Self:
        """Database and keys are made at the first start.

        Raises:
            KeyFault, KeyringError: keys that cannot be used.
            RatesError: a table of rates that cannot be read.
        """
        engine = open_database(settings)
        keyring = Keyring.open(settings.keys, clock())
        return cls(
            settings,
            engine,
            keyring,
            Rates.load(),
            Ledger(engine, keyring, clock),
            Holds(engine, keyring, clock),
            Publisher(engine, keyring, clock),
            CardDesk(engine, keyring, clock),
            ScriptDesk(engine, keyring, clock),
            TerminalCertificates(engine, keyring, clock),
            ConfigurationShelf(settings.configuration, clock),
            clock,
        )

    @property
    def reading(self) -> Engine:
        """For transactions that only read."""
        return for_reading(self.engine)

    def add_office(self, office: Office) -> None:
        """Raises `RegistryError` (`office-of-another-province`)."""
        with self.engine.begin() as connection:
            add_office(connection, office)
        self.keyring.open_province(office.province, self.clock())

    def import_list(self, accepted: AcceptedList, source: ListSource) -> Intake:
        """Raises `IntakeRefused`, `RegistryError` (`office-unknown`)."""
        with self.engine.begin() as connection:
            return take_list(connection, accepted, source, self.rates, self.clock())

    def issue_paper(self, person_id: int) -> PaperRecord:
        """Raises `RegistryError` (`person-unknown`), `IssuanceError`."""
        with self.engine.begin() as connection:
            person = person_by_id(connection, person_id)
            simulated = self.settings.is_simulated
            return issue_paper(
                connection,
                self.keyring,
                self.rates,
                person,
                self.clock(),
                is_simulated=simulated,
            )

    def paper_again(self, person_id: int, record_id: bytes) -> PaperRecord:
        """Raises `RegistryError` (`person-unknown`), `IssuanceError` (`record-unknown`)."""
        with self.reading.begin() as connection:
            person = person_by_id(connection, person_id)
            simulated = self.settings.is_simulated
            return paper_again(connection, self.rates, person, record_id, is_simulated=simulated)

    def card_desk(self, told: Told) -> CardDesk:
        """The desk, telling of each step."""
        return replace(self.cards, told=told)

    def close(self) -> None:
        self.engine.dispose()
