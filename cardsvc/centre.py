"""The composition root: one centre with its database, keys and services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from sqlalchemy import Engine

from cardsvc.cases.watch import Watch
from cardsvc.db import open_database
from cardsvc.issuance import expiry, sheet_batch
from cardsvc.issuance.card_life import CardLife
from cardsvc.issuance.expiry import RecordRenewal
from cardsvc.issuance.paper_record import PaperRecord, issue_paper, paper_again
from cardsvc.issuance.personalising import CardDesk, Told
from cardsvc.issuance.rate_run import RUN_KIND, RateRun
from cardsvc.issuance.scripts import ScriptDesk
from cardsvc.issuance.sheet_batch import SheetRun
from cardsvc.ledger.gathering import Gathering
from cardsvc.ledger.holds import Holds
from cardsvc.ledger.ingest import Ledger
from cardsvc.ledger.receipt_checks import checks_for
from cardsvc.lists import desk as list_desk
from cardsvc.lists.intake_run import Taking
from cardsvc.publish.configuration import ConfigurationShelf
from cardsvc.publish.publisher import Publisher
from cardsvc.registry.calendar.figures import Figures
from cardsvc.registry.offices import Office, add_office
from cardsvc.registry.people import person_by_id
from cardsvc.registry.rates import Rates
from cardsvc.registry.standards import rates_now
from cardsvc.reports import desk as report_desk
from cardsvc.runs.runs import Runs
from cardsvc.settings import Settings
from cardsvc.signing.key_desk import KeyDesk
from cardsvc.signing.keys import Keyring
from cardsvc.signing.workers import SigningWorkers
from cardsvc.sticks.desk import StickDesk
from cardsvc.terminals.certificates import TerminalCertificates
from cardsvc.terminals.enrolment_requests import Enrolments
from cardsvc.terminals.proving import Proving
from cardsvc.terminals.replay import UsedProofs
from cardsvc.terminals.tellings import Tellings
from firmware_config.clock import Clock, utc_now
from firmware_config.request_proof import audience_of
from firmware_config.sqlite import for_one_read, for_reading


@dataclass(frozen=True, slots=True)
class Centre:
    """What pages, the terminals' interface and commands call. One write is one transaction."""

    settings: Settings
    engine: Engine
    keyring: Keyring
    rates: Rates
    ledger: Ledger
    gathering: Gathering
    holds: Holds
    publisher: Publisher
    cards: CardDesk
    card_life: CardLife
    scripts: ScriptDesk
    certificates: TerminalCertificates
    runs: Runs
    workers: SigningWorkers
    configuration: ConfigurationShelf
    clock: Clock
    figures: Figures
    proving: Proving
    reports: report_desk.ReportDesk

    @classmethod
    def open(cls, settings: Settings, clock: Clock = utc_now) -> Self:
        """Database and keys are made at the first start.

        Raises:
            KeyFault, KeyringError, TokenFault: keys that cannot be used.
            RatesError, CalendarError: a table of rates or of the calendar that cannot be read.
        """
        engine = open_database(settings)
        keyring = Keyring.open(settings.keys, clock(), settings.token)
        rates, scripts = Rates.load(), ScriptDesk(engine, keyring, clock)
        runs, workers = Runs(engine, clock), SigningWorkers(keyring)
        runs.register(RUN_KIND, RateRun(engine, scripts, rates, clock).step)
        runs.register(expiry.RUN_KIND, RecordRenewal(engine, scripts).step)
        runs.register(sheet_batch.RUN_KIND, SheetRun(engine, workers, clock).step)
        runs.register(list_desk.RUN_KIND, Taking(engine, scripts, rates, clock).step)
        reports = report_desk.ReportDesk(
            *(engine, keyring, runs, rates, clock, settings.reports, settings.is_simulated)
        )
        runs.register(report_desk.MAKING, reports.make)
        runs.register(report_desk.SEALING, reports.seal)
        publisher = Publisher(engine, keyring, clock)
        card_life = CardLife(engine, scripts, publisher.status_lists, clock)
        ledger = Ledger(engine, keyring, clock, checks_for(engine))
        return cls(
            settings,
            engine,
            keyring,
            rates,
            ledger,
            # What batches tell may be all that a stopped card's months waited for.
            Gathering(ledger, card_life.let_go),
            Holds(engine, keyring, clock),
            publisher,
            CardDesk(engine, keyring, clock),
            card_life,
            scripts,
            TerminalCertificates(engine, keyring, clock),
            runs,
            workers,
            ConfigurationShelf(settings.configuration, clock),
            clock,
            Figures.load(),
            Proving(for_one_read(engine), audience_of(keyring.root), UsedProofs(clock()), clock),
            reports,
        )

    @property
    def reading(self) -> Engine:
        """For transactions that only read."""
        return for_reading(self.engine)

    @property
    def watch(self) -> Watch:
        """For cases that no single entry shows; one is kept for as long as it is called."""
        return Watch(self.engine, self.figures, self.clock)

    @property
    def key_desk(self) -> KeyDesk:
        """For changes of keys."""
        return KeyDesk(self.engine, self.keyring, self.clock)

    @property
    def enrolments(self) -> Enrolments:
        return Enrolments(self.engine, self.keyring, self.clock)

    @property
    def tellings(self) -> Tellings:
        return Tellings(self.engine, self.clock)

    @property
    def lists(self) -> list_desk.ListDesk:
        """For monthly lists, from the file to the run that takes them in."""
        return list_desk.ListDesk(self.engine, self.runs, self.rates, self.clock)

    def rates_now(self) -> Rates:
        """The table of rates with every standard that was approved here."""
        with self.reading.begin() as connection:
            return rates_now(connection, self.rates)

    def add_office(self, office: Office) -> None:
        """Raises `RegistryError` (`office-of-another-province`)."""
        with self.engine.begin() as connection:
            add_office(connection, office)
        self.keyring.open_province(office.province, self.clock(), self.rates.programmes)

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

    @property
    def sticks(self) -> StickDesk:
        """For counters without a network."""
        return StickDesk(
            self.ledger,
            self.publisher,
            self.certificates,
            self.configuration,
            self.clock,
            self.tellings.hear,
            self.card_life.let_go,
        )

    def card_desk(self, told: Told) -> CardDesk:
        """The desk, telling of each step."""
        return replace(self.cards, told=told)

    def close(self) -> None:
        self.runs.close()
        self.workers.close()
        self.gathering.close()
        self.ledger.checks.close()
        self.engine.dispose()
