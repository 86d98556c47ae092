"""A whole counter for tests: a real station over a simulated slot, with a centre in memory."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Condition, Event
from typing import TypeVar

from flask import Flask

from counter.app import create_app
from counter.centre.published import (
    TRUST,
    card_scripts_path,
    certificate_path,
    office_scripts_path,
    payout_list_path,
    photo_path,
    shards_path,
    status_path,
)
from counter.desk.state import DeskState, Offered
from counter.settings import Settings
from counter.station import SIMULATED, WHILE_WAITING_S, Station
from counter.transport import Fetched, TransportError
from firmware_config import script_list, shard_list
from firmware_config.body.payout import Disbursed
from firmware_config.card.apdu import SmartCard
from firmware_config.hold import RELEASE, Hold, HoldRequest
from firmware_config.ids import CardId
from firmware_config.notes import Notes
from firmware_config.payout_list import Line, OfficePayoutList
from firmware_config.published_paths import telling_path
from firmware_config.reader.simulated import SimulatedSlot
from firmware_config.reader.slot import Slot
from firmware_config.record import Entitlement, Record
from firmware_config.status import Status, StatusList
from firmware_config.telling import Telling
from firmware_config.trust import Role
from firmware_config.web.accounts import FileAccounts
from firmware_config.web.catalogue import Translator
from firmware_config.web.events import EventStream
from firmware_config.web.side import side
from firmware_config.wire import Acknowledgement, Batch
from tests.simulators.cheap import CHEAP
from tests.simulators.world import IssuedCard, IssuedQr, World

Kind = TypeVar("Kind", bound=DeskState)

_WAIT_S = 30.0
_STATUS_URI = "01/0"
FLOAT = Notes.of({500_000: 20, 200_000: 20, 100_000: 30, 50_000: 40, 10_000: 50, 5_000: 100})
"""20 million: what an open shift began with."""


@dataclass
class Centre:
    """A `Transport` to a centre that believes its terminal and books everything.

    `fault` makes it fail with that code; `refused` is what it will not post, by journal number.
    `scripts` are for the office's own cards, `scripts_elsewhere` for others; `certificate` is the
    terminal's, a good one unless given.
    """

    world: World
    fault: str | None = None
    refused: dict[int, str] = field(default_factory=dict)
    statuses: dict[int, Status] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    scripts: list[bytes] = field(default_factory=list)
    photos: dict[bytes, bytes] = field(default_factory=dict)
    scripts_elsewhere: dict[CardId, list[bytes]] = field(default_factory=dict)
    certificate: bytes = b""
    hold_refusal: str | None = None
    held_mask: int = (1 << 32) - 1
    given_back: list[HoldRequest] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)
    slow: Event | None = None
    """Until it is set, nothing is answered."""

    def list_record(self, record: Record, held: str | None = None) -> None:
        """Put every entitlement of `record` on the payout list."""
        self.lines += [Line(due, record.name, held) for due in record.entitlements]

    def issue_card(self, *entitlements: Entitlement) -> IssuedCard:
        """A card of the world's, with all that is due on the payout list."""
        issued = self.world.issue_card(*entitlements)
        self.list_record(issued.record)
        return issued

    def issue_sheet(self, *entitlements: Entitlement) -> IssuedQr:
        """A sheet of the world's, with all that is due on the payout list."""
        issued = self.world.issue_qr(*entitlements)
        self.list_record(issued.record)
        return issued

    def send_batch(self, batch: bytes) -> bytes:
        self._fail()
        world = self.world
        taken = Batch.parse(batch, world.terminal, world.terminal_key.public_key)
        refused = tuple(item for item in self.refused.items() if item[0] <= taken.last_seq)
        ack = Acknowledgement(world.terminal, taken.last_seq, taken.head, world.now, refused)
        return ack.sign(world.key(Role.LEDGER_ACK))

    def ask(self, path: str, request: bytes) -> bytes:
        """Hears what is told; grants every hold unless `hold_refusal` says why not; notes what is
        given back."""
        self._fail()
        world = self.world
        if path == telling_path(world.terminal):
            key = world.terminal_key.public_key
            self.tellings.append(Telling.parse(request, world.terminal, key))
            return b""
        asked = HoldRequest.parse(request, world.terminal_key.public_key, world.now)
        if path == RELEASE:
            self.given_back.append(asked)
            return b""
        if self.hold_refusal is not None:
            raise TransportError(self.hold_refusal)
        until = world.now + timedelta(minutes=15)
        held = tuple(replace(one, mask=one.mask & self.held_mask) for one in asked.wanted)
        hold = Hold(world.terminal, asked.record_id, world.now, until, held)
        return hold.sign(world.key(Role.LEDGER_ACK))

    def fetch(self, path: str, etag: str | None) -> Fetched | None:
        self._fail()
        world = self.world
        made = {
            TRUST: lambda: world.trust.sign(world.root),
            status_path(_STATUS_URI): lambda: StatusList.build(
                _STATUS_URI, self.statuses, world.now, timedelta(days=7)
            ).sign(world.key(Role.STATUS_LIST)),
            shards_path(world.province): lambda: shard_list.encode([_STATUS_URI]),
            payout_list_path(world.office): lambda: OfficePayoutList(
                world.office, world.province, world.base, world.now, tuple(self.lines)
            ).sign(world.key(Role.PAYOUT_LIST)),
            office_scripts_path(world.office): lambda: script_list.encode(self.scripts),
            certificate_path(world.terminal): lambda: (
                self.certificate or world.terminal_identity().certificate
            ),
        }
        for card, scripts in self.scripts_elsewhere.items():
            made[card_scripts_path(card)] = partial(script_list.encode, scripts)
        for digest, jpeg in self.photos.items():
            made[photo_path(digest)] = partial(bytes, jpeg)
        if path not in made:
            raise TransportError("card-unknown")
        return Fetched(made[path](), "")

    def close(self) -> None:
        return None

    def _fail(self) -> None:
        if self.slow is not None:
            self.slow.wait(_WAIT_S)
        if self.fault is not None:
            raise TransportError(self.fault)


class RealSlot:
    """A slot that passes for a real reader's."""

    simulated = False

    def __init__(self) -> None:
        self._slot = SimulatedSlot()
        self.wait = self._slot.wait
        self.wake = self._slot.wake
        self.connect = self._slot.connect
        self.disconnect = self._slot.disconnect
        self.close = self._slot.close


class Counter:
    """A started station with its pages. Cards go into `slot`; `stop` it at the end."""

    def __init__(
        self,
        folder: Path,
        world: World,
        centre: Centre,
        slot: Slot | None = None,
        wait_s: float = WHILE_WAITING_S,
        shift_of: str | None = "lan",
        database_url: str = "",
        printer: str = "",
        prints_at_once: bool = False,
    ) -> None:
        """`shift_of` has a shift open, with a float of `FLOAT`; None for a counter without one.
        `database_url` is a store in place of a file of its own."""
        self.world = world
        self.centre = centre
        state = folder / "counter"
        state.mkdir(parents=True)
        (folder / "tray").mkdir()
        settings = Settings(
            state=state,
            terminal=world.terminal,
            office=world.office,
            office_name="Bưu cục Hoàn Kiếm",
            centre_url="http://127.0.0.1:1",
            root=world.root.public_key,
            status_uris=(_STATUS_URI,),
            reader=SIMULATED,
            scanner_port="",
            host="127.0.0.1",
            port=0,
            database_url=database_url or f"sqlite:///{state / 'counter.sqlite'}",
            printer=printer,
            prints_at_once=prints_at_once,
        )
        world.terminal_key.save(settings.key_file)
        self.hub = EventStream()
        self.slot = SimulatedSlot()
        self.accounts = FileAccounts(settings.accounts_file, hasher=CHEAP)
        self._changed = Condition()
        self.now = world.now  # by the machine's clock, which a test may set wrong
        self.station = Station(
            settings,
            self._told,
            slot=slot or self.slot,
            transport=centre,
            clock=lambda: self.now,
            accounts=self.accounts,
            wait_s=wait_s,
        )
        self.app: Flask = create_app(self.station, self.hub, strict=True)
        self.station.start()
        self.station.line.refresh()
        if shift_of is not None and self.station.shifts.current is None:
            self.station.shifts.open(FLOAT, shift_of)
            self.station.line.drainer.round()  # confirmed before a test counts what is not

    def stop(self) -> None:
        self.hub.close()
        self.station.stop()

    @property
    def state(self) -> DeskState:
        return self.station.desk.state

    def wait_for(self, kind: type[Kind]) -> Kind:
        """The desk's state once it is of `kind`."""

        def seen() -> Kind | None:
            state = self.state
            return state if isinstance(state, kind) else None

        with self._changed:
            state = self._changed.wait_for(seen, _WAIT_S)
        shown = type(self.state).__name__
        assert state is not None, f"the desk shows {shown}, not {kind.__name__}"
        return state

    def offer(self, card: SmartCard) -> Offered:
        """What the desk offers for `card`, which is put in."""
        self.slot.insert(card)
        return self.wait_for(Offered)

    @property
    def payouts(self) -> list[Disbursed]:
        """The last ten at the most, newest first."""
        entries = self.station.journal.latest_payouts(10)
        return [entry.body for entry in entries if isinstance(entry.body, Disbursed)]

    def wait_for_empty_reader(self) -> None:
        """Return once the station knows that no card is in."""
        with self._changed:
            assert self._changed.wait_for(
                lambda: self.station.worker.status().card is None, _WAIT_S
            )

    def show(self, state: DeskState) -> None:
        """Put `state` on the desk, however rare the way that leads there."""
        self.station.desk._screen.set(state)

    def words(self, language: str) -> Translator:
        return side(self.app).catalogue.translator(language)

    def _told(self, part: str) -> None:
        self.hub.publish(part)
        with self._changed:
            self._changed.notify_all()
