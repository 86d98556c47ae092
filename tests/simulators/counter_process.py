"""One person at a counter, from the card to the ledger's answer, in one process.

The parts are the counter's own, without its pages and threads, so that its steps come in the same
order every time. The card is in the test's process: it does not end with the counter's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import Pipe
from multiprocessing.connection import Connection as Line
from pathlib import Path
from threading import Thread
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from counter.card.terminal_proof import TerminalProof
from counter.centre.outbox import Outbox
from counter.centre.published import Published
from counter.decision.decide import Known, Offer, decide
from counter.decision.presented import PresentedChip
from counter.decision.refusal import Refusal
from counter.journal.handout import handout_of
from counter.journal.journal import Journal
from counter.paying.arrival import Arrivals
from counter.paying.payout import Paid, Payouts
from counter.paying.reversal import Reversals
from counter.paying.scripts import CardScripts
from counter.settings import Settings
from counter.transport import Transport
from counter.transport.http import ANSWER_S, TIMEOUT_S, HttpTransport
from firmware_config.body.payout import Disbursed
from firmware_config.card.apdu import CardGone, Connection
from firmware_config.card.session import CardSession
from firmware_config.card.simulator.card import SoftwareCard
from firmware_config.clock import Clock
from firmware_config.errors import ContractError
from firmware_config.request_proof import Prover, audience_of
from firmware_config.sqlite import make_engine
from firmware_config.terminal_policy import TerminalPolicy
from firmware_config.wire import Entry

PAID, LATE, REFUSED, FAULT = "paid", "late", "refused", "fault"
NOT_SENT, SENT = "not sent", "sent"
GREEN = (PAID, LATE)
TELLER = "lan"


Patience = tuple[float, float]
"""Seconds for a connection or one read, and for a whole answer."""
ANSWERED = (TIMEOUT_S, ANSWER_S)


def transport_of(settings: Settings, clock: Clock, patience: Patience) -> Transport:
    prover = Prover(settings.terminal, audience_of(settings.root), settings.signer(), clock)
    return HttpTransport(settings.centre_url, prover, *patience)


@dataclass(frozen=True, slots=True)
class Parts:
    """A counter without pages, reader and threads."""

    engine: Engine
    journal: Journal
    published: Published
    outbox: Outbox
    transport: Transport
    payouts: Payouts
    arrivals: Arrivals
    known: Known
    clock: Clock

    @classmethod
    def open(cls, settings: Settings, clock: Clock, patience: Patience = ANSWERED) -> Parts:
        """On a migrated store. Raises what a `Station` does."""
        signer = settings.signer()
        engine = make_engine(settings.database_url)
        journal = Journal(engine, settings.terminal, clock)
        journal.claim()
        names = (settings.root, settings.terminal, signer.public_key, settings.office)
        published = Published(engine, *names, settings.status_uris, clock)
        transport = transport_of(settings, clock, patience)
        lists = published.snapshot
        proof = TerminalProof(
            settings.terminal, signer, lambda: published.snapshot.certificate, clock
        )
        payouts = Payouts(journal, proof, clock)
        known = Known(
            *(settings.office, lists.trust, lists.status, lists.payout_list),
            TerminalPolicy.default(),
            journal.paid_periods,
            journal.is_unsettled,
            journal.latest_time() or clock(),
        )
        reversals = Reversals(journal, proof, lambda: lists.trust, clock)
        scripts = CardScripts(journal, lambda: lists, transport, lambda: False)
        arrivals = Arrivals(journal, payouts, reversals, scripts, lambda: known)
        outbox = Outbox(engine, journal, signer, clock)
        return cls(
            *(engine, journal, published, outbox, transport, payouts, arrivals, known, clock)
        )

    def close(self) -> None:
        self.transport.close()
        self.journal.close()
        self.engine.dispose()

    def send(self, transport: Transport | None = None) -> int:
        """Drain the outbox; how much waits still."""
        trust = self.published.snapshot.trust
        assert trust is not None
        self.outbox.drain(transport or self.transport, trust)
        return self.outbox.pending().confirmations


def serve_one(told: Line, state: Path, at: datetime, card: Line, pin: str) -> Iterator[None]:
    """`PAID` with nonces and amounts: the screen is green, and cash leaves the drawer. `LATE` with
    the same, of what was begun or paid before this start. `REFUSED` with the rule, `FAULT` with the
    code, and at the end `SENT` with how much still waits."""
    parts = Parts.open(Settings.load(state), lambda: at)
    yield
    told.send((LATE, shown_again(parts)))
    for what, about in served(parts, _Contacts(card), pin):
        told.send((what, about))
    try:
        parts.send()
    except (ContractError, DBAPIError) as fault:  # the drainer tries again later
        told.send((NOT_SENT, type(fault).__name__))
    told.send((SENT, parts.outbox.pending().confirmations))
    parts.close()


def shown_again(parts: Parts) -> dict[bytes, int]:
    """The payout that was the journal's last word: as `Desk.start` has it."""
    last = handout_of(parts.journal, parts.journal.head().seq)
    return {} if last is None else _cash(last.entries)


def served(parts: Parts, card: Connection, pin: str) -> Iterator[tuple[str, Any]]:
    """What is said to the card's holder, who is served again after what was settled late and, as a
    patient person would be, after a fault."""
    for _ in range(2):
        try:
            what, about = serve(parts, CardSession(card), pin)
        except ContractError as fault:
            what, about = FAULT, fault.code
        yield what, about
        if what in (PAID, REFUSED):
            return


def serve(parts: Parts, session: CardSession, pin: str) -> tuple[str, Any]:
    """Pay the card's holder what is due, or settle what was open."""
    match parts.arrivals.take(session).what:
        case Refusal(rule=rule):
            return REFUSED, rule.value
        case PresentedChip() as presented:
            offered = decide(presented, parts.known, parts.clock())
            if not isinstance(offered, Offer):
                return REFUSED, offered.rule.value
            paid = parts.payouts.pay_chip(session, offered, pin, TELLER)
            return (PAID, _cash(paid.entries)) if isinstance(paid, Paid) else (FAULT, "unsure")
        case entries:
            return LATE, _cash(entries)


def _cash(entries: tuple[Entry, ...]) -> dict[bytes, int]:
    """What is to be handed over: đồng by nonce."""
    bodies = (entry.body for entry in entries)
    return {one.nonce: one.claim.amount_vnd for one in bodies if isinstance(one, Disbursed)}


class _Contacts:
    """A card at the other end of a line; it is powered anew for each session."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._ask(b"")

    def send_and_receive(self, apdu: bytes) -> tuple[bytes, int]:
        told = self._ask(apdu)
        return told[:-2], int.from_bytes(told[-2:])

    def _ask(self, octets: bytes) -> bytes:
        try:
            self._line.send_bytes(octets)
            return self._line.recv_bytes()
        except (EOFError, OSError):
            raise CardGone from None


@contextmanager
def card_at(card: SoftwareCard) -> Iterator[Line]:
    """A line that a counter's process may be given; the card answers as long as it is open."""
    ours, theirs = Pipe()

    def answer() -> None:
        try:
            while True:
                asked = ours.recv_bytes()
                if asked:
                    ours.send_bytes(card.transmit(asked))
                else:
                    card.power_off()
                    card.power_on()
                    ours.send_bytes(b"\x90\x00")
        except (EOFError, OSError):
            card.power_off()

    thread = Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield theirs
    finally:
        theirs.close()
        thread.join(10)
        ours.close()
