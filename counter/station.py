"""One running counter: every part made once, joined here and nowhere else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Event, Thread

from counter.arrival import Arrivals
from counter.at_once import AtOnce
from counter.card_scripts import CardScripts
from counter.copies import Copies
from counter.courier import Courier
from counter.db import open_store
from counter.decide import Known
from counter.desk import Desk
from counter.display_token import display_token
from counter.doctor.disk import check_disk, disk_of
from counter.doctor.finding import Finding, Level
from counter.holdings import Holdings
from counter.journal import Journal
from counter.latest import signed_times
from counter.letters import Letters
from counter.notes_at_hand import NotesAtHand
from counter.outbox import Drainer, Outbox
from counter.payout import Payouts
from counter.payout_sheets import PayoutSheets
from counter.photos import Photos
from counter.published import FROM_THE_FUTURE, Published
from counter.receipt_prints import ReceiptPrints
from counter.receipts import Receipts
from counter.reversal import Reversals
from counter.scanner.serial_port import SCANNER_BAUD, Port, SerialScanner, open_port
from counter.settings import SIMULATED as SIMULATED
from counter.settings import Settings, SettingsError
from counter.shift import Shifts
from counter.stick import Brought, Sticks
from counter.telling import SelfReport
from counter.terminal_proof import TerminalProof
from counter.transport import LATER, Transport, TransportError
from counter.transport.broker_pass import BrokerPass
from counter.transport.http import HttpTransport
from counter.tray import Tray
from counter.troubles import troubles_of
from counter.visit import Visits
from counter.waivers import Waivers
from counter.words import MESSAGES
from firmware_config.bundle.client.configurations import Configurations
from firmware_config.bundle.client.fault import ConfigurationFault
from firmware_config.bundle.client.kept import Taken
from firmware_config.clock import Clock, to_unix, utc_now
from firmware_config.errors import ContractError
from firmware_config.ids import ProgrammeCode
from firmware_config.journal_body import ClockConfirmed
from firmware_config.reader.pcsc import PcscSlot
from firmware_config.reader.simulated import SimulatedSlot
from firmware_config.reader.slot import Slot
from firmware_config.reader.worker import ReaderWorker
from firmware_config.request_proof import Prover, audience_of
from firmware_config.telling import Trouble
from firmware_config.terminal_policy import TerminalPolicy
from firmware_config.token import TokenFault
from firmware_config.trust import TrustList
from firmware_config.web.accounts import Accounts, AccountsError, FileAccounts
from firmware_config.web.catalogue import Catalogue
from firmware_config.web.sessions import Sessions

_log = logging.getLogger(__name__)

REFRESH_S = 60.0
CONFIGURATION_TURNS = 15
"""The configuration changes seldom and is asked for every so many times: 150 kB a day, not 2 MB."""
SET_ASIDE = frozenset({"terminal-quarantined", "terminal-revoked"})
"""What the centre answers a terminal whose entries it keeps and does not count."""
WHILE_WAITING_S = 3.0  # longer is a queue at the counter; the card and the old lists speak then

Told = Callable[[str], None]


class ClockFault(ContractError):
    """`clock-behind-signed`, with the `latest` time that the centre signed."""


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
        self.configuration = configuration_of(settings, clock)
        self.configuration_fault: str | None = None
        self.accounts = accounts or FileAccounts(settings.accounts_file)
        self.sessions = Sessions(self.accounts, lock_s=lambda: self.policy.lock_after_s)
        self._wait_s = wait_s
        self.clock = clock
        self._told = told
        signer = settings.signer()
        engine = open_store(settings.database_url)
        self._engine = engine
        try:
            self.journal = Journal(engine, settings.terminal, clock, self._believed)
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
        self.transport = transport or _by_broker(
            settings,
            HttpTransport(settings.centre_url, prover, heard=self.report.heard),
            clock,
        )
        # A person's card is asked about on a transport that soon gives up.
        self._hurried = transport or HttpTransport(
            settings.centre_url, prover, timeout_s=wait_s / 2, answer_s=wait_s
        )
        self.sticks = Sticks(
            settings,
            signer,
            self.outbox,
            self.published,
            self.configuration,
            lambda: self.known().latest_time_seen,
            tell=self.report.signed,
            clock=clock,
        )
        self.centre_fault: str | None = None
        self.sent_later: str | None = None
        """Why confirmations wait although the centre answers: one of `transport.LATER`."""
        self.disk: Finding | None = None
        """What the disk's self-test at the start found."""
        self.drainer = Drainer(self._drain, self._drained)
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
            lambda: self.centre_fault is None,
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
            lambda: self.centre_fault is None,
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
            freshen=self._freshen,
            has_drawer=self.shifts.is_open_for,
            told_paid=self.courier.after,
            ask_hold=self.holdings.ask,
        )
        self._scanner = (
            SerialScanner(settings.scanner_port, self.desk.scanned, self._open_scanner)
            if settings.scanner_port
            else None
        )
        self._use_configuration()
        self._stopping = Event()
        self._freshening: Thread | None = None
        self._refresher = Thread(target=self._refresh_often, name="lists", daemon=True)

    def start(self) -> None:
        self.disk = tested = check_disk(self.settings.state)
        if tested.level is not Level.OK:
            _log.warning("disk-doubted", extra={"code": tested.code, **tested.data})
        self.courier.start()
        self.desk.start()
        self.drainer.start()
        self._refresher.start()
        if self._scanner is not None:
            self._scanner.start()

    def stop(self) -> None:
        """Let what runs end; what is not confirmed yet stays in the outbox."""
        self._stopping.set()
        if self._scanner is not None:
            self._scanner.stop()
        self.desk.stop()
        self.worker.close()
        self.courier.stop()
        self.drainer.stop()
        if self.prints is not None:
            self.prints.printing.stop()
        for asking in (self._refresher, self._freshening):
            if asking is not None and asking.is_alive():
                asking.join(5.0)
        self.transport.close()
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
        return None if self.configuration is None else self.configuration.taken

    @property
    def policy(self) -> TerminalPolicy:
        taken = self.taken
        return self._default_policy if taken is None else taken.policy

    def known(self) -> Known:
        """What a decision made now would rest on."""
        lists, taken = self.published.snapshot, self.taken
        times = [*self._signed_times(), self.journal.latest_time()]
        return Known(
            self.settings.office,
            lists.trust,
            lists.status,
            lists.payout_list,
            taken.policy if taken else self._default_policy,
            self.journal.paid_periods,
            self.journal.is_unsettled,
            max((at for at in times if at is not None), default=self.clock()),
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
        """A supervisor vouches for the clock; the journal keeps it, and the centre learns of it.

        Raises:
            ClockFault: `clock-behind-signed`: the centre itself has signed something later.
        """
        now = self.clock()
        signed = max(self._signed_times(), default=now)
        if signed - now > self.policy.clock_back_limit:
            raise ClockFault("clock-behind-signed", latest=signed)
        self.journal.append(ClockConfirmed(self.known().latest_time_seen, supervisor))
        self._told("desk")

    def _signed_times(self) -> list[datetime]:
        return signed_times(self.published.snapshot, self.taken)

    def _believed(self, last: datetime, now: datetime) -> datetime:
        """The time to write into the journal after an entry of `last`, 1970 before the first."""
        seen = self._signed_times()
        if to_unix(last):
            seen.append(last)
        latest = max(seen, default=now)
        if now - latest > self.policy.clock_ahead_limit:
            return latest
        return max(last, now)

    def refresh(self) -> None:
        """Fetch what is published now; a fault is kept and told."""
        self._refresh_lists()
        self._refresh_configuration()
        self._tell()
        self._told("lists")

    def _tell(self) -> None:
        """Of this counter, whom the centre has just answered, were it only that it was set
        aside."""
        if self.centre_fault is None or self.centre_fault in SET_ASIDE:
            self.report.tell(self.transport)

    def _troubles(self) -> frozenset[Trouble]:
        now = self.clock()
        return troubles_of(
            self.settings,
            self.worker.status(),
            self.prints.printing if self.prints else None,
            self.disk_now,
            self.published.snapshot.certificate,
            self.configuration_fault,
            len(self.journal.open_intents()),
            self.known().latest_time_seen - now,
            self.policy.clock_back_limit,
            now,
        )

    def _refresh_lists(self) -> None:
        try:
            self.published.refresh(self.transport)
            listed = self.published.snapshot.payout_list
            if listed is not None:
                self.photos.refresh(self.transport, listed)
            self.centre_fault = None
        except TransportError as error:
            self.centre_fault = error.code
        except TokenFault as error:
            self.centre_fault = error.code
            _log.warning("terminal-key-unusable", extra={"fault": error.code})
        except ContractError as error:
            # Told by its name: it is this machine's clock that may be wrong.
            ahead = error.code == FROM_THE_FUTURE
            self.centre_fault = FROM_THE_FUTURE if ahead else "centre-nonsense"
            _log.warning("list-refused", extra={"fault": error.code})
        self._told("lists")

    def _refresh_configuration(self) -> None:
        """After the lists: without a line to the centre it is not tried."""
        if self.configuration is None or self.centre_fault is not None:
            return
        try:
            self.configuration.refresh(self.transport, self.known().latest_time_seen)
            self.configuration_fault = None
            self._use_configuration()
        except ConfigurationFault as fault:
            self.configuration_fault = fault.code
            _log.warning("configuration-refused", extra={"fault": fault.code})

    def _open_scanner(self, name: str) -> Port:
        """At the speed that the configuration has for serial scanners."""
        baud = self.taken.devices.serial_baud if self.taken else None
        return open_port(name, baud or SCANNER_BAUD)

    def _use_configuration(self) -> None:
        """What of it is not asked for each time."""
        if self.taken is not None:
            self.published.distrust(self.taken.revoked)

    def take_stick(self, stick: Path) -> Brought:
        """As `Sticks.take`; the pages are told."""
        brought = self.sticks.take(stick)
        self.configuration_fault = brought.configuration_fault
        self._use_configuration()
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
        closed = self.letters.ask_again(self._hurried, self._trust(), supervisor)
        self._told("outbox")
        return closed

    def _freshen(self) -> bool:
        """Fetch the lists while a person waits; what takes longer goes on for the next one."""
        if self.centre_fault is not None:
            return False  # no time for a centre that did not answer just now
        if self._freshening is None or not self._freshening.is_alive():
            self._freshening = Thread(target=self._refresh_lists, name="freshen", daemon=True)
            self._freshening.start()
        self._freshening.join(self._wait_s)
        return not self._freshening.is_alive() and self.centre_fault is None

    def _drain(self) -> int:
        acknowledged = self.outbox.drain(self.transport, self._trust())
        if acknowledged:
            self.centre_fault = None
        return acknowledged

    def _trust(self) -> TrustList:
        trust = self.published.snapshot.trust
        if trust is None:
            self.refresh()
            trust = self.published.snapshot.trust
        if trust is None:
            raise TransportError(self.centre_fault or "centre-unreachable")
        return trust

    def _drained(self, fault: str | None) -> None:
        self.sent_later = fault if fault in LATER else None
        # A round with nothing to send has not heard from the centre.
        if fault is not None and fault not in LATER:
            self.centre_fault = fault
        self._told("outbox")

    def _desk_changed(self) -> None:
        self.holdings.shown(self.desk.state)
        self._told("desk")
        self.drainer.wake()
        if self._at_once is not None:
            self._at_once.look(self.desk.state)

    def _brought_home(self) -> None:
        self._told("outbox")
        self.drainer.wake()

    def _refresh_often(self) -> None:
        for turn in count():
            if self._stopping.is_set():
                return
            try:
                if turn % CONFIGURATION_TURNS:
                    self._refresh_lists()
                    self._tell()
                else:
                    self.refresh()
            except Exception:  # the lists' age is on the screen; the next round may do better
                _log.exception("refresh-failed")
            self._stopping.wait(REFRESH_S)


def configuration_of(settings: Settings, clock: Clock) -> Configurations | None:
    """None for a counter that was not given a province and a first root."""
    if settings.province is None or not settings.configuration_root.exists():
        return None
    return Configurations(
        settings.configuration_file,
        settings.configuration_root.read_bytes(),
        settings.province,
        settings.office,
        clock,
    )


def _by_broker(settings: Settings, centre: HttpTransport, clock: Clock) -> Transport:
    """Batches by the broker where there is one. Its client is loaded only then."""
    if settings.broker is None:
        return centre
    try:
        from counter.transport.nats import NatsTransport
    except ModuleNotFoundError as missing:
        # An optional road must not keep a counter shut.
        _log.error("broker-client-missing", extra={"module": missing.name})
        return centre
    kept = BrokerPass(settings.broker_pass_file, settings.terminal, centre, clock)
    return NatsTransport(settings.broker, kept, centre)


def _slot_for(reader: str) -> Slot:
    return SimulatedSlot() if reader == SIMULATED else PcscSlot(reader or None)
