"""A stick in place of the network: what is unconfirmed goes out, the centre's answer comes in.

Whatever comes in passes the checks that it would pass had it come over the network. Going out
settles nothing: an entry leaves the outbox when its acknowledgement is here, so a stick may be
lost, copied or brought back twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from counter.centre.outbox import Outbox
from counter.centre.published import Published
from counter.settings import Settings
from counter.transport import Fetched, TransportError
from firmware_config.bundle.client.configurations import Configurations
from firmware_config.bundle.client.fault import ConfigurationFault
from firmware_config.clock import Clock, utc_now
from firmware_config.errors import ContractError
from firmware_config.signing import Signer
from firmware_config.stick.coming import Answer, Refused, read_answer
from firmware_config.stick.going import Kind, Manifest, Named, write
from firmware_config.stick.layout import check_there, going_folder
from firmware_config.stick.sealing import OpeningKey

ABSENT = "stick-without"
NO_TRUST = "stick-without-trust"
_NOT_FOUND = 404
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Written:
    """What was put on a stick: how many unconfirmed entries are journaled, in how many batches."""

    batches: int
    confirmations: int


@dataclass(frozen=True, slots=True)
class Brought:
    """What an answer did. A fault is the code of what was not taken; the rest was all the same.

    `refused` is what the centre said of a batch that it did not take; `number` the configuration
    in use afterwards.
    """

    at: datetime
    acknowledged: int
    refused: Refused | None
    outbox_fault: str | None
    lists_fault: str | None
    configuration_fault: str | None
    number: int

    @property
    def faults(self) -> tuple[tuple[str, str], ...]:
        """What was not taken and why: the part, a code."""
        told = {
            "batch": None if self.refused is None else self.refused.code,
            "outbox": self.outbox_fault,
            "lists": self.lists_fault,
            "configuration": self.configuration_fault,
        }
        return tuple((part, code) for part, code in told.items() if code is not None)

    @property
    def is_whole(self) -> bool:
        return not self.faults

    @property
    def expected(self) -> int:
        """The entry that the ledger waits for, 0 when it said nothing of one."""
        return (self.refused and self.refused.expected) or 0


@dataclass(frozen=True, slots=True)
class Sticks:
    """Sticks of one counter. `tell` makes its signed telling, `latest` is the latest time seen."""

    settings: Settings
    signer: Signer
    outbox: Outbox
    published: Published
    configuration: Configurations | None
    latest: Callable[[], datetime]
    tell: Callable[[], bytes] | None = None
    clock: Clock = utc_now

    def write(self, stick: Path, first_seq: int | None = None) -> Written:
        """Write what is not acknowledged, or from `first_seq` on what a ledger asked for again.

        Raises:
            StickError: `stick-absent`, `stick-too-large`.
            KeyFault: the key for answers cannot be used.
        """
        check_there(stick)
        key = OpeningKey.kept_in(self.settings.stick_key_file)
        confirmations = self.outbox.pending().confirmations
        batches = 0

        def files() -> Iterator[tuple[Kind, bytes]]:
            nonlocal batches
            for batch in self.outbox.batches(first_seq):
                batches += 1
                yield Kind.BATCH, batch
            if self.tell is not None:
                yield Kind.TELLING, self.tell()

        def sign(named: tuple[Named, ...]) -> bytes:
            manifest = Manifest(
                self.settings.terminal, self.clock(), key.public, self.settings.status_uris, named
            )
            return manifest.sign(self.signer)

        write(going_folder(stick, self.settings.terminal), files(), sign)
        return Written(batches, confirmations)

    def take(self, stick: Path) -> Brought:
        """Take the centre's answer: lists, then acknowledgements, then the configuration.

        Raises:
            StickError: there is no answer for this counter that can be read; nothing has changed.
            KeyFault: as `write`.
        """
        key = OpeningKey.kept_in(self.settings.stick_key_file)
        octets = read_answer(stick, self.settings.terminal)
        answer = Answer.open(octets, self.settings.terminal, key)
        lists_fault = configuration_fault = None
        source = _Documents(answer)
        # A terminal that the centre does not believe is given no documents.
        if answer.documents:
            lists_fault = self._fault(lambda: self.published.refresh(source, is_live=False))
        acknowledged, outbox_fault = self._settle(answer)
        if answer.documents and self.configuration is not None:
            configuration_fault = self._configure(self.configuration, source)
        taken = None if self.configuration is None else self.configuration.taken
        return Brought(
            answer.at,
            acknowledged,
            answer.refused,
            outbox_fault,
            lists_fault,
            configuration_fault,
            0 if taken is None else taken.number,
        )

    def _settle(self, answer: Answer) -> tuple[int, str | None]:
        trust = self.published.snapshot.trust
        if trust is None:
            return 0, NO_TRUST if answer.acknowledgements else None
        acknowledged = 0
        for one in answer.acknowledgements:
            try:
                acknowledged += self.outbox.settle_later(one, trust)
            except ContractError as error:
                _log.warning("stick-answer-refused", extra={"fault": error.code})
                return acknowledged, error.code
        return acknowledged, None

    def _configure(self, configuration: Configurations, source: _Documents) -> str | None:
        try:
            configuration.refresh(source, self.latest())
        except ConfigurationFault as fault:
            _log.warning("configuration-refused", extra={"fault": fault.code})
            return fault.code
        return None

    def _fault(self, refresh: Callable[[], object]) -> str | None:
        try:
            refresh()
        except ContractError as error:
            _log.warning("list-refused", extra={"fault": error.code})
            return error.code
        return None


@dataclass(frozen=True, slots=True)
class _Documents:
    """An answer as a source of documents."""

    answer: Answer

    def fetch(self, path: str, etag: str | None) -> Fetched | None:
        octets = self.answer.documents.get(path)
        if octets is None:
            raise TransportError(ABSENT, status=_NOT_FOUND)
        return Fetched(octets, "")
