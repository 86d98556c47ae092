"""The centre of a run, and the lines to it, which lose, double, delay and reorder messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from cardsvc.centre import Centre
from cardsvc.issuance.scripts import ScriptDesk
from cardsvc.ledger.holds import Holds
from cardsvc.publish.publisher import Publisher
from cardsvc.signing.document import Document
from cardsvc.tables import TerminalState
from cardsvc.terminals.certificates import TerminalCertificates
from cardsvc.terminals.terminal import find_terminal, set_state
from counter.transport import Fetched, TransportError
from firmware_config.clock import Clock
from firmware_config.errors import ContractError
from firmware_config.hold import HOLDS
from firmware_config.ids import CardId, OfficeId, ProvinceCode, TerminalId
from firmware_config.sqlite import for_reading
from tests.simulate.disk import Disk
from tests.simulate.log import Log
from tests.simulate.parts import Parts
from tests.simulate.power import Power, PowerCut

Answer = TypeVar("Answer")


@dataclass
class SimulatedCentre:
    """The centre's services over one store. `made` is one that was opened as the real one is."""

    made: Centre
    disk: Disk
    clock: Clock
    parts: Parts
    log: Log
    late: list[tuple[TerminalId, bytes]] = field(default_factory=list)
    """Batches under way, each with its terminal."""
    sent: list[tuple[TerminalId, bytes]] = field(default_factory=list)
    """What an eavesdropper has."""
    centre: Centre = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Over the store as it is; what was kept in memory is gone."""
        engine, keyring, clock = self.disk.engine, self.made.keyring, self.clock
        self.centre = replace(
            self.made,
            engine=engine,
            ledger=self.parts.ledger(engine, keyring, clock),
            holds=Holds(engine, keyring, clock),
            publisher=Publisher(engine, keyring, clock),
            scripts=ScriptDesk(engine, keyring, clock),
            certificates=TerminalCertificates(engine, keyring, clock),
            clock=clock,
        )

    def cut(self) -> None:
        self.log.tally["power cuts: centre"] += 1
        self.disk.lose_power()
        self.start()

    def take_batch(self, terminal: TerminalId, octets: bytes) -> bytes:
        """As the terminals' interface does. Raises `TransportError`."""
        acknowledgement = _told(lambda: self.centre.ledger.ingest(terminal, octets))
        self.centre.card_life.let_go()
        return acknowledgement

    def ask(self, path: str, request: bytes) -> bytes:
        if path == HOLDS:
            return _told(lambda: self.centre.holds.grant(request))
        _told(lambda: self.centre.holds.release(request))
        return b""

    def fetch(self, terminal: TerminalId, path: str) -> Document:
        """What of `path` the terminal may have. Raises `TransportError`."""
        return _told(lambda: self._document(terminal, path))

    def set_state(self, terminal: TerminalId, state: TerminalState) -> None:
        with self.centre.engine.begin() as connection:
            set_state(connection, terminal, state)

    def state_of(self, terminal: TerminalId) -> TerminalState:
        with for_reading(self.centre.engine).begin() as connection:
            return find_terminal(connection, terminal).state

    def _document(self, asking: TerminalId, path: str) -> Document:
        publisher = self.centre.publisher
        match path.removeprefix("/api/v1/").split("/"):
            case ["trust"]:
                return publisher.trust_list()
            case ["status", province]:
                return publisher.status_lists.shards(ProvinceCode(province))
            case ["status", province, shard]:
                return publisher.status_list(ProvinceCode(province), int(shard))
        with for_reading(self.centre.engine).begin() as connection:
            terminal = find_terminal(connection, asking)
        if terminal.state is not TerminalState.ACTIVE:
            raise TransportError(f"terminal-{terminal.state}")
        now = self.clock()
        match path.removeprefix("/api/v1/").split("/"):
            case ["offices", office, what]:
                if terminal.office.text != office:
                    raise TransportError("access-of-another-office")
                if what == "payout-list":
                    return publisher.payout_list(OfficeId(office))
                return publisher.office_scripts(OfficeId(office))
            case ["cards", card, "scripts"]:
                return publisher.card_scripts(CardId.parse(card), terminal)
            case ["terminals", _, "certificate"]:
                return Document.of(self.centre.certificates.current(asking), now)
        raise TransportError("centre-nonsense")


class Line:
    """A counter's `Transport`. `fates` are what happens to its next batches."""

    def __init__(self, centre: SimulatedCentre, terminal: TerminalId, power: Power) -> None:
        self._centre = centre
        self._terminal = terminal
        self._power = power
        self._tally = centre.log.tally
        self._last_answer = b""
        self.is_cut = False
        self.fates: list[str] = []

    def send_batch(self, batch: bytes) -> bytes:
        self._reach()
        centre, terminal = self._centre, self._terminal
        centre.sent.append((terminal, batch))
        fate = self.fates.pop(0) if self.fates else "ok"
        if fate != "ok":
            self._tally[f"messages: {fate}"] += 1
        match fate:
            case "drop":
                raise TransportError("centre-unreachable")
            case "late":
                centre.late.append((terminal, batch))
                raise TransportError("centre-slow")
            case "cut":
                self._lose_the_centre(batch)
        answer = centre.take_batch(terminal, batch)
        self._power.point("answer")
        before, self._last_answer = self._last_answer, answer
        match fate:
            case "unheard":
                raise TransportError("centre-slow")
            case "twice":
                return centre.take_batch(terminal, batch)
            case "stale" if before:
                return before
            case "garbled":
                return answer[:-1] + bytes((answer[-1] ^ 1,))
        return answer

    def ask(self, path: str, request: bytes) -> bytes:
        self._reach()
        return self._centre.ask(path, request)

    def fetch(self, path: str, etag: str | None) -> Fetched | None:
        self._reach()
        document = self._centre.fetch(self._terminal, path)
        if document.etag == etag:
            return None
        return Fetched(document.octets, document.etag)

    def close(self) -> None:
        return None

    def _reach(self) -> None:
        self._power.point("send")
        if self.is_cut:
            raise TransportError("centre-unreachable")

    def _lose_the_centre(self, batch: bytes) -> None:
        """At the commit of what it takes in."""
        centre = self._centre
        centre.disk.power.fail_at(0)
        try:
            centre.take_batch(self._terminal, batch)
        except PowerCut:
            centre.cut()
            raise TransportError("centre-unreachable") from None
        finally:
            centre.disk.power.on()


def _told(work: Callable[[], Answer]) -> Answer:
    """What the centre answers, or its refusal as it comes over the line."""
    try:
        return work()
    except TransportError:
        raise
    except ContractError as refused:
        raise TransportError(refused.code, expected=refused.data.get("expected")) from None
