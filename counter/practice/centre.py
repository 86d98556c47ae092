"""The practice centre: a `Transport` that is part of this program and opens no connection."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from counter.centre.published import (
    TRUST,
    certificate_path,
    office_scripts_path,
    payout_list_path,
    shards_path,
    status_path,
)
from counter.practice.issuing import GENERATION, OFFICE, PROVINCE, STATUS_URI
from counter.practice.keys import PracticeKeys
from counter.practice.people import PEOPLE
from counter.transport import Fetched, TransportError
from firmware_config import script_list, shard_list
from firmware_config.card.terminal_certificate import TerminalCertificate
from firmware_config.clock import Clock, to_unix, utc_now
from firmware_config.ids import TerminalId
from firmware_config.payout_list import Line, OfficePayoutList, Whose
from firmware_config.period import Period
from firmware_config.published_paths import telling_path
from firmware_config.record import Record
from firmware_config.signing import PublicKey
from firmware_config.status import Status, StatusList
from firmware_config.trust import Role
from firmware_config.wire import Acknowledgement, Batch

_RENEWED_S = 3600
_GOOD_FOR = timedelta(days=30)


class PracticeCentre:
    """Publishes for one terminal, with fresh dates every hour, and takes whatever it sends."""

    def __init__(
        self,
        keys: PracticeKeys,
        records: dict[str, Record],
        terminal: TerminalId,
        terminal_key: PublicKey,
        month: Period,
        clock: Clock = utc_now,
    ) -> None:
        self._keys = keys
        self._records = records
        self._terminal = terminal
        self._terminal_key = terminal_key
        self._month = month
        self._clock = clock
        self._makers: dict[str, Callable[[], bytes]] = {
            TRUST: self._trust,
            status_path(STATUS_URI): self._status,
            shards_path(PROVINCE): lambda: shard_list.encode([STATUS_URI]),
            payout_list_path(OFFICE): self._payout_list,
            office_scripts_path(OFFICE): lambda: script_list.encode([]),
            certificate_path(terminal): self._certificate,
        }

    def fetch(self, path: str, etag: str | None) -> Fetched | None:
        make = self._makers.get(path)
        if make is None:
            raise TransportError("card-unknown")
        current = str(self._hour)
        return None if etag == current else Fetched(make(), current)

    def ask(self, path: str, request: bytes) -> bytes:
        """A hold: there is no other counter that could want one. What is told nobody reads."""
        if path == telling_path(self._terminal):
            return b""
        raise TransportError("hold-not-needed", path=path)

    def send_batch(self, batch: bytes) -> bytes:
        taken = Batch.parse(batch, self._terminal, self._terminal_key)
        ack = Acknowledgement(self._terminal, taken.last_seq, taken.head, self._clock(), ())
        return ack.sign(self._keys.of(Role.LEDGER_ACK))

    def close(self) -> None:
        return None

    @property
    def _hour(self) -> int:
        return to_unix(self._clock()) // _RENEWED_S

    def _trust(self) -> bytes:
        return self._keys.trust(self._hour, self._clock()).sign(self._keys.root)

    def _status(self) -> bytes:
        stolen = {
            self._records[person.key].status.index: Status.INVALID
            for person in PEOPLE
            if person.is_reported_stolen
        }
        made = StatusList.build(STATUS_URI, stolen, self._clock(), _GOOD_FOR)
        return made.sign(self._keys.of(Role.STATUS_LIST))

    def _payout_list(self) -> bytes:
        lines = tuple(
            Line(due, record.name, whose=Whose(record.id, record.citizen))
            for record in self._records.values()
            for due in record.entitlements
        )
        made = OfficePayoutList(OFFICE, PROVINCE, self._month, self._clock(), lines)
        return made.sign(self._keys.of(Role.PAYOUT_LIST))

    def _certificate(self) -> bytes:
        ca = self._keys.of(Role.TERMINAL_CA)
        return TerminalCertificate(
            ca.public_key.kid,
            self._terminal,
            OFFICE,
            GENERATION,
            self._clock() + _GOOD_FOR,
            self._terminal_key,
        ).sign(ca)
