"""One running counter: every part made once, joined here and nowhere else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from counter.arrival import Arrivals
from counter.card_scripts import CardScripts
from counter.db import open_store
from counter.decide import Known
from counter.desk import Desk
from counter.journal import Journal
from counter.outbox import Drainer, Outbox
from counter.payout import Payouts
from counter.published import Published
from counter.reversal import Reversals
from counter.scanner.serial_port import SerialScanner
from counter.settings import Settings
from counter.terminal_proof import TerminalProof
from counter.transport import Transport, TransportError
from counter.transport.http import HttpTransport
from counter.tray import Tray
from firmware_config.clock import Clock, utc_now
from firmware_config.errors import ContractError
from firmware_config.reader.pcsc import PcscSlot
from firmware_config.reader.simulated import SimulatedSlot
from firmware_config.reader.slot import Slot
from firmware_config.reader.worker import ReaderWorker
from firmware_config.terminal_policy import TerminalPolicy
from firmware_config.token import TokenFault
from firmware_config.trust import TrustList

_log = logging.getLogger(__name__)

REFRESH_S = 60.0
SIMULATED = "simulated"

Told = Callable[[str], None]


class Station:
    """`told` is called with `desk`, `outbox` or `lists` when that part has changed."""

    def __init__(
        self,
        settings: Settings,
        told: Told,
        *,
        slot: Slot | None = None,
        transport: Transport | None = None,
        clock: Clock = utc_now,
        policy: TerminalPolicy | None = None,
    ) -> None:
        self.settings = settings
        self.policy = policy or TerminalPolicy.default()
        self.clock = clock
        self._told = told
        signer = settings.signer()
        engine = open_store(settings.database_url)
        self._engine = engine
        self.journal = Journal(engine, settings.terminal, clock)
        self.published = Published(
            engine,
            *(settings.root, settings.terminal, signer.public_key, settings.office),
            settings.status_uris,
            clock,
        )
        self.outbox = Outbox(engine, self.journal, signer, clock)
        self.transport = transport or HttpTransport(
            settings.centre_url, settings.terminal, signer, clock
        )
        self.centre_fault: str | None = None
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
            self.transport,
            lambda: self.centre_fault is None,
        )
        self.desk = Desk(
            self.worker,
            self.journal,
            payouts,
            reversals,
            Arrivals(self.journal, payouts, reversals, scripts, self.known, clock),
            self.known,
            self._desk_changed,
            clock,
            freshen=self._freshen,
        )
        self._scanner = (
            SerialScanner(settings.scanner_port, self.desk.scanned)
            if settings.scanner_port
            else None
        )
        self._stopping = Event()
        self._refresher = Thread(target=self._refresh_often, name="lists", daemon=True)

    def start(self) -> None:
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
        self.drainer.stop()
        if self._refresher.is_alive():
            self._refresher.join(5.0)
        self.transport.close()
        self.journal.close()
        self._engine.dispose()

    def known(self) -> Known:
        """What a decision made now would rest on."""
        lists = self.published.snapshot
        now = self.clock()
        times = [
            self.journal.latest_time(),
            lists.trust.issued_at if lists.trust else None,
            lists.payout_list.issued_at if lists.payout_list else None,
            *(shard.issued_at for shard in lists.status.values()),
        ]
        return Known(
            self.settings.office,
            lists.trust,
            lists.status,
            lists.payout_list,
            self.policy,
            self.journal.paid_periods,
            self.journal.is_unsettled,
            max((at for at in times if at is not None), default=now),
        )

    def refresh(self) -> None:
        """Fetch the published lists now; a fault is kept in `centre_fault` and told."""
        try:
            self.published.refresh(self.transport)
            self.centre_fault = None
        except TransportError as error:
            self.centre_fault = error.code
        except TokenFault as error:
            self.centre_fault = error.code
            _log.warning("terminal-key-unusable", extra={"fault": error.code})
        except ContractError as error:
            self.centre_fault = "centre-nonsense"
            _log.warning("list-refused", extra={"fault": error.code})
        self._told("lists")

    def _freshen(self) -> bool:
        if self.centre_fault is not None:
            return False  # a person waits: no time for a centre that did not answer just now
        self.refresh()
        return self.centre_fault is None

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
        # A round with nothing to send has not heard from the centre.
        if fault is not None:
            self.centre_fault = fault
        self._told("outbox")

    def _desk_changed(self) -> None:
        self._told("desk")
        self.drainer.wake()

    def _refresh_often(self) -> None:
        while not self._stopping.is_set():
            try:
                self.refresh()
            except Exception:  # the lists' age is on the screen; the next round may do better
                _log.exception("refresh-failed")
            self._stopping.wait(REFRESH_S)


def _slot_for(reader: str) -> Slot:
    return SimulatedSlot() if reader == SIMULATED else PcscSlot(reader or None)
