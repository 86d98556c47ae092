"""One running counter: every part made once, joined here and nowhere else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from counter.card.terminal_proof import TerminalProof
from counter.centre.configuration import configuration_of
from counter.centre.letters import Letters
from counter.centre.line import Line
from counter.centre.outbox import Outbox
from counter.centre.photos import Photos
from counter.centre.published import Published
from counter.centre.seen_times import SeenTimes
from counter.centre.stick import Brought, Sticks
from counter.centre.telling import SelfReport
from counter.centre.way import by_broker
from counter.db import open_store
from counter.decision.decide import Known
from counter.desk.at_once import AtOnce
from counter.desk.desk import Desk
from counter.desk.display_token import display_token
from counter.desk.holdings import Holdings
from counter.desk.waivers import Waivers
from counter.doctor.disk import check_disk, disk_of
from counter.doctor.finding import Finding, Level
from counter.doctor.troubles import troubles_of
from counter.journal.journal import Journal
from counter.paper.copies import Copies
from counter.paper.payout_sheets import PayoutSheets
from counter.paper.receipt_prints import ReceiptPrints
from counter.paper.receipts import Receipts
from counter.paying.arrival import Arrivals
from counter.paying.courier import Courier
from counter.paying.payout import Payouts
from counter.paying.reversal import Reversals
from counter.paying.scripts import CardScripts
from counter.readers.serial_port import SCANNER_BAUD, Port, SerialScanner, open_port
from counter.readers.tray import Tray
from counter.settings import SIMULATED as SIMULATED
from counter.settings import Settings, SettingsError
from counter.shift.notes_at_hand import NotesAtHand
from counter.shift.shift import Shifts
from counter.transport import Transport
from counter.transport.http import HttpTransport
from counter.visit import Visits
from counter.words import MESSAGES
from firmware_config.bundle.client.kept import Taken
from firmware_config.clock import Clock, utc_now
from firmware_config.errors import ContractError
from firmware_config.ids import ProgrammeCode
from firmware_config.reader.pcsc import PcscSlot
from firmware_config.reader.simulated import SimulatedSlot
from firmware_config.reader.slot import Slot
from firmware_config.reader.worker import ReaderWorker
from firmware_config.request_proof import Prover, audience_of
from firmware_config.telling import Trouble
from firmware_config.terminal_policy import TerminalPolicy
from firmware_config.web.accounts import Accounts, AccountsError, FileAccounts
from firmware_config.web.catalogue import Catalogue
from firmware_config.web.sessions import Sessions

_log = logging.getLogger(__name__)

WHILE_WAITING_S = 3.0  # longer is a queue at the counter; the card and the old lists speak then

Told = Callable[[str], None]


class Station:
    """`told` is called with `desk`, `outbox`, `lists` or `printer` when that part has changed."""

    def __init__(
        self,
        settings: Settings,
        told: Told,
        *,
        slot: Slot | None = None,
        transport: Transport | None = None,
        clock: Clock = utc_now,
        policy: TerminalPolicy | None = None,
        accounts: Accounts | None = None,
        wait_s: float = WHILE_WAITING_S,
    ) -> None:
        """`wait_s` bounds what is asked of the centre while a person waits.

        Raises:
            JournalError: the store is another terminal's.
            StoreNotOpened: why it cannot be opened.
            StoreFault: `terminal-in-use`, `store-unreachable`.
            SettingsError: `settings-practice`: only its own centre may be a practice's.
        """
        if settings.practice and transport is None:
            raise SettingsError("settings-practice", path=str(settings.state))
        self.settings = settings
        self._default_policy = policy or TerminalPolicy.default()
        self.accounts = accounts or FileAccounts(settings.accounts_file)
        self.sessions = Sessions(self.accounts, lock_s=lambda: self.policy.lock_after_s)
        self.clock = clock
        self._told = told
        signer = settings.signer()
        engine = open_store(settings.database_url)
        self._engine = engine
        self._times = SeenTimes(
            lambda: self.published.snapshot, lambda: self.taken, lambda: self.policy, clock
        )
        try:
            self.journal = Journal(engine, settings.terminal, clock, self._times.believed)
            self.journal.claim()
        except ContractError:
            engine.dispose()
            raise
        self.waivers = Waivers(
            self.journal,
            lambda: self.taken.plan if self.taken else None,
            settings.office,
            clock,
        )
        self.copies = Copies(self.journal)
        self.shifts = Shifts(self.journal, lambda: self.policy.drawer_difference_limit_vnd)
        self.display_token = display_token(settings.state)
        self.notes_at_hand = NotesAtHand(lambda: self.shifts.current)
        self.published = Published(
            engine,
            *(settings.root, settings.terminal, signer.public_key, settings.office),
            settings.status_uris,
            clock,
        )
        self.photos = Photos(settings.photos)
        self.outbox = Outbox(engine, self.journal, signer, clock)
        self.visits = Visits(engine, settings.terminal, clock)
        self.letters = Letters(engine, settings.terminal, self.outbox, clock)
        self.report = SelfReport(
            *(settings, signer, engine, self.outbox),
            lambda: self.published.snapshot,
            lambda: self.taken,
            self._troubles,
            clock,
        )
        prover = Prover(settings.terminal, audience_of(settings.root), signer, clock)
        way = transport or by_broker(
            settings,
            HttpTransport(settings.centre_url, prover, heard=self.report.heard),
            clock,
        )
        configuration = configuration_of(settings, clock)
        # A person's card is asked about on a transport that soon gives up.
        self._hurried = transport or HttpTransport(
            settings.centre_url, prover, timeout_s=wait_s / 2, answer_s=wait_s
        )
        self.sticks = Sticks(
            settings,
            signer,
            self.outbox,
            self.published,
            configuration,
            self._latest,
            tell=self.report.signed,
            clock=clock,
        )
        self.line = Line(
            *(way, self.outbox, self.published, self.photos, configuration, self.report),
            self._latest,
            told,
            wait_s,
        )
        self.disk: Finding | None = None
        """What the disk's self-test at the start found."""
        self._slot = slot or _slot_for(settings.reader)
        self.worker = ReaderWorker(self._slot)
        self.tray = (
            Tray(settings.tray, self._slot) if isinstance(self._slot, SimulatedSlot) else None
        )
        proof = TerminalProof(
            settings.terminal, signer, lambda: self.published.snapshot.certificate, clock
        )
        payouts = Payouts(self.journal, proof, clock)
        reversals = Reversals(self.journal, proof, lambda: self.published.snapshot.trust, clock)
        scripts = CardScripts(
            self.journal,
            lambda: self.published.snapshot,
            self._hurried,
            self.line.answers,
        )
        words = Catalogue.load((MESSAGES,))
        on_paper = (words, lambda: self.worker.status().simulated)
        self.receipts = Receipts(settings, self.journal, self.published, *on_paper)
        self.sheets = PayoutSheets(settings, self.journal, self.receipts, *on_paper)
        self.prints = ReceiptPrints.of(
            settings, self.receipts, lambda: self.desk.state, lambda: told("printer")
        )
        self._at_once = (
            AtOnce(self.prints.original) if self.prints and settings.prints_at_once else None
        )
        self.holdings = Holdings(
            *(settings.terminal, signer, self._hurried),
            lambda: self.published.snapshot.trust,
            self.line.answers,
            clock,
        )
        self.courier = Courier(self.journal, self.worker, self._brought_home)
        self.desk = Desk(
            self.worker,
            self.journal,
            payouts,
            reversals,
            Arrivals(self.journal, payouts, reversals, scripts, self.known),
            self.known,
            self._desk_changed,
            clock,
            who=self._who,
            freshen=self.line.freshen,
            has_drawer=self.shifts.is_open_for,
            told_paid=self.courier.after,
            ask_hold=self.holdings.ask,
        )
        self._scanner = (
            SerialScanner(settings.scanner_port, self.desk.scanned, self._open_scanner)
            if settings.scanner_port
            else None
        )

    def start(self) -> None:
        self.disk = tested = check_disk(self.settings.state)
        if tested.level is not Level.OK:
            _log.warning("disk-doubted", extra={"code": tested.code, **tested.data})
        self.courier.start()
        self.desk.start()
        self.line.start()
        if self._scanner is not None:
            self._scanner.start()

    def stop(self) -> None:
        """Let what runs end; what is not confirmed yet stays in the outbox."""
        if self._scanner is not None:
            self._scanner.stop()
        self.desk.stop()
        self.worker.close()
        self.courier.stop()
        if self.prints is not None:
            self.prints.printing.stop()
        self.line.stop()
        self._hurried.close()
        self.journal.close()
        self._engine.dispose()

    @property
    def disk_now(self) -> Finding | None:
        """What a write that failed since the start says, or else the disk's self-test then."""
        failed = self.journal.disk_fault
        return self.disk if failed is None else disk_of(failed)

    @property
    def taken(self) -> Taken | None:
        """The configuration in use; None while there is only the built-in one."""
        configuration = self.line.configuration
        return None if configuration is None else configuration.taken

    @property
    def policy(self) -> TerminalPolicy:
        taken = self.taken
        return self._default_policy if taken is None else taken.policy

    def known(self) -> Known:
        """What a decision made now would rest on."""
        lists, taken = self.published.snapshot, self.taken
        return Known(
            self.settings.office,
            lists.trust,
            lists.status,
            lists.payout_list,
            taken.policy if taken else self._default_policy,
            self.journal.paid_periods,
            self.journal.is_unsettled,
            self._latest(),
            taken.plan if taken else None,
            taken.issued_at if taken else None,
            self.holdings.hold,
            self.waivers.until,
        )

    def waive_window(self, programme: ProgrammeCode, supervisor: str) -> datetime:
        """As `Waivers.waive`, while nothing is being paid."""
        until = self.desk.while_idle(lambda: self.waivers.waive(programme, supervisor))
        self._told("desk")
        return until

    def confirm_clock(self, supervisor: str) -> None:
        """As `SeenTimes.confirm_clock`; the pages are told."""
        self._times.confirm_clock(self.journal, supervisor)
        self._told("desk")

    def _latest(self) -> datetime:
        return self._times.latest(self.journal)

    def _troubles(self) -> frozenset[Trouble]:
        now = self.clock()
        return troubles_of(
            self.settings,
            self.worker.status(),
            self.prints.printing if self.prints else None,
            self.disk_now,
            self.published.snapshot.certificate,
            self.line.configuration_fault,
            len(self.journal.open_intents()),
            self._latest() - now,
            self.policy.clock_back_limit,
            now,
        )

    def _open_scanner(self, name: str) -> Port:
        """At the speed that the configuration has for serial scanners."""
        baud = self.taken.devices.serial_baud if self.taken else None
        return open_port(name, baud or SCANNER_BAUD)

    def take_stick(self, stick: Path) -> Brought:
        """As `Sticks.take`; the pages are told."""
        brought = self.sticks.take(stick)
        self.line.configuration_fault = brought.configuration_fault
        self.line.heed_configuration()
        for part in ("lists", "outbox", "desk"):
            self._told(part)
        return brought

    def _who(self) -> str | None:
        try:
            account = self.sessions.at_work()
        except AccountsError as error:  # nobody can be vouched for
            _log.error("accounts-not-read", extra={"fault": error.code})
            return None
        return None if account is None else account.user

    def ask_about_letters(self, supervisor: str) -> int:
        """Ask the ledger again about the dead letters; how many are closed by its answer.

        Raises:
            TransportError, ContractError: there was no answer, or none that counts.
        """
        closed = self.letters.ask_again(self._hurried, self.line.trust(), supervisor)
        self._told("outbox")
        return closed

    def _desk_changed(self) -> None:
        self.holdings.shown(self.desk.state)
        self._told("desk")
        self.line.drainer.wake()
        if self._at_once is not None:
            self._at_once.look(self.desk.state)

    def _brought_home(self) -> None:
        self._told("outbox")
        self.line.drainer.wake()


def _slot_for(reader: str) -> Slot:
    return SimulatedSlot() if reader == SIMULATED else PcscSlot(reader or None)
